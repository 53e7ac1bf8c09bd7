//! Faults in the head of the answer. The notification is queued by then,
//! unless the name says otherwise.

use notification_hubs::error::Status;
use serde_json::{Value, json};

use crate::fault::{By, Fault, Kind, Phase};
use crate::stage::scripted;
use crate::support::raw_server::CREATED;
use crate::wire::{Peer, script};

/// Heads that are none. A status in them is not to be trusted.
const NONSENSE: [(&str, &str); 5] = [
    ("a status that is no number", "HTTP/1.1 2o1 Created\r\n\r\n"),
    ("a status of two digits", "HTTP/1.1 20 Created\r\n\r\n"),
    ("another protocol's version", "HTTP/7.3 201 Created\r\n\r\n"),
    (
        "a header without a colon",
        "HTTP/1.1 201 Created\r\nwhat is this\r\n\r\n",
    ),
    (
        "a NUL in a header",
        "HTTP/1.1 201 Created\r\nX: a\0b\r\n\r\n",
    ),
];

/// Answers that the service does not give to a send, though their statuses are 2xx:
/// of a captive portal, or a proxy that intercepts. Another attempt meets the same.
const FOREIGN: [(&str, &str); 4] = [
    (
        "a page with 200",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    ),
    (
        "a page with 201",
        "HTTP/1.1 201 Created\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    ),
    (
        "JSON with 200",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    ),
    ("204", "HTTP/1.1 204 No Content\r\n\r\n"),
];

pub fn faults() -> Vec<Fault> {
    let by_hub = |kind, name: &str, rule: Value| {
        Fault::new(Phase::Head, kind, name, By::Hub(rule)).status(Status::Protocol)
    };
    let breaks_off = |kind, rule: &str, name: &str| {
        by_hub(kind, name, json!({"kind": rule, "at": "answer_head"})).status(Status::Network)
    };
    let mut faults = vec![
        breaks_off(Kind::Reset, "reset", "reset in the head"),
        breaks_off(Kind::Close, "close", "closed in the head"),
        breaks_off(
            Kind::Close,
            "cut",
            "cut in the head, without TLS's good-bye",
        ),
        by_hub(
            Kind::Close,
            "503 closed in its head",
            json!({"kind": "close", "at": "answer_head", "status": 503, "bytes": 40}),
        )
        .status(Status::Network),
        by_hub(
            Kind::Drip,
            "byte by byte, to its end",
            json!({"kind": "drip", "interval_ms": 1}),
        ),
        by_hub(
            Kind::Garbage,
            "no HTTP, not queued",
            json!({"kind": "garbage"}),
        ),
        by_hub(
            Kind::Garbage,
            "no HTTP, queued",
            json!({"kind": "garbage", "perform": true}),
        ),
        by_hub(
            Kind::Garbage,
            "endless headers",
            json!({"kind": "endless_head"}),
        ),
        by_hub(
            Kind::Garbage,
            "endless headers of a 503",
            json!({"kind": "endless_head", "status": 503}),
        ),
        by_script(Kind::Stall, "half a head, then nothing", |peer| {
            peer.write(&CREATED.as_bytes()[..CREATED.len() / 2])?;
            peer.stall()
        })
        .until_time_is_over(),
        by_script(Kind::Drip, "byte by byte, too slow", |peer| {
            let (begin, rest) = CREATED.as_bytes().split_at(10);
            peer.drip(begin)?;
            peer.time_is_over();
            peer.drip(&rest[..rest.len() - 1])?;
            peer.stall()
        })
        .until_time_is_over(),
        by_script(Kind::Drip, "headers without end, slowly", |peer| {
            peer.write(b"HTTP/1.1 201 Created\r\n")?;
            peer.time_is_over();
            loop {
                peer.drip(b"X: y\r\n")?;
            }
        })
        .until_time_is_over(),
    ];
    for (name, head) in NONSENSE {
        let play = move |peer: &mut Peer| {
            peer.write(head.as_bytes())?;
            peer.cut()
        };
        faults.push(by_script(Kind::Garbage, name, play).status(Status::Protocol));
    }
    for (name, answer) in FOREIGN {
        for is_queued in [false, true] {
            let script = script(move |peer| {
                peer.request()?;
                if is_queued {
                    peer.take();
                }
                peer.write(answer.as_bytes())?;
                peer.cut()
            });
            let queued = if is_queued { "queued" } else { "not queued" };
            let name = format!("{name}, {queued}");
            faults.push(
                Fault::new(Phase::Head, Kind::Garbage, name, scripted(script))
                    .status(Status::Protocol)
                    .useless_to_repeat(),
            );
        }
    }
    faults
}

/// The server does this when it has taken the notification.
fn by_script(
    kind: Kind,
    name: &str,
    then: impl Fn(&mut Peer) -> std::io::Result<()> + Send + Sync + 'static,
) -> Fault {
    let script = script(move |peer| {
        peer.request()?;
        peer.take();
        then(peer)
    });
    Fault::new(Phase::Head, kind, name, scripted(script))
}
