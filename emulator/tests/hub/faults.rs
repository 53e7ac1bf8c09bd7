//! Fault scripts, seen from both ends: what comes over the socket, and what the log says of it.

use crate::support::*;
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);
pub const BODY: &str = r#"{"aps":{"alert":"hi"}}"#;

/// How a connection came to its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Ending {
    Reset,
    Closed,
    /// Nothing for a while.
    Open,
}

struct Seen {
    answer: String,
    ending: Ending,
}

/// A hub without TLS, so that the socket shows everything as it is.
fn start() -> Hub {
    let hub = Hub::start(&["--plain"]);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AA"}));
    hub.call(&Request::new("POST", "/_emulator/reset").anonymous());
    hub
}

pub fn script(hub: &Hub, rules: Value) {
    assert_eq!(hub.control("DELETE", "faults", "").status, 204);
    let answer = hub.control("POST", "faults", &rules.to_string());
    assert_eq!(answer.status, 204, "{rules}: {}", answer.body);
}

fn connect(hub: &Hub) -> TcpStream {
    let stream = TcpStream::connect(hub.authority()).unwrap();
    stream.set_write_timeout(Some(LONG)).unwrap();
    stream
}

fn request(hub: &Hub, body: &str) -> String {
    let token = hub.token(FULL, hub.env("NH_URL"), now() + 60);
    format!(
        "POST /demo/messages?{VERSION} HTTP/1.1\r\nHost: {}\r\nAuthorization: {token}\r\nServiceBusNotification-Format: apple\r\nX-Id: 7\r\nContent-Length: {}\r\n\r\n{body}",
        hub.authority(),
        body.len()
    )
}

fn read(stream: &mut TcpStream, wait: Duration) -> Seen {
    stream.set_read_timeout(Some(wait)).unwrap();
    let mut answer = Vec::new();
    let ending = match stream.read_to_end(&mut answer) {
        Ok(_) => Ending::Closed,
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ending::Reset,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            Ending::Open
        }
    };
    let answer = String::from_utf8_lossy(&answer).into_owned();
    Seen { answer, ending }
}

/// One send over a connection of its own.
fn exchange(hub: &Hub, wait: Duration) -> Seen {
    let mut stream = connect(hub);
    let _ = stream.write_all(request(hub, BODY).as_bytes());
    read(&mut stream, wait)
}

/// `bodyComplete`, `queued`, `answerSent`, `answerHeadSent` of the last request; what is queued is
/// delivered, and nothing else.
pub fn log(hub: &Hub) -> (bool, bool, String, bool) {
    let requests = hub.requests();
    let last = requests.last().unwrap();
    let queued = requests.iter().filter(|request| request["queued"] == true);
    assert_eq!(hub.deliveries().len(), queued.count());
    (
        last["bodyComplete"].as_bool().unwrap(),
        last["queued"].as_bool().unwrap(),
        last["answerSent"].as_str().unwrap().to_owned(),
        last["answerHeadSent"].as_bool().unwrap(),
    )
}

pub fn logged(complete: bool, queued: bool, sent: &str, head: bool) -> (bool, bool, String, bool) {
    (complete, queued, sent.to_owned(), head)
}

