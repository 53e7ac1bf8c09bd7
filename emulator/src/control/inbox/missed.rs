//! `GET /_emulator/inbox/missed`: what was sent lately and did not reach a device. Only this device is
//! judged, however many others there are.

use crate::app::App;
use crate::control::explain::judge::{Fate, Judge};
use crate::control::inbox::list::for_each;
use crate::control::inbox::parameters;
use crate::control::inbox::push_row::{self, Listed, PushRow};
use crate::devices::registration::Registration;
use crate::devices::tag_expression::TagExpression;
use crate::devices::tag_pieces::{self, Piece};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::device_key::DeviceKey;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, SentNotification};
use crate::state::push_log::PushEntry;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

const USUAL: usize = 20;
const MOST: usize = 50;
/// Pushes that are looked up at once.
const PORTION: usize = 200;

#[derive(Serialize)]
struct Missed<'a> {
    rows: Vec<MissedRow<'a>>,
}

#[derive(Serialize)]
struct MissedRow<'a> {
    #[serde(flatten)]
    push: PushRow<'a>,
    #[serde(flatten)]
    reason: Reason,
}

#[derive(Serialize)]
struct Reason {
    /// As `explain` has it, or `request refused` or `fault` where no notification came of a request.
    result: &'static str,
    why: String,
    pieces: Option<Vec<Piece>>,
}

struct Device<'a> {
    key: DeviceKey<'a>,
    registrations: Vec<Arc<Registration>>,
    /// Who got which notification on one of its handles.
    reached: HashMap<String, Vec<Arc<Registration>>>,
}

pub fn list(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let hub = parameters::one_hub(app, target)?;
    let key = parameters::device(target)?;
    let key = key.ok_or_else(|| ServiceError::bad_request("The parameter device is missing"))?;
    let limit = parameters::limit(target, USUAL, MOST)?;
    // Without what went to everybody with another kind of device, which can be very much.
    let is_wanted = |reason: &Reason| {
        let is_other_kind = reason.result == Fate::NotMeant.name() && reason.pieces.is_none();
        !(target.flag("meant") && is_other_kind)
    };
    let device = Device::of(app, &hub, key)?;

    let mut listed = push_row::listed(app, Some(&hub));
    listed.reverse();
    listed.retain(|one| device.may_miss(&one.entry));
    let mut missed = Vec::new();
    for portion in listed.chunks(PORTION) {
        let messages = push_row::messages(app, portion);
        for one in portion {
            let reason = device.reason(&one.entry, &messages).filter(is_wanted);
            missed.extend(reason.map(|reason| (one, reason)));
        }
        if missed.len() >= limit {
            break;
        }
    }
    missed.truncate(limit);
    let shown: Vec<Listed> = missed.iter().map(|(one, _)| Listed::clone(one)).collect();
    let messages = push_row::messages(app, &shown);
    let rows = missed.into_iter().map(|(one, reason)| MissedRow {
        push: PushRow::of(app, one, &messages),
        reason,
    });
    let rows = rows.collect();
    serde_json::to_vec(&Missed { rows }).map_err(ServiceError::internal)
}

impl<'a> Device<'a> {
    fn of(app: &App, hub: &Hub, key: DeviceKey<'a>) -> Result<Device<'a>, ServiceError> {
        let registrations = hub.read(|store| match key {
            DeviceKey::Installation(id) => store.registrations_of(id),
            DeviceKey::Registration(id) => store.registration(id).cloned().into_iter().collect(),
            DeviceKey::Handle(platform, handle) => {
                vec![Arc::new(Registration::of_handle(platform, handle))]
            }
        });
        if registrations.is_empty() {
            return Err(ServiceError::not_found(
                "There is no such device, or it is gone",
            ));
        }
        let has_handle = |other: &Registration| {
            let mut own = registrations.iter();
            own.any(|one| one.platform == other.platform && one.handle == other.handle)
        };
        let mut reached: HashMap<String, Vec<Arc<Registration>>> = HashMap::new();
        for_each(&app.recorder.delivery_log, |_, delivery| {
            let notification = &delivery.notification;
            if has_handle(&delivery.registration) && notification.hub == hub.name {
                let of_notification = reached.entry(notification.id.clone()).or_default();
                of_notification.push(Arc::clone(&delivery.registration));
            }
        });
        Ok(Device {
            key,
            registrations,
            reached,
        })
    }

    fn reached(&self, notification_id: &str) -> &[Arc<Registration>] {
        self.reached.get(notification_id).map_or(&[], Vec::as_slice)
    }

    /// Whether it is worth while to look up what became of it.
    fn may_miss(&self, push: &PushEntry) -> bool {
        match &push.notification_id {
            // What goes later is missed when it went.
            Some(_) if push.is_for_later() => false,
            Some(id) => !self
                .reached(id)
                .iter()
                .any(|one| DeviceKey::of(one) == self.key),
            // A request for somebody else's handle.
            None if push.direct => push.handle.as_ref().is_some_and(|handle| {
                let mut own = self.registrations.iter();
                own.any(|one| one.handle.eq_ignore_ascii_case(handle.trim()))
            }),
            None => true,
        }
    }

    /// None for what was never for it, and what is forgotten.
    fn reason(
        &self,
        push: &PushEntry,
        messages: &HashMap<String, Arc<KeptMessage>>,
    ) -> Option<Reason> {
        let Some(id) = &push.notification_id else {
            return self.request_failed(push);
        };
        match &**messages.get(id)? {
            KeptMessage::Sent(sent) => self.not_reached(sent),
            KeptMessage::Canceled(_) => None,
        }
    }

    fn request_failed(&self, push: &PushEntry) -> Option<Reason> {
        let request = push.request.as_ref()?;
        let text = push.tag_expression.as_deref();
        let places = text.and_then(|text| TagExpression::parse_with_places(text).ok());
        let keys = self.registrations.first().map(|one| &one.tag_keys);
        let pieces = text.zip(places).zip(keys);
        Some(Reason {
            result: match request.fault {
                Some(_) => "fault",
                None => "request refused",
            },
            why: push_row::told_of(request),
            pieces: pieces
                .map(|((text, (_, places)), keys)| tag_pieces::pieces(text, &places, keys)),
        })
    }

    /// What tells most of why none of its registrations got it.
    fn not_reached(&self, sent: &SentNotification) -> Option<Reason> {
        let judge = Judge::new(sent, self.reached(&sent.notification.id));
        let verdicts = self.registrations.iter().map(|registration| {
            let (fate, why) = judge.verdict(registration);
            (fate, why, registration)
        });
        let (fate, why, registration) = verdicts.min_by_key(|(fate, ..)| *fate)?;
        let is_foreign = sent.notification.direct && fate == Fate::NotMeant;
        if fate == Fate::Delivered || is_foreign {
            return None;
        }
        let is_registered = !registration.id.is_empty() || fate == Fate::Refused;
        Some(Reason {
            result: if is_registered { fate } else { Fate::NotMeant }.name(),
            why: match is_registered {
                true => why,
                false => "nobody has registered this handle".to_owned(),
            },
            pieces: judge.pieces(registration),
        })
    }
}
