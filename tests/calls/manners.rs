//! What a hub's threads do together: wait when the service asks them to, keep
//! to a rate, and leave when the hub is closed.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use notification_hubs::auth::credential::TokenSource;
use notification_hubs::auth::secret::Secret;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::hub::shared::shared_hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::clock::{Clock, SystemClock};

use crate::support::ports::FullListener;
use crate::support::raw_server::{CREATED, RawServer, read_request};
use crate::support::{Recorded, failure, send_to, send_with};

fn broadcast(hub: &Hub) -> Outcome {
    send_to(hub, &Target::broadcast())
}

fn within(ms: u32) -> CallOptions {
    let mut options = CallOptions::default();
    options.set_timeout_ms(ms).unwrap();
    options
}

/// When each request came, as seen by the server.
#[derive(Clone, Default)]
struct Arrivals(Arc<Mutex<Vec<Instant>>>);

impl Arrivals {
    fn note(&self) -> usize {
        let mut all = self.0.lock().unwrap();
        all.push(Instant::now());
        all.len()
    }

    fn all(&self) -> Vec<Instant> {
        self.0.lock().unwrap().clone()
    }
}

/// Refuses the first request with 429 and takes all others.
fn throttling_once(arrivals: &Arrivals, retry_after_ms: u32) -> RawServer {
    let arrivals = arrivals.clone();
    RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            let answer = match arrivals.note() {
                1 => format!(
                    "HTTP/1.1 429 Too Many Requests\r\nretry-after-ms: {retry_after_ms}\r\nContent-Length: 0\r\n\r\n"
                ),
                _ => CREATED.to_owned(),
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    })
}

#[test]
fn after_a_429_the_whole_hub_waits() {
    let arrivals = Arrivals::default();
    let server = throttling_once(&arrivals, 400);
    let hub = server.open(HubOptions::default());
    let mut once = CallOptions::default();
    once.set_max_attempts(1).unwrap();
    let refused = send_with(&hub, &Target::broadcast(), &once);
    assert_eq!(refused.status(), Status::Throttled);
    // A call that has less time than the wait takes fails before it begins.
    let outcome = send_with(&hub, &Target::broadcast(), &within(50));
    let error = failure(&outcome);
    assert_eq!(
        (error.status, outcome.verdict, outcome.attempts),
        (Status::Throttled, Verdict::NotAccepted, 0)
    );
    assert!(error.transient && error.retry_after.is_some() && error.http_status.is_none());
    assert!(error.message.contains("asked this hub to wait"), "{error}");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(broadcast(&hub).attempts, 1));
        }
    });
    let arrivals = arrivals.all();
    assert_eq!(arrivals.len(), 9);
    let shortest = arrivals[1..]
        .iter()
        .min()
        .unwrap()
        .duration_since(arrivals[0]);
    assert!(shortest >= Duration::from_millis(400), "{shortest:?}");
}

/// A clock that a test moves on.
#[derive(Debug, Default)]
struct Later(AtomicUsize);

impl Clock for Later {
    fn unix_time(&self) -> Duration {
        SystemClock.unix_time()
    }

    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.0.load(Ordering::SeqCst) as u64)
    }
}

#[test]
fn a_wait_of_a_day_is_probed_and_ends_with_a_new_key() {
    let arrivals = Arrivals::default();
    let server = throttling_once(&arrivals, 24 * 3600 * 1000);
    let clock = Arc::<Later>::default();
    let mut options = HubOptions::default();
    options.set_clock(clock.clone());
    let hub = server.open(options);
    assert_eq!(broadcast(&hub).status(), Status::Throttled);
    clock.0.store(60, Ordering::SeqCst);
    let held = broadcast(&hub);
    assert_eq!((held.status(), held.attempts), (Status::Throttled, 0));
    let wait = failure(&held).retry_after.unwrap();
    assert!(wait <= Duration::from_secs(60), "{wait:?}");
    // One request finds out, and all others may go.
    clock.0.store(121, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(broadcast(&hub).attempts, 1);
    }
    assert_eq!(arrivals.all().len(), 4);

    let server = throttling_once(&Arrivals::default(), 24 * 3600 * 1000);
    let hub = server.open(HubOptions::default());
    assert_eq!(broadcast(&hub).status(), Status::Throttled);
    assert_eq!(broadcast(&hub).attempts, 0);
    hub.set_connection_string(&server.connection_string())
        .unwrap();
    assert_eq!(broadcast(&hub).attempts, 1);
}

