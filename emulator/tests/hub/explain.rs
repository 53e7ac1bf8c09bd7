//! "Nothing arrived": why.

use crate::support::*;
use serde_json::{Value, json};

fn explain(hub: &Hub, query: &str) -> Value {
    let answer = hub.control("GET", &format!("explain{query}"), "");
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Device, result and reason of each row.
fn rows(explanation: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = explanation["devices"].as_array().unwrap().iter();
    rows.map(|row| {
        let device = match &row["installationId"] {
            Value::Null => &row["deviceHandle"],
            id => id,
        };
        (text(device), text(&row["result"]), text(&row["why"]))
    })
    .collect()
}

fn row(device: &str, result: &str, why: &str) -> (String, String, String) {
    (device.to_owned(), result.to_owned(), why.to_owned())
}

fn devices(hub: &Hub) {
    for (id, platform, handle, tags) in [
        ("ann", "apns", "AA", json!(["vip"])),
        ("bob", "apns", "BB", json!(["vip", "muted"])),
        ("cyd", "apns", "CC", json!([])),
        ("dan", "gcm", "d", json!(["vip"])),
        ("eve", "apns", "EE", json!(["vip"])),
        ("twin", "apns", "AA", json!(["vip"])),
    ] {
        hub.install(&json!({
            "installationId": id, "platform": platform, "pushChannel": handle, "tags": tags,
        }));
    }
}

#[test]
fn who_got_it_and_who_did_not() {
    let hub = Hub::start(&[]);
    devices(&hub);
    let rule = json!([{"handle": "EE", "outcome": "WrongToken"}]).to_string();
    hub.control("POST", "pns", &rule);
    let request = apple().header("ServiceBusNotification-Tags", "vip && !muted");
    let answer = hub.call(&request.header("TrackingId", "my-own-id"));
    assert_eq!(answer.status, 201);
    let id = answer.header("location").split('/').next_back().unwrap();
    let id = id.split('?').next().unwrap();
    let explanation = explain(&hub, "");
    assert_eq!(
        rows(&explanation),
        [
            row("ann", "delivered", ""),
            row(
                "bob",
                "not matched",
                "it has the tag 'muted', which is excluded"
            ),
            row("cyd", "not matched", "it has no tag 'vip'"),
            row("dan", "not meant", "apple does not reach gcm"),
            row(
                "eve",
                "refused",
                "WrongToken: a rule for push services says so (/_emulator/pns)"
            ),
            row(
                "twin",
                "skipped",
                "another registration has its handle, and a device gets it once"
            ),
        ]
    );
    let summary = "Registrations: 6, 1 got it, 1 refused by the push service, 1 skipped, 2 without the tags, 1 of another kind than its format.";
    assert_eq!(explanation["summary"], summary);
    assert_eq!(explanation["tagExpression"], "vip && !muted");
    assert_eq!(explanation["request"]["trackingId"], "my-own-id");
    // The same by either id, and when others came after it.
    hub.call(&send("gcm", "{\"data\":{\"a\":\"b\"}}"));
    for query in [
        "?request=my-own-id".to_owned(),
        format!("?notification={id}"),
    ] {
        assert_eq!(explain(&hub, &query), explanation, "{query}");
    }
    let last = explain(&hub, "");
    assert_eq!(rows(&last)[3], row("dan", "delivered", ""));
    assert_eq!(
        rows(&last)[0],
        row("ann", "not meant", "gcm does not reach apple")
    );

    let output = emulator()
        .args(["explain", id, "--env-file"])
        .arg(hub.env_file())
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(&lines[..2], [summary, "Tags: vip && !muted"]);
    assert_eq!(lines[2], "DEVICE  PLATFORM  RESULT       WHY");
    assert_eq!(
        lines[4],
        "bob     apple     not matched  it has the tag 'muted', which is excluded"
    );
    assert_eq!(lines.len(), 9);
}

#[test]
fn the_wrong_kind_and_the_wrong_tags_are_told_together() {
    let hub = Hub::start(&[]);
    devices(&hub);
    hub.call(&send("gcm", r#"{"data":{"a":"b"}}"#).header("ServiceBusNotification-Tags", "muted"));
    let rows = rows(&explain(&hub, ""));
    let why = |device: &str| rows.iter().find(|row| row.0 == device).unwrap().2.clone();
    assert_eq!(
        why("ann"),
        "gcm does not reach apple; besides, it has no tag 'muted'"
    );
    assert_eq!(why("bob"), "gcm does not reach apple");
    assert_eq!(why("dan"), "it has no tag 'muted'");
}

#[test]
fn rules_templates_and_handles() {
    let hub = Hub::start(&[]);
    devices(&hub);
    hub.install(&json!({
        "installationId": "tpl", "platform": "apns", "pushChannel": "FF",
        "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
    }));
    hub.call(&send(
        "apple",
        json!({"aps": {"alert": "x".repeat(5000)}}).to_string(),
    ));
    let large = rows(&explain(&hub, ""));
    let why = "InvalidNotificationSize: its payload breaks the rule apple-size: Apple takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest";
    assert_eq!(large[0], row("ann", "refused", why));
    let template = large.iter().filter(|(device, ..)| device == "tpl");
    let template: Vec<&str> = template.map(|(_, result, _)| result.as_str()).collect();
    assert_eq!(template, ["refused", "not meant"]);
    hub.call(&send("template", "{\"m\":\"x\"}"));
    let explanation = explain(&hub, "");
    let results = rows(&explanation);
    let delivered = results
        .iter()
        .filter(|(_, result, _)| result == "delivered")
        .count();
    assert_eq!((delivered, results.len()), (1, 8));
    assert_eq!(results[0].2, "a template send reaches templates");
    // A direct send is about its handle alone, whoever's that is.
    for (handle, device) in [("CC", "cyd"), ("1234", "1234")] {
        let mut direct = apple().header("ServiceBusNotification-DeviceHandle", handle);
        direct.path.push_str("&direct");
        hub.call(&direct);
        let explanation = explain(&hub, "");
        assert_eq!(rows(&explanation), [row(device, "delivered", "")]);
        let summary = "It went to handles. Registrations: 1, 1 got it.";
        assert_eq!(explanation["summary"], summary);
    }
}

#[test]
fn what_never_became_a_notification() {
    let hub = Hub::start(&[]);
    let summary = |query: &str| explain(&hub, query)["summary"].as_str().unwrap().to_owned();
    assert_eq!(hub.control("GET", "explain", "").status, 404);
    let answer = hub.call(&apple().header("ServiceBusNotification-Tags", "a &&"));
    let refused =
        "It was refused with 400: The tag expression is wrong: a tag was expected at column 5";
    assert_eq!(summary(""), refused);
    let id = answer.header("trackingid").to_owned();
    hub.call(&apple().policy(LISTEN));
    let lacking = "It was refused with 403: the policy of its token lacks the right.";
    assert_eq!(summary(""), lacking);
    assert_eq!(summary(&format!("?request={id}")), refused);
    hub.call(&apple().authorization("Bearer x"));
    assert!(summary("").starts_with("It was refused with 401: MalformedToken"));
    let rules = json!([{"kind": "status", "status": 429, "times": 1, "name": "busy"}]).to_string();
    hub.control("POST", "faults", &rules);
    hub.call(&apple());
    assert!(
        summary("").starts_with("The fault rule 'busy' hit it. It was"),
        "{}",
        summary("")
    );
    let rules = json!([{"kind": "status", "status": 500, "perform": true, "times": 1}]);
    hub.control("POST", "faults", &rules.to_string());
    hub.call(&apple());
    let performed = "The fault rule 'status' hit its request. It went to everybody.";
    assert!(summary("").starts_with(performed), "{}", summary(""));
    hub.control("POST", "tier", "{\"tier\":\"basic\"}");
    let mut later = apple().header(
        "ServiceBusNotification-ScheduleTime",
        "2099-01-01T00:00:00Z",
    );
    later.path = format!("/demo/schedulednotifications?{VERSION}");
    hub.call(&later);
    assert!(summary("").contains("basic tier"), "{}", summary(""));
    hub.control("POST", "tier", "{\"tier\":\"standard\"}");
    let clock = r#"{"set":"2098-12-31T00:00:00Z","frozen":true}"#;
    hub.control("POST", "clock", clock);
    let token = hub.token(FULL, hub.env("NH_URL"), 4_102_444_800);
    let mut later = apple().header(
        "ServiceBusNotification-ScheduleTime",
        "2099-01-01T00:00:00Z",
    );
    later.path = format!("/demo/schedulednotifications?{VERSION}");
    let answer = hub.call(&later.authorization(&token));
    assert_eq!(answer.status, 201);
    assert_eq!(
        summary(""),
        "It is scheduled for 2099-01-01T00:00:00.000Z, and the hub's clock says 2098-12-31T00:00:00.000Z."
    );
    let location = answer.header("location");
    let path = location.strip_prefix(hub.env("NH_URL")).unwrap();
    let cancel = Request::new("DELETE", path).authorization(&token);
    assert_eq!(hub.call(&cancel).status, 200);
    let id = path
        .split('/')
        .next_back()
        .unwrap()
        .split('?')
        .next()
        .unwrap();
    let canceled = summary(&format!("?notification={id}"));
    assert_eq!(canceled, "It was scheduled, and canceled before its time.");
    assert_eq!(hub.control("GET", "explain?request=nobody", "").status, 404);
    let output = emulator()
        .args(["explain", "nobody", "--env-file"])
        .arg(hub.env_file())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("No such request or notification"), "{said}");
    // Whoever looks for it finds it.
    let addresses = hub.control("GET", "explanation", "");
    assert_eq!(addresses.status, 404);
    assert!(addresses.body.contains(" explain"), "{}", addresses.body);
}
