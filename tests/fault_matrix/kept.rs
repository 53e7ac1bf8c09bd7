//! Sends over a connection that an earlier send left in the library's pool.

use std::net::TcpListener;
use std::sync::mpsc::channel;

use notification_hubs::error::Status;
use notification_hubs::options::{CallOptions, HubOptions};
use notification_hubs::outcome::Outcome;
use notification_hubs::target::Target;

use crate::stage::Scene;
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
        let (stream, _) = listener.accept().unwrap();
        let mut peer = Peer::tls(stream, &back);
        peer.request().unwrap();
        peer.answer(CREATED).unwrap();
        may_go.recv().unwrap();
        then(peer, listener);
    });
    let hub = scene.open(&authority, options);
    let call = CallOptions::default();
    let first = send_with(&hub, &Target::broadcast(), &call);
    assert_eq!(first.status(), Status::Ok, "{:?}", first.error);
    scene.back.ledger.forget();
    go.send(()).unwrap();
    if second == Second::After {
        server.join().unwrap();
    }
    send_with(&hub, &Target::broadcast(), &call)
}
