//! What each fault is under HTTP/2: the table in docs/local-hub.md. Seen by nghttp, which prints the
//! frames that it gets, and by a client of our own where the connection itself is at its end.

use crate::faults::{BODY, Ending, log, logged, script};
use crate::http2::{curl, nghttp, send_by_hand, with_device};
use crate::other_clients::have;
use crate::support::*;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const RST_STREAM: u8 = 3;
const GOAWAY: u8 = 7;
const HEADERS: u8 = 1;
const DATA: u8 = 0;

/// One request of many on its connection: the others go on.
#[test]
fn faults_of_a_stream() {
    if !have("nghttp") {
        return;
    }
    let hub = with_device(&["--plain"]);
    let reset = "RST_STREAM INTERNAL_ERROR";
    let nothing = logged(false, false, "none", false);
    let read = logged(true, false, "none", false);
    let done = logged(true, true, "none", false);
    let part = logged(true, true, "partial", true);
    let whole = logged(true, true, "whole", true);
    for (rule, frames, expected) in [
        (
            json!({"kind": "answer", "delay_ms": 10}),
            &["201", "HEADERS END"][..],
            &whole,
        ),
        (
            json!({"kind": "no_location"}),
            &["201", "HEADERS END"],
            &whole,
        ),
        (
            json!({"kind": "status", "status": 503, "body": "no", "headers": {"Connection": "close", "Retry-After": "1"}}),
            &["503", "HEADERS", "DATA END"],
            &logged(true, false, "whole", true),
        ),
        (
            json!({"kind": "huge_body", "bytes": 20_000}),
            &["201", "HEADERS", "DATA", "DATA END"],
            &whole,
        ),
        (
            json!({"kind": "reset", "at": "before_body"}),
            &[reset],
            &nothing,
        ),
        (json!({"kind": "reset"}), &[reset], &read),
        (json!({"kind": "reset", "perform": true}), &[reset], &done),
        (
            json!({"kind": "reset", "at": "answer_body"}),
            &["201", "HEADERS", "DATA", reset],
            &part,
        ),
        (
            json!({"kind": "stall", "at": "before_body", "hold_ms": 50}),
            &[reset],
            &nothing,
        ),
        (json!({"kind": "stall", "hold_ms": 50}), &[reset], &read),
        (
            json!({"kind": "stall", "at": "answer_body", "hold_ms": 50}),
            &["201", "HEADERS", "DATA", reset],
            &part,
        ),
        (
            json!({"kind": "drip", "interval_ms": 1, "status": 500, "body": "no", "perform": true}),
            &["500", "HEADERS", "DATA", "DATA", "DATA END"],
            &whole,
        ),
        // nghttp finds that it has got another length.
        (
            json!({"kind": "wrong_length", "status": 500, "body": "abc", "perform": true}),
            &["500", "HEADERS", "DATA"],
            &part,
        ),
        (
            json!({"kind": "endless_body", "hold_ms": 200}),
            &["201", "HEADERS", "DATA"],
            &part,
        ),
        (
            json!({"kind": "truncated_chunked"}),
            &["501", "HEADERS", "DATA END"],
            &logged(true, false, "whole", true),
        ),
        (
            json!({"kind": "malformed_chunked", "perform": true}),
            &["501", "HEADERS", "DATA END"],
            &logged(true, false, "whole", true),
        ),
    ] {
        let mut strikes_one = rule.clone();
        strikes_one["times"] = json!(1);
        script(&hub, json!([strikes_one]));
        let mut seen = nghttp(&hub, BODY, &["-n"], &[]);
        if rule["kind"] == "endless_body" {
            assert_eq!(seen.pop().unwrap(), reset);
            assert!(seen.len() > 20, "{seen:?}");
            seen.truncate(3);
        }
        assert_eq!(seen, frames, "{rule}");
        assert_eq!(log(&hub), *expected, "{rule}");
        let requests = hub.requests();
        let last = requests.last().unwrap();
        assert_eq!(
            (&last["fault"], &last["protocol"]),
            (&rule["kind"], &json!("HTTP/2"))
        );
        // Another stream is as it always is, before and beside it.
        let mut strikes_one = rule.clone();
        strikes_one["path"] = json!("/demo/messages?*x=1*");
        script(&hub, json!([strikes_one]));
        let address = |x: u32| format!("{}/demo/messages?{VERSION}&x={x}", hub.env("NH_URL"));
        let seen = nghttp(&hub, BODY, &["-n"], &[address(1), address(2)]);
        let good = seen.iter().filter(|frame| *frame == "HEADERS END").count();
        let whole = frames.contains(&"HEADERS END");
        assert_eq!(good, if whole { 3 } else { 2 }, "{rule}: {seen:?}");
    }
    // Only the answer says why nothing happened.
    script(&hub, json!([{"kind": "truncated_chunked"}]));
    if have("curl") {
        let answer = curl(&hub, &["--http2-prior-knowledge", "-d", BODY]).answer;
        assert!(
            answer.contains("The fault truncated_chunked is one of HTTP/1.1 alone"),
            "{answer}"
        );
    }
}

