//! Why a notification arrived or did not: who was meant, who was not and why, and what stopped it on
//! its way. Devices that were reached are as they were then; the others are as they are now.

use crate::app::App;
use crate::devices::registration::Registration;
use crate::devices::tag_expression::TagExpression;
use crate::http::answer::{Answer, JSON};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::push::format::Format;
use crate::push::pns::PnsOutcome;
use crate::push::test_outcome::DeviceOutcome;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, SentNotification, WaitingNotification};
use crate::state::recorder::Answered;
use crate::wire::timestamp;
use hyper::StatusCode;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// How many devices of each kind are listed; the rest is counted.
const LISTED: usize = 1000;

/// `GET /_emulator/explain`: of the last send, or of `notification=ID`, or of `request=TRACKINGID`;
/// with `device=ID` only what is of this installation, registration or handle.
pub fn handle(app: &App, target: &Target) -> Result<Answer, ServiceError> {
    let (notification, request) = (target.query("notification"), target.query("request"));
    let explanation = match (notification, request) {
        (Some(_), Some(_)) => {
            return Err(ServiceError::bad_request(
                "Give a notification or a request, not both",
            ));
        }
        (Some(id), None) => of_notification(app, id, target)?,
        (None, Some(id)) => of_request(app, id, target)?,
        (None, None) => of_last(app, target)?,
    };
    let json = serde_json::to_vec(&explanation).map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, JSON, json))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Explanation {
    /// All of it in a sentence.
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag_expression: Option<String>,
    /// For those that matched.
    matched: Vec<DeviceReason>,
    unlisted_matched: usize,
    /// For those that did not.
    not_matched: Vec<DeviceReason>,
    unlisted_not_matched: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceReason {
    #[serde(skip_serializing_if = "Option::is_none")]
    installation_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_id: Option<String>,
    platform: &'static str,
    device_handle: String,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    /// The word of telemetry; none for devices that were not meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// A rule of docs/payload-rules.md.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    why: String,
}

impl DeviceReason {
    fn of(registration: &Registration, why: String) -> DeviceReason {
        let template = registration.template.as_ref();
        DeviceReason {
            installation_id: registration.installation_id.clone(),
            registration_id: Some(registration.id.clone()).filter(|id| !id.is_empty()),
            platform: registration.platform.format_word(),
            device_handle: registration.handle.clone(),
            tags: registration.tags.clone(),
            template: template.map(|template| template.name.clone().unwrap_or_default()),
            outcome: None,
            rule: None,
            why,
        }
    }

    fn is_of(&self, device: &str) -> bool {
        let ids = [&self.installation_id, &self.registration_id];
        let mut ids = ids.into_iter().flatten();
        ids.any(|id| id.eq_ignore_ascii_case(device))
            || self.device_handle.eq_ignore_ascii_case(device)
    }
}

fn of_notification(app: &App, id: &str, target: &Target) -> Result<Explanation, ServiceError> {
    for hub in app.hubs() {
        let waiting = hub.read(|store| store.scheduled(id).map(|kept| (kept.waiting(), kept.due)));
        if let Some((waiting, due)) = waiting {
            let due = timestamp::rfc3339(due);
            let summary = format!("It waits for its time, {due}: nobody has it yet.");
            return Ok(of_waiting(&hub, &waiting, summary));
        }
        match hub.messages.find(id).as_deref() {
            Some(KeptMessage::Sent(sent)) => return Ok(of_sent(&hub, sent, target)),
            Some(KeptMessage::Canceled(waiting)) => {
                let summary = "It was cancelled before its time.".to_owned();
                return Ok(of_waiting(&hub, waiting, summary));
            }
            None => {}
        }
    }
    Err(ServiceError::not_found(
        "The notification is not known, or is forgotten",
    ))
}

fn of_request(app: &App, id: &str, target: &Target) -> Result<Explanation, ServiceError> {
    let is_of_it = |message: &KeptMessage| match message {
        KeptMessage::Sent(sent) => sent.notification.tracking_id.eq_ignore_ascii_case(id),
        KeptMessage::Canceled(_) => false,
    };
    for hub in app.hubs() {
        if let Some(KeptMessage::Sent(sent)) = hub.messages.newest(is_of_it).as_deref() {
            return Ok(of_sent(&hub, sent, target));
        }
    }
    let answered = app.recorder.answered(id).ok_or_else(|| {
        ServiceError::not_found("No request has this tracking id, or it is forgotten")
    })?;
    Ok(Explanation {
        tracking_id: Some(id.to_owned()),
        ..Explanation::nobody(of_answer(&answered))
    })
}

/// Of a request that sent nothing.
fn of_answer(answered: &Answered) -> String {
    let what = format!("{} {}", answered.method, answered.target);
    if let Some(fault) = &answered.fault {
        return format!("Nothing was sent: a rule of faults ({fault}) was for {what}.");
    }
    let why = match answered.status {
        Some(401) => "its token was refused: the key, its rights, its time or what it is for",
        Some(403) => "a quota or the tier stands against it: see /_emulator/tier",
        Some(404) => "there is no such hub, or nothing of that id in it",
        Some(200..300) => "it was no send",
        Some(_) => "what it asks for is not as it must be: its answer says what",
        None => "it got no answer",
    };
    let status = answered
        .status
        .map_or("no status".to_owned(), |s| s.to_string());
    format!("Nothing was sent by {what} ({status}): {why}.")
}

fn of_last(app: &App, target: &Target) -> Result<Explanation, ServiceError> {
    let mut last: Option<(Arc<Hub>, Arc<KeptMessage>)> = None;
    let time = |message: &KeptMessage| match message {
        KeptMessage::Sent(sent) => Some(sent.notification.time),
        KeptMessage::Canceled(_) => None,
    };
    for hub in app.hubs() {
        let newest = hub.messages.newest(|message| time(message).is_some());
        if let Some(message) = newest
            && last
                .as_ref()
                .is_none_or(|(_, known)| time(known) <= time(&message))
        {
            last = Some((hub, message));
        }
    }
    match &last {
        Some((hub, message)) => match &**message {
            KeptMessage::Sent(sent) => Ok(of_sent(hub, sent, target)),
            KeptMessage::Canceled(waiting) => Ok(of_waiting(hub, waiting, String::new())),
        },
        None => Err(ServiceError::not_found("Nothing was sent yet")),
    }
}

impl Explanation {
    fn nobody(summary: String) -> Explanation {
        Explanation {
            summary,
            hub: None,
            notification_id: None,
            tracking_id: None,
            time: None,
            format: None,
            tag_expression: None,
            matched: Vec::new(),
            unlisted_matched: 0,
            not_matched: Vec::new(),
            unlisted_not_matched: 0,
        }
    }
}

fn of_waiting(hub: &Hub, waiting: &WaitingNotification, summary: String) -> Explanation {
    Explanation {
        hub: Some(hub.name.clone()),
        notification_id: Some(waiting.id.clone()),
        format: Some(waiting.format.clone()),
        tag_expression: waiting.tags.clone(),
        ..Explanation::nobody(summary)
    }
}

fn of_sent(hub: &Hub, sent: &SentNotification, target: &Target) -> Explanation {
    let notification = &sent.notification;
    let matched: Vec<DeviceReason> = sent
        .results
        .iter()
        .map(reached)
        .chain(sent.skipped.iter().map(|registration| DeviceReason {
            outcome: Some(PnsOutcome::Skipped.name()),
            ..DeviceReason::of(
                registration,
                "another registration of the same device has it".to_owned(),
            )
        }))
        .collect();
    let not_matched = not_matched(hub, sent);
    let delivered = sent
        .results
        .iter()
        .filter(|result| result.outcome == PnsOutcome::Success)
        .count();
    let summary = summary(sent, delivered, not_matched.len());
    let device = target.query("device");
    let (matched, unlisted_matched) = listed(matched, device);
    let (not_matched, unlisted_not_matched) = listed(not_matched, device);
    Explanation {
        summary,
        hub: Some(hub.name.clone()),
        notification_id: Some(notification.id.clone()),
        tracking_id: Some(notification.tracking_id.clone()),
        time: Some(timestamp::rfc3339(notification.time)),
        format: Some(notification.format.to_owned()),
        tag_expression: notification.tag_expression.clone(),
        matched,
        unlisted_matched,
        not_matched,
        unlisted_not_matched,
    }
}

fn summary(sent: &SentNotification, delivered: usize, others: usize) -> String {
    let whom = match (&sent.notification.tag_expression, sent.notification.direct) {
        (_, true) => "the handles that it names".to_owned(),
        (Some(expression), _) => expression.clone(),
        (None, _) => "everyone".to_owned(),
    };
    let format = sent.notification.format;
    let matched = sent.results.len() + sent.skipped.len();
    format!(
        "A notification in the format {format} for {whom}: {matched} registrations match, {delivered} devices have it, {others} devices do not match."
    )
}

fn reached(result: &DeviceOutcome) -> DeviceReason {
    let outcome = result.outcome;
    let why = match (result.rule, outcome) {
        (Some(rule), _) => format!("its payload breaks the rule {rule} of its push service"),
        (None, PnsOutcome::Success) => "it was handed to its push service".to_owned(),
        (None, PnsOutcome::InvalidNotificationSize) => {
            "its template made no payload of the properties".to_owned()
        }
        (None, _) => format!(
            "its push service answered {}, as a rule of /_emulator/pns has it",
            outcome.name()
        ),
    };
    DeviceReason {
        outcome: Some(outcome.name()),
        rule: result.rule,
        ..DeviceReason::of(&result.registration, why)
    }
}

/// The devices of which no registration matched, each with what came closest.
fn not_matched(hub: &Hub, sent: &SentNotification) -> Vec<DeviceReason> {
    let matched: HashSet<String> = sent
        .results
        .iter()
        .map(|result| &result.registration)
        .chain(&sent.skipped)
        .map(|registration| device_of(registration))
        .collect();
    let expression = sent.notification.tag_expression.as_deref();
    let expression = expression.and_then(|text| TagExpression::parse(text).ok());
    let mut closest: BTreeMap<String, (Distance, DeviceReason)> = BTreeMap::new();
    let all = hub.read(|store| store.registrations().cloned().collect::<Vec<_>>());
    for registration in all {
        let device = device_of(&registration);
        if matched.contains(&device) {
            continue;
        }
        let (distance, why) = why_not(&registration, sent, expression.as_ref());
        let is_closer = closest
            .get(&device)
            .is_none_or(|(known, _)| distance < *known);
        if is_closer {
            closest.insert(device, (distance, DeviceReason::of(&registration, why)));
        }
    }
    closest.into_values().map(|(_, reason)| reason).collect()
}

fn device_of(registration: &Registration) -> String {
    match &registration.installation_id {
        Some(id) => format!("installation {}", id.to_lowercase()),
        None => format!("registration {}", registration.id),
    }
}

/// How far a registration is from being meant: what is less counts for its device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Later,
    Tags,
    Kind,
    Platform,
    Handle,
}

