//! A push as the inbox shows it: a request that was to send something, or a scheduled notification
//! that went.

use crate::app::App;
use crate::control::explain::failed_request;
use crate::push::pns::PnsOutcome;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, SentNotification};
use crate::state::push_log::{PushEntry, PushRequest};
use crate::wire::timestamp;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// An entry of the log with its place among those that were asked for, and its number.
#[derive(Clone)]
pub struct Listed {
    pub index: usize,
    pub number: u64,
    pub entry: Arc<PushEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PushRow<'a> {
    index: usize,
    number: u64,
    time: String,
    hub: String,
    /// None for a scheduled notification that went, as all that is a request's.
    method: Option<&'a str>,
    target: Option<&'a str>,
    tracking_id: &'a str,
    status: Option<u16>,
    refusal: Option<&'a str>,
    fault: Option<&'a str>,
    notification_id: Option<&'a str>,
    format: Option<&'a str>,
    tag_expression: Option<&'a str>,
    direct: bool,
    test: bool,
    scheduled_for: Option<&'a str>,
    /// How many devices got it. None where it has not gone, or that is forgotten.
    delivered: Option<u64>,
    /// How many it was for whose push services refused it.
    refused: Option<u64>,
    summary: String,
    /// How what was sent begins; None where that is not kept.
    payload: Option<String>,
}

/// Enough to know a push again.
const MAX_PAYLOAD: usize = 1000;

/// All that are kept, of one hub or of all, oldest first.
pub fn listed(app: &App, hub: Option<&Hub>) -> Vec<Listed> {
    let entries = app.recorder.pushes.all().into_iter();
    let name = hub.map(|hub| hub.name.to_lowercase());
    let is_asked_for = |entry: &PushEntry| {
        name.as_ref()
            .is_none_or(|name| entry.hub.to_lowercase() == *name)
    };
    let entries = entries.filter(|(_, entry)| is_asked_for(entry));
    entries
        .zip(0..)
        .map(|((number, entry), index)| Listed {
            index,
            number,
            entry,
        })
        .collect()
}

/// What became of their notifications, by their ids.
pub fn messages(app: &App, shown: &[Listed]) -> HashMap<String, Arc<KeptMessage>> {
    let ids = shown
        .iter()
        .filter_map(|one| one.entry.notification_id.as_deref());
    let ids: HashSet<&str> = ids.collect();
    let hubs = app.hubs();
    let found = hubs.iter().flat_map(|hub| hub.messages.find_all(&ids));
    found.collect()
}

impl PushRow<'_> {
    pub fn of<'a>(
        app: &App,
        listed: &'a Listed,
        messages: &HashMap<String, Arc<KeptMessage>>,
    ) -> PushRow<'a> {
        let entry = &*listed.entry;
        let id = entry.notification_id.as_deref();
        let message = id.and_then(|id| messages.get(id)).map(Arc::as_ref);
        let sent = match message {
            Some(KeptMessage::Sent(sent)) if !entry.is_for_later() => Some(sent),
            _ => None,
        };
        let count = |is_wanted: fn(PnsOutcome) -> bool| match (id, sent) {
            (None, _) => Some(0),
            (_, sent) => Some(sent?.counts.sum(is_wanted)),
        };
        let hub = app.hub(&entry.hub);
        let request = entry.request.as_ref();
        PushRow {
            index: listed.index,
            number: listed.number,
            time: timestamp::rfc3339(entry.time),
            hub: hub
                .as_ref()
                .map_or_else(|| entry.hub.clone(), |hub| hub.name.clone()),
            method: request.map(|request| request.method.as_str()),
            target: request.map(|request| request.target.as_str()),
            tracking_id: &entry.tracking_id,
            status: request.and_then(|request| request.status),
            refusal: request.and_then(|request| request.refusal.as_deref()),
            fault: request.and_then(|request| request.fault.as_deref()),
            notification_id: id,
            format: entry.format.as_deref(),
            tag_expression: entry.tag_expression.as_deref(),
            direct: entry.direct,
            test: entry.test,
            scheduled_for: entry.scheduled_for.as_deref(),
            delivered: count(|outcome| outcome == PnsOutcome::Success),
            refused: count(PnsOutcome::is_failure),
            summary: summary(entry, hub.as_deref(), message),
            payload: payload(entry, hub.as_deref(), message),
        }
    }
}

fn payload(entry: &PushEntry, hub: Option<&Hub>, message: Option<&KeptMessage>) -> Option<String> {
    let begin = |body: &[u8]| {
        let text = String::from_utf8_lossy(body);
        text.chars().take(MAX_PAYLOAD).collect()
    };
    match (message, &entry.notification_id) {
        (Some(KeptMessage::Sent(sent)), _) => Some(begin(&sent.body)),
        (Some(KeptMessage::Canceled(waiting)), _) => Some(begin(&waiting.body)),
        (None, Some(id)) => hub?.read(|store| Some(begin(&store.scheduled(id)?.content()))),
        (None, None) => None,
    }
}

fn summary(entry: &PushEntry, hub: Option<&Hub>, message: Option<&KeptMessage>) -> String {
    let Some(id) = &entry.notification_id else {
        return entry.request.as_ref().map(told_of).unwrap_or_default();
    };
    let fault = entry.request.as_ref().and_then(|one| one.fault.as_ref());
    let fault = fault.map(|fault| format!("The fault rule '{fault}' hit its request. "));
    let told = match message {
        Some(KeptMessage::Canceled(_)) => {
            "It was scheduled, and canceled before its time.".to_owned()
        }
        Some(KeptMessage::Sent(_)) if entry.is_for_later() => {
            "It was scheduled, and went.".to_owned()
        }
        Some(KeptMessage::Sent(sent)) => told_of_sent(sent),
        None => {
            match hub.and_then(|hub| hub.read(|store| store.scheduled(id).map(|one| one.due))) {
                Some(due) => format!("It is scheduled for {}.", timestamp::rfc3339(due)),
                None => "What became of it is forgotten.".to_owned(),
            }
        }
    };
    fault.unwrap_or_default() + &told
}

/// Of one that no notification came of.
pub fn told_of(request: &PushRequest) -> String {
    let (refusal, fault) = (request.refusal.as_deref(), request.fault.as_deref());
    failed_request::told(request.status, refusal, fault)
}

fn told_of_sent(sent: &SentNotification) -> String {
    let count = |is_wanted: fn(PnsOutcome) -> bool| sent.counts.sum(is_wanted);
    let mut parts = vec![match count(|outcome| outcome == PnsOutcome::Success) {
        0 => "Nobody got it".to_owned(),
        number => format!("{number} got it"),
    }];
    for (number, said) in [
        (count(PnsOutcome::is_failure), "refused by the push service"),
        (count(|outcome| outcome == PnsOutcome::Skipped), "skipped"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {said}"));
        }
    }
    format!("{}.", parts.join(", "))
}
