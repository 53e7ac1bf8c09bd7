//! Checks of payloads that the service or the push services would make: off
//! unless asked for, since the bytes are the caller's.

use crate::error::Result;
use crate::notification::Notification;
use crate::notification::rules::{self, Subject};

/// Checks a notification's payload against what its platform takes.
pub fn check(notification: &Notification) -> Result<()> {
    // Also finds a kind that is not known.
    notification.for_each_header(|_, _| ())?;
    let platform = notification.platform();
    let header = |name: &str| notification.header(name);
    match rules::broken(&Subject::new(platform, notification.body(), &header)) {
        Some(broken) => Err(broken.into_error(platform)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::payload;
    use crate::notification::platform::Platform;

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
            (
                Platform::Windows,
                "<toast><a></toast>",
                "not well-formed XML",
            ),
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

    #[test]
    fn xml_that_is_not_well_formed_is_told_with_its_place() {
        for (body, place) in [
            ("<toast/>x", "line 1, column 9"),
            ("<toast/><toast/>", "line 1, column 9"),
            ("<toast>\n&#1;</toast>", "line 2, column 1"),
            ("<toast>\u{1}</toast>", "line 1, column 8"),
            ("<toast>]]></toast>", "line 1, column 8"),
            ("<toast a=\"<\"/>", "line 1, column 11"),
            ("<toast><1a/></toast>", "line 1, column 9"),
        ] {
            let found = verdict(Platform::Windows, body);
            assert!(
                found.contains(place) && found.contains("(rule wns-xml)"),
                "{body}: {found}"
            );
        }
    }

    #[test]
    fn fields_are_where_their_push_service_wants_them() {
        for (platform, body, rule) in [
            (
                Platform::Fcmv1,
                r#"{"message":{"notification":{"channel_id":"a"}}}"#,
                "fcmv1-notification",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"notification":[]}}"#,
                "fcmv1-notification",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"notification":{"title":1}}}"#,
                "fcmv1-notification",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"data":{"from":"a"}}}"#,
                "fcmv1-data-keys",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"android":{"data":{"google.a":"a"}}}}"#,
                "fcmv1-data-keys",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"token":"a"}}"#,
                "fcmv1-receiver",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"topic":"a"}}"#,
                "fcmv1-receiver",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"ttl":"3s"}}"#,
                "fcmv1-members",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"collapseKey":"a"}}"#,
                "fcmv1-members",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"android":{"ttl":3}}}"#,
                "fcmv1-android-text",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"android":{"ttl":"3"}}}"#,
                "fcmv1-ttl",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"android":{"notification":{"channelId":1}}}}"#,
                "fcmv1-android-text",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{"webpush":{"data":{"a":[]}}}}"#,
                "fcmv1-data-text",
            ),
            (
                Platform::Fcmv1,
                r#"{"message":{},"ttl":"3s"}"#,
                "fcmv1-message",
            ),
            (Platform::Gcm, r#"{"message":{"data":{}}}"#, "gcm-message"),
            (Platform::Gcm, r#"{"data":{"gcm":"a"}}"#, "gcm-data-keys"),
            (Platform::Gcm, r#"{"data":[]}"#, "gcm-types"),
            (Platform::Adm, r#"{"data":{"a":1}}"#, "adm-data-text"),
            (Platform::Windows, "<badge value='many'/>", "wns-badge"),
        ] {
            let found = verdict(platform, body);
            assert!(found.contains(&format!("(rule {rule})")), "{body}: {found}");
        }
        for (platform, body) in [
            (
                Platform::Fcmv1,
                r#"{"message":{"notification":{"title":"a","image":"b"},"android":{"ttl":"3.5s","collapseKey":"a","priority":"HIGH","notification":{"channel_id":"c"}},"fcmOptions":{}}}"#,
            ),
            (Platform::Gcm, r#"{"data":{"message":"a"},"message":"b"}"#),
            (Platform::Gcm, r#"{"collapse_key":"a"}"#),
            (Platform::Adm, r#"{"data":{},"consolidationKey":"Sync"}"#),
        ] {
            assert_eq!(verdict(platform, body), "good", "{body}");
        }
    }

    #[test]
    fn a_background_push_shows_nothing() {
        for name in ["alert", "badge", "sound"] {
            let value = if name == "badge" { "1" } else { "\"a\"" };
            let body = format!("{{\"aps\":{{\"content-available\":1,\"{name}\":{value}}}}}");
            let mut push = Notification::new(Platform::Apple, body.as_bytes()).unwrap();
            push.set_apns_push_type(2).unwrap();
            push.set_header("apns-priority", "5").unwrap();
            let error = check(&push).unwrap_err();
            assert!(error.message.contains("apple-background-silent"), "{error}");
        }
    }

    #[test]
    fn headers_of_apple_go_with_the_push_type() {
        for (body, headers, rule) in [
            (
                r#"{"a":1}"#,
                [("apns-push-type", "voip"), ("apns-topic", "a.b.voip")],
                "",
            ),
            (
                r#"{"a":1}"#,
                [("apns-push-type", "voip"), ("apns-topic", "a.b")],
                "apple-topic",
            ),
            (
                r#"{"aps":{}}"#,
                [("apns-priority", "7"), ("x-y", "z")],
                "apple-priority",
            ),
            (
                r#"{"aps":{"event":"update","timestamp":"1"}}"#,
                [("apns-push-type", "liveactivity"), ("x-y", "z")],
                "apple-live-activity",
            ),
            (
                r#"{"aps":{"event":"update","timestamp":1}}"#,
                [
                    ("apns-push-type", "liveactivity"),
                    ("apns-topic", "a.push-type.liveactivity"),
                ],
                "",
            ),
        ] {
            let mut push = Notification::new(Platform::Apple, body.as_bytes()).unwrap();
            for (name, value) in headers {
                push.set_header(name, value).unwrap();
            }
            let found = check(&push).map_or_else(|error| error.message.clone(), |()| String::new());
            assert_eq!(found.is_empty(), rule.is_empty(), "{body}: {found}");
            assert!(found.contains(rule), "{body}: {found}");
        }
    }

    #[test]
    fn the_largest_payloads() {
        let of_size = |size: usize, start: &str, end: &str| {
            format!("{start}{}{end}", "x".repeat(size - start.len() - end.len()))
        };
        for (platform, most, start, end) in [
            (Platform::Apple, 4096, r#"{"aps":{"alert":""#, "\"}}"),
            (
                Platform::Fcmv1,
                4096,
                r#"{"message":{"data":{"a":""#,
                "\"}}}",
            ),
            (Platform::Gcm, 4096, r#"{"data":{"a":""#, "\"}}"),
            (Platform::Windows, 5000, "<toast>", "</toast>"),
            (
                Platform::Mpns,
                3072,
                "<Notification xmlns='WPNotification'><Toast>",
                "</Toast></Notification>",
            ),
            (Platform::Adm, 6144, r#"{"data":{"a":""#, "\"}}"),
            (Platform::Baidu, 4096, r#"{"a":""#, "\"}"),
            (Platform::Browser, 3993, r#"{"a":""#, "\"}"),
        ] {
            assert_eq!(
                verdict(platform, &of_size(most, start, end)),
                "good",
                "{most}"
            );
            let found = verdict(platform, &of_size(most + 1, start, end));
            assert!(found.contains(&format!("at most {most}")), "{found}");
        }
    }
}
