//! Payloads that are easy to get wrong, written by the library.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::notification::Notification;
use crate::notification::apns::{self, PushType};
use crate::notification::draft::Draft;
use crate::notification::kind::BADGE_GLYPHS;
use crate::notification::platform::Platform;
use crate::wire::xml::XmlWriter;

/// An Apple alert, with the push type and priority that go with it.
pub fn apple_alert(title: Option<&str>, body: &str) -> Result<Notification> {
    require("body", body)?;
    let alert = match title {
        Some(title) => json!({ "title": title, "body": body }),
        None => json!(body),
    };
    let mut payload = Map::new();
    payload.insert("aps".to_owned(), json!({ "alert": alert }));
    let mut notification = Notification::from_draft(Platform::Apple, Draft::Apple(payload), None)?;
    notification.set_apns_push_type(PushType::Alert as i32)?;
    notification.set_apns(|headers| apns::set_priority(headers, 10))?;
    Ok(notification)
}

/// An Apple background push: it wakes the app and shows nothing. Apple takes
/// it only with priority 5.
pub fn apple_background() -> Result<Notification> {
    let mut payload = Map::new();
    payload.insert("aps".to_owned(), json!({ "content-available": 1 }));
    let mut notification = Notification::from_draft(Platform::Apple, Draft::Apple(payload), None)?;
    notification.set_apns_push_type(PushType::Background as i32)?;
    notification.set_apns(|headers| apns::set_priority(headers, 5))?;
    Ok(notification)
}

/// An FCM v1 message; without title and body it is data alone.
pub fn fcmv1_message(title: Option<&str>, body: Option<&str>) -> Result<Notification> {
    let mut shown = Map::new();
    for (name, text) in [("title", title), ("body", body)] {
        if let Some(text) = text {
            shown.insert(name.to_owned(), text.into());
        }
    }
    let shown = (!shown.is_empty()).then_some(Value::Object(shown));
    Notification::from_draft(Platform::Fcmv1, Draft::Fcmv1(Map::new()), shown)
}

/// A Windows toast of one or two lines; `launch` is what the app is told when
/// it is touched.
pub fn windows_toast(
    line1: &str,
    line2: Option<&str>,
    launch: Option<&str>,
) -> Result<Notification> {
    require("line1", line1)?;
    let mut xml = XmlWriter::default();
    match launch {
        Some(launch) => xml.open("toast", &[("launch", launch)]),
        None => xml.open("toast", &[]),
    }
    visual(&mut xml, &[Some(line1), line2], "ToastGeneric");
    xml.close("toast");
    Notification::new(Platform::Windows, xml.finish()?.as_bytes())
}

/// A Windows tile that shows text.
pub fn windows_tile(line1: &str, line2: Option<&str>) -> Result<Notification> {
    require("line1", line1)?;
    let mut xml = XmlWriter::default();
    xml.open("tile", &[]);
    visual(&mut xml, &[Some(line1), line2], "TileMedium");
    xml.close("tile");
    Notification::new(Platform::Windows, xml.finish()?.as_bytes())
}

/// A Windows badge: a number, or one of Windows's glyphs.
pub fn windows_badge(value: &str) -> Result<Notification> {
    let is_number = value.parse::<u32>().is_ok();
    if !is_number && !BADGE_GLYPHS.contains(&value) {
        return Err(Error::argument(
            "value must be a number or one of Windows's glyphs, such as none, alert or newMessage",
        ));
    }
    let mut xml = XmlWriter::default();
    xml.open("badge", &[("value", value)]);
    xml.close("badge");
    Notification::new(Platform::Windows, xml.finish()?.as_bytes())
}

fn visual(xml: &mut XmlWriter, lines: &[Option<&str>], template: &str) {
    xml.open("visual", &[]);
    xml.open("binding", &[("template", template)]);
    for line in lines.iter().flatten() {
        xml.element("text", line);
    }
    xml.close("binding");
    xml.close("visual");
}

fn require(argument: &str, text: &str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::argument(format!("{argument} is empty")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(notification: &Notification) -> String {
        String::from_utf8(notification.body().to_vec()).unwrap()
    }

    fn headers(notification: &Notification) -> String {
        let mut all = String::new();
        notification
            .for_each_header(|name, value| all.push_str(&format!("{name}={value};")))
            .unwrap();
        all
    }

    #[test]
    fn apple_payloads_go_with_their_headers() {
        let mut alert = apple_alert(Some("T \"q\""), "B").unwrap();
        alert.set_property("deep", "link").unwrap();
        assert_eq!(
            body(&alert),
            r#"{"aps":{"alert":{"title":"T \"q\"","body":"B"}},"deep":"link"}"#
        );
        assert!(headers(&alert).contains("apns-push-type=alert;apns-priority=10"));
        assert!(alert.set_property("aps", "x").is_err());
        let silent = apple_background().unwrap();
        assert_eq!(body(&silent), r#"{"aps":{"content-available":1}}"#);
        assert!(headers(&silent).contains("apns-push-type=background;apns-priority=5"));
        assert!(apple_alert(None, "").is_err());
    }

    #[test]
    fn fcm_data_are_text_under_android() {
        let mut message = fcmv1_message(Some("T"), Some("B")).unwrap();
        assert_eq!(
            body(&message),
            r#"{"message":{"notification":{"title":"T","body":"B"}}}"#
        );
        message.set_property("n", "1").unwrap();
        assert_eq!(
            body(&message),
            r#"{"message":{"notification":{"title":"T","body":"B"},"android":{"data":{"n":"1"}}}}"#
        );
        assert!(message.set_property("from", "x").is_err());
        let mut data = fcmv1_message(None, None).unwrap();
        data.set_property("a", "b").unwrap();
        assert_eq!(body(&data), r#"{"message":{"android":{"data":{"a":"b"}}}}"#);
    }

    #[test]
    fn windows_text_is_escaped() {
        let toast = windows_toast("a<b>&\"", Some("c"), Some("x=\"1\"&y")).unwrap();
        assert_eq!(
            body(&toast),
            "<toast launch=\"x=&quot;1&quot;&amp;y\"><visual><binding template=\"ToastGeneric\"><text>a&lt;b&gt;&amp;&quot;</text><text>c</text></binding></visual></toast>"
        );
        assert!(headers(&toast).contains("X-WNS-Type=wns/toast"));
        assert!(headers(&windows_tile("a", None).unwrap()).contains("wns/tile"));
        let badge = windows_badge("99").unwrap();
        assert_eq!(body(&badge), "<badge value=\"99\"></badge>");
        for wrong in ["", "many", "-1", "<"] {
            assert!(windows_badge(wrong).is_err(), "{wrong}");
        }
    }
}
