//! Peers that mean harm or are broken. After each of them the hub answers others as before.

use crate::support::*;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);

fn connect(hub: &Hub) -> TcpStream {
    let address = hub.authority().replace("localhost", "127.0.0.1");
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.set_write_timeout(Some(LONG)).unwrap();
    stream
}

/// Sends `bytes` and reads until the hub closes, or nothing more comes for a while. A peer that
/// is cut off while it writes is fine.
fn exchange(hub: &Hub, bytes: &[u8]) -> String {
    let mut stream = connect(hub);
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("")
}

/// The head of a send with a good token; `rest` is further headers, each with its line end.
fn head(hub: &Hub, rest: &str) -> String {
    let token = hub.token(FULL, hub.env("NH_URL"), now() + 60);
    format!(
        "POST /demo/messages?{VERSION} HTTP/1.1\r\nHost: {}\r\nAuthorization: {token}\r\nServiceBusNotification-Format: apple\r\n{rest}\r\n",
        hub.authority()
    )
}

#[test]
fn garbage_on_the_socket() {
    for extra in [&[][..], &["--plain"]] {
        let hub = Hub::start(extra);
        let noise: Vec<u8> = (0..100_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        for bytes in [
            &noise[..],
            b"",
            b"\r\n\r\n\r\n",
            b"GET\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\xff\xff\x01\x00\x00\x00",
            b"POST /demo/messages HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            b"POST /demo/messages HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
            b"GET /%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
            b"CONNECT example:443 HTTP/1.1\r\nHost: example:443\r\n\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            exchange(&hub, bytes);
            assert_eq!(hub.call(&apple()).status, 201);
        }
    }
}

#[test]
fn absolute_form_request_targets() {
    let hub = Hub::start(&["--plain"]);
    let relative = head(&hub, "Content-Length: 2\r\nConnection: close\r\n");
    let absolute = relative.replacen("POST /", &format!("POST http://{}/", hub.authority()), 1);
    let answer = exchange(&hub, format!("{absolute}{{}}").as_bytes());
    assert_eq!(status(&answer), "201", "{answer}");
    let location = format!("Location: {}/demo/messages/", hub.env("NH_URL"));
    assert!(answer.contains(&location), "{answer}");
    // The address in the request line counts, not the Host header.
    let odd = absolute.replacen("Host: 127.0.0.1", "Host: elsewhere", 1);
    assert_eq!(
        status(&exchange(&hub, format!("{odd}{{}}").as_bytes())),
        "201"
    );
    let https = absolute.replacen("POST http://", "POST https://", 1);
    assert_eq!(
        status(&exchange(&hub, format!("{https}{{}}").as_bytes())),
        "201"
    );
}

#[test]
fn chunked_bodies() {
    let hub = Hub::start(&["--plain"]);
    let chunked = head(&hub, "Transfer-Encoding: chunked\r\nConnection: close\r\n");
    let answer = exchange(
        &hub,
        format!("{chunked}1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n").as_bytes(),
    );
    assert_eq!(status(&answer), "201", "{answer}");
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let answer = exchange(
        &hub,
        format!("{chunked}{}0\r\n\r\n", chunk.repeat(3)).as_bytes(),
    );
    assert_eq!(status(&answer), "413", "{answer}");
    assert!(answer.contains("<Error><Code>413</Code>"), "{answer}");
    // It breaks off in the middle.
    let answer = exchange(&hub, format!("{chunked}8000\r\nxyz").as_bytes());
    assert!(matches!(status(&answer), "" | "400"), "{answer}");
    assert_eq!(hub.requests().last().unwrap()["bodyComplete"], false);
}

#[test]
fn huge_bodies_are_answered_not_reset() {
    let hub = Hub::start(&["--plain"]);
    for size in [70_000, 4 << 20] {
        let head = head(&hub, &format!("Content-Length: {size}\r\n"));
        let mut request = head.into_bytes();
        request.resize(request.len() + size, b'x');
        let answer = exchange(&hub, &request);
        assert_eq!(status(&answer), "413", "{size}");
        assert!(answer.to_lowercase().contains("connection: close"));
    }
    // One that asks before it sends is told at once, and one that never sends is not waited for.
    let started = Instant::now();
    for rest in ["Expect: 100-continue\r\n", ""] {
        let head = head(&hub, &format!("Content-Length: 10000000000\r\n{rest}"));
        assert!(matches!(
            status(&exchange(&hub, head.as_bytes())),
            "413" | ""
        ));
    }
    assert!(started.elapsed() < LONG);
    assert_eq!(hub.call(&apple()).status, 201);
}

#[test]
fn huge_heads() {
    let hub = Hub::start(&["--plain"]);
    let long = "x".repeat(1 << 20);
    let many: String = (0..1000).map(|n| format!("X-{n}: y\r\n")).collect();
    for request in [
        head(&hub, &format!("X-Long: {long}\r\n")),
        head(&hub, &many),
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a/".repeat(20_000)),
    ] {
        let answer = exchange(&hub, request.as_bytes());
        assert!(
            matches!(status(&answer), "" | "400" | "401" | "414" | "431"),
            "{answer}"
        );
        assert_eq!(hub.call(&apple()).status, 201);
    }
    // Nesting without end, within a header of allowed size.
    let deep = "(".repeat(30_000);
    let tags = head(
        &hub,
        &format!("ServiceBusNotification-Tags: {deep}\r\nContent-Length: 2\r\n"),
    );
    assert_eq!(
        status(&exchange(&hub, format!("{tags}{{}}").as_bytes())),
        "400"
    );
}

#[test]
fn slow_clients() {
    let hub = Hub::start(&["--plain", "--idle-timeout", "0.5", "--body-timeout", "0.5"]);
    let started = Instant::now();
    // Half a head.
    let mut stream = connect(&hub);
    stream.write_all(b"POST /demo/mess").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(matches!(status(&answer), "" | "408"), "{answer}");
    // Half a body.
    let mut stream = connect(&hub);
    let half = head(&hub, "Content-Length: 20\r\n");
    stream.write_all(format!("{half}{{").as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert_eq!(status(&answer), "408", "{answer}");
    assert!(answer.contains("<Error><Code>408</Code>"), "{answer}");
    // Nothing at all, and idle after a request.
    let mut stream = connect(&hub);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let mut stream = connect(&hub);
    let whole = head(&hub, "Content-Length: 2\r\n");
    stream.write_all(format!("{whole}{{}}").as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert_eq!(status(&answer), "201", "{answer}");
    assert!(started.elapsed() < LONG);
}

#[test]
fn many_connections_that_do_nothing() {
    let hub = Hub::start(&[]);
    let idle: Vec<TcpStream> = (0..300).map(|_| connect(&hub)).collect();
    assert_eq!(hub.call(&apple()).status, 201);
    drop(idle);
    assert_eq!(hub.call(&apple()).status, 201);
}
