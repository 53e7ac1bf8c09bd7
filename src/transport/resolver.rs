//! Name lookup with a deadline.
//!
//! The system's lookup cannot be interrupted, so it runs on a thread of its
//! own: one at a time for each hub, whose answer all waiting calls share, each
//! with its own deadline. A lookup that hangs therefore costs one thread, not
//! one for each call. Only a new connection looks up; a warm send does not.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::error::Status;
use crate::sys::fork::PerProcess;
use crate::sys::fork_lock::look_up_outside_forks;
use crate::sys::interrupt::longest_wait;
use crate::sys::signals::without_signals;
use crate::sys::socket::no_descriptor_left;
use crate::sys::sync::EvenIfPoisoned as _;
use crate::transport::call::{Call, Fault};
use crate::transport::known_addresses::KnownAddresses;

/// How long an answer is used without asking again, unless its addresses fail.
const FRESH: Duration = Duration::from_secs(30);
/// A name whose addresses are known is looked up so often at most.
const BETWEEN_LOOKUPS: Duration = Duration::from_secs(1);
/// After so long a lookup is no longer waited for where an old answer is known: RFC
/// 8767, section 5, has it for name servers.
const WAIT_BESIDE_KNOWN: Duration = Duration::from_millis(1800);
/// How many lookups the process has under way at most, of all hubs. A name server
/// that is silent would else cost a thread and a descriptor for each hub.
const MOST_LOOKUPS: usize = 32;
/// When a call that found so many looks again.
const BETWEEN_TURNS: Duration = Duration::from_millis(20);
/// The system's lookup may load modules that want some stack, though not the
/// default of 2 MiB.
const STACK: usize = 512 * 1024;

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
    /// When the lookup that goes on began.
    looking_since: Option<Instant>,
}

#[derive(Debug)]
struct Name {
    host: String,
    port: u16,
    /// Those of the last good answer; kept for when lookup fails.
    known: KnownAddresses,
    /// When the last good answer came, and when the last lookup ended.
    fetched: Option<Instant>,
    asked: Option<Instant>,
    /// How many lookups have ended, and what the last failed one said.
    lookups: u64,
    failure: Option<Fault>,
}

