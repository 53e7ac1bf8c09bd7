//! A whole scenario goes from one hub to another.

use crate::registrations::*;
use crate::support::*;
use serde_json::{Value, json};
use std::fs;

fn export(hub: &Hub) -> String {
    let mut command = emulator();
    let command = command.arg("export").arg("--env-file").arg(hub.env_file());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What can be seen of it.
fn shown(hub: &Hub) -> Vec<Value> {
    ["devices", "pns", "tier", "clock"]
        .map(|name| serde_json::from_str(&hub.control("GET", name, "").body).unwrap())
        .into()
}

#[test]
fn from_one_hub_to_another() {
    let hub = Hub::start(&["--hub", "demo", "--hub", "other"]);
    let clock = json!({"set": "2030-01-01T00:00:00Z", "frozen": true}).to_string();
    hub.control("POST", "clock", &clock);
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    let device = json!({
        "installationId": "phone", "userId": "ann", "platform": "apns", "pushChannel": "AB",
        "tags": ["vip"], "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
    });
    for request in [
        put(&device),
        registration("PUT", "1-2-3").body(entry(
            "GcmTemplate",
            "<Tags>a</Tags><GcmRegistrationId>g&lt;</GcmRegistrationId><BodyTemplate><![CDATA[{\"a\":\n\"$(m)\"}]]></BodyTemplate><TemplateName/>",
        )),
    ] {
        let answer = hub.call(&request.authorization(&token));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let mut later = apple().header(
        "ServiceBusNotification-ScheduleTime",
        "2030-01-02T00:00:00Z",
    );
    later.path = format!("/demo/schedulednotifications?{VERSION}");
    assert_eq!(hub.call(&later.authorization(&token)).status, 201);
    // A rule that has done its work is none any more, and one that has done half of it is half.
    let faults = json!([
        {"method": "DELETE", "kind": "status", "status": 500, "times": 1},
        {"method": "GET", "kind": "status", "status": 503, "times": 3},
    ]);
    hub.control("POST", "faults", &faults.to_string());
    for method in ["DELETE", "GET"] {
        let request = installation_request(method, "phone").authorization(&token);
        assert!(hub.call(&request).status >= 500);
    }
    hub.control(
        "POST",
        "pns",
        r#"[{"handle": "AB", "outcome": "ExpiredChannel"}]"#,
    );
    hub.control("POST", "tier", r#"{"tier": "standard", "devices": 7}"#);
    assert_eq!(hub.call(&apple().authorization(&token)).status, 201);

    let scenario = export(&hub);
    assert!(!scenario.contains(hub.part(FULL, "SharedAccessKey")));
    let file = hub.folder.path().join("scenario.json");
    fs::write(&file, &scenario).unwrap();
    let again = Hub::start(&["--import", file.to_str().unwrap()]);
    assert_eq!(shown(&again), shown(&hub));
    let devices = &shown(&again)[0];
    assert_eq!(devices[0]["pushChannelExpired"], true);
    let rules: Value = serde_json::from_str(&again.control("GET", "faults", "").body).unwrap();
    assert_eq!(
        (rules.as_array().unwrap().len(), &rules[0]["remaining"]),
        (1, &json!(2))
    );
    // The same once more, but for the ids that installations' registrations get.
    assert_eq!(export(&again), scenario);
    assert_eq!(again.control("POST", "faults", "[]").status, 204);
    again.control("DELETE", "faults", "");
    again.control("DELETE", "pns", "");
    let token = again.token(FULL, again.env("NH_URL"), 4_000_000_000);
    let get = registration("GET", "1-2-3").authorization(&token);
    let read = again.call(&get).body;
    assert!(read.contains("<TemplateName></TemplateName>"), "{read}");
    assert!(again.deliveries().is_empty());
    again.control("POST", "clock", "{\"advance_ms\":86400000}");
    let delivered = again.deliveries();
    assert_eq!(delivered.len(), 1);
    assert_eq!(delivered[0]["installationId"], "phone");
    let other = Request::new("GET", &format!("/other/registrations?{VERSION}"));
    let root = again.token(ROOT, again.env("NH_URL"), 4_000_000_000);
    assert_eq!(again.call(&other.authorization(&root)).status, 200);
}

#[test]
fn into_a_hub_that_runs() {
    let hub = Hub::start(&[]);
    let scenario = json!({
        "hubs": {"demo": {"installations": [
            {"installationId": "d", "platform": "gcm", "pushChannel": "g", "tags": ["a"]},
        ]}},
        "pns": [{"outcome": "Dropped", "times": 1}],
    });
    assert_eq!(
        hub.control("POST", "scenario", &scenario.to_string())
            .status,
        204
    );
    assert_eq!(hub.call(&installation_request("GET", "d")).status, 200);
    // All or nothing, and where the fault is.
    for (document, fault) in [
        (json!([]), ""),
        (json!({"hub": {}}), "hub"),
        (json!({"hubs": {"a/b": {}}}), "hub"),
        (
            json!({"hubs": {"demo": {"installations": [
                {"installationId": "e", "platform": "gcm", "pushChannel": "g"},
                {"installationId": "f", "platform": "s3cret", "pushChannel": "g"},
            ]}}}),
            "installation 2",
        ),
        (
            json!({"hubs": {"demo": {"registrations": ["<s3cret/>"]}}}),
            "registration 1",
        ),
        (json!({"hubs": {"demo": {"scheduled": [{}]}}}), ""),
        (json!({"faults": [{"kind": "explode"}]}), "faults"),
        (json!({"pns": [{}]}), "pns"),
        (json!({"tier": {"tier": "gold"}}), "tier"),
        (json!({"clock": {"set": "noon"}}), "clock"),
    ] {
        let answer = hub.control("POST", "scenario", &document.to_string());
        assert_eq!(answer.status, 400, "{document}");
        assert!(answer.body.contains(fault), "{document}: {}", answer.body);
        assert!(!answer.body.contains("s3cret"), "{}", answer.body);
    }
    assert_eq!(hub.call(&installation_request("GET", "e")).status, 404);
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("bad.json");
    fs::write(&file, "{\"hubs\":").unwrap();
    for file in [&file, &folder.path().join("none")] {
        let output = emulator().arg("--import").arg(file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(file.to_str().unwrap()), "{said}");
    }
}

/// One that waits, as an export has it; the time in seconds.
fn waiting(id: &str, due: i64) -> Value {
    json!({
        "id": id, "due": due * 1_000_000_000, "enqueued": 0, "trackingId": "t",
        "apiVersion": "2020-06", "headers": [["servicebusnotification-format", "apple"]],
        "body": "eyJhcHMiOnsiYWxlcnQiOiJ4In19",
    })
}

fn of_hub(content: Value) -> String {
    json!({"hubs": {"demo": content}}).to_string()
}

/// 2030-01-01.
const NEW_YEAR: i64 = 1_893_456_000;

fn set_clock(hub: &Hub, time: &str) {
    let clock = json!({"set": time, "frozen": true}).to_string();
    assert_eq!(hub.control("POST", "clock", &clock).status, 200);
}

#[test]
fn what_is_refused_has_changed_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let state = folder.path().join("state");
    let start = ["--state-dir", state.to_str().unwrap()];
    let before = {
        let hub = Hub::start(&start);
        let device = json!({"installationId": "d", "platform": "apns", "pushChannel": "AA"});
        let kept =
            of_hub(json!({"installations": [device], "scheduled": [waiting("w", NEW_YEAR)]}));
        assert_eq!(hub.control("POST", "scenario", &kept).status, 204);
        let before = export(&hub);
        for (name, wrong) in [
            ("pns", json!([{"handle": "a", "outcome": "Nonsense"}])),
            ("faults", json!([{"kind": "explode"}])),
            ("tier", json!({"tier": "gold"})),
            ("clock", json!({"set": "12345-01-01T00:00:00Z"})),
            ("hubs", json!({"new": {"scheduled": [{}]}})),
        ] {
            let mut scenario = json!({
                "clock": {"set": "2031-01-01T00:00:00Z"}, "tier": {"tier": "free"},
                "faults": [{"kind": "reset"}], "pns": [{"outcome": "Dropped"}],
                "hubs": {"new": {}},
            });
            scenario[name] = wrong;
            let answer = hub.control("POST", "scenario", &scenario.to_string());
            assert_eq!(answer.status, 400, "{name}");
            assert_eq!(export(&hub), before, "{name}");
        }
        before
    };
    let file = folder.path().join("bad.json");
    fs::write(
        &file,
        r#"{"clock":{"set":"2031-01-01T00:00:00Z"},"pns":[{"handle":"a","outcome":"Nonsense"}]}"#,
    )
    .unwrap();
    let output = emulator()
        .args(start)
        .arg("--import")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(export(&Hub::start(&start)), before);
}

#[test]
fn what_is_due_by_then_is_sent_when_all_is_there() {
    let hub = Hub::start(&[]);
    let kept = of_hub(json!({"scheduled": [waiting("old", NEW_YEAR - 60)]}));
    assert_eq!(hub.control("POST", "scenario", &kept).status, 204);
    let scenario = json!({
        "clock": {"set": "2030-01-01T00:00:00Z", "frozen": true},
        "hubs": {"demo": {
            "installations": [{
                "installationId": "d", "platform": "apns", "pushChannel": "AA",
                "expirationTime": "2030-02-01T00:00:00Z",
            }],
            "scheduled": [waiting("new", NEW_YEAR - 30), waiting("later", NEW_YEAR + 1)],
        }},
    });
    let told = hub.control("POST", "scenario", &scenario.to_string());
    assert_eq!(told.status, 204, "{}", told.body);
    let ids = |hub: &Hub| -> Vec<Value> {
        let all = hub.deliveries();
        all.iter()
            .map(|one| one["notificationId"].clone())
            .collect()
    };
    assert_eq!(ids(&hub), ["old", "new"]);
    // Into a hub whose time is later than the scenario's, where the device has expired.
    set_clock(&hub, "2040-01-01T00:00:00Z");
    assert!(hub.control("GET", "devices", "").body.contains("[]"));
    hub.control("POST", "reset", "");
    let told = hub.control("POST", "scenario", &scenario.to_string());
    assert_eq!(told.status, 204, "{}", told.body);
    assert_eq!(ids(&hub), ["new"]);
    set_clock(&hub, "2030-01-01T00:00:01Z");
    assert_eq!(ids(&hub), ["new", "later"]);
}

#[test]
fn what_waits_is_checked_as_what_is_sent() {
    let hub = Hub::start(&[]);
    let changed = |member: &str, value: Value| {
        let mut one = waiting("zz", NEW_YEAR);
        one[member] = value;
        one
    };
    for (wrong, fault) in [
        (changed("id", json!("")), "its id"),
        (changed("id", json!("a/b")), "its id"),
        (changed("headers", json!([["bad name", "\n"]])), "a header"),
        (changed("headers", json!([["a", "\n"]])), "a header"),
        (
            changed("headers", json!([])),
            "ServiceBusNotification-Format",
        ),
        (changed("body", json!("%%%")), "base64"),
        (changed("body", json!("bm8ganNvbg==")), "2: "),
        (
            changed(
                "headers",
                json!([
                    ["servicebusnotification-format", "apple"],
                    ["servicebusnotification-tags", "a &&"],
                ]),
            ),
            "tag expression",
        ),
    ] {
        let scenario = of_hub(json!({"scheduled": [waiting("good", NEW_YEAR), wrong]}));
        let answer = hub.control("POST", "scenario", &scenario);
        assert_eq!(answer.status, 400, "{scenario}");
        let told = [fault, "scheduled notification 2: "];
        assert!(
            told.iter().all(|text| answer.body.contains(text)),
            "{}",
            answer.body
        );
    }
    assert!(!export(&hub).contains("good"));
}

/// The later time of two with one id counts, and holds up no other.
#[test]
fn what_waits_can_come_again_with_another_time() {
    let hub = Hub::start(&[]);
    let device = json!({"installationId": "d", "platform": "apns", "pushChannel": "AA"});
    let all = [
        waiting("a", NEW_YEAR),
        waiting("b", NEW_YEAR + 1),
        waiting("a", NEW_YEAR + 2),
    ];
    let scenario = of_hub(json!({"installations": [device], "scheduled": all}));
    assert_eq!(hub.control("POST", "scenario", &scenario).status, 204);
    for (time, sent) in [
        ("2030-01-01T00:00:00Z", 0),
        ("2030-01-01T00:00:01Z", 1),
        ("2030-01-01T00:00:02Z", 2),
    ] {
        set_clock(&hub, time);
        assert_eq!(hub.deliveries().len(), sent, "{time}");
    }
    assert!(!export(&hub).contains("trackingId"));
}

/// As a hub may be whose tier was changed after they came.
#[test]
fn more_devices_than_the_tier_has_room_for() {
    let hub = Hub::start(&[]);
    for (id, handle) in [("a", "AA"), ("b", "BB"), ("c", "CC")] {
        hub.install(&json!({"installationId": id, "platform": "apns", "pushChannel": handle}));
    }
    hub.control("POST", "tier", r#"{"tier": "free", "devices": 2}"#);
    let scenario = export(&hub);
    let again = Hub::start(&[]);
    assert_eq!(again.control("POST", "scenario", &scenario).status, 204);
    assert_eq!(export(&again), scenario);
    let more = json!({"installationId": "d", "platform": "apns", "pushChannel": "DD"});
    assert_eq!(again.call(&put(&more)).status, 403);
}