#[test]
fn a_wait_of_nothing_is_no_order_to_hurry() {
    for wait in ["0", "Thu, 01 Jan 1970 00:00:00 GMT"] {
        let arrivals = Arrivals::default();
        let seen = arrivals.clone();
        let server = RawServer::start(move |_, mut stream| {
            while read_request(&mut stream).is_some() {
                seen.note();
                let answer =
                    format!("HTTP/1.1 429 No\r\nRetry-After: {wait}\r\nContent-Length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let mut options = within(1000);
        options.set_max_attempts(100).unwrap();
        let hub = server.open(HubOptions::default());
        let outcome = send_with(&hub, &Target::broadcast(), &options);
        assert_eq!(outcome.status(), Status::Throttled);
        // Drawn by chance, on the average five.
        let count = arrivals.all().len();
        assert!(count < 25, "{wait}: {count} requests in a second");
    }
}

#[test]
fn a_rate_limit_holds_over_all_threads() {
    let arrivals = Arrivals::default();
    let counter = arrivals.clone();
    let server = RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            counter.note();
            stream.write_all(CREATED.as_bytes()).unwrap();
        }
    });
    let mut options = HubOptions::default();
    options.set_rate_limit(50, 5).unwrap();
    let hub = server.open(options);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| (0..5).for_each(|_| assert!(broadcast(&hub).error.is_none())));
        }
    });
    // 25 sends, 5 of them at once: the others took 20 ms each.
    let arrivals = arrivals.all();
    assert_eq!(arrivals.len(), 25);
    let took = arrivals.iter().max().unwrap().duration_since(begin);
    assert!(took >= Duration::from_millis(400), "{took:?}");
    // Dry: the next turn is later than this call may take.
    let mut options = HubOptions::default();
    options.set_rate_limit(1, 1).unwrap();
    let slow = server.open(options);
    assert!(broadcast(&slow).error.is_none());
    let outcome = send_with(&slow, &Target::broadcast(), &within(100));
    let error = failure(&outcome);
    assert_eq!((error.status, outcome.attempts), (Status::Throttled, 0));
    assert!(error.message.contains("rate limit"), "{error}");
    assert!(
        error
            .retry_after
            .is_some_and(|wait| wait > Duration::from_millis(100))
    );
    for (per_second, burst) in [(0, 1), (1, 0), (1_000_001, 1)] {
        assert!(
            HubOptions::default()
                .set_rate_limit(per_second, burst)
                .is_err()
        );
    }
}

/// Takes requests and says nothing; tells of each.
fn silent() -> (RawServer, mpsc::Receiver<()>) {
    let (sender, receiver) = mpsc::channel();
    let sender = Mutex::new(sender);
    let server = RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            sender.lock().unwrap().send(()).unwrap();
        }
    });
    (server, receiver)
}

#[test]
fn closing_ends_what_waits_and_says_what_may_have_been_sent() {
    let (server, arrived) = silent();
    let hub = server.open(HubOptions::default());
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..4).map(|_| scope.spawn(|| broadcast(&hub))).collect();
        for _ in 0..4 {
            arrived.recv().unwrap();
        }
        hub.close(Duration::from_secs(60)).unwrap();
        for call in waiting {
            let outcome = call.join().unwrap();
            let error = failure(&outcome);
            assert_eq!(error.status, Status::Closed, "{error}");
            assert_eq!(outcome.verdict, Verdict::Unknown);
            assert!(!error.transient && error.may_have_been_sent);
        }
    });
    let outcome = broadcast(&hub);
    let error = failure(&outcome);
    assert_eq!(error.status, Status::Closed);
    assert_eq!(outcome.verdict, Verdict::NotAccepted);
    assert_eq!(server.connections(), 4);
    hub.close(Duration::ZERO).unwrap();
}

#[test]
fn closing_wakes_a_wait_between_attempts() {
    let server = RawServer::answering(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n",
    );
    let log = Recorded::default();
    let mut options = HubOptions::default();
    options.set_timeout_ms(60_000).unwrap();
    options.set_log(4, Arc::new(log.clone())).unwrap();
    let hub = server.open(options);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| broadcast(&hub));
        while !log.text().contains("next in 20000 ms") {
            std::thread::yield_now();
        }
        hub.close(Duration::from_secs(60)).unwrap();
        let outcome = call.join().unwrap();
        assert_eq!(outcome.status(), Status::Closed);
        assert_eq!(outcome.verdict, Verdict::NotAccepted);
    });
}

