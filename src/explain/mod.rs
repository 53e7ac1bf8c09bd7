//! Why a notification reached somebody or nobody, from all that the service tells: what became
//! of it, who matches its target now, the hub's credentials, feedback, and its payload.

mod audience;
pub mod finding;
pub mod listed;
pub mod report;

use std::rc::Rc;

use crate::devices::feedback_cursor::FeedbackCursor;
use crate::devices::seen_ids::SeenIds;
use crate::documents::notification_details::{NotificationDetails, State};
use crate::error::{Error, Result, Status};
use crate::explain::audience::{Audience, Kinds};
use crate::explain::finding::{Finding, Kind, advice};
use crate::explain::listed::{Listed, MOST_COMPARED};
use crate::explain::report::Explanation;
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::Filter;
use crate::notification::Notification;
use crate::notification::payload_check;
use crate::notification::platform::Platform;
use crate::notification::target::Target;
use crate::outcome::Outcome;
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

/// Pages that are read where nobody says how many.
const USUAL_PAGES: u32 = 100;

/// Most portions of feedback that are read.
const MOST_PORTIONS: u32 = 100;

/// What is to be explained. One of `target` and `notification_id` must be there.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is sent, where that is at hand.
    pub notification: Option<&'a Notification>,
    /// To whom; the service knows it of what was sent.
    pub target: Option<&'a Target>,
    /// What was sent.
    pub notification_id: Option<&'a str>,
    /// Most pages of registrations that are read; 0 for the usual.
    pub max_pages: u32,
}

/// Explains it. Fails where the service refuses everything that is asked, or where the call is
/// over; then the explanation is what was found before.
pub fn explain(
    hub: &Hub,
    question: Question<'_>,
    options: &CallOptions,
) -> OutcomeWith<Explanation> {
    if question.target.is_none() && question.notification_id.is_none() {
        return OutcomeWith::failed(Error::argument(
            "target and notification_id are both NULL; one of them says what is to be explained",
        ));
    }
    let mut explaining = Explaining {
        hub,
        options,
        call: hub.client.begin(options),
        said: Explanation::default(),
        outcome: Outcome::accepted(),
        answers: 0,
        failure: None,
    };
    if let Err(error) = explaining.all(question) {
        explaining.failure = Some(Outcome::failed(error));
        explaining.answers = 0;
    }
    let outcome = match explaining.failure {
        Some(failure) if explaining.answers == 0 || is_over(&failure) => failure,
        // What the service answered holds the hub's keys, or handles and payloads.
        _ => Outcome {
            body: Vec::new(),
            ..explaining.outcome
        },
    };
    OutcomeWith {
        outcome,
        value: Some(explaining.said),
    }
}

/// Did it come to this because the whole call is over?
fn is_over(outcome: &Outcome) -> bool {
    matches!(
        outcome.status(),
        Status::Cancelled | Status::Closed | Status::Timeout
    )
}

struct Explaining<'a> {
    hub: &'a Hub,
    options: &'a CallOptions,
    call: Rc<Call>,
    said: Explanation,
    /// Of the last request that was answered.
    outcome: Outcome,
    /// How many questions were answered.
    answers: u32,
    /// The first that was not, or the one at which the call was over.
    failure: Option<Outcome>,
}

