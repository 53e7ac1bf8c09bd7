//! Name lookup with a deadline.
//!
//! The system's lookup cannot be interrupted, so it runs on a thread of its
//! own: one at a time for each hub, whose answer all waiting calls share, each
//! with its own deadline. A lookup that hangs therefore costs one thread, not
//! one for each call. Only a new connection looks up; a warm send does not.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::Status;
use crate::sys::fork_lock::look_up_outside_forks;
use crate::sys::signals::without_signals;
use crate::sys::sync::EvenIfPoisoned as _;
use crate::transport::call::{Call, Fault};

/// How long an answer is used without asking again.
const FRESH: Duration = Duration::from_secs(30);
/// The system's lookup may load modules that want some stack, though not the
/// default of 2 MiB.
const STACK: usize = 512 * 1024;
/// More addresses than that are not tried.
const MAX_ADDRESSES: usize = 16;

/// A hub's name lookups.
#[derive(Clone, Debug, Default)]
pub struct Resolver(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// At most two: the hub's host and the proxy's.
    names: Vec<Name>,
    is_looking: bool,
}

#[derive(Debug)]
struct Name {
    host: String,
    port: u16,
    /// The last good answer, best address first; kept for when lookup fails.
    addresses: Vec<SocketAddr>,
    fetched: Option<Instant>,
    /// How many lookups have ended, and what the last failed one said.
    lookups: u64,
    failure: Option<String>,
}

impl Resolver {
    /// The addresses of `host`, within the time that `call` has left.
    pub fn lookup(&self, host: &str, port: u16, call: &Call) -> Result<Vec<SocketAddr>, Fault> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let inner = Arc::clone(&self.0);
        let _watches = call.when_stopped(move || {
            // With the lock, so that a waiter between its check and its wait
            // does not miss it.
            drop(inner.lock());
            inner.changed.notify_all();
        });
        let mut state = self.0.lock();
        let mut asked_at = None;
        loop {
            let index = state.index(host, port);
            let name = &state.names[index];
            if name.fetched.is_some_and(|at| at.elapsed() < FRESH) {
                return Ok(name.addresses.clone());
            }
            // A lookup that ended after this call began to wait, and failed.
            if let Some(failure) = &name.failure
                && asked_at.is_some_and(|lookups| name.lookups > lookups)
            {
                return last_good(name).ok_or_else(|| Fault::new(Status::NameLookup, failure));
            }
            asked_at.get_or_insert(name.lookups);
            if !state.is_looking {
                self.start(&mut state, host, port)?;
            }
            let left = match call.remaining() {
                Ok(left) => left,
                Err(fault) if fault.status == Status::Timeout => {
                    return last_good(&state.names[index]).ok_or(fault);
                }
                Err(fault) => return Err(fault),
            };
            state = self
                .0
                .changed
                .wait_timeout(state, left)
                .even_if_poisoned()
                .0;
        }
    }

    /// Puts an address that failed behind the others.
    pub fn report_failure(&self, host: &str, port: u16, address: SocketAddr) {
        let mut state = self.0.lock();
        let found = state
            .names
            .iter_mut()
            .find(|n| n.host == host && n.port == port);
        if let Some(name) = found
            && let Some(at) = name.addresses.iter().position(|a| *a == address)
        {
            name.addresses.remove(at);
            name.addresses.push(address);
        }
    }

    fn start(&self, state: &mut State, host: &str, port: u16) -> Result<(), Fault> {
        let inner = Arc::clone(&self.0);
        let host = host.to_owned();
        let thread = std::thread::Builder::new()
            .name("nh-lookup".to_owned())
            .stack_size(STACK);
        let look_up = move || {
            let found = look_up_outside_forks(|| (host.as_str(), port).to_socket_addrs())
                .map(|found| found.take(MAX_ADDRESSES).collect::<Vec<_>>());
            inner.finish(&host, port, found);
        };
        without_signals(|| thread.spawn(look_up)).map_err(|error| {
            Fault::new(
                Status::NameLookup,
                format!("no thread could be started: {error}"),
            )
        })?;
        state.is_looking = true;
        Ok(())
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().even_if_poisoned()
    }

    fn finish(&self, host: &str, port: u16, found: std::io::Result<Vec<SocketAddr>>) {
        let mut state = self.lock();
        state.is_looking = false;
        let index = state.index(host, port);
        let name = &mut state.names[index];
        name.lookups += 1;
        match found {
            Ok(addresses) if !addresses.is_empty() => {
                name.addresses = addresses;
                name.fetched = Some(Instant::now());
                name.failure = None;
            }
            Ok(_) => name.failure = Some("the name has no address".to_owned()),
            Err(error) => name.failure = Some(error.to_string()),
        }
        drop(state);
        self.changed.notify_all();
    }
}