#[test]
fn closing_wakes_a_connection_that_does_not_come_about() {
    let full = FullListener::new();
    let hub = Hub::new(
        &full.connection_string(),
        Some("demo"),
        HubOptions::default(),
    );
    let hub = hub.unwrap();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| broadcast(&hub));
        // Nobody sees a connection that does not come about: the call is
        // somewhere on its way, at the latest in its wait.
        std::thread::sleep(Duration::from_millis(100));
        hub.close(Duration::from_secs(5)).unwrap();
        let outcome = call.join().unwrap();
        assert_eq!(outcome.status(), Status::Closed, "{outcome:?}");
        assert_eq!(outcome.verdict, Verdict::NotAccepted);
    });
}

/// Brings no token before it is told to.
#[derive(Debug)]
struct Slow {
    asked: mpsc::Sender<()>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl TokenSource for Slow {
    fn token(&self, _: &str) -> Option<Secret> {
        self.asked.send(()).unwrap();
        let _ = self.go_on.lock().unwrap().recv();
        None
    }
}

#[test]
fn closing_waits_for_a_call_that_is_still_in_the_programs_own_function() {
    let server = RawServer::answering(CREATED);
    let (asked, is_asked) = mpsc::channel();
    let (go_on, wait) = mpsc::channel();
    let mut options = HubOptions::default();
    options.set_token_source(Some(Arc::new(Slow {
        asked,
        go_on: Mutex::new(wait),
    })));
    let string = format!(
        "Endpoint=http://{}/;UseDevelopmentEmulator=true",
        server.address
    );
    let hub = Hub::new(&string, Some("demo"), options).unwrap();
    std::thread::scope(|scope| {
        let call = scope.spawn(|| {
            // As every exported function does.
            let _inside = hub.enter();
            broadcast(&hub)
        });
        is_asked.recv().unwrap();
        let error = hub.close(Duration::from_millis(20)).unwrap_err();
        assert_eq!(error.status, Status::Timeout);
        go_on.send(()).unwrap();
        assert_eq!(call.join().unwrap().verdict, Verdict::NotAccepted);
    });
    hub.close(Duration::from_secs(5)).unwrap();
    // Nobody is asked for a token any more.
    assert_eq!(broadcast(&hub).status(), Status::Closed);
    assert!(is_asked.try_recv().is_err());
}

#[test]
fn a_stopped_call_says_so_and_costs_no_turn() {
    let arrivals = Arrivals::default();
    let server = throttling_once(&arrivals, 600_000);
    let mut options = HubOptions::default();
    options.set_rate_limit(1, 1).unwrap();
    let hub = server.open(options);
    let mut once = CallOptions::default();
    once.set_max_attempts(1).unwrap();
    assert_eq!(
        send_with(&hub, &Target::broadcast(), &once).status(),
        Status::Throttled
    );
    let cancel = Arc::new(Cancel::default());
    cancel.cancel();
    let mut cancelled = CallOptions::default();
    cancelled.set_cancel(cancel);
    for _ in 0..20 {
        let outcome = send_with(&hub, &Target::broadcast(), &cancelled);
        assert_eq!(outcome.status(), Status::Cancelled);
    }
    hub.close(Duration::ZERO).unwrap();
    assert_eq!(broadcast(&hub).status(), Status::Closed);
}

#[test]
fn sends_that_wait_for_their_turn_also_wait_for_the_service() {
    let arrivals = Arrivals::default();
    let server = throttling_once(&arrivals, 500);
    let mut options = HubOptions::default();
    options.set_rate_limit(20, 1).unwrap();
    let hub = server.open(options);
    std::thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| assert!(broadcast(&hub).error.is_none()));
        }
    });
    let arrivals = arrivals.all();
    let next = arrivals[1..].iter().min().unwrap();
    let waited = next.duration_since(arrivals[0]);
    assert!(waited >= Duration::from_millis(500), "{waited:?}");
}

/// A log sink that holds its thread inside a call.
struct Holding(Mutex<mpsc::Receiver<()>>);

