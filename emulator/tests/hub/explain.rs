//! Why a notification arrived, or did not.

use crate::support::*;
use serde_json::{Value, json};

fn explain(hub: &Hub, question: &str) -> Value {
    let path = format!("/_emulator/explain?{question}");
    let answer = hub.call(&Request::new("GET", &path).anonymous());
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Device and why, of one of the two lists.
fn reasons(explained: &Value, list: &str) -> Vec<(String, String)> {
    let list = explained[list].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |one: &Value| (text(&one["installationId"]), text(&one["why"]));
    list.iter().map(of).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(device, why): &(&str, &str)| ((*device).to_owned(), (*why).to_owned());
    expected.iter().map(owned).collect()
}

fn to(tags: &str, payload: &str) -> Request {
    send("apple", payload).header("ServiceBusNotification-Tags", tags)
}

fn phones(hub: &Hub) {
    for (id, handle, tags) in [
        ("ann", "A1", vec!["vip", "en"]),
        ("bob", "B1", vec!["vip", "de"]),
        ("cid", "C1", vec!["en", "blocked"]),
    ] {
        hub.install(&json!({
            "installationId": id, "platform": "apns", "pushChannel": handle, "tags": tags,
        }));
    }
    hub.install(&json!({
        "installationId": "dan", "platform": "fcmv1", "pushChannel": "D", "tags": ["vip", "en"],
    }));
    hub.install(&json!({
        "installationId": "eve", "platform": "apns", "pushChannel": "E1",
        "templates": {"news": {"body": r#"{"aps":{"alert":"$(text)"}}"#}},
    }));
}

const HI: &str = r#"{"aps":{"alert":"hi"}}"#;

#[test]
fn the_operand_that_was_false_is_named() {
    let hub = Hub::start(&[]);
    phones(&hub);
    assert_eq!(hub.call(&to("vip && en", HI)).status, 201);
    let explained = explain(&hub, "");
    assert_eq!(
        explained["summary"],
        "A notification in the format apple for vip && en: 1 registrations match, 1 devices have \
         it, 4 devices do not match."
    );
    assert_eq!(explained["format"], "apple");
    assert_eq!(
        reasons(&explained, "matched"),
        pairs(&[("ann", "it was handed to its push service")])
    );
    assert_eq!(
        reasons(&explained, "notMatched"),
        pairs(&[
            ("bob", "it has no tag en"),
            ("cid", "it has no tag vip"),
            (
                "dan",
                "it is a device of fcmv1, and the notification is in the format apple"
            ),
            ("eve", "it has no tag vip"),
        ])
    );
    hub.call(&to("en && !(vip || blocked)", HI));
    let of_cid = explain(&hub, "device=cid");
    assert_eq!(
        reasons(&of_cid, "notMatched"),
        pairs(&[("cid", "!(vip || blocked) is false: vip || blocked is true")])
    );
    // By the id that telemetry knows, and by the request's.
    let by_id = explain(
        &hub,
        &format!(
            "notification={}",
            explained["notificationId"].as_str().unwrap()
        ),
    );
    assert_eq!(by_id["tagExpression"], "vip && en");
    let by_request = explain(
        &hub,
        &format!("request={}", explained["trackingId"].as_str().unwrap()),
    );
    assert_eq!(by_request["notificationId"], explained["notificationId"]);
}

#[test]
fn what_stopped_it_at_a_device_that_matched() {
    let hub = Hub::start(&[]);
    phones(&hub);
    hub.control(
        "POST",
        "pns",
        r#"[{"handle":"B*","outcome":"ExpiredChannel"}]"#,
    );
    hub.call(&apple());
    let explained = explain(&hub, "device=bob");
    assert_eq!(explained["matched"][0]["outcome"], "ExpiredChannel");
    assert_eq!(
        reasons(&explained, "matched")[0].1,
        "its push service answered ExpiredChannel, as a rule of /_emulator/pns has it"
    );
    hub.call(&send("apple", r#"{"alert":"no aps"}"#));
    let broken = explain(&hub, "device=ann");
    assert_eq!(broken["matched"][0]["rule"], "apple-aps");
    assert!(
        broken["summary"]
            .as_str()
            .unwrap()
            .contains(" 0 devices have it")
    );
    // The same handle twice.
    hub.install(&json!({"installationId": "ann2", "platform": "apns", "pushChannel": "A1"}));
    hub.call(&apple());
    let twice = explain(&hub, "");
    let outcomes: Vec<&Value> = twice["matched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["outcome"])
        .collect();
    assert!(outcomes.contains(&&json!("Skipped")), "{outcomes:?}");
}

#[test]
fn templates_handles_and_later_devices() {
    let hub = Hub::start(&[]);
    phones(&hub);
    hub.call(&send("template", r#"{"text":"hi"}"#));
    let explained = explain(&hub, "");
    assert_eq!(reasons(&explained, "matched").len(), 1);
    assert_eq!(explained["matched"][0]["template"], "news");
    assert_eq!(
        reasons(&explained, "notMatched")[0],
        (
            "ann".to_owned(),
            "a template notification reaches devices by their templates, and this has none"
                .to_owned()
        )
    );
    let mut direct = apple().header("ServiceBusNotification-DeviceHandle", "A1");
    direct.path.push_str("&direct");
    assert_eq!(hub.call(&direct).status, 201);
    assert_eq!(
        reasons(&explain(&hub, "device=bob"), "notMatched")[0].1,
        "the send is direct: only the handles that it names get it"
    );
    hub.call(&apple());
    hub.install(&json!({"installationId": "new", "platform": "apns", "pushChannel": "F1"}));
    assert_eq!(
        reasons(&explain(&hub, "device=F1"), "notMatched")[0].1,
        "it was registered or changed after this was sent"
    );
}

#[test]
fn requests_that_sent_nothing() {
    let hub = Hub::start(&[]);
    let ask = |id: &str| {
        explain(&hub, &format!("request={id}"))["summary"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    hub.call(
        &apple()
            .header("TrackingId", "one")
            .authorization("Bearer x"),
    );
    assert!(
        ask("one").contains("(401): its token was refused"),
        "{}",
        ask("one")
    );
    hub.call(&send("apple", "no json").header("TrackingId", "two"));
    assert!(ask("two").contains("(400): what it asks for is not as it must be"));
    hub.control(
        "POST",
        "faults",
        r#"[{"path":"/*/messages","kind":"status","status":503,"times":1}]"#,
    );
    hub.call(&apple().header("TrackingId", "three"));
    assert!(
        ask("three").contains("a rule of faults"),
        "{}",
        ask("three")
    );
    for question in [
        "",
        "notification=none",
        "request=none",
        "notification=a&request=b",
    ] {
        let path = format!("/_emulator/explain?{question}");
        let status = hub.call(&Request::new("GET", &path).anonymous()).status;
        assert!(status == 404 || status == 400, "{question}: {status}");
    }
}

#[test]
fn what_waits_for_its_time() {
    let hub = Hub::start(&[]);
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    hub.control("POST", "clock", r#"{"set":"2029-12-31T00:00:00Z"}"#);
    let mut later = apple().header("ServiceBusNotification-ScheduleTime", "2030-01-01T00:00:00");
    later.path = format!("/demo/schedulednotifications?{VERSION}");
    let answer = hub.call(&later.authorization(&token));
    assert_eq!(answer.status, 201, "{answer:?}");
    let location = answer.header("location");
    let (_, id) = location.split_once("/schedulednotifications/").unwrap();
    let id = id.split('?').next().unwrap();
    let explained = explain(&hub, &format!("notification={id}"));
    assert_eq!(
        explained["summary"],
        "It waits for its time, 2030-01-01T00:00:00.000Z: nobody has it yet."
    );
    let path = format!("/demo/schedulednotifications/{id}?{VERSION}");
    let cancel = hub.call(&Request::new("DELETE", &path).authorization(&token));
    assert_eq!(cancel.status, 200, "{cancel:?}");
    let explained = explain(&hub, &format!("notification={id}"));
    assert_eq!(explained["summary"], "It was cancelled before its time.");
}

#[test]
fn the_command() {
    let hub = Hub::start(&["--plain"]);
    phones(&hub);
    hub.call(&to("vip && en", HI));
    let run = |arguments: &[&str]| {
        let mut command = emulator();
        command
            .arg("explain")
            .args(arguments)
            .arg("--env-file")
            .arg(hub.env_file());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (status, text, _) = run(&[]);
    assert_eq!(status, Some(0));
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "ann  apple  Success     it was handed to its push service",
            "bob  apple  not for it  it has no tag en",
            "cid  apple  not for it  it has no tag vip",
            "dan  fcmv1  not for it  it is a device of fcmv1, and the notification is in the format apple",
            "eve  apple  not for it  it has no tag vip",
        ]
    );
    let (_, json, _) = run(&["--json", "--device", "bob"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["notMatched"].as_array().unwrap().len(), 1);
    let (status, _, error) = run(&["--notification", "none"]);
    assert_eq!(status, Some(1));
    assert!(error.contains("is not known"), "{error}");
}
