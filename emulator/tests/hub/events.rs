//! What a browser's EventSource asks, and what it gets.

use crate::support::Hub;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Events<R>(pub BufReader<R>);

#[derive(Debug, Default)]
pub struct Event {
    pub kind: String,
    pub id: Option<u64>,
    pub data: Value,
}

impl Events<TcpStream> {
    pub fn open(hub: &Hub, path: &str, headers: &str) -> Events<TcpStream> {
        let mut stream = TcpStream::connect(hub.authority()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n{headers}\r\n",
            hub.authority()
        )
        .unwrap();
        let mut events = Events(BufReader::new(stream));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(events.0.read_line(&mut head).unwrap(), 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(
            head.to_lowercase()
                .contains("content-type: text/event-stream"),
            "{head}"
        );
        events
    }
}

impl<R: Read> Events<R> {
    /// The chunks of the body have their sizes between the lines.
    pub fn next(&mut self) -> Event {
        let mut event = Event::default();
        loop {
            let mut line = String::new();
            assert_ne!(
                self.0.read_line(&mut line).unwrap(),
                0,
                "the stream has ended"
            );
            if let Some(kind) = line.strip_prefix("event: ") {
                event.kind = kind.trim().to_owned();
            }
            if let Some(number) = line.strip_prefix("id: ") {
                event.id = Some(number.trim().parse().unwrap());
            }
            if let Some(data) = line.strip_prefix("data: ") {
                event.data = serde_json::from_str(data).unwrap();
                return event;
            }
        }
    }

    /// The next, which has a number.
    pub fn delivery(&mut self) -> (u64, Value) {
        let event = self.next();
        (event.id.unwrap(), event.data)
    }

    /// What comes before the next event of this kind, and that one.
    pub fn until(&mut self, kind: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            events.push(self.next());
            if events.last().unwrap().kind == kind {
                return events;
            }
        }
    }
}
