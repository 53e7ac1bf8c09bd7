//! What a fault is played on: certificates, a clock that stands still, and the
//! ledger of what the server saw.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::sys::clock::Clock;
use rustls::ServerConfig;

use crate::fault::{By, Cell, Fault, Lasting, Repeat};
use crate::judge::Seen;
use crate::support::authority::Authority;
use crate::support::names::DOMAIN;
use crate::support::raw_server::{KEY, RawServer};
use crate::support::{apple, send_with};
use crate::wire::{Peer, Script, script};

/// No script waits longer than that for a client, which is long gone then.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// What all faults share.
pub struct Stage {
    pub authority: Authority,
    /// One that nobody trusts.
    pub stranger: Authority,
    pub server: Arc<ServerConfig>,
}

impl Stage {
    pub fn new(test: &str) -> Stage {
        let authority = Authority::new(&format!("{test}_ca"));
        Stage {
            server: authority.server(&["127.0.0.1", &format!("*.{DOMAIN}")], false),
            stranger: Authority::new(&format!("{test}_stranger")),
            authority,
        }
    }
}

/// Time passes for the library only when a script says so: a fault that lasts
/// "until the call's time is over" is over at the same point on a busy machine
/// and on an idle one.
#[derive(Debug)]
pub struct StoppedClock {
    begun: Instant,
    is_late: AtomicBool,
    looks: AtomicUsize,
}

impl StoppedClock {
    fn new() -> StoppedClock {
        StoppedClock {
            begun: Instant::now(),
            is_late: AtomicBool::new(false),
            looks: AtomicUsize::new(0),
        }
    }

    /// Now the time of every call is over.
    pub fn pass(&self) {
        self.is_late.store(true, Ordering::SeqCst);
    }

    fn is_late(&self) -> bool {
        self.is_late.load(Ordering::SeqCst)
    }

    /// The same, once the library has read all that was written to it before.
    /// It looks at the clock before every read: when it has done so three
    /// times more, a read that found everything there is behind it.
    pub fn pass_when_all_is_read(&self) {
        let before = self.looks.load(Ordering::SeqCst);
        let begun = Instant::now();
        while self.looks.load(Ordering::SeqCst) < before + 3 && !self.is_late() {
            if begun.elapsed() > PATIENCE {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.pass();
    }
}

impl Clock for StoppedClock {
    fn unix_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
    }

    fn now(&self) -> Instant {
        self.looks.fetch_add(1, Ordering::SeqCst);
        match self.is_late() {
            true => self.begun + Duration::from_secs(3600),
            false => self.begun,
        }
    }
}

/// What the server saw, attempt by attempt.
#[derive(Clone, Default)]
pub struct Ledger(Arc<Shared>);

#[derive(Default)]
struct Shared {
    book: Mutex<Book>,
    changed: Condvar,
}

#[derive(Default)]
struct Book {
    seen: Vec<Seen>,
    /// How many peers take part.
    open: usize,
}

impl Ledger {
    /// An attempt begins; the result is its number.
    pub fn begin(&self) -> usize {
        let mut book = self.book();
        book.seen.push(Seen::default());
        book.seen.len() - 1
    }

    pub fn note(&self, attempt: usize, note: impl FnOnce(&mut Seen)) {
        note(&mut self.book().seen[attempt]);
    }

    /// All of it, once every peer is done: the request of a client that has
    /// given up may still be on its way.
    pub fn close(&self) -> Vec<Seen> {
        let mut book = self.book();
        while book.open > 0 {
            let (next, waited) = self.0.changed.wait_timeout(book, PATIENCE).unwrap();
            assert!(!waited.timed_out(), "a script does not end");
            book = next;
        }
        book.seen.clone()
    }

    /// A peer begins to take part.
    pub fn enter(&self) {
        self.book().open += 1;
    }

    /// It is done.
    pub fn leave(&self) {
        self.book().open -= 1;
        self.0.changed.notify_all();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What came before does not count.
    pub fn forget(&self) {
        self.book().seen.clear();
    }
}

/// What servers on the stage need, also those that come later.
#[derive(Clone)]
pub struct Backstage {
    pub clock: Arc<StoppedClock>,
    pub ledger: Ledger,
    pub config: Arc<ServerConfig>,
    lasting: Lasting,
}

impl Backstage {
    /// Does the fault hit the attempt, or connection, of this number, from 0?
    pub fn hits(&self, number: usize) -> bool {
        self.lasting == Lasting::Every || number == 0
    }

