//! Models of the queue's hand-over: loom runs each in every order in which the
//! steps of its threads can interleave, and finds lost wake-ups and deadlocks.
//! `tests/long models` builds with loom; otherwise there is nothing here.
//!
//! All is the library's own code, and a call to a port where nobody listens ends
//! at once. Time does not pass in a model: what waits waits until it is woken.
#![cfg(nh_loom)]

use std::sync::Arc;
use std::time::Duration;

use loom::thread;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::queue::prepared_call::PreparedCall;
use notification_hubs::queue::{Queue, QueueOptions};
use notification_hubs::sys::cancel::Cancel;

const FOREVER: Duration = Duration::from_secs(3600);
/// What a thread of a model may use of the stack: loom's own is small.
const STACK: usize = 256 * 1024;

/// Runs `body` in each order with at most so many switches that no step forces.
fn model(body: impl Fn() + Send + Sync + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.max_branches = 10_000;
    let body = Arc::new(body);
    model.check(move || {
        let body = Arc::clone(&body);
        spawn(move || body()).join().unwrap();
    });
}

fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    let builder = thread::Builder::new().stack_size(STACK);
    builder.spawn(body).unwrap()
}

fn hub() -> Arc<Hub> {
    hub_with(HubOptions::default())
}

fn hub_with(mut options: HubOptions) -> Arc<Hub> {
    let key = "Endpoint=sb://127.0.0.1:1/;SharedAccessKeyName=k;SharedAccessKey=a2V5";
    options.set_retry(Retry::Never as i32).unwrap();
    Arc::new(Hub::new(key, Some("hub"), options).unwrap())
}

fn queue(capacity: u32) -> Arc<Queue> {
    let mut options = QueueOptions::default();
    options.set_capacity(capacity).unwrap();
    options.set_concurrency(1).unwrap();
    options.set_full_wait_ms(86_400_000).unwrap();
    Arc::new(Queue::new(options))
}

/// What it has to say waits with each outcome and fills a queue of few bytes.
struct Told;

impl LogSink for Told {
    fn log(&self, _: Level, _: &str) {}
}

/// A queue with room for two requests, which one outcome fills, and a hub whose
/// outcomes hold something.
fn filled_by_one_outcome() -> (Arc<Queue>, Arc<Hub>) {
    let mut options = QueueOptions::default();
    options.set_capacity_bytes(4).unwrap();
    options.set_concurrency(1).unwrap();
    let queue = Arc::new(Queue::new(options));
    let mut options = HubOptions::default();
    options
        .set_log(Level::Error as i32, Arc::new(Told))
        .unwrap();
    (queue, hub_with(options))
}

fn submit(queue: &Queue, hub: &Arc<Hub>, cancel: Option<&Arc<Cancel>>, number: usize) -> bool {
    let notification = Notification::new(Platform::Apple, b"{}").unwrap();
    let mut options = CallOptions::default();
    if let Some(cancel) = cancel {
        options.set_cancel(Arc::clone(cancel));
    }
    let prepare = || PreparedCall::send(hub, &notification, &Target::broadcast(), &options);
    queue.submit(prepare, number).is_ok()
}

/// All that a closed queue still has, by number.
fn left(queue: &Queue) -> Vec<usize> {
    let mut numbers = Vec::new();
    loop {
        match queue.next(FOREVER) {
            Ok((number, outcome)) => {
                assert!(outcome.error.is_some(), "nobody listens");
                numbers.push(number);
            }
            Err(error) => {
                assert_eq!(error.status, Status::Closed);
                numbers.sort_unstable();
                return numbers;
            }
        }
    }
}

#[test]
fn each_call_of_two_callers_comes_out_once() {
    model(|| {
        let (queue, hub) = (queue(8), hub());
        let other = {
            let (queue, hub) = (Arc::clone(&queue), Arc::clone(&hub));
            spawn(move || assert!(submit(&queue, &hub, None, 1)))
        };
        assert!(submit(&queue, &hub, None, 2));
        let mut numbers = [queue.next(FOREVER), queue.next(FOREVER)].map(|taken| taken.unwrap().0);
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        other.join().unwrap();
        queue.close(FOREVER).unwrap();
        assert!(left(&queue).is_empty());
    });
}

#[test]
fn who_waits_for_room_gets_it() {
    model(|| {
        let (queue, hub) = (queue(1), hub());
        let other = {
            let (queue, hub) = (Arc::clone(&queue), Arc::clone(&hub));
            spawn(move || {
                assert!(submit(&queue, &hub, None, 1));
                assert!(submit(&queue, &hub, None, 2));
            })
        };
        assert_eq!(queue.next(FOREVER).unwrap().0, 1);
        assert_eq!(queue.next(FOREVER).unwrap().0, 2);
        other.join().unwrap();
        queue.close(FOREVER).unwrap();
    });
}

