//! Faults while the hub's name is looked up, by the system's own resolver from
//! a name server of the test's.

use std::sync::Arc;

use notification_hubs::error::Status;

use crate::fault::{By, Fault, Kind, Phase};
use crate::stage::{Scene, listener};
use crate::support::names::{Manner, NAME_ERROR, NO_ERROR, REFUSED, SERVER_FAILURE, Tcp, names};

pub fn faults() -> Vec<Fault> {
    let fails =
        |kind, name: &str, manner: Manner| fault(kind, name, move |_| manner.clone()).unseen();
    let passes = |kind, name: &str, manner: Manner| fault(kind, name, move |_| manner.clone());
    vec![
        fails(Kind::Refuse, "no such name", Manner::Fail(NAME_ERROR)),
        fails(
            Kind::Refuse,
            "the name has no address",
            Manner::Fail(NO_ERROR),
        ),
        fails(
            Kind::Refuse,
            "the name server fails",
            Manner::Fail(SERVER_FAILURE),
        ),
        fails(
            Kind::Refuse,
            "the name server refuses",
            Manner::Fail(REFUSED),
        ),
        fails(
            Kind::Reset,
            "the name server resets over TCP",
            Manner::OverTcp(Tcp::Reset),
        ),
        fails(
            Kind::Close,
            "the name server closes over TCP",
            Manner::OverTcp(Tcp::Close),
        ),
        fault(Kind::Stall, "the name server is silent", |scene| {
            let clock = Arc::clone(&scene.back.clock);
            Manner::Silent(Arc::new(move || clock.pass()))
        })
        .unseen()
        .until_time_is_over(),
        passes(Kind::Stall, "the name server is slow", Manner::Late),
        passes(
            Kind::Drip,
            "the name server answers byte by byte",
            Manner::OverTcp(Tcp::Drip),
        ),
        fails(
            Kind::Garbage,
            "the name server talks nonsense",
            Manner::Noise,
        ),
    ]
}

fn fault(
    kind: Kind,
    name: &str,
    manner: impl Fn(&Scene<'_>) -> Manner + Send + Sync + 'static,
) -> Fault {
    let play = move |scene: &Scene<'_>| {
        let address = scene.back.clone().serve_well(listener());
        let name = names().add(manner(scene));
        let authority = format!("{name}:{}", address.port());
        let mut options = scene.options();
        if !scene.back.hits(1) {
            scene.after_first(&mut options, move || names().change(&name, Manner::Good));
        }
        scene.send(&authority, options)
    };
    Fault::new(Phase::Lookup, kind, name, By::Script(Box::new(play)))
        .status(Status::NameLookup)
        .in_namespace()
}
