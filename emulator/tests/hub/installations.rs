use crate::support::*;
use serde_json::{Value, json};

#[test]
fn life_cycle() {
    let hub = Hub::start(&[]);
    let document = json!({
        "installationId": "dev-1", "userId": "u1", "platform": "apns",
        "pushChannel": "62BC", "tags": ["vip"], "pushVariables": {"name": "Ann"},
        "templates": {"hello": {"body": "{\"aps\":{\"alert\":\"$(msg)\"}}"}},
    });
    let answer = hub.call(&put(&document).policy(LISTEN));
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );

    let answer = hub.call(&installation_request("GET", "dev-1").policy(LISTEN));
    assert_eq!(answer.status, 200);
    // JSON, but not by its content type: the quirk of the service.
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    assert_eq!(
        answer.body,
        r#"{"installationId":"dev-1","pushChannel":"62BC","pushChannelExpired":false,"platform":"apns","expirationTime":"9999-12-31T23:59:59.9999999Z","userId":"u1","tags":["vip"],"pushVariables":{"name":"Ann"},"templates":{"hello":{"body":"{\"aps\":{\"alert\":\"$(msg)\"}}","tags":["hello"]}}}"#
    );
    // What was read can be written back.
    let read: Value = serde_json::from_str(&answer.body).unwrap();
    hub.install(&read);
    let again = hub.call(&installation_request("GET", "dev-1"));
    assert_eq!(again.body, answer.body);

    for _ in 0..2 {
        let answer = hub.call(&installation_request("DELETE", "dev-1").policy(LISTEN));
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    }
    let answer = hub.call(&installation_request("GET", "dev-1"));
    assert_eq!(answer.status, 404);
    assert_eq!(answer.error(), "Installation not found");
    hub.call(&apple());
    assert!(hub.deliveries().is_empty());
}

#[test]
fn a_put_replaces_and_keeps_registration_ids() {
    let hub = Hub::start(&[]);
    let device = |channel: &str, templates: Value| {
        json!({
            "installationId": "d", "platform": "apns", "pushChannel": channel,
            "templates": templates,
        })
    };
    let ids = |hub: &Hub| -> Vec<(String, String, String)> {
        hub.call(&apple());
        hub.call(&send("template", "{}"));
        let deliveries = hub.deliveries();
        hub.call(&Request::new("POST", "/_emulator/reset").anonymous());
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        deliveries
            .iter()
            .map(|d| {
                (
                    text(&d["registrationId"]),
                    text(&d["deviceHandle"]),
                    text(&d["template"]),
                )
            })
            .collect()
    };
    hub.install(&device("0E", json!({"t": {"body": "{\"aps\":{}}"}})));
    let before = ids(&hub);
    hub.install(&device(
        "0F",
        json!({"t": {"body": "{\"aps\":{\"badge\":1}}"}}),
    ));
    let after = ids(&hub);
    assert_eq!(before.len(), 2);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.0, &before.2), (&after.0, &after.2));
        assert_eq!((before.1.as_str(), after.1.as_str()), ("0E", "0F"));
    }
    hub.install(&device("0F", json!(null)));
    assert_eq!(ids(&hub).len(), 1);
}

#[test]
fn what_other_sdks_write() {
    let hub = Hub::start(&[]);
    for document in [
        // .NET: nulls, and its own case of the platform.
        json!({
            "installationId": "dotnet", "userId": null, "pushChannel": "h1",
            "pushChannelExpired": null, "platform": "fcmV1", "expirationTime": null,
            "tags": null, "templates": null,
        }),
        // Java and .NET write a browser's channel as text, JavaScript as an object.
        json!({
            "installationId": "java", "platform": "browser", "pushChannelExpired": false,
            "pushChannel": "{\"endpoint\":\"https://p/1\",\"p256dh\":\"k\",\"auth\":\"a\"}",
        }),
        json!({
            "installationId": "js", "platform": "browser",
            "pushChannel": {"endpoint": "https://p/2", "p256dh": "k", "auth": "a"},
        }),
        // Members that nobody knows, and tiles.
        json!({
            "installationId": "tiles", "platform": "wns", "pushChannel": "https://w/1",
            "appId": 3, "advertisingId": {"a": 1}, "lastUpdate": "2020",
            "secondaryTiles": {"tile": {"pushChannel": "https://w/2", "tags": ["t"]}},
        }),
    ] {
        hub.install(&document);
        let id = document["installationId"].as_str().unwrap();
        let answer = hub.call(&installation_request("GET", id));
        let stored: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(stored["pushChannel"], document["pushChannel"], "{id}");
        assert_eq!(stored["platform"], document["platform"], "{id}");
        assert_eq!(stored.get("tags"), None, "{id}");
        assert_eq!(
            stored.get("secondaryTiles"),
            document.get("secondaryTiles"),
            "{id}"
        );
        assert_eq!(stored.get("appId"), None, "{id}");
    }
    hub.call(&send("browser", "{\"title\":\"x\"}"));
    let handles: Vec<Value> = hub
        .deliveries()
        .iter()
        .map(|d| d["deviceHandle"].clone())
        .collect();
    assert_eq!(handles, ["https://p/1", "https://p/2"]);
}