/// Whether it waits for them or not, closing loses none that was taken.
fn closing(time: Duration) {
    model(move || {
        let (queue, hub) = (queue(8), hub());
        let other = {
            let (queue, hub) = (Arc::clone(&queue), Arc::clone(&hub));
            spawn(move || {
                let taken = |number: &usize| submit(&queue, &hub, None, *number);
                [1, 2].into_iter().filter(taken).collect::<Vec<_>>()
            })
        };
        let _ = queue.close(time);
        let found = left(&queue);
        assert_eq!(found, other.join().unwrap());
        assert_eq!(queue.pending(), 0);
    });
}

#[test]
fn closing_while_calls_come_loses_none() {
    closing(FOREVER);
}

#[test]
fn closing_at_once_hands_back_each() {
    closing(Duration::ZERO);
}

#[test]
fn a_cancel_at_any_time_is_one_outcome() {
    model(|| {
        let (queue, hub) = (queue(8), hub());
        let cancel = Arc::new(Cancel::default());
        let other = {
            let cancel = Arc::clone(&cancel);
            spawn(move || cancel.cancel())
        };
        assert!(submit(&queue, &hub, None, 1));
        assert!(submit(&queue, &hub, Some(&cancel), 2));
        other.join().unwrap();
        queue.close(FOREVER).unwrap();
        assert_eq!(left(&queue), [1, 2]);
    });
}

#[test]
fn a_hub_that_is_closed_at_any_time_ends_its_own() {
    model(|| {
        let (queue, hub) = (queue(8), hub());
        let other = {
            let hub = Arc::clone(&hub);
            spawn(move || hub.close(Duration::ZERO))
        };
        let taken = |number: &usize| submit(&queue, &hub, None, *number);
        let taken: Vec<usize> = [1, 2].into_iter().filter(taken).collect();
        let _ = other.join().unwrap();
        queue.close(FOREVER).unwrap();
        assert_eq!(left(&queue), taken);
    });
}

/// Loom would see a thread that waits for ever.
#[test]
fn a_queue_that_is_dropped_at_any_time_ends_its_threads() {
    model(|| {
        let (queue, hub) = (queue(8), hub());
        assert!(submit(&queue, &hub, None, 1));
        assert!(submit(&queue, &hub, None, 2));
        drop(queue);
    });
}

/// Whenever it was asked for.
#[test]
fn the_descriptor_is_readable_while_there_are_outcomes() {
    model(|| {
        let (queue, hub) = (queue(8), hub());
        let other = {
            let queue = Arc::clone(&queue);
            spawn(move || queue.fd().unwrap())
        };
        assert!(submit(&queue, &hub, None, 1));
        queue.close(FOREVER).unwrap();
        let mut fd = libc::pollfd {
            fd: other.join().unwrap(),
            events: libc::POLLIN,
            revents: 0,
        };
        let mut is_readable = || unsafe { libc::poll(&mut fd, 1, 0) } == 1;
        assert!(is_readable());
        assert_eq!(left(&queue), [1]);
        assert!(!is_readable());
    });
}

/// The second call begins when the first one's outcome is taken, and its thread
/// is woken for that.
#[test]
fn what_waits_for_bytes_goes_on_when_they_are_taken() {
    model(|| {
        let (queue, hub) = filled_by_one_outcome();
        assert!(submit(&queue, &hub, None, 1));
        // Where the first has an outcome already there is no room.
        let second = submit(&queue, &hub, None, 2);
        assert_eq!(queue.next(FOREVER).unwrap().0, 1);
        if second {
            assert_eq!(queue.next(FOREVER).unwrap().0, 2);
        }
        queue.close(FOREVER).unwrap();
        assert!(left(&queue).is_empty());
    });
}

/// And it waits for nobody once the queue is closed, or its call cancelled.
#[test]
fn what_waits_for_bytes_goes_on_when_the_queue_is_closed() {
    model(|| {
        let (queue, hub) = filled_by_one_outcome();
        let cancel = Arc::new(Cancel::default());
        let other = {
            let cancel = Arc::clone(&cancel);
            spawn(move || cancel.cancel())
        };
        let taken = |number: &usize| submit(&queue, &hub, Some(&cancel), *number);
        let taken: Vec<usize> = [1, 2].into_iter().filter(taken).collect();
        queue.close(FOREVER).unwrap();
        other.join().unwrap();
        assert_eq!(left(&queue), taken);
    });
}
