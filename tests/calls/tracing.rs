//! The trace that a call is part of: its headers on the wire, and the spans that tell of
//! it, by OpenTelemetry's names.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::trace::span::{Span, SpanSink, Value};

use crate::support::raw_server::{CREATED, RawServer, read_request};
use crate::support::{LocalHub, apple, header, send_with};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Keeps spans.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<Span>>);

impl SpanSink for Kept {
    fn take(&self, span: Span) {
        self.0.lock().unwrap().push(span);
    }
}

impl Kept {
    fn taken(&self) -> Vec<Span> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn telling() -> (Arc<Kept>, HubOptions) {
    let kept = Arc::<Kept>::default();
    let mut options = HubOptions::default();
    options.set_span_sink(Some(kept.clone()));
    (kept, options)
}

fn traced() -> CallOptions {
    let mut options = CallOptions::default();
    options.set_traceparent(PARENT).unwrap();
    options.set_tracestate("rojo=00f067aa0ba902b7").unwrap();
    options
}

fn send(hub: &Hub, options: &CallOptions) -> Outcome {
    send_with(hub, &Target::broadcast(), options)
}

/// A server that gives these answers, one to each request; and the requests.
fn script(answers: &'static [&'static str]) -> (RawServer, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (number, requests) = (AtomicUsize::new(0), Arc::clone(&asked));
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            requests.lock().unwrap().push(request);
            let answer = answers[number.fetch_add(1, Ordering::SeqCst)];
            if answer.is_empty() {
                return;
            }
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (server, asked)
}

/// The values of a header in a request.
fn values<'a>(request: &'a str, name: &str) -> Vec<&'a str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    lines
        .filter(|(each, _)| each.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .collect()
}

fn attributes(span: &Span) -> BTreeMap<&str, String> {
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    };
    let all = span.attributes.iter();
    let map: BTreeMap<_, _> = all.map(|(name, value)| (*name, text(value))).collect();
    assert_eq!(map.len(), span.attributes.len(), "none is there twice");
    map
}

#[test]
fn the_callers_trace_goes_out_as_it_is() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    assert!(send(&hub, &traced()).error.is_none());
    let request = local.last_send();
    assert_eq!(header(&request, "traceparent"), Some(PARENT));
    assert_eq!(
        header(&request, "tracestate"),
        Some("rojo=00f067aa0ba902b7")
    );
    // What a dry run shows is what is sent.
    let target = Target::broadcast();
    let dry = apple();
    let dry = hub.dry_run(&dry, &target, &traced()).unwrap();
    assert!(
        dry.headers
            .iter()
            .any(|each| each == ("traceparent", PARENT))
    );
    // Without it there is none.
    assert!(send(&hub, &CallOptions::default()).error.is_none());
    assert_eq!(header(&local.last_send(), "traceparent"), None);
    let mut state_alone = CallOptions::default();
    state_alone.set_tracestate("a=b").unwrap();
    assert!(send(&hub, &state_alone).error.is_none());
    assert_eq!(header(&local.last_send(), "tracestate"), None);
    // Every call has it, not only sends.
    hub.delete_installation("d1", &traced());
    let requests = local.requests();
    assert_eq!(
        header(requests.last().unwrap(), "traceparent"),
        Some(PARENT)
    );
}

#[test]
fn a_call_says_it_in_place_of_its_notification() {
    let (server, asked) = script(&[CREATED; 3]);
    let hub = server.open(HubOptions::default());
    let own = "00-11111111111111111111111111111111-2222222222222222-00";
    let mut notification: Notification = apple();
    notification.set_header("Traceparent", own).unwrap();
    let mut state_alone = CallOptions::default();
    state_alone.set_tracestate("a=b").unwrap();
    for (options, wanted) in [
        (CallOptions::default(), own),
        (state_alone, own),
        (traced(), PARENT),
    ] {
        hub.send(&notification, &Target::broadcast(), &options);
        let asked = asked.lock().unwrap();
        assert_eq!(values(asked.last().unwrap(), "traceparent"), [wanted]);
    }
}