/// What ends the connection, and all that is on it.
#[test]
fn faults_of_a_connection() {
    let hub = with_device(&["--plain"]);
    let nothing = logged(false, false, "none", false);
    let read = logged(true, false, "none", false);
    let head = logged(true, true, "partial", false);
    let part = logged(true, true, "partial", true);
    let whole = logged(true, true, "whole", true);
    for (rule, frames, rest, ending, expected) in [
        (
            json!({"kind": "reset", "at": "accept"}),
            &[][..],
            false,
            Ending::Reset,
            &nothing,
        ),
        (
            json!({"kind": "close", "at": "request_head", "bytes": 24}),
            &[],
            false,
            Ending::Closed,
            &nothing,
        ),
        (
            json!({"kind": "reset", "at": "request_head", "bytes": 30}),
            &[],
            false,
            Ending::Reset,
            &nothing,
        ),
        (
            json!({"kind": "reset", "at": "answer_head"}),
            &[],
            true,
            Ending::Reset,
            &head,
        ),
        (
            json!({"kind": "reset", "at": "after_answer"}),
            &[HEADERS],
            false,
            Ending::Reset,
            &whole,
        ),
        (
            json!({"kind": "close", "at": "before_body"}),
            &[GOAWAY],
            false,
            Ending::Closed,
            &nothing,
        ),
        (
            json!({"kind": "close"}),
            &[GOAWAY],
            false,
            Ending::Closed,
            &read,
        ),
        (
            json!({"kind": "close", "at": "answer_head", "bytes": 9}),
            &[],
            true,
            Ending::Closed,
            &head,
        ),
        (
            json!({"kind": "close", "at": "answer_body"}),
            &[HEADERS, DATA, GOAWAY],
            false,
            Ending::Closed,
            &part,
        ),
        (
            json!({"kind": "close", "at": "after_answer", "hold_ms": 100}),
            &[HEADERS, GOAWAY],
            false,
            Ending::Closed,
            &whole,
        ),
        (
            json!({"kind": "cut", "at": "before_body"}),
            &[],
            false,
            Ending::Closed,
            &nothing,
        ),
        (json!({"kind": "cut"}), &[], false, Ending::Closed, &read),
        (
            json!({"kind": "cut", "at": "answer_head", "bytes": 3}),
            &[],
            true,
            Ending::Closed,
            &head,
        ),
        (
            json!({"kind": "cut", "at": "answer_body"}),
            &[HEADERS, DATA],
            false,
            Ending::Closed,
            &part,
        ),
        (
            json!({"kind": "cut", "at": "after_answer"}),
            &[HEADERS],
            false,
            Ending::Closed,
            &whole,
        ),
        (
            json!({"kind": "stall", "at": "answer_head", "hold_ms": 100}),
            &[],
            true,
            Ending::Reset,
            &head,
        ),
        (
            json!({"kind": "stall", "at": "after_answer", "hold_ms": 100}),
            &[HEADERS],
            false,
            Ending::Reset,
            &whole,
        ),
        (
            json!({"kind": "garbage"}),
            &[],
            true,
            Ending::Closed,
            &logged(true, false, "partial", false),
        ),
        (
            json!({"kind": "connection_close"}),
            &[GOAWAY, HEADERS],
            false,
            Ending::Closed,
            &whole,
        ),
    ] {
        script(&hub, json!([]));
        let mut strikes_one = rule.clone();
        strikes_one["times"] = json!(1);
        hub.control("POST", "faults", &json!([strikes_one]).to_string());
        let started = Instant::now();
        let (seen, left, ended) = send_by_hand(&hub).frames();
        assert_eq!(ended, ending, "{rule}");
        let mut kinds: Vec<u8> = seen.iter().map(|(kind, _)| *kind).collect();
        // "No more" is said twice: that it comes, and that it is here.
        kinds.dedup();
        assert_eq!(
            (&kinds[..], left.is_empty()),
            (frames, !rest),
            "{rule}: {left:?}"
        );
        assert!(!kinds.contains(&RST_STREAM));
        assert_eq!(log(&hub), *expected, "{rule}");
        let held = Duration::from_millis(rule["hold_ms"].as_u64().unwrap_or_default());
        assert!(started.elapsed() >= held, "{rule}");
    }
    // All that was under way goes with it.
    if have("nghttp") {
        let rules = json!([
            {"kind": "answer", "delay_ms": 5000, "path": "/demo/messages?*x=1*", "times": 1},
            {"kind": "cut", "path": "/demo/messages?*x=2*", "times": 1},
        ]);
        script(&hub, rules);
        let address = |x: u32| format!("{}/demo/messages?{VERSION}&x={x}", hub.env("NH_URL"));
        let started = Instant::now();
        let seen = nghttp(&hub, BODY, &[], &[address(1), address(2)]);
        assert!(seen.len() <= 2, "{seen:?}");
        assert!(started.elapsed() < Duration::from_secs(4));
    }
    assert_eq!(hub.call(&apple()).status, 201);
}

