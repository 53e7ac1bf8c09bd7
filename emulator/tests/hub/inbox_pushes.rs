//! What was sent, what of it a device missed, what waits, and the token to send with.

use crate::support::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

const PAYLOAD: &str = r#"{"data":{"a":"b"}}"#;

pub fn inbox(hub: &Hub, address: &str) -> Value {
    let answer = hub.control("GET", &format!("inbox/{address}"), "");
    assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn rows(page: &Value) -> &Vec<Value> {
    page["rows"].as_array().unwrap()
}

fn members<'a>(row: &'a Value, names: &[&str]) -> Vec<&'a Value> {
    names.iter().map(|name| &row[name]).collect()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn device(hub: &Hub, id: &str, platform: &str, handle: &str, tags: &[&str]) {
    hub.install(&json!({
        "installationId": id, "platform": platform, "pushChannel": handle, "tags": tags,
    }));
}

fn gcm(tags: &str) -> Request {
    send("gcm", PAYLOAD).header("ServiceBusNotification-Tags", tags)
}

fn direct(handle: &str) -> Request {
    let mut request = send("gcm", PAYLOAD).header("ServiceBusNotification-DeviceHandle", handle);
    request.path.push_str("&direct");
    request
}

/// By their hour, with the clock of the hub set to the first hour of 2030.
fn schedule(hub: &Hub, hour: u32) -> Answer {
    let mut request = gcm("vip")
        .header(
            "ServiceBusNotification-ScheduleTime",
            &format!("2030-01-01T{hour:02}:00:00Z"),
        )
        .authorization(&hub.token(FULL, hub.env("NH_URL"), 1_900_000_000));
    request.path = format!("/demo/schedulednotifications?{VERSION}");
    let answer = hub.call(&request);
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer
}

