//! The queue while it works: order, bounds, one outcome for each send, and what
//! runs on which thread.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use notification_hubs::auth::credential::TokenSource;
use notification_hubs::auth::secret::Secret;
use notification_hubs::error::{Result, Status};
use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::queue::prepared_call::PreparedCall;
use notification_hubs::queue::{Queue, QueueOptions};
use notification_hubs::sys::clock::Clock;
use notification_hubs::trace::span::{Span, SpanSink};

use crate::support;
use crate::support::queues::{
    HeldServer, LONG, NOW, hand_in_with, next, one_at_a_time, queue, submit, take,
};
use crate::support::raw_server::{CREATED, RawServer};
use crate::support::{LocalHub, apple, failure};

fn status(queue: &Queue, hub: &Arc<Hub>) -> Status {
    submit(queue, hub, 0).unwrap_err().status
}

#[test]
fn each_send_comes_out_once_with_its_user_data() {
    let service = LocalHub::start();
    let hub = Arc::new(service.open(service.options()));
    let queue = queue(|_| {});
    for number in 0..200 {
        submit(&queue, &hub, number).unwrap();
    }
    // The queue has all it needs of the hub.
    drop(hub);
    let outcomes = take(&queue, 200);
    assert!(outcomes.iter().all(|(_, o)| o.verdict == Verdict::Accepted));
    let mut numbers: Vec<usize> = outcomes.iter().map(|(number, _)| *number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..200).collect::<Vec<_>>());
    assert_eq!((queue.pending(), queue.ready()), (0, 0));
    assert_eq!(queue.next(NOW).unwrap_err().status, Status::WouldBlock);
    let ids: Vec<_> = service
        .sends()
        .iter()
        .map(|send| support::header(send, "TrackingId").unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 200);
    for (_, outcome) in outcomes {
        assert!(ids.contains(&outcome.tracking_id.unwrap()));
    }
}

#[test]
fn a_test_send_tells_what_became_of_each_device() {
    let service = LocalHub::start();
    let hub = Arc::new(service.open(service.options()));
    let queue = queue(|_| {});
    let mut options = CallOptions::default();
    options.set_test(true);
    hand_in_with(&queue, &hub, &options, 0).unwrap();
    assert!(next(&queue).1.test.is_some());
}

#[test]
fn sends_of_a_hub_begin_in_the_order_in_which_they_were_handed_in() {
    let held = HeldServer::start();
    let queue = one_at_a_time();
    let hub = held.hub();
    for number in 0..50 {
        let mut options = CallOptions::default();
        options
            .set_tracking_id(&format!("number-{number}-"))
            .unwrap();
        hand_in_with(&queue, &hub, &options, number).unwrap();
    }
    held.open();
    for (number, (user_data, outcome)) in take(&queue, 50).into_iter().enumerate() {
        assert_eq!((user_data, outcome.verdict), (number, Verdict::Accepted));
    }
    for (number, request) in held.wait_for(50).iter().enumerate() {
        assert!(request.contains(&format!("number-{number}-")), "{request}");
    }
}

#[test]
fn no_more_sends_are_under_way_than_allowed() {
    let held = HeldServer::start();
    let queue = queue(|options| options.set_concurrency(4).unwrap());
    let hub = held.hub();
    for number in 0..20 {
        submit(&queue, &hub, number).unwrap();
    }
    held.wait_for(4);
    assert_eq!(held.server.connections(), 4);
    held.open();
    take(&queue, 20);
    assert_eq!(held.server.connections(), 4, "and they are kept");
}

#[test]
fn bad_input_fails_at_once_and_is_no_submission() {
    let service = LocalHub::start();
    let hub = Arc::new(service.open(service.options()));
    let queue = queue(|_| {});
    let nobody = Target::tags();
    let refused = queue.submit(
        || PreparedCall::send(&hub, &apple(), &nobody, &CallOptions::default()),
        1,
    );
    let said = hub.send(&apple(), &nobody, &CallOptions::default());
    assert_eq!(refused.unwrap_err().message, failure(&said).message);
    assert_eq!(queue.pending(), 0);
    assert_eq!(queue.next(NOW).unwrap_err().status, Status::WouldBlock);
}

type Setter = fn(&mut QueueOptions) -> Result<()>;

#[test]
fn options_out_of_range_are_named() {
    let set: [(&str, Setter); 6] = [
        ("entries", |o| o.set_capacity(0)),
        ("entries", |o| o.set_capacity(10_000_001)),
        ("bytes", |o| o.set_capacity_bytes(65_535)),
        ("sends", |o| o.set_concurrency(0)),
        ("sends", |o| o.set_concurrency(1025)),
        ("full_wait_ms", |o| o.set_full_wait_ms(u32::MAX)),
    ];
    for (name, set) in set {
        let mut options = QueueOptions::default();
        let error = set(&mut options).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument);
        assert!(error.message.starts_with(name), "{error}");
        let defaults = QueueOptions::default();
        assert_eq!(format!("{options:?}"), format!("{defaults:?}"));
    }
}

