//! Sends over a connection that an earlier send left in the library's pool.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::{CallOptions, HubOptions};

use crate::stage::{PATIENCE, Scene};
use crate::support::raw_server::CREATED;
use crate::support::send_with;
use crate::wire::Peer;

/// When the second send begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// When all has been done to the first one's connection.
    After,
    /// While it is being done.
    Meanwhile,
}

/// A good send, whose connection is handed to `then`, with the listener that
/// it came from; and the outcome of a second send.
pub fn second_send(
    scene: &Scene<'_>,
    options: HubOptions,
    listener: TcpListener,
    second: Second,
    then: impl FnOnce(Peer, TcpListener) + Send + 'static,
) -> Outcome {
    let authority = listener.local_addr().unwrap().to_string();
    let (go, may_go) = channel();
    let back = scene.back.clone();
    let server = std::thread::spawn(move || {
        let (stream, client) = listener.accept().unwrap();
        let mut peer = Peer::tls(stream, &back);
        peer.request().unwrap();
        peer.answer(CREATED).unwrap();
        may_go.recv().unwrap();
        then(peer, listener);
        client
    });
    let hub = scene.open(&authority, options);
    let call = CallOptions::default();
    let first = send_with(&hub, &Target::broadcast(), &call);
    assert_eq!(first.status(), Status::Ok, "{:?}", first.error);
    scene.back.ledger.forget();
    go.send(()).unwrap();
    if second == Second::After {
        wait_until_noticed(server.join().unwrap());
    }
    send_with(&hub, &Target::broadcast(), &call)
}

/// Until what was done to a connection has arrived at its client's end: on a busy
/// machine that is later than when it was done.
fn wait_until_noticed(client: SocketAddr) {
    const ESTABLISHED: &str = "01";
    let SocketAddr::V4(client) = client else {
        panic!("{client} is no address of these tests");
    };
    let local = format!(
        "{:08X}:{:04X}",
        u32::from_ne_bytes(client.ip().octets()),
        client.port()
    );
    let until = Instant::now() + PATIENCE;
    loop {
        let table = std::fs::read_to_string("/proc/thread-self/net/tcp").unwrap();
        let is_as_before = table.lines().any(|line| {
            let fields = line.split_whitespace().collect::<Vec<_>>();
            fields[1] == local && fields[3] == ESTABLISHED && fields[4].ends_with(":00000000")
        });
        if !is_as_before {
            return;
        }
        assert!(Instant::now() < until, "nothing came to {client}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
