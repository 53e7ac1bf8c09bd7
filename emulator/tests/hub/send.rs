use crate::support::*;
use serde_json::json;

fn install_two_iphones(hub: &Hub) {
    for (id, tags) in [("a", json!(["news", "Oslo"])), ("b", json!(["news"]))] {
        hub.install(&json!({
            "installationId": id, "platform": "apns", "pushChannel": format!("0{id}"),
            "userId": "u1", "tags": tags,
        }));
    }
}

#[test]
fn a_broadcast_is_answered_as_the_service_does() {
    let hub = Hub::start(&[]);
    install_two_iphones(&hub);
    let answer = hub.call(
        &apple()
            .header("TrackingId", "6d0c2c9e-7a0f-4a52-9e4c-0d3a5f1b7c11")
            .header("Content-Type", "application/json;charset=utf-8")
            .header("apns-push-type", "alert")
            .header("X-Apns-Priority", "5"),
    );
    assert_eq!((answer.status, answer.body.as_str()), (201, ""));
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    assert_eq!(
        answer.header("trackingid"),
        "6d0c2c9e-7a0f-4a52-9e4c-0d3a5f1b7c11"
    );
    assert!(!answer.header("x-ms-correlation-request-id").is_empty());
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=2592000"
    );
    let location = answer.header("location");
    let start = format!("{}/demo/messages/", hub.env("NH_URL"));
    let id = location.strip_prefix(&start).unwrap();
    let id = id.strip_suffix("?api-version=2020-06").unwrap();
    assert_eq!(id.split('-').count(), 4, "{id}");

    let deliveries = hub.deliveries();
    assert_eq!(deliveries.len(), 2);
    let first = &deliveries[0];
    assert_eq!(first["installationId"], "a");
    assert_eq!(first["deviceHandle"], "0a");
    assert_eq!(first["platform"], "apple");
    assert_eq!(first["payload"], r#"{"aps":{"alert":"hi"}}"#);
    assert_eq!(first["contentType"], "application/json;charset=utf-8");
    assert_eq!(
        first["headers"],
        json!({"apns-priority": "5", "apns-push-type": "alert"})
    );
    assert_eq!(
        first["tags"],
        json!(["$InstallationId:{a}", "$UserId:{u1}", "news", "Oslo"])
    );
    assert_eq!(first["notificationId"], id);
    assert_eq!(first["trackingId"], "6d0c2c9e-7a0f-4a52-9e4c-0d3a5f1b7c11");
    assert_eq!(first["template"], json!(null));
    assert_eq!(first["tagExpression"], json!(null));
}

#[test]
fn case_and_slashes_of_the_address_do_not_matter() {
    let hub = Hub::start(&[]);
    for path in [
        "/demo/messages?api-version=2020-06",
        "/demo/messages/?api-version=2013-10",
        "/DEMO/Messages?API-Version=2017-04",
        "//demo//messages/?x=1&api-version=2015-04&test=true",
    ] {
        let mut request = apple();
        request.path = path.to_owned();
        let answer = hub.call(&request);
        assert_eq!(answer.status, 201, "{path}: {}", answer.body);
        let location = answer.header("location");
        let hub_name = if path.starts_with("/DEMO") {
            "DEMO"
        } else {
            "demo"
        };
        assert!(location.contains(&format!("/{hub_name}/messages/")));
        let version = path.split("ersion=").nth(1).unwrap();
        let version = version.split('&').next().unwrap();
        assert!(location.ends_with(&format!("?api-version={version}")));
    }
}

