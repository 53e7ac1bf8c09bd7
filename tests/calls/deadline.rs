//! By how much a call outlasts its time, whatever its server does. Times are
//! reported and never judged: beside each overrun stands how late a control
//! thread woke that slept to the same instant, since a busy machine delays both.

use std::io::Write as _;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;

use crate::support::raw_server::{RawServer, read_request};
use crate::support::{failure, send_with};

const TIME: Duration = Duration::from_millis(300);

/// Says `bytes` over and over, one each 5 ms.
fn drip(stream: &mut TcpStream, first: &str, then: &str) {
    for byte in first.bytes().chain(then.bytes().cycle()) {
        thread::sleep(Duration::from_millis(5));
        if stream.write_all(&[byte]).is_err() {
            return;
        }
    }
}

/// The head as a whole: the verdict rests on it, and a busy machine may take long over its bytes.
fn drip_body(stream: &mut TcpStream, head: &[u8]) {
    let _ = stream.write_all(head);
    drip(stream, "", "x");
}

/// Reads on for ever and says nothing.
fn listen(stream: &mut TcpStream) {
    while read_request(stream).is_some() {}
}

type Script = fn(&mut TcpStream);

/// Each ends with the call's time over: what the server does, whether it was
/// asked before that, and what becomes of the call.
const CASES: [(&str, Verdict, Script); 7] = [
    ("says nothing", Verdict::Unknown, listen),
    ("drips its head", Verdict::Unknown, |stream| {
        read_request(stream);
        drip(stream, "HTTP/1.1 201 Created\r\nX: ", "x");
    }),
    ("sends headers without end", Verdict::Unknown, |stream| {
        read_request(stream);
        drip(stream, "HTTP/1.1 201 Created\r\n", "A: b\r\n");
    }),
    ("accepts, and drips the body", Verdict::Accepted, |stream| {
        read_request(stream);
        drip_body(stream, b"HTTP/1.1 201 Created\r\n\r\n");
    }),
    (
        "refuses, and drips the body",
        Verdict::NotAccepted,
        |stream| {
            read_request(stream);
            drip_body(stream, b"HTTP/1.1 400 Bad\r\n\r\n");
        },
    ),
    (
        "asks to wait 50 ms, each time",
        Verdict::NotAccepted,
        |stream| {
            while read_request(stream).is_some() {
                let answer = "HTTP/1.1 429 No\r\nretry-after-ms: 50\r\nContent-Length: 0\r\n\r\n";
                let _ = stream.write_all(answer.as_bytes());
            }
        },
    ),
    ("closes, each time", Verdict::Unknown, |stream| {
        read_request(stream);
    }),
];

/// When a thread wakes that has nothing to do but to sleep until `instant`.
fn control(instant: Instant) -> thread::JoinHandle<Duration> {
    thread::spawn(move || {
        thread::sleep(instant.saturating_duration_since(Instant::now()));
        Instant::now().saturating_duration_since(instant)
    })
}

#[test]
fn no_server_makes_a_call_outlast_its_time() {
    let mut options = CallOptions::default();
    options.set_timeout_ms(300).unwrap();
    options.set_retry(Retry::Always as i32).unwrap();
    options.set_max_attempts(100).unwrap();
    println!("| the server | call over its time, ms | control thread, ms |");
    println!("|---|---:|---:|");
    let mut worst: f64 = 0.0;
    for (what, verdict, script) in CASES {
        let server = RawServer::start(move |_, mut stream| script(&mut stream));
        let hub = server.open(HubOptions::default());
        for _ in 0..3 {
            let deadline = Instant::now() + TIME;
            let control = control(deadline);
            let outcome = send_with(&hub, &Target::broadcast(), &options);
            let late = Instant::now().saturating_duration_since(deadline);
            let lag = control.join().unwrap();
            assert_eq!(outcome.verdict, verdict, "{what}: {outcome:?}");
            if verdict == Verdict::Unknown && what != "closes, each time" {
                assert_eq!(failure(&outcome).status, Status::Timeout, "{what}");
            }
            let ms = |time: Duration| time.as_secs_f64() * 1000.0;
            println!("| {what} | {:.1} | {:.1} |", ms(late), ms(lag));
            worst = worst.max(ms(late) - ms(lag));
        }
    }
    println!("at worst {worst:.1} ms above the control thread");
}
