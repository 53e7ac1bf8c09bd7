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
