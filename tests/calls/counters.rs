//! What a hub counts, exactly, after faults that are known; and its Prometheus
//! text by a strict reader of the format.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::metrics::counters::{BUCKETS, CallKind, Counter, Series};
use notification_hubs::metrics::prometheus;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::clock::{Clock, SystemClock};

use crate::support::prometheus_text::{check_histogram, families};
use crate::support::raw_server::{CREATED, KEY, RawServer, read_request};
use crate::support::{LocalHub, apple, failure, send_to, send_with};

const REFUSED: &str = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
const FAILED: &str = "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n";
const WAIT: &str = "HTTP/1.1 429 Slow Down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
const GONE: &str = "";

/// A server that gives these answers, one to each request, and hangs up instead
/// of an empty one; and the bytes that it was sent.
fn script(answers: &'static [&'static str]) -> (RawServer, Arc<AtomicUsize>) {
    let received = Arc::new(AtomicUsize::new(0));
    let (number, bytes) = (AtomicUsize::new(0), Arc::clone(&received));
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            bytes.fetch_add(request.len(), Ordering::SeqCst);
            let answer = answers[number.fetch_add(1, Ordering::SeqCst)];
            if answer == GONE {
                return;
            }
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (server, received)
}

/// The numbers of one kind of calls: begun, attempts, retries, throttled
/// answers; accepted, not accepted, unknown.
fn of(hub: &Hub, kind: CallKind) -> [u64; 7] {
    let counted = hub.counters().counted;
    [
        Counter::CallsBegun,
        Counter::Attempts,
        Counter::Retries,
        Counter::ThrottledAnswers,
        Counter::Accepted,
        Counter::NotAccepted,
        Counter::Unknown,
    ]
    .map(|counter| counted.get(counter, kind))
}

/// Connections opened and reused, bytes sent and received.
fn connections(hub: &Hub) -> [u64; 4] {
    let counted = hub.counters().counted;
    [
        Counter::ConnectionsOpened,
        Counter::ConnectionsReused,
        Counter::BytesSent,
        Counter::BytesReceived,
    ]
    .map(|counter| counted.get(counter, CallKind::All))
}

fn send(hub: &Hub) -> Verdict {
    send_to(hub, &Target::broadcast()).verdict
}

#[test]
fn a_hub_that_did_nothing_counts_nothing() {
    let (server, _) = script(&[]);
    let hub = server.open(HubOptions::default());
    assert_eq!(of(&hub, CallKind::All), [0; 7]);
    assert_eq!(connections(&hub), [0; 4]);
    // What begins no call is none.
    let _ = hub.sas_token(None, Duration::from_secs(60)).unwrap();
    let target = Target::broadcast();
    assert!(
        hub.dry_run(&apple(), &target, &CallOptions::default())
            .is_ok()
    );
    let text = prometheus::text(&[hub.counters()]);
    assert!(families(&text).values().flatten().all(|s| s.value == 0.0));
}

#[test]
fn accepted_sends_share_a_connection() {
    let (server, received) = script(&[CREATED; 3]);
    let hub = server.open(HubOptions::default());
    for _ in 0..3 {
        assert_eq!(send(&hub), Verdict::Accepted);
    }
    assert_eq!(of(&hub, CallKind::Send), [3, 3, 0, 0, 3, 0, 0]);
    assert_eq!(of(&hub, CallKind::All), [3, 3, 0, 0, 3, 0, 0]);
    assert_eq!(of(&hub, CallKind::Change), [0; 7]);
    assert_eq!(of(&hub, CallKind::Read), [0; 7]);
    let sent = received.load(Ordering::SeqCst) as u64;
    let answered = 3 * CREATED.len() as u64;
    assert_eq!(connections(&hub), [1, 2, sent, answered]);
    assert_eq!(
        hub.counters()
            .counted
            .get(Counter::BytesSent, CallKind::Send),
        0
    );
}