fn id_of(answer: &Answer) -> String {
    let location = answer.header("location");
    let path = location.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

#[test]
fn each_request_and_each_scheduled_one_that_went() {
    let hub = Hub::start(&["--plain", "--hub", "demo", "--hub", "Other Hub"]);
    assert_eq!(
        inbox(&hub, "pushes"),
        json!({"total": 0, "from": 0, "rows": []})
    );
    device(&hub, "ann", "gcm", "a", &["vip"]);
    device(&hub, "bob", "gcm", "b", &["vip"]);
    hub.control(
        "POST",
        "pns",
        r#"[{"handle": "b", "outcome": "WrongToken"}]"#,
    );
    let sent = hub.call(&gcm("vip && !muted").header("TrackingId", "mine"));
    hub.call(&gcm("vip &&"));
    hub.control(
        "POST",
        "faults",
        r#"[{"kind": "reset", "perform": true, "times": 1, "name": "lost"}]"#,
    );
    assert!(
        hub.try_call(&gcm("vip").header("TrackingId", "mine"))
            .is_err()
    );
    hub.call(&direct("a"));
    let mut other = send("gcm", PAYLOAD);
    other.path = format!("/other%20HUB/messages?{VERSION}&test");
    assert_eq!(hub.call(&other.policy(ROOT)).status, 201);

    let page = inbox(&hub, "pushes");
    assert_eq!(members(&page, &["total", "from"]), [5, 0]);
    let rows = rows(&page);
    let first = &rows[0];
    assert_eq!(
        members(
            first,
            &[
                "index",
                "number",
                "hub",
                "method",
                "trackingId",
                "status",
                "format",
                "tagExpression",
                "refusal",
                "fault"
            ]
        ),
        [
            &json!(0),
            &json!(0),
            &json!("demo"),
            &json!("POST"),
            &json!("mine"),
            &json!(201),
            &json!("gcm"),
            &json!("vip && !muted"),
            &Value::Null,
            &Value::Null
        ]
    );
    assert_eq!(first["target"], format!("/demo/messages?{VERSION}"));
    assert_eq!(first["notificationId"], id_of(&sent));
    assert_eq!(
        members(first, &["delivered", "refused", "direct", "test"]),
        [&json!(1), &json!(1), &json!(false), &json!(false)]
    );
    assert_eq!(first["summary"], "1 got it, 1 refused by the push service.");
    let refused =
        "It was refused with 400: The tag expression is wrong: a tag was expected at column 7";
    assert_eq!(rows[1]["summary"], refused);
    assert_eq!(
        members(&rows[1], &["notificationId", "delivered", "refused"]),
        [&Value::Null, &json!(0), &json!(0)]
    );
    // The notification of a lost answer is known, also where another has its tracking id.
    assert_eq!(
        members(&rows[2], &["fault", "status", "delivered"]),
        [&json!("lost"), &Value::Null, &json!(1)]
    );
    assert_ne!(rows[2]["notificationId"], rows[0]["notificationId"]);
    assert!(
        rows[2]["summary"]
            .as_str()
            .unwrap()
            .starts_with("The fault rule 'lost' hit its request. 1 got it")
    );
    assert_eq!(rows[3]["direct"], true);
    assert_eq!(
        members(&rows[4], &["hub", "test", "summary"]),
        [&json!("Other Hub"), &json!(true), &json!("Nobody got it.")]
    );

    let of_hub = inbox(&hub, "pushes?hub=OTHER%20hub");
    assert_eq!(of_hub["total"], 1);
    assert_eq!(members(&of_hub["rows"][0], &["index", "number"]), [0, 4]);
    let newest = inbox(&hub, "pushes?limit=2");
    assert_eq!(members(&newest, &["total", "from"]), [5, 3]);
    assert_eq!(newest["rows"][0]["index"], 3);
    let part = inbox(&hub, "pushes?from=1&limit=2");
    assert_eq!(members(&part["rows"][1], &["index", "number"]), [2, 2]);
    for wrong in ["pushes?hub=none", "pushes?from=x"] {
        let status = hub.control("GET", &format!("inbox/{wrong}"), "").status;
        assert_eq!(
            status,
            if wrong.ends_with('x') { 400 } else { 404 },
            "{wrong}"
        );
    }
    hub.control("POST", "reset", "");
    assert_eq!(inbox(&hub, "pushes")["total"], 0);
}

#[test]
fn scheduled_ones_wait_and_go() {
    let hub = Hub::start(&["--plain"]);
    device(&hub, "ann", "gcm", "a", &["vip"]);
    device(&hub, "bob", "gcm", "b", &[]);
    hub.control(
        "POST",
        "clock",
        r#"{"set":"2030-01-01T00:00:00Z","frozen":true}"#,
    );
    let late = schedule(&hub, 9);
    let early = schedule(&hub, 3);
    let canceled = schedule(&hub, 5);
    let path = canceled
        .header("location")
        .strip_prefix(hub.env("NH_URL"))
        .unwrap();
    let token = hub.token(FULL, hub.env("NH_URL"), 1_900_000_000);
    hub.call(&Request::new("DELETE", path).authorization(&token));

    let waiting = inbox(&hub, "scheduled?hub=demo");
    assert_eq!(waiting["total"], 2);
    assert_eq!(
        rows(&waiting)[0],
        json!({
            "index": 0, "hub": "demo", "id": id_of(&early), "due": "2030-01-01T03:00:00.000Z",
            "format": "gcm", "tagExpression": "vip", "payload": PAYLOAD,
        })
    );
    assert_eq!(rows(&waiting)[1]["id"], id_of(&late));
    let second = inbox(&hub, "scheduled?from=1&limit=1");
    assert_eq!(rows(&second)[0]["id"], id_of(&late));

    let summaries = |hub: &Hub| -> Vec<String> {
        let page = inbox(hub, "pushes");
        let rows = rows(&page).iter();
        rows.map(|row| row["summary"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        summaries(&hub),
        [
            "It is scheduled for 2030-01-01T09:00:00.000Z.",
            "It is scheduled for 2030-01-01T03:00:00.000Z.",
            "It was scheduled, and canceled before its time.",
        ]
    );
    // Nobody has missed it yet.
    assert!(rows(&inbox(&hub, "missed?hub=demo&device=i:bob")).is_empty());
    hub.control(
        "POST",
        "clock",
        r#"{"set":"2030-01-01T04:00:00Z","frozen":true}"#,
    );
    let page = inbox(&hub, "pushes");
    let went = &rows(&page)[3];
    assert_eq!(page["total"], 4);
    assert_eq!(rows(&page)[1]["summary"], "It was scheduled, and went.");
    assert_eq!(
        members(&rows(&page)[1], &["delivered", "scheduledFor"]),
        [&Value::Null, &json!("2030-01-01T03:00:00.000Z")]
    );
    assert_eq!(
        members(went, &["method", "target", "status", "delivered"]),
        [&Value::Null, &Value::Null, &Value::Null, &json!(1)]
    );
    assert_eq!(went["notificationId"], id_of(&early));
    assert_eq!(went["time"], "2030-01-01T04:00:00.000Z");
    let missed = inbox(&hub, "missed?hub=demo&device=i:bob");
    assert_eq!(rows(&missed).len(), 1);
    assert_eq!(rows(&missed)[0]["index"], 3);
}

#[test]
fn what_a_device_missed_and_why() {
    let hub = Hub::start(&["--plain"]);
    device(&hub, "ann", "gcm", "a", &["vip", "muted"]);
    device(&hub, "bob", "gcm", "b", &["vip"]);
    device(&hub, "twin", "gcm", "a", &["vip", "muted"]);
    hub.control(
        "POST",
        "pns",
        r#"[{"handle": "a", "outcome": "WrongToken", "times": 1}]"#,
    );
    hub.call(&gcm("vip"));
    hub.call(&gcm("VIP && ! muted"));
    hub.call(&send("apple", r#"{"aps":{"alert":"hi"}}"#));
    hub.call(&gcm("vip").policy(LISTEN));
    hub.control(
        "POST",
        "faults",
        r#"[{"kind": "status", "status": 429, "times": 1, "name": "busy"}]"#,
    );
    hub.call(&gcm("muted"));
    // Those that it got, or that are others' business.
    hub.call(&gcm("vip"));
    hub.call(&direct("b"));
    hub.call(&direct("a"));
    let long = json!({"data": {"a": "x".repeat(5000)}}).to_string();
    hub.call(&send("gcm", long).header("ServiceBusNotification-Tags", "muted"));

    let reasons = |device: &str| -> Vec<(String, String)> {
        let page = inbox(&hub, &format!("missed?hub=DEMO&device={}", encoded(device)));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let rows = rows(&page).iter();
        rows.map(|row| (text(&row["result"]), text(&row["why"])))
            .collect()
    };
    let reason = |result: &str, why: &str| (result.to_owned(), why.to_owned());
    let busy = reason(
        "fault",
        "The fault rule 'busy' hit it. It was answered with 429, and no notification came of it.",
    );
    let refused = reason(
        "request refused",
        "It was refused with 403: the policy of its token lacks the right.",
    );
    let foreign = reason("not meant", "apple does not reach gcm");
    assert_eq!(
        reasons("i:ann"),
        [
            reason(
                "refused",
                "InvalidNotificationSize: its payload breaks the rule gcm-size: GCM takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest"
            ),
            busy.clone(),
            refused.clone(),
            foreign.clone(),
            reason("not matched", "it has the tag 'muted', which is excluded"),
            reason(
                "refused",
                "WrongToken: a rule for push services says so (/_emulator/pns)"
            ),
        ]
    );
    assert_eq!(
        reasons("i:bob"),
        [
            reason("not matched", "it has no tag 'muted'"),
            busy.clone(),
            refused.clone(),
            foreign.clone()
        ]
    );
    let meant = inbox(&hub, "missed?hub=demo&device=i:bob&meant");
    let meant: Vec<&Value> = rows(&meant).iter().map(|row| &row["result"]).collect();
    assert_eq!(meant, ["not matched", "fault", "request refused"]);
    let skipped = reason(
        "skipped",
        "another registration has its handle, and a device gets it once",
    );
    let twin = reasons("i:twin");
    assert_eq!(
        (&twin[0], &twin[1], &twin[6]),
        (&skipped, &skipped, &skipped)
    );
    assert_eq!(twin.len(), 7);

    let page = inbox(&hub, "missed?hub=demo&device=i:ann&limit=5");
    assert_eq!(rows(&page).len(), 5);
    assert_eq!(
        rows(&page)[4]["pieces"],
        json!([{"text": "VIP", "tag": true, "has": true}, {"text": " && ! "}, {"text": "muted", "tag": true, "has": true}])
    );
    // Also of a request that the hub refused.
    assert_eq!(
        rows(&page)[2]["pieces"],
        json!([{"text": "vip", "tag": true, "has": true}])
    );
    assert_eq!(rows(&page)[3]["pieces"], Value::Null);
    assert_eq!(
        members(&rows(&page)[2], &["index", "status", "tagExpression"]),
        [&json!(3), &json!(403), &json!("vip")]
    );
    for (wrong, status) in [
        ("device=i:ann", 400),
        ("hub=demo", 400),
        ("hub=none&device=i:ann", 404),
        ("hub=demo&device=i:nobody", 404),
        ("hub=demo&device=r:nobody", 404),
        ("hub=demo&device=ann", 400),
    ] {
        let answer = hub.control("GET", &format!("inbox/missed?{wrong}"), "");
        assert_eq!(answer.status, status, "{wrong}: {}", answer.body);
    }
}

/// What tells most of why counts for a device that is registered several times.
#[test]
fn a_device_with_templates_and_one_that_nobody_registered() {
    let hub = Hub::start(&["--plain"]);
    hub.install(&json!({
        "installationId": "ann", "platform": "gcm", "pushChannel": "a", "tags": ["en"],
        "templates": {
            "small": {"body": "{\"data\":{\"a\":\"$(m)\"}}", "tags": ["vip"]},
        },
    }));
    let template = |tags: &str, text: String| {
        let request = send("template", json!({"m": text}).to_string());
        let answer = hub.call(&request.header("ServiceBusNotification-Tags", tags));
        assert_eq!(answer.status, 201);
    };
    template("de", "hello".to_owned());
    template("vip", "x".repeat(5000));
    hub.call(&send("gcm", PAYLOAD).header(
        "ServiceBusNotification-Tags",
        "vip && en && $InstallationId:{bob}",
    ));
    hub.control(
        "POST",
        "pns",
        r#"[{"handle": "z", "outcome": "ExpiredChannel"}]"#,
    );
    hub.call(&direct("z"));
    let missed = inbox(&hub, "missed?hub=demo&device=i:ann");
    let results: Vec<&str> = rows(&missed)
        .iter()
        .map(|row| row["result"].as_str().unwrap())
        .collect();
    assert_eq!(results, ["not matched", "refused", "not matched"]);
    assert_eq!(
        rows(&missed)[0]["pieces"][0],
        json!({"text": "vip", "tag": true, "has": false})
    );
    assert_eq!(
        rows(&missed)[0]["pieces"][4],
        json!({"text": "$InstallationId:{bob}", "tag": true, "has": false})
    );
    assert_eq!(rows(&missed)[2]["why"], "it has no tag 'de'");
    let unregistered = inbox(&hub, "missed?hub=demo&device=h:gcm:z");
    let whys: Vec<&str> = rows(&unregistered)
        .iter()
        .map(|row| row["why"].as_str().unwrap())
        .collect();
    let nobody = "nobody has registered this handle";
    assert_eq!(
        whys,
        [
            "ExpiredChannel: a rule for push services says so (/_emulator/pns)",
            nobody,
            nobody,
            nobody
        ]
    );
}

#[test]
fn a_token_for_the_public_interface() {
    for arguments in [&["--hub", "My Hub"][..], &["--plain", "--hub", "My Hub"]] {
        let hub = Hub::start(arguments);
        let access = inbox(&hub, "token?hub=my%20hub");
        let base = format!("{}/My%20Hub", hub.env("NH_URL"));
        let text = |name: &str| access[name].as_str().unwrap();
        assert_eq!(
            (text("url"), text("apiVersion")),
            (base.as_str(), "2020-06")
        );
        let path = base.strip_prefix(hub.env("NH_URL")).unwrap();
        let request = |method, below: &str| {
            Request::new(method, &format!("{path}/{below}?{VERSION}")).authorization(text("token"))
        };
        let sent = hub.call(
            &request("POST", "messages")
                .header("ServiceBusNotification-Format", "gcm")
                .body(PAYLOAD),
        );
        assert_eq!(sent.status, 201, "{}", sent.body);
        assert_eq!(hub.call(&request("GET", "registrations")).status, 200);
        // For an hour of the hub's clock.
        hub.control("POST", "clock", r#"{"advance_ms": 3590000}"#);
        assert_eq!(hub.call(&request("GET", "registrations")).status, 200);
        hub.control("POST", "clock", r#"{"advance_ms": 20000}"#);
        assert_eq!(hub.call(&request("GET", "registrations")).status, 401);
        assert_eq!(hub.control("GET", "inbox/token", "").status, 400);
        assert_eq!(hub.control("GET", "inbox/token?hub=none", "").status, 404);
        // A page from elsewhere gets none.
        let foreign = Request::new("GET", "/_emulator/inbox/token?hub=my%20hub").anonymous();
        assert_eq!(
            hub.call(&foreign.header("Origin", "http://evil.example"))
                .status,
            403
        );
    }
}
