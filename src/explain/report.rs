//! The report: as words, and as JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::documents::notification_details::NotificationDetails;
use crate::explain::finding::Finding;
use crate::explain::listed::Listed;

/// Why a notification reached somebody, or nobody. Holds no handle, no payload and no key.
#[derive(Debug, Default)]
pub struct Explanation {
    /// What was found, in the order of a notification's way.
    pub findings: Vec<Finding>,
    /// The look at the registrations.
    pub listed: Listed,
    /// What the service says of the notification.
    pub details: Option<NotificationDetails>,
    /// The platforms for which the hub has credentials, if that is known.
    pub credentials: Option<Vec<&'static str>>,
    /// How many handles of those that are meant are dead, by the service's word.
    pub dead: BTreeMap<String, u64>,
}

impl Explanation {
    /// A finding on each line.
    pub fn words(&self) -> String {
        let lines = self
            .findings
            .iter()
            .map(|finding| format!("- {}\n", finding.text));
        lines.collect()
    }

    /// All of it.
    pub fn json(&self) -> String {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| json!({"finding": finding.kind.word(), "text": finding.text}))
            .collect();
        let details = self.details.as_ref().map(|details| {
            let counts: Vec<Value> = details
                .counts
                .iter()
                .map(|c| json!({"platform": c.platform, "outcome": c.name, "count": c.count}))
                .collect();
            json!({"state": details.state, "enqueued": details.enqueue_time, "ended": details.end_time, "counts": counts})
        });
        let report = json!({
            "findings": findings,
            "matches": {
                "count": self.listed.total(),
                "byPlatform": numbers(&self.listed.meant),
                "ofOtherKinds": numbers(&self.listed.other_kinds),
                "examples": self.listed.examples,
                "lookedAt": self.listed.looked_at,
                "isCut": self.listed.is_cut,
            },
            "notification": details,
            "credentials": self.credentials,
            "deadHandles": numbers(&self.dead),
        });
        report.to_string()
    }
}

fn numbers<K: AsRef<str>>(numbers: &BTreeMap<K, u64>) -> Value {
    let members = numbers
        .iter()
        .map(|(what, number)| (what.as_ref().to_owned(), Value::from(*number)));
    Value::Object(members.collect::<Map<_, _>>())
}
