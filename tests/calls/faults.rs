//! Deadlines, retries, cancelling and connections, against a server that does
//! what the test says. The verdict on each single fault is the matter of
//! fault_matrix.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;

use crate::support::ports::FullListener;
use crate::support::raw_server::{CREATED, RawServer, read_request};
use crate::support::{Recorded, failure, send_to, send_with};

fn within(ms: u32) -> CallOptions {
    let mut options = CallOptions::default();
    options.set_timeout_ms(ms).unwrap();
    options.set_retry(Retry::Never as i32).unwrap();
    options
}

#[test]
fn the_deadline_ends_a_wait_and_an_answer_that_drips() {
    let silent = RawServer::start(|_, mut stream| while read_request(&mut stream).is_some() {});
    let dripping = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        let endless = std::iter::repeat(&b'x');
        for byte in b"HTTP/1.1 201 Created\r\nX: ".iter().chain(endless) {
            thread::sleep(Duration::from_millis(20));
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
        }
    });
    for server in [silent, dripping] {
        let hub = server.open(HubOptions::default());
        let outcome = send_with(&hub, &Target::broadcast(), &within(1_000));
        assert_eq!(
            (outcome.status(), outcome.verdict, outcome.attempts),
            (Status::Timeout, Verdict::Unknown, 1)
        );
    }
}

/// An announcement in place of an answer, and numbers that HTTP does not have.
#[test]
fn a_status_that_answers_nothing_is_unknown() {
    for status in [
        "101 Switching Protocols",
        "103 Early Hints",
        "600 x",
        "999 x",
    ] {
        let server = RawServer::start(move |_, mut stream| {
            read_request(&mut stream);
            let head = format!("HTTP/1.1 {status}\r\nUpgrade: h2c\r\n\r\n");
            let _ = stream.write_all(head.as_bytes());
        });
        let hub = server.open(HubOptions::default());
        let outcome = send_with(&hub, &Target::broadcast(), &within(5_000));
        let error = failure(&outcome);
        assert_eq!(outcome.verdict, Verdict::Unknown, "{status}: {error}");
        assert!(error.may_have_been_sent && error.transient, "{status}");
    }
}

#[test]
fn a_broken_body_of_an_accepted_send_changes_nothing() {
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        let head = "HTTP/1.1 201 Created\r\nLocation: http://h/demo/messages/id-1?x\r\nContent-Length: 99\r\n\r\npart";
        stream.write_all(head.as_bytes()).unwrap();
    });
    let outcome = send_to(&server.open(HubOptions::default()), &Target::broadcast());
    assert_eq!(outcome.verdict, Verdict::Accepted);
    assert_eq!(outcome.notification_id.as_deref(), Some("id-1"));
    assert_eq!(outcome.body, b"part");
}

#[test]
fn an_endless_body_is_read_only_so_far() {
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 400 Bad\r\n\r\n").unwrap();
        while stream.write_all(&[b'x'; 65536]).is_ok() {}
    });
    let outcome = send_to(&server.open(HubOptions::default()), &Target::broadcast());
    assert_eq!(failure(&outcome).status, Status::Rejected);
    assert_eq!(outcome.body.len(), 64 * 1024);
}

