//! Deadlines, verdicts, retries, cancelling and connections, against a server
//! that does what the test says.

mod support;

use std::io::Write as _;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::options::{CallOptions, HubOptions};
use notification_hubs::outcome::Verdict;
use notification_hubs::retry::Retry;
use notification_hubs::target::Target;
use notification_hubs::transport::cancel::Cancel;
use support::raw_server::{CREATED, RawServer, read_request};
use support::{Recorded, failure, send_to, send_with};

fn within(ms: u32) -> CallOptions {
    let mut options = CallOptions::default();
    options.set_timeout_ms(ms).unwrap();
    options.set_retry(Retry::Never as i32).unwrap();
    options
}

/// What one send comes to at a server with this script, without retries.
fn verdict(script: impl Fn(TcpStream) + Send + Sync + 'static) -> (Status, Verdict) {
    let server = RawServer::start(move |_, stream| script(stream));
    let hub = server.open(HubOptions::default());
    let outcome = send_with(&hub, &Target::broadcast(), &within(1_000));
    assert_eq!(outcome.attempts, 1);
    let error = failure(&outcome);
    assert_eq!(
        error.may_have_been_sent,
        outcome.verdict == Verdict::Unknown
    );
    (error.status, outcome.verdict)
}

/// Answers the first request with these bytes, then closes.
fn answer(bytes: &'static [u8]) -> impl Fn(TcpStream) + Send + Sync + 'static {
    move |mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(bytes);
    }
}

#[test]
fn the_verdict_says_what_the_server_can_have_seen() {
    use Status::*;
    use Verdict::*;
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let text = format!(
        "Endpoint=http://{closed}/;SharedAccessKeyName=P;SharedAccessKey=k;UseDevelopmentEmulator=true"
    );
    let hub = notification_hubs::hub::Hub::new(&text, Some("demo"), HubOptions::default()).unwrap();
    let refused = send_with(&hub, &Target::broadcast(), &within(1_000));
    assert_eq!((refused.status(), refused.verdict), (Network, NotAccepted));
    assert!(failure(&refused).transient);

    // Closed after the whole request was read, with nothing said.
    assert_eq!(verdict(answer(b"")), (Network, Unknown));
    // Half an answer.
    assert_eq!(verdict(answer(b"HTTP/1.1 20")), (Network, Unknown));
    assert_eq!(
        verdict(answer(b"HTTP/1.1 201 Created\r\nContent-Le")),
        (Network, Unknown)
    );
    // Something else than HTTP.
    assert_eq!(
        verdict(answer(b"SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n")),
        (Protocol, Unknown)
    );
    // An announcement in place of an answer, and numbers that say nothing.
    for status in [
        "101 Switching Protocols",
        "103 Early Hints",
        "600 x",
        "999 x",
    ] {
        let bytes = format!("HTTP/1.1 {status}\r\nUpgrade: h2c\r\n\r\n");
        let told = verdict(answer(bytes.leak().as_bytes()));
        assert_eq!(told.1, Unknown, "{status}");
    }
    // No answer in time.
    assert_eq!(
        verdict(|mut stream| while read_request(&mut stream).is_some() {}),
        (Timeout, Unknown)
    );
    // An answer that drips.
    let dripping = |mut stream: TcpStream| {
        read_request(&mut stream);
        for byte in b"HTTP/1.1 201 Created\r\n".iter().cycle() {
            thread::sleep(Duration::from_millis(20));
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
        }
    };
    assert_eq!(verdict(dripping).1, Unknown);
    // Endless headers.
    let endless = |mut stream: TcpStream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 201 Created\r\n");
        while stream.write_all(b"X-More: and more and more\r\n").is_ok() {}
    };
    assert_eq!(verdict(endless), (Protocol, Unknown));
    // Whatever the body is like, the status was said.
    for (body, expected) in [
        (
            &b"HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\nshort"[..],
            (Rejected, NotAccepted),
        ),
        (
            b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            (ServiceUnavailable, NotAccepted),
        ),
        (
            b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
            (ServiceError, Unknown),
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            (Rejected, NotAccepted),
        ),
    ] {
        assert_eq!(verdict(answer(body)), expected);
    }
}

#[test]
fn a_request_that_was_not_wholly_handed_over_is_not_accepted() {
    // The server reads nothing; 64 KiB through small buffers do not fit.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    socket2::SockRef::from(&listener)
        .set_recv_buffer_size(2048)
        .unwrap();
    let text = format!(
        "Endpoint=http://{}/;SharedAccessKeyName=P;SharedAccessKey=k;UseDevelopmentEmulator=true",
        listener.local_addr().unwrap()
    );
    let hub = notification_hubs::hub::Hub::new(&text, Some("demo"), HubOptions::default()).unwrap();
    let big = vec![b' '; notification_hubs::notification::MAX_PAYLOAD];
    let big = notification_hubs::notification::Notification::new(
        notification_hubs::platform::Platform::Apple,
        &big,
    )
    .unwrap();
    let outcomes: Vec<_> = (0..64)
        .map(|_| hub.send(&big, &Target::broadcast(), &within(30)))
        .collect();
    drop(listener);
    // The kernel's send buffer takes some of it; where it took all, the
    // verdict is unknown, and where it did not, not accepted. Never accepted.
    for outcome in &outcomes {
        let error = failure(outcome);
        assert_eq!(error.status, Status::Timeout);
        let sending =
            error.message.starts_with("sending") || error.message.starts_with("connecting");
        assert_eq!(outcome.verdict == Verdict::NotAccepted, sending, "{error}");
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
    assert_eq!(outcome.body.len(), 4 * 1024 * 1024);
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
fn a_connection_that_the_server_closed_costs_no_failure() {
    // One answer for each connection, then the connection is closed.
    let server = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
        stream.write_all(CREATED.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    });
    let hub = server.open(HubOptions::default());
    for _ in 0..5 {
        let outcome = send_with(&hub, &Target::broadcast(), &within(5_000));
        assert_eq!(outcome.status(), Status::Ok);
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.connections(), 5);
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

/// A listener that accepts nothing and whose backlog is full, so that the
/// kernel drops further attempts to connect.
struct FullListener {
    listener: socket2::Socket,
    _waiting: Vec<socket2::Socket>,
}

impl FullListener {
    fn new() -> FullListener {
        use socket2::{Domain, Socket, Type};
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let any: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
        listener.bind(&any.into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let waiting = (0..4)
            .map(|_| {
                let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
                let _ = socket.connect_timeout(&address, Duration::from_millis(50));
                socket
            })
            .collect();
        FullListener {
            listener,
            _waiting: waiting,
        }
    }

    fn connection_string(&self) -> String {
        let address = self.listener.local_addr().unwrap().as_socket().unwrap();
        format!(
            "Endpoint=http://{address}/;SharedAccessKeyName=P;SharedAccessKey=k;UseDevelopmentEmulator=true"
        )
    }
}
