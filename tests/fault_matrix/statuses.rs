//! Answers that say no: every status that the service is known to give, with
//! and without Retry-After, and those of servers in front of it; those that may
//! come from behind the queue also after the notification was queued.

use serde_json::{Value, json};

use crate::fault::{By, Fault, Kind, Phase};

/// The service's own.
const KNOWN: [u16; 14] = [
    400, 401, 403, 404, 408, 409, 410, 412, 413, 429, 500, 502, 503, 504,
];
/// What may come from in front of it, or from nobody knows where.
const OTHERS: [u16; 14] = [
    301, 302, 307, 308, 405, 418, 451, 501, 505, 507, 520, 524, 599, 700,
];

pub fn faults() -> Vec<Fault> {
    let mut faults = Vec::new();
    for status in KNOWN {
        faults.push(refusal(status, "", json!({})));
        let rule = json!({"headers": {"Retry-After": "0"}});
        faults.push(refusal(status, " with Retry-After", rule));
    }
    for status in KNOWN.into_iter().chain(OTHERS) {
        if matches!(status, 408 | 500 | 502..=504 | 506..) {
            let rule = json!({"perform": true});
            faults.push(refusal(status, " after it was queued", rule));
        }
    }
    for (name, rule) in [
        (
            " with Retry-After as a date",
            json!({"retry_after_date_s": 1}),
        ),
        (
            " with retry-after-ms",
            json!({"headers": {"retry-after-ms": "20"}}),
        ),
        (
            " with x-ms-retry-after-ms",
            json!({"headers": {"x-ms-retry-after-ms": "20"}}),
        ),
    ] {
        faults.push(refusal(403, name, rule.clone()));
        faults.push(refusal(429, name, rule));
    }
    for status in OTHERS {
        let rule = match status {
            300..=399 => json!({"headers": {"Location": "https://127.0.0.1:1/"}}),
            _ => json!({}),
        };
        faults.push(refusal(status, "", rule));
    }
    faults
}

fn refusal(status: u16, name: &str, mut rule: Value) -> Fault {
    rule["kind"] = json!("status");
    rule["status"] = json!(status);
    let name = format!("{status}{name}");
    Fault::new(Phase::Head, Kind::Refuse, name, By::Hub(rule))
}
