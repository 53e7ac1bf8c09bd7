use super::*;

#[test]
fn takes_the_whole_language() {
    for body in [
        r#"{"aps":{"alert":"$(msg)"}}"#,
        r##"{"aps":{"alert":"{'Hello ' + $(name) + $( msg , 10 ) + .(long, 20) + %(uri)}","badge":"#(count)"}}"##,
        r#"{"aps":{"alert":"{'Hi ' + $(name) + \"!\"}"}}"#,
        r##"{"a":"{'it''s' + '' + $(a) + \"a \"\"word\"\"\"}","b":"{#(n)}"}"##,
        r#"{"a":{"b":"{ $(x) }","c":"costs 5$ (five)"}}"#,
        r##"{"a":"{'#ff0000'}","b":"\u007b$(x) + '\ud83d\ude00'}"}"##,
        r##"{"a":".( long , 20 )","b":"%(uri)","c":"see.(1) or 100%(sure)","d":"\".(x)\""}"##,
        r##"{"a":"$(a:{})","b":".(b:{x\\}y},3)","c":"#(n:{0})","d":"$(b:{no, (none)},10)"}"##,
    ] {
        check(Platform::Apple, body).unwrap();
    }
    check(
        Platform::Windows,
        "<toast launch=\"$(l)\"><text>{$(a) + ' ' + $(b)}</text></toast>",
    )
    .unwrap();
    check(
        Platform::Windows,
        "<toast launch='.(l, 9)'><text>%(u)</text><text>a .(b) 5%(c)</text></toast>",
    )
    .unwrap();
    check(Platform::Windows, "raw $(text)").unwrap();
}

