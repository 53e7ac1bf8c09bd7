//! Faults between the request's last byte and the answer's first.

use std::io;

use serde_json::json;

use crate::fault::{By, Fault, Kind, Lasting, Phase};
use crate::kept::{Second, second_send};
use crate::stage::{Scene, listener, scripted};
use crate::support::raw_server::CREATED;
use crate::wire::{Peer, script};

/// Who connects anew is served well, so that these cannot last.
const ONCE: &[Lasting] = &[Lasting::Once];
const INTERIM: &[u8] = b"HTTP/1.1 102 Processing\r\n\r\n";

pub fn faults() -> Vec<Fault> {
    let mut faults = Vec::new();
    // The hub closes its half and goes on reading for a while.
    for (kind, rule, name) in [
        (Kind::Reset, "reset", "reset"),
        (Kind::Close, "close", "half closed"),
        (Kind::Close, "cut", "half closed without TLS's good-bye"),
    ] {
        for (queued, when) in [(false, "before"), (true, "after")] {
            let name = format!("{name}, {when} the notification was queued");
            let rule = json!({"kind": rule, "at": "after_body", "perform": queued});
            faults.push(Fault::new(Phase::Wait, kind, name, By::Hub(rule)));
        }
    }
    let late = json!({"delay_ms": 300});
    faults.extend([
        Fault::new(Phase::Wait, Kind::Stall, "late answer", By::Hub(late)),
        fault(Kind::Reset, "reset before the body was read", |peer| {
            // It came in one piece with the head, so that it may well be read
            // by who has the connection's other end.
            peer.receive_up_to(1)?;
            peer.reset()
        }),
        fault(Kind::Stall, "no answer, not queued", |peer| {
            peer.request()?;
            peer.stall()
        })
        .until_time_is_over(),
        fault(Kind::Stall, "no answer, queued", |peer| {
            peer.request()?;
            peer.take();
            peer.stall()
        })
        .until_time_is_over(),
        fault(
            Kind::Drip,
            "three interim answers, then the answer",
            |peer| {
                peer.request()?;
                for _ in 0..3 {
                    peer.write(INTERIM)?;
                }
                peer.take();
                peer.answer(CREATED)?;
                peer.drain()
            },
        ),
        fault(Kind::Drip, "interim answers without end", |peer| {
            peer.request()?;
            peer.take();
            peer.write(INTERIM)?;
            peer.time_is_over();
            loop {
                peer.write(INTERIM)?;
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        })
        .until_time_is_over(),
        kept(Kind::Reset, "kept connection reset while idle", |peer| {
            peer.reset()
        }),
        kept(Kind::Close, "kept connection closed while idle", |peer| {
            peer.close_write()
        }),
        reused(
            Kind::Reset,
            "kept connection reset by the next request",
            |peer| {
                peer.take();
                peer.reset()
            },
        ),
        reused(
            Kind::Close,
            "kept connection closed by the next request",
            |peer| peer.cut(),
        ),
    ]);
    faults
}

fn fault(
    kind: Kind,
    name: &str,
    play: impl Fn(&mut Peer) -> io::Result<()> + Send + Sync + 'static,
) -> Fault {
    Fault::new(Phase::Wait, kind, name, scripted(script(play)))
}

/// The connection of an earlier send ends before the next send begins.
fn kept(kind: Kind, name: &str, end: fn(&mut Peer) -> io::Result<()>) -> Fault {
    let play = move |scene: &Scene<'_>| {
        let back = scene.back.clone();
        let then = move |mut peer: Peer, listener| {
            end(&mut peer).unwrap();
            drop(peer);
            back.serve_well(listener);
        };
        second_send(scene, scene.options(), listener(), Second::After, then)
    };
    Fault::new(Phase::Wait, kind, name, By::Script(Box::new(play))).only(ONCE)
}

/// The next send arrives on the connection of an earlier one.
fn reused(kind: Kind, name: &str, end: fn(&mut Peer) -> io::Result<()>) -> Fault {
    let play = move |scene: &Scene<'_>| {
        let back = scene.back.clone();
        let then = move |mut peer: Peer, listener| {
            back.serve_well(listener);
            peer.next_request().unwrap();
            // An error means that the client is gone.
            let _ = end(&mut peer);
        };
        let second = Second::Meanwhile;
        second_send(scene, scene.options(), listener(), second, then)
    };
    Fault::new(Phase::Wait, kind, name, By::Script(Box::new(play))).only(ONCE)
}
