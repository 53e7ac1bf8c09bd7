//! What became of the notifications of a hub: `GET {hub}/messages/{id}`.
//!
//! A notification is handed to the push services at once, and so devices have it when the sender has
//! its answer. Telemetry lags behind, as the service's does, by times of the hub's clock.

use crate::api::call::Call;
use crate::api::feedback;
use crate::devices::platform::Platform;
use crate::http::answer::{Answer, XML};
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use crate::state::messages::{KeptMessage, OutcomeCounts, SentNotification, WaitingNotification};
use crate::wire::timestamp;
use crate::wire::xml;
use crate::wire::xml_writer;
use hyper::StatusCode;
use std::fmt::Write;
use time::{Duration, OffsetDateTime};

const STARTS_AFTER: Duration = Duration::milliseconds(250);
const ENDS_AFTER: Duration = Duration::milliseconds(1000);

/// In the order of the service's data contract. What legacy FCM is called is `Gcm`; the last three
/// are known from other clients than .NET, and their place is not.
const COUNTS: [(Platform, &str); 9] = [
    (Platform::Apple, "Apns"),
    (Platform::WindowsPhone, "Mpns"),
    (Platform::Windows, "Wns"),
    (Platform::Gcm, "Gcm"),
    (Platform::Adm, "Adm"),
    (Platform::FcmV1, "FcmV1"),
    (Platform::Baidu, "Baidu"),
    (Platform::Browser, "Browser"),
    (Platform::Xiaomi, "Xiaomi"),
];
/// So many of them come before the address of the error details.
const BEFORE_ERRORS: usize = 5;

pub fn get(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    let waiting = hub.read(|store| store.scheduled(id).map(|scheduled| scheduled.waiting()));
    let xml = match (waiting, hub.messages.find(id).as_deref()) {
        (Some(waiting), _) => {
            NotificationDetails::of_waiting(&waiting, "Scheduled").write(call, hub)?
        }
        (None, Some(KeptMessage::Sent(sent))) => {
            NotificationDetails::of_sent(sent, call.now).write(call, hub)?
        }
        (None, Some(KeptMessage::Canceled(waiting))) => {
            NotificationDetails::of_waiting(waiting, "Canceled").write(call, hub)?
        }
        (None, None) => {
            return Err(ServiceError::not_found(
                "The notification is not known, or is forgotten",
            ));
        }
    };
    Ok(Answer::with_body(StatusCode::OK, XML, xml.into_bytes()))
}

struct NotificationDetails<'a> {
    id: &'a str,
    state: &'static str,
    enqueued: OffsetDateTime,
    started: Option<OffsetDateTime>,
    ended: Option<OffsetDateTime>,
    body: &'a [u8],
    tags: Option<&'a str>,
    platforms: String,
    counts: Option<&'a OutcomeCounts>,
    errors: Option<&'a str>,
}

impl NotificationDetails<'_> {
    fn of_sent(sent: &SentNotification, now: OffsetDateTime) -> NotificationDetails<'_> {
        let notification = &*sent.notification;
        let (started, ended) = (
            notification.time + STARTS_AFTER,
            notification.time + ENDS_AFTER,
        );
        let is_over = now >= ended;
        let state = match sent.counts.is_empty() {
            _ if now < started => "Enqueued",
            _ if !is_over => "Processing",
            true => "NoTargetFound",
            false => "Completed",
        };
        NotificationDetails {
            id: &notification.id,
            state,
            enqueued: notification.time,
            started: (now >= started).then_some(started),
            ended: is_over.then_some(ended),
            body: &sent.body,
            tags: notification.tag_expression.as_deref(),
            platforms: platforms(notification.format, &sent.counts),
            counts: is_over.then_some(&sent.counts),
            errors: sent.errors.as_deref().filter(|_| is_over),
        }
    }

    fn of_waiting<'a>(
        waiting: &'a WaitingNotification,
        state: &'static str,
    ) -> NotificationDetails<'a> {
        NotificationDetails {
            id: &waiting.id,
            state,
            enqueued: waiting.enqueued,
            started: None,
            ended: None,
            body: &waiting.body,
            tags: waiting.tags.as_deref(),
            platforms: waiting.format.clone(),
            counts: None,
            errors: None,
        }
    }

    /// `NotificationDetails`, its members in the order of the service's data contract.
    fn write(&self, call: &Call, hub: &Hub) -> Result<String, ServiceError> {
        let mut xml = xml_writer::root("NotificationDetails");
        let mut member = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                xml_writer::member(&mut xml, name, value);
            }
        };
        let (authority, version) = (&call.target.authority, call.api_version);
        let location = format!(
            "sb://{authority}/{}/messages/{}?api-version={version}",
            hub.name, self.id
        );
        let time = |time: Option<OffsetDateTime>| time.map(timestamp::ticks);
        member("NotificationId", Some(self.id));
        member("Location", Some(&location));
        member("State", Some(self.state));
        member("EnqueueTime", time(Some(self.enqueued)).as_deref());
        member("StartTime", time(self.started).as_deref());
        member("EndTime", time(self.ended).as_deref());
        // A raw notification may be any bytes; a document may not.
        let body = xml::replace_others(&String::from_utf8_lossy(self.body));
        member("NotificationBody", Some(&body));
        member("Tags", self.tags);
        member("TargetPlatforms", Some(&self.platforms));
        if let Some(counts) = self.counts {
            write_counts(&mut xml, counts, &COUNTS[..BEFORE_ERRORS]);
        }
        // Versions before this one do not have it.
        if let Some(errors) = self.errors.filter(|_| has_error_details(version)) {
            let errors = feedback::publish_details(call, hub, self.id, errors)?;
            xml_writer::member(&mut xml, "PnsErrorDetailsUri", &errors);
        }
        if let Some(counts) = self.counts {
            write_counts(&mut xml, counts, &COUNTS[BEFORE_ERRORS..]);
        }
        Ok(xml + "</NotificationDetails>")
    }
}

fn write_counts(xml: &mut String, counts: &OutcomeCounts, platforms: &[(Platform, &str)]) {
    for (platform, name) in platforms {
        let counts: String = counts
            .of_platform(*platform)
            .map(|(outcome, count)| {
                let outcome = outcome.name();
                format!("<Outcome><Name>{outcome}</Name><Count>{count}</Count></Outcome>")
            })
            .collect();
        if !counts.is_empty() {
            let _ = write!(xml, "<{name}OutcomeCounts>{counts}</{name}OutcomeCounts>");
        }
    }
}

/// Both the send and the question need a version that has them.
pub fn has_error_details(api_version: &str) -> bool {
    api_version >= "2016-07"
}

/// Those that were reached; where nobody was, what the notification was for.
fn platforms(format: &str, counts: &OutcomeCounts) -> String {
    let reached = counts.platforms();
    match reached.is_empty() {
        true => format.to_owned(),
        false => reached.join(","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, has) in [("2013-10", false), ("2016-07", true), ("2020-06", true)] {
            assert_eq!(has_error_details(version), has, "{version}");
        }
    }
}
