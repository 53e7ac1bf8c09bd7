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
            "installationId": id, "platform": "apns", "pushChannel": id,
            "templates": {"t": {"body": "{}"}},
        }));
    }
    hub.install(&json!({
        "installationId": "b", "platform": "apns", "pushChannel": "b2",
        "templates": {"t": {"body": "{}"}},
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
