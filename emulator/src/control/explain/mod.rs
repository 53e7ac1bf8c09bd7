//! Why a device got something or nothing: `GET /_emulator/explain`. What happened is told from what
//! was recorded; who was meant by the devices as they are now.

pub mod failed_request;
pub mod judge;

use crate::app::App;
use crate::control::explain::judge::{Fate, Judge};
use crate::devices::registration::Registration;
use crate::devices::tag_pieces::Piece;
use crate::http::error::ServiceError;
use crate::push::delivery::Notification;
use crate::state::device_key::DeviceKey;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, SentNotification};
use crate::state::recorder::SentRequest;
use crate::wire::timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Registrations that are told about one by one.
const MAX_ROWS: usize = 1000;

/// What is to be explained.
pub struct Question<'a> {
    /// The tracking id of a request, or the id of a notification; without it the last send.
    pub id: Option<&'a str>,
    /// Of whom is told; without it of all.
    pub device: Option<DeviceKey<'a>>,
    pub result: Option<Fate>,
}

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
    /// How many registrations came out how, whoever is asked about.
    counts: Counts,
    /// One for each registration that is asked about.
    devices: Vec<DeviceExplanation>,
    /// How many more there are.
    left_out: usize,
}

type Counts = BTreeMap<&'static str, usize>;

fn no_counts() -> Counts {
    Fate::ALL.map(|fate| (fate.name(), 0)).into()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceExplanation {
    device: String,
    installation_id: Option<String>,
    registration_id: Option<String>,
    user_id: Option<String>,
    platform: &'static str,
    device_handle: String,
    template: Option<String>,
    tags: Vec<String>,
    result: &'static str,
    why: String,
    /// What of the expression it has. None for a send to everybody.
    pieces: Option<Vec<Piece>>,
}

impl Question<'_> {
    fn is_about(&self, registration: &Registration, fate: Fate) -> bool {
        self.result.is_none_or(|asked| asked == fate)
            && self
                .device
                .is_none_or(|asked| asked == DeviceKey::of(registration))
    }
}

pub fn explain(app: &App, question: &Question) -> Result<Explanation, ServiceError> {
    let id = question.id;
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
            return Ok(of_message(app, hub, &message, request, question));
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
        summary: failed_request::told(
            request.status,
            request.refusal.as_deref(),
            request.fault.as_deref(),
        ),
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
            counts: no_counts(),
            devices: Vec::new(),
            left_out: 0,
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
    question: &Question,
) -> Explanation {
    match message {
        KeptMessage::Canceled(waiting) => Explanation {
            summary: "It was scheduled, and canceled before its time.".to_owned(),
            request,
            notification_id: Some(waiting.id.clone()),
            tag_expression: waiting.tags.clone(),
            ..Explanation::of_nobody(Some(hub))
        },
        KeptMessage::Sent(sent) => of_sent(app, hub, sent, request, question),
    }
}

fn of_sent(
    app: &App,
    hub: &Hub,
    sent: &SentNotification,
    request: Option<SentRequest>,
    question: &Question,
) -> Explanation {
    let notification = &*sent.notification;
    let reached = app.recorder.reached(&notification.id);
    let registrations = hub.registrations();
    // Handles that nobody registered, and devices that are gone.
    let known: HashSet<&str> = registrations.iter().map(|one| one.id.as_str()).collect();
    let refused = sent.refused.iter().map(|(registration, ..)| registration);
    let others = refused.chain(&reached);
    let others = others.filter(|one| !known.contains(one.id.as_str()));

    let judge = Judge::new(sent, &reached);
    let mut counts = no_counts();
    let (mut devices, mut left_out) = (Vec::new(), 0);
    for registration in registrations.iter().chain(others) {
        let (fate, why) = judge.verdict(registration);
        if notification.direct && fate == Fate::NotMeant {
            continue;
        }
        *counts.entry(fate.name()).or_default() += 1;
        match question.is_about(registration, fate) {
            true if devices.len() < MAX_ROWS => {
                let pieces = judge.pieces(registration);
                devices.push(DeviceExplanation::of(registration, fate, why, pieces));
            }
            true => left_out += 1,
            false => {}
        }
    }
    Explanation {
        summary: summary(&counts, notification, request.as_ref()),
        request,
        hub: Some(hub.name.clone()),
        notification_id: Some(notification.id.clone()),
        format: Some(notification.format),
        tag_expression: notification.tag_expression.clone(),
        counts,
        devices,
        left_out,
    }
}

impl DeviceExplanation {
    fn of(
        registration: &Registration,
        fate: Fate,
        why: String,
        pieces: Option<Vec<Piece>>,
    ) -> DeviceExplanation {
        let template = registration.template.as_ref();
        DeviceExplanation {
            device: DeviceKey::of(registration).to_string(),
            installation_id: registration.installation_id.clone(),
            registration_id: Some(registration.id.clone()).filter(|id| !id.is_empty()),
            user_id: registration.user_id().map(str::to_owned),
            platform: registration.platform.format_word(),
            device_handle: registration.handle.clone(),
            template: template.map(|one| one.name.clone().unwrap_or_default()),
            tags: registration.tags.clone(),
            result: fate.name(),
            why,
            pieces,
        }
    }
}

fn summary(counts: &Counts, notification: &Notification, request: Option<&SentRequest>) -> String {
    let count = |fate: Fate| counts.get(fate.name()).copied().unwrap_or_default();
    let fault = request.and_then(|request| request.fault.as_deref());
    let fault = fault.map(|fault| format!("The fault rule '{fault}' hit its request. "));
    let kind = match (notification.direct, &notification.tag_expression) {
        (true, _) => "It went to handles. ",
        (false, None) => "It went to everybody. ",
        (false, Some(_)) => "",
    };
    let mut parts = vec![format!("{} got it", count(Fate::Delivered))];
    for (fate, said) in [
        (Fate::Refused, "refused by the push service"),
        (Fate::Skipped, "skipped"),
        (Fate::NotMatched, "without the tags"),
        (Fate::NotMeant, "of another kind than its format"),
    ] {
        match count(fate) {
            0 => {}
            number => parts.push(format!("{number} {said}")),
        }
    }
    let (fault, all) = (fault.unwrap_or_default(), counts.values().sum::<usize>());
    format!("{fault}{kind}Registrations: {all}, {}.", parts.join(", "))
}