#[test]
fn refused_and_unknown_are_told_apart() {
    let (server, received) = script(&[REFUSED, GONE, CREATED, FAILED]);
    let hub = server.open(HubOptions::default());
    assert_eq!(send(&hub), Verdict::NotAccepted);
    assert_eq!(send(&hub), Verdict::Unknown);
    assert_eq!(send(&hub), Verdict::Accepted);
    assert_eq!(send(&hub), Verdict::Unknown);
    assert_eq!(of(&hub, CallKind::Send), [4, 4, 0, 0, 1, 1, 2]);
    let sent = received.load(Ordering::SeqCst) as u64;
    let answered = (REFUSED.len() + CREATED.len() + FAILED.len()) as u64;
    // The second connection replaces the one that broke.
    assert_eq!(connections(&hub), [2, 2, sent, answered]);
}

#[test]
fn repetitions_are_attempts_of_one_call() {
    let (server, received) = script(&[WAIT, WAIT, CREATED, GONE, CREATED]);
    let mut options = HubOptions::default();
    options.set_retry(Retry::Always as i32).unwrap();
    let hub = server.open(options);
    assert_eq!(send(&hub), Verdict::Accepted);
    assert_eq!(of(&hub, CallKind::Send), [1, 3, 2, 2, 1, 0, 0]);
    let repeated = send_to(&hub, &Target::broadcast());
    assert_eq!((repeated.attempts, repeated.maybe_duplicate), (2, true));
    assert_eq!(of(&hub, CallKind::Send), [2, 5, 3, 2, 2, 0, 0]);
    let sent = received.load(Ordering::SeqCst) as u64;
    let answered = (2 * WAIT.len() + 2 * CREATED.len()) as u64;
    assert_eq!(connections(&hub), [2, 3, sent, answered]);
}

#[test]
fn a_connection_that_is_too_old_is_not_reused() {
    let server = RawServer::start(|_, mut stream| {
        while read_request(&mut stream).is_some() {
            // By the next send the connection is older than it may get.
            std::thread::sleep(Duration::from_millis(2));
            stream.write_all(CREATED.as_bytes()).unwrap();
        }
    });
    let mut options = HubOptions::default();
    options.set_connection_age_ms(1).unwrap();
    let hub = server.open(options);
    for number in 1..=3 {
        assert_eq!(send(&hub), Verdict::Accepted);
        assert_eq!(connections(&hub)[..2], [number, 0]);
    }
}

#[test]
fn what_does_not_leave_is_refused() {
    let (server, _) = script(&[]);
    let hub = server.open(HubOptions::default());
    let cancel = Arc::new(Cancel::default());
    cancel.cancel();
    let mut options = CallOptions::default();
    options.set_cancel(cancel);
    let outcome = send_with(&hub, &Target::broadcast(), &options);
    assert_eq!(failure(&outcome).status, Status::Cancelled);
    let attempts = u64::from(outcome.attempts);
    assert_eq!(of(&hub, CallKind::Send), [1, attempts, 0, 0, 0, 1, 0]);
    // A closed hub begins none.
    hub.close(Duration::ZERO).unwrap();
    let outcome = send_to(&hub, &Target::broadcast());
    assert_eq!(failure(&outcome).status, Status::Closed);
    assert_eq!(of(&hub, CallKind::Send), [1, attempts, 0, 0, 0, 1, 0]);
    assert_eq!(connections(&hub), [0; 4]);
}

#[test]
fn each_kind_of_call_counts_for_itself() {
    let hub_process = LocalHub::start();
    let hub = hub_process.open(hub_process.options());
    let options = CallOptions::default();
    assert_eq!(send(&hub), Verdict::Accepted);
    // It is not there; to delete it is no failure.
    assert!(hub.installation("nobody", &options).value.is_none());
    assert!(hub.delete_installation("nobody", &options).error.is_none());
    assert_eq!(of(&hub, CallKind::Send), [1, 1, 0, 0, 1, 0, 0]);
    assert_eq!(of(&hub, CallKind::Change), [1, 1, 0, 0, 1, 0, 0]);
    assert_eq!(of(&hub, CallKind::Read), [1, 1, 0, 0, 0, 1, 0]);
    assert_eq!(of(&hub, CallKind::All), [3, 3, 0, 0, 2, 1, 0]);
    let [opened, reused, sent, received] = connections(&hub);
    assert_eq!((opened, reused), (1, 2));
    // The handshake alone takes more, so records and not their content count.
    assert!(sent > 1000 && received > 1000, "{sent} {received}");
}

