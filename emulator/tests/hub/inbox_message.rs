//! One message whole: what a device got, or would have got if its push service had taken it.

use crate::support::*;
use serde_json::{Value, json};

fn message(hub: &Hub, query: &str) -> Value {
    let answer = hub.control("GET", &format!("inbox/message?{query}"), "");
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn id_of(answer: &Answer) -> String {
    let location = answer.header("location");
    let path = location.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn what_a_device_got() {
    let hub = Hub::start(&["--plain"]);
    hub.install(&json!({
        "installationId": "ann", "userId": "u1", "platform": "apns", "pushChannel": "AA", "tags": ["vip"],
    }));
    let request = send("apple", json!({"aps": {"alert": "hi"}}).to_string());
    let sent = hub.call(
        &request
            .header("ServiceBusNotification-Tags", "vip")
            .header("apns-priority", "5")
            .header("TrackingId", "mine"),
    );
    let first = message(&hub, "number=0");
    let delivery = &hub.deliveries()[0];
    for (name, value) in delivery.as_object().unwrap() {
        assert_eq!(&first[name], value, "{name}");
    }
    assert_eq!(
        [
            &first["number"],
            &first["device"],
            &first["userId"],
            &first["size"],
            &first["sizeLimit"],
            &first["finding"]
        ],
        [
            &json!(0),
            &json!("i:ann"),
            &json!("u1"),
            &json!(22),
            &json!(4096),
            &Value::Null
        ]
    );
    assert_eq!(first["result"], "delivered");
    for name in [
        "why",
        "outcome",
        "templateBody",
        "templateKind",
        "properties",
        "pushVariables",
    ] {
        assert_eq!(first[name], Value::Null, "{name}");
    }
    let request = &first["request"];
    assert_eq!(text(request, "trackingId"), "mine");
    assert_eq!(
        (text(request, "protocol"), text(request, "method")),
        ("HTTP/1.1", "POST")
    );
    assert_eq!(
        (&request["status"], &request["refusal"], &request["fault"]),
        (&json!(201), &Value::Null, &Value::Null)
    );
    assert_eq!(request["body"], r#"{"aps":{"alert":"hi"}}"#);
    assert_eq!(request["headers"]["apns-priority"], "5");
    let authorization = text(&request["headers"], "authorization");
    assert!(authorization.contains("sig=***"), "{authorization}");
    // The same by whom it reached.
    let by_device = format!("hub=demo&notification={}&device=i:ann", id_of(&sent));
    assert_eq!(message(&hub, &by_device), first);

    // VoIP has another limit, and a push of Xiaomi can be more than a list shows.
    hub.call(&apple().header("apns-push-type", "voip"));
    assert_eq!(message(&hub, "number=1")["sizeLimit"], 5120);
    let long = json!({"title": "hi", "more": "y".repeat(9000)}).to_string();
    let mut direct =
        send("xiaomi", long.clone()).header("ServiceBusNotification-DeviceHandle", "x");
    direct.path.push_str("&direct");
    hub.call(&direct);
    let whole = message(&hub, "number=2");
    assert_eq!(
        (text(&whole, "payload"), &whole["sizeLimit"]),
        (long.as_str(), &Value::Null)
    );
    assert_eq!(text(&whole, "device"), "h:xiaomi:x");

    for (wrong, status) in [
        ("number=3", 404),
        ("number=x", 400),
        ("", 400),
        ("hub=demo&notification=none&device=i:ann", 404),
        ("hub=demo&notification=none", 400),
        ("notification=none&device=i:ann", 400),
        ("hub=none&notification=none&device=i:ann", 404),
    ] {
        let answer = hub.control("GET", &format!("inbox/message?{wrong}"), "");
        assert_eq!(answer.status, status, "{wrong}: {}", answer.body);
    }
    hub.control("POST", "reset", "");
    assert_eq!(hub.control("GET", "inbox/message?number=0", "").status, 404);
}

#[test]
fn templates_with_what_they_are_filled_with() {
    let hub = Hub::start(&["--plain"]);
    let body = r##"{"data": {"text": "{$(Name) + ': ' + $(body)}", "n": "#(n)"}}"##;
    hub.install(&json!({
        "installationId": "ann", "platform": "gcm", "pushChannel": "a",
        "pushVariables": {"Name": "Ann <b>"},
        "templates": {"t": {"body": body}},
    }));
    hub.install(&json!({
        "installationId": "win", "platform": "wns", "pushChannel": "https://a.notify.windows.com/b",
        "templates": {"t": {"body": "<toast>$(body)</toast>", "headers": {"X-WNS-Type": "wns/toast"}}},
    }));
    let answer = hub.call(&send("template", r#"{"Body": "it's", "n": "3"}"#));
    assert_eq!(answer.status, 201);
    let ann = message(&hub, "number=0");
    assert_eq!(
        text(&ann, "payload"),
        r#"{"data": {"text": "Ann <b>: it's", "n": 3}}"#
    );
    assert_eq!(
        (text(&ann, "templateBody"), text(&ann, "templateKind")),
        (body, "json")
    );
    assert_eq!(ann["properties"], json!({"Body": "it's", "n": "3"}));
    assert_eq!(ann["pushVariables"], json!({"Name": "Ann <b>"}));
    let win = message(&hub, "number=1");
    assert_eq!(
        (text(&win, "templateKind"), &win["pushVariables"]),
        ("xml", &json!({}))
    );
    assert_eq!(win["headers"]["x-wns-type"], "wns/toast");
}

#[test]
fn what_a_push_service_refused_is_made_again() {
    let hub = Hub::start(&["--plain"]);
    hub.install(&json!({
        "installationId": "ann", "platform": "apns", "pushChannel": "AA",
        "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"},\"b\":\"$(m)\"}"}},
    }));
    let refused = |answer: &Answer, device: &str| {
        assert_eq!(answer.status, 201, "{}", answer.body);
        let id = id_of(answer);
        let message = message(&hub, &format!("hub=demo&notification={id}&device={device}"));
        assert_eq!(message["result"], "refused");
        assert_eq!(message["number"], Value::Null);
        assert_eq!(text(&message, "notificationId"), id);
        assert_eq!(
            text(&message["request"], "trackingId"),
            answer.header("trackingid")
        );
        message
    };
    let long = json!({"aps": {"alert": "x".repeat(5000)}}).to_string();
    let answer = hub.call(&send("apple", long.clone()).header("apns-priority", "5"));
    let native = refused(&answer, "i:ann");
    let words = "Apple takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest";
    assert_eq!(
        native["finding"],
        json!({"rule": "apple-size", "text": words})
    );
    assert_eq!(
        native["why"],
        format!("InvalidNotificationSize: its payload breaks the rule apple-size: {words}")
    );
    assert_eq!(text(&native, "outcome"), "InvalidNotificationSize");
    assert_eq!(
        (text(&native, "payload"), &native["size"]),
        (long.as_str(), &json!(long.len()))
    );
    assert_eq!(native["headers"], json!({"apns-priority": "5"}));
    assert_eq!(native["templateBody"], Value::Null);

    let template = |text: String| {
        let request = send("template", json!({"m": text}).to_string());
        hub.call(&request.header("apns-push-type", "background"))
    };
    let dropped = refused(&template("hi".to_owned()), "i:ann");
    assert_eq!(dropped["finding"]["rule"], "apple-background-content");
    assert_eq!(
        text(&dropped, "payload"),
        r#"{"aps":{"alert":"hi"},"b":"hi"}"#
    );
    assert_eq!(dropped["properties"], json!({"m": "hi"}));
    assert_eq!(dropped["headers"]["apns-push-type"], "background");
    // Of what is too large to be made there is nothing to show.
    let endless = refused(&template("x".repeat(40_000)), "i:ann");
    assert_eq!(
        (&endless["payload"], &endless["size"]),
        (&Value::Null, &Value::Null)
    );
    assert!(text(&endless, "why").starts_with("InvalidNotificationSize: what its template makes"));

    // By a rule for a handle that nobody registered: nothing is wrong with the payload.
    hub.control(
        "POST",
        "pns",
        r#"[{"handle": "z", "outcome": "BadChannel"}]"#,
    );
    let mut direct =
        send("gcm", r#"{"data":{"a":"b"}}"#).header("ServiceBusNotification-DeviceHandle", "z");
    direct.path.push_str("&direct");
    let gone = refused(&hub.call(&direct), "h:gcm:z");
    assert_eq!(
        (text(&gone, "device"), text(&gone, "outcome")),
        ("h:gcm:z", "BadChannel")
    );
    assert_eq!(
        (&gone["finding"], &gone["why"]),
        (
            &Value::Null,
            &json!("BadChannel: a rule for push services says so (/_emulator/pns)")
        )
    );
}
