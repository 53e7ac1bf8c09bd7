//! Faults of a proxy that is asked for a tunnel.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};

use notification_hubs::error::Status;

use crate::fault::{By, Fault, Kind, Phase};
use crate::stage::{Scene, listener};
use crate::support::ports::ClosedPort;
use crate::support::raw_server::RawServer;
use crate::wire::Peer;

pub fn faults() -> Vec<Fault> {
    let mut faults = vec![not_there()];
    for (name, answer) in [
        (
            "407, credentials are demanded",
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
        ),
        (
            "403, the host is not allowed",
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nno way!",
        ),
        (
            "502, the host is not reached",
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        ),
    ] {
        let refused = asked(Kind::Refuse, name, move |peer| {
            peer.write(answer.as_bytes())?;
            peer.cut()
        });
        // What is refused for what it is will be refused again.
        faults.push(match name.starts_with('4') {
            true => refused.useless_to_repeat(),
            false => refused,
        });
    }
    let half = |peer: &mut Peer| peer.write(&TUNNEL[..TUNNEL.len() / 2]);
    faults.extend([
        asked(Kind::Reset, "reset when asked", Peer::reset).status(Status::Network),
        asked(Kind::Reset, "reset in the answer's head", move |peer| {
            half(peer)?;
            peer.reset()
        })
        .status(Status::Network),
        asked(Kind::Close, "closed when asked", Peer::cut),
        asked(Kind::Close, "closed in the answer's head", move |peer| {
            half(peer)?;
            peer.cut()
        }),
        asked(Kind::Stall, "no answer", Peer::stall).until_time_is_over(),
        asked(Kind::Stall, "half an answer", move |peer| {
            half(peer)?;
            peer.stall()
        })
        .until_time_is_over(),
        proxied(Kind::Drip, "byte by byte, to its end", |peer, hub| {
            peer.request()?;
            peer.drip(TUNNEL)?;
            tunnel(peer, hub)
        }),
        asked(Kind::Drip, "byte by byte, too slow", |peer| {
            peer.drip(&TUNNEL[..10])?;
            peer.time_is_over();
            peer.drip(&TUNNEL[10..TUNNEL.len() - 1])?;
            peer.stall()
        })
        .until_time_is_over(),
        asked(Kind::Garbage, "no HTTP", |peer| {
            peer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n")?;
            peer.cut()
        }),
        asked(Kind::Garbage, "endless head", |peer| {
            peer.write(b"HTTP/1.1 200 Connected\r\n")?;
            loop {
                peer.write(b"X-More: and more and more\r\n")?;
            }
        }),
    ]);
    faults
}

const TUNNEL: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

fn not_there() -> Fault {
    let play = |scene: &Scene<'_>| {
        let hub = scene.back.clone().serve_well(listener());
        let port = ClosedPort::new();
        let mut options = scene.options();
        options
            .set_proxy(&format!("http://{}", port.address))
            .unwrap();
        // What then listens there is a proxy.
        if scene.back.hits(1) {
            return scene.send(&hub.to_string(), options);
        }
        let back = scene.back.clone();
        scene.after_first(&mut options, move || {
            RawServer::serve(port.open(), move |_, stream| {
                let _ = forward(&mut Peer::plain(stream, &back), hub);
            });
        });
        scene.send(&hub.to_string(), options)
    };
    let by = By::Script(Box::new(play));
    Fault::new(Phase::Proxy, Kind::Refuse, "the proxy is not there", by).unseen()
}

/// The proxy does this when it has read what it is asked for.
fn asked(
    kind: Kind,
    name: &str,
    then: impl Fn(&mut Peer) -> io::Result<()> + Send + Sync + 'static,
) -> Fault {
    proxied(kind, name, move |peer, _| {
        peer.request()?;
        peer.note_an_attempt_that_stays_here();
        then(peer)
    })
}

/// The proxy's script gets the hub's address.
fn proxied(
    kind: Kind,
    name: &str,
    play: impl Fn(&mut Peer, SocketAddr) -> io::Result<()> + Send + Sync + 'static,
) -> Fault {
    let play = std::sync::Arc::new(play);
    let play = move |scene: &Scene<'_>| {
        let hub = scene.back.clone().serve_well(listener());
        let (back, play) = (scene.back.clone(), play.clone());
        let proxy = RawServer::start(move |number, stream| {
            let mut peer = Peer::plain(stream, &back);
            let _ = match back.hits(number) {
                true => play(&mut peer, hub),
                false => forward(&mut peer, hub),
            };
        });
        let mut options = scene.options();
        options
            .set_proxy(&format!("http://{}", proxy.address))
            .unwrap();
        scene.send(&hub.to_string(), options)
    };
    let by = By::Script(Box::new(play));
    Fault::new(Phase::Proxy, kind, name, by).status(Status::Proxy)
}

/// A good proxy.
fn forward(peer: &mut Peer, hub: SocketAddr) -> io::Result<()> {
    peer.request()?;
    peer.write(TUNNEL)?;
    tunnel(peer, hub)
}

fn tunnel(peer: &mut Peer, hub: SocketAddr) -> io::Result<()> {
    let hub = TcpStream::connect(hub)?;
    let (mut from, mut to) = (peer.tcp.try_clone()?, hub.try_clone()?);
    std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        to.shutdown(Shutdown::Write)
    });
    io::copy(&mut &hub, &mut peer.tcp).map(|_| ())
}
