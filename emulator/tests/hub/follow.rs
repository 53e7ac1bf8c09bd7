//! Deliveries as events, as they happen.

use crate::support::*;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What a browser's EventSource asks, and what it gets: numbers and deliveries.
struct Events(BufReader<TcpStream>);

impl Events {
    fn open(hub: &Hub, headers: &str) -> Events {
        let mut stream = TcpStream::connect(hub.authority()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "GET /_emulator/deliveries?follow HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{headers}\r\n",
            hub.authority()
        )
        .unwrap();
        let mut events = Events(BufReader::new(stream));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            events.0.read_line(&mut head).unwrap();
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(
            head.to_lowercase()
                .contains("content-type: text/event-stream"),
            "{head}"
        );
        events
    }

    /// The chunks of the body have their sizes between the lines.
    fn next(&mut self) -> (u64, Value) {
        let mut id = None;
        loop {
            let mut line = String::new();
            assert_ne!(
                self.0.read_line(&mut line).unwrap(),
                0,
                "the stream has ended"
            );
            if let Some(number) = line.strip_prefix("id: ") {
                id = Some(number.trim().parse().unwrap());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (id.unwrap(), serde_json::from_str(data).unwrap());
            }
        }
    }
}

#[test]
fn deliveries_are_told_as_they_happen() {
    let hub = Hub::start(&["--plain"]);
    for (id, handle) in [("a", "AA"), ("b", "BB")] {
        hub.install(&json!({"installationId": id, "platform": "apns", "pushChannel": handle}));
    }
    let mut early = Events::open(&hub, "");
    hub.call(&apple());
    let deliveries = hub.deliveries();
    assert_eq!(early.next(), (1, deliveries[0].clone()));
    assert_eq!(early.next(), (2, deliveries[1].clone()));
    // One that comes later gets what was before, and one that comes back what it has missed.
    assert_eq!(Events::open(&hub, "").next().0, 1);
    let mut again = Events::open(&hub, "Last-Event-ID: 1\r\n");
    assert_eq!(again.next(), (2, deliveries[1].clone()));
    // Numbers go on when the log is forgotten.
    hub.control("POST", "reset", "");
    hub.call(&apple().header("ServiceBusNotification-Tags", "$InstallationId:{b}"));
    for events in [&mut early, &mut again] {
        let (number, delivery) = events.next();
        assert_eq!((number, &delivery["installationId"]), (3, &json!("b")));
    }
    // More than goes into one piece, while nobody reads.
    for _ in 0..150 {
        hub.call(&apple());
    }
    let numbers: Vec<u64> = (0..300).map(|_| early.next().0).collect();
    assert_eq!(numbers, (4..304).collect::<Vec<_>>());
    drop((early, again));
    assert_eq!(hub.call(&apple()).status, 201);
}
