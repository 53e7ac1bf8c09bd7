//! Google: "REST Resource: projects.messages", and "Firebase Cloud Messaging HTTP protocol" of the
//! legacy interface.

use crate::devices::platform::Platform;
use crate::push::rules::breach::{Breach, Push, is_flat, judge_json, refused};
use crate::push::rules::sizes::limit;
use serde_json::{Map, Value};

type Object = Map<String, Value>;

pub fn judge_v1(push: &Push) -> Result<(), Breach> {
    let payload = judge_json(push, "fcmv1-json")?;
    limit(Platform::FcmV1, push, "fcmv1-size")?;
    judge_payload(&payload)
}

pub fn judge_payload(payload: &Object) -> Result<(), Breach> {
    let Some(Value::Object(message)) = payload.get("message") else {
        return refused("fcmv1-message");
    };
    if has_other(payload, &["message", "validate_only", "validateOnly"]) {
        return refused("fcmv1-message");
    }
    if has_any(message, &["token", "topic", "condition"]) {
        return refused("fcmv1-receiver");
    }
    let members = [
        "name",
        "data",
        "notification",
        "android",
        "webpush",
        "apns",
        "fcm_options",
        "fcmOptions",
    ];
    if has_other(message, &members) {
        return refused("fcmv1-members");
    }
    match message.get("notification") {
        Some(shows) if !is_flat(shows) => return refused("fcmv1-notification"),
        Some(Value::Object(shows)) if has_other(shows, &["title", "body", "image"]) => {
            return refused("fcmv1-notification");
        }
        _ => {}
    }
    judge_android(message.get("android"))?;
    judge_data(message)
}

fn judge_android(android: Option<&Value>) -> Result<(), Breach> {
    let android = match android {
        None => return Ok(()),
        Some(Value::Object(android)) => android,
        Some(_) => return refused("fcmv1-android"),
    };
    if has_any(android, &["title", "body", "channel_id", "channelId"]) {
        return refused("fcmv1-android");
    }
    let none = Object::new();
    let shows = match android.get("notification") {
        None => &none,
        Some(Value::Object(shows)) => shows,
        Some(_) => return refused("fcmv1-android"),
    };
    if has_any(shows, &["ttl", "collapse_key", "collapseKey", "data"]) {
        return refused("fcmv1-android");
    }
    let options = [
        "collapse_key",
        "collapseKey",
        "ttl",
        "priority",
        "restricted_package_name",
        "restrictedPackageName",
    ];
    let texts = [
        "title",
        "body",
        "channel_id",
        "channelId",
        "icon",
        "tag",
        "color",
        "sound",
        "click_action",
        "clickAction",
    ];
    let no_text = |members: &Object, names: &[&str]| {
        let values = names.iter().filter_map(|name| members.get(*name));
        values.into_iter().any(|value| !value.is_string())
    };
    if no_text(android, &options) || no_text(shows, &texts) {
        return refused("fcmv1-android-text");
    }
    match android.get("ttl").and_then(Value::as_str) {
        Some(ttl) if !is_duration(ttl) => refused("fcmv1-ttl"),
        _ => Ok(()),
    }
}

/// Protobuf's JSON of a duration: seconds, at most nine digits of a fraction, and an s.
fn is_duration(text: &str) -> bool {
    let Some(seconds) = text.strip_suffix('s') else {
        return false;
    };
    let mut parts = seconds.splitn(2, '.');
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    parts.next().is_some_and(digits)
        && parts
            .next()
            .is_none_or(|part| digits(part) && part.len() < 10)
}

fn judge_data(message: &Object) -> Result<(), Breach> {
    let part = |name: &str| message.get(name)?.get("data");
    let all = [message.get("data"), part("android"), part("webpush")];
    let all: Vec<&Value> = all.into_iter().flatten().collect();
    if all.iter().any(|data| !is_flat(data)) {
        return refused("fcmv1-data-text");
    }
    let mut keys = all
        .iter()
        .filter_map(|data| data.as_object())
        .flat_map(Object::keys);
    let reserved = |key: &String| {
        ["from", "message_type"].contains(&key.as_str())
            || ["google.", "gcm."]
                .iter()
                .any(|start| key.starts_with(start))
    };
    match keys.any(reserved) {
        true => refused("fcmv1-data-keys"),
        false => Ok(()),
    }
}

pub fn judge_legacy(push: &Push) -> Result<(), Breach> {
    let payload = judge_json(push, "gcm-json")?;
    limit(Platform::Gcm, push, "gcm-size")?;
    judge_receivers(&payload)?;
    let (data, shows) = (payload.get("data"), payload.get("notification"));
    if payload.contains_key("message") && data.is_none() && shows.is_none() {
        return refused("gcm-message");
    }
    if [data, shows]
        .into_iter()
        .flatten()
        .any(|value| !value.is_object())
    {
        return refused("gcm-types");
    }
    let mut keys = data
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Object::keys);
    match keys.any(|key| key == "from" || key.starts_with("google") || key.starts_with("gcm")) {
        true => refused("gcm-data-keys"),
        false => Ok(()),
    }
}

/// The recipients are the service's business.
pub fn judge_receivers(payload: &Object) -> Result<(), Breach> {
    match has_any(
        payload,
        &["to", "registration_ids", "condition", "notification_key"],
    ) {
        true => refused("gcm-receiver"),
        false => Ok(()),
    }
}

fn has_any(members: &Object, names: &[&str]) -> bool {
    members.keys().any(|name| names.contains(&name.as_str()))
}

fn has_other(members: &Object, names: &[&str]) -> bool {
    members.keys().any(|name| !names.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(payload: Value) -> &'static str {
        judge_payload(payload.as_object().unwrap())
            .err()
            .map_or("", |breach| breach.rule)
    }

    #[test]
    fn where_fields_of_a_message_belong() {
        use serde_json::json;
        for (message, expected) in [
            (json!({"notification": {"title": "t"}}), ""),
            (
                json!({"android": {"ttl": "3.5s", "notification": {"channel_id": "c"}}}),
                "",
            ),
            (
                json!({"notification": {"channel_id": "c"}}),
                "fcmv1-notification",
            ),
            (json!({"notification": []}), "fcmv1-notification"),
            (json!({"token": "t"}), "fcmv1-receiver"),
            (json!({"ttl": "3s"}), "fcmv1-members"),
            (json!({"android": {"channel_id": "c"}}), "fcmv1-android"),
            (
                json!({"android": {"notification": {"ttl": "3s"}}}),
                "fcmv1-android",
            ),
            (json!({"android": {"ttl": 3}}), "fcmv1-android-text"),
            (json!({"android": {"ttl": "3"}}), "fcmv1-ttl"),
            (json!({"webpush": {"data": {"a": 1}}}), "fcmv1-data-text"),
            (json!({"data": {"from": "a"}}), "fcmv1-data-keys"),
        ] {
            assert_eq!(rule(json!({"message": message})), expected, "{message}");
        }
        assert_eq!(rule(json!({"notification": {}})), "fcmv1-message");
    }
}