impl State {
    fn index(&mut self, host: &str, port: u16) -> usize {
        if let Some(index) = self
            .names
            .iter()
            .position(|n| n.host == host && n.port == port)
        {
            return index;
        }
        self.names.push(Name {
            host: host.to_owned(),
            port,
            addresses: Vec::new(),
            fetched: None,
            lookups: 0,
            failure: None,
        });
        self.names.len() - 1
    }
}

fn last_good(name: &Name) -> Option<Vec<SocketAddr>> {
    (!name.addresses.is_empty()).then(|| name.addresses.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::cancel::Cancel;
    use crate::sys::clock::SystemClock;
    use crate::sys::in_flight::InFlightCalls;
    use crate::transport::call::Stops;

    fn call(ms: u64, cancel: Option<Arc<Cancel>>) -> std::rc::Rc<Call> {
        let timeout = Duration::from_millis(ms);
        let stops = Stops {
            cancel,
            queue: None,
            hub: InFlightCalls::default().enter(),
        };
        Call::new(
            Arc::new(SystemClock),
            Instant::now(),
            Instant::now() + timeout,
            timeout,
            stops,
        )
    }

    #[test]
    fn literals_need_no_lookup_and_localhost_is_cached() {
        let resolver = Resolver::default();
        let call = call(20_000, None);
        let v6 = resolver.lookup("::1", 443, &call).unwrap();
        assert_eq!(v6, ["[::1]:443".parse().unwrap()]);
        let found = resolver.lookup("localhost", 8080, &call).unwrap();
        assert!(
            found
                .iter()
                .all(|a| a.ip().is_loopback() && a.port() == 8080)
        );
        assert_eq!(resolver.lookup("localhost", 8080, &call).unwrap(), found);
        assert_eq!(resolver.0.lock().names[0].lookups, 1);
    }

    #[test]
    fn a_name_that_does_not_exist_fails_and_keeps_no_state() {
        let resolver = Resolver::default();
        let fault = resolver
            .lookup("nothing.invalid", 443, &call(20_000, None))
            .unwrap_err();
        assert_eq!(fault.status, Status::NameLookup);
    }

    #[test]
    fn a_hanging_lookup_is_waited_for_by_each_call_only_as_long_as_it_may() {
        let resolver = Resolver::default();
        // As if the one lookup thread hung.
        resolver.0.lock().is_looking = true;
        let fault = resolver
            .lookup("slow.example", 443, &call(30, None))
            .unwrap_err();
        assert_eq!(fault.status, Status::Timeout);
        let cancel = Arc::new(Cancel::default());
        let other = Arc::clone(&cancel);
        let waiter = {
            let resolver = resolver.clone();
            std::thread::spawn(move || {
                resolver.lookup("slow.example", 443, &call(60_000, Some(other)))
            })
        };
        std::thread::sleep(Duration::from_millis(20));
        cancel.cancel();
        let fault = waiter.join().unwrap().unwrap_err();
        assert_eq!(fault.status, Status::Cancelled);
        // The answer comes at last: later calls have it, also when it is old
        // and the next lookup fails.
        let address: SocketAddr = "192.0.2.1:443".parse().unwrap();
        resolver.0.finish("slow.example", 443, Ok(vec![address]));
        let call = call(60_000, None);
        assert_eq!(
            resolver.lookup("slow.example", 443, &call).unwrap(),
            [address]
        );
        resolver.0.lock().names[0].fetched = None;
        resolver.0.lock().is_looking = true;
        resolver.report_failure("slow.example", 443, address);
        let kept = {
            let resolver = resolver.clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(20));
                let failure = Err(std::io::Error::other("no answer"));
                resolver.0.finish("slow.example", 443, failure);
            })
        };
        assert_eq!(
            resolver.lookup("slow.example", 443, &call).unwrap(),
            [address]
        );
        kept.join().unwrap();
    }
}