impl notification_hubs::log::LogSink for Holding {
    fn log(&self, _: notification_hubs::log::Level, _: &str) {
        let _ = self.0.lock().unwrap().recv();
    }
}

#[test]
fn closing_waits_no_longer_than_it_may() {
    let server = RawServer::answering(CREATED);
    let (release, held) = mpsc::channel();
    let mut options = HubOptions::default();
    options
        .set_log(3, Arc::new(Holding(Mutex::new(held))))
        .unwrap();
    let hub = server.open(options);
    std::thread::scope(|scope| {
        let call = scope.spawn(|| broadcast(&hub));
        while server.connections() == 0 {
            std::thread::yield_now();
        }
        let error = hub.close(Duration::from_millis(20)).unwrap_err();
        assert_eq!(error.status, Status::Timeout);
        drop(release);
        call.join().unwrap();
    });
    hub.close(Duration::ZERO).unwrap();
}

#[test]
fn a_process_shares_hubs_that_are_the_same_in_everything() {
    let served = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&served);
    let server = RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            counter.fetch_add(1, Ordering::SeqCst);
            stream.write_all(CREATED.as_bytes()).unwrap();
        }
    });
    let string = server.connection_string();
    let get = |hub: Option<&str>, change: fn(&mut HubOptions)| {
        let mut options = HubOptions::default();
        change(&mut options);
        shared_hub(&string, hub, options)
    };
    for _ in 0..3 {
        // As a PHP request would: get, send, free.
        let hub = get(Some("demo"), |_| {}).unwrap();
        assert!(broadcast(&hub).error.is_none());
    }
    assert_eq!(
        (server.connections(), served.load(Ordering::SeqCst)),
        (1, 3)
    );

    let first = get(Some("demo"), |_| {}).unwrap();
    let same = |other: &Arc<Hub>| Arc::ptr_eq(&first, other);
    assert!(same(&get(Some("demo"), |_| {}).unwrap()));
    for other in [
        get(Some("other"), |_| {}),
        get(Some("demo"), |o| o.set_timeout_ms(1234).unwrap()),
        get(Some("demo"), |o| {
            o.set_proxy("http://u:a@127.0.0.1:1").unwrap()
        }),
        get(Some("demo"), |o| o.set_rate_limit(9, 9).unwrap()),
        get(Some("demo"), |o| o.set_test(true)),
        shared_hub(
            &string.replace("SharedAccessKey=", "SharedAccessKey=x"),
            Some("demo"),
            HubOptions::default(),
        ),
    ] {
        assert!(!same(&other.unwrap()));
    }
    let with_password = |url: &'static str| {
        let mut options = HubOptions::default();
        options.set_proxy(url).unwrap();
        shared_hub(&string, Some("demo"), options).unwrap()
    };
    let one = with_password("http://u:a@127.0.0.1:1");
    assert!(!Arc::ptr_eq(&one, &with_password("http://u:b@127.0.0.1:1")));

    // What could outlive its owner, or would take the hub from others.
    let error = get(Some("demo"), |o| {
        o.set_log(3, Arc::new(Recorded::default())).unwrap();
    });
    assert!(error.unwrap_err().message.contains("callbacks"));
    assert!(
        first
            .close(Duration::ZERO)
            .unwrap_err()
            .message
            .contains("shared")
    );
    assert!(
        first
            .set_connection_string(&string)
            .unwrap_err()
            .message
            .contains("shared")
    );

    // Bounded: those that nobody holds make room, those in use stay.
    for number in 0..40 {
        let name = format!("hub{number}");
        shared_hub(&string, Some(&name), HubOptions::default()).unwrap();
    }
    assert!(same(&get(Some("demo"), |_| {}).unwrap()));
    let held: Vec<_> = (0..20)
        .map(|n| shared_hub(&string, Some(&format!("held{n}")), HubOptions::default()).unwrap())
        .collect();
    let again = |n: usize| shared_hub(&string, Some(&format!("held{n}")), HubOptions::default());
    assert!(Arc::ptr_eq(&held[0], &again(0).unwrap()));
    // More than are kept are in use: the last ones are their holders' own.
    assert!(!Arc::ptr_eq(&held[19], &again(19).unwrap()));
    held[19].close(Duration::ZERO).unwrap();
}