#[test]
fn retries_follow_the_policy_and_are_counted() {
    for (policy, answers, attempts, accepted) in [
        (Retry::Never, ["503", "201", "201"], 1, Verdict::NotAccepted),
        (
            Retry::NotAccepted,
            ["503", "429", "201"],
            3,
            Verdict::Accepted,
        ),
        (
            Retry::NotAccepted,
            ["503", "503", "503"],
            3,
            Verdict::NotAccepted,
        ),
        (
            Retry::NotAccepted,
            ["500", "201", "201"],
            1,
            Verdict::Unknown,
        ),
        (
            Retry::NotAccepted,
            ["503", "500", "201"],
            2,
            Verdict::Unknown,
        ),
        (
            Retry::NotAccepted,
            ["400", "201", "201"],
            1,
            Verdict::NotAccepted,
        ),
        (Retry::Always, ["500", "504", "201"], 3, Verdict::Accepted),
        (Retry::Always, ["500", "503", "503"], 3, Verdict::Unknown),
        (Retry::Always, ["500", "401", "201"], 2, Verdict::Unknown),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&count);
        let server = RawServer::start(move |_, mut stream| {
            while read_request(&mut stream).is_some() {
                let status = answers[seen.fetch_add(1, Ordering::SeqCst)];
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nretry-after-ms: 1\r\nContent-Length: 0\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let recorded = Recorded::default();
        let mut options = HubOptions::default();
        options.set_log(5, Arc::new(recorded.clone())).unwrap();
        options.set_retry(policy as i32).unwrap();
        let outcome = send_to(&server.open(options), &Target::broadcast());
        let case = format!("{policy:?} {answers:?}");
        assert_eq!(
            (outcome.verdict, outcome.attempts),
            (accepted, attempts),
            "{case}"
        );
        assert_eq!(count.load(Ordering::SeqCst), attempts as usize, "{case}");
        assert_eq!(
            outcome.maybe_duplicate,
            case.starts_with("Always [\"500\", \"504\""),
            "{case}"
        );
        for attempt in 1..=attempts {
            assert!(
                recorded
                    .text()
                    .contains(&format!("attempt {attempt}: POST")),
                "{case}"
            );
        }
        assert_eq!(
            outcome.error.as_ref().is_some_and(|e| e.may_have_been_sent),
            outcome.verdict == Verdict::Unknown,
            "{case}"
        );
    }
}

#[test]
fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    let server =
        RawServer::answering("HTTP/1.1 429 x\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n");
    let begun = Instant::now();
    let outcome = send_to(&server.open(HubOptions::default()), &Target::broadcast());
    let error = failure(&outcome);
    assert_eq!((error.status, outcome.attempts), (Status::Throttled, 1));
    assert_eq!(error.retry_after, Some(Duration::from_secs(3600)));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn connections_are_kept_replaced_by_age_and_limited_when_idle() {
    let server = RawServer::answering(CREATED);
    let mut options = HubOptions::default();
    options.set_connection_age_ms(150).unwrap();
    let hub = server.open(options);
    for _ in 0..5 {
        send_to(&hub, &Target::broadcast());
    }
    assert_eq!(server.connections(), 1);
    thread::sleep(Duration::from_millis(200));
    send_to(&hub, &Target::broadcast());
    assert_eq!(server.connections(), 2, "replaced by age");

    // Eight at once need eight connections; a pool of two keeps two of them.
    let slow = RawServer::start(|_, mut stream| {
        while read_request(&mut stream).is_some() {
            thread::sleep(Duration::from_millis(100));
            stream.write_all(CREATED.as_bytes()).unwrap();
        }
    });
    let mut options = HubOptions::default();
    options.set_pool_size(2).unwrap();
    let hub = slow.open(options);
    let burst = || {
        thread::scope(|scope| {
            for _ in 0..8 {
                scope
                    .spawn(|| assert_eq!(send_to(&hub, &Target::broadcast()).status(), Status::Ok));
            }
        });
    };
    burst();
    assert_eq!(slow.connections(), 8);
    burst();
    assert_eq!(slow.connections(), 14);
}

#[test]
fn cancelling_wakes_every_kind_of_wait() {
    let cancelled = |server: &RawServer| {
        let cancel = Arc::new(Cancel::default());
        let mut options = CallOptions::default();
        options.set_cancel(Arc::clone(&cancel));
        options.set_timeout_ms(60_000).unwrap();
        let hub = server.open(HubOptions::default());
        let begun = Instant::now();
        let outcome = thread::scope(|scope| {
            let sending = scope.spawn(|| send_with(&hub, &Target::broadcast(), &options));
            thread::sleep(Duration::from_millis(100));
            cancel.cancel();
            sending.join().unwrap()
        });
        assert!(begun.elapsed() < Duration::from_secs(20), "it did not wait");
        // Sticky: a later call with the same handle does nothing at all.
        let later = send_with(&hub, &Target::broadcast(), &options);
        assert_eq!(
            (later.status(), later.verdict),
            (Status::Cancelled, Verdict::NotAccepted)
        );
        // And the hub is as good as before for others.
        (outcome, hub)
    };
    // Waiting for the answer.
    let silent = RawServer::start(|number, mut stream| {
        while read_request(&mut stream).is_some() {
            if number > 0 {
                stream.write_all(CREATED.as_bytes()).unwrap();
            }
        }
    });
    let (outcome, hub) = cancelled(&silent);
    assert_eq!(failure(&outcome).status, Status::Cancelled);
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert_eq!(send_to(&hub, &Target::broadcast()).status(), Status::Ok);
    assert_eq!(
        silent.connections(),
        2,
        "the cancelled connection is not used again"
    );
    // Backing off.
    let busy =
        RawServer::answering("HTTP/1.1 503 x\r\nretry-after: 30\r\nContent-Length: 0\r\n\r\n");
    let (outcome, _) = cancelled(&busy);
    assert_eq!(outcome.status(), Status::Cancelled);
    assert_eq!(outcome.verdict, Verdict::NotAccepted);
    // Connecting: a listener whose backlog is full takes no more.
    let full = FullListener::new();
    let cancel = Arc::new(Cancel::default());
    let mut options = within(60_000);
    options.set_cancel(Arc::clone(&cancel));
    let mut hub_options = HubOptions::default();
    hub_options.set_connect_timeout_ms(60_000).unwrap();
    let hub =
        notification_hubs::hub::Hub::new(&full.connection_string(), Some("demo"), hub_options)
            .unwrap();
    let begun = Instant::now();
    let outcome = thread::scope(|scope| {
        let sending = scope.spawn(|| send_with(&hub, &Target::broadcast(), &options));
        thread::sleep(Duration::from_millis(100));
        cancel.cancel();
        sending.join().unwrap()
    });
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(
        (outcome.status(), outcome.verdict),
        (Status::Cancelled, Verdict::NotAccepted)
    );
}

#[test]
fn the_connect_timeout_ends_a_connection_that_does_not_come_about() {
    let full = FullListener::new();
    let mut options = HubOptions::default();
    options.set_connect_timeout_ms(50).unwrap();
    options.set_retry(Retry::Never as i32).unwrap();
    let hub =
        notification_hubs::hub::Hub::new(&full.connection_string(), Some("demo"), options).unwrap();
    let outcome = send_to(&hub, &Target::broadcast());
    let error = failure(&outcome);
    assert_eq!(
        (error.status, outcome.verdict),
        (Status::Timeout, Verdict::NotAccepted)
    );
    assert!(error.message.contains("connecting to 127.0.0.1"), "{error}");
    assert!(
        error.message.contains("within the connect timeout"),
        "{error}"
    );
}