#[test]
fn connections_that_end_in_every_phase() {
    let hub = start();
    for (kind, ending) in [
        ("reset", Ending::Reset),
        ("close", Ending::Closed),
        ("cut", Ending::Closed),
        ("stall", Ending::Open),
    ] {
        for (at, perform, expected) in [
            ("accept", None, logged(false, false, "none", false)),
            ("request_head", None, logged(false, false, "none", false)),
            ("before_body", None, logged(false, false, "none", false)),
            ("body", None, logged(false, false, "none", false)),
            ("after_body", None, logged(true, false, "none", false)),
            ("after_body", Some(true), logged(true, true, "none", false)),
            ("answer_head", None, logged(true, true, "partial", false)),
            ("answer_body", None, logged(true, true, "partial", true)),
            ("after_answer", None, logged(true, true, "whole", true)),
        ] {
            let what = format!("{kind} {at} {perform:?}");
            // Half of a head, and less than a body.
            let bytes = match at {
                "request_head" => Some(30),
                "body" => Some(5),
                _ => None,
            };
            let mut rule = json!({"kind": kind, "at": at, "times": 1, "name": what});
            if let Some(bytes) = bytes {
                rule["bytes"] = json!(bytes);
            }
            if let Some(perform) = perform {
                rule["perform"] = json!(perform);
            }
            let mut stream;
            let mut written = Ok(());
            if at == "body" {
                script(&hub, json!([rule]));
                stream = connect(&hub);
                let text = request(&hub, BODY);
                let half = text.len() - BODY.len() + 10;
                stream.write_all(&text.as_bytes()[..half]).unwrap();
            } else {
                script(&hub, json!([]));
                let text = request(&hub, BODY);
                // The next connection is hit, and so must not be the one of the script.
                hub.control("POST", "faults", &json!([rule]).to_string());
                stream = connect(&hub);
                written = stream.write_all(text.as_bytes());
            }
            let wait = match kind {
                "stall" => Duration::from_millis(300),
                _ => LONG,
            };
            let mut seen = read(&mut stream, wait);
            // A reset is told once, and this time it was the write that was told.
            if written.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset) {
                seen.ending = Ending::Reset;
            }
            assert_eq!(seen.ending, ending, "{what}: {}", seen.answer);
            let head = seen.answer.contains("\r\n\r\n");
            let begins = seen.answer.starts_with("HTTP/1.1 201 Created\r\n");
            assert_eq!(
                begins,
                at.starts_with("answer") || at == "after_answer",
                "{what}"
            );
            assert_eq!(head, expected.3, "{what}: {}", seen.answer);
            assert_eq!(log(&hub), expected, "{what}");
            let requests = hub.requests();
            let last = requests.last().unwrap();
            assert_eq!(last["fault"], what);
            assert_eq!(last["status"].is_null(), expected.2 == "none", "{what}");
            if at == "body" {
                assert!(last["body"].as_str().unwrap().len() >= 5);
            }
        }
    }
    assert_eq!(hub.call(&apple()).status, 201);
}

#[test]
fn statuses() {
    let hub = start();
    for status in [
        400, 401, 403, 404, 408, 409, 410, 412, 413, 429, 500, 502, 503, 504,
    ] {
        for perform in [false, true] {
            script(
                &hub,
                json!([{"kind": "status", "status": status, "perform": perform, "times": 1}]),
            );
            let answer = hub.call(&apple());
            assert_eq!(answer.status, status);
            if status >= 400 {
                assert!(answer.error().contains("fault"));
            }
            assert!(!answer.header("trackingid").is_empty());
            assert_eq!(log(&hub), logged(true, perform, "whole", true), "{status}");
            assert_eq!(hub.requests().last().unwrap()["status"], status);
        }
    }
    script(
        &hub,
        json!([{"kind": "status", "status": 307, "headers": {"Location": "/x"}, "times": 1}]),
    );
    let mut stream = connect(&hub);
    stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
    let seen = read(&mut stream, Duration::from_millis(300));
    assert!(seen.answer.starts_with("HTTP/1.1 307 ") && seen.answer.contains("Location: /x\r\n"));
    // Over a connection that goes on.
    script(
        &hub,
        json!([{"kind": "status", "status": 503, "times": 1, "method": "POST"}]),
    );
    let mut stream = connect(&hub);
    for status in ["503", "201"] {
        stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
        let seen = read(&mut stream, Duration::from_millis(300));
        assert_eq!(seen.answer.split(' ').nth(1), Some(status));
        assert_eq!(seen.ending, Ending::Open);
    }
}