#[test]
fn an_entry_counts_until_its_outcome_is_taken() {
    let held = HeldServer::start();
    let queue = queue(|options| options.set_capacity(3).unwrap());
    let hub = held.hub();
    for number in 0..3 {
        submit(&queue, &hub, number).unwrap();
    }
    assert_eq!(status(&queue, &hub), Status::WouldBlock);
    assert_eq!(queue.pending(), 3);
    held.open();
    next(&queue);
    submit(&queue, &hub, 3).unwrap();
    assert_eq!(status(&queue, &hub), Status::WouldBlock);
    take(&queue, 3);
    assert_eq!(queue.pending(), 0);
}

#[test]
fn bytes_count_while_a_payload_is_held() {
    let held = HeldServer::start();
    let queue = queue(|options| options.set_capacity_bytes(65_536).unwrap());
    let hub = held.hub();
    let large = Notification::new(Platform::Apple, "x".repeat(40_000).as_bytes()).unwrap();
    let send = || {
        let options = CallOptions::default();
        queue.submit(
            || PreparedCall::send(&hub, &large, &Target::broadcast(), &options),
            0,
        )
    };
    send().unwrap();
    assert_eq!(send().unwrap_err().status, Status::WouldBlock);
    submit(&queue, &hub, 1).unwrap();
    held.open();
    take(&queue, 2);
    send().unwrap();
    take(&queue, 1);
}

#[test]
fn an_answers_body_counts_until_it_is_taken() {
    static ANSWER: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let body = "x".repeat(70_000);
        format!("HTTP/1.1 400 Bad\r\nContent-Length: 70000\r\n\r\n{body}")
    });
    let server = RawServer::answering(ANSWER.as_str());
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = queue(|options| {
        options.set_capacity_bytes(65_536).unwrap();
        options.set_full_wait_ms(0).unwrap();
    });
    submit(&queue, &hub, 0).unwrap();
    while queue.ready() == 0 {
        thread::yield_now();
    }
    assert_eq!(status(&queue, &hub), Status::WouldBlock);
    // Of an answer to a send no more is kept.
    assert_eq!(next(&queue).1.body.len(), 65_536);
    submit(&queue, &hub, 1).unwrap();
    next(&queue);
}

/// Answers sends with 201 and a body that is longer than what is kept.
fn talkative() -> RawServer {
    static ANSWER: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let body = "x".repeat(200_000);
        format!("HTTP/1.1 201 Created\r\nContent-Length: 200000\r\n\r\n{body}")
    });
    RawServer::answering(ANSWER.as_str())
}

/// How many outcomes there are when no more come: none in two seconds, since a send takes long on
/// a busy machine.
fn ready_in_the_end(queue: &Queue) -> usize {
    let (mut ready, mut since) = (0, Instant::now());
    loop {
        thread::sleep(Duration::from_millis(100));
        match queue.ready() {
            same if same == ready && same > 0 => {
                if since.elapsed() > Duration::from_secs(2) {
                    return ready;
                }
            }
            more => (ready, since) = (more, Instant::now()),
        }
    }
}

#[test]
fn answers_that_nobody_takes_hold_up_the_sends_behind_them() {
    const BYTES: usize = 1 << 20;
    let server = talkative();
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = queue(|options| {
        options.set_capacity_bytes(BYTES).unwrap();
        options.set_concurrency(4).unwrap();
    });
    for number in 0..100 {
        submit(&queue, &hub, number).unwrap();
    }
    // 16 answers of 64 KiB fill it; those under way by then come to an end.
    let ready = ready_in_the_end(&queue);
    assert!((16..=19).contains(&ready), "{ready}");
    assert_eq!(queue.pending(), 100);
    let held = take(&queue, ready);
    let bytes: usize = held.iter().map(|(_, outcome)| outcome.body.len()).sum();
    assert!((BYTES - 65_536..=BYTES).contains(&bytes), "{bytes}");
    // Nothing is lost: each goes on as outcomes are taken.
    let rest = take(&queue, 100 - ready);
    let mut numbers = Vec::new();
    for (number, outcome) in held.into_iter().chain(rest) {
        assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 1));
        assert!(outcome.body.len() <= 65_536);
        numbers.push(number);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (0..100).collect::<Vec<_>>());
}