#[test]
fn heads_without_end() {
    let hub = with_device(&["--plain"]);
    script(&hub, json!([{"kind": "endless_head", "hold_ms": 300}]));
    let (frames, _, ending) = send_by_hand(&hub).frames();
    assert_eq!(ending, Ending::Reset);
    assert_eq!(frames[0].0, HEADERS);
    assert!(frames[0].1.starts_with(b"\0\x07:status\x03201"));
    assert!(frames.len() > 20 && frames[1..].iter().all(|(kind, _)| *kind == 9));
    assert_eq!(log(&hub), logged(true, true, "partial", false));
}

#[test]
fn over_tls() {
    if !have("curl") {
        return;
    }
    let hub = with_device(&[]);
    for (rule, exits, expected) in [
        (
            json!({"kind": "reset", "at": "before_body"}),
            &[92][..],
            logged(false, false, "none", false),
        ),
        (
            json!({"kind": "close", "perform": true}),
            &[],
            logged(true, true, "none", false),
        ),
        (
            json!({"kind": "cut", "at": "answer_head"}),
            &[],
            logged(true, true, "partial", false),
        ),
        (
            json!({"kind": "reset", "at": "answer_body"}),
            &[92],
            logged(true, true, "partial", true),
        ),
        (
            json!({"kind": "garbage"}),
            &[],
            logged(true, false, "partial", false),
        ),
        (
            json!({"kind": "stall", "hold_ms": 100}),
            &[92],
            logged(true, false, "none", false),
        ),
        (
            json!({"kind": "drip", "interval_ms": 1}),
            &[0],
            logged(true, true, "whole", true),
        ),
        (
            json!({"kind": "connection_close"}),
            &[0],
            logged(true, true, "whole", true),
        ),
    ] {
        let mut strikes_one: Value = rule.clone();
        strikes_one["times"] = json!(1);
        script(&hub, json!([strikes_one]));
        let seen = curl(&hub, &["--http2", "-d", BODY]);
        let fits = match exits {
            // Which of several errors it is depends on what curl was doing.
            [] => !matches!(seen.exit, 0 | 92),
            exits => exits.contains(&seen.exit),
        };
        assert!(fits, "{rule}: {} {}", seen.exit, seen.answer);
        assert_eq!(log(&hub), expected, "{rule}");
    }
    assert_eq!(curl(&hub, &["--http2", "-d", BODY]).status, "201");
}
