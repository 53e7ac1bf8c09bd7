//! Faults while the TLS connection is made.

use std::io::Write as _;

use notification_hubs::error::Status;

use crate::fault::{Fault, Kind, Phase};
use crate::stage::{Stage, scripted};
use crate::wire::{Script, script};

pub fn faults(stage: &Stage) -> Vec<Fault> {
    let mut faults = Vec::new();
    let add = |kind, name, script: Script| {
        Fault::new(Phase::Tls, kind, name, scripted(script)).status(Status::Tls)
    };

    let host = &["127.0.0.1"];
    for (name, config) in [
        ("expired certificate", stage.authority.server(host, true)),
        (
            "certificate of another host",
            stage.authority.server(&["elsewhere.example"], false),
        ),
        (
            "certificate of an unknown authority",
            stage.stranger.server(host, false),
        ),
    ] {
        let script = script(move |peer| {
            peer.use_certificate(&config);
            peer.serve()
        });
        faults.push(add(Kind::Refuse, name, script).useless_to_repeat());
    }
    for (name, alert) in [
        ("alert: handshake_failure", 40),
        ("alert: protocol_version", 70),
    ] {
        let script = script(move |peer| {
            peer.flight()?;
            // A fatal alert.
            peer.tcp.write_all(&[21, 3, 3, 0, 2, 2, alert])?;
            peer.cut()
        });
        faults.push(add(Kind::Refuse, name, script));
    }

    let reset = script(|peer| {
        peer.flight()?;
        peer.reset()
    });
    faults.push(add(Kind::Reset, "reset after the client's hello", reset).status(Status::Network));
    let reset = script(|peer| {
        let flight = peer.flight()?;
        peer.tcp.write_all(&flight[..flight.len() / 2])?;
        peer.reset()
    });
    let name = "reset in the middle of the handshake";
    faults.push(add(Kind::Reset, name, reset).status(Status::Network));

    let close = script(|peer| {
        peer.flight()?;
        peer.cut()
    });
    faults.push(add(Kind::Close, "closed after the client's hello", close));
    let truncated = script(|peer| {
        let flight = peer.flight()?;
        peer.tcp.write_all(&flight[..flight.len() / 2])?;
        peer.cut()
    });
    faults.push(add(Kind::Close, "truncated handshake", truncated));

    let stall = script(|peer| {
        peer.flight()?;
        peer.stall()
    });
    faults.push(add(Kind::Stall, "no answer to the hello", stall).until_time_is_over());
    let stall = script(|peer| {
        let flight = peer.flight()?;
        peer.tcp.write_all(&flight[..flight.len() / 2])?;
        peer.stall()
    });
    faults.push(add(Kind::Stall, "half of the handshake", stall).until_time_is_over());

    let slow = script(|peer| {
        let flight = peer.flight()?;
        for byte in flight {
            peer.tcp.write_all(&[byte])?;
        }
        peer.serve()
    });
    faults.push(add(Kind::Drip, "handshake byte by byte, to its end", slow));
    let endless = script(|peer| {
        let flight = peer.flight()?;
        for (number, byte) in flight.iter().take(flight.len() - 1).enumerate() {
            if number == 100 {
                peer.time_is_over();
            }
            peer.tcp.write_all(&[*byte])?;
        }
        peer.stall()
    });
    let name = "handshake byte by byte, too slow";
    faults.push(add(Kind::Drip, name, endless).until_time_is_over());

    let http = script(|peer| {
        peer.flight()?;
        let answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        peer.tcp.write_all(answer)?;
        peer.cut()
    });
    faults.push(add(
        Kind::Garbage,
        "plain HTTP in answer to the hello",
        http,
    ));
    let garbled = script(|peer| {
        let mut flight = peer.flight()?;
        let last = flight.len() - 1;
        flight[last] ^= 1;
        peer.tcp.write_all(&flight)?;
        peer.cut()
    });
    faults.push(add(
        Kind::Garbage,
        "one bit of the handshake is wrong",
        garbled,
    ));
    faults
}
