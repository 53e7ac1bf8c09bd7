//! Connects to a name that may have several addresses, some of them dead, as RFC
//! 8305 has it: on the calling thread, several attempts at a time.
//!
//! Each attempt's socket is watched by what can end the call. A socket that is
//! shut down while it connects ends the wait for all.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::time::Instant;

use socket2::{Domain, Protocol, Socket, Type};

use crate::error::Status;
use crate::sys::cancel::Watch;
use crate::sys::interrupt::longest_wait;
use crate::sys::poll::wait_writable;
use crate::sys::socket::{OwnStream, above_standard_streams};
use crate::transport::attempt_schedule::{AttemptSchedule, Step};
use crate::transport::call::{Call, Fault, Phase};
use crate::transport::dial_failure::{Failure, SILENT, all_failed, with_addresses};
use crate::transport::resolver::Resolver;

/// A connection to `host`: the first that comes about to one of its addresses,
/// within what `call` allows. When all that are known fail and the name has others
/// by now, those are tried too.
pub fn dial(
    resolver: &Resolver,
    host: &str,
    port: u16,
    call: &Call,
) -> Result<Arc<OwnStream>, Fault> {
    let mut failures = Vec::new();
    loop {
        call.connecting(Phase::Lookup);
        let mut addresses = resolver.lookup(host, port, call)?;
        call.connecting(Phase::Connect);
        let new = failures.len();
        addresses.retain(|address| failures.iter().all(|one: &Failure| one.address != *address));
        if addresses.is_empty() {
            let is_literal = host.parse::<IpAddr>().is_ok();
            return Err(all_failed(&failures, is_literal));
        }
        let raced = race(&addresses, call, &mut failures);
        let failed = failures[new..].iter();
        let failed = failed.filter(|one| one.is_of_the_address());
        let connected = raced.as_ref().ok().and_then(Option::as_ref);
        resolver.note(
            host,
            port,
            failed.map(|one| one.address),
            connected.map(|(address, _)| *address),
            call.now(),
        );
        match raced {
            Ok(Some((_, stream))) => return Ok(stream),
            Ok(None) => {}
            Err(fault) => return Err(with_addresses(fault, &failures)),
        }
    }
}

/// An attempt under way.
struct Attempt {
    stream: Arc<OwnStream>,
    _watches: [Option<Watch>; 3],
}

impl Attempt {
    fn begin(address: SocketAddr, call: &Call) -> io::Result<Attempt> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        let socket = above_standard_streams(socket)?;
        socket.set_nonblocking(true)?;
        match socket.connect(&address.into()) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => {}
            Err(error) => return Err(error),
        }
        let stream = Arc::new(OwnStream::new(TcpStream::from(socket))?);
        let watched = Arc::clone(&stream);
        // Not before connect(): until then there is nothing to shut down, and the
        // wake would be lost. What was triggered by now shuts it down at once.
        let watches = call.when_stopped(move || watched.shut_down());
        Ok(Attempt {
            stream,
            _watches: watches,
        })
    }

    /// The kernel is done with it: makes a good connection ready for use.
    fn finish(&self) -> io::Result<()> {
        if let Some(error) = self.stream.take_error()? {
            return Err(error);
        }
        // Shut down while it was connecting, it has no error and no peer.
        self.stream.peer_addr()?;
        self.stream.set_nonblocking(false)?;
        self.stream.set_nodelay(true)
    }
}

type Winner = (SocketAddr, Arc<OwnStream>);

/// The first connection to one of `addresses`, `None` when all have failed, or why
/// the call may not go on. Notes those that failed; the others are closed.
fn race(
    addresses: &[SocketAddr],
    call: &Call,
    failures: &mut Vec<Failure>,
) -> Result<Option<Winner>, Fault> {
    let left = call.remaining()?;
    let mut now = call.now();
    let mut schedule = AttemptSchedule::new(addresses, now + left);
    loop {
        let step = match call.remaining() {
            Ok(_) => {
                now = now.max(call.now());
                schedule.step(now)
            }
            Err(fault) if fault.status == Status::Timeout => Step::TimeOver,
            Err(fault) => return Err(fault),
        };
        match step {
            Step::Start(address) => match Attempt::begin(address, call) {
                Ok(attempt) => schedule.started(address, attempt, now),
                Err(error) => failures.push(Failure::of(address, error)),
            },
            Step::GiveUp(address) => failures.push(Failure::silent(address)),
            Step::Wait(until) => {
                let ready = wait(&schedule, until, &mut now, call)?;
                if let Some(winner) = take_winner(&mut schedule, &ready, failures) {
                    return Ok(Some(winner));
                }
            }
            Step::AllFailed => return Ok(None),
            Step::TimeOver => {
                failures.extend(silent(schedule.under_way()));
                call.remaining()?;
                // The call's clock stands still, and the wait was made all the same.
                return Err(Fault::new(Status::Timeout, SILENT));
            }
        }
    }
}

