//! `GET {hub}/messages/{id}`: what became of a notification.

use crate::answer::{Answer, XML};
use crate::error::ServiceError;
use crate::gateway::Call;
use crate::hub::Hub;
use crate::locks;
use crate::outcome::{Outcome, TOO_LARGE};
use crate::platform::Platform;
use crate::recorder::Notification;
use crate::registration::Registration;
use crate::wire_time;
use hyper::StatusCode;
use quick_xml::escape::partial_escape;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;

const MAX_BYTES: usize = 64 << 20;
/// About what an entry takes beside its texts.
const ENTRY_BYTES: usize = 1000;

/// The elements with the counts, in the order of the service's data contract, which has the address
/// of the errors between some of them; the last three are those that other SDKs read.
const COUNTS: [(Platform, &str); 9] = [
    (Platform::Apple, "ApnsOutcomeCounts"),
    (Platform::WindowsPhone, "MpnsOutcomeCounts"),
    (Platform::Windows, "WnsOutcomeCounts"),
    (Platform::Gcm, "GcmOutcomeCounts"),
    (Platform::Adm, "AdmOutcomeCounts"),
    (Platform::FcmV1, "FcmV1OutcomeCounts"),
    (Platform::Baidu, "BaiduOutcomeCounts"),
    (Platform::Browser, "BrowserOutcomeCounts"),
    (Platform::Xiaomi, "XiaomiOutcomeCounts"),
];

#[derive(Default)]
pub struct Telemetry(Mutex<Entries>);

/// By hub and id. The oldest are forgotten when there are too many.
#[derive(Default)]
struct Entries {
    by_id: HashMap<(String, String), Entry>,
    order: VecDeque<((String, String), usize)>,
    bytes: usize,
}

struct Entry {
    notification: Arc<Notification>,
    body: Vec<u8>,
    state: State,
}

enum State {
    Scheduled,
    Canceled,
    Sent {
        time: OffsetDateTime,
        /// Names of platforms as a description's `TargetPlatforms` has them.
        platforms: Vec<String>,
        counts: HashMap<Platform, BTreeMap<&'static str, usize>>,
    },
}

impl Telemetry {
    pub fn scheduled(&self, notification: &Arc<Notification>, body: &[u8]) {
        locks::lock(&self.0).put(notification, body, State::Scheduled);
    }

    pub fn cancelled(&self, hub: &str, id: &str) {
        let key = (hub.to_owned(), id.to_owned());
        if let Some(entry) = locks::lock(&self.0).by_id.get_mut(&key) {
            entry.state = State::Canceled;
        }
    }

    pub fn delivered(
        &self,
        notification: &Arc<Notification>,
        body: &[u8],
        results: &[Outcome],
        skipped: &[Arc<Registration>],
        time: OffsetDateTime,
    ) {
        let mut platforms: Vec<String> = Vec::new();
        let mut counts: HashMap<Platform, BTreeMap<&str, usize>> = HashMap::new();
        let mut count = |registration: &Registration, name| {
            let counts = counts.entry(registration.platform).or_default();
            *counts.entry(name).or_default() += 1;
            let suffix = registration.template.as_ref().map_or("", |_| "template");
            let word = format!("{}{suffix}", registration.platform.format_word());
            if !platforms.contains(&word) {
                platforms.push(word);
            }
        };
        for result in results {
            let name = if result.sent { "Success" } else { TOO_LARGE };
            count(&result.registration, name);
        }
        for registration in skipped {
            count(registration, "Skipped");
        }
        let state = State::Sent {
            time,
            platforms,
            counts,
        };
        locks::lock(&self.0).put(notification, body, state);
    }

    pub fn clear(&self) {
        *locks::lock(&self.0) = Entries::default();
    }
}

impl Entries {
    fn put(&mut self, notification: &Arc<Notification>, body: &[u8], state: State) {
        let key = (notification.hub.clone(), notification.id.clone());
        if let Some(entry) = self.by_id.get_mut(&key) {
            entry.state = state;
            return;
        }
        let weight = ENTRY_BYTES + body.len();
        self.bytes += weight;
        self.order.push_back((key.clone(), weight));
        let entry = Entry {
            notification: Arc::clone(notification),
            body: body.to_vec(),
            state,
        };
        self.by_id.insert(key, entry);
        while self.bytes > MAX_BYTES
            && let Some((oldest, weight)) = self.order.pop_front()
        {
            self.by_id.remove(&oldest);
            self.bytes -= weight;
        }
    }
}

pub fn get(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let entries = locks::lock(&call.app.telemetry.0);
    let entry = entries
        .by_id
        .get(&(hub.name.clone(), id.to_owned()))
        .ok_or_else(|| {
            ServiceError::new(
                StatusCode::NOT_FOUND,
                "No notification with this id is known",
            )
        })?;
    let location = format!(
        "sb://{}/{}/messages/{id}?api-version={}",
        call.target.authority, call.target.hub, call.api_version
    );
    let body = document(entry, &location).into_bytes();
    Ok(Answer::with_body(StatusCode::OK, XML, body))
}

fn document(entry: &Entry, location: &str) -> String {
    let notification = &entry.notification;
    let mut xml = "<NotificationDetails xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">".to_owned();
    let mut element = |name: &str, text: &str| {
        xml.push_str(&format!("<{name}>{}</{name}>", partial_escape(text)));
    };
    element("NotificationId", &notification.id);
    element("Location", location);
    let state = match &entry.state {
        State::Scheduled => "Scheduled",
        State::Canceled => "Canceled",
        State::Sent { counts, .. } if counts.is_empty() => "NoTargetFound",
        State::Sent { .. } => "Completed",
    };
    element("State", state);
    element("EnqueueTime", &wire_time::ticks(notification.time));
    if let State::Sent { time, .. } = &entry.state {
        element("StartTime", &wire_time::ticks(*time));
        element("EndTime", &wire_time::ticks(*time));
    }
    element("NotificationBody", &String::from_utf8_lossy(&entry.body));
    if let Some(expression) = &notification.tag_expression {
        element("Tags", expression);
    }
    if let State::Sent {
        platforms, counts, ..
    } = &entry.state
    {
        element("TargetPlatforms", &platforms.join(","));
        for (platform, name) in COUNTS {
            let Some(counts) = counts.get(&platform) else {
                continue;
            };
            let outcomes: String = counts
                .iter()
                .map(|(name, count)| {
                    format!("<Outcome><Name>{name}</Name><Count>{count}</Count></Outcome>")
                })
                .collect();
            xml.push_str(&format!("<{name}>{outcomes}</{name}>"));
        }
    }
    xml.push_str("</NotificationDetails>");
    xml
}
