//! `GET /_emulator/inbox/live`: deliveries as they happen, and word that something else has changed.

use crate::app::App;
use crate::basics::bell::Listener;
use crate::control::inbox::filter::Filter;
use crate::control::inbox::parameters;
use crate::control::inbox::row::Row;
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::http::event_stream::{self, Events};
use crate::http::target::Target;
use crate::push::delivery::Delivery;
use crate::state::delivery_log::DeliveryLog;
use crate::state::device_key::DeviceKey;
use hyper::HeaderMap;
use serde::Serialize;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch;

/// How many deliveries are looked at before others come to their turn.
const PORTION: usize = 100;
/// A reader that is slow has about so many bytes waiting, and not more.
const MAX_BYTES: usize = 256 << 10;

struct Live {
    log: Arc<DeliveryLog>,
    grown: watch::Receiver<()>,
    devices: Listener,
    pushes: Listener,
    filter: Filter,
    /// None where all are wanted: then there is nothing to count.
    matches: Option<Matches>,
    /// How often the log was forgotten, as far as the reader knows.
    resets: u64,
    /// What has a lower number is counted and not told.
    told_from: u64,
    next: u64,
}

/// Which of the deliveries in the log, up to the last that was looked at, are wanted.
struct Matches {
    /// The number of the first of these.
    first: u64,
    is_match: VecDeque<bool>,
    total: usize,
}

#[derive(Serialize)]
struct Told<'a> {
    number: u64,
    hub: &'a str,
    device: String,
    /// How many are wanted of those in the log up to this one.
    total: usize,
    /// None for one that is not wanted.
    row: Option<Row<'a>>,
}

pub fn follow(app: &App, target: &Target, headers: &HeaderMap) -> Result<Answer, ServiceError> {
    let filter = Filter::of(app, target)?;
    let from = parameters::number(target, "from")?;
    let last = event_stream::last_id(headers);
    let log = &app.recorder.delivery_log;
    // Before anything is looked at, so that nothing is missed.
    let grown = log.grown();
    let mut devices = app.namespace.changed.listen();
    let mut pushes = app.recorder.pushes.changed.listen();
    if last.is_some() {
        // Whoever was away may have missed those.
        devices.remind();
        pushes.remind();
    }
    let now = log.portion(|_, next| next, 0);
    let told_from = last.or(from).unwrap_or(now.next);
    let known = now.first..=now.next;
    // What it has missed is forgotten, or it knows another hub, which ran before this one.
    let has_lost = last.is_some_and(|last| !known.contains(&last));
    let told_from = told_from.clamp(now.first, now.next);
    let matches = (!filter.is_everything()).then(|| Matches {
        first: now.first,
        is_match: VecDeque::new(),
        total: 0,
    });
    Ok(event_stream::answer(Live {
        log: Arc::clone(log),
        grown,
        devices,
        pushes,
        filter,
        next: matches.as_ref().map_or(told_from, |matches| matches.first),
        matches,
        resets: match has_lost {
            true => u64::MAX,
            false => now.resets,
        },
        told_from,
    }))
}

impl Live {
    fn look_at(&mut self, events: &mut Vec<u8>, number: u64, delivery: &Delivery, first: u64) {
        let is_match = self.filter.matches(number, delivery);
        let total = match &mut self.matches {
            Some(matches) => matches.add(is_match),
            None => (number + 1 - first) as usize,
        };
        self.next = number + 1;
        if number < self.told_from {
            return;
        }
        let index = total.saturating_sub(1);
        let told = Told {
            number,
            hub: &delivery.notification.hub,
            device: DeviceKey::of(&delivery.registration).to_string(),
            total,
            row: is_match.then(|| Row::cut(delivery, number, Some(index))),
        };
        event_stream::write(events, Some("delivery"), Some(self.next), &told);
    }
}

impl Events for Live {
    const NAME: &str = "inbox";

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut events = Vec::new();
        let mut say = |kind| event_stream::write(&mut events, Some(kind), None, &json!({}));
        let from = self.next;
        let portion = self.log.portion(|_, _| from, PORTION);
        // Some may be forgotten before they were told.
        if portion.resets != self.resets || portion.first > self.next.max(self.told_from) {
            self.resets = portion.resets;
            say("reset");
        }
        if self.devices.told() {
            say("devices");
        }
        if self.pushes.told() {
            say("pushes");
        }
        if let Some(matches) = &mut self.matches {
            matches.forget_before(portion.first);
        }
        for (number, delivery) in &portion.deliveries {
            self.look_at(&mut events, *number, delivery, portion.first);
            if events.len() > MAX_BYTES {
                break;
            }
        }
        self.next = self.next.max(portion.first);
        (!events.is_empty() || !portion.deliveries.is_empty()).then_some(events)
    }

    async fn more(&mut self) {
        tokio::select! {
            _ = self.grown.changed() => {}
            () = self.devices.heard() => {}
            () = self.pushes.heard() => {}
        }
    }
}

impl Matches {
    /// How many there are now.
    fn add(&mut self, is_match: bool) -> usize {
        self.is_match.push_back(is_match);
        self.total += usize::from(is_match);
        self.total
    }

    fn forget_before(&mut self, first: u64) {
        while self.first < first
            && let Some(is_match) = self.is_match.pop_front()
        {
            self.total -= usize::from(is_match);
            self.first += 1;
        }
        self.first = self.first.max(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_does_not_count() {
        let mut matches = Matches {
            first: 5,
            is_match: VecDeque::new(),
            total: 0,
        };
        assert_eq!(matches.add(true), 1);
        assert_eq!(matches.add(false), 1);
        assert_eq!(matches.add(true), 2);
        matches.forget_before(6);
        assert_eq!((matches.total, matches.first), (1, 6));
        matches.forget_before(3);
        assert_eq!(matches.add(true), 2);
        matches.forget_before(20);
        assert_eq!((matches.total, matches.first), (0, 20));
        assert_eq!(matches.add(true), 1);
        matches.forget_before(21);
        assert_eq!(matches.total, 0);
    }
}