/// Waits until `until`, or until something happens to an attempt. Gives the places
/// of those to look at.
fn wait(
    schedule: &AttemptSchedule<Attempt>,
    until: Instant,
    now: &mut Instant,
    call: &Call,
) -> Result<Vec<usize>, Fault> {
    let attempts = schedule.under_way().iter();
    let sockets: Vec<_> = attempts.map(|(_, one)| one.stream.as_fd()).collect();
    let mut ready = Vec::new();
    let limit = longest_wait(until.saturating_duration_since(*now));
    let waited = wait_writable(&sockets, limit);
    call.look_again();
    match waited {
        // What was waited has passed, whatever the clock says.
        Ok(places) if places.is_empty() => {
            *now += limit;
            call.ask();
        }
        Ok(places) => ready = places,
        Err(error) if error.kind() == ErrorKind::Interrupted => call.ask(),
        Err(error) => return Err(Fault::new(Status::Network, error.to_string())),
    }
    // Shut down by what stops the call, an attempt says nothing of its address.
    match call.stopped() {
        Some(fault) => Err(fault),
        None => Ok(ready),
    }
}

/// Looks at the attempts at these places, oldest first, for one that connected.
fn take_winner(
    schedule: &mut AttemptSchedule<Attempt>,
    ready: &[usize],
    failures: &mut Vec<Failure>,
) -> Option<Winner> {
    for (gone, place) in ready.iter().enumerate() {
        let place = place - gone;
        let (address, attempt) = &schedule.under_way()[place];
        match attempt.finish() {
            Ok(()) => {
                // What began earlier and is not there yet is dead, or far away.
                failures.extend(silent(&schedule.under_way()[..place]));
                return Some((*address, Arc::clone(&attempt.stream)));
            }
            Err(error) => {
                failures.push(Failure::of(*address, error));
                schedule.failed(place);
            }
        }
    }
    None
}