#[test]
fn reports_the_column_of_the_fault() {
    for (platform, body, column, what) in [
        (Platform::Apple, "", 1, "empty"),
        (Platform::Apple, "{\"a\":}", 6, "not JSON"),
        (Platform::Apple, "{\n\"a\":}", 7, "not JSON"),
        (Platform::Apple, "{\"éé\":\n \"é\":}", 12, "not JSON"),
        (Platform::Apple, "[]", 1, "object"),
        (Platform::Apple, r#"{"a":"$(b"}"#, 10, "cannot have"),
        (Platform::Apple, r#"{"a":"$()"}"#, 9, "without the name"),
        (Platform::Apple, r#"{"a":"$($body)"}"#, 9, "for itself"),
        (Platform::Apple, r#"{"a":"$(b,x)"}"#, 11, "not a number"),
        (Platform::Apple, r#"{"a":"$(b-c)"}"#, 10, "cannot have"),
        (Platform::Apple, r#"{"a":"{$(b) $(c)}"}"#, 13, "no +"),
        (
            Platform::Apple,
            r#"{"a":"{$(b) + }"}"#,
            15,
            "something else",
        ),
        (Platform::Apple, r#"{"a":"{'b + $(c)}"}"#, 8, "never closed"),
        (Platform::Apple, r##"{"a":"#(b) x"}"##, 11, "whole value"),
        (
            Platform::Apple,
            r##"{"a":"{'n: ' + #(n)}"}"##,
            16,
            "whole value",
        ),
        (
            Platform::Apple,
            r##"{"a":"{#(n) + '!'}"}"##,
            8,
            "whole value",
        ),
        (Platform::Apple, r#"{"a":"{'it''s}"}"#, 8, "never closed"),
        (Platform::Apple, r#"{"a":".(b)"}"#, 10, "without the length"),
        (Platform::Apple, r#"{"a":".(b, x)"}"#, 12, "not a number"),
        (Platform::Apple, r#"{"a":"%(b, 5)"}"#, 10, "cannot have"),
        (Platform::Apple, r#"{"a":"%("}"#, 9, "without the name"),
        (Platform::Apple, r#"{"a":"$(b:{c)"}"#, 10, "never closed"),
        (Platform::Apple, r#"{"a":"$(b:{c} d)"}"#, 14, "cannot have"),
        (Platform::Apple, r#"{".(a, 5)":"b"}"#, 1, "name of a member"),
        (Platform::Windows, ".(text)", 7, "without the length"),
        (
            Platform::Windows,
            "<toast><text>%()</text></toast>",
            16,
            "without the name",
        ),
        (
            Platform::Windows,
            "<toast launch=\".(a)\"/>",
            19,
            "without the length",
        ),
        (Platform::Apple, r#"{"$(a)":"b"}"#, 1, "name of a member"),
        (
            Platform::Apple,
            r#"{"a":"$(b) $(c)"}"#,
            11,
            "behind an expression",
        ),
        (Platform::Apple, r##"{"a":"#ff0000"}"##, 7, "begins like"),
        (Platform::Apple, r#"{"a":"Hi $(b)"}"#, 10, "amid text"),
        (Platform::Windows, "<toast>", 1, "not XML"),
        (Platform::Windows, "<toast/>x", 9, "line 1, column 9"),
        (
            Platform::Windows,
            "<toast>\n<a>&lt;$(b)</a></toast>",
            16,
            "amid text",
        ),
        (Platform::Windows, "<toast>$(a</toast>", 11, "cannot have"),
    ] {
        let error = check(platform, body).unwrap_err();
        assert_eq!(error.column, Some(column), "{body}: {error}");
        assert!(error.message.contains(what), "{body}: {error}");
    }
    let long = format!("{{\"a\":\"$({})\"}}", "x".repeat(121));
    assert!(
        check(Platform::Gcm, &long)
            .unwrap_err()
            .message
            .contains("120")
    );
    assert!(check(Platform::Template, "{}").is_err());
}

fn sample(properties: &[(&str, &str)]) -> Notification {
    let mut sample = Notification::template();
    for (name, value) in properties {
        sample.set_property(name, *value).unwrap();
    }
    sample
}

/// What a body makes of one property, `n`.
fn rendered(platform: Platform, body: &str, n: &str) -> String {
    let sample = sample(&[("n", n)]);
    let Ok(Json::Object(properties)) = serde_json::from_slice(sample.body()) else {
        unreachable!();
    };
    let template = Template::read(platform, body).unwrap();
    template.render(&Filling::Properties(&properties))
}

#[test]
fn a_number_is_what_the_service_documents_as_one() {
    for (body, n, expected) in [
        (r##"["#(n)"]"##, "5", "[5]"),
        (r##"["#(n)"]"##, "0.50E+3", "[0.50E+3]"),
        (r##"["{#(n)}"]"##, "5", r#"["5"]"#),
        (r##"["#(n)"]"##, "-1", r#"["-1"]"#),
        (r##"["#(n)"]"##, " 3", r#"[" 3"]"#),
        (r##"["#(n)"]"##, "007", r#"["007"]"#),
        (r##"["#(n)"]"##, "1.", r#"["1."]"#),
        (r##"["#(n)"]"##, "1e", r#"["1e"]"#),
        (r##"["#(n)"]"##, "", r#"[""]"#),
        (r#"["$(n)"]"#, "5", r#"["5"]"#),
        (r##"["#(m:{7})"]"##, "5", "[7]"),
    ] {
        let body = format!("{{\"a\":{body}}}");
        let expected = format!("{{\"a\":{expected}}}");
        assert_eq!(rendered(Platform::Gcm, &body, n), expected, "{body} {n}");
    }
}

#[test]
fn renders_as_the_service_does() {
    for (body, expected) in [
        ("<a b='$(n)'>$(N)</a>", "<a b='x&lt;&amp;'>x&lt;&amp;</a>"),
        (
            "<a>{'Tom &amp; ' + $(n)}</a>",
            "<a>Tom &amp; x&lt;&amp;</a>",
        ),
        ("<a><![CDATA[$(n)]]></a>", "<a><![CDATA[x<&]]></a>"),
        ("raw $(n) .(n, 1)", "raw x<& .(n, 1)"),
        ("<a>.(n, 2)</a>", "<a>..</a>"),
        ("<a>%(n)</a>", "<a>x%3C%26</a>"),
        ("<a>$(o:{none})</a>", "<a>none</a>"),
        ("<a>100% (sure)</a>", "<a>100% (sure)</a>"),
    ] {
        assert_eq!(rendered(Platform::Windows, body, "x<&"), expected, "{body}");
    }
}

#[test]
fn the_shape_of_a_payload_is_checked_without_properties() {
    for (platform, body, rule) in [
        (
            Platform::Fcmv1,
            r#"{"notification":{"body":"$(m)"}}"#,
            "fcmv1-message",
        ),
        (
            Platform::Fcmv1,
            r##"{"message":{"data":{"n":"#(n)"}}}"##,
            "fcmv1-data-text",
        ),
        (
            Platform::Fcmv1,
            r#"{"message":{"android":{"channel_id":"$(c)"}}}"#,
            "fcmv1-android",
        ),
        (
            Platform::Gcm,
            r#"{"message":{"data":{"n":"$(n)"}}}"#,
            "gcm-message",
        ),
        (
            Platform::Apple,
            r#"{"aps":{"badge":"$(n)"}}"#,
            "apple-aps-types",
        ),
    ] {
        let error = check(platform, body).unwrap_err();
        assert_eq!(error.status, Status::InvalidPayload);
        assert!(
            error.message.contains(&format!("(rule {rule})")),
            "{body}: {error}"
        );
    }
    check(Platform::Fcmv1, r#"{"message":{"android":{"ttl":"$(t)"}}}"#).unwrap();
}

#[test]
fn what_a_template_makes_of_a_sample_is_checked() {
    let rule = |platform, body: &str, headers: &[(&str, &str)], sample: &Notification| {
        check_with_sample(platform, body, headers, sample)
            .map_or_else(|error| error.message.clone(), |()| "good".to_owned())
    };
    let long = "x".repeat(4100);
    let alert = r#"{"aps":{"alert":"$(m)"}}"#;
    assert_eq!(
        rule(Platform::Apple, alert, &[], &sample(&[("m", "hi")])),
        "good"
    );
    assert!(rule(Platform::Apple, alert, &[], &sample(&[("m", &long)])).contains("apple-size"));
    assert!(
        rule(
            Platform::Apple,
            r#"{"a":"$(m)"}"#,
            &[],
            &sample(&[("m", "hi")])
        )
        .contains("apple-aps")
    );
    let mut background = sample(&[("m", "hi")]);
    background.set_apns_push_type(2).unwrap();
    background.set_header("apns-priority", "5").unwrap();
    assert!(rule(Platform::Apple, alert, &[], &background).contains("apple-background-content"));
    let badge = "<badge value='$(m)'/>";
    assert_eq!(
        rule(Platform::Windows, badge, &[], &sample(&[("m", "7")])),
        "good"
    );
    assert!(rule(Platform::Windows, badge, &[], &sample(&[("m", "hi")])).contains("wns-badge"));
    let toast = [("X-WNS-Type", "wns/toast")];
    assert!(rule(Platform::Windows, badge, &toast, &sample(&[("m", "7")])).contains("wns-root"));
    let ttl = r#"{"message":{"android":{"ttl":"$(m)"}}}"#;
    assert_eq!(
        rule(Platform::Fcmv1, ttl, &[], &sample(&[("m", "60s")])),
        "good"
    );
    assert!(rule(Platform::Fcmv1, ttl, &[], &sample(&[("m", "60")])).contains("fcmv1-ttl"));
    let priority = [("apns-priority", "5")];
    let found = rule(Platform::Apple, alert, &priority, &sample(&[("m", "hi")]));
    assert!(found.contains("Windows Phone only"), "{found}");
    let not_a_template = Notification::new(Platform::Apple, b"{}").unwrap();
    assert!(rule(Platform::Apple, alert, &[], &not_a_template).contains("sample"));
    assert!(rule(Platform::Apple, alert, &[], &Notification::template()).contains("no properties"));
}