#[test]
fn template_details_come_back() {
    let hub = Hub::start(&[]);
    let templates = json!({
        "Template Name": {
            "body": "{\"aps\":{\"alert\":\"alert!\"}}",
            "headers": {"X-WNS-Type": "wns/toast"},
        },
        "other": {
            "body": "<badge value=\"$(n)\"/>",
            "headers": {"X-WNS-Type": "wns/badge"},
            "expiry": "2030-01-01T00:00Z",
            "tags": ["a", "b"],
        },
    });
    let document = json!({
        "installationId": "d", "platform": "wns", "pushChannel": "https://some.url/",
        "templates": templates,
    });
    hub.install(&document);
    let body = hub.call(&installation_request("GET", "d")).body;
    let stored: Value = serde_json::from_str(&body).unwrap();
    let mut expected = templates;
    expected["Template Name"]["tags"] = json!(["Template Name"]);
    assert_eq!(stored["templates"], expected);
    hub.install(&stored);
    // A template's tags are its registration's only.
    hub.call(&send("template", "{\"n\":\"1\"}").header("ServiceBusNotification-Tags", "b"));
    let deliveries = hub.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["template"], "other");
    assert_eq!(
        deliveries[0]["tags"],
        json!(["$InstallationId:{d}", "a", "b"])
    );
    assert_eq!(deliveries[0]["headers"], json!({"x-wns-type": "wns/badge"}));
}

#[test]
fn installations_that_are_refused() {
    let hub = Hub::start(&[]);
    let base = json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"});
    let with = |name: &str, value: Value| {
        let mut document = base.clone();
        document[name] = value;
        document
    };
    hub.install(&with("tags", json!(["stored"])));
    for (document, message) in [
        (with("installationId", json!("other")), "other"),
        (with("installationId", json!(null)), "installationId"),
        (with("platform", json!("windows")), "windows"),
        (with("platform", json!(null)), "platform"),
        (with("pushChannel", json!(null)), "pushChannel"),
        (with("pushChannel", json!("")), "pushChannel"),
        // The text is quoted in azure-notificationhubs-java-backend#34.
        (
            with("pushChannel", json!("00fc 13ad")),
            "One or more characters in device token is not a hexadecimal digit.",
        ),
        (with("pushChannel", json!("<00fc13ad>")), "hexadecimal"),
        (with("pushChannel", json!("00f")), "hexadecimal"),
        (with("pushChannel", json!({"endpoint": "x"})), "pushChannel"),
        (with("userId", json!("a b")), "userId"),
        (with("userId", json!(7)), "userId"),
        (with("tags", json!("a")), "tags"),
        (with("tags", json!([1])), "tag"),
        (with("tags", json!(["a b"])), "a b"),
        (with("tags", json!([""])), "empty"),
        (with("tags", json!(["x".repeat(121)])), "120"),
        (with("pushVariables", json!({"a": 1})), "'a'"),
        (with("templates", json!([])), "templates"),
        (with("templates", json!({"t": {}})), "body"),
        (with("templates", json!({"t": {"body": "{"}})), "JSON"),
        (
            with("templates", json!({"t": {"body": "{\"a\":\"$(b c)\"}"}})),
            "$(b c)",
        ),
        (json!([]), "object"),
    ] {
        let request = installation_request("PUT", "d").body(document.to_string());
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{document}");
        assert!(answer.error().contains(message), "{}", answer.body);
    }
    let wns = json!({
        "installationId": "w", "platform": "wns", "pushChannel": "https://x",
        "templates": {"t": {"body": "<toast/>"}},
    });
    let answer = hub.call(&put(&wns));
    assert_eq!(answer.status, 400);
    assert!(answer.error().contains("X-WNS-Type"));
    // Nothing of it was stored.
    let stored = hub.call(&installation_request("GET", "d")).body;
    let stored: Value = serde_json::from_str(&stored).unwrap();
    assert_eq!(stored["tags"], json!(["stored"]));
}