fn why_not(
    registration: &Registration,
    sent: &SentNotification,
    expression: Option<&TagExpression>,
) -> (Distance, String) {
    if sent.notification.direct {
        let why = "the send is direct: only the handles that it names get it";
        return (Distance::Handle, why.to_owned());
    }
    let is_template = registration.template.is_some();
    match Format::parse(sent.notification.format) {
        Some(Format::Template) if !is_template => {
            return (
                Distance::Kind,
                "a template notification reaches devices by their templates, and this has none"
                    .to_owned(),
            );
        }
        Some(Format::Native(platform)) if platform != registration.platform => {
            return (
                Distance::Platform,
                format!(
                    "it is a device of {}, and the notification is in the format {}",
                    registration.platform.format_word(),
                    platform.format_word()
                ),
            );
        }
        Some(Format::Native(_)) if is_template => {
            return (
                Distance::Kind,
                "a notification in the format of a platform reaches no registration of a template"
                    .to_owned(),
            );
        }
        _ => {}
    }
    let tags = &registration.tag_keys;
    match expression.and_then(|expression| expression.false_part(tags)) {
        Some(part) => (Distance::Tags, part),
        None if sent.notification.test => (
            Distance::Later,
            "a test send reaches ten devices at most, or it was registered or changed later"
                .to_owned(),
        ),
        None => (
            Distance::Later,
            "it was registered or changed after this was sent".to_owned(),
        ),
    }
}

fn listed(reasons: Vec<DeviceReason>, device: Option<&str>) -> (Vec<DeviceReason>, usize) {
    let mut reasons = reasons;
    if let Some(device) = device {
        reasons.retain(|reason| reason.is_of(device));
    }
    let unlisted = reasons.len().saturating_sub(LISTED);
    reasons.truncate(LISTED);
    (reasons, unlisted)
}