#[test]
fn retry_after_in_its_forms() {
    let hub = start();
    hub.control(
        "POST",
        "clock",
        r#"{"set":"2030-01-01T00:00:00Z","frozen":true}"#,
    );
    script(
        &hub,
        json!([
            {"kind": "status", "status": 429, "headers": {"Retry-After": "7"}, "times": 1},
            {"kind": "status", "status": 503, "headers": {"retry-after-ms": "50"}, "times": 1},
            {"kind": "status", "status": 403, "retry_after_date_s": 90, "times": 1, "body": ""},
            {"kind": "status", "status": 500, "times": 1, "body": "{\"a\":1}",
             "headers": {"Content-Type": "application/json"}},
        ]),
    );
    let answer = hub.call(&apple());
    assert_eq!((answer.status, answer.header("retry-after")), (429, "7"));
    assert_eq!(hub.call(&apple()).header("retry-after-ms"), "50");
    let answer = hub.call(&apple());
    assert_eq!(
        answer.header("retry-after"),
        "Tue, 01 Jan 2030 00:01:30 GMT"
    );
    assert_eq!(answer.header("date"), "Tue, 01 Jan 2030 00:00:00 GMT");
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    let answer = hub.call(&apple());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body, "{\"a\":1}");
}

#[test]
fn which_requests_and_how_often() {
    let hub = start();
    script(
        &hub,
        json!([
            {"kind": "status", "status": 500, "method": "post", "path": "/*/messages?*test*"},
            {"kind": "status", "status": 502, "path": "/demo/installations/*", "method": "GET"},
            {"kind": "status", "status": 504, "request_headers": {"X-Id": "a*"}},
            {"kind": "status", "status": 503, "method": "POST", "skip": 1, "times": 2, "name": "b"},
        ]),
    );
    let mut test = apple();
    test.path += "&test";
    assert_eq!(hub.call(&test).status, 500);
    assert_eq!(hub.call(&installation_request("GET", "d")).status, 502);
    assert_eq!(hub.call(&installation_request("DELETE", "x")).status, 204);
    assert_eq!(hub.call(&apple().header("X-Id", "abc")).status, 504);
    let statuses: Vec<u16> = (0..4).map(|_| hub.call(&apple()).status).collect();
    assert_eq!(statuses, [201, 503, 503, 201]);
    let states: Value = serde_json::from_str(&hub.control("GET", "faults", "").body).unwrap();
    assert_eq!(states[3]["name"], "b");
    assert_eq!(
        (&states[3]["hits"], &states[3]["remaining"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        (&states[0]["hits"], &states[0]["remaining"]),
        (&json!(1), &Value::Null)
    );
    // The addresses that look inside never fail.
    script(&hub, json!([{"kind": "reset", "at": "before_body"}]));
    assert_eq!(hub.control("GET", "faults", "").status, 200);
    hub.control("DELETE", "faults", "");
    assert_eq!(hub.call(&apple()).status, 201);
    for wrong in [
        json!({}),
        json!([{"kind": "x"}]),
        json!([{"kind": "status"}]),
    ] {
        let answer = hub.control("POST", "faults", &wrong.to_string());
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("<Code>400</Code>"), "{}", answer.body);
    }
    let states: Value = serde_json::from_str(&hub.control("GET", "faults", "").body).unwrap();
    assert_eq!(states, json!([]));
}

#[test]
fn delays() {
    let hub = start();
    script(
        &hub,
        json!([
            {"delay_ms": 300, "times": 1},
            {"delay_read_ms": 300, "times": 1},
            {"kind": "status", "status": 500, "delay_ms": 300, "times": 1},
        ]),
    );
    for status in [201, 201, 500] {
        let started = Instant::now();
        assert_eq!(hub.call(&apple()).status, status);
        assert!(started.elapsed() >= Duration::from_millis(300));
    }
    // While an answer is late, the log has the request already.
    script(&hub, json!([{"delay_ms": 5000, "times": 1}]));
    let mut stream = connect(&hub);
    stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
    let started = Instant::now();
    while hub.requests().len() < 4 {
        assert!(started.elapsed() < Duration::from_secs(4));
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(log(&hub), logged(true, true, "none", false));
}

#[test]
fn answers_that_are_no_http() {
    let hub = start();
    for (rule, ends, expected) in [
        (
            json!({"kind": "truncated_chunked"}),
            "\r\n1f\r\n<Filler>of nh-e",
            logged(true, true, "partial", true),
        ),
        (
            json!({"kind": "malformed_chunked"}),
            "\r\n0\r\n\r\n",
            logged(true, true, "partial", true),
        ),
        (
            json!({"kind": "wrong_length"}),
            "\r\n\r\n",
            logged(true, true, "partial", true),
        ),
        (
            json!({"kind": "wrong_length", "length_delta": -5}),
            "\r\n\r\nxxxxx",
            logged(true, true, "whole", true),
        ),
        (
            json!({"kind": "garbage"}),
            "is not HTTP \u{fffd}\r\n\r\n",
            logged(true, false, "partial", false),
        ),
        (
            json!({"kind": "garbage", "perform": true, "body": "abc"}),
            "abc",
            logged(true, true, "partial", false),
        ),
        (
            json!({"kind": "drip", "interval_ms": 1}),
            "\r\n\r\n",
            logged(true, true, "whole", true),
        ),
        (
            json!({"kind": "drip", "interval_ms": 1, "status": 500, "body": "no"}),
            "\r\n\r\nno",
            logged(true, false, "whole", true),
        ),
        (
            json!({"kind": "connection_close"}),
            "\r\n\r\n",
            logged(true, true, "whole", true),
        ),
    ] {
        script(&hub, json!([rule]));
        let seen = exchange(&hub, LONG);
        assert_eq!(seen.ending, Ending::Closed, "{rule}");
        assert!(seen.answer.ends_with(ends), "{rule}: {:?}", seen.answer);
        assert_eq!(log(&hub), expected, "{rule}");
    }
    script(&hub, json!([{"kind": "wrong_length"}]));
    assert!(
        exchange(&hub, LONG)
            .answer
            .contains("Content-Length: 10\r\n")
    );
    script(&hub, json!([{"kind": "connection_close"}]));
    let answer = hub.call(&apple());
    assert_eq!((answer.status, answer.header("connection")), (201, "close"));
    script(&hub, json!([{"kind": "no_location"}]));
    let answer = hub.call(&apple());
    assert_eq!((answer.status, answer.header("location")), (201, ""));
    script(
        &hub,
        json!([{"kind": "huge_body", "bytes": 3_000_000, "status": 500}]),
    );
    let answer = hub.call(&apple());
    assert_eq!((answer.status, answer.body.len()), (500, 3_000_000));
}

#[test]
fn answers_without_end() {
    let hub = start();
    for (kind, head) in [("endless_head", false), ("endless_body", true)] {
        script(&hub, json!([{"kind": kind, "hold_ms": 60_000}]));
        let mut stream = connect(&hub);
        stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
        let mut bytes = vec![0; 2_000_000];
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.read_exact(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("HTTP/1.1 201 "), "{kind}");
        assert_eq!(text.contains("\r\n\r\n"), head, "{kind}");
        assert_eq!(log(&hub), logged(true, true, "partial", head));
    }
    // They end when the rule says so.
    script(&hub, json!([{"kind": "endless_body", "hold_ms": 200}]));
    assert_eq!(exchange(&hub, LONG).ending, Ending::Reset);
    script(&hub, json!([{"kind": "stall", "hold_ms": 200}]));
    let seen = exchange(&hub, LONG);
    assert_eq!((seen.answer.as_str(), seen.ending), ("", Ending::Reset));
}

/// A connection that dies between two requests, and one that is half open.
#[test]
fn after_the_answer() {
    let hub = start();
    script(
        &hub,
        json!([{"kind": "close", "at": "after_answer", "hold_ms": 300, "times": 1}]),
    );
    let started = Instant::now();
    let seen = exchange(&hub, LONG);
    assert!(seen.answer.ends_with("\r\n\r\n") && !seen.answer.contains("onnection: close"));
    assert_eq!(seen.ending, Ending::Closed);
    assert!(started.elapsed() >= Duration::from_millis(300));

    // Closed on its side, the hub still reads: a client that writes gets no reset.
    script(
        &hub,
        json!([{"kind": "close", "hold_ms": 1000, "times": 1}]),
    );
    let mut stream = connect(&hub);
    stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
    assert_eq!(read(&mut stream, LONG).ending, Ending::Closed);
    for _ in 0..5 {
        stream.write_all(&[b'x'; 1000]).unwrap();
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.shutdown(Shutdown::Both).unwrap();
}

/// A stalled connection holds its slot no longer than its client holds on.
#[test]
fn clients_that_give_up() {
    let hub = start();
    script(&hub, json!([{"kind": "stall", "at": "before_body"}]));
    for _ in 0..50 {
        let mut stream = connect(&hub);
        stream.write_all(request(&hub, BODY).as_bytes()).unwrap();
    }
    let started = Instant::now();
    while open_sockets(&hub) > 20 {
        assert!(started.elapsed() < LONG, "{}", open_sockets(&hub));
        std::thread::sleep(Duration::from_millis(50));
    }
    hub.control("DELETE", "faults", "");
    assert_eq!(hub.call(&apple()).status, 201);
}

#[cfg(target_os = "linux")]
fn open_sockets(hub: &Hub) -> usize {
    let folder = format!("/proc/{}/fd", hub.child.id());
    std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count()
}

#[cfg(not(target_os = "linux"))]
fn open_sockets(_: &Hub) -> usize {
    0
}

#[test]
fn over_tls() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AA"}));
    hub.call(&Request::new("POST", "/_emulator/reset").anonymous());
    for (rule, expected) in [
        (
            json!({"kind": "reset", "at": "before_body"}),
            logged(false, false, "none", false),
        ),
        (
            json!({"kind": "close", "perform": true}),
            logged(true, true, "none", false),
        ),
        (
            json!({"kind": "cut", "at": "answer_head"}),
            logged(true, true, "partial", false),
        ),
        (
            json!({"kind": "reset", "at": "answer_body"}),
            logged(true, true, "partial", true),
        ),
        (
            json!({"kind": "garbage"}),
            logged(true, false, "partial", false),
        ),
    ] {
        let mut rule = rule;
        rule["times"] = json!(1);
        rule["path"] = json!("/demo/*");
        script(&hub, json!([rule]));
        assert!(hub.try_call(&apple()).is_err(), "{rule}");
        assert_eq!(log(&hub), expected, "{rule}");
    }
    script(&hub, json!([{"kind": "drip", "interval_ms": 1}]));
    assert_eq!(hub.call(&apple()).status, 201);
    assert_eq!(hub.call(&apple()).status, 201);
}

/// What the fault load test of a client relies on.
#[test]
fn chance_by_seed() {
    let hub = start();
    let run = || {
        script(
            &hub,
            json!([{"kind": "status", "status": 500, "probability": 0.3, "seed": 42}]),
        );
        (0..60)
            .map(|_| hub.call(&apple()).status)
            .collect::<Vec<u16>>()
    };
    let first = run();
    assert!(first.contains(&500) && first.contains(&201));
    assert_eq!(first, run());
}

#[test]
fn rules_are_bounded() {
    let hub = start();
    let rules = |count: usize| json!(vec![json!({"path": "/never"}); count]).to_string();
    for name in ["faults", "pns"] {
        let rules = |count: usize| match name {
            "faults" => rules(count),
            _ => json!(vec![json!({"handle": "x", "outcome": "Dropped"}); count]).to_string(),
        };
        assert_eq!(hub.control("POST", name, &rules(9_999)).status, 204);
        assert_eq!(hub.control("POST", name, &rules(2)).status, 400);
        assert_eq!(hub.control("POST", name, &rules(1)).status, 204);
        let refused = hub.control("POST", name, &rules(1)).body;
        assert!(refused.contains("10000 at most"), "{refused}");
        assert_eq!(hub.control("DELETE", name, "").status, 204);
        assert_eq!(hub.control("POST", name, &rules(1)).status, 204);
    }
    assert_eq!(hub.call(&apple()).status, 201);
}
