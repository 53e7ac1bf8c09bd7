//! Feedback is read whole, whatever storage answers, and only what is surely dead is deleted.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use notification_hubs::devices::feedback_cursor::FeedbackCursor;
use notification_hubs::devices::prune::decision::Decision;
use notification_hubs::devices::prune::{ProgressSink, Prune};
use notification_hubs::documents::feedback::Feedback;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};

use crate::many_devices::{open, quick};
use crate::support::raw_server::RawServer;
use crate::support::{Recorded, failure};

const SIGNED: &str = "sv=2024-08-04&sr=c&sp=rl&sig=c2VjcmV0%2B";

/// An entry of feedback.
fn entry(n: usize) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><PnsFeedback xmlns=\"SB\"><FeedbackTime>2026-11-30T10:00:00Z</FeedbackTime><NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>gcm</Platform><PnsHandle>handle-{n}</PnsHandle><RegistrationId>r{n}</RegistrationId></PnsFeedback>"
    )
}

fn entries(from: usize, to: usize) -> String {
    (from..to).map(entry).collect()
}

/// A hub whose feedback is in these blobs, on pages of two.
struct Storage {
    blobs: Mutex<Vec<(&'static str, String)>>,
    /// Whether pieces are given, or always the whole blob.
    has_ranges: bool,
}

impl Storage {
    fn of(blobs: &[(&'static str, String)]) -> Arc<Storage> {
        Arc::new(Storage {
            blobs: Mutex::new(blobs.to_vec()),
            has_ranges: true,
        })
    }

    /// The answer to a request for what is in the container.
    fn answer(&self, request: &str) -> (u16, String, String) {
        let line = request.lines().next().unwrap();
        let host = header(request, "Host").unwrap();
        let blobs = self.blobs.lock().unwrap();
        if line.contains("/feedbackcontainer?") {
            assert!(header(request, "Authorization").is_some());
            return (
                200,
                String::new(),
                format!("http://{host}/feedback?{SIGNED}"),
            );
        }
        assert_eq!(header(request, "Authorization"), None, "{line}");
        assert!(line.contains(SIGNED), "{line}");
        if line.contains("comp=list") {
            assert!(line.contains("restype=container"), "{line}");
            let from = line.split_once("&marker=m").map_or(0, |(_, rest)| {
                rest.split('&').next().unwrap().parse().unwrap()
            });
            let listed: String = blobs.iter().skip(from).take(2).map(|(name, bytes)| {
                format!("<Blob><Name>{name}</Name><Properties><Content-Length>{}</Content-Length></Properties></Blob>", bytes.len())
            }).collect();
            let next = match from + 2 < blobs.len() {
                true => format!("m{}", from + 2),
                false => String::new(),
            };
            return (
                200,
                "Content-Type: application/xml\r\n".to_owned(),
                format!(
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>{listed}</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>"
                ),
            );
        }
        let name = line.split(['/', '?']).nth(2).unwrap();
        let (_, bytes) = blobs.iter().find(|(n, _)| *n == name).unwrap();
        let range = header(request, "Range").unwrap();
        let (from, to) = range
            .strip_prefix("bytes=")
            .unwrap()
            .split_once('-')
            .unwrap();
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        if !self.has_ranges {
            return (200, String::new(), bytes.clone());
        }
        match bytes.get(from..bytes.len().min(to + 1)) {
            Some(piece) if !piece.is_empty() => {
                let (end, length) = (from + piece.len() - 1, bytes.len());
                let range = format!("Content-Range: bytes {from}-{end}/{length}\r\n");
                (206, range, piece.to_owned())
            }
            _ => (
                416,
                format!("Content-Range: bytes */{}\r\n", bytes.len()),
                "<Error><Code>InvalidRange</Code></Error>".to_owned(),
            ),
        }
    }
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = request.lines().filter_map(|line| line.split_once(": "));
    fields.find_map(|(n, value)| n.eq_ignore_ascii_case(name).then_some(value))
}

/// All handles that a cursor gives, and the failures between them.
fn read_all(cursor: &mut FeedbackCursor, hub: &Hub) -> (Vec<String>, Vec<String>) {
    let (mut handles, mut failures) = (Vec::new(), Vec::new());
    loop {
        let got = cursor.next(hub, &quick());
        match got.value {
            Some(Some(feedback)) => {
                handles.extend(feedback.into_iter().map(|f| f.pns_handle.unwrap()));
            }
            Some(None) => return (handles, failures),
            None => failures.push(failure(&got.outcome).message.clone()),
        }
        assert!(failures.len() < 20, "{failures:?}");
    }
}

fn handles(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("handle-{n}")).collect()
}

#[test]
fn feedback_comes_whole_in_the_order_of_the_days() {
    for has_ranges in [true, false] {
        let storage = Arc::new(Storage {
            blobs: Mutex::new(vec![
                ("01012027", entries(5000, 5001)),
                ("11302026", entries(0, 4000)),
                ("12012026", String::new()),
                ("12312026", entries(4000, 5000)),
                ("readme", entries(5001, 5002)),
            ]),
            has_ranges,
        });
        let (server, asked) = RawServer::scripted(move |request| storage.answer(request));
        let hub = open(&server);
        let mut cursor = FeedbackCursor::of_hub();
        assert!(asked.lock().unwrap().is_empty(), "it asks for nothing yet");
        let (got, failures) = read_all(&mut cursor, &hub);
        assert_eq!(failures, [""; 0]);
        assert!(got == handles(0, 5002), "{} of 5002", got.len());
        assert_eq!(
            read_all(&mut cursor, &hub).0,
            [""; 0],
            "the end stays the end"
        );
        let asked = asked.lock().unwrap();
        assert!(
            !asked.iter().any(|line| line.contains("/12012026")),
            "it is empty"
        );
    }
}

#[test]
fn a_marker_goes_on_behind_what_was_given() {
    let storage = Storage::of(&[
        ("11302026", entries(0, 2500)),
        ("12012026", entries(2500, 2600)),
    ]);
    let serving = Arc::clone(&storage);
    let (server, _) = RawServer::scripted(move |request| serving.answer(request));
    let hub = open(&server);
    let mut seen = Vec::new();
    let mut marker = "{}".to_owned();
    // A new process for each portion.
    for _ in 0..100 {
        let mut cursor = FeedbackCursor::of_hub();
        cursor.set_marker(&marker).unwrap();
        let Some(feedback) = cursor.next(&hub, &quick()).value.unwrap() else {
            break;
        };
        seen.extend(feedback.into_iter().map(|f| f.pns_handle.unwrap()));
        marker = cursor.marker();
    }
    assert!(seen == handles(0, 2600), "{}", seen.len());
    // What is written since, also into a day that was read.
    for (blob, from) in [("11302026", 2600), ("12012026", 2601)] {
        let mut blobs = storage.blobs.lock().unwrap();
        let (_, bytes) = blobs.iter_mut().find(|(name, _)| *name == blob).unwrap();
        bytes.push_str(&entry(from));
    }
    storage
        .blobs
        .lock()
        .unwrap()
        .push(("12022026", entry(2602)));
    let mut cursor = FeedbackCursor::of_hub();
    cursor.set_marker(&marker).unwrap();
    assert_eq!(read_all(&mut cursor, &hub).0, handles(2600, 2603));
    assert!(cursor.set_marker(&marker).is_err(), "it has begun to read");
    // A day that is gone, and one that begins anew.
    storage.blobs.lock().unwrap().remove(0);
    storage.blobs.lock().unwrap()[0].1 = entry(7);
    let mut again = FeedbackCursor::of_hub();
    again.set_marker(&cursor.marker()).unwrap();
    assert_eq!(read_all(&mut again, &hub).0, handles(7, 8));
    assert!(!again.marker().contains("11302026"), "{}", again.marker());
}

#[test]
fn what_is_no_feedback_fails_once_and_the_rest_is_read() {
    let half = entry(3);
    let storage = Storage::of(&[
        (
            "11282026",
            format!(
                "{}garbage{}<PnsFeedback>cut{}",
                entry(0),
                entry(1),
                entry(2)
            ),
        ),
        (
            "11292026",
            format!("{}{}", entry(4), &half[..half.len() - 20]),
        ),
        ("11302026", "<html>hello</html>".to_owned()),
        ("12012026", entry(5)),
    ]);
    let serving = Arc::clone(&storage);
    let (server, _) = RawServer::scripted(move |request| serving.answer(request));
    let hub = open(&server);
    let mut cursor = FeedbackCursor::of_hub();
    let (got, failures) = read_all(&mut cursor, &hub);
    assert_eq!(
        got,
        ["handle-0", "handle-1", "handle-2", "handle-4", "handle-5"]
    );
    assert_eq!(cursor.unreadable(), 2);
    let [cut, other] = &failures[..] else {
        panic!("{failures:?}");
    };
    assert!(cut.contains("'11292026' ends in the midst"), "{cut}");
    assert!(other.contains("'11302026' holds no feedback"), "{other}");
    // The half becomes whole.
    storage.blobs.lock().unwrap()[1].1 = format!("{}{half}", entry(4));
    let mut again = FeedbackCursor::of_hub();
    again.set_marker(&cursor.marker()).unwrap();
    let (got, failures) = read_all(&mut again, &hub);
    assert_eq!(got, ["handle-3"]);
    assert_eq!(failures.len(), 1, "the page is none still");
}

#[test]
fn storage_that_fails_is_asked_again_and_nothing_is_lost() {
    let storage = Storage::of(&[
        ("11302026", entries(0, 3000)),
        ("12012026", entries(3000, 3010)),
    ]);
    let count = AtomicUsize::new(0);
    let (server, _) = RawServer::scripted(move |request| {
        // Two of three requests fail, more often than one call repeats.
        match count.fetch_add(1, Ordering::SeqCst) % 5 {
            0..3 => (500, String::new(), String::new()),
            _ => storage.answer(request),
        }
    });
    let hub = open(&server);
    let mut options = quick();
    options.set_max_attempts(1).unwrap();
    let mut cursor = FeedbackCursor::of_hub();
    let (mut got, mut failed) = (Vec::new(), 0);
    loop {
        match cursor.next(&hub, &options).value {
            Some(Some(feedback)) => got.extend(feedback.into_iter().map(|f| f.pns_handle.unwrap())),
            Some(None) => break,
            None => failed += 1,
        }
        assert!(failed < 100);
    }
    assert!(got == handles(0, 3010), "{}", got.len());
    assert!(failed > 5);
}

/// What a server may do with a request for part of a blob.
#[test]
fn no_entry_is_lost_whatever_pieces_come() {
    let text = entries(0, 1500);
    for (what, most) in [
        ("short pieces", 100_000),
        ("pieces of one entry", entry(0).len()),
    ] {
        let text = text.clone();
        let (server, _) = RawServer::scripted(move |request| {
            let range = header(request, "Range").unwrap();
            let (from, _) = range
                .strip_prefix("bytes=")
                .unwrap()
                .split_once('-')
                .unwrap();
            let from: usize = from.parse().unwrap();
            let end = text.len().min(from + most);
            let said = format!("Content-Range: bytes {from}-{}/{}\r\n", end - 1, text.len());
            (206, said, text[from..end].to_owned())
        });
        let uri = format!("http://{}/feedback/one?sr=b&{SIGNED}", server.address);
        let mut cursor = FeedbackCursor::at_address(&uri).unwrap();
        let (got, failures) = read_all(&mut cursor, &open(&server));
        assert_eq!(failures, [""; 0], "{what}");
        assert!(got == handles(0, 1500), "{what}: {}", got.len());
    }
}

#[test]
fn a_blob_that_cannot_be_read_is_passed_over_once() {
    let big = "x".repeat(5 << 20);
    for (what, says) in [
        ("another part", "another part of the blob"),
        ("no range", "206 without Content-Range"),
        ("too large", "larger than 4194304 bytes"),
        ("a page", "is not what the service answers"),
        ("gone", ""),
    ] {
        let storage = Storage::of(&[("11302026", entries(0, 3)), ("12012026", entries(3, 5))]);
        let big = big.clone();
        let (server, _) = RawServer::scripted(move |request| {
            if !request.contains("/11302026?") {
                return storage.answer(request);
            }
            let part = "Content-Range: bytes 7-9/9\r\n".to_owned();
            match what {
                "another part" => (206, part, "xyz".to_owned()),
                "no range" => (206, String::new(), entry(0)),
                "too large" => (200, String::new(), big.clone()),
                "a page" => (
                    200,
                    "Content-Type: text/html\r\n".to_owned(),
                    "<p>".to_owned(),
                ),
                _ => (404, String::new(), String::new()),
            }
        });
        let mut cursor = FeedbackCursor::of_hub();
        let (got, failures) = read_all(&mut cursor, &open(&server));
        assert_eq!(got, handles(3, 5), "{what}");
        match says {
            "" => assert_eq!(failures, [""; 0]),
            says => {
                assert_eq!(failures.len(), 1, "{what}: {failures:?}");
                let said = &failures[0];
                assert!(
                    said.contains("'11302026' was passed over") && said.contains(says),
                    "{said}"
                );
            }
        }
    }
}

/// A hub that answers with no address fails each time: that is no blob that was passed over.
#[test]
fn an_answer_that_is_no_address_is_of_the_request_that_brought_it() {
    let (server, _) = RawServer::scripted(|_| (200, String::new(), "https://h/c".to_owned()));
    let hub = open(&server);
    let mut cursor = FeedbackCursor::of_hub();
    for _ in 0..3 {
        let got = cursor.next(&hub, &quick());
        assert_eq!(failure(&got.outcome).status, Status::Protocol);
        assert_eq!(got.outcome.attempts, 1);
        assert_eq!(got.outcome.body, b"");
    }
    let shown = format!(
        "{:?}",
        FeedbackCursor::at_address("https://h/c?sig=s3cret").unwrap()
    );
    assert!(!shown.contains("s3cret"), "{shown}");
}

/// One blob that was replaced by a shorter one.
#[test]
fn a_blob_that_begins_anew_is_read_from_its_beginning() {
    let storage = Storage::of(&[("details", entries(0, 10))]);
    let serving = Arc::clone(&storage);
    let (server, _) = RawServer::scripted(move |request| serving.answer(request));
    let hub = open(&server);
    let uri = format!("http://{}/feedback/details?sr=b&{SIGNED}", server.address);
    let mut cursor = FeedbackCursor::at_address(&uri).unwrap();
    assert_eq!(read_all(&mut cursor, &hub).0, handles(0, 10));
    storage.blobs.lock().unwrap()[0].1 = entries(20, 22);
    let mut again = FeedbackCursor::at_address(&uri).unwrap();
    again.set_marker(&cursor.marker()).unwrap();
    assert_eq!(read_all(&mut again, &hub), (handles(20, 22), vec![]));
}

#[test]
fn an_address_that_is_over_is_asked_for_again_and_one_that_was_given_is_explained() {
    let storage = Storage::of(&[("11302026", entries(0, 10))]);
    let is_over = Arc::new(AtomicBool::new(true));
    let over = Arc::clone(&is_over);
    let refused = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.\nRequestId:1</Message><AuthenticationErrorDetail>Signature not valid: c2VjcmV0+ sr=c</AuthenticationErrorDetail></Error>";
    let asked_for = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked_for);
    let (server, _) = RawServer::scripted(move |request| {
        let is_container = request.contains("/feedbackcontainer?");
        if is_container && counted.fetch_add(1, Ordering::SeqCst) == 1 {
            over.store(false, Ordering::SeqCst);
        }
        match over.load(Ordering::SeqCst) && !is_container {
            true => (403, String::new(), refused.to_owned()),
            false => storage.answer(request),
        }
    });
    let hub = open(&server);
    let mut cursor = FeedbackCursor::of_hub();
    // A fresh one that is refused is not asked for again at once.
    let got = cursor.next(&hub, &quick());
    assert_eq!(failure(&got.outcome).status, Status::Forbidden);
    assert_eq!(asked_for.load(Ordering::SeqCst), 1);
    assert_eq!(read_all(&mut cursor, &hub), (handles(0, 10), vec![]));
    assert_eq!(asked_for.load(Ordering::SeqCst), 2);
    // One that the program gave is all there is.
    is_over.store(true, Ordering::SeqCst);
    for (end, words) in [
        ("2020-01-01T00:00:00Z", "ended at 2020-01-01T00:00:00Z"),
        ("2099-01-01T00:00:00Z", "does not allow it"),
    ] {
        let uri = format!("http://{}/feedback?{SIGNED}&se={end}", server.address);
        let mut cursor = FeedbackCursor::at_address(&uri).unwrap();
        let got = cursor.next(&hub, &quick());
        let error = failure(&got.outcome);
        assert_eq!(error.status, Status::Forbidden);
        assert_eq!(error.service_code.as_deref(), Some("AuthenticationFailed"));
        assert!(error.message.contains(words), "{error}");
        let said = format!("{:?}", got.outcome);
        assert!(!said.contains("c2VjcmV0"), "{said}");
    }
}

#[test]
fn the_signature_of_an_address_stands_in_no_log() {
    let storage = Storage::of(&[("11302026", entries(0, 3))]);
    let (server, _) = RawServer::scripted(move |request| match request.contains("/11302026?") {
        true => (
            400,
            String::new(),
            "sig=c2VjcmV0%2B and c2VjcmV0+ here".to_owned(),
        ),
        false => storage.answer(request),
    });
    let log = Recorded::default();
    let mut options = HubOptions::default();
    options.set_log(5, Arc::new(log.clone())).unwrap();
    let hub = server.open(options);
    let got = FeedbackCursor::of_hub().next(&hub, &quick());
    assert_eq!(failure(&got.outcome).status, Status::Rejected);
    let log = log.text();
    assert!(log.contains("comp=list"), "{log}");
    assert!(log.contains("/feedback/11302026?"), "{log}");
    // The answer of the hub that brings the address is not shown either.
    assert!(!log.contains("c2VjcmV0"), "{log}");
    assert!(!log.contains("Authorization: \n"), "{log}");
}

#[test]
fn addresses_that_storage_has_not_are_refused() {
    for uri in [
        "",
        "container",
        "https://h/c",
        "ftp://h/c?sig=x",
        "https://h/?sig=x",
    ] {
        let error = FeedbackCursor::at_address(uri).unwrap_err();
        assert_eq!(error.status, Status::InvalidArgument);
        assert!(error.message.starts_with("uri: the address "), "{error}");
    }
    // What the hub itself answers is no argument.
    let (server, _) = RawServer::scripted(|_| (200, String::new(), "ftp://h/c?sig=x".to_owned()));
    let got = FeedbackCursor::of_hub().next(&open(&server), &quick());
    assert_eq!(failure(&got.outcome).status, Status::Protocol);
}

/// The details of a notification's errors are one blob, whose length nobody tells.
#[test]
fn error_details_are_read_the_same_way() {
    let storage = Storage::of(&[("details", entries(0, 1500))]);
    let has_details = Arc::new(AtomicBool::new(true));
    let has = Arc::clone(&has_details);
    let (server, _) = RawServer::scripted(move |request| {
        if !request.contains("/messages/") {
            return storage.answer(request);
        }
        let host = header(request, "Host").unwrap();
        let signed = SIGNED.replace('&', "&amp;");
        let uri = match has.load(Ordering::SeqCst) {
            true => format!(
                "<PnsErrorDetailsUri>http://{host}/feedback/details?sr=b&amp;{signed}</PnsErrorDetailsUri>"
            ),
            false => String::new(),
        };
        let details = format!(
            "<NotificationDetails xmlns='SB'><NotificationId>n</NotificationId><State>Completed</State>{uri}</NotificationDetails>"
        );
        (200, String::new(), details)
    });
    let hub = open(&server);
    let mut cursor = FeedbackCursor::of_notification("n").unwrap();
    assert_eq!(read_all(&mut cursor, &hub), (handles(0, 1500), vec![]));
    has_details.store(false, Ordering::SeqCst);
    let mut cursor = FeedbackCursor::of_notification("n").unwrap();
    assert_eq!(read_all(&mut cursor, &hub), (vec![], vec![]));
    assert!(FeedbackCursor::of_notification("").is_err());
}

/// What a hub with these devices answers: `h1` is installation i1's (registration r1), `h2`
/// registration r2's, `h3` installation other's (registration r9), and `h4` has moved to
/// another handle meanwhile.
fn devices(request: &str) -> (u16, String, String) {
    let line = request.lines().next().unwrap();
    let handle = line.split("%27").nth(1).unwrap_or_default().to_owned();
    let registration = |id: &str, installation: &str| {
        let tags = match installation {
            "" => String::new(),
            id => format!("<Tags>$InstallationId:{{{id}}}</Tags>"),
        };
        format!(
            "<entry xmlns='http://www.w3.org/2005/Atom'><title>{id}</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>7</ETag>{tags}<RegistrationId>{id}</RegistrationId><GcmRegistrationId>{handle}</GcmRegistrationId></GcmRegistrationDescription></content></entry>"
        )
    };
    let installation = |channel: &str, more: &str| {
        format!(r#"{{"installationId":"i","platform":"gcm","pushChannel":"{channel}"{more}}}"#)
    };
    let is = |what: &str| line.contains(what);
    let listed = |entries: String| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Registrations</title>{entries}</feed>"
        );
        (200, String::new(), feed)
    };
    if line.starts_with("DELETE") {
        return match is("/registrations/r6?") {
            true => {
                assert_eq!(header(request, "If-Match"), Some("\"7\""));
                (412, String::new(), String::new())
            }
            false => (204, String::new(), String::new()),
        };
    }
    if is("/installations/") {
        let document = match () {
            () if is("/i1?") => installation("h1", r#","lastUpdate":"2026-11-30T09:59:59Z""#),
            () if is("/i4?") => installation("other", ""),
            () if is("/i5?") => installation("h5", r#","lastUpdate":"2026-11-30T10:00:01Z""#),
            () if is("/i8?") => return (404, String::new(), String::new()),
            () if is("/other?") => installation("h3", ""),
            () => panic!("{line}"),
        };
        return (200, String::new(), document);
    }
    listed(match () {
        () if is("%27h1%27") => registration("r1", "i1") + &registration("r1b", "i1"),
        () if is("%27h2%27") => registration("r2", ""),
        () if is("%27h3%27") => registration("r9", "other"),
        () if is("%27h4%27") => registration("r4", "i4"),
        () if is("%27h5%27") => registration("r5", "i5"),
        () if is("%27h6%27") => registration("r6", ""),
        () if is("%27h8%27") => registration("r8", "i8"),
        () => String::new(),
    })
}

fn dead(handle: &str, registration: &str, installation: Option<&str>) -> Feedback {
    Feedback {
        time: Some("2026-11-30T10:00:00Z".to_owned()),
        error: Some("ExpiredChannel".to_owned()),
        pns_handle: Some(handle.to_owned()),
        registration_id: Some(registration.to_owned()),
        installation_id: installation.map(str::to_owned),
        ..Feedback::default()
    }
}

fn all_kinds() -> Vec<Feedback> {
    vec![
        dead("h1", "r1", Some("i1")),
        dead("h2", "r2", None),
        dead("h3", "r3", Some("i3")),
        dead("h4", "r4", Some("i4")),
        dead("h5", "r5", Some("i5")),
        dead("h6", "r6", None),
        dead("h7", "r7", None),
        dead("h8", "r8", Some("i8")),
        Feedback {
            new_pns_handle: Some("new".to_owned()),
            ..dead("h9", "r9", None)
        },
        Feedback {
            error: Some("WrongToken".to_owned()),
            ..dead("h10", "r10", None)
        },
        dead("h2", "r2", None),
    ]
}

#[derive(Debug, Default)]
struct Progress(Mutex<Vec<(usize, usize)>>);

impl ProgressSink for Progress {
    fn done(&self, done: usize, total: usize) {
        self.0.lock().unwrap().push((done, total));
    }
}

#[test]
fn only_what_is_dead_is_deleted_and_nothing_where_nobody_asked() {
    let (server, asked) = RawServer::scripted(devices);
    let hub = open(&server);
    for deletes in [false, true] {
        asked.lock().unwrap().clear();
        let progress = Arc::new(Progress::default());
        let mut prune = Prune::default();
        prune.set_deletes(deletes);
        prune.set_progress(Some(progress.clone()));
        let got = prune.feedback(&hub, &all_kinds(), &quick());
        assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
        let mut decided: Vec<_> = got
            .value
            .unwrap()
            .into_iter()
            .map(|p| {
                (
                    p.handle.unwrap(),
                    p.decision,
                    p.installation_id.or(p.registration_id),
                )
            })
            .collect();
        decided.sort_by(|a, b| a.0.cmp(&b.0));
        let dead = match deletes {
            true => Decision::Deleted,
            false => Decision::Dead,
        };
        let changed = match deletes {
            true => Decision::RegisteredAgain,
            false => Decision::Dead,
        };
        let wanted = [
            ("h1", dead, Some("i1")),
            ("h10", Decision::NotDead, None),
            ("h2", dead, Some("r2")),
            ("h3", Decision::RegisteredAgain, Some("other")),
            ("h4", Decision::RegisteredAgain, Some("i4")),
            ("h5", Decision::RegisteredAgain, Some("i5")),
            ("h6", changed, Some("r6")),
            ("h7", Decision::NotRegistered, None),
            ("h8", Decision::NotRegistered, Some("i8")),
            ("h9", Decision::Replaced, None),
        ]
        .map(|(handle, decision, id)| (handle.to_owned(), decision, id.map(str::to_owned)));
        assert_eq!(decided, wanted);
        assert_eq!(progress.0.lock().unwrap()[..], [(8, 8)]);
        assert_eq!(prune.count(dead), if deletes { 2 } else { 3 });
        assert_eq!(prune.count(Decision::Failed), 0);
        let asked = std::mem::take(&mut *asked.lock().unwrap());
        let deletions = asked.iter().filter(|line| line.starts_with("DELETE"));
        assert_eq!(deletions.count(), if deletes { 3 } else { 0 }, "{asked:?}");
    }
}

#[test]
fn what_was_only_looked_at_is_deleted_when_that_is_asked_for() {
    let (server, _) = RawServer::scripted(devices);
    let hub = open(&server);
    let mut prune = Prune::default();
    for (deletes, found, deleted) in [(false, 1, 0), (false, 1, 0), (true, 1, 1), (true, 1, 1)] {
        prune.set_deletes(deletes);
        let got = prune.handles(&hub, &["h1".to_owned()], &quick());
        assert_eq!(got.outcome.status(), Status::Ok);
        let counts = [Decision::Dead, Decision::Deleted].map(|d| prune.count(d));
        assert_eq!(counts, [found, deleted]);
    }
}

#[test]
fn handles_of_the_program_are_pruned_whoever_has_them() {
    let (server, _) = RawServer::scripted(devices);
    let hub = open(&server);
    let mut prune = Prune::default();
    prune.set_deletes(true);
    let handles = ["h1", "h3", "h7", "h1"].map(str::to_owned);
    let got = prune.handles(&hub, &handles, &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    assert_eq!(prune.count(Decision::Deleted), 2);
    assert_eq!(prune.count(Decision::NotRegistered), 1);
    assert_eq!(got.value.unwrap().len(), 3);
    let got = prune.handles(&hub, &["h1".to_owned(), String::new()], &quick());
    assert_eq!(failure(&got.outcome).status, Status::InvalidArgument);
    assert!(
        failure(&got.outcome).message.contains("number 1"),
        "{:?}",
        got.outcome
    );
    assert!(prune.add_error(" ").is_err());
}

/// A hub with a registration for each handle, whose deletion is answered so.
fn one_each(
    deletion: impl Fn(usize) -> u16 + Send + Sync + 'static,
) -> (RawServer, Arc<Mutex<Vec<String>>>) {
    RawServer::scripted(move |request| {
        let line = request.lines().next().unwrap();
        let number = |start: &str| -> Option<usize> {
            let (_, rest) = line.split_once(start)?;
            rest.split(|c: char| !c.is_ascii_digit())
                .next()?
                .parse()
                .ok()
        };
        if let Some(n) = number("DELETE /demo/registrations/r") {
            return (deletion(n), String::new(), String::new());
        }
        let n = number("%27handle-").unwrap();
        let entry = format!(
            "<entry xmlns='http://www.w3.org/2005/Atom'><title>r</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag><RegistrationId>r{n}</RegistrationId><GcmRegistrationId>handle-{n}</GcmRegistrationId></GcmRegistrationDescription></content></entry>"
        );
        let feed = format!("<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>");
        (200, String::new(), feed)
    })
}

fn two_hundred() -> Vec<Feedback> {
    (0..200)
        .map(|n| dead(&format!("handle-{n}"), &format!("r{n}"), None))
        .collect()
}

#[test]
fn a_device_that_fails_stops_no_other() {
    let refuses = Arc::new(AtomicBool::new(true));
    let refusing = Arc::clone(&refuses);
    let (server, asked) = one_each(move |n| match refusing.load(Ordering::SeqCst) && n == 40 {
        true => 400,
        false => 200,
    });
    let hub = open(&server);
    let mut prune = Prune::default();
    prune.set_deletes(true);
    let got = prune.feedback(&hub, &two_hundred(), &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    let counts = |prune: &Prune| [Decision::Deleted, Decision::Failed].map(|d| prune.count(d));
    assert_eq!(counts(&prune), [199, 1]);
    refuses.store(false, Ordering::SeqCst);
    asked.lock().unwrap().clear();
    let got = prune.feedback(&hub, &two_hundred(), &quick());
    assert_eq!(got.outcome.status(), Status::Ok);
    assert_eq!(counts(&prune), [200, 1]);
    assert_eq!(
        asked.lock().unwrap().len(),
        2,
        "what was settled is not asked about"
    );
}

#[test]
fn what_fails_for_all_ends_the_call_and_it_goes_on_there() {
    let refuses = Arc::new(AtomicBool::new(true));
    let refusing = Arc::clone(&refuses);
    let (server, _) = one_each(move |n| match refusing.load(Ordering::SeqCst) && n >= 40 {
        true => 403,
        false => 200,
    });
    let hub = open(&server);
    let progress = Arc::new(Progress::default());
    let mut prune = Prune::default();
    prune.set_deletes(true);
    prune.set_progress(Some(progress.clone()));
    let got = prune.feedback(&hub, &two_hundred(), &quick());
    assert_eq!(failure(&got.outcome).http_status, Some(403));
    // The second portion ends where it failed.
    assert_eq!(got.value.unwrap().len(), 64);
    assert_eq!(
        prune.count(Decision::Deleted) + prune.count(Decision::Failed),
        64
    );
    assert_eq!(progress.0.lock().unwrap()[..], [(32, 200)]);
    refuses.store(false, Ordering::SeqCst);
    let got = prune.feedback(&hub, &two_hundred(), &quick());
    assert_eq!(got.outcome.status(), Status::Ok);
    assert_eq!(prune.count(Decision::Deleted), 200);
}

/// Whatever is listed: only what has the dead handle, and is the device that was meant, is
/// deleted.
#[test]
fn a_live_device_is_left_alone_whatever_the_hub_lists() {
    // (registration's handle, its installation, that one's channel and more)
    let cases: [(&str, &str, &str, Decision); 6] = [
        ("live", "", "", Decision::Failed),
        (
            "dead",
            "victim",
            r#""pushChannel":"live""#,
            Decision::RegisteredAgain,
        ),
        (
            "dead",
            "pc",
            r#""pushChannel":"live","secondaryTiles":{"t":{"pushChannel":"dead"}}"#,
            Decision::NotDead,
        ),
        (
            "dead",
            "i",
            r#""pushChannel":"dead","lastUpdate":"2026-01-01T00:00:00Z""#,
            Decision::RegisteredAgain,
        ),
        ("dead", "i", r#""pushChannel":"dead""#, Decision::Deleted),
        ("dead", "", "", Decision::Deleted),
    ];
    // The time that feedback says is none, or has not come.
    for time in [Some("2026-11-30 10:00"), Some("2099-01-01T00:00:00Z"), None] {
        for (handle, installation, members, wanted) in cases {
            let (server, asked) = RawServer::scripted(move |request| {
                let line = request.lines().next().unwrap();
                if line.starts_with("DELETE") {
                    return (204, String::new(), String::new());
                }
                if line.contains("/installations/") {
                    let document =
                        format!(r#"{{"installationId":"i","platform":"gcm",{members}}}"#);
                    return (200, String::new(), document);
                }
                let tags = match installation {
                    "" => String::new(),
                    id => format!("<Tags>$InstallationId:{{{id}}}</Tags>"),
                };
                let feed = format!(
                    "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>r</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag><RegistrationId>r</RegistrationId>{tags}<GcmRegistrationId>{handle}</GcmRegistrationId></GcmRegistrationDescription></content></entry></feed>"
                );
                (200, String::new(), feed)
            });
            let hub = open(&server);
            let entry = Feedback {
                time: time.map(str::to_owned),
                registration_id: None,
                ..dead("dead", "r", None)
            };
            let mut prune = Prune::default();
            prune.set_deletes(true);
            let got = prune.feedback(&hub, &[entry], &quick());
            let pruned = got.value.unwrap();
            assert_eq!(pruned[0].decision, wanted, "{time:?} {handle} {members}");
            let deletions = asked.lock().unwrap();
            let deletions = deletions.iter().filter(|line| line.starts_with("DELETE"));
            assert_eq!(deletions.count(), usize::from(wanted == Decision::Deleted));
            assert_eq!(
                got.outcome.status() == Status::Protocol,
                wanted == Decision::Failed
            );
        }
    }
}

/// What a limit leaves to sends is not used up by a long run.
#[test]
fn a_pruning_takes_its_turns_with_the_sends() {
    let (server, asked) = RawServer::scripted(devices);
    let mut options = HubOptions::default();
    // One in a second, and three after a rest.
    options.set_rate_limit(1, 3).unwrap();
    let hub = Arc::new(server.open(options));
    let mut quickly = CallOptions::default();
    quickly.set_timeout_ms(900).unwrap();
    let handles: Vec<_> = (20..40).map(|n| format!("h{n}")).collect();
    let got = Prune::default().handles(&hub, &handles, &quickly);
    assert_eq!(failure(&got.outcome).status, Status::Throttled);
    assert_eq!(asked.lock().unwrap().len(), 3);
}

/// Where devices live for 90 days, the time when they end says when they were written.
#[test]
fn a_hub_whose_devices_end_tells_when_they_were_written() {
    let may_read = Arc::new(AtomicBool::new(true));
    let may = Arc::clone(&may_read);
    let (server, asked) = RawServer::scripted(move |request| {
        let line = request.lines().next().unwrap();
        if line.starts_with("DELETE") {
            return (204, String::new(), String::new());
        }
        if line.contains("/installations/") {
            let document = r#"{"installationId":"i","platform":"gcm","pushChannel":"h3","expirationTime":"2027-02-28T10:00:01.5Z"}"#;
            return (200, String::new(), document.to_owned());
        }
        if line.starts_with("GET /demo?") {
            let description = "<entry xmlns='http://www.w3.org/2005/Atom'><title>demo</title><content type='application/xml'><NotificationHubDescription xmlns='SB'><RegistrationTtl>P90D</RegistrationTtl></NotificationHubDescription></content></entry>";
            return match may.load(Ordering::SeqCst) {
                true => (200, String::new(), description.to_owned()),
                false => (403, String::new(), String::new()),
            };
        }
        let handle = line.split("%27").nth(1).unwrap().to_owned();
        let (id, end, tags) = match () {
            () if line.contains("%27h1%27") => ("r1", "2027-02-28T10:00:01", ""),
            () if line.contains("%27h2%27") => ("r2", "2027-02-28T10:00:00", ""),
            () if line.contains("%27h3%27") => (
                "r3",
                "2027-02-28T10:00:01",
                "<Tags>$InstallationId:{i}</Tags>",
            ),
            () => ("r4", "9999-12-31T23:59:59.999", ""),
        };
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>r</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag><ExpirationTime>{end}</ExpirationTime><RegistrationId>{id}</RegistrationId>{tags}<GcmRegistrationId>{handle}</GcmRegistrationId></GcmRegistrationDescription></content></entry></feed>"
        );
        (200, String::new(), feed)
    });
    let hub = open(&server);
    let feedback = [
        dead("h1", "r1", None),
        dead("h2", "r2", None),
        dead("h3", "r3", Some("i")),
        dead("h4", "r4", None),
    ];
    let decided = |prune: &mut Prune, feedback: &[Feedback]| {
        let got = prune.feedback(&hub, feedback, &quick());
        let pruned = got.value.unwrap().into_iter();
        let mut decided: Vec<_> = pruned.map(|p| (p.handle.unwrap(), p.decision)).collect();
        decided.sort_by(|a, b| a.0.cmp(&b.0));
        let decisions: Vec<_> = decided.into_iter().map(|(_, decision)| decision).collect();
        (got.outcome.status(), decisions)
    };
    let mut prune = Prune::default();
    prune.set_deletes(true);
    use Decision::{Deleted, Failed, RegisteredAgain};
    let wanted = vec![RegisteredAgain, Deleted, RegisteredAgain, Deleted];
    assert_eq!(decided(&mut prune, &feedback), (Status::Ok, wanted));
    // The same hub without the right to read its description: what cannot be known is left.
    may_read.store(false, Ordering::SeqCst);
    let mut prune = Prune::default();
    prune.set_deletes(true);
    let wanted = vec![Failed, Failed, Failed, Deleted];
    assert_eq!(decided(&mut prune, &feedback), (Status::Forbidden, wanted));
    // Those that never end need no look at it, and it is asked for once.
    asked.lock().unwrap().clear();
    let mut prune = Prune::default();
    assert_eq!(decided(&mut prune, &feedback[3..]).0, Status::Ok);
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn a_deletion_whose_answer_is_lost_is_unknown() {
    let (server, _) = RawServer::scripted(|request| match request.starts_with("DELETE") {
        true => (500, String::new(), String::new()),
        false => devices(request),
    });
    let mut options: CallOptions = quick();
    options.set_max_attempts(1).unwrap();
    let mut prune = Prune::default();
    prune.set_deletes(true);
    let got = prune.feedback(&open(&server), &[dead("h2", "r2", None)], &options);
    assert_eq!(got.outcome.verdict, Verdict::Unknown);
    assert_eq!(got.value.unwrap()[0].decision, Decision::Failed);
}
