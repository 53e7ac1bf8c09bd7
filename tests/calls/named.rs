//! Hubs whose name has the addresses that a test says, in a network of its own.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::clock::Clock;

use crate::support::names::{Manner, names};
use crate::support::namespace::{inside, run_inside};
use crate::support::raw_server::{KEY, RawServer, read_request};
use crate::support::send_with;

/// Of all servers here: the addresses of a name share it.
pub const PORT: u16 = 8080;
/// The system puts it behind 127.0.0.2 and its neighbours, which look more like
/// the source of the connection.
pub const LAST: &str = "127.64.0.1";
/// A test fails, and does not hang, if what must happen never does.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `body`, which is all of the test of this whole name, in a network of its own.
pub fn in_namespace(test: &str, body: impl FnOnce()) {
    match inside() {
        Some(_) => body(),
        None => {
            run_inside(test);
        }
    }
}

pub fn at(ip: &str) -> SocketAddr {
    SocketAddr::new(ip.parse().unwrap(), PORT)
}

/// A server at this address that accepts one send on each connection.
pub fn server(ip: &str) -> RawServer {
    RawServer::serve(TcpListener::bind(at(ip)).unwrap(), |_, mut stream| {
        if read_request(&mut stream).is_some() {
            let _ = stream.write_all(CREATED_AND_CLOSED.as_bytes());
        }
    })
}

pub const CREATED_AND_CLOSED: &str =
    "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

pub fn manner(addresses: &[&str]) -> Manner {
    let addresses = addresses.iter().map(|ip| ip.parse::<IpAddr>().unwrap());
    Manner::At(addresses.collect())
}

/// Its monotonic clock runs, and jumps when told to.
#[derive(Debug, Default)]
pub struct JumpingClock(AtomicU64);

impl JumpingClock {
    /// By so many seconds.
    pub fn jump(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for JumpingClock {
    fn unix_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
    }

    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A hub with a name of its own, which has these addresses.
pub struct Named {
    pub name: String,
    pub hub: Arc<Hub>,
    pub clock: Arc<JumpingClock>,
}

impl Named {
    pub fn new(addresses: &[&str]) -> Named {
        Named::with(manner(addresses), |_, _, _| ())
    }

    /// The same with a name that is answered for so, and with other options.
    pub fn with(
        manner: Manner,
        change: impl FnOnce(&mut HubOptions, &str, &Arc<JumpingClock>),
    ) -> Named {
        let name = names().add(manner);
        let clock = Arc::new(JumpingClock::default());
        let mut options = HubOptions::default();
        options.set_clock(clock.clone());
        options.set_retry(Retry::Never as i32).unwrap();
        options.set_timeout_ms(600_000).unwrap();
        options.set_connect_timeout_ms(600_000).unwrap();
        change(&mut options, &name, &clock);
        let text = format!(
            "Endpoint=http://{name}:{PORT}/;SharedAccessKeyName=P;SharedAccessKey={KEY};UseDevelopmentEmulator=true"
        );
        let hub = Hub::new(&text, Some("demo"), options).unwrap();
        Named {
            name,
            hub: Arc::new(hub),
            clock,
        }
    }

    pub fn send(&self) -> Outcome {
        send_with(&self.hub, &Target::broadcast(), &CallOptions::default())
    }

    /// One that must be accepted.
    #[track_caller]
    pub fn sends(&self) {
        let outcome = self.send();
        assert_eq!(outcome.verdict, Verdict::Accepted, "{:?}", outcome.error);
    }
}

/// Sockets of this network that are connecting: in state 2, SYN_SENT.
pub fn connecting() -> usize {
    let tables = ["tcp", "tcp6"]
        .map(|table| std::fs::read_to_string(format!("/proc/self/net/{table}")).unwrap());
    let states = tables
        .iter()
        .flat_map(|table| table.lines())
        .filter_map(|line| line.split_whitespace().nth(3));
    states.filter(|state| *state == "02").count()
}

/// What a process has from its first call with a cancel handle on, and once: a pair of
/// sockets, and the thread that waits at it.
fn with_what_wakes_cancelled_calls() {
    drop(Arc::new(Cancel::default()).watch_by_signal(|| {}));
}

/// How many this process has open.
pub fn descriptors() -> usize {
    with_what_wakes_cancelled_calls();
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// How many threads this process has.
pub fn threads() -> usize {
    with_what_wakes_cancelled_calls();
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

/// Waits until `condition` holds.
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}
