//! What a tier has room for, and documents that are too large.

use crate::jobs::{blob, import, wait};
use crate::registrations::*;
use crate::support::*;
use serde_json::{Value, json};

fn tier(hub: &Hub, setting: Value) {
    let answer = hub.control("POST", "tier", &setting.to_string());
    assert_eq!(answer.status, 204, "{setting}: {}", answer.body);
}

fn device(id: &str) -> Value {
    json!({"installationId": id, "platform": "apns", "pushChannel": "AB"})
}

#[test]
fn each_tier_has_its_quotas() {
    let hub = Hub::start(&[]);
    for (name, devices, pushes) in [
        ("free", 500, json!(1_000_000)),
        ("basic", 200_000, json!(null)),
        ("standard", 10_000_000, json!(null)),
    ] {
        tier(&hub, json!({"tier": name}));
        let state: Value = serde_json::from_str(&hub.control("GET", "tier", "").body).unwrap();
        let expected = json!({"tier": name, "devices": devices, "pushes": pushes});
        assert_eq!(state, expected);
    }
    for wrong in [
        json!({"tier": "basic", "devices": -1}),
        json!({"devices": 1}),
    ] {
        let answer = hub.control("POST", "tier", &wrong.to_string());
        assert_eq!(answer.status, 400, "{wrong}");
    }
}

/// Of the namespace, and not of each hub. What is there can be written again.
#[test]
fn room_for_devices() {
    let hub = Hub::start(&["--hub", "demo", "--hub", "other"]);
    tier(&hub, json!({"tier": "standard", "devices": 3}));
    let elsewhere = Request::new("PUT", &format!("/other/installations/o?{VERSION}"));
    let elsewhere = elsewhere.policy(ROOT).body(device("o").to_string());
    assert_eq!(hub.call(&elsewhere).status, 200);
    hub.install(&device("a"));
    let put = |id: &str| registration("PUT", id).body(apple_entry("AB", "x"));
    assert_eq!(hub.call(&put("1-1-1")).status, 200);
    for request in [
        crate::support::put(&device("b")),
        put("1-1-2"),
        create(&apple_entry("AB", "x")),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 403);
        assert!(answer.error().contains("3 devices"), "{}", answer.body);
    }
    hub.install(&device("a"));
    assert_eq!(hub.call(&put("1-1-1")).status, 200);
    // An import is no way round it.
    let line = |id: &str| {
        format!(
            "<AppleRegistrationDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><RegistrationId>{id}</RegistrationId><DeviceToken>CD</DeviceToken></AppleRegistrationDescription>\n"
        )
    };
    hub.call(&blob("PUT", "in/rows.txt").body(line("1-1-1") + &line("1-1-3")));
    let answer = hub.call(&import("ImportUpsertRegistrations", "rows.txt"));
    let ended = wait(&hub, &one(&answer.body, "JobId"));
    let failed = format!("out/nh-emulator//demo/{}/Failed.txt", one(&ended, "JobId"));
    let failed = hub.call(&blob("GET", &failed)).body;
    assert!(
        failed.starts_with("2\tThe standard tier has room for 3 devices\t"),
        "{failed}"
    );
    // Room is made by who goes.
    assert_eq!(hub.call(&registration("DELETE", "1-1-1")).status, 200);
    assert_eq!(hub.call(&put("1-1-2")).status, 200);
    assert_eq!(hub.call(&put("1-1-1")).status, 403);
}

/// Each device of a notification is one; the month is that of the hub's clock.
#[test]
fn pushes_of_a_month() {
    let hub = Hub::start(&[]);
    let clock = |time: &str| {
        let setting = json!({"set": time, "frozen": true}).to_string();
        assert_eq!(hub.control("POST", "clock", &setting).status, 200);
    };
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    let apple = || apple().authorization(&token);
    hub.install(&device("a"));
    let mut other = device("b");
    other["pushChannel"] = json!("CD");
    hub.install(&other);
    clock("2030-01-31T12:00:00Z");
    tier(&hub, json!({"tier": "free", "pushes": 3}));
    assert_eq!(hub.call(&apple()).status, 201);
    // The last one may go beyond it.
    assert_eq!(hub.call(&apple()).status, 201);
    let answer = hub.call(&apple());
    assert_eq!(answer.status, 403);
    assert!(answer.error().contains("free tier"), "{}", answer.body);
    assert_eq!(hub.deliveries().len(), 4);
    clock("2030-02-01T00:00:00Z");
    assert_eq!(hub.call(&apple()).status, 201);
    tier(&hub, json!({"tier": "free", "pushes": 1}));
    assert_eq!(hub.call(&apple()).status, 403);
    hub.control("POST", "reset?all", "");
    assert_eq!(hub.call(&apple()).status, 201);
    tier(&hub, json!({"tier": "standard"}));
    assert_eq!(hub.call(&apple()).status, 201);
}

