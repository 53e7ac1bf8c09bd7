//! Faults while the connection is made.

use std::net::{SocketAddr, TcpListener};

use notification_hubs::error::Status;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::HubOptions;

use crate::fault::{By, Fault, Kind, Lasting, Phase};
use crate::kept::{Second, second_send};
use crate::stage::Scene;
use crate::support::names::{Manner, names};
use crate::support::ports::{ClosedPort, FullListener};

const EVERY: &[Lasting] = &[Lasting::Every];

pub fn faults() -> Vec<Fault> {
    let fault = |kind, name: &str, play: fn(&Scene<'_>) -> _| {
        Fault::new(Phase::Connect, kind, name, By::Script(Box::new(play))).unseen()
    };
    let refused = fault(Kind::Refuse, "nobody listens", |scene| {
        let port = ClosedPort::new();
        let authority = port.address.to_string();
        let mut options = scene.options();
        let _closed = open_after_first(scene, &mut options, port);
        scene.send(&authority, options)
    });
    let restart = fault(
        Kind::Refuse,
        "the server restarts under a kept connection",
        restart,
    );
    let unreachable = fault(Kind::Refuse, "no route to the host", |scene| {
        scene.send("198.51.100.1:443", scene.options())
    });
    let full = fault(
        Kind::Stall,
        "a full backlog, until the connect timeout",
        |scene| {
            let full = FullListener::new();
            scene.send(&full.address().to_string(), impatient(scene))
        },
    );
    let swallowed = fault(
        Kind::Stall,
        "packets vanish, until the connect timeout",
        |scene| scene.send("192.0.2.1:443", impatient(scene)),
    );
    let passes = |kind, name: &str, play: fn(&Scene<'_>) -> _| {
        Fault::new(Phase::Connect, kind, name, By::Script(Box::new(play)))
    };
    let first_refuses = passes(
        Kind::Refuse,
        "nobody listens at the first of two addresses",
        |scene| to_second_of_two(scene, |_| ()),
    );
    let first_is_silent = passes(
        Kind::Stall,
        "the first of two addresses is silent",
        |scene| to_second_of_two(scene, FullListener::at),
    );
    vec![
        refused,
        restart,
        first_refuses.in_namespace(),
        first_is_silent.in_namespace(),
        unreachable.only(EVERY).in_namespace(),
        full.only(EVERY).status(Status::Timeout),
        swallowed.only(EVERY).in_namespace().status(Status::Timeout),
    ]
}

/// The server dies under a connection that is kept, and is back when an
/// attempt has failed.
fn restart(scene: &Scene<'_>) -> Outcome {
    let port = ClosedPort::new();
    let first_life = port.listen_for_a_while();
    let mut options = scene.options();
    let _closed = open_after_first(scene, &mut options, port);
    second_send(scene, options, first_life, Second::After, |mut peer, _| {
        peer.reset().unwrap();
    })
}

/// Somebody listens on the port once the first attempt has failed. Where the
/// fault hits every attempt the port comes back, to be kept.
pub fn open_after_first(
    scene: &Scene<'_>,
    options: &mut HubOptions,
    port: ClosedPort,
) -> Option<ClosedPort> {
    if scene.cell.lasting == Lasting::Every {
        return Some(port);
    }
    let back = scene.back.clone();
    scene.after_first(options, move || {
        back.serve_well(port.open());
    });
    None
}

/// A send to a name with two addresses, at the first of which there is what `spoil`
/// makes of it.
fn to_second_of_two<T>(scene: &Scene<'_>, spoil: impl FnOnce(SocketAddr) -> T) -> Outcome {
    // The system puts the first before the second, which looks less like the source
    // of the connection.
    let (first, second) = ([127, 0, 0, 2], [127, 64, 0, 1]);
    let listener = TcpListener::bind(SocketAddr::from((second, 0))).unwrap();
    let address = scene.back.clone().serve_well(listener);
    let _spoiled = spoil(SocketAddr::from((first, address.port())));
    let addresses = [first, second].map(std::net::IpAddr::from);
    let name = names().add(Manner::At(addresses.to_vec()));
    scene.send(&format!("{name}:{}", address.port()), scene.options())
}

fn impatient(scene: &Scene<'_>) -> HubOptions {
    let mut options = scene.options();
    options.set_connect_timeout_ms(50).unwrap();
    options
}
