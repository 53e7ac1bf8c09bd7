use crate::jobs;
use crate::management::{hub_request, put_hub};
use crate::registrations::{all, apple_entry, create, entry, list, one, registration};
use crate::support::*;
use serde_json::json;
use std::io::Write;
use tempfile::TempDir;

fn start(folder: &TempDir, listen: &str) -> Hub {
    let folder = folder.path().to_str().unwrap();
    Hub::start(&["--state-dir", folder, "--listen", listen])
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = TempDir::new().unwrap();
    let mut hub = start(&folder, "127.0.0.1:0");
    let listen = hub.authority().replace("localhost", "127.0.0.1");
    let key = hub.env(FULL).to_owned();
    let ca = std::fs::read(hub.env("NH_CA_FILE")).unwrap();
    for id in ["a", "b", "c"] {
        hub.install(&json!({
            "installationId": id, "platform": "apns", "pushChannel": format!("0{id}"),
            "templates": {"t": {"body": "{\"aps\":{}}"}},
        }));
    }
    hub.install(&json!({
        "installationId": "b", "platform": "apns", "pushChannel": "b2",
        "templates": {"t": {"body": "{\"aps\":{}}"}},
    }));
    hub.call(&installation_request("DELETE", "c"));
    let before = hub.call(&installation_request("GET", "b")).body;
    hub.call(&send("template", "{}"));
    let deliveries = hub.deliveries();
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();
    // As a crash in the middle of a write would leave it: the change was never acknowledged.
    let journal = folder.path().join("hub-demo.jsonl");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&journal)
        .unwrap();
    file.write_all(b"{\"delete\":{\"installa").unwrap();
    drop(file);

    let hub = start(&folder, &listen);
    assert_eq!(hub.env(FULL), key);
    assert_eq!(std::fs::read(hub.env("NH_CA_FILE")).unwrap(), ca);
    assert_eq!(hub.call(&installation_request("GET", "b")).body, before);
    assert_eq!(hub.call(&installation_request("GET", "c")).status, 404);
    hub.call(&send("template", "{}"));
    let ids = |deliveries: &[serde_json::Value]| -> Vec<String> {
        let mut ids: Vec<String> = deliveries
            .iter()
            .map(|d| format!("{} {}", d["installationId"], d["registrationId"]))
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&hub.deliveries()), ids(&deliveries));
    hub.call(&Request::new("POST", "/_emulator/reset?all").anonymous());
    drop(hub);

    let hub = start(&folder, &listen);
    assert_eq!(hub.call(&installation_request("GET", "a")).status, 404);
}

#[test]
fn the_request_log_survives_kill_9() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("requests.jsonl");
    let arguments = ["--plain", "--request-log", file.to_str().unwrap()];
    let mut hub = Hub::start(&arguments);
    let rules = json!([{"kind": "reset", "perform": true, "skip": 1, "times": 1}]);
    hub.control("POST", "faults", &rules.to_string());
    assert_eq!(hub.call(&apple()).status, 201);
    assert!(hub.try_call(&apple()).is_err());
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();
    drop(hub);

    let hub = Hub::start(&arguments);
    assert_eq!(hub.call(&send("nonsense", "{}")).status, 400);
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let seen =
        |name: &str| -> Vec<&serde_json::Value> { lines.iter().map(|line| &line[name]).collect() };
    assert_eq!(seen("queued"), [true, true, false]);
    assert_eq!(
        seen("status"),
        [json!(201), json!(null), json!(400)].each_ref()
    );
    assert_eq!(
        seen("fault"),
        [json!(null), json!("reset"), json!(null)].each_ref()
    );
    // The rest is as in the log in memory, whose last entry is the same request's.
    let mut shown = hub.requests().pop().unwrap();
    let members = shown.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with("answer"));
    assert_eq!(Some(&shown), lines.last());
}

#[test]
fn one_hub_to_a_state_directory() {
    let folder = TempDir::new().unwrap();
    let _hub = start(&folder, "127.0.0.1:0");
    let output = emulator()
        .arg("--state-dir")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another nh-emulator"));
}

#[test]
fn a_damaged_state_is_told() {
    let folder = TempDir::new().unwrap();
    drop(start(&folder, "127.0.0.1:0"));
    for (file, content) in [("hub-demo.jsonl", "nonsense\n"), ("keys.json", "{}")] {
        let path = folder.path().join(file);
        let before = std::fs::read(&path).unwrap();
        std::fs::write(&path, content).unwrap();
        let output = emulator()
            .arg("--state-dir")
            .arg(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(file), "{message}");
        std::fs::write(&path, before).unwrap();
    }
}