#[test]
fn bad_ones_are_refused_and_change_nothing() {
    let mut options = traced();
    for bad in [
        "",
        "x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nA: b",
    ] {
        let error = options.set_traceparent(bad).unwrap_err();
        assert!(error.message.starts_with("traceparent "), "{error}");
    }
    let error = options.set_tracestate("a=b\r\nc=d").unwrap_err();
    assert!(error.message.starts_with("tracestate "), "{error}");
    let (server, asked) = script(&[CREATED]);
    send(&server.open(HubOptions::default()), &options);
    assert_eq!(values(&asked.lock().unwrap()[0], "traceparent"), [PARENT]);
}

const WAIT: &str = "HTTP/1.1 429 Slow Down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
const MISSING: &str = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

#[test]
fn each_attempt_is_a_span_of_its_own_and_its_request_says_so() {
    let (server, asked) = script(&[WAIT, "", CREATED]);
    let (kept, mut options) = telling();
    options.set_retry(Retry::Always as i32).unwrap();
    let hub = server.open(options);
    let before = unix_ns();
    let outcome = send(&hub, &traced());
    assert_eq!(outcome.attempts, 3);
    let spans = kept.taken();
    let [first, second, third, call] = &spans[..] else {
        panic!("{spans:#?}");
    };
    let port = server.address.port().to_string();
    for (span, request) in [first, second, third]
        .into_iter()
        .zip(&*asked.lock().unwrap())
    {
        assert!(span.is_attempt && span.is_sampled);
        assert_eq!(span.name, "POST /{hub}/messages");
        assert_eq!(span.trace_id, TRACE);
        assert_eq!(span.parent_id.as_ref(), Some(&call.id));
        let sent = format!("00-{TRACE}-{}-01", span.id);
        assert_eq!(values(request, "traceparent"), [sent]);
        assert_eq!(values(request, "tracestate"), ["rojo=00f067aa0ba902b7"]);
    }
    let common = [
        ("http.request.method", "POST"),
        ("server.address", "127.0.0.1"),
        ("server.port", port.as_str()),
        ("url.scheme", "http"),
        ("url.template", "/{hub}/messages"),
    ];
    let wanted = |more: &[(&'static str, &'static str)]| -> BTreeMap<&str, String> {
        let all = common.iter().chain(more);
        all.map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    assert_eq!(
        attributes(first),
        wanted(&[
            ("http.response.status_code", "429"),
            ("error.type", "429"),
            ("nh.verdict", "not_accepted"),
        ])
    );
    assert_eq!(
        attributes(second),
        wanted(&[
            ("http.request.resend_count", "1"),
            ("nh.retry.reason", "NH_STATUS_THROTTLED"),
            ("error.type", "NH_STATUS_NETWORK"),
            ("nh.verdict", "unknown"),
        ])
    );
    assert_eq!(
        attributes(third),
        wanted(&[
            ("http.request.resend_count", "2"),
            ("nh.retry.reason", "NH_STATUS_NETWORK"),
            ("http.response.status_code", "201"),
            ("nh.verdict", "accepted"),
        ])
    );
    assert!(!call.is_attempt);
    assert_eq!(call.name, "notification_hubs send");
    assert_eq!(call.trace_id, TRACE);
    assert_eq!(call.parent_id.as_deref(), Some(CALLER));
    let mut of_call = wanted(&[
        ("nh.call.kind", "send"),
        ("nh.attempts", "3"),
        ("nh.verdict", "accepted"),
    ]);
    of_call.remove("url.scheme");
    of_call.insert("nh.tracking_id", outcome.tracking_id.unwrap());
    assert_eq!(attributes(call), of_call);
    // Their times are in order, and of the clock on the wall: by an hour, since two clocks
    // are read one after the other, and a thread may stand still between them.
    let hour = 3600 * 1_000_000_000;
    assert!((call.start_unix_ns - before).abs() < hour);
    let mut last = call.start_unix_ns;
    for span in [first, second, third] {
        assert!(last <= span.start_unix_ns && span.start_unix_ns <= span.end_unix_ns);
        last = span.end_unix_ns;
    }
    assert!(last <= call.end_unix_ns);
    let mut ids: Vec<&str> = spans.iter().map(|span| span.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| id.len() == 16 && is_hex(id)));
}