#[test]
fn what_is_kept_for_the_programs_log_counts_too() {
    const BYTES: usize = 1 << 20;
    let server = talkative();
    let mut options = HubOptions::default();
    let log = Arc::new(Threads::default());
    options.set_log(Level::Dump as i32, log).unwrap();
    let hub = Arc::new(server.open(options));
    let queue = queue(|options| {
        options.set_capacity_bytes(BYTES).unwrap();
        options.set_concurrency(1).unwrap();
    });
    for number in 0..100 {
        submit(&queue, &hub, number).unwrap();
    }
    // Each answer is there twice: as a body, and in a dump.
    let ready = ready_in_the_end(&queue);
    assert!((8..=9).contains(&ready), "{ready}");
    take(&queue, 100);
}

#[test]
fn a_test_sends_answer_is_read_up_to_a_mebibyte() {
    let body = "x".repeat(2 << 20);
    let answer = format!(
        "HTTP/1.1 201 Created\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = RawServer::answering(answer.leak());
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = queue(|_| {});
    let mut options = CallOptions::default();
    options.set_test(true);
    hand_in_with(&queue, &hub, &options, 0).unwrap();
    let outcome = next(&queue).1;
    assert_eq!(outcome.verdict, Verdict::Accepted);
    assert_eq!(outcome.body.len(), 1 << 20);
    assert!(outcome.test.is_none());
}

#[test]
fn dispatching_takes_what_is_there_and_leaves_what_comes_meanwhile() {
    let server = RawServer::answering(CREATED);
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = queue(|_| {});
    let mut taken = Vec::new();
    let nothing = queue.dispatch(NOW, |(number, _)| taken.push(number));
    assert_eq!(nothing.unwrap_err().status, Status::WouldBlock);
    let wait_for_three = || {
        while queue.ready() < 3 {
            thread::yield_now();
        }
    };
    for number in 0..3 {
        submit(&queue, &hub, number).unwrap();
    }
    wait_for_three();
    let each = |(number, _)| {
        taken.push(number);
        submit(&queue, &hub, number + 3).unwrap();
        wait_for_three();
    };
    queue.dispatch(NOW, each).unwrap();
    taken.sort_unstable();
    assert_eq!(taken, [0, 1, 2]);
    assert_eq!(queue.ready(), 3);
}

#[test]
fn submitting_may_wait_for_room() {
    let service = LocalHub::start_with(&["--plain"]);
    let hub = Arc::new(service.open(service.options()));
    let queue = queue(|options| {
        options.set_capacity(1).unwrap();
        options.set_full_wait_ms(60_000).unwrap();
    });
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..20 {
                submit(&queue, &hub, number).unwrap();
            }
        });
        for (number, (user_data, _)) in take(&queue, 20).into_iter().enumerate() {
            assert_eq!(user_data, number);
        }
    });
    // And one that waits in vain is told when the queue is closed.
    submit(&queue, &hub, 0).unwrap();
    thread::scope(|scope| {
        let waits = scope.spawn(|| status(&queue, &hub));
        queue.close(LONG).unwrap();
        assert_eq!(waits.join().unwrap(), Status::Closed);
    });
}

#[test]
fn a_slow_hub_holds_up_no_other() {
    let held = HeldServer::start();
    let slow = held.hub();
    let service = LocalHub::start_with(&["--plain"]);
    let quick = Arc::new(service.open(service.options()));
    let queue = queue(|options| options.set_concurrency(2).unwrap());
    for number in 0..100 {
        submit(&queue, &slow, number).unwrap();
    }
    for number in 100..200 {
        submit(&queue, &quick, number).unwrap();
    }
    for (user_data, outcome) in take(&queue, 100) {
        assert!(user_data >= 100 && outcome.verdict == Verdict::Accepted);
    }
    assert_eq!(queue.pending(), 100);
    held.open();
    for (user_data, outcome) in take(&queue, 100) {
        assert!(user_data < 100 && outcome.verdict == Verdict::Accepted);
    }
}

/// Notes on which threads it is called.
#[derive(Debug, Default)]
struct Threads(Mutex<Vec<(ThreadId, String)>>);

impl LogSink for Threads {
    fn log(&self, _: Level, text: &str) {
        let entry = (thread::current().id(), text.to_owned());
        self.0.lock().unwrap().push(entry);
    }
}

#[test]
fn a_log_of_the_programs_is_told_by_whoever_takes_the_outcome() {
    let service = LocalHub::start();
    let log = Arc::new(Threads::default());
    let mut options = service.options();
    options.set_log(Level::Dump as i32, log.clone()).unwrap();
    let hub = Arc::new(service.open(options));
    let queue = queue(|_| {});
    submit(&queue, &hub, 0).unwrap();
    while queue.ready() == 0 {
        thread::yield_now();
    }
    assert!(log.0.lock().unwrap().is_empty());
    next(&queue);
    let lines = log.0.lock().unwrap();
    assert!(lines.iter().all(|(id, _)| *id == thread::current().id()));
    for part in ["attempt 1: POST", "--- REQUEST", "--- RESPONSE", "accepted"] {
        assert!(lines.iter().any(|(_, line)| line.contains(part)), "{part}");
    }
}

