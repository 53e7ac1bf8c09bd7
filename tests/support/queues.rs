//! Queues under test: a server that answers when it is told to, and outcomes
//! with a bound on the wait for each.

use std::io::Write as _;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use notification_hubs::error::Result;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::CallOptions;
use notification_hubs::queue::prepared_call::PreparedCall;
use notification_hubs::queue::{Queue, QueueOptions};

use super::raw_server::{CREATED, RawServer, read_request};

/// For what must happen: a test fails, and does not hang, if it never does.
pub const LONG: Duration = Duration::from_secs(60);
/// For what is there, or is not.
pub const NOW: Duration = Duration::ZERO;

/// A server that reads requests and answers none before it is opened.
pub struct HeldServer {
    pub server: RawServer,
    state: Arc<Held>,
}

#[derive(Default)]
struct Held {
    state: Mutex<HeldState>,
    changed: Condvar,
}

#[derive(Default)]
struct HeldState {
    is_open: bool,
    /// Whole requests, in the order in which they came.
    requests: Vec<String>,
}

impl HeldServer {
    pub fn start() -> HeldServer {
        HeldServer::answering(CREATED)
    }

    /// One that answers so.
    pub fn answering(answer: &'static str) -> HeldServer {
        let state = Arc::new(Held::default());
        let held = Arc::clone(&state);
        let server = RawServer::start(move |_, mut stream| {
            while let Some(request) = read_request(&mut stream) {
                let mut state = held.state.lock().unwrap();
                state.requests.push(request);
                held.changed.notify_all();
                drop(held.changed.wait_while(state, |state| !state.is_open));
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        });
        HeldServer { server, state }
    }

    /// Answers those that were held back, and all later ones.
    pub fn open(&self) {
        self.state.state.lock().unwrap().is_open = true;
        self.state.changed.notify_all();
    }

    /// Waits until so many requests have come, and gives all.
    pub fn wait_for(&self, count: usize) -> Vec<String> {
        let state = self.state.state.lock().unwrap();
        let (state, waited) = self
            .state
            .changed
            .wait_timeout_while(state, LONG, |state| state.requests.len() < count)
            .unwrap();
        assert!(!waited.timed_out(), "{} of {count}", state.requests.len());
        state.requests.clone()
    }

    /// A hub on it.
    pub fn hub(&self) -> Arc<Hub> {
        Arc::new(self.server.open(super::HubOptions::default()))
    }
}

/// A queue with these options.
pub fn queue(set: impl FnOnce(&mut QueueOptions)) -> Queue {
    let mut options = QueueOptions::default();
    set(&mut options);
    Queue::new(options)
}

/// A queue that makes one send of a hub at a time.
pub fn one_at_a_time() -> Queue {
    queue(|options| options.set_concurrency(1).unwrap())
}

/// Hands in a notification to everyone.
pub fn submit(queue: &Queue, hub: &Arc<Hub>, user_data: usize) -> Result<()> {
    hand_in_with(queue, hub, &CallOptions::default(), user_data)
}

/// The same with options.
pub fn hand_in_with(
    queue: &Queue,
    hub: &Arc<Hub>,
    options: &CallOptions,
    user_data: usize,
) -> Result<()> {
    queue.submit(
        || PreparedCall::send(hub, &super::apple(), &Target::broadcast(), options),
        user_data,
    )
}

/// The next outcome, which must come.
pub fn next(queue: &Queue) -> (usize, Outcome) {
    queue.next(LONG).unwrap()
}

/// So many outcomes, which must come.
pub fn take(queue: &Queue, count: usize) -> Vec<(usize, Outcome)> {
    (0..count).map(|_| next(queue)).collect()
}
