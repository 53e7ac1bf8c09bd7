use super::*;

#[test]
fn writes_what_the_service_reads() {
    let mut device = Installation::new("dev-1", Platform::Apple, "62BC").unwrap();
    device.set_user_id("u1").unwrap();
    device.add_tag("vip").unwrap();
    device.add_tag("vip").unwrap();
    device.set_push_variable("name", "Ann").unwrap();
    let mut template = InstallationTemplate::new("{\"aps\":{\"alert\":\"$(msg)\"}}").unwrap();
    template.set_header("apns-priority", "5").unwrap();
    template.add_tag("t").unwrap();
    device.set_template("hello", template).unwrap();
    assert_eq!(
        device.to_json().unwrap(),
        r#"{"installationId":"dev-1","platform":"apns","pushChannel":"62BC","userId":"u1","tags":["vip"],"pushVariables":{"name":"Ann"},"templates":{"hello":{"body":"{\"aps\":{\"alert\":\"$(msg)\"}}","headers":{"apns-priority":"5"},"tags":["t"]}}}"#
    );
    let browser = Installation::new_browser("b", "https://e", "k", "a").unwrap();
    assert!(
        browser
            .to_json()
            .unwrap()
            .contains(r#""pushChannel":{"endpoint":"https://e","p256dh":"k","auth":"a"}"#)
    );
}

#[test]
fn what_was_read_is_written_to_the_letter() {
    // Nulls, members that nobody knows, digits that no float holds: all stay.
    for json in [
        r#"{"installationId":"d","pushChannel":"c","pushChannelExpired":null,"platform":"wns","expirationTime":"9999-12-31T23:59:59.9999999Z","userId":null,"tags":null,"pushVariables":null,"templates":{"t":{"body":"<toast/>","headers":{"X-WNS-Type":"wns/toast"},"tags":["t"],"new":1}},"secondaryTiles":{"s":{"pushChannel":"u","templates":null}},"lastUpdate":"2025","shiny":{"a":1}}"#,
        r#"{"installationId":"d","platform":"gcm","pushChannel":"c","a":6.169062368256605e+174,"b":18446744073709551617,"c":1e+400}"#,
        r#"{"installationId":"d","platform":"browser","pushChannel":{"endpoint":"e","p256dh":"p","auth":"a"}}"#,
        r#"{"installationId":"d","platform":"browser","pushChannel":"{\"endpoint\":\"e\",\"p256dh\":\"p\",\"auth\":\"a\"}"}"#,
    ] {
        let device = Installation::from_json(json.as_bytes()).unwrap();
        assert_eq!(device.to_json().unwrap(), json);
        if device.platform() == Some(Platform::Browser) {
            assert_eq!(device.push_channel(), "e");
            assert_eq!(device.subscription().unwrap().auth, "a");
        }
    }
}

#[test]
fn the_service_gets_an_expiry_and_a_channel_that_were_set() {
    let json = br#"{"installationId":"d","platform":"apns","pushChannel":"AB","pushChannelExpired":true,"expirationTime":"2027-01-15T00:00:00Z"}"#;
    let mut device = Installation::from_json(json).unwrap();
    assert!(device.push_channel_expired());
    device.set_push_channel("CD").unwrap();
    device
        .set_expiration_time(Some("2028-01-01T00:00:00Z"))
        .unwrap();
    assert_eq!(
        device.to_json().unwrap(),
        r#"{"installationId":"d","platform":"apns","pushChannel":"CD","expirationTime":"2028-01-01T00:00:00Z"}"#
    );
    device.set_expiration_time(None).unwrap();
    assert_eq!(device.expiration_time(), None);
    assert!(device.set_expiration_time(Some("soon")).is_err());
}

#[test]
fn any_member_is_read_and_set_as_json() {
    let mut device = Installation::new("d", Platform::Apple, "AB").unwrap();
    device
        .set_member("lastActiveOn", Some("\"2027-01-15\""))
        .unwrap();
    device.set_member("tags", Some("[\"a b\",\"c\"]")).unwrap();
    assert_eq!(device.member("lastActiveOn").unwrap(), "\"2027-01-15\"");
    assert_eq!((device.tag_count(), device.tag(0)), (2, Some("a b")));
    for (name, json, why) in [
        ("tags", Some("\"a\""), "tags is not a list of texts"),
        ("platform", None, "platform is missing"),
        ("x", Some("{"), "json: it is not well-formed JSON"),
        ("", Some("1"), "name is empty"),
    ] {
        let error = device.set_member(name, json).unwrap_err();
        assert_eq!(error.message, why);
    }
    device.set_member("tags", None).unwrap();
    assert_eq!((device.tag_count(), device.member("tags")), (0, None));
}

#[test]
fn a_browsers_own_subscription_is_taken() {
    let own = r#"{"endpoint":"https://e/","expirationTime":null,"keys":{"p256dh":"k","auth":"a"}}"#;
    let flat = r#""pushChannel":{"endpoint":"https://e/","p256dh":"k","auth":"a"}"#;
    let text = serde_json::to_string(own).unwrap();
    for channel in [own, &text] {
        let json =
            format!(r#"{{"installationId":"d","platform":"browser","pushChannel":{channel}}}"#);
        let device = Installation::from_json(json.as_bytes()).unwrap();
        assert!(device.to_json().unwrap().contains(flat), "{channel}");
    }
    let mut device = Installation::new("d", Platform::Browser, own).unwrap();
    assert!(device.to_json().unwrap().contains(flat));
    device.set_browser_channel("https://f/", "l", "b").unwrap();
    assert_eq!(device.secrets(), ["https://f/", "l", "b"]);
    device.set_push_channel(own).unwrap();
    assert_eq!(device.push_channel(), "https://e/");
    assert!(device.set_push_channel("https://e/").is_err());
    let mut phone = Installation::new("d", Platform::Apple, "AB").unwrap();
    assert!(phone.set_browser_channel("e", "k", "a").is_err());
}

#[test]
fn what_is_wrong_is_named() {
    let base = r#""installationId":"d","platform":"apns","pushChannel":"AB""#;
    for (json, why) in [
        ("", "it is not well-formed JSON"),
        ("{broken", "it is not well-formed JSON"),
        ("[]", "it is not an object"),
        ("{}", "installationId is missing"),
        (r#"{"installationId":1}"#, "platform is missing"),
        (
            r#"{"installationId":1,"platform":"apns","pushChannel":"AB"}"#,
            "installationId is not text",
        ),
        (
            r#"{"installationId":"d","platform":"apns","pushChannel":{"endpoint":"e"}}"#,
            "pushChannel is not text, or an object with endpoint, p256dh and auth",
        ),
        (r#"{BASE,"tags":"a"}"#, "tags is not a list of texts"),
        (r#"{BASE,"tags":["a",1]}"#, "tags[1] is not text"),
        (
            r#"{BASE,"pushVariables":[]}"#,
            "pushVariables is not an object",
        ),
        (
            r#"{BASE,"templates":{"a":{},"secret":{"body":1}}}"#,
            "templates[1].body is not text",
        ),
        (
            r#"{BASE,"secondaryTiles":{"a":{"templates":{"b":{"tags":1}}}}}"#,
            "secondaryTiles[0].templates[0].tags is not a list of texts",
        ),
        (
            r#"{BASE,"pushChannelExpired":"true"}"#,
            "pushChannelExpired is not true or false",
        ),
        (
            r#"{BASE,"platform":"gcm"}"#,
            "platform is there twice at line 1 column 69",
        ),
        (
            r#"{BASE,"x":{"secret":1,"secret":2}}"#,
            "a member is there twice at line 1 column 83",
        ),
    ] {
        let json = json.replace("BASE", base);
        let error = Installation::from_json(json.as_bytes()).unwrap_err();
        assert_eq!(error, why, "{json}");
    }
    assert!(Installation::from_json(b"\xff").is_err());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let why = Installation::from_json(deep.as_bytes()).unwrap_err();
    assert_eq!(why, "it is nested too deeply");
}

#[test]
fn templates_and_tiles_are_read_changed_and_set_back() {
    let json = br#"{"installationId":"d","platform":"wns","pushChannel":"u","templates":{"t":{"body":"<toast/>","headers":{"X-WNS-Type":"wns/toast","X-WNS-Tag":"x"},"tags":["a b"],"new":1}},"secondaryTiles":{"s":{"pushChannel":"v","pushChannelExpired":true,"tags":["p"],"templates":{"u":{"body":"b","expiry":"$(e)"}},"old":2}}}"#;
    let mut device = Installation::from_json(json).unwrap();
    let mut template = device.template("t").unwrap();
    assert_eq!(template.header(1), Some(("X-WNS-Tag", "x")));
    assert_eq!(
        (template.body(), template.tag(0)),
        ("<toast/>", Some("a b"))
    );
    template.remove_header("x-wns-tag");
    template.set_header("x-wns-type", "wns/tile").unwrap();
    template.remove_tag("a b");
    template.set_expiry(Some("$(x)"));
    device.set_template("t", template).unwrap();
    let mut tile = device.secondary_tile("s").unwrap();
    assert!(tile.push_channel_expired());
    assert_eq!(tile.template("u").unwrap().expiry(), Some("$(e)"));
    tile.set_push_channel("w").unwrap();
    tile.remove_template("u");
    device.set_secondary_tile("s", tile).unwrap();
    assert_eq!(
        device.to_json().unwrap(),
        r#"{"installationId":"d","platform":"wns","pushChannel":"u","templates":{"t":{"body":"<toast/>","headers":{"X-WNS-Type":"wns/tile"},"new":1,"expiry":"$(x)"}},"secondaryTiles":{"s":{"pushChannel":"w","tags":["p"],"old":2}}}"#
    );
    assert!(device.template("none").is_none() && device.secondary_tile("none").is_none());
    device.remove_template("t");
    device.remove_secondary_tile("s");
    assert!(device.templates().is_none() && device.secondary_tiles().is_none());
}

#[test]
fn refuses_what_the_service_would() {
    for id in ["", "a b", "a/b", ".", "..", &"x".repeat(257), "\u{e9}"] {
        assert!(Installation::new(id, Platform::Apple, "h").is_err(), "{id}");
    }
    assert!(Installation::new("a", Platform::Template, "h").is_err());
    assert!(Installation::new("a", Platform::Browser, "h").is_err());
    assert!(Installation::new("a", Platform::Apple, "").is_err());
    let mut device = Installation::new("a", Platform::Apple, "h").unwrap();
    assert!(device.add_tag("a b").is_err());
    assert!(device.add_tag("$UserId:{u}").is_err());
    let tile = SecondaryTile::new("c").unwrap();
    assert!(device.set_secondary_tile("s", tile).is_err());
    let template = InstallationTemplate::new("b").unwrap();
    assert!(device.set_template("", template.clone()).is_err());
    assert!(template.clone().set_header("a b", "c").is_err());
}