fn is_hex(id: &str) -> bool {
    id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// With some room, since the clock on the wall may be set.
fn unix_ns() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_nanos()).unwrap()
}

#[test]
fn without_a_caller_each_call_is_a_trace_and_nothing_goes_out() {
    let (server, asked) = script(&[CREATED, CREATED, MISSING]);
    let (kept, options) = telling();
    let hub = server.open(options);
    let mut traces = Vec::new();
    for _ in 0..2 {
        send(&hub, &CallOptions::default());
        let spans = kept.taken();
        let [attempt, call] = &spans[..] else {
            panic!("{spans:#?}");
        };
        assert_eq!(attempt.trace_id, call.trace_id);
        assert_eq!(call.parent_id, None);
        assert_eq!(attempt.parent_id.as_ref(), Some(&call.id));
        assert!(call.is_sampled && is_hex(&call.trace_id) && call.trace_id.len() == 32);
        traces.push(call.trace_id.clone());
    }
    assert_ne!(traces[0], traces[1]);
    // A read, and of it an id that nobody sees.
    assert!(
        hub.installation("dev1ce-of-mine", &traced())
            .outcome
            .error
            .is_some()
    );
    let spans = kept.taken();
    assert_eq!(spans[0].name, "GET /{hub}/installations/{id}");
    assert_eq!(spans[1].name, "notification_hubs read");
    let failed = attributes(&spans[1]);
    assert_eq!(failed["error.type"], "NH_STATUS_NOT_FOUND");
    assert_eq!(attributes(&spans[0])["error.type"], "404");
    assert!(!format!("{spans:?}").contains("dev1ce"));
    let asked = asked.lock().unwrap();
    assert!(values(&asked[0], "traceparent").is_empty());
    assert_eq!(values(&asked[2], "traceparent").len(), 1);
}

#[test]
fn what_is_not_sampled_is_told_all_the_same() {
    let (server, asked) = script(&[CREATED]);
    let (kept, options) = telling();
    let hub = server.open(options);
    let mut call = CallOptions::default();
    call.set_traceparent(&PARENT.replace("-01", "-00")).unwrap();
    send(&hub, &call);
    let spans = kept.taken();
    assert!(spans.iter().all(|span| !span.is_sampled));
    let sent = format!("00-{TRACE}-{}-00", spans[0].id);
    assert_eq!(values(&asked.lock().unwrap()[0], "traceparent"), [sent]);
}

#[test]
fn what_was_refused_before_it_began_has_no_span() {
    let (server, _) = script(&[]);
    let (kept, options) = telling();
    let hub = server.open(options);
    // Refused for its arguments: no call.
    assert!(hub.delete_installation("", &traced()).error.is_some());
    assert!(kept.taken().is_empty());
    // Its time is over before it could ask.
    let mut late = traced();
    let cancel = Arc::new(Cancel::default());
    cancel.cancel();
    late.set_cancel(cancel);
    assert!(send(&hub, &late).error.is_some());
    let spans = kept.taken();
    let call = attributes(spans.last().unwrap());
    assert_eq!(call["error.type"], "NH_STATUS_CANCELLED");
    assert_eq!(call["nh.verdict"], "not_accepted");
    hub.close(Duration::ZERO).unwrap();
    assert!(send(&hub, &traced()).error.is_some());
    assert!(kept.taken().is_empty(), "it had no token");
}
