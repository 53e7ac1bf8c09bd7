//! Faults in the body of the answer. Its status has been said by then, and
//! counts.

use serde_json::{Value, json};

use crate::fault::{By, Fault, Kind, Phase};
use crate::stage::scripted;
use crate::wire::{Peer, script};

/// Taken, refused, refused for the moment, and nobody knows.
const STATUSES: [u16; 4] = [201, 400, 503, 500];

/// What leaves in doubt where the body ends. The status stands before all doubt.
const DOUBTS: [(&str, &str); 5] = [
    ("a length that is no number", "Content-Length: many\r\n"),
    ("two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n"),
    (
        "a length and chunks",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    ),
    ("another encoding", "Transfer-Encoding: gzip, chunked\r\n"),
    ("no length", ""),
];

pub fn faults() -> Vec<Fault> {
    let mut faults = Vec::new();
    for status in STATUSES {
        let mut by_hub = |kind, name: &str, mut rule: Value| {
            if status == 201 {
                // The hub's own answer.
            } else {
                rule["status"] = json!(status);
                rule["perform"] = json!(status == 500);
            }
            let name = format!("{status}, {name}");
            faults.push(Fault::new(Phase::Body, kind, name, By::Hub(rule)));
        };
        let broken = |rule: &str| json!({"kind": rule, "at": "answer_body"});
        by_hub(Kind::Reset, "reset", broken("reset"));
        by_hub(Kind::Close, "closed", broken("close"));
        by_hub(Kind::Close, "cut without TLS's good-bye", broken("cut"));
        by_hub(
            Kind::Close,
            "truncated chunks",
            json!({"kind": "truncated_chunked"}),
        );
        by_hub(
            Kind::Close,
            "shorter than announced",
            json!({"kind": "wrong_length", "length_delta": 10}),
        );
        by_hub(
            Kind::Garbage,
            "longer than announced",
            json!({"kind": "wrong_length", "length_delta": -5}),
        );
        by_hub(
            Kind::Garbage,
            "malformed chunks",
            json!({"kind": "malformed_chunked"}),
        );
        by_hub(Kind::Garbage, "endless", json!({"kind": "endless_body"}));
        by_hub(
            Kind::Garbage,
            "huge",
            json!({"kind": "huge_body", "bytes": 5_000_000}),
        );
        by_hub(Kind::Drip, "byte by byte, to its end", {
            json!({"kind": "drip", "interval_ms": 1})
        });
        for (name, fields) in DOUBTS {
            let head = format!("HTTP/1.1 {status} x\r\n{fields}\r\nhello");
            faults.push(scripted_answer(
                status,
                Kind::Garbage,
                name,
                head,
                Peer::cut,
            ));
        }
        faults.push(by_script(
            status,
            Kind::Stall,
            "half a body, then nothing",
            |peer| peer.stall(),
        ));
        faults.push(by_script(
            status,
            Kind::Drip,
            "byte by byte, too slow",
            |peer| {
                peer.time_is_over();
                peer.drip(&[b'x'; 90])?;
                peer.stall()
            },
        ));
    }
    for (name, body) in [
        (
            "markup that is cut off",
            "<Error><Code>503</Code><Detail>it is",
        ),
        (
            "another Code in it",
            "<Error><Code>201</Code><Detail>fine</Detail></Error>",
        ),
        ("no text", "\u{0}\u{1}\u{fffd}\r\n\u{7f}"),
    ] {
        for status in [400, 503, 500] {
            let rule = json!({"kind": "status", "status": status, "body": body});
            let name = format!("{status}, {name}");
            faults.push(Fault::new(Phase::Body, Kind::Garbage, name, By::Hub(rule)));
        }
    }
    faults
}

/// A body of a hundred bytes, of which so far ten came.
fn by_script(
    status: u16,
    kind: Kind,
    name: &str,
    then: impl Fn(&mut Peer) -> std::io::Result<()> + Send + Sync + 'static,
) -> Fault {
    let head = format!("HTTP/1.1 {status} x\r\nContent-Length: 100\r\n\r\n0123456789");
    scripted_answer(status, kind, name, head, then).until_time_is_over()
}

/// This answer, and what comes after it.
fn scripted_answer(
    status: u16,
    kind: Kind,
    name: &str,
    head: String,
    then: impl Fn(&mut Peer) -> std::io::Result<()> + Send + Sync + 'static,
) -> Fault {
    let script = script(move |peer| {
        peer.request()?;
        if matches!(status, 201 | 500) {
            peer.take();
        }
        peer.answer(&head)?;
        then(peer)
    });
    let name = format!("{status}, {name}");
    Fault::new(Phase::Body, kind, name, scripted(script))
}
