//! What became of a notification: the service's `NotificationDetails`.

use crate::wire::atom::{Malformed, parse};

/// How far a notification got.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_notification_state {
    /// A state that this version does not know: see the text.
    Unknown = 0,
    /// Taken, not yet begun.
    Enqueued = 1,
    /// Being sent.
    Processing = 2,
    /// Sent to every push service.
    Completed = 3,
    /// Nobody matched.
    NoTargetFound = 4,
    /// Given up.
    Abandoned = 5,
    /// Waiting for its time.
    Scheduled = 6,
    /// Called off.
    Cancelled = 7,
}

pub use nh_notification_state as State;

impl State {
    /// Reads the service's word, in either spelling of cancelled.
    fn read(text: &str) -> State {
        match text.to_ascii_lowercase().as_str() {
            "enqueued" => State::Enqueued,
            "processing" => State::Processing,
            "completed" => State::Completed,
            "notargetfound" => State::NoTargetFound,
            "abandoned" => State::Abandoned,
            "scheduled" => State::Scheduled,
            "canceled" | "cancelled" => State::Cancelled,
            _ => State::Unknown,
        }
    }

    /// Will it not change any more?
    pub fn is_final(self) -> bool {
        matches!(
            self,
            State::Completed | State::NoTargetFound | State::Abandoned | State::Cancelled
        )
    }
}

/// How many devices of a platform had an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeCount {
    /// Format word, such as `apple`; FCM legacy counts come under `gcm`.
    pub platform: String,
    /// The service's name for the outcome, such as `Success` or `WrongToken`.
    pub name: String,
    /// How many.
    pub count: i64,
}

/// What the service tells of a notification. Every part may be missing.
#[derive(Clone, Debug, Default)]
pub struct NotificationDetails {
    /// Its id.
    pub notification_id: Option<String>,
    /// Its address.
    pub location: Option<String>,
    /// State in the service's word.
    pub state: Option<String>,
    /// Times, as the service writes them.
    pub enqueue_time: Option<String>,
    /// When sending began.
    pub start_time: Option<String>,
    /// When it ended.
    pub end_time: Option<String>,
    /// The payload.
    pub body: Option<String>,
    /// The tag expression.
    pub tags: Option<String>,
    /// Platforms, separated by commas.
    pub target_platforms: Option<String>,
    /// Where errors in detail can be read.
    pub error_details_uri: Option<String>,
    /// How many devices had which outcome.
    pub counts: Vec<OutcomeCount>,
}

/// Elements with counts, and the platform of each.
const COUNTS: [(&str, &str); 10] = [
    ("ApnsOutcomeCounts", "apple"),
    ("MpnsOutcomeCounts", "windowsphone"),
    ("WnsOutcomeCounts", "windows"),
    ("GcmOutcomeCounts", "gcm"),
    ("FcmOutcomeCounts", "gcm"),
    ("FcmV1OutcomeCounts", "fcmv1"),
    ("AdmOutcomeCounts", "adm"),
    ("BaiduOutcomeCounts", "baidu"),
    ("BrowserOutcomeCounts", "browser"),
    ("XiaomiOutcomeCounts", "xiaomi"),
];

impl NotificationDetails {
    /// Reads the document.
    pub fn parse(body: &[u8]) -> Result<NotificationDetails, Malformed> {
        let node = parse(body)?;
        if node.name != "NotificationDetails" {
            return Err("it is not NotificationDetails");
        }
        let text = |name| node.non_empty(name);
        let mut details = NotificationDetails {
            notification_id: text("NotificationId"),
            location: text("Location"),
            state: text("State"),
            enqueue_time: text("EnqueueTime"),
            start_time: text("StartTime"),
            end_time: text("EndTime"),
            body: text("NotificationBody"),
            tags: text("Tags"),
            target_platforms: text("TargetPlatforms"),
            error_details_uri: text("PnsErrorDetailsUri"),
            counts: Vec::new(),
        };
        for (element, platform) in COUNTS {
            for outcome in node.children_of(element) {
                let name = outcome.value("Name").unwrap_or_default();
                let count = outcome.value("Count").unwrap_or_default().trim();
                details.counts.push(OutcomeCount {
                    platform: platform.to_owned(),
                    name: name.to_owned(),
                    count: count.parse().map_err(|_| "a count is not a number")?,
                });
            }
        }
        Ok(details)
    }

    /// The state as a number.
    pub fn state(&self) -> State {
        self.state.as_deref().map_or(State::Unknown, State::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_states_counts_and_absences() {
        let details = NotificationDetails::parse(
            b"<NotificationDetails xmlns='SB' xmlns:i='I'><NotificationId>n-1</NotificationId><Location>sb://h/m</Location><State>Canceled</State>\
              <EnqueueTime>2025-01-01T00:00:00Z</EnqueueTime><NotificationBody>&lt;toast/&gt;</NotificationBody><Tags i:nil='true'/>\
              <ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>3</Count></Outcome><Outcome><Name>Brand New</Name><Count>0</Count></Outcome></ApnsOutcomeCounts>\
              <WnsOutcomeCounts/><GcmOutcomeCounts><Outcome><Name>WrongToken</Name><Count>1</Count></Outcome></GcmOutcomeCounts></NotificationDetails>",
        )
        .unwrap();
        assert_eq!(details.state(), State::Cancelled);
        assert_eq!(details.body.as_deref(), Some("<toast/>"));
        assert_eq!((details.tags, details.end_time), (None, None));
        let counts: Vec<_> = details
            .counts
            .iter()
            .map(|c| (c.platform.as_str(), c.name.as_str(), c.count))
            .collect();
        assert_eq!(
            counts,
            [
                ("apple", "Success", 3),
                ("apple", "Brand New", 0),
                ("gcm", "WrongToken", 1)
            ]
        );
        for (word, state) in [
            ("Cancelled", State::Cancelled),
            ("completed", State::Completed),
            ("Fancy", State::Unknown),
        ] {
            assert_eq!(State::read(word), state);
        }
        assert!(NotificationDetails::parse(b"<NotificationDetails/>").is_ok());
        for wrong in [&b""[..], b"<a/>", b"\xff", b"<NotificationDetails><ApnsOutcomeCounts><Outcome/></ApnsOutcomeCounts></NotificationDetails>"] {
            assert!(NotificationDetails::parse(wrong).is_err());
        }
    }
}
