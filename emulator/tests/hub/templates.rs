use crate::registrations::{create, entry};
use crate::support::*;
use serde_json::{Value, json};

#[test]
fn one_message_in_each_devices_own_form() {
    let hub = Hub::start(&[]);
    hub.install(&json!({
        "installationId": "iphone", "platform": "apns", "pushChannel": "01",
        "pushVariables": {"name": "Ann", "Greeting": "Hello"},
        "templates": {"greet": {
            "body": "{\"aps\":{\"alert\":\"{$(greeting) + ' ' + $(name) + ': ' + $(msg)}\",\"badge\":\"#(n)\"}}",
            "headers": {"apns-priority": "5"},
            "expiry": "$(until)",
        }},
    }));
    hub.install(&json!({
        "installationId": "pc", "platform": "wns", "pushChannel": "2",
        "templates": {"greet": {
            "body": "<toast launch=\"%(msg)\"><visual><binding template=\"ToastText01\"><text id=\"1\">.(msg, 8)</text></binding></visual></toast>",
            "headers": {"X-WNS-Type": "wns/toast"},
        }},
    }));
    hub.install(&json!({
        "installationId": "android", "platform": "gcm", "pushChannel": "3",
        "pushVariables": {"greeting": "Hei"},
        "templates": {"greet": {"body": "{\"data\":{\"m\":\"{$(greeting) + ' ' + $(name)}\"}}"}},
    }));
    hub.install(&json!({"installationId": "untemplated", "platform": "gcm", "pushChannel": "4"}));

    let properties = json!({
        "MSG": "\"<Tea & cake>\"", "n": "3", "greeting": "Hi", "until": "2025-01-01T00:00:00Z",
    });
    let request = send("template", properties.to_string())
        .header("apns-topic", "com.example")
        .header("ServiceBusNotification-Tags", "greet");
    assert_eq!(hub.call(&request).status, 201);
    let deliveries = hub.deliveries();
    let of = |id: &str| -> &Value {
        deliveries
            .iter()
            .find(|delivery| delivery["installationId"] == id)
            .unwrap()
    };
    assert_eq!(deliveries.len(), 3);
    assert_eq!(
        of("iphone")["payload"],
        r#"{"aps":{"alert":"Hi Ann: \"<Tea & cake>\"","badge":3}}"#
    );
    assert_eq!(
        of("iphone")["headers"],
        json!({
            "apns-expiration": "1735689600", "apns-priority": "5", "apns-topic": "com.example",
        })
    );
    assert_eq!(
        of("pc")["payload"],
        "<toast launch=\"%22%3CTea%20%26%20cake%3E%22\"><visual><binding template=\"ToastText01\"><text id=\"1\">&quot;&lt;Tea...</text></binding></visual></toast>"
    );
    assert_eq!(of("pc")["headers"], json!({"x-wns-type": "wns/toast"}));
    assert_eq!(of("pc")["contentType"], "application/xml; charset=utf-8");
    assert_eq!(of("android")["payload"], r#"{"data":{"m":"Hi "}}"#);
    assert_eq!(of("android")["template"], "greet");
    assert_eq!(of("android")["format"], "template");
}

#[test]
fn a_greeting_in_two_languages() {
    let hub = Hub::start(&[]);
    for (id, language) in [("ann", "en"), ("åse", "nb")] {
        hub.install(&json!({
            "installationId": id, "platform": "fcmv1", "pushChannel": id,
            "templates": {"news": {
                "body": format!("{{\"message\":{{\"notification\":{{\"title\":\"$(news_{language})\"}}}}}}"),
            }},
        }));
    }
    let request = send(
        "template",
        r#"{"News_EN":"Good morning","News_NB":"God morgen, Åse"}"#,
    );
    assert_eq!(hub.call(&request).status, 201);
    let payloads: Vec<Value> = hub
        .deliveries()
        .iter()
        .map(|delivery| delivery["payload"].clone())
        .collect();
    assert_eq!(
        payloads,
        [
            r#"{"message":{"notification":{"title":"Good morning"}}}"#,
            r#"{"message":{"notification":{"title":"God morgen, Åse"}}}"#
        ]
    );
}

#[test]
fn what_is_too_large_is_not_sent_to_that_device() {
    let hub = Hub::start(&[]);
    for (id, body) in [
        ("small", "{\"data\":{\"a\":\"$(m)\"}}"),
        ("large", "{\"data\":{\"a\":\"$(m)\",\"b\":\"$(m)\"}}"),
    ] {
        hub.install(&json!({
            "installationId": id, "platform": "gcm", "pushChannel": id,
            "templates": {"t": {"body": body}},
        }));
    }
    let mut request = send("template", json!({"m": "x".repeat(4_000)}).to_string());
    request.path.push_str("&test");
    let answer = hub.call(&request);
    assert_eq!(answer.status, 201);
    assert!(
        answer
            .body
            .contains("<Success>1</Success><Failure>1</Failure>"),
        "{}",
        answer.body
    );
    assert!(
        answer
            .body
            .contains("<Outcome>InvalidNotificationSize</Outcome>")
    );
    assert_eq!(hub.reached(), ["small"]);
}

/// "Templates", Template expression language: what is no whole expression stays text, and what begins
/// as one and is none is refused.
#[test]
fn a_value_is_an_expression_or_text() {
    let hub = Hub::start(&[]);
    let install = |value: &str| {
        let body = json!({"data": {"m": value}}).to_string();
        hub.call(&put(&json!({
            "installationId": "d", "platform": "gcm", "pushChannel": "h",
            "templates": {"t": {"body": body}},
        })))
    };
    for (value, m) in [
        ("$(nope:{none})", "none"),
        ("{'it''s ' + $(m)}", "it's x"),
        ("Hi $(m)", "Hi $(m)"),
        ("{#(n)}", "5"),
        ("#(m)", "x"),
    ] {
        assert_eq!(install(value).status, 200, "{value}");
        hub.call(&send("template", r#"{"m":"x","n":"5"}"#));
        let payload = json!({"data": {"m": m}}).to_string();
        assert_eq!(
            hub.deliveries().last().unwrap()["payload"],
            payload,
            "{value}"
        );
    }
    for value in ["{'open", "{$(m) + }", "$(m) $(m)", "#ff0000"] {
        let answer = install(value);
        assert_eq!(answer.status, 400, "{value}");
        answer.error();
    }
}

/// Editors put it before a document; what comes behind it is read as without it.
#[test]
fn a_byte_order_mark() {
    let hub = Hub::start(&[]);
    let mark = '\u{feff}';
    let body = "<toast><text id=\"1\">{'abc' + $(o) + 'ghi\u{e4}'}</text></toast>";
    let device = |body: String| {
        json!({
            "installationId": "d", "platform": "wns", "pushChannel": "https://w/1", "tags": ["d"],
            "templates": {"t": {"body": body, "headers": {"X-WNS-Type": "wns/toast"}}},
        })
    };
    for before in [
        format!("{mark}"),
        format!("{mark} "),
        format!("{mark}\n"),
        format!("{mark}<!-- \u{e4} --> "),
    ] {
        hub.install(&device(format!("{before}{body}")));
        hub.call(&send("template", "{\"o\":\"XYZ\"}"));
        let plain = send("windows", format!("{before}<toast/>")).header("X-WNS-Type", "wns/toast");
        assert_eq!(hub.call(&plain).status, 201, "{before:?}");
        let deliveries = hub.deliveries();
        let [rendered, sent] = &deliveries[deliveries.len() - 2..] else {
            panic!("{deliveries:?}");
        };
        let expected = "<toast><text id=\"1\">abcXYZghi\u{e4}</text></toast>";
        assert_eq!(rendered["payload"], format!("{before}{expected}"));
        assert_eq!(sent["payload"], format!("{before}<toast/>"));

        // A registration, and its template.
        let template = format!(
            "<ChannelUri>https://w/2</ChannelUri><BodyTemplate><![CDATA[{before}{body}]]></BodyTemplate><WnsHeaders><WnsHeader><Header>X-WNS-Type</Header><Value>wns/toast</Value></WnsHeader></WnsHeaders>"
        );
        let entry = entry("WindowsTemplate", &template);
        let answer = hub.call(&create(&format!("{before}{entry}")));
        assert_eq!(answer.status, 200, "{before:?}: {}", answer.body);
        hub.control("POST", "reset?all", "");
    }
    let cut = format!("{mark}<toast>$(o)");
    assert_eq!(hub.call(&put(&device(cut))).status, 400);
    let devices = hub.folder.path().join("devices.json");
    std::fs::write(
        &devices,
        format!("{mark}[{}]", device("<toast/>".to_owned())),
    )
    .unwrap();
    let other = Hub::start(&["--devices", devices.to_str().unwrap()]);
    assert_eq!(other.call(&installation_request("GET", "d")).status, 200);
}
