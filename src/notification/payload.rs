//! Payloads that are easy to get wrong, written by the library.

use crate::error::{Error, Result};
use crate::notification::Notification;
use crate::notification::apns::{self, PushType};
use crate::notification::draft::field::Field;
use crate::notification::draft::{Draft, Form, Given};
use crate::notification::kind::BADGE_GLYPHS;
use crate::notification::platform::Platform;
use crate::wire::xml::XmlWriter;

/// An Apple alert, with the push type and priority that go with it.
pub fn apple_alert(title: Option<&str>, body: &str) -> Result<Notification> {
    require("body", body)?;
    let draft = Draft::new(Form::AppleAlert)
        .with(Field::AppleTitle, "title", title.map(Given::Text))?
        .with(Field::AppleBody, "body", Some(Given::Text(body)))?;
    apple(draft, PushType::Alert, 10)
}

/// An Apple background push: it wakes the app and shows nothing. Apple takes
/// it only with priority 5.
pub fn apple_background() -> Result<Notification> {
    apple(Draft::new(Form::AppleBackground), PushType::Background, 5)
}

/// A push to a Live Activity.
pub fn apple_live_activity(
    event: &str,
    unix_seconds: i64,
    content_state: Option<&str>,
) -> Result<Notification> {
    if unix_seconds < 0 {
        return Err(Error::argument(
            "unix_seconds is negative; give a Unix time in seconds",
        ));
    }
    let draft = Draft::new(Form::AppleLiveActivity)
        .with(Field::AppleEvent, "event", Some(Given::Text(event)))?
        .with(
            Field::AppleTimestamp,
            "unix_seconds",
            Some(Given::Number(unix_seconds as f64)),
        )?
        .with(
            Field::AppleContentState,
            "content_state",
            content_state.map(Given::Json),
        )?;
    apple(draft, PushType::Liveactivity, 10)
}

fn apple(draft: Draft, push_type: PushType, priority: i32) -> Result<Notification> {
    let mut notification = Notification::from_draft(draft)?;
    notification.set_apns_push_type(push_type as i32)?;
    notification.set_apns(|headers| apns::set_priority(headers, priority))?;
    Ok(notification)
}

/// A message of a form in which a title and a text are fields and neither must be
/// there.
fn message(
    form: Form,
    (title_field, title_argument, title): (Field, &str, Option<&str>),
    (body_field, body_argument, body): (Field, &str, Option<&str>),
) -> Result<Notification> {
    let draft = Draft::new(form)
        .with(title_field, title_argument, title.map(Given::Text))?
        .with(body_field, body_argument, body.map(Given::Text))?;
    Notification::from_draft(draft)
}

/// An FCM v1 message; without title and body it is data alone.
pub fn fcmv1_message(title: Option<&str>, body: Option<&str>) -> Result<Notification> {
    message(
        Form::Fcmv1,
        (Field::Fcmv1Title, "title", title),
        (Field::Fcmv1Body, "body", body),
    )
}

/// A Windows toast of one or two lines; `launch` is what the app is told when
/// it is touched.
pub fn windows_toast(
    line1: &str,
    line2: Option<&str>,
    launch: Option<&str>,
) -> Result<Notification> {
    require("line1", line1)?;
    let draft = Draft::new(Form::WindowsToast)
        .with(Field::WindowsText, "line1", Some(Given::MoreText(line1)))?
        .with(Field::WindowsText, "line2", line2.map(Given::MoreText))?
        .with(Field::WindowsLaunch, "launch", launch.map(Given::Text))?;
    Notification::from_draft(draft)
}

/// A Windows tile that shows text.
pub fn windows_tile(line1: &str, line2: Option<&str>) -> Result<Notification> {
    require("line1", line1)?;
    let draft = Draft::new(Form::WindowsTile)
        .with(Field::WindowsText, "line1", Some(Given::MoreText(line1)))?
        .with(Field::WindowsText, "line2", line2.map(Given::MoreText))?;
    Notification::from_draft(draft)
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

/// A Windows Phone toast.
pub fn mpns_toast(text1: &str, text2: Option<&str>) -> Result<Notification> {
    require("text1", text1)?;
    message(
        Form::MpnsToast,
        (Field::MpnsText1, "text1", Some(text1)),
        (Field::MpnsText2, "text2", text2),
    )
}

/// A Windows Phone tile, whose fields are all optional.
pub fn mpns_tile() -> Result<Notification> {
    Notification::from_draft(Draft::new(Form::MpnsTile))
}

/// A message of Google's legacy API; without title and body it is data alone.
pub fn gcm_message(title: Option<&str>, body: Option<&str>) -> Result<Notification> {
    message(
        Form::Gcm,
        (Field::GcmTitle, "title", title),
        (Field::GcmBody, "body", body),
    )
}

/// An Amazon message of data.
pub fn adm_message() -> Result<Notification> {
    Notification::from_draft(Draft::new(Form::Adm))
}

/// A Baidu notification. Baidu wants a description.
pub fn baidu_message(title: Option<&str>, description: &str) -> Result<Notification> {
    require("description", description)?;
    message(
        Form::Baidu,
        (Field::BaiduTitle, "title", title),
        (Field::BaiduDescription, "description", Some(description)),
    )
}

/// A push to browsers, for the page's own service worker.
pub fn browser_message(title: Option<&str>, body: Option<&str>) -> Result<Notification> {
    message(
        Form::Browser,
        (Field::BrowserTitle, "title", title),
        (Field::BrowserBody, "body", body),
    )
}

/// A Xiaomi message.
pub fn xiaomi_message(title: Option<&str>, description: Option<&str>) -> Result<Notification> {
    message(
        Form::Xiaomi,
        (Field::XiaomiTitle, "title", title),
        (Field::XiaomiDescription, "description", description),
    )
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