impl Resolver {
    /// The addresses of `host` in the order in which to try them, within the time
    /// that `call` has left. When all that are known have failed it asks anew.
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
        call.look_again();
        let mut now = call.now();
        let wait_began = now;
        let mut state = self.0.lock();
        let index = state.index(host, port);
        let lookups_before = state.names[index].lookups;
        loop {
            let name = &state.names[index];
            if name.is_good(now) {
                return Ok(name.known.in_order(now));
            }
            // One that ended while this call waited is taken for its own.
            if name.lookups > lookups_before {
                let failure = name.failure.clone();
                let failure = failure.unwrap_or_else(|| Fault::new(Status::NameLookup, ""));
                return name.known_or(failure, now);
            }
            let mut has_turn = true;
            let since = match state.looking_since {
                Some(since) => since,
                None => match self.start(host, port, call) {
                    Ok(true) => *state.looking_since.insert(now),
                    Ok(false) => {
                        has_turn = false;
                        wait_began
                    }
                    Err(fault) => return name.known_or(fault, now),
                },
            };
            let name = &state.names[index];
            let mut wait = match call.remaining() {
                Ok(left) => left,
                Err(fault) if fault.status == Status::Timeout => return name.known_or(fault, now),
                Err(fault) => return Err(fault),
            };
            now = now.max(call.now());
            if !name.known.is_empty() {
                let known_will_do = since + WAIT_BESIDE_KNOWN;
                wait = wait.min(known_will_do.saturating_duration_since(now));
                if wait.is_zero() {
                    return Ok(name.known.in_order(now));
                }
            }
            if !has_turn {
                wait = wait.min(BETWEEN_TURNS);
            }
            let wait = longest_wait(wait);
            let waited = self.0.changed.wait_timeout(state, wait);
            let (guard, waited) = waited.even_if_poisoned();
            drop(guard);
            call.look_again();
            if waited.timed_out() {
                // What was waited has passed, whatever the clock says.
                now += wait;
                call.ask();
            }
            state = self.0.lock();
        }
    }

    /// What came of trying addresses of `host`: these failed, and this one, if
    /// any, connected.
    pub fn note(
        &self,
        host: &str,
        port: u16,
        failed: impl IntoIterator<Item = SocketAddr>,
        connected: Option<SocketAddr>,
        now: Instant,
    ) {
        let mut state = self.0.lock();
        let mut names = state.names.iter_mut();
        // A literal address has no name.
        let Some(name) = names.find(|name| name.is(host, port)) else {
            return;
        };
        for address in failed {
            name.known.failed(address, now);
        }
        if let Some(address) = connected {
            name.known.worked(address);
        }
    }

    /// Takes an answer that no lookup brought.
    #[cfg(test)]
    pub fn learn(&self, host: &str, port: u16, addresses: Vec<SocketAddr>, now: Instant) {
        self.0.finish(host, port, Ok(addresses), now);
    }

    /// A lookup is under way that answers so once all known addresses have failed.
    #[cfg(test)]
    pub fn answers_after_failure(
        &self,
        host: &'static str,
        port: u16,
        addresses: Vec<SocketAddr>,
        now: Instant,
    ) -> std::thread::JoinHandle<()> {
        self.0.lock().looking_since = Some(now);
        let resolver = self.clone();
        std::thread::spawn(move || {
            let has_failed = |state: &mut State| {
                let index = state.index(host, port);
                state.names[index].known.have_all_failed(now)
            };
            while !has_failed(&mut resolver.0.lock()) {
                std::thread::sleep(Duration::from_millis(1));
            }
            resolver.learn(host, port, addresses, now);
        })
    }

    /// Starts a lookup, unless the process has as many under way as it may.
    fn start(&self, host: &str, port: u16, call: &Call) -> Result<bool, Fault> {
        let Some(counted) = LookupThread::new() else {
            return Ok(false);
        };
        let inner = Arc::clone(&self.0);
        let host = host.to_owned();
        let clock = Arc::clone(call.clock());
        let thread = std::thread::Builder::new()
            .name("nh-lookup".to_owned())
            .stack_size(STACK);
        let look_up = move || {
            let found = look_up_outside_forks(|| (host.as_str(), port).to_socket_addrs())
                .map(Iterator::collect);
            inner.finish(&host, port, found, clock.now());
            drop(counted);
        };
        without_signals(|| thread.spawn(look_up)).map_err(|error| {
            Fault::new(
                Status::NoResources,
                format!("no thread could be started: {error}"),
            )
        })?;
        Ok(true)
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().even_if_poisoned()
    }

    fn finish(&self, host: &str, port: u16, found: std::io::Result<Vec<SocketAddr>>, now: Instant) {
        let mut state = self.lock();
        state.looking_since = None;
        let index = state.index(host, port);
        let name = &mut state.names[index];
        name.lookups += 1;
        name.asked = Some(now);
        name.failure = match found {
            Ok(found) if found.is_empty() => {
                Some(Fault::new(Status::NameLookup, "the name has no address"))
            }
            Ok(found) => {
                name.known.found(found);
                name.fetched = Some(now);
                None
            }
            Err(error) => Some(lookup_failed(&error)),
        };
        drop(state);
        self.changed.notify_all();
    }
}

/// The C library does not say that it had no descriptor to ask with.
fn lookup_failed(error: &std::io::Error) -> Fault {
    match no_descriptor_left() {
        Some(error) => Fault::new(Status::NoResources, error.to_string()),
        None => Fault::new(Status::NameLookup, error.to_string()),
    }
}

/// A thread that looks up a name, counted as long as it is there.
struct LookupThread;

static LOOKUP_THREADS: PerProcess<AtomicUsize> = PerProcess::empty();

impl LookupThread {
    /// If the process may have one more.
    fn new() -> Option<LookupThread> {
        let threads = LOOKUP_THREADS.get(AtomicUsize::default);
        let more = |count| (count < MOST_LOOKUPS).then_some(count + 1);
        let counted = threads.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        // Not made and dropped where there is none: that counts too.
        counted.is_ok().then(|| LookupThread)
    }
}

