//! Why a device got something or nothing: `GET /_emulator/explain`. What happened is told from what
//! was recorded; who was meant by the devices as they are now.

use crate::app::App;
use crate::devices::registration::Registration;
use crate::devices::tag_expression::TagExpression;
use crate::http::error::ServiceError;
use crate::push::delivery::Notification;
use crate::push::pns::PnsOutcome;
use crate::push::rules;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, SentNotification};
use crate::state::recorder::SentRequest;
use crate::wire::timestamp;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Registrations that are told about one by one.
const MAX_ROWS: usize = 1000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// What became of it, in a sentence or two.
    summary: String,
    /// None for what no request was recorded of, or is any more.
    request: Option<SentRequest>,
    hub: Option<String>,
    notification_id: Option<String>,
    format: Option<&'static str>,
    tag_expression: Option<String>,
    /// One for each registration.
    devices: Vec<DeviceExplanation>,
    /// How many more there are.
    left_out: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceExplanation {
    installation_id: Option<String>,
    registration_id: Option<String>,
    platform: &'static str,
    device_handle: String,
    template: Option<String>,
    tags: Vec<String>,
    /// `delivered`, `refused`, `skipped`, `not matched` or `not meant`.
    result: &'static str,
    why: String,
}

/// `id` is the tracking id of a request, or the id of a notification; without it the last send.
pub fn explain(app: &App, id: Option<&str>) -> Result<Explanation, ServiceError> {
    let request = app.recorder.sent_request(id);
    let tracking_id = request.as_ref().map(|request| request.tracking_id.as_str());
    let ids: Vec<&str> = id.into_iter().chain(tracking_id).collect();
    let hubs = app.hubs();
    for hub in &hubs {
        if let Some(message) = ids.iter().find_map(|id| hub.messages.find_any(id)) {
            let request = match &*message {
                KeptMessage::Sent(sent) => {
                    let by_notification = || {
                        let tracking_id = &sent.notification.tracking_id;
                        app.recorder.sent_request(Some(tracking_id))
                    };
                    request.or_else(by_notification)
                }
                KeptMessage::Canceled(_) => request,
            };
            return Ok(of_message(app, hub, &message, request));
        }
        if let Some(waiting) = ids.iter().find_map(|id| waiting(app, hub, id)) {
            return Ok(Explanation { request, ..waiting });
        }
    }
    let Some(request) = request else {
        return Err(ServiceError::not_found(
            "No such request or notification was recorded, or it is forgotten",
        ));
    };
    Ok(Explanation {
        summary: refusal(&request),
        request: Some(request),
        ..Explanation::of_nobody(None)
    })
}

impl Explanation {
    fn of_nobody(hub: Option<&Hub>) -> Explanation {
        Explanation {
            summary: String::new(),
            request: None,
            hub: hub.map(|hub| hub.name.clone()),
            notification_id: None,
            format: None,
            tag_expression: None,
            devices: Vec::new(),
            left_out: 0,
        }
    }
}

/// Of a request that no notification came of.
fn refusal(request: &SentRequest) -> String {
    let fault = match &request.fault {
        Some(fault) => format!("The fault rule '{fault}' hit it. "),
        None => String::new(),
    };
    match (request.status, &request.refusal) {
        (None, _) => format!("{fault}It had no answer, and no notification came of it."),
        (Some(status), Some(text)) => format!("{fault}It was refused with {status}: {text}"),
        (Some(403), None) => {
            format!("{fault}It was refused with 403: the policy of its token lacks the right.")
        }
        (Some(status), None) => {
            format!("{fault}It was answered with {status}, and no notification came of it.")
        }
    }
}

fn waiting(app: &App, hub: &Hub, id: &str) -> Option<Explanation> {
    let waiting = hub.read(|store| {
        let mut all = store.all_scheduled().into_iter();
        all.find(|one| one.id == id || one.tracking_id == id)
    })?;
    let (due, now) = (
        timestamp::rfc3339(waiting.due),
        timestamp::rfc3339(app.clock.now()),
    );
    Some(Explanation {
        summary: format!("It is scheduled for {due}, and the hub's clock says {now}."),
        notification_id: Some(waiting.id.clone()),
        tag_expression: waiting.waiting().tags,
        ..Explanation::of_nobody(Some(hub))
    })
}

fn of_message(
    app: &App,
    hub: &Hub,
    message: &KeptMessage,
    request: Option<SentRequest>,
) -> Explanation {
    match message {
        KeptMessage::Canceled(waiting) => Explanation {
            summary: "It was scheduled, and canceled before its time.".to_owned(),
            request,
            notification_id: Some(waiting.id.clone()),
            tag_expression: waiting.tags.clone(),
            ..Explanation::of_nobody(Some(hub))
        },
        KeptMessage::Sent(sent) => of_sent(app, hub, sent, request),
    }
}