#[test]
fn every_format_is_taken() {
    let hub = Hub::start(&[]);
    let toast = "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">hi</text></binding></visual></toast>";
    let wp = "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>hi</wp:Text1></wp:Toast></wp:Notification>";
    for (format, installation, body, header) in [
        ("apple", "apns", r#"{"aps":{"alert":"ä"}}"#, None),
        ("gcm", "gcm", r#"{"data":{"msg":"hi"}}"#, None),
        ("fcmV1", "FCMV1", r#"{"message":{"data":{"k":"v"}}}"#, None),
        ("windows", "wns", toast, Some(("X-WNS-Type", "wns/toast"))),
        (
            "windowsphone",
            "mpns",
            wp,
            Some(("X-WindowsPhone-Target", "toast")),
        ),
        ("adm", "adm", r#"{"data":{}}"#, None),
        ("baidu", "baidu", r#"{"title":"a","description":"b"}"#, None),
        ("browser", "browser", r#"{"title":"a"}"#, None),
        ("xiaomi", "xiaomi", r#"{"title":"a"}"#, None),
    ] {
        let channel = match installation {
            "browser" => json!({"endpoint": "https://push.example/1", "p256dh": "k", "auth": "a"}),
            "apns" => json!("AB"),
            _ => json!(format!("handle-{installation}")),
        };
        hub.install(&json!({
            "installationId": installation, "platform": installation, "pushChannel": channel,
        }));
        let mut request = send(format, body);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let answer = hub.call(&request);
        assert_eq!(answer.status, 201, "{format}: {}", answer.body);
        let delivered = hub.deliveries();
        let delivered = delivered.last().unwrap();
        assert_eq!(delivered["platform"], format.to_lowercase());
        assert_eq!(delivered["payload"], body);
        assert!(!delivered["contentType"].as_str().unwrap().is_empty());
        if let Some((name, value)) = header {
            assert_eq!(delivered["headers"], json!({name.to_lowercase(): value}));
        }
    }
    assert_eq!(hub.deliveries().len(), 9);
}

#[test]
fn raw_bytes_arrive_unchanged() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "w", "platform": "wns", "pushChannel": "https://x"}));
    let raw = send("windows", [0xff, 0x00, 0x61])
        .header("X-WNS-Type", "wns/raw")
        .header("Content-Type", "application/octet-stream");
    assert_eq!(hub.call(&raw).status, 201);
    let delivery = &hub.deliveries()[0];
    assert_eq!(delivery["payload"], json!(null));
    assert_eq!(delivery["payloadBase64"], "/wBh");
    assert_eq!(hub.requests()[1]["bodyBase64"], "/wBh");
}

#[test]
fn tags_select() {
    let hub = Hub::start(&[]);
    install_two_iphones(&hub);
    for (expression, reached) in [
        ("news", &["a", "b"][..]),
        ("OSLO", &["a"]),
        ("news && !oslo", &["b"]),
        ("(oslo||bergen)", &["a"]),
        ("$InstallationId:{b}", &["b"]),
        ("$UserId:{u1}", &["a", "b"]),
        ("$UserId:{u1} && oslo", &["a"]),
        ("nobody", &[]),
        ("undefined", &[]),
    ] {
        let answer = hub.call(&apple().header("ServiceBusNotification-Tags", expression));
        assert_eq!(answer.status, 201, "{expression}: {}", answer.body);
        assert_eq!(hub.reached(), reached, "{expression}");
    }
}

#[test]
fn equal_handles_get_one_notification() {
    let hub = Hub::start(&[]);
    for id in ["a", "b"] {
        hub.install(&json!({
            "installationId": id, "platform": "apns", "pushChannel": "AB",
            "templates": {"t1": {"body": "{\"aps\":{}}"}, "t2": {"body": "{\"aps\":{}}"}},
        }));
    }
    hub.call(&apple());
    assert_eq!(hub.deliveries().len(), 1);
    hub.call(&send("template", "{}"));
    assert_eq!(hub.deliveries().len(), 2);
}

#[test]
fn a_test_send_tells_its_outcome() {
    let hub = Hub::start(&[]);
    let test = |flag: &str| {
        let mut request = apple();
        request.path = format!("/demo/messages?{VERSION}&{flag}");
        hub.call(&request)
    };
    let namespaces = "xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let answer = test("test");
    assert_eq!(answer.status, 201);
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    assert_eq!(
        answer.body,
        format!(
            "<NotificationOutcome {namespaces}><Success>0</Success><Failure>0</Failure><Results i:nil=\"true\"/></NotificationOutcome>"
        )
    );

    hub.install(&json!({"installationId": "x", "platform": "apns", "pushChannel": "AB"}));
    let answer = test("Test=true");
    let registration = &hub.deliveries()[0]["registrationId"];
    assert_eq!(
        answer.body,
        format!(
            "<NotificationOutcome {namespaces}><Success>1</Success><Failure>0</Failure><Results><RegistrationResult><ApplicationPlatform>apple</ApplicationPlatform><PnsHandle>AB</PnsHandle><RegistrationId>{}</RegistrationId><Outcome>The Notification was successfully sent to the Push Notification System</Outcome></RegistrationResult></Results></NotificationOutcome>",
            registration.as_str().unwrap()
        )
    );
    assert_eq!(hub.deliveries()[0]["test"], true);

    for n in 0..30 {
        let device = json!({
            "installationId": format!("n{n}"), "platform": "apns", "pushChannel": format!("{n:02}"),
        });
        hub.install(&device);
    }
    assert!(test("test").body.contains("<Success>10</Success>"));
    assert_eq!(hub.deliveries().len(), 11);
}

#[test]
fn requests_that_the_service_refuses() {
    let hub = Hub::start(&[]);
    install_two_iphones(&hub);
    let at = |query: &str| {
        let mut request = apple();
        request.path = format!("/demo/messages{query}");
        request
    };
    let no_format = Request::new("POST", &format!("/demo/messages?{VERSION}")).body("{}");
    let tags = |expression: &str| apple().header("ServiceBusNotification-Tags", expression);
    let twenty_one: Vec<String> = (0..21).map(|n| format!("t{n}")).collect();
    for (what, request, message) in [
        ("unknown version", at("?api-version=1999-01"), "1999-01"),
        ("no format", no_format, "ServiceBusNotification-Format"),
        (
            "a format by substring",
            send("applesauce", "{}"),
            "applesauce",
        ),
        ("installation word", send("apns", "{}"), "apns"),
        ("no body", send("apple", ""), "empty"),
        (
            "not JSON",
            send("gcm", r#"{"message": "notification":{"#),
            "not JSON",
        ),
        ("not an object", send("apple", "[]"), "JSON object"),
        (
            "not UTF-8",
            send("apple", b"{\"a\":\"\xff\"}".to_vec()),
            "not JSON",
        ),
        (
            "fcmv1 envelope",
            send("fcmv1", "{\"data\":{}}"),
            "fcmv1-message",
        ),
        ("gcm to", send("gcm", "{\"to\":\"x\"}"), "gcm-receiver"),
        (
            "gcm ids",
            send("gcm", "{\"registration_ids\":[]}"),
            "gcm-receiver",
        ),
        ("template number", send("template", "{\"n\":1}"), "'n'"),
        (
            "WNS without type",
            send("windows", "<toast/>"),
            "X-WNS-Type",
        ),
        (
            "WNS not XML",
            send("windows", "<toast>").header("X-WNS-Type", "wns/toast"),
            "XML",
        ),
        ("empty tags", tags(" "), "empty"),
        ("bad expression", tags("a &&"), "column 5"),
        ("too many terms", tags(&twenty_one.join("||")), "20"),
        ("too many with and", tags("a&&b&&c&&d&&e&&f&&g"), "6"),
        ("long tag", tags(&"x".repeat(121)), "120"),
        (
            "direct to nobody",
            at("?api-version=2020-06&direct"),
            "ServiceBusNotification-DeviceHandle",
        ),
        (
            "expiry",
            apple().header("ServiceBusNotification-Apns-Expiry", "soon"),
            "soon",
        ),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{what}: {}", answer.body);
        assert!(answer.error().contains(message), "{what}: {}", answer.body);
    }
    let answer = hub.call(&send("apple", "{"));
    assert!(
        answer
            .error()
            .starts_with("The supplied notification payload is invalid")
    );
    assert!(hub.deliveries().is_empty());
}

#[test]
fn the_largest_message_and_one_byte_more() {
    let hub = Hub::start(&[]);
    let sized = |size: usize| {
        let filler = "x".repeat(size - r#"{"a":""}"#.len());
        send("apple", format!(r#"{{"a":"{filler}"}}"#))
    };
    assert_eq!(hub.call(&sized(65_536)).status, 201);
    for size in [65_537, 1 << 20] {
        let answer = hub.call(&sized(size));
        assert_eq!(answer.status, 413, "{size}");
        answer.error();
    }
    assert_eq!(hub.call(&apple()).status, 201);
}

#[test]
fn other_addresses_and_methods() {
    let hub = Hub::start(&[]);
    for (method, path, status) in [
        ("GET", "/demo/messages?api-version=2020-06", 405),
        ("POST", "/demo/installations/x?api-version=2020-06", 405),
        ("POST", "/demo/nothing?api-version=2020-06", 404),
        ("POST", "/demo?api-version=2020-06", 405),
        ("POST", "/?api-version=2020-06", 405),
        ("GET", "/demo/installations?api-version=2020-06", 404),
    ] {
        let answer = hub.call(&Request::new(method, path).policy(ROOT));
        assert_eq!(answer.status, status, "{method} {path}");
        answer.error();
    }
}

/// What a push service takes is its own: its limits decide the outcome (docs/payload-rules.md).
#[test]
fn what_the_push_service_does_not_take_is_not_delivered() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"}));
    let long = format!("{{\"aps\":{{\"alert\":\"{}\"}}}}", "x".repeat(4_978));
    for (body, rule, outcome) in [
        (long.as_str(), "apple-size", "InvalidNotificationSize"),
        (r#"{"data":{"message":"Hello!"}}"#, "apple-aps", "Dropped"),
        (r#"{"aps":{"badge":"1"}}"#, "apple-aps-types", "Dropped"),
    ] {
        let mut request = send("apple", body);
        request.path.push_str("&test");
        let answer = hub.call(&request);
        assert_eq!(answer.status, 201);
        assert_eq!(answer.header("x-emulator-rule"), rule);
        assert!(
            answer
                .body
                .contains("<Success>0</Success><Failure>1</Failure>")
                && answer
                    .body
                    .contains(&format!("<Outcome>{outcome}</Outcome>")),
            "{}",
            answer.body
        );
    }
    assert!(hub.deliveries().is_empty());
    let answer = hub.call(&apple());
    assert_eq!(answer.header("x-emulator-rule"), "");
    assert_eq!(hub.deliveries().len(), 1);
}
