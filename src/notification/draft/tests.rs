use super::*;
use crate::notification::Notification;
use crate::notification::payload;

#[test]
fn every_field_stands_in_the_table_once_for_each_form() {
    let declared = include_str!("field.rs")
        .lines()
        .filter(|line| line.starts_with("    ") && line.ends_with(',') && line.contains(" = "))
        .count();
    let mut listed: Vec<Field> = FIELDS.iter().map(|rule| rule.field).collect();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed.len(), declared);
    for form in Form::all() {
        let mut fields: Vec<Field> = FIELDS
            .iter()
            .filter(|rule| rule.belongs_to(form))
            .map(|rule| rule.field)
            .collect();
        let count = fields.len();
        fields.sort_unstable();
        fields.dedup();
        assert_eq!(fields.len(), count, "{form:?}");
    }
}

fn filled(made: Result<Notification>, fields: &[(Field, Given<'_>)]) -> String {
    let mut notification = made.unwrap();
    for (field, given) in fields {
        notification.set_field(*field as i32, *given).unwrap();
    }
    String::from_utf8(notification.body().to_vec()).unwrap()
}

#[test]
fn a_critical_alert_is_as_apple_documents_it() {
    let body = filled(
        payload::apple_alert(Some("T"), "B"),
        &[
            (Field::AppleCritical, Given::Flag(true)),
            (Field::AppleVolume, Given::Number(0.5)),
            (Field::AppleInterruptionLevel, Given::Text("critical")),
            (Field::AppleBadge, Given::Number(3.0)),
            (Field::AppleThreadId, Given::Text("t")),
            (Field::AppleLocArgs, Given::MoreText("a")),
            (Field::AppleLocArgs, Given::MoreText("b")),
        ],
    );
    assert_eq!(
        body,
        r#"{"aps":{"alert":{"title":"T","body":"B","loc-args":["a","b"]},"badge":3,"sound":{"critical":1,"volume":0.5,"name":"default"},"thread-id":"t","interruption-level":"critical"}}"#
    );
}

#[test]
fn a_field_can_be_taken_away_again() {
    let mut alert = payload::apple_alert(None, "B").unwrap();
    let before = alert.body().to_vec();
    for (field, given) in [
        (Field::AppleSound, Given::Text("default")),
        (Field::AppleTitle, Given::Text("T")),
        (Field::AppleMutableContent, Given::Flag(true)),
    ] {
        alert.set_field(field as i32, given).unwrap();
    }
    assert_eq!(
        alert.body(),
        br#"{"aps":{"alert":{"title":"T","body":"B"},"sound":"default","mutable-content":1}}"#
    );
    alert
        .set_field(Field::AppleMutableContent as i32, Given::Flag(false))
        .unwrap();
    for field in [Field::AppleSound, Field::AppleTitle, Field::AppleBadge] {
        alert.set_field(field as i32, Given::Nothing).unwrap();
    }
    assert_eq!(alert.body(), before);
}

#[test]
fn a_live_activity_starts_as_apple_documents_it() {
    let body = filled(
        payload::apple_live_activity("start", 1_700_000_000, Some(r#"{"score":1}"#)),
        &[
            (Field::AppleTitle, Given::Text("T")),
            (Field::AppleLocKey, Given::Text("K")),
            (Field::AppleSound, Given::Text("s.aiff")),
            (Field::AppleAttributesType, Given::Text("Match")),
            (Field::AppleAttributes, Given::Json(r#"{"id":7}"#)),
            (Field::AppleRelevanceScore, Given::Number(75.0)),
            (Field::AppleInputPushToken, Given::Flag(true)),
        ],
    );
    assert_eq!(
        body,
        r#"{"aps":{"alert":{"title":"T","body":{"loc-key":"K"},"sound":"s.aiff"},"relevance-score":75,"event":"start","timestamp":1700000000,"content-state":{"score":1},"attributes-type":"Match","attributes":{"id":7},"input-push-token":1}}"#
    );
}

#[test]
fn messages_have_their_members_where_each_service_wants_them() {
    let fcm = filled(
        payload::fcmv1_message(Some("T"), None),
        &[
            (Field::Fcmv1Ttl, Given::Number(3.5)),
            (Field::Fcmv1ChannelId, Given::Text("c")),
            (Field::Fcmv1EventTime, Given::Number(1_700_000_000.0)),
            (Field::Fcmv1Sticky, Given::Flag(false)),
            (Field::Fcmv1AnalyticsLabel, Given::Text("l")),
        ],
    );
    assert_eq!(
        fcm,
        r#"{"message":{"notification":{"title":"T"},"android":{"ttl":"3.5s","notification":{"channel_id":"c","sticky":false,"event_time":"2023-11-14T22:13:20Z"}},"fcm_options":{"analytics_label":"l"}}}"#
    );
    let gcm = filled(
        payload::gcm_message(None, Some("B")),
        &[
            (Field::GcmBodyLocArgs, Given::MoreText("a \"q\"")),
            (Field::GcmTimeToLive, Given::Number(60.0)),
        ],
    );
    assert_eq!(
        gcm,
        r#"{"notification":{"body":"B","body_loc_args":"[\"a \\\"q\\\"\"]"},"time_to_live":60}"#
    );
    let adm = filled(
        payload::adm_message(),
        &[(Field::AdmExpiresAfter, Given::Number(60.0))],
    );
    assert_eq!(adm, r#"{"expiresAfter":60,"data":{}}"#);
    let browser = filled(
        payload::browser_message(Some("T"), None),
        &[(Field::BrowserTimestamp, Given::Number(1.5))],
    );
    assert_eq!(browser, r#"{"title":"T","timestamp":1500}"#);
    let mut baidu = payload::baidu_message(None, "d").unwrap();
    baidu
        .set_property("k", serde_json::json!({"a": [1]}))
        .unwrap();
    assert_eq!(
        baidu.body(),
        br#"{"description":"d","custom_content":{"k":{"a":[1]}}}"#
    );
    for form in [payload::gcm_message(None, None), payload::adm_message()] {
        let error = form.unwrap().set_property("k", 1).unwrap_err();
        assert!(error.message.contains("is text"), "{error}");
    }
    let mut xiaomi = payload::xiaomi_message(None, Some("d")).unwrap();
    assert!(xiaomi.set_property("k", "v").is_err());
}

#[test]
fn toasts_and_tiles_have_all_their_parts() {
    let toast = filled(
        payload::windows_toast("a", None, Some("l")),
        &[
            (Field::WindowsAttribution, Given::Text("by")),
            (Field::WindowsHeroImage, Given::Text("https://x/1")),
            (Field::WindowsButton, Given::MoreText("Yes")),
            (Field::WindowsButton, Given::MoreText("No")),
            (Field::WindowsButtonArguments, Given::MoreText("y&n")),
            (Field::WindowsButtonArguments, Given::MoreText("")),
            (Field::WindowsSilent, Given::Flag(true)),
            (Field::WindowsDuration, Given::Text("long")),
        ],
    );
    assert_eq!(
        toast,
        "<toast launch=\"l\" duration=\"long\"><visual><binding template=\"ToastGeneric\"><text>a</text><text placement=\"attribution\">by</text><image placement=\"hero\" src=\"https://x/1\"></image></binding></visual><actions><action content=\"Yes\" arguments=\"y&amp;n\"></action><action content=\"No\" arguments=\"\"></action></actions><audio silent=\"true\"></audio></toast>"
    );
    let tile = filled(
        payload::windows_tile("a", Some("b")),
        &[
            (Field::WindowsWideTile, Given::Flag(true)),
            (Field::WindowsBranding, Given::Text("name")),
        ],
    );
    assert_eq!(
        tile,
        "<tile><visual branding=\"name\"><binding template=\"TileMedium\"><text>a</text><text>b</text></binding><binding template=\"TileWide\"><text>a</text><text>b</text></binding></visual></tile>"
    );
    let phone = filled(
        payload::mpns_tile(),
        &[
            (Field::MpnsCount, Given::Number(0.0)),
            (Field::MpnsTileId, Given::Text("/p?a=1")),
        ],
    );
    assert_eq!(
        phone,
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Tile Id=\"/p?a=1\"><wp:Count>0</wp:Count></wp:Tile></wp:Notification>"
    );
    let mut toast = payload::windows_toast("a", None, None).unwrap();
    let (button, arguments) = (
        Field::WindowsButton as i32,
        Field::WindowsButtonArguments as i32,
    );
    toast.set_field(arguments, Given::MoreText("x")).unwrap();
    let early = toast.for_each_header(|_, _| ()).unwrap_err();
    assert!(early.message.contains("add one for each button"), "{early}");
    toast.set_field(button, Given::MoreText("b")).unwrap();
    toast.for_each_header(|_, _| ()).unwrap();
    // Replaced by others.
    for field in [button, arguments] {
        toast.set_field(field, Given::Nothing).unwrap();
    }
    toast.for_each_header(|_, _| ()).unwrap();
    for _ in 0..5 {
        toast.set_field(button, Given::MoreText("b")).unwrap();
    }
    let sixth = toast.set_field(button, Given::MoreText("b"));
    assert!(sixth.unwrap_err().message.contains("at most 5 buttons"));
}

#[test]
fn moments_are_whole_seconds_and_no_milliseconds() {
    let mut live = payload::apple_live_activity("end", 1_700_000_000, None).unwrap();
    let stale = Field::AppleStaleDate as i32;
    live.set_field(stale, Given::Number(1_700_000_000.75))
        .unwrap();
    assert_eq!(
        live.body(),
        br#"{"aps":{"event":"end","timestamp":1700000000,"stale-date":1700000000}}"#
    );
    let error = live.set_field(stale, Given::Number(1.7e12)).unwrap_err();
    assert!(error.message.contains("not in milliseconds"), "{error}");
    let title = Field::AppleTitleLocArgs as i32;
    live.set_field(title, Given::MoreText("x")).unwrap();
    let error = live.for_each_header(|_, _| ()).unwrap_err();
    assert!(error.message.contains("set the key"), "{error}");
}

#[test]
fn constructors_speak_of_their_arguments() {
    for (made, expected) in [
        (
            payload::apple_live_activity("begin", 1, None),
            "event takes one of start, update, end",
        ),
        (
            payload::apple_live_activity("end", 1, Some("[")),
            "json for content_state: it is not well-formed JSON",
        ),
        (
            payload::xiaomi_message(Some(&"x".repeat(51)), None),
            "title takes text of at most 50 characters",
        ),
    ] {
        assert_eq!(made.unwrap_err().message, expected);
    }
}

#[test]
fn googles_names_are_googles() {
    let mut gcm = payload::gcm_message(None, None).unwrap();
    assert!(gcm.set_property("googleX", "v").is_err());
    gcm.set_property("message_type", "v").unwrap();
    let mut fcm = payload::fcmv1_message(None, None).unwrap();
    assert!(fcm.set_property("message_type", "v").is_err());
    fcm.set_property("googleX", "v").unwrap();
    let label = Field::Fcmv1AnalyticsLabel as i32;
    assert!(fcm.set_field(label, Given::Text("a b!")).is_err());
    fcm.set_field(Field::Fcmv1Ttl as i32, Given::Number(-0.0))
        .unwrap();
    assert!(String::from_utf8_lossy(fcm.body()).contains(r#""ttl":"0s""#));
}