/// Time that stands still until it is moved.
#[derive(Debug)]
struct StillClock(Instant, AtomicU64);

impl Clock for StillClock {
    fn unix_time(&self) -> Duration {
        SystemClock.unix_time()
    }

    fn now(&self) -> Instant {
        self.0 + Duration::from_nanos(self.1.load(Ordering::SeqCst))
    }
}

#[test]
fn a_call_is_in_the_bucket_of_its_duration() {
    // How long the calls take, in nanoseconds: up to a bound, and just more.
    const TOOK: [u64; 6] = [
        0,
        1_000_000,
        1_000_001,
        2_500_000,
        60_000_000_000,
        60_000_000_001,
    ];
    let clock = Arc::new(StillClock(Instant::now(), AtomicU64::new(0)));
    let (hand, number) = (Arc::clone(&clock), AtomicUsize::new(0));
    let server = RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            let took = TOOK[number.fetch_add(1, Ordering::SeqCst)];
            hand.1.fetch_add(took, Ordering::SeqCst);
            stream.write_all(CREATED.as_bytes()).unwrap();
        }
    });
    let mut options = HubOptions::default();
    options.set_clock(clock);
    options.set_timeout_ms(600_000).unwrap();
    let hub = server.open(options);
    for _ in TOOK {
        assert_eq!(send(&hub), Verdict::Accepted);
    }
    let counted = hub.counters().counted;
    let buckets: Vec<u64> = (0..BUCKETS)
        .map(|index| counted.bucket(index, CallKind::Send))
        .collect();
    assert_eq!(buckets, [2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 6]);
    let took: u64 = TOOK.iter().map(|took| took / 1000).sum();
    assert_eq!(counted.get(Counter::DurationUs, CallKind::Send), took);
    assert_eq!(counted.get(Counter::DurationUs, CallKind::Read), 0);
    assert_eq!(counted.bucket(BUCKETS - 1, CallKind::Read), 0);
    let families = families(&prometheus::text(&[hub.counters()]));
    let sum = families["notification_hubs_call_duration_seconds"]
        .iter()
        .find(|s| s.name.ends_with("_sum") && s.labels["kind"] == "send");
    assert_eq!(sum.unwrap().value, took as f64 / 1e6);
}

/// Panics at the end of a call, while it is armed.
struct Explosive(Arc<AtomicBool>);

impl LogSink for Explosive {
    fn log(&self, _: Level, _: &str) {
        assert!(!self.0.load(Ordering::SeqCst));
    }
}

#[test]
fn a_call_that_panics_has_ended() {
    let (server, _) = script(&[CREATED; 2]);
    let armed = Arc::new(AtomicBool::new(true));
    let mut options = HubOptions::default();
    let sink = Arc::new(Explosive(Arc::clone(&armed)));
    options.set_log(Level::Info as i32, sink).unwrap();
    let hub = server.open(options);
    assert!(catch_unwind(AssertUnwindSafe(|| send(&hub))).is_err());
    armed.store(false, Ordering::SeqCst);
    assert_eq!(send(&hub), Verdict::Accepted);
    // As C is told of a call that panicked.
    assert_eq!(of(&hub, CallKind::Send), [2, 2, 0, 0, 1, 1, 0]);
    let counted = hub.counters().counted;
    assert_eq!(counted.bucket(BUCKETS - 1, CallKind::Send), 2);
}