    /// A TLS server that plays `script` on the connections that are hit, and
    /// serves the others.
    pub fn serve(self, listener: TcpListener, script: Script) -> SocketAddr {
        let server = RawServer::serve(listener, move |number, stream| {
            let mut peer = Peer::tls(stream, &self);
            // An error means that the client is gone.
            let _ = match self.hits(number) {
                true => script(&mut peer),
                false => peer.serve(),
            };
        });
        server.address
    }

    /// The same for those who tell no connections apart.
    pub fn serve_well(self, listener: TcpListener) -> SocketAddr {
        self.serve(listener, script(Peer::serve))
    }
}

/// A listener on a free port.
pub fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// One cell of the matrix while it is played.
pub struct Scene<'a> {
    pub stage: &'a Stage,
    pub fault: &'a Fault,
    pub cell: &'a Cell,
    pub back: Backstage,
}

impl Scene<'_> {
    pub fn new<'a>(stage: &'a Stage, fault: &'a Fault, cell: &'a Cell) -> Scene<'a> {
        Scene {
            stage,
            fault,
            cell,
            back: Backstage {
                clock: Arc::new(StoppedClock::new()),
                ledger: Ledger::default(),
                config: Arc::clone(&stage.server),
                lasting: cell.lasting,
            },
        }
    }

    /// Options with which the library trusts the stage and goes by its clock.
    pub fn options(&self) -> HubOptions {
        let mut options = HubOptions::default();
        options.set_ca_file(&self.stage.authority.file);
        self.adapt(&mut options);
        options
    }

    /// Sets clock, time and policy.
    pub fn adapt(&self, options: &mut HubOptions) {
        options.set_clock(self.back.clock.clone());
        // The library looks at the clock when the time that it thinks is left
        // has passed, so that this is how long it takes to notice its end.
        let ms = match self.fault.repeat {
            Repeat::NoTime => 200,
            Repeat::Helps | Repeat::Useless => 60_000,
        };
        options.set_timeout_ms(ms).unwrap();
        options.set_retry(self.cell.policy as i32).unwrap();
    }

    /// The library's hub at this authority.
    pub fn open(&self, authority: &str, options: HubOptions) -> Hub {
        let text =
            format!("Endpoint=sb://{authority}/;SharedAccessKeyName=P;SharedAccessKey={KEY}");
        Hub::new(&text, Some("demo"), options).unwrap()
    }

    /// One small send.
    pub fn send(&self, authority: &str, options: HubOptions) -> Outcome {
        let hub = self.open(authority, options);
        send_with(&hub, &Target::broadcast(), &CallOptions::default())
    }

    /// One request so large that no kernel takes it all unless the server
    /// reads: a batch to a thousand handles.
    pub fn send_much(&self, authority: &str, options: HubOptions) -> Outcome {
        let handle = "A".repeat(600);
        let mut handles = (0..1000).map(|_| Ok(handle.clone()));
        let hub = self.open(authority, options);
        let mut report = hub.send_direct_batch(&apple(), &mut handles, &CallOptions::default());
        assert_eq!(report.batches.len(), 1);
        report.batches.remove(0).outcome
    }

    /// Runs `repair` between the first attempt and the second.
    pub fn after_first(&self, options: &mut HubOptions, repair: impl FnOnce() + Send + 'static) {
        let repair: Box<dyn FnOnce() + Send> = Box::new(repair);
        let sink = Arc::new(Repairer(Mutex::new(Some(repair))));
        options.set_log(Level::Warn as i32, sink).unwrap();
    }
}

/// A small send to a server that plays this script on what is hit.
pub fn scripted(script: Script) -> By {
    By::Script(Box::new(move |scene: &Scene<'_>| {
        let address = scene.back.clone().serve(listener(), script.clone());
        scene.send(&address.to_string(), scene.options())
    }))
}

/// The library logs a failed attempt on the calling thread before it waits for
/// the next.
struct Repairer(Mutex<Option<Box<dyn FnOnce() + Send>>>);

impl LogSink for Repairer {
    fn log(&self, _: Level, text: &str) {
        if text.starts_with("attempt 1 failed")
            && let Some(repair) = self.0.lock().unwrap().take()
        {
            repair();
        }
    }
}