#[test]
fn registrations_jobs_and_hubs_survive_kill_9() {
    let folder = TempDir::new().unwrap();
    let mut hub = start(&folder, "127.0.0.1:0");
    let listen = hub.authority().replace("localhost", "127.0.0.1");
    // Created, updated, deleted; with several lines in a body; derived, and one of those deleted.
    hub.call(&create(&apple_entry("AA", "a")));
    hub.call(&registration("PUT", "1-1-1").body(apple_entry("BB", "b")));
    hub.call(&registration("PUT", "1-1-1").body(apple_entry("CC", "c")));
    hub.call(&registration("PUT", "2-1-1").body(apple_entry("DD", "d")));
    hub.call(&registration("DELETE", "2-1-1"));
    hub.call(&create(&entry(
        "GcmTemplate",
        "<PushVariables>{\"a\":\"1\"}</PushVariables><GcmRegistrationId>g</GcmRegistrationId><BodyTemplate><![CDATA[{\n\"a\":\"]]]]><![CDATA[>\"}]]></BodyTemplate><TemplateName>t</TemplateName>",
    )));
    let device = json!({
        "installationId": "d", "platform": "gcm", "pushChannel": "g",
        "templates": {"t": {"body": "{}"}, "u": {"body": "{}"}},
    });
    hub.install(&device);
    hub.install(&device);
    let ids = all(&hub.call(&list("")).body, "RegistrationId");
    hub.call(&registration("DELETE", ids.last().unwrap()));
    let patch = installation_request("PATCH", "d")
        .body("[{\"op\":\"add\",\"path\":\"/tags\",\"value\":\"patched\"}]");
    assert_eq!(hub.call(&patch).status, 200);
    // The write brought it back, under a new id.
    let ids = all(&hub.call(&list("")).body, "RegistrationId");
    assert_eq!(ids.len(), 6);
    hub.call(&registration("DELETE", ids.last().unwrap()));
    let ended = one(
        &hub.call(&jobs::job("ExportRegistrations", "")).body,
        "JobId",
    );
    let before = jobs::wait(&hub, &ended);
    assert_eq!(
        hub.call(&put_hub("Late", "<RegistrationTtl>P7D</RegistrationTtl>"))
            .status,
        201
    );
    assert_eq!(hub.call(&put_hub("Gone", "")).status, 201);
    assert_eq!(hub.call(&hub_request("DELETE", "Gone")).status, 200);
    let late = hub.call(&hub_request("GET", "Late")).body;
    let registrations = hub.call(&list("")).body;
    // One that has not begun by then.
    let pending = one(
        &hub.call(&jobs::job("ExportRegistrations", "")).body,
        "JobId",
    );
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();

    let without_times = |xml: &str| {
        let now = one(xml.split("<entry").next().unwrap(), "updated");
        xml.replace(&now, "")
    };
    // Twice, so that what was written anew at the start is read too.
    for _ in 0..2 {
        let hub = start(&folder, &listen);
        let again = hub.call(&list("")).body;
        assert_eq!(without_times(&again), without_times(&registrations));
        let description = |xml: &str| one(xml, "OutputContainerUri") + &one(xml, "UpdatedAt");
        assert_eq!(description(&jobs::wait(&hub, &ended)), description(&before));
        assert_eq!(one(&jobs::wait(&hub, &pending), "Status"), "Completed");
        let output = format!("out/nh-emulator//demo/{ended}/Output.txt");
        let rows = hub.call(&jobs::blob("GET", &output)).body;
        assert_eq!(rows.lines().count(), 5, "{rows}");
        assert_eq!(hub.call(&hub_request("GET", "Late")).body, late);
        let gone = hub.call(&hub_request("GET", "Gone")).body;
        assert!(gone.starts_with("<feed"), "{gone}");
    }
}

/// What is replaced again and again does not fill the disk.
#[test]
fn a_journal_stays_in_proportion() {
    let folder = TempDir::new().unwrap();
    let hub = start(&folder, "127.0.0.1:0");
    let journal = folder.path().join("hub-demo.jsonl");
    // A template of some size, written until the file would be much larger than it may be.
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(200_000));
    let device = json!({
        "installationId": "d", "platform": "gcm", "pushChannel": "g",
        "templates": {"t": {"body": body}},
    });
    let mut largest = 0;
    for _ in 0..100 {
        hub.install(&device);
        largest = largest.max(std::fs::metadata(&journal).unwrap().len());
    }
    assert!(largest < 9 << 20, "{largest}");
    hub.install(&json!({"installationId": "e", "platform": "gcm", "pushChannel": "g"}));
    drop(hub);
    let hub = start(&folder, "127.0.0.1:0");
    assert_eq!(hub.call(&installation_request("GET", "d")).status, 200);
    assert_eq!(hub.call(&installation_request("GET", "e")).status, 200);
}
