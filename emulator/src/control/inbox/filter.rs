//! Which deliveries somebody wants to see: of a hub, of a device, those that a search finds.

use crate::app::App;
use crate::control::inbox::parameters;
use crate::control::inbox::search::{Query, Searched, State, fold, is_same};
use crate::devices::platform::Platform;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::push::delivery::{Delivery, PushMessage};
use crate::state::device_key::DeviceKey;
use crate::state::read_marks::MarksThen;
use std::collections::HashSet;
use std::sync::Arc;

/// Hubs and marks are those of the moment at which it was made.
pub struct Filter {
    /// Folded.
    hub: Option<String>,
    device: Option<String>,
    query: Query,
    marks: MarksThen,
    expired: HashSet<(String, String)>,
    folded: FoldedPayload,
}

/// The one that was looked at last: a broadcast has the same for many devices.
#[derive(Default)]
struct FoldedPayload {
    of: Option<Arc<PushMessage>>,
    text: String,
}

impl FoldedPayload {
    fn text(&mut self, message: &Arc<PushMessage>) -> &str {
        if !self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, message)) {
            self.text = fold(&String::from_utf8_lossy(&message.payload));
            self.of = Some(Arc::clone(message));
        }
        &self.text
    }
}

pub fn query(target: &Target) -> Result<Query, ServiceError> {
    let text = parameters::text(target, "q").unwrap_or_default();
    Query::parse(text).map_err(ServiceError::bad_request)
}

impl Filter {
    pub fn of(app: &App, target: &Target) -> Result<Filter, ServiceError> {
        let device = parameters::device(target)?;
        let query = query(target)?;
        let marks = match query.asks_for(State::Unread) {
            true => app.recorder.read_marks.now(),
            false => MarksThen::default(),
        };
        let expired = match query.asks_for(State::Expired) {
            true => expired(app),
            false => HashSet::new(),
        };
        Ok(Filter {
            hub: parameters::text(target, "hub").map(fold),
            device: device.map(|key| key.to_string()),
            query,
            marks,
            expired,
            folded: FoldedPayload::default(),
        })
    }

    pub fn is_everything(&self) -> bool {
        self.hub.is_none() && self.device.is_none() && self.query.is_empty()
    }

    pub fn matches(&mut self, number: u64, delivery: &Delivery) -> bool {
        let hub = &delivery.notification.hub;
        if self
            .hub
            .as_ref()
            .is_some_and(|wanted| !is_same(hub, wanted))
        {
            return false;
        }
        let wanted = self.device.as_deref().and_then(DeviceKey::parse);
        if wanted.is_some_and(|wanted| wanted != DeviceKey::of(&delivery.registration)) {
            return false;
        }
        self.query.matches(&mut SearchedDelivery {
            number,
            delivery,
            marks: &self.marks,
            expired: &self.expired,
            folded: &mut self.folded,
        })
    }
}

/// Hubs and installations.
fn expired(app: &App) -> HashSet<(String, String)> {
    let hubs = app.hubs();
    let of_hub = hubs.iter().flat_map(|hub| {
        let installations = hub.read(|store| store.installations());
        let gone = installations
            .into_iter()
            .filter(|one| one.push_channel_expired);
        gone.map(|one| (hub.name.clone(), one.installation_id.clone()))
    });
    of_hub.collect()
}

struct SearchedDelivery<'a> {
    number: u64,
    delivery: &'a Delivery,
    marks: &'a MarksThen,
    expired: &'a HashSet<(String, String)>,
    folded: &'a mut FoldedPayload,
}

impl Searched for SearchedDelivery<'_> {
    fn hub(&self) -> &str {
        &self.delivery.notification.hub
    }

    fn platform(&self) -> Platform {
        self.delivery.registration.platform
    }

    fn names(&self) -> [Option<&str>; 3] {
        let registration = &self.delivery.registration;
        [
            registration.installation_id.as_deref(),
            Some(&registration.id),
            registration.user_id(),
        ]
    }

    fn handle(&self) -> &str {
        &self.delivery.registration.handle
    }

    fn user(&self) -> Option<&str> {
        self.delivery.registration.user_id()
    }

    fn tags(&self) -> &[String] {
        &self.delivery.registration.tags
    }

    fn has_template(&self, folded: &str) -> bool {
        let template = self.delivery.registration.template.as_ref();
        let name = template.and_then(|template| template.name.as_deref());
        name.is_some_and(|name| is_same(name, folded))
    }

    fn format(&self) -> Option<&str> {
        Some(self.delivery.notification.format)
    }

    fn has_text(&mut self, folded: &str) -> Option<bool> {
        let text = self.folded.text(&self.delivery.message);
        Some(text.contains(folded))
    }

    fn is(&self, state: State) -> Option<bool> {
        let notification = &self.delivery.notification;
        let registration = &self.delivery.registration;
        Some(match state {
            State::Test => notification.test,
            State::Direct => notification.direct,
            State::Template => registration.template.is_some(),
            State::Unread => {
                let device = DeviceKey::of(registration);
                self.number >= self.marks.first_unread(&notification.hub, device)
            }
            State::Expired => {
                let id = registration.installation_id.as_ref();
                let key = id.map(|id| (notification.hub.clone(), id.clone()));
                key.is_some_and(|key| self.expired.contains(&key))
            }
        })
    }
}
