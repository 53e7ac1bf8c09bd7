//! Apple: "Sending notification requests to APNs", "Generating a remote notification", "Pushing
//! background updates to your App".

use crate::devices::platform::Platform;
use crate::push::rules::breach::{Breach, Push, dropped, judge_json, refused};
use crate::push::rules::sizes::limit;
use serde_json::{Map, Value};

/// What the topic ends in, by push type.
const TOPICS: [(&str, &str); 6] = [
    ("voip", ".voip"),
    ("complication", ".complication"),
    ("fileprovider", ".pushkit.fileprovider"),
    ("location", ".location-query"),
    ("liveactivity", ".push-type.liveactivity"),
    ("pushtotalk", ".voip-ptt"),
];

pub fn judge(push: &Push) -> Result<(), Breach> {
    let payload = judge_json(push, "apple-json")?;
    let header = |name: &str| push.headers.get(name).map(String::as_str);
    let push_type = header("apns-push-type").unwrap_or_default();
    let size_rule = match push_type {
        "voip" => "apple-size-voip",
        _ => "apple-size",
    };
    limit(Platform::Apple, push, size_rule)?;
    let aps = match payload.get("aps") {
        Some(Value::Object(aps)) => Some(aps),
        None if !matches!(push_type, "" | "alert" | "background" | "liveactivity") => None,
        _ => return dropped("apple-aps"),
    };
    if aps.is_some_and(|aps| !has_known_types(aps)) {
        return dropped("apple-aps-types");
    }
    if header("apns-priority").is_some_and(|priority| !["10", "5", "1"].contains(&priority)) {
        return refused("apple-priority");
    }
    if header("apns-collapse-id").is_some_and(|id| id.len() > 64) {
        return refused("apple-collapse-id");
    }
    if let (Some((_, suffix)), Some(topic)) = (
        TOPICS.iter().find(|(known, _)| *known == push_type),
        header("apns-topic"),
    ) && !(topic.ends_with(suffix) && topic.len() > suffix.len())
    {
        return refused("apple-topic");
    }
    match (push_type, aps) {
        ("alert", Some(aps)) => judge_alert(aps),
        ("background", Some(aps)) => judge_background(aps, header("apns-priority")),
        ("liveactivity", Some(aps)) => judge_live_activity(aps),
        _ => Ok(()),
    }
}

fn shows(aps: &Map<String, Value>) -> bool {
    aps.contains_key("alert") || aps.contains_key("sound") || aps.contains_key("badge")
}

fn judge_alert(aps: &Map<String, Value>) -> Result<(), Breach> {
    match shows(aps) {
        true => Ok(()),
        false => dropped("apple-alert-content"),
    }
}

fn judge_background(aps: &Map<String, Value>, priority: Option<&str>) -> Result<(), Breach> {
    if aps.get("content-available").and_then(Value::as_u64) != Some(1) {
        return dropped("apple-background-content");
    }
    if shows(aps) {
        return dropped("apple-background-silent");
    }
    match priority {
        Some("5") => Ok(()),
        _ => refused("apple-background-priority"),
    }
}

fn judge_live_activity(aps: &Map<String, Value>) -> Result<(), Breach> {
    let event = aps.get("event").and_then(Value::as_str).unwrap_or_default();
    let known = matches!(event, "start" | "update" | "end");
    match known && matches!(aps.get("timestamp"), Some(Value::Number(_))) {
        true => Ok(()),
        false => dropped("apple-live-activity"),
    }
}

fn has_known_types(aps: &Map<String, Value>) -> bool {
    let fits = |(name, value): (&String, &Value)| match name.as_str() {
        "alert" | "sound" => matches!(value, Value::String(_) | Value::Object(_)),
        "badge" | "content-available" | "mutable-content" => matches!(value, Value::Number(_)),
        "category" | "thread-id" => matches!(value, Value::String(_)),
        _ => true,
    };
    aps.iter().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::pns_headers::PnsHeaders;

    fn headers(list: &[(&str, &str)]) -> PnsHeaders {
        let folded = |(name, value): &(&str, &str)| (name.to_lowercase(), (*value).to_owned());
        list.iter().map(folded).collect()
    }

    fn push<'a>(payload: &'a str, headers: &'a PnsHeaders) -> Push<'a> {
        Push {
            payload: payload.as_bytes(),
            headers,
        }
    }

    fn rule(payload: &str, list: &[(&str, &str)]) -> &'static str {
        judge(&push(payload, &headers(list)))
            .err()
            .map_or("", |breach| breach.rule)
    }

    #[test]
    fn payload_and_headers() {
        let push_type = |name| ("apns-push-type", name);
        let low = ("apns-priority", "5");
        let long = format!("{{\"aps\":{{\"alert\":\"{}\"}}}}", "x".repeat(4990));
        for (payload, headers, expected) in [
            (r#"{"aps":{"alert":"hi"}}"#, vec![], ""),
            (r#"{"data":{"message":"Hello!"}}"#, vec![], "apple-aps"),
            (&*long, vec![], "apple-size"),
            (&long, vec![push_type("voip")], ""),
            (r#"{"a":1}"#, vec![push_type("mdm")], ""),
            (r#"{"aps":{"badge":"1"}}"#, vec![], "apple-aps-types"),
            (
                r#"{"aps":{}}"#,
                vec![("apns-priority", "7")],
                "apple-priority",
            ),
            (
                r#"{"aps":{}}"#,
                vec![push_type("alert")],
                "apple-alert-content",
            ),
            (
                r#"{"aps":{"content-available":1}}"#,
                vec![push_type("background"), low],
                "",
            ),
            (
                r#"{"aps":{"content-available":1}}"#,
                vec![push_type("background")],
                "apple-background-priority",
            ),
            (
                r#"{"aps":{"content-available":1,"sound":"a"}}"#,
                vec![push_type("background"), low],
                "apple-background-silent",
            ),
            (
                r#"{"aps":{"alert":"a"}}"#,
                vec![push_type("background"), low],
                "apple-background-content",
            ),
            (
                r#"{"aps":{"event":"stop","timestamp":1}}"#,
                vec![push_type("liveactivity")],
                "apple-live-activity",
            ),
            (
                r#"{"a":1}"#,
                vec![push_type("voip"), ("apns-topic", "a.b")],
                "apple-topic",
            ),
        ] {
            assert_eq!(rule(payload, &headers), expected, "{payload:.60}");
        }
    }
}