fn silent(attempts: &[(SocketAddr, Attempt)]) -> impl Iterator<Item = Failure> {
    attempts
        .iter()
        .map(|(address, _)| Failure::silent(*address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::rc::Rc;
    use std::time::Duration;

    use crate::sys::clock::Clock as _;
    use crate::transport::testing::{MovedClock, call_by};

    const HOST: &str = "hub.example";

    fn listener(ip: &str) -> TcpListener {
        TcpListener::bind((ip, 0)).unwrap()
    }

    /// An address at which nobody listens, nor will while the socket lives.
    fn refusing(ip: &str) -> (Socket, SocketAddr) {
        let address = SocketAddr::new(ip.parse().unwrap(), 0);
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        socket.bind(&address.into()).unwrap();
        let address = socket.local_addr().unwrap().as_socket().unwrap();
        (socket, address)
    }

    /// A hub whose name has these addresses, and a call of it.
    struct Scene {
        resolver: Resolver,
        clock: Arc<MovedClock>,
        call: Rc<Call>,
    }

    impl Scene {
        fn new(addresses: &[SocketAddr]) -> Scene {
            let (resolver, clock) = (Resolver::default(), MovedClock::new());
            let call = call_by(clock.clone(), 600_000, None);
            resolver.learn(HOST, 443, addresses.to_vec(), clock.now());
            Scene {
                resolver,
                clock,
                call,
            }
        }

        fn dial(&self) -> Result<Arc<OwnStream>, Fault> {
            dial(&self.resolver, HOST, 443, &self.call)
        }

        fn order(&self) -> Vec<SocketAddr> {
            self.resolver.lookup(HOST, 443, &self.call).unwrap()
        }
    }

    #[test]
    fn the_first_that_connects_wins_and_what_failed_is_remembered() {
        let good = listener("127.0.0.4");
        let other = listener("127.0.0.5");
        let (_kept, refused) = refusing("127.0.0.2");
        let (_kept, refused_v6) = refusing("::1");
        let (good, other) = (good.local_addr().unwrap(), other.local_addr().unwrap());
        let scene = Scene::new(&[refused, good, refused_v6, other]);
        let stream = scene.dial().unwrap();
        assert_eq!(stream.peer_addr().unwrap(), good);
        assert!(stream.nodelay().unwrap());
        let flags = socket2::SockRef::from(&**stream).nonblocking();
        assert!(!flags.unwrap());
        assert_eq!(scene.order(), [good, other, refused, refused_v6]);
        assert_eq!(scene.call.phase(), Phase::Connect);
    }

    #[test]
    fn an_address_that_the_kernel_refuses_is_like_any_that_fails() {
        // The kernel connects to no group of hosts, whatever its network is.
        let unreachable = ["[ff0e::1]:443", "224.0.0.1:443"].map(|text| text.parse().unwrap());
        let good = listener("127.0.0.2");
        let good = good.local_addr().unwrap();
        let scene = Scene::new(&[unreachable[0], unreachable[1], good]);
        assert_eq!(scene.dial().unwrap().peer_addr().unwrap(), good);
        assert_eq!(scene.order(), [good, unreachable[0], unreachable[1]]);
        let fault = Scene::new(&unreachable).dial().unwrap_err();
        assert_eq!(fault.status, Status::Network);
        let unreachable = "[ff0e::1]:443: Network is unreachable (os error 101); 224.";
        assert!(fault.message.starts_with(unreachable), "{}", fault.message);
    }

    #[test]
    fn an_error_names_what_was_tried() {
        let sockets: Vec<_> = (2..7).map(|n| refusing(&format!("127.0.0.{n}"))).collect();
        let addresses: Vec<SocketAddr> = sockets.iter().map(|(_, address)| *address).collect();
        let refused = "Connection refused (os error 111)";
        let fault = Scene::new(&addresses).dial().unwrap_err();
        assert_eq!(fault.status, Status::Network);
        let [a, b, c, ..] = addresses[..] else {
            panic!();
        };
        assert_eq!(
            fault.message,
            format!("{a}: {refused}; {b}: {refused}; {c}: {refused}; and 2 more")
        );
        let fault = Scene::new(&[a]).dial().unwrap_err();
        assert_eq!(fault.message, format!("{a}: {refused}"));
        let scene = Scene::new(&[]);
        let literal = dial(&scene.resolver, "127.0.0.2", a.port(), &scene.call);
        assert_eq!(literal.unwrap_err().message, refused);
    }

    #[test]
    fn when_all_known_addresses_fail_the_names_new_one_is_tried_in_the_same_call() {
        let (_kept, old) = refusing("127.0.0.2");
        let new = listener("127.0.0.3");
        let new = new.local_addr().unwrap();
        let scene = Scene::new(&[old]);
        // Looked up less than a second ago: there is no newer answer.
        let fault = scene.dial().unwrap_err();
        assert_eq!(fault.status, Status::Network);
        scene
            .resolver
            .note(HOST, 443, [], Some(old), scene.clock.now());
        scene.clock.moves(Duration::from_secs(1));
        let now = scene.clock.now();
        let answers = scene
            .resolver
            .answers_after_failure(HOST, 443, vec![old, new], now);
        assert_eq!(scene.dial().unwrap().peer_addr().unwrap(), new);
        answers.join().unwrap();
        assert_eq!(scene.order(), [new, old]);
    }

    #[test]
    fn a_call_that_is_over_tries_nothing() {
        let good = listener("127.0.0.2");
        let scene = Scene::new(&[good.local_addr().unwrap()]);
        scene.clock.moves(Duration::from_secs(600));
        let fault = scene.dial().unwrap_err();
        assert_eq!(fault.status, Status::Timeout);
        good.set_nonblocking(true).unwrap();
        assert_eq!(good.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    }
}
