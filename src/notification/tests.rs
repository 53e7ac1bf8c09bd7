use super::*;

fn headers(notification: &Notification) -> Vec<String> {
    let mut all = Vec::new();
    notification
        .for_each_header(|name, value| all.push(format!("{name}: {value}")))
        .unwrap();
    all
}

fn refusal(notification: &Notification) -> String {
    notification
        .for_each_header(|_, _| ())
        .unwrap_err()
        .message
        .clone()
}

#[test]
fn windows_headers_follow_the_payload_or_the_caller() {
    let toast = Notification::new(Platform::Windows, b"<toast a=\"1\"/>").unwrap();
    assert_eq!(
        headers(&toast),
        [
            "Content-Type: application/xml;charset=utf-8",
            "X-WNS-Type: wns/toast"
        ]
    );
    let mut raw = Notification::new(Platform::Windows, b"\xff\x00bytes").unwrap();
    assert!(refusal(&raw).contains("nh_notification_set_wns_type"));
    raw.set_header("x-wns-type", "WNS/raw").unwrap();
    assert_eq!(
        headers(&raw),
        [
            "Content-Type: application/octet-stream",
            "X-WNS-Type: wns/raw"
        ]
    );
    raw.set_wns_type(WnsType::Toast as i32).unwrap();
    assert!(refusal(&raw).contains("not UTF-8"));
}

#[test]
fn mpns_headers_follow_the_payload_or_the_caller() {
    let tile = b"<wp:Notification xmlns:wp='WPNotification'><wp:Tile/></wp:Notification>";
    let mut tile = Notification::new(Platform::Mpns, tile).unwrap();
    assert_eq!(
        headers(&tile)[1..],
        ["X-WindowsPhone-Target: token", "X-NotificationClass: 1"]
    );
    tile.set_mpns_type(MpnsType::Tile as i32, 11).unwrap();
    assert_eq!(headers(&tile)[2], "X-NotificationClass: 11");
    tile.set_header("X-NotificationClass", "2").unwrap();
    assert!(refusal(&tile).contains("X-NotificationClass"));
    let mut raw = Notification::new(Platform::Mpns, b"anything").unwrap();
    assert!(refusal(&raw).contains("nh_notification_set_mpns_type"));
    raw.set_header("X-NotificationClass", "3").unwrap();
    assert_eq!(headers(&raw)[1..], ["X-NotificationClass: 3"]);
    let error = raw.set_mpns_type(MpnsType::Toast as i32, 3).unwrap_err();
    assert!(error.message.contains("notification_class"));
    assert_eq!(headers(&raw)[1..], ["X-NotificationClass: 3"]);
}

#[test]
fn template_properties_are_serialised_once() {
    let mut greeting = Notification::template();
    assert!(refusal(&greeting).contains("no properties"));
    greeting.set_property("name", "Ann \"A\" \u{e9}\n").unwrap();
    greeting.set_property("age", "7").unwrap();
    greeting.set_property("age", "8").unwrap();
    assert_eq!(
        greeting.body(),
        "{\"name\":\"Ann \\\"A\\\" \u{e9}\\n\",\"age\":\"8\"}".as_bytes()
    );
    assert_eq!(
        headers(&greeting),
        ["Content-Type: application/json;charset=utf-8"]
    );
    for name in ["", "$body", "a b", &"x".repeat(121)] {
        assert!(greeting.clone().set_property(name, "v").is_err(), "{name}");
    }
    let huge = "x".repeat(MAX_PAYLOAD);
    assert_eq!(
        greeting.set_property("name", huge).unwrap_err().status,
        Status::InvalidPayload
    );
    let text = Notification::new(Platform::Template, b"{\"a\":1}").unwrap();
    assert_eq!(text.body(), b"{\"a\":1}");
    assert!(text.clone().set_property("a", "b").is_err());
}

#[test]
fn payloads_are_bytes_within_limits() {
    for (body, what) in [
        (&b""[..], "empty"),
        (&b"{\"a\":\"\xff\"}"[..], "not UTF-8 (byte 7)"),
        (&vec![b' '; MAX_PAYLOAD + 1][..], "65537 bytes"),
    ] {
        let error = Notification::new(Platform::Apple, body).unwrap_err();
        assert_eq!(error.status, Status::InvalidPayload);
        assert!(error.message.contains(what), "{error}");
    }
    assert!(Notification::new(Platform::Apple, &vec![b' '; MAX_PAYLOAD]).is_ok());
}

#[test]
fn apns_settings_belong_to_apple() {
    let mut apple = Notification::new(Platform::Apple, b"{}").unwrap();
    apple.set_apns_push_type(2).unwrap();
    apple.set_apns(|h| apns::set_priority(h, 5)).unwrap();
    apple.set_apns(|h| apns::set_expiration(h, 0)).unwrap();
    apple
        .set_apns(|h| apns::set_topic(h, "com.example.app"))
        .unwrap();
    apple
        .set_apns(|h| apns::set_collapse_id(h, "score"))
        .unwrap();
    assert_eq!(
        headers(&apple)[1..],
        [
            "apns-push-type: background",
            "apns-priority: 5",
            "apns-expiration: 0",
            "apns-topic: com.example.app",
            "apns-collapse-id: score"
        ]
    );
    let error = apple.set_apns(|h| apns::set_priority(h, 7)).unwrap_err();
    assert!(error.message.contains("priority 7"));
    assert_eq!(headers(&apple)[2], "apns-priority: 5");
    let mut gcm = Notification::new(Platform::Gcm, b"{}").unwrap();
    let error = gcm.set_apns_push_type(1).unwrap_err();
    assert!(error.message.contains("this one is gcm"));
}
