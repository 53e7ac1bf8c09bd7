//! Deliveries as events, as they happen.

use crate::events::Events;
use crate::other_clients::have;
use crate::support::*;
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// curl follows by HTTP/2.
fn curl(hub: &Hub, arguments: &[&str]) -> (Child, Events<ChildStdout>) {
    let mut command = Command::new("curl");
    command
        .args(["-sS", "-N", "-i", "--noproxy", "*", "--max-time", "60"])
        .args(arguments)
        .arg(format!("{}/_emulator/deliveries?follow", hub.env("NH_URL")));
    if !hub.env("NH_CA_FILE").is_empty() {
        command.args(["--cacert", hub.env("NH_CA_FILE")]);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut events = Events(BufReader::new(child.stdout.take().unwrap()));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(events.0.read_line(&mut head).unwrap(), 0, "{head}");
    }
    assert!(head.starts_with("HTTP/2 200"), "{head}");
    assert!(head.contains("\r\ncontent-type: text/event-stream"));
    assert!(!head.contains("content-length"), "{head}");
    (child, events)
}

fn follow(hub: &Hub, headers: &str) -> Events<TcpStream> {
    Events::open(hub, "/_emulator/deliveries?follow", headers)
}

#[test]
fn http2_tells_them_too() {
    if !have("curl") {
        return;
    }
    for (start, by_http2) in [
        (&[][..], "--http2"),
        (&["--plain"], "--http2-prior-knowledge"),
    ] {
        let hub = Hub::start(start);
        hub.install(&json!({"installationId": "a", "platform": "apns", "pushChannel": "AA"}));
        let (mut early, mut events) = curl(&hub, &[by_http2]);
        for number in 1..=3 {
            hub.call(&apple());
            let delivery = hub.deliveries().remove(number - 1);
            assert_eq!(events.delivery(), (number as u64, delivery));
        }
        let (mut late, mut missed) = curl(&hub, &[by_http2, "-H", "Last-Event-ID: 2"]);
        assert_eq!(missed.delivery().0, 3);
        // More than a client's window takes, while nobody reads.
        let payload = json!({"aps": {"alert": "x".repeat(3900)}}).to_string();
        for _ in 0..150 {
            hub.call(&send("apple", payload.as_str()));
        }
        let numbers: Vec<u64> = (0..150).map(|_| events.delivery().0).collect();
        assert_eq!(numbers, (4..154).collect::<Vec<_>>());
        for child in [&mut early, &mut late] {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert_eq!(hub.call(&apple()).status, 201);
    }
}

#[test]
fn deliveries_are_told_as_they_happen() {
    let hub = Hub::start(&["--plain"]);
    for (id, handle) in [("a", "AA"), ("b", "BB")] {
        hub.install(&json!({"installationId": id, "platform": "apns", "pushChannel": handle}));
    }
    let mut early = follow(&hub, "");
    hub.call(&apple());
    let deliveries = hub.deliveries();
    assert_eq!(early.delivery(), (1, deliveries[0].clone()));
    assert_eq!(early.delivery(), (2, deliveries[1].clone()));
    // One that comes later gets what was before, and one that comes back what it has missed.
    assert_eq!(follow(&hub, "").delivery().0, 1);
    let mut again = follow(&hub, "Last-Event-ID: 1\r\n");
    assert_eq!(again.delivery(), (2, deliveries[1].clone()));
    // Numbers go on when the log is forgotten.
    hub.control("POST", "reset", "");
    hub.call(&apple().header("ServiceBusNotification-Tags", "$InstallationId:{b}"));
    for events in [&mut early, &mut again] {
        let (number, delivery) = events.delivery();
        assert_eq!((number, &delivery["installationId"]), (3, &json!("b")));
    }
    // More than goes into one piece, while nobody reads.
    for _ in 0..150 {
        hub.call(&apple());
    }
    let numbers: Vec<u64> = (0..300).map(|_| early.delivery().0).collect();
    assert_eq!(numbers, (4..304).collect::<Vec<_>>());
    drop((early, again));
    assert_eq!(hub.call(&apple()).status, 201);
}