impl Explaining<'_> {
    fn all(&mut self, question: Question<'_>) -> Result<()> {
        if let Some(notification) = question.notification {
            self.check_payload(notification);
        }
        if let Some(id) = question.notification_id {
            self.ask_what_became_of(id);
        }
        let details = self.said.details.clone();
        let audience = match (question.target, &details) {
            (Some(target), _) => Audience::of_target(target)?,
            (None, Some(details)) => Audience::of_details(details)?,
            // The failure to read them says enough.
            (None, None) => return Ok(()),
        };
        let kinds = match (question.notification, &details) {
            (Some(notification), _) => Kinds::of(notification),
            (None, Some(details)) => Kinds::of_details(details),
            (None, None) => Kinds::Any,
        };
        self.list(&audience, kinds, question.max_pages)?;
        self.compare_credentials();
        self.look_for_dead_handles(question.notification_id)?;
        Ok(())
    }

    fn find(&mut self, kind: Kind, text: impl Into<std::borrow::Cow<'static, str>>) {
        self.said.findings.push(Finding::new(kind, text));
    }

    /// Keeps what was answered; says what was not.
    fn answered<T>(&mut self, what: &str, got: OutcomeWith<T>) -> Option<T> {
        if got.outcome.error.is_none() {
            self.answers += 1;
            // What was read before takes no request.
            if got.outcome.attempts > 0 {
                self.outcome = got.outcome;
            }
            return got.value;
        }
        if let Some(error) = &got.outcome.error {
            self.find(Kind::NotKnown, format!("Not known: {what}, since {error}."));
        }
        if self.failure.is_none() || is_over(&got.outcome) {
            self.failure = Some(got.outcome);
        }
        None
    }

    fn check_payload(&mut self, notification: &Notification) {
        if let Err(error) = payload_check::check(notification) {
            let text = format!("The payload will not arrive: {error}.");
            self.find(Kind::Payload, text);
        }
    }

    fn ask_what_became_of(&mut self, id: &str) {
        let got = self
            .hub
            .details_within(id, self.options, Rc::clone(&self.call));
        if got.outcome.status() == Status::NotFound {
            self.answers += 1;
            self.find(
                Kind::NotFound,
                "The service does not know the notification: it was sent less than a minute ago, long ago, or with another hub.",
            );
            return;
        }
        let Some(details) = self.answered("what became of the notification", got) else {
            return;
        };
        self.tell(&details);
        self.said.details = Some(details);
    }

    fn tell(&mut self, details: &NotificationDetails) {
        match details.state() {
            State::Enqueued | State::Processing => {
                self.find(
                    Kind::Pending,
                    "The service is still sending it; ask again in a while.",
                );
            }
            State::Scheduled => {
                self.find(Kind::Pending, "It is scheduled, and its time has not come.");
            }
            State::Cancelled => self.find(Kind::GivenUp, "It was cancelled before its time."),
            State::Abandoned => {
                self.find(Kind::GivenUp, "The service gave it up after many tries.");
            }
            State::NoTargetFound => {
                self.find(
                    Kind::NoMatch,
                    "When it was sent, no device matched its target.",
                );
            }
            State::Completed | State::Unknown => {}
        }
        for count in details.counts.iter().filter(|count| count.count > 0) {
            let (number, platform, name) = (count.count, &count.platform, &count.name);
            let (kind, text) = match name.as_str() {
                "Success" => (
                    Kind::Accepted,
                    format!(
                        "The push service took it for {number} devices ({platform}); what it does then, nobody tells."
                    ),
                ),
                _ => (
                    Kind::Refused,
                    format!(
                        "{name} for {number} devices ({platform}): {}.",
                        advice(name)
                    ),
                ),
            };
            self.find(kind, text);
        }
    }

    fn list(&mut self, audience: &Audience, kinds: Kinds, max_pages: u32) -> Result<()> {
        let most = match max_pages {
            0 => USUAL_PAGES,
            pages => pages,
        };
        let filter = match audience {
            Audience::Everyone => Filter::All,
            Audience::Matching(expression) => match expression.required_tag() {
                Some(tag) => Filter::Tag(tag),
                None => Filter::All,
            },
            Audience::Device(handle) => Filter::Channel(handle),
        };
        let mut cursor = RegistrationCursor::new(filter)?;
        let mut listed = Listed::default();
        let mut pages = 0;
        loop {
            // Before a page is asked for that nobody wants.
            if pages == most && cursor.is_at_page_end() && !cursor.is_at_last_page() {
                listed.is_cut = true;
                self.answers += 1;
                self.find(
                    Kind::Cut,
                    format!(
                        "The list of registrations was cut after {most} pages of a hundred; the numbers are of these."
                    ),
                );
                break;
            }
            let call = Rc::clone(&self.call);
            let mut got = cursor.next_within(self.hub, self.options, call);
            let registration = match got.value.take() {
                Some(Some(registration)) => registration,
                ended => {
                    listed.is_cut = ended.is_none();
                    self.answered("who matches the target", got);
                    break;
                }
            };
            if got.outcome.attempts > 0 {
                pages += 1;
                self.outcome = got.outcome;
            }
            listed.add(audience, kinds, &registration);
        }
        self.tell_who_matches(audience, &listed);
        self.said.listed = listed;
        Ok(())
    }

    fn tell_who_matches(&mut self, audience: &Audience, listed: &Listed) {
        let total = listed.total();
        let is_known = !listed.is_cut || listed.looked_at > 0;
        match (total, audience) {
            (0, _) if !is_known => {}
            (0, Audience::Device(_)) => self.find(
                Kind::NoMatch,
                "The handle is not registered. A direct send reaches it all the same, if it is alive.",
            ),
            (0, _) => self.find(
                Kind::NoMatch,
                format!(
                    "No registration matches the target now; {} were looked at.",
                    listed.looked_at
                ),
            ),
            _ => {
                let text = format!(
                    "{total} registrations match the target now: {}.",
                    Listed::words(&listed.meant)
                );
                self.find(Kind::Matches, text);
            }
        }
        if !listed.other_kinds.is_empty() && !matches!(audience, Audience::Everyone) {
            let text = format!(
                "These have the tags and do not get it, since its format is for others: {}.",
                Listed::words(&listed.other_kinds)
            );
            self.find(Kind::OtherKind, text);
        }
    }

    fn compare_credentials(&mut self) {
        let got = self
            .hub
            .description_within(self.options, Rc::clone(&self.call));
        let what = "which push services the hub has credentials for";
        let Some(description) = self.answered(what, got) else {
            return;
        };
        let has: Vec<Platform> = description.credentials.platforms().collect();
        let words: Vec<&str> = has.iter().map(|platform| platform.format()).collect();
        let missing: Vec<&str> = self
            .said
            .listed
            .meant
            .keys()
            // Windows Phone's push service takes pushes without any.
            .filter(|word| !words.contains(word) && **word != Platform::Mpns.format())
            .copied()
            .collect();
        match (missing.is_empty(), words.is_empty()) {
            (true, _) => {}
            (false, true) => self.find(
                Kind::NoCredential,
                "The hub has no credentials for any push service. Only a local hub delivers without.",
            ),
            (false, false) => self.find(
                Kind::NoCredential,
                format!(
                    "The hub has no credentials for {}, to which registrations belong that match: set them in the portal or with nh_update_hub.",
                    missing.join(", ")
                ),
            ),
        }
        self.said.credentials = Some(words);
    }

    /// In the details of the notification's errors if there is one, or in the hub's feedback.
    fn look_for_dead_handles(&mut self, notification_id: Option<&str>) -> Result<()> {
        let details = self.said.details.as_ref();
        let mut cursor = match (notification_id, details) {
            (Some(_), Some(details)) if details.error_details_uri.is_none() => return Ok(()),
            (Some(id), Some(_)) => FeedbackCursor::of_notification(id)?,
            _ if self.said.listed.total() == 0 => return Ok(()),
            _ => FeedbackCursor::of_hub(),
        };
        let is_of_hub = details.is_none();
        let mut seen = SeenIds::default();
        for _ in 0..MOST_PORTIONS {
            let mut got = cursor.next_within(self.hub, self.options, &self.call);
            let Some(entries) = got.value.take().flatten() else {
                self.answered("which handles are dead", got);
                break;
            };
            if got.outcome.attempts > 0 {
                self.outcome = got.outcome;
            }
            for entry in entries {
                let id = entry.registration_id.as_deref().unwrap_or_default();
                let is_about_it = !is_of_hub || self.said.listed.has(id);
                // One that was told before counts once.
                if is_about_it && (id.is_empty() || seen.insert(id)) {
                    let error = entry.error.unwrap_or_default();
                    *self.said.dead.entry(error).or_default() += 1;
                }
            }
        }
        if is_of_hub && self.said.listed.total() > MOST_COMPARED {
            let text = format!("Feedback was compared with the first {MOST_COMPARED} that match.");
            self.find(Kind::Cut, text);
        }
        if !self.said.dead.is_empty() {
            let text = match is_of_hub {
                true => format!(
                    "Feedback says of registrations that match: {}. Delete those that are dead (nh_prune_feedback).",
                    Listed::words(&self.said.dead)
                ),
                false => format!(
                    "The details of its errors have: {}. Delete those that are dead (nh_prune_feedback).",
                    Listed::words(&self.said.dead)
                ),
            };
            self.find(Kind::DeadHandles, text);
        }
        Ok(())
    }
}
