//! Faults while the request is written: it is larger than what the kernels
//! hold, so that the rest of it waits for the server.

use std::io::{self, Read as _};
use std::time::Duration;

use notification_hubs::error::Status;

use crate::fault::{By, Fault, Kind, Phase};
use crate::stage::{Scene, listener};
use crate::wire::{Peer, script};

/// In the middle of the body.
const PART: usize = 40_000;

pub fn faults() -> Vec<Fault> {
    vec![
        fault(Kind::Refuse, "413 before the body was read", |peer| {
            peer.receive_up_to(PART)?;
            peer.answer(
                "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            )?;
            peer.drain()
        }),
        fault(Kind::Refuse, "503 before the body was read", |peer| {
            peer.receive_up_to(PART)?;
            peer.answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
            peer.drain()
        }),
        fault(Kind::Reset, "reset before the request", |peer| {
            peer.handshake()?;
            peer.reset()
        }),
        fault(Kind::Reset, "reset in the request's head", |peer| {
            part_of_head(peer)?;
            peer.reset()
        }),
        fault(Kind::Reset, "reset in the request's body", |peer| {
            peer.receive_up_to(PART)?;
            peer.reset()
        }),
        fault(Kind::Close, "closed in the request's head", |peer| {
            // Closing with something unread is a RST to who writes on.
            part_of_head(peer)
        }),
        fault(Kind::Close, "closed in the request's body", |peer| {
            peer.receive_up_to(PART)
        }),
        fault(
            Kind::Close,
            "half closed in the body, and read on",
            |peer| {
                peer.receive_up_to(PART)?;
                peer.close_write()?;
                peer.drain()
            },
        ),
        fault(Kind::Stall, "nothing of the request is read", |peer| {
            peer.handshake()?;
            peer.stall()
        })
        .until_time_is_over(),
        fault(Kind::Stall, "no more of the body is read", |peer| {
            peer.receive_up_to(PART)?;
            peer.stall()
        })
        .until_time_is_over(),
        fault(Kind::Drip, "read slowly, to its end", |peer| {
            while !peer.is_whole() {
                peer.receive_up_to(peer.arrived() + 1)?;
                std::thread::sleep(Duration::from_millis(1));
            }
            peer.serve()
        }),
        fault(Kind::Drip, "read too slowly", |peer| {
            while peer.arrived() < PART {
                peer.receive_up_to(peer.arrived() + 1)?;
                std::thread::sleep(Duration::from_millis(1));
            }
            peer.stall()
        })
        .until_time_is_over(),
        fault(Kind::Garbage, "no HTTP in answer to half of it", |peer| {
            peer.receive_up_to(PART)?;
            peer.write(b"\x00\x16\xff this is not HTTP \xfe\r\n\r\n")?;
            peer.drain()
        })
        .status(Status::Protocol),
    ]
}

/// Some bytes of the first TLS record, in which the head is.
fn part_of_head(peer: &mut Peer) -> io::Result<()> {
    peer.handshake()?;
    peer.tcp.read_exact(&mut [0; 100])
}

fn fault(
    kind: Kind,
    name: &str,
    play: impl Fn(&mut Peer) -> io::Result<()> + Send + Sync + 'static,
) -> Fault {
    let script = script(play);
    let play = move |scene: &Scene<'_>| {
        let listener = listener();
        let socket = socket2::SockRef::from(&listener);
        // Connections take over both. They keep what the kernels hold small.
        socket.set_recv_buffer_size(2048).unwrap();
        socket.set_tcp_mss(536).unwrap();
        let address = scene.back.clone().serve(listener, script.clone());
        scene.send_much(&address.to_string(), scene.options())
    };
    Fault::new(Phase::Write, kind, name, By::Script(Box::new(play)))
}
