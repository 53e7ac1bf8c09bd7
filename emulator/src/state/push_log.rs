//! What was to be sent: each request for it, whatever became of it, and each scheduled notification
//! that went.

use crate::basics::bell::Bell;
use crate::basics::locks;
use crate::push::delivery::Notification;
use crate::push::format::Format;
use crate::state::recorded_request::RecordedRequest;
use crate::state::ring::Ring;
use crate::wire::timestamp;
use hyper::Uri;
use percent_encoding::percent_decode_str;
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;

const MAX_PUSHES: usize = 20_000;
const MAX_BYTES: usize = 16 << 20;
/// About what an entry takes beside its longer texts.
const ENTRY_BYTES: usize = 500;

pub struct PushLog {
    ring: Mutex<Ring<Arc<PushEntry>>>,
    /// Rung when there is another, and when one that was scheduled is canceled.
    pub changed: Bell,
}

pub struct PushEntry {
    pub time: OffsetDateTime,
    /// In the letters of the request.
    pub hub: String,
    /// None for a scheduled notification that went.
    pub request: Option<PushRequest>,
    pub tracking_id: String,
    /// None where none came of the request.
    pub notification_id: Option<String>,
    pub format: Option<String>,
    pub tag_expression: Option<String>,
    pub test: bool,
    /// To handles, and not to tags.
    pub direct: bool,
    /// The one handle of a direct send.
    pub handle: Option<String>,
    pub scheduled_for: Option<String>,
}

pub struct PushRequest {
    pub method: String,
    pub target: String,
    pub status: Option<u16>,
    pub refusal: Option<String>,
    pub fault: Option<String>,
}

impl PushLog {
    pub fn new() -> PushLog {
        PushLog {
            ring: Mutex::new(Ring::new(MAX_PUSHES, MAX_BYTES)),
            changed: Bell::default(),
        }
    }

    pub fn add(&self, entry: PushEntry) {
        let request = entry.request.iter();
        let texts = request.flat_map(|one| [Some(&one.target), one.refusal.as_ref()]);
        let texts = texts.chain([entry.tag_expression.as_ref(), entry.handle.as_ref()]);
        let texts: usize = texts.flatten().map(String::len).sum();
        locks::lock(&self.ring).push(Arc::new(entry), ENTRY_BYTES + texts);
        self.changed.ring();
    }

    pub fn clear(&self) {
        locks::lock(&self.ring).clear();
    }

    /// From the oldest to the newest, with their numbers.
    pub fn all(&self) -> Vec<(u64, Arc<PushEntry>)> {
        let ring = locks::lock(&self.ring);
        let entries = ring.iter_from(0);
        entries
            .map(|(number, entry)| (number, Arc::clone(entry)))
            .collect()
    }
}

impl PushEntry {
    pub fn of_request(request: &RecordedRequest) -> PushEntry {
        let header = |name: &str| request.headers.get(name);
        let uri: Uri = request.target.parse().unwrap_or_default();
        let hub = uri.path().split('/').find(|part| !part.is_empty());
        let hub = percent_decode_str(hub.unwrap_or_default()).decode_utf8_lossy();
        let flag = |name: &str| {
            let pairs = uri.query().unwrap_or_default().split('&');
            let mut pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            let found = pairs.find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.is_some_and(|(_, value)| !value.eq_ignore_ascii_case("false"))
        };
        let format = header("servicebusnotification-format").map(|word| {
            let known = Format::parse(word.trim());
            known.map_or(word, |format| format.word().to_owned())
        });
        let is_scheduled = is_for_later(uri.path());
        let due = header("servicebusnotification-scheduletime").filter(|_| is_scheduled);
        PushEntry {
            time: request.time,
            hub: hub.into_owned(),
            request: Some(PushRequest {
                method: request.method.clone(),
                target: request.target.clone(),
                status: request.status,
                refusal: request.refusal.clone(),
                fault: request.fault.clone(),
            }),
            tracking_id: request.tracking_id.clone(),
            notification_id: request.notification_id.clone(),
            format,
            tag_expression: header("servicebusnotification-tags"),
            test: flag("test"),
            direct: flag("direct"),
            handle: header("servicebusnotification-devicehandle"),
            scheduled_for: due.map(|text| match timestamp::parse(text.trim()) {
                Some(due) => timestamp::rfc3339(due),
                None => text,
            }),
        }
    }

    /// One whose time has come.
    pub fn of_scheduled(notification: &Notification) -> PushEntry {
        PushEntry {
            time: notification.time,
            hub: notification.hub.clone(),
            request: None,
            tracking_id: notification.tracking_id.clone(),
            notification_id: Some(notification.id.clone()),
            format: Some(notification.format.to_owned()),
            tag_expression: notification.tag_expression.clone(),
            test: false,
            direct: false,
            handle: None,
            scheduled_for: None,
        }
    }

    /// Whether it asks for something that is sent later.
    pub fn is_for_later(&self) -> bool {
        self.request
            .as_ref()
            .is_some_and(|request| is_for_later(&request.target))
    }
}

fn is_for_later(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.to_lowercase().contains("/schedulednotifications")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(target: &str, headers: &[(&str, &str)]) -> PushEntry {
        let mut request = hyper::Request::builder().method("POST").uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let now = OffsetDateTime::UNIX_EPOCH;
        PushEntry::of_request(&RecordedRequest::of_head(now, &head, "id"))
    }

    #[test]
    fn what_a_request_says_of_its_push() {
        let entry = of(
            "https://host:1/My%20Hub/messages?api-version=2020-06&Test&direct=false",
            &[
                ("ServiceBusNotification-Format", "fcmV1"),
                ("ServiceBusNotification-Tags", "a && !b"),
            ],
        );
        assert_eq!(
            (&*entry.hub, entry.test, entry.direct),
            ("My Hub", true, false)
        );
        assert_eq!(entry.format.as_deref(), Some("fcmv1"));
        assert_eq!(entry.tag_expression.as_deref(), Some("a && !b"));
        assert!(!entry.is_for_later() && entry.scheduled_for.is_none());
        let time = ("ServiceBusNotification-ScheduleTime", "2030-01-01T00:00:00");
        let entry = of("/demo/schedulednotifications/?a=b", &[time]);
        assert!(entry.is_for_later());
        assert_eq!(
            entry.scheduled_for.as_deref(),
            Some("2030-01-01T00:00:00.000Z")
        );
        let odd = ("ServiceBusNotification-Format", "nokia");
        let entry = of("/demo/messages", &[odd, time]);
        assert_eq!(entry.format.as_deref(), Some("nokia"));
        assert_eq!(entry.scheduled_for, None);
    }
}