#[test]
fn threads_lose_no_count_and_a_reader_sees_no_more_ended_than_begun() {
    const THREADS: u64 = 8;
    const SENDS: u64 = 50;
    let server = RawServer::answering(CREATED);
    let hub = server.open(HubOptions::default());
    let left = AtomicU64::new(THREADS);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..SENDS {
                    assert_eq!(send(&hub), Verdict::Accepted);
                }
                left.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let mut before = [0; 7];
        while left.load(Ordering::SeqCst) > 0 {
            let now = of(&hub, CallKind::All);
            let [begun, attempts, .., accepted, _, _] = now;
            assert!(accepted <= attempts && attempts <= begun, "{now:?}");
            assert!(before.iter().zip(now).all(|(b, n)| *b <= n));
            before = now;
        }
    });
    let all = THREADS * SENDS;
    assert_eq!(of(&hub, CallKind::Send), [all, all, 0, 0, all, 0, 0]);
    let [opened, reused, _, received] = connections(&hub);
    assert_eq!(opened, server.connections() as u64);
    assert_eq!(opened + reused, all);
    assert_eq!(received, all * CREATED.len() as u64);
}

#[test]
fn the_text_is_as_prometheus_reads_it() {
    let (server, _) = script(&[CREATED, REFUSED, GONE, WAIT, CREATED, CREATED]);
    let plain = server.open(HubOptions::default());
    let odd_name = "o\"d,d}= ü";
    let odd = Hub::new(
        &server.connection_string(),
        Some(odd_name),
        HubOptions::default(),
    )
    .unwrap();
    for _ in 0..4 {
        send(&plain);
    }
    assert_eq!(send(&odd), Verdict::Accepted);
    let text = prometheus::text(&[plain.counters(), odd.counters()]);
    println!("{text}");
    let families = families(&text);
    let value = |name: &str, hub: &str, more: &[(&str, &str)]| {
        let full = format!("notification_hubs_{name}");
        let found = families[full.as_str()].iter().find(|sample| {
            let mut wanted = vec![("hub", hub)];
            wanted.extend(more);
            let mut all = wanted.iter();
            sample.name == full && all.all(|(label, value)| sample.labels[*label] == *value)
        });
        found.unwrap().value
    };
    let send_of = ("kind", "send");
    assert_eq!(value("calls_begun_total", "demo", &[send_of]), 4.0);
    assert_eq!(value("calls_begun_total", odd_name, &[send_of]), 1.0);
    for (verdict, expected) in [("accepted", 2.0), ("not_accepted", 1.0), ("unknown", 1.0)] {
        let labels = [send_of, ("verdict", verdict)];
        assert_eq!(value("calls_total", "demo", &labels), expected, "{verdict}");
    }
    assert_eq!(value("attempts_total", "demo", &[send_of]), 5.0);
    assert_eq!(value("retries_total", "demo", &[send_of]), 1.0);
    assert_eq!(value("throttled_answers_total", "demo", &[send_of]), 1.0);
    assert_eq!(value("connections_opened_total", "demo", &[]), 2.0);
    assert_eq!(value("connections_reused_total", "demo", &[]), 3.0);
    assert!(value("sent_bytes_total", "demo", &[]) > 500.0);
    let received = CREATED.len() as f64;
    assert_eq!(value("received_bytes_total", odd_name, &[]), received);
    let histogram = &families["notification_hubs_call_duration_seconds"];
    assert_eq!(check_histogram(histogram, "demo", "send"), 4.0);
    assert_eq!(check_histogram(histogram, odd_name, "send"), 1.0);
    assert_eq!(check_histogram(histogram, "demo", "read"), 0.0);
    let host = server.address.to_string();
    let samples = families.values().flatten();
    assert!(samples.clone().all(|s| s.labels["host"] == host));
    assert_eq!(families.len(), 10);
    // Nothing of the key or of a token.
    assert!(!text.contains(KEY) && !text.contains("Shared"));
}

#[test]
fn nothing_in_a_label_breaks_its_line() {
    let series = Series {
        hub: "a\\b\"c\nd".to_owned(),
        host: "h".to_owned(),
        counted: Default::default(),
    };
    let families = families(&prometheus::text(std::slice::from_ref(&series)));
    let mut samples = families.values().flatten();
    assert!(samples.all(|s| s.labels["hub"] == series.hub));
}