impl SpanSink for Threads {
    fn take(&self, span: Span) {
        self.log(Level::Off, &span.name);
    }
}

#[test]
fn spans_are_told_by_whoever_takes_the_outcome() {
    let server = RawServer::answering(CREATED);
    let told = Arc::new(Threads::default());
    let mut options = HubOptions::default();
    options.set_span_sink(Some(told.clone()));
    let hub = Arc::new(server.open(options));
    let queue = queue(|_| {});
    submit(&queue, &hub, 0).unwrap();
    while queue.ready() == 0 {
        thread::yield_now();
    }
    assert!(told.0.lock().unwrap().is_empty());
    next(&queue);
    let told = told.0.lock().unwrap();
    assert!(told.iter().all(|(id, _)| *id == thread::current().id()));
    let names: Vec<&str> = told.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["POST /{hub}/messages", "notification_hubs send"]);
}

/// Brings a token that the server refuses, and notes on which threads.
impl TokenSource for Threads {
    fn token(&self, uri: &str) -> Option<Secret> {
        self.log(Level::Off, uri);
        let number = self.0.lock().unwrap().len();
        Some(Secret::new(&format!(
            "SharedAccessSignature sr=x&sig=number{number}&se=99999999999&skn=P"
        )))
    }
}

#[test]
fn tokens_of_the_program_are_asked_for_where_sends_are_handed_in() {
    let server = RawServer::answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
    let source = Arc::new(Threads::default());
    let mut options = HubOptions::default();
    options.set_token_source(Some(source.clone()));
    let string = format!(
        "Endpoint=http://{}/;UseDevelopmentEmulator=true",
        server.address
    );
    let hub = Arc::new(Hub::new(&string, Some("demo"), options).unwrap());
    let queue = queue(|_| {});
    for number in 1..=3 {
        submit(&queue, &hub, number).unwrap();
        let (_, outcome) = next(&queue);
        assert_eq!(outcome.status(), Status::Unauthorized);
        assert_eq!(outcome.attempts, 1);
        // What was refused is forgotten.
        assert_eq!(source.0.lock().unwrap().len(), number);
    }
    let asked = source.0.lock().unwrap();
    assert!(asked.iter().all(|(id, _)| *id == thread::current().id()));
}

/// Tokens are of the time of sending: the key was replaced meanwhile.
#[test]
fn the_token_is_that_of_when_the_send_begins() {
    let held = HeldServer::start();
    let hub = held.hub();
    let queue = one_at_a_time();
    submit(&queue, &hub, 0).unwrap();
    submit(&queue, &hub, 1).unwrap();
    held.wait_for(1);
    let other = held
        .server
        .connection_string()
        .replace("Name=P;", "Name=Other;");
    hub.set_connection_string(&other).unwrap();
    held.open();
    take(&queue, 2);
    let requests = held.wait_for(2);
    assert!(requests[0].contains("skn=P") && !requests[0].contains("skn=Other"));
    assert!(requests[1].contains("skn=Other"));
}

/// Panics on threads of the queue, as a fault in the library would.
#[derive(Debug, Default)]
struct FaultyClock(AtomicUsize);

impl Clock for FaultyClock {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(1_800_000_000)
    }

    fn now(&self) -> Instant {
        if thread::current().name() == Some("nh-send") && self.0.fetch_add(1, Ordering::SeqCst) == 0
        {
            panic!("injected");
        }
        Instant::now()
    }
}

#[test]
fn a_fault_in_a_thread_is_an_outcome_like_others() {
    let server = RawServer::answering(CREATED);
    let mut options = HubOptions::default();
    options.set_clock(Arc::new(FaultyClock::default()));
    let hub = Arc::new(server.open(options));
    let queue = one_at_a_time();
    for number in 0..3 {
        submit(&queue, &hub, number).unwrap();
    }
    let (user_data, outcome) = next(&queue);
    assert_eq!((user_data, outcome.verdict), (0, Verdict::Unknown));
    assert_eq!(outcome.status(), Status::Internal);
    assert!(outcome.tracking_id.is_some());
    assert!(!failure(&outcome).message.contains("injected"));
    for (_, outcome) in take(&queue, 2) {
        assert_eq!(outcome.verdict, Verdict::Accepted);
    }
    // The hub has lost nothing either: nobody is left inside.
    hub.close(NOW).unwrap();
}
