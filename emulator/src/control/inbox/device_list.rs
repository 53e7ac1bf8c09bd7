//! `GET /_emulator/inbox/devices`: a part of the devices, with what is in their inboxes.

use crate::app::App;
use crate::control::inbox::filter;
use crate::control::inbox::list::for_each;
use crate::control::inbox::parameters::{self, window};
use crate::control::inbox::search::{Query, Searched, State, is_same};
use crate::devices::platform::Platform;
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::device_key::DeviceKey;
use crate::state::device_record::{Device, DeviceRecord};
use crate::state::hub::Hub;
use crate::wire::timestamp;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Serialize)]
struct Page<'a> {
    total: usize,
    hubs: Vec<HubRow<'a>>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct HubRow<'a> {
    name: &'a str,
    devices: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    #[serde(flatten)]
    pub record: DeviceRecord,
    pub device: String,
    /// How many are in the log.
    pub deliveries: usize,
    pub unread: usize,
    pub latest: Option<String>,
}

/// What of the log is a device's.
#[derive(Default)]
struct Inbox {
    first_unread: u64,
    deliveries: usize,
    unread: usize,
    latest: Option<OffsetDateTime>,
}

struct HubDevice<'a> {
    hub: &'a str,
    device: &'a Device,
}

pub fn list(app: &App, target: &Target) -> Result<Vec<u8>, ServiceError> {
    let offset = parameters::number(target, "offset")?.unwrap_or_default();
    let limit = parameters::rows(target)?;
    let (total, rows) = find(app, target, offset, limit)?;
    let hubs = app.hubs();
    let page = Page {
        total,
        hubs: hubs
            .iter()
            .map(|hub| HubRow {
                name: &hub.name,
                devices: hub.read(|store| store.devices()),
            })
            .collect(),
        rows,
    };
    serde_json::to_vec(&page).map_err(ServiceError::internal)
}

/// How many there are, and a part of them.
pub fn find(
    app: &App,
    target: &Target,
    offset: u64,
    limit: usize,
) -> Result<(usize, Vec<Row>), ServiceError> {
    let query = filter::query(target)?;
    let asked = parameters::hubs(app, target)?;
    let only = parameters::device(target)?;
    let of_hubs: Vec<(Arc<Hub>, Vec<Device>)> = asked
        .into_iter()
        .map(|hub| {
            let devices = hub.devices();
            (hub, devices)
        })
        .collect();
    let all = of_hubs.iter().flat_map(|(hub, devices)| {
        let hub = hub.name.as_str();
        devices.iter().map(move |device| HubDevice { hub, device })
    });
    let all = all.filter(|one| only.is_none_or(|key| one.device.key() == key));
    let mut found: Vec<HubDevice> = match query.asks_for(State::Unread) {
        true => {
            let all: Vec<HubDevice> = all.collect();
            let inboxes = inboxes(app, &all);
            let all = all.into_iter().zip(&inboxes);
            all.filter_map(|(one, inbox)| searched(&query, one, Some(inbox)))
                .collect()
        }
        false => all.filter_map(|one| searched(&query, one, None)).collect(),
    };
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    let shown = &found[window(found.len(), Some(offset), limit)];
    let rows = shown.iter().zip(inboxes(app, shown));
    let rows = rows.map(|(one, inbox)| Row {
        record: one.device.record(one.hub),
        device: one.device.key().to_string(),
        deliveries: inbox.deliveries,
        unread: inbox.unread,
        latest: inbox.latest.map(timestamp::rfc3339),
    });
    Ok((found.len(), rows.collect()))
}

fn searched<'a>(query: &Query, one: HubDevice<'a>, inbox: Option<&Inbox>) -> Option<HubDevice<'a>> {
    let fits = query.matches(&mut SearchedDevice { one: &one, inbox });
    fits.then_some(one)
}

/// What each of these has in the log.
fn inboxes(app: &App, devices: &[HubDevice]) -> Vec<Inbox> {
    let marks = &app.recorder.read_marks;
    let unread_from = |one: &HubDevice| marks.first_unread(one.hub, one.device.key());
    let mut inboxes: Vec<Inbox> = devices
        .iter()
        .map(|one| Inbox {
            first_unread: unread_from(one),
            ..Inbox::default()
        })
        .collect();
    if devices.is_empty() {
        return inboxes;
    }
    let places = devices.iter().zip(0..);
    let places: HashMap<(&str, DeviceKey), usize> =
        places.map(|(one, place)| (one.key(), place)).collect();
    for_each(&app.recorder.delivery_log, |number, delivery| {
        let notification = &delivery.notification;
        let device = DeviceKey::of(&delivery.registration);
        if let Some(place) = places.get(&(notification.hub.as_str(), device)) {
            let inbox = &mut inboxes[*place];
            inbox.deliveries += 1;
            inbox.unread += usize::from(number >= inbox.first_unread);
            inbox.latest = Some(notification.time);
        }
    });
    inboxes
}

impl<'a> HubDevice<'a> {
    fn key(&self) -> (&'a str, DeviceKey<'a>) {
        (self.hub, self.device.key())
    }

    /// Those without a user come last.
    fn order(&self) -> impl Ord + use<'a> {
        let user = self.device.user_id();
        let (kind, id) = match self.device {
            Device::Installation(one) => (0, &one.installation_id),
            Device::Registration(one) => (1, &one.id),
        };
        (self.hub, user.is_none(), user, kind, id)
    }
}

struct SearchedDevice<'a> {
    one: &'a HubDevice<'a>,
    /// Counted where the search asks for it.
    inbox: Option<&'a Inbox>,
}

impl Searched for SearchedDevice<'_> {
    fn hub(&self) -> &str {
        self.one.hub
    }

    fn platform(&self) -> Platform {
        self.one.device.platform()
    }

    fn names(&self) -> [Option<&str>; 3] {
        let device = self.one.device;
        let id = match device {
            Device::Installation(one) => &one.installation_id,
            Device::Registration(one) => &one.id,
        };
        [Some(id), device.user_id(), None]
    }

    fn handle(&self) -> &str {
        self.one.device.handle()
    }

    fn user(&self) -> Option<&str> {
        self.one.device.user_id()
    }

    fn tags(&self) -> &[String] {
        self.one.device.tags()
    }

    fn has_template(&self, folded: &str) -> bool {
        let mut templates = self.one.device.templates();
        templates.any(|name| is_same(name, folded))
    }

    fn format(&self) -> Option<&str> {
        None
    }

    fn has_text(&mut self, _: &str) -> Option<bool> {
        None
    }

    fn is(&self, state: State) -> Option<bool> {
        match state {
            State::Test | State::Direct => None,
            State::Template => Some(self.one.device.templates().next().is_some()),
            State::Expired => Some(self.one.device.push_channel_expired()),
            State::Unread => Some(self.inbox.is_some_and(|inbox| inbox.unread > 0)),
        }
    }
}