fn of_sent(
    app: &App,
    hub: &Hub,
    sent: &SentNotification,
    request: Option<SentRequest>,
) -> Explanation {
    let notification = &*sent.notification;
    let reached = app.recorder.reached(&notification.id);
    let judge = Judge {
        notification,
        expression: notification
            .tag_expression
            .as_deref()
            .and_then(|text| TagExpression::parse(text).ok()),
        reached: reached.iter().map(|one| key(one)).collect(),
        refused: sent
            .refused
            .iter()
            .map(|(one, outcome, rule)| (key(one), (*outcome, *rule)))
            .collect(),
    };
    let registrations = hub.registrations();
    let mut handles = HashSet::new();
    let mut devices: Vec<DeviceExplanation> = registrations
        .iter()
        .map(|registration| judge.explain(registration, &mut handles))
        .filter(|device| !(notification.direct && device.result == "not meant"))
        .collect();
    // Handles that nobody registered, and devices that are gone.
    let known: HashSet<&str> = registrations.iter().map(|one| one.id.as_str()).collect();
    let refused = sent.refused.iter().map(|(registration, ..)| registration);
    for registration in refused.chain(&reached) {
        if !known.contains(registration.id.as_str()) {
            devices.push(judge.explain(registration, &mut handles));
        }
    }
    let summary = summary(&devices, notification, request.as_ref());
    let left_out = devices.len().saturating_sub(MAX_ROWS);
    devices.truncate(MAX_ROWS);
    Explanation {
        summary,
        request,
        hub: Some(hub.name.clone()),
        notification_id: Some(notification.id.clone()),
        format: Some(notification.format),
        tag_expression: notification.tag_expression.clone(),
        devices,
        left_out,
    }
}

fn summary(
    devices: &[DeviceExplanation],
    notification: &Notification,
    request: Option<&SentRequest>,
) -> String {
    let count = |result: &str| devices.iter().filter(|one| one.result == result).count();
    let fault = request.and_then(|request| request.fault.as_deref());
    let fault = fault.map(|fault| format!("The fault rule '{fault}' hit its request. "));
    let kind = match (notification.direct, &notification.tag_expression) {
        (true, _) => "It went to handles. ",
        (false, None) => "It went to everybody. ",
        (false, Some(_)) => "",
    };
    let mut parts = vec![format!("{} got it", count("delivered"))];
    for (result, said) in [
        ("refused", "refused by the push service"),
        ("skipped", "skipped"),
        ("not matched", "without the tags"),
        ("not meant", "of another kind than its format"),
    ] {
        match count(result) {
            0 => {}
            number => parts.push(format!("{number} {said}")),
        }
    }
    let (fault, count) = (fault.unwrap_or_default(), devices.len());
    format!("{fault}{kind}Registrations: {count}, {}.", parts.join(", "))
}

struct Judge<'a> {
    notification: &'a Notification,
    expression: Option<TagExpression>,
    reached: HashSet<Key<'a>>,
    refused: HashMap<Key<'a>, (PnsOutcome, Option<&'static str>)>,
}

/// The id of a registration, and its handle: what nobody registered has no id.
type Key<'a> = (&'a str, &'a str);

fn key(registration: &Registration) -> Key<'_> {
    (&registration.id, &registration.handle)
}

impl Judge<'_> {
    /// `handles` are those of matching registrations before this one.
    fn explain(
        &self,
        registration: &Registration,
        handles: &mut HashSet<(&'static str, String)>,
    ) -> DeviceExplanation {
        let (result, why) = self.result(registration, handles);
        let template = registration.template.as_ref();
        DeviceExplanation {
            installation_id: registration.installation_id.clone(),
            registration_id: Some(registration.id.clone()).filter(|id| !id.is_empty()),
            platform: registration.platform.format_word(),
            device_handle: registration.handle.clone(),
            template: template.map(|one| one.name.clone().unwrap_or_default()),
            tags: registration.tags.clone(),
            result,
            why,
        }
    }

    fn result(
        &self,
        registration: &Registration,
        handles: &mut HashSet<(&'static str, String)>,
    ) -> (&'static str, String) {
        let handle = (
            registration.platform.format_word(),
            registration.handle.clone(),
        );
        if let Some((outcome, rule)) = self.refused.get(&key(registration)) {
            handles.insert(handle);
            let why = match rule {
                Some(rule) => format!(
                    "{}: its payload breaks the rule {rule}: {}",
                    outcome.name(),
                    rules::words(rule)
                ),
                None if *outcome == PnsOutcome::InvalidNotificationSize => format!(
                    "{}: what its template makes is too large, or a rule of /_emulator/pns",
                    outcome.name()
                ),
                None => format!("{}: a rule of /_emulator/pns", outcome.name()),
            };
            return ("refused", why);
        }
        if self.reached.contains(&key(registration)) {
            handles.insert(handle);
            return ("delivered", String::new());
        }
        if self.notification.direct {
            return ("not meant", "it is not the handle".to_owned());
        }
        if let Some(why) = self.other_kind(registration) {
            return ("not meant", why);
        }
        let why_not = self.expression.as_ref();
        if let Some(why) = why_not.and_then(|one| one.why_not(&registration.tag_keys)) {
            return ("not matched", why);
        }
        let why = if !handles.insert(handle) {
            "another registration has its handle, and a device gets it once"
        } else if self.notification.test {
            "a test send reaches ten at most"
        } else {
            "it matches now: it came or changed since, or what devices got is forgotten"
        };
        ("skipped", why.to_owned())
    }

    /// A platform's format reaches its native registrations, a template send templates.
    fn other_kind(&self, registration: &Registration) -> Option<String> {
        let (format, word) = (
            self.notification.format,
            registration.platform.format_word(),
        );
        match (format, &registration.template) {
            ("template", Some(_)) => None,
            ("template", None) => Some("a template send reaches templates".to_owned()),
            (_, Some(_)) => Some(format!("{format} reaches registrations without template")),
            (format, None) if format == word => None,
            _ => Some(format!("{format} does not reach {word}")),
        }
    }
}