#[test]
fn ids_with_odd_characters() {
    let hub = Hub::start(&[]);
    let id = "{a}@b:c=d#é";
    let encoded = "%7Ba%7D%40b%3Ac%3Dd%23%C3%A9";
    let document =
        |id: &str| json!({"installationId": id, "platform": "apns", "pushChannel": "AB"});
    let put = |encoded: &str, id: &str| {
        hub.call(&installation_request("PUT", encoded).body(document(id).to_string()))
            .status
    };
    assert_eq!(put(encoded, id), 400);
    let (id, encoded) = (&id[3..], &encoded[7..]);
    assert_eq!(put(encoded, id), 200);
    let answer = hub.call(&installation_request("GET", encoded));
    assert_eq!(answer.status, 200);
    hub.call(&apple().header("ServiceBusNotification-Tags", "$InstallationId:{@b:c=d#É}"));
    assert_eq!(hub.reached(), [id]);
    // Ids, unlike tags, are compared exactly.
    assert_eq!(put("ID", "ID"), 200);
    assert_eq!(hub.call(&installation_request("GET", "id")).status, 404);
}

#[test]
fn secondary_tiles_get_what_is_for_them() {
    let hub = Hub::start(&[]);
    let toast = |name: &str| json!({"body": format!("<toast>{{'{name} ' + $(m)}}</toast>"), "headers": {"X-WNS-Type": "wns/toast"}});
    hub.install(&json!({
        "installationId": "d", "userId": "u", "platform": "wns", "pushChannel": "https://w/1",
        "tags": ["device"], "templates": {"t": toast("device")},
        "secondaryTiles": {"weather": {
            "pushChannel": "https://w/2", "tags": ["rain"], "templates": {"t": toast("tile")},
        }},
    }));
    let patch = json!([{"op": "add", "path": "/secondaryTiles/weather/tags", "value": "snow"}]);
    let request = installation_request("PATCH", "d").body(patch.to_string());
    assert_eq!(hub.call(&request).status, 200);
    for (tags, expected) in [
        ("device", vec!["<toast>device x</toast>"]),
        ("rain && snow", vec!["<toast>tile x</toast>"]),
        (
            "$UserId:{u}",
            vec!["<toast>device x</toast>", "<toast>tile x</toast>"],
        ),
    ] {
        hub.call(&send("template", "{\"m\":\"x\"}").header("ServiceBusNotification-Tags", tags));
        let deliveries = hub.deliveries();
        let payloads: Vec<&str> = deliveries
            .iter()
            .map(|delivery| delivery["payload"].as_str().unwrap())
            .collect();
        assert_eq!(payloads, expected, "{tags}");
        hub.call(&Request::new("POST", "/_emulator/reset").anonymous());
    }
    let list = Request::new("GET", &format!("/demo/registrations?{VERSION}"));
    let listed = hub.call(&list).body;
    assert_eq!(listed.matches("<entry ").count(), 4);
    assert!(
        listed.contains("<Tags>$InstallationId:{d},$UserId:{u},rain,snow</Tags><ChannelUri>https://w/2</ChannelUri><SecondaryTileName>weather</SecondaryTileName>"),
        "{listed}"
    );
    for wrong in [
        json!([]),
        json!({"t": {}}),
        json!({"t": {"pushChannel": "c", "templates": {"x": {}}}}),
    ] {
        let document = json!({
            "installationId": "d", "platform": "wns", "pushChannel": "https://w/1",
            "secondaryTiles": wrong,
        });
        assert_eq!(hub.call(&put(&document)).status, 400, "{document}");
    }
}