impl Drop for LookupThread {
    fn drop(&mut self) {
        let threads = LOOKUP_THREADS.get(AtomicUsize::default);
        threads.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Name {
    fn is(&self, host: &str, port: u16) -> bool {
        self.host == host && self.port == port
    }

    /// Will what is known do, without asking?
    fn is_good(&self, now: Instant) -> bool {
        let within =
            |at: Option<Instant>, age| at.is_some_and(|at| now.saturating_duration_since(at) < age);
        !self.known.is_empty()
            && (within(self.asked, BETWEEN_LOOKUPS)
                || within(self.fetched, FRESH) && !self.known.have_all_failed(now))
    }

    /// The addresses that are known, or `fault` where there are none.
    fn known_or(&self, fault: Fault, now: Instant) -> Result<Vec<SocketAddr>, Fault> {
        match self.known.is_empty() {
            true => Err(fault),
            false => Ok(self.known.in_order(now)),
        }
    }
}

impl State {
    fn index(&mut self, host: &str, port: u16) -> usize {
        if let Some(index) = self.names.iter().position(|name| name.is(host, port)) {
            return index;
        }
        self.names.push(Name {
            host: host.to_owned(),
            port,
            known: KnownAddresses::default(),
            fetched: None,
            asked: None,
            lookups: 0,
            failure: None,
        });
        self.names.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::cancel::Cancel;
    use crate::sys::clock::{Clock as _, SystemClock};
    use crate::sys::interrupt::{Asked, set};
    use crate::transport::testing::{MovedClock, call_by};

    fn call(ms: u64, cancel: Option<Arc<Cancel>>) -> std::rc::Rc<Call> {
        call_by(Arc::new(SystemClock), ms, cancel)
    }

    fn lookups(resolver: &Resolver) -> u64 {
        resolver.0.lock().names[0].lookups
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
        assert_eq!(lookups(&resolver), 1);
    }

    #[test]
    fn a_process_has_a_bounded_number_of_lookups() {
        let others: Vec<_> = std::iter::from_fn(LookupThread::new).collect();
        assert!(others.len() <= MOST_LOOKUPS);
        let resolver = Resolver::default();
        let waits = |ms| resolver.lookup("localhost", 8080, &call(ms, None));
        assert_eq!(waits(50).unwrap_err().status, Status::Timeout);
        drop(others);
        assert!(waits(20_000).is_ok());
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
    fn a_name_whose_addresses_all_fail_is_asked_for_once_a_second() {
        let resolver = Resolver::default();
        let clock = MovedClock::new();
        let call = call_by(clock.clone(), 600_000, None);
        let look_up = || resolver.lookup("localhost", 8080, &call).unwrap();
        let fails = |addresses: &[SocketAddr]| {
            let failed = addresses.iter().copied();
            resolver.note("localhost", 8080, failed, None, clock.now());
        };
        let found = look_up();
        fails(&found);
        look_up();
        clock.moves(Duration::from_millis(999));
        assert_eq!((look_up(), lookups(&resolver)), (found.clone(), 1));
        clock.moves(Duration::from_millis(1));
        assert_eq!((look_up(), lookups(&resolver)), (found.clone(), 2));
        look_up();
        assert_eq!(lookups(&resolver), 2);
        // The failures are remembered, so a second later it is asked for again;
        // one that connects is reason enough not to.
        clock.moves(Duration::from_secs(1));
        look_up();
        assert_eq!(lookups(&resolver), 3);
        resolver.note("localhost", 8080, [], Some(found[0]), clock.now());
        clock.moves(FRESH - Duration::from_millis(1));
        look_up();
        assert_eq!(lookups(&resolver), 3);
        clock.moves(Duration::from_millis(1));
        look_up();
        assert_eq!(lookups(&resolver), 4);
    }

    #[test]
    fn a_thread_that_waits_for_a_lookup_asks_whether_to_go_on() {
        extern "C" fn ends(_: *mut std::ffi::c_void) -> i32 {
            1
        }
        let resolver = Resolver::default();
        resolver.0.lock().looking_since = Some(Instant::now());
        set(Some(Asked {
            function: ends,
            user_data: std::ptr::null_mut(),
        }));
        let asked = resolver.lookup("slow.example", 443, &call(60_000, None));
        set(None);
        assert_eq!(asked.unwrap_err().status, Status::Cancelled);
    }

    #[test]
    fn a_hanging_lookup_is_waited_for_by_each_call_only_as_long_as_it_may() {
        let resolver = Resolver::default();
        // As if the one lookup thread hung.
        let hang = |since| resolver.0.lock().looking_since = Some(since);
        hang(Instant::now());
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
        let clock = MovedClock::new();
        let call = call_by(clock.clone(), 600_000, None);
        resolver.learn("slow.example", 443, vec![address], clock.now());
        let look_up = || resolver.lookup("slow.example", 443, &call).unwrap();
        assert_eq!(look_up(), [address]);
        clock.moves(FRESH);
        let now = clock.now();
        hang(now);
        let kept = {
            let resolver = resolver.clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(20));
                let failure = Err(std::io::Error::other("no answer"));
                resolver.0.finish("slow.example", 443, failure, now);
            })
        };
        assert_eq!(look_up(), [address]);
        kept.join().unwrap();
        assert_eq!(lookups(&resolver), 2);
        // And when the next one hangs, though this clock stands still. It is waited for
        // once, and not by each call anew.
        clock.moves(FRESH);
        hang(clock.now());
        assert_eq!(look_up(), [address]);
        clock.moves(WAIT_BESIDE_KNOWN);
        assert_eq!(look_up(), [address]);
        assert_eq!(lookups(&resolver), 2);
    }
}