#[test]
fn documents_that_are_too_large() {
    let hub = Hub::start(&[]);
    hub.install(&device("a"));
    let filler = "x".repeat((1 << 20) + 1);
    let mut large = device("b");
    large["templates"] = json!({"t": {"body": json!({"data": {"a": filler}}).to_string()}});
    let patch = json!([{"op": "add", "path": "/tags", "value": filler}]).to_string();
    let hub_entry = format!(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><NotificationHubDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><UserMetadata>{filler}</UserMetadata></NotificationHubDescription></content></entry>"
    );
    for request in [
        crate::support::put(&large),
        installation_request("PATCH", "a").body(patch),
        create(&apple_entry("AB", &filler)),
        registration("PUT", "1-1-1").body(apple_entry("AB", &filler)),
        Request::new("POST", &format!("/demo/jobs?{VERSION}")).body(filler.clone()),
        Request::new("PUT", &format!("/large?{VERSION}"))
            .policy(ROOT)
            .body(hub_entry),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 413, "{} {}", request.method, request.path);
        answer.error();
    }
    assert_eq!(all(&hub.call(&list("")).body, "RegistrationId").len(), 1);
    for (request, status) in [
        (installation_request("GET", "b"), 404),
        (installation_request("GET", "a"), 200),
    ] {
        assert_eq!(hub.call(&request).status, status);
    }
    // Below that a template of an installation is as large as it is.
    let mut fits = large.clone();
    fits["templates"]["t"]["body"] = json!(json!({"data": {"a": &filler[..500_000]}}).to_string());
    assert_eq!(hub.call(&crate::support::put(&fits)).status, 200);
}

/// The installation says so until it gets another channel; its registrations stay as they are.
#[test]
fn an_expired_channel_marks_its_device() {
    let state = tempfile::TempDir::new().unwrap();
    let state = state.path().to_str().unwrap();
    let hub = Hub::start(&["--state-dir", state]);
    let expired = |hub: &Hub, id: &str| {
        let body = hub.call(&installation_request("GET", id)).body;
        let document: Value = serde_json::from_str(&body).unwrap();
        document["pushChannelExpired"].as_bool().unwrap()
    };
    let patch = |hub: &Hub, change: Value| {
        let patch = installation_request("PATCH", "a").body(json!([change]).to_string());
        assert_eq!(hub.call(&patch).status, 200);
    };
    let rule = |hub: &Hub, handle: &str, outcome: &str| {
        hub.control("DELETE", "pns", "");
        let rule = json!([{"handle": handle, "outcome": outcome}]).to_string();
        assert_eq!(hub.control("POST", "pns", &rule).status, 204);
    };
    for (id, channel) in [("a", "AB"), ("b", "CD")] {
        let mut device = device(id);
        device["pushChannel"] = json!(channel);
        device["templates"] = json!({"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}});
        hub.install(&device);
    }
    rule(&hub, "AB", "WrongToken");
    hub.call(&apple());
    assert!(!expired(&hub, "a"));
    rule(&hub, "AB", "ExpiredChannel");
    let before = hub.call(&list("")).body;
    hub.call(&apple());
    assert!(expired(&hub, "a") && !expired(&hub, "b"));
    let after = hub.call(&list("")).body;
    assert_eq!(all(&before, "ETag"), all(&after, "ETag"));
    assert_eq!(
        all(&before, "RegistrationId"),
        all(&after, "RegistrationId")
    );
    // What a client says of it is nothing, and what it does not change stays.
    patch(&hub, json!({"op": "add", "path": "/tags", "value": "x"}));
    assert!(expired(&hub, "a"));
    drop(hub);
    let hub = Hub::start(&["--state-dir", state]);
    assert!(expired(&hub, "a"));
    patch(
        &hub,
        json!({"op": "replace", "path": "/pushChannel", "value": "EF"}),
    );
    assert!(!expired(&hub, "a"));
    // By a template, and by its handle.
    rule(&hub, "EF", "ExpiredChannel");
    hub.call(&send("template", "{\"m\":\"x\"}"));
    assert!(expired(&hub, "a"));
    let mut claims = device("a");
    claims["pushChannelExpired"] = json!(true);
    hub.install(&claims);
    assert!(!expired(&hub, "a"));
    rule(&hub, "AB", "ExpiredChannel");
    let mut direct = apple().header("ServiceBusNotification-DeviceHandle", "ab");
    direct.path.push_str("&direct");
    assert_eq!(hub.call(&direct).status, 201);
    assert!(expired(&hub, "a"));
}
