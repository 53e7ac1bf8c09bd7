//! Checks of payloads that the service or the push services would make: off
//! unless asked for, since the bytes are the caller's.

use serde_json::{Map, Value};

use crate::error::{Error, Result, Status};
use crate::notification::Notification;
use crate::notification::platform::Platform;
use crate::wire::xml::Node;

/// Largest payloads that the push services take. The service itself takes 64
/// KB and reports the rest later, as `InvalidNotificationSize`.
fn largest(notification: &Notification) -> usize {
    let is = |name: &str, value: &str| notification.header(name).as_deref() == Some(value);
    match notification.platform() {
        Platform::Apple if is("apns-push-type", "voip") => 5120,
        Platform::Apple | Platform::Fcmv1 | Platform::Gcm => 4096,
        Platform::Windows => 5120,
        Platform::Mpns if notification.header("X-WindowsPhone-Target").is_none() => 1024,
        Platform::Mpns => 3072,
        Platform::Adm => 6144,
        Platform::Baidu | Platform::Browser | Platform::Xiaomi => 4096,
        Platform::Template => crate::notification::MAX_PAYLOAD,
    }
}

/// Checks a notification's payload against what its platform takes.
pub fn check(notification: &Notification) -> Result<()> {
    // Also finds a kind that is not known, and the first failed setter.
    notification.for_each_header(|_, _| ())?;
    let platform = notification.platform();
    let fault = |message: String| {
        Err(Error::new(
            Status::InvalidPayload,
            format!("{} payload {message}", platform.format()),
        ))
    };
    let (length, most) = (notification.body().len(), largest(notification));
    if length > most {
        return fault(format!(
            "has {length} bytes; the push service takes at most {most}"
        ));
    }
    let problem = match platform {
        Platform::Windows if notification.header("X-WNS-Type").as_deref() == Some("wns/raw") => {
            None
        }
        Platform::Mpns if notification.header("X-WindowsPhone-Target").is_none() => None,
        Platform::Windows | Platform::Mpns => {
            let text = String::from_utf8_lossy(notification.body());
            Node::parse(&text)
                .err()
                .map(|why| format!("is not XML: {why}"))
        }
        _ => match json_object(notification.body()) {
            Ok(object) => json_problem(notification, &object),
            Err(problem) => Some(problem),
        },
    };
    problem.map_or(Ok(()), fault)
}

fn json_object(body: &[u8]) -> std::result::Result<Map<String, Value>, String> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("is not a JSON object".to_owned()),
        // Only where, since the error's own words can quote the payload.
        Err(error) => Err(format!(
            "is not JSON (line {}, column {})",
            error.line(),
            error.column()
        )),
    }
}

fn json_problem(notification: &Notification, payload: &Map<String, Value>) -> Option<String> {
    match notification.platform() {
        Platform::Apple => apple_problem(notification, payload),
        Platform::Fcmv1 => {
            let Some(Value::Object(message)) = payload.get("message") else {
                return Some("has no object \"message\"".to_owned());
            };
            let data = [
                message.get("data"),
                message.get("android").and_then(|a| a.get("data")),
            ];
            data.into_iter().flatten().find_map(|data| match data {
                Value::Object(data) => not_text(data).map(|name| {
                    format!("has data that are not text ({name}); write numbers as \"1\"")
                }),
                _ => Some("has data that are not an object".to_owned()),
            })
        }
        Platform::Gcm => ["registration_ids", "to"]
            .iter()
            .find(|name| payload.contains_key(**name))
            .map(|name| format!("names its receivers ({name}), which the hub does")),
        Platform::Template => not_text(payload).map(|name| {
            format!("has a property that is not text ({name}); write numbers as \"1\"")
        }),
        _ => None,
    }
}

fn apple_problem(notification: &Notification, payload: &Map<String, Value>) -> Option<String> {
    let Some(Value::Object(aps)) = payload.get("aps") else {
        return Some("has no object \"aps\"".to_owned());
    };
    let push_type = notification.header("apns-push-type");
    if push_type.as_deref() == Some("background") {
        if aps.get("content-available") != Some(&Value::from(1)) {
            return Some("is a background push without \"content-available\": 1".to_owned());
        }
        if notification.header("apns-priority").as_deref() != Some("5") {
            return Some(
                "is a background push without priority 5, the only one that Apple takes for it"
                    .to_owned(),
            );
        }
    }
    if push_type.as_deref() == Some("alert")
        && !["alert", "badge", "sound"]
            .iter()
            .any(|name| aps.contains_key(*name))
    {
        return Some("is an alert push that shows and plays nothing".to_owned());
    }
    None
}

/// The first member whose value is not text: its name, if that is harmless to
/// print.
fn not_text(object: &Map<String, Value>) -> Option<&str> {
    let (name, _) = object.iter().find(|(_, value)| !value.is_string())?;
    let harmless = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    Some(if harmless { name } else { "one of them" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::payload;

    fn verdict(platform: Platform, body: &str) -> String {
        let notification = Notification::new(platform, body.as_bytes()).unwrap();
        check(&notification).map_or_else(|error| error.message.clone(), |()| "good".to_owned())
    }

    #[test]
    fn tells_good_from_bad() {
        let big = format!("{{\"aps\":{{\"alert\":\"{}\"}}}}", "x".repeat(4096));
        for (platform, body, expected) in [
            (Platform::Apple, r#"{"aps":{"alert":"x"}}"#, "good"),
            (Platform::Apple, r#"{"alert":"x"}"#, "no object \"aps\""),
            (Platform::Apple, "{\"aps\":", "line 1, column 7"),
            (Platform::Apple, "[]", "not a JSON object"),
            (Platform::Apple, &big, "at most 4096"),
            (Platform::Fcmv1, r#"{"message":{"data":{"a":"1"}}}"#, "good"),
            (
                Platform::Fcmv1,
                r#"{"message":{"android":{"data":{"a":1}}}}"#,
                "not text (a)",
            ),
            (Platform::Fcmv1, r#"{"notification":{}}"#, "\"message\""),
            (Platform::Gcm, r#"{"data":{},"to":"x"}"#, "receivers"),
            (Platform::Gcm, r#"{"data":{}}"#, "good"),
            (Platform::Template, r#"{"a":"1"}"#, "good"),
            (Platform::Template, r#"{"a":null}"#, "not text (a)"),
            (Platform::Windows, "<toast><a></toast>", "not XML"),
            (Platform::Windows, "<toast/>", "good"),
            (Platform::Browser, "{}", "good"),
        ] {
            let found = verdict(platform, body);
            assert!(found.contains(expected), "{body:.60}: {found}");
        }
    }

    #[test]
    fn apple_headers_must_go_with_the_payload() {
        assert!(check(&payload::apple_background().unwrap()).is_ok());
        assert!(check(&payload::apple_alert(None, "b").unwrap()).is_ok());
        let mut wrong = payload::apple_background().unwrap();
        wrong.set_header("apns-priority", "10").unwrap();
        assert!(check(&wrong).unwrap_err().message.contains("priority 5"));
        let mut wrong = payload::apple_alert(None, "b").unwrap();
        wrong.set_apns_push_type(2).unwrap();
        assert!(
            check(&wrong)
                .unwrap_err()
                .message
                .contains("content-available")
        );
    }
}
