//! Answers of the rest of the service that are odd, hostile or broken: an
//! error or a documented result, within the deadline, never more.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use notification_hubs::documents::job::JobType;
use notification_hubs::documents::notification_details::State;
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::hub::namespace::Namespace;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::hub::registrations::Match;
use notification_hubs::notification::platform::Platform;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::clock::{Clock, SystemClock};

use crate::support::raw_server::{RawServer, read_request};
use crate::support::{apple, failure};

/// A server that answers request number n with what `answer` makes of it, and
/// what it was asked.
fn serve(
    answer: impl Fn(usize, &str) -> (u16, String, String) + Send + Sync + 'static,
) -> (RawServer, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let count = AtomicUsize::new(0);
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let line = request.lines().next().unwrap().to_owned();
            let (status, headers, body) = answer(count.fetch_add(1, Ordering::SeqCst), &line);
            seen.lock().unwrap().push(request);
            let head = format!(
                "HTTP/1.1 {status} x\r\n{headers}Content-Length: {}\r\n\r\n",
                body.len()
            );
            if stream
                .write_all(&[head.as_bytes(), body.as_bytes()].concat())
                .is_err()
            {
                return;
            }
        }
    });
    (server, asked)
}

fn quick() -> CallOptions {
    let mut options = CallOptions::default();
    options.set_timeout_ms(20_000).unwrap();
    options
}

fn entry(id: &str) -> String {
    format!(
        "<entry xmlns='http://www.w3.org/2005/Atom'><title>{id}</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag><RegistrationId>{id}</RegistrationId><GcmRegistrationId>h</GcmRegistrationId></GcmRegistrationDescription></content></entry>"
    )
}

fn feed(entries: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Registrations</title>{entries}</feed>"
    )
}

#[test]
fn documents_that_are_none_are_a_protocol_error() {
    let bomb =
        "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;'>]><entry>&c;</entry>";
    let documents: Vec<String> = vec![
        String::new(),
        "<".into(),
        "<entry>".into(),
        "<entry/>".into(),
        "<entry><content/></entry>".into(),
        "<html><body>Sign in</body></html>".into(),
        "{\"a\":1}".into(),
        "null".into(),
        "\u{0}\u{1}".into(),
        bomb.into(),
        "<a>".repeat(200_000),
        format!("<entry a=\"{}\"/>", "x".repeat(10 << 20)),
        "[".repeat(100_000),
        "{\"installationId\":5,\"platform\":[],\"pushChannel\":{}}".into(),
    ];
    for document in documents {
        let shown: String = document.chars().take(30).collect();
        let (server, _) = serve(move |_, _| (200, String::new(), document.clone()));
        let hub = server.open(HubOptions::default());
        let options = quick();
        let statuses = [
            hub.installation("i", &options).outcome,
            hub.registration("r", &options).outcome,
            hub.notification_details("n", &options).outcome,
            hub.job("j", &options).outcome,
            hub.jobs(&options).outcome,
            hub.feedback_container_uri(&options).outcome,
        ];
        for (index, outcome) in statuses.iter().enumerate() {
            let error = failure(outcome);
            assert_eq!(error.status, Status::Protocol, "{index} {shown}: {error}");
            assert!(!error.message.contains("xxxx"), "{error}");
        }
        let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
        let got = cursor.next(&hub, &options);
        assert_eq!(got.outcome.status(), Status::Protocol, "{shown}");
        let namespace = Namespace::new(&server.connection_string(), HubOptions::default()).unwrap();
        let got = namespace.hub("h", &options);
        assert_eq!(got.outcome.status(), Status::Protocol, "{shown}");
    }
}

#[test]
fn a_written_registration_whose_answer_cannot_be_read_was_written() {
    let (server, asked) = serve(|_, _| (200, String::new(), "<oops/>".into()));
    let hub = server.open(HubOptions::default());
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    let got = hub.create_registration(&registration, &quick());
    assert_eq!(got.outcome.status(), Status::Protocol);
    assert_eq!(got.outcome.verdict, Verdict::Accepted);
    assert_eq!(asked.lock().unwrap().len(), 1, "it is not sent again");
}

#[test]
fn lists_are_paged_lazily_and_end() {
    let (server, asked) = serve(|n, _| match n {
        0 => (
            200,
            "x-ms-continuationtoken: MzEobik7Mg%3D%3D\r\n".into(),
            feed(&(entry("a") + &entry("b"))),
        ),
        // An empty page with a token is no end.
        1 => (200, "x-ms-continuationtoken: second\r\n".into(), feed("")),
        2 => (503, "retry-after-ms: 1\r\n".into(), String::new()),
        _ => (200, String::new(), feed(&entry("c"))),
    });
    let hub = server.open(HubOptions::default());
    let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
    let mut next = || {
        let got = cursor.next(&hub, &quick());
        assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
        got.value.unwrap().and_then(|r| r.id)
    };
    assert!(asked.lock().unwrap().is_empty());
    assert_eq!(next().as_deref(), Some("a"));
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert_eq!(next().as_deref(), Some("b"));
    assert_eq!(
        asked.lock().unwrap().len(),
        1,
        "the next page is not asked for early"
    );
    assert_eq!(next().as_deref(), Some("c"));
    assert_eq!((next(), next()), (None, None));
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 4);
    // The token goes back as it came: encoded already.
    assert!(asked[1].starts_with("GET /demo/registrations?api-version=2020-06&$top=100&continuationtoken=MzEobik7Mg%3D%3D HTTP"), "{}", asked[1]);
}

#[test]
fn a_tag_that_our_grammar_refuses_can_be_listed() {
    // The service gives a template's name as a tag, and other SDKs take any letter.
    let (server, asked) = serve(|_, _| (200, String::new(), feed("")));
    let hub = server.open(HubOptions::default());
    for tag in ["My Template", "Caf\u{e9}/1"] {
        let mut cursor = RegistrationCursor::new(Filter::Tag(tag)).unwrap();
        assert!(cursor.next(&hub, &quick()).value.unwrap().is_none());
    }
    let asked = asked.lock().unwrap();
    for (asked, path) in asked.iter().zip(["My%20Template", "Caf%C3%A9%2F1"]) {
        let start = format!("GET /demo/tags/{path}/registrations?");
        assert!(asked.starts_with(&start), "{asked}");
    }
    assert!(RegistrationCursor::new(Filter::Tag("a\nb")).is_err());
}

#[test]
fn a_token_that_repeats_or_is_none_ends_the_list_with_an_error() {
    let long: &'static str = "t".repeat(4097).leak();
    for token in ["same", "bad token\"", "a&b=c", "caf\u{e9}", long] {
        let (server, asked) = serve(move |_, _| {
            (
                200,
                format!("x-ms-continuationtoken: {token}\r\n"),
                feed(&entry("a")),
            )
        });
        let hub = server.open(HubOptions::default());
        let mut cursor = RegistrationCursor::new(Filter::Tag("t")).unwrap();
        let mut read = 0;
        let error = loop {
            let got = cursor.next(&hub, &quick());
            match got.value {
                Some(Some(_)) => read += 1,
                _ => break got.outcome.error.unwrap(),
            }
            assert!(read < 10, "it would never end");
        };
        assert_eq!(error.status, Status::Protocol);
        assert!(error.message.contains("token"), "{error}");
        assert!(asked.lock().unwrap().len() <= 3);
    }
}

#[test]
fn pages_without_entries_end_the_list_in_the_end() {
    let (server, asked) = serve(|n, _| {
        (
            200,
            format!("x-ms-continuationtoken: t{n}\r\n"),
            feed(match n {
                // A hundred in a row, then an entry, are a list like others.
                100 => {
                    "<entry xmlns='http://www.w3.org/2005/Atom'><content><GcmRegistrationDescription><RegistrationId>r</RegistrationId><GcmRegistrationId>h</GcmRegistrationId></GcmRegistrationDescription></content></entry>"
                }
                _ => "",
            }),
        )
    });
    let hub = server.open(HubOptions::default());
    let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
    let got = cursor.next(&hub, &quick());
    assert_eq!(got.value.unwrap().unwrap().id.as_deref(), Some("r"));
    assert_eq!(asked.lock().unwrap().len(), 101);
    let got = cursor.next(&hub, &quick());
    let error = failure(&got.outcome);
    assert_eq!(error.status, Status::Protocol);
    assert!(error.message.contains("100 pages in a row"), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 202);
    // To ask again is no way around it.
    let got = cursor.next(&hub, &quick());
    let error = failure(&got.outcome);
    assert!(error.message.contains("100 pages in a row"), "{error}");
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 203);
    let lines = [201, 202].map(|n| asked[n].lines().next().unwrap());
    assert_eq!(lines[0], lines[1], "the same page");
}

/// A page of hubs whose numbers are these.
fn hubs_feed(numbers: std::ops::Range<usize>) -> String {
    let entries: String = numbers
        .map(|n| {
            format!("<entry xmlns='http://www.w3.org/2005/Atom'><title>hub{n}</title><content type='application/xml'><NotificationHubDescription xmlns='SB'><UserMetadata>{}</UserMetadata></NotificationHubDescription></content></entry>", "m".repeat(1900))
        })
        .collect();
    feed(&entries)
}

fn namespace_on(server: &RawServer) -> Namespace {
    Namespace::new(&server.connection_string(), HubOptions::default()).unwrap()
}

#[test]
fn a_list_of_hubs_ends_where_a_page_brings_nothing_new() {
    let (server, asked) = serve(|_, _| (200, String::new(), hubs_feed(0..100)));
    let got = namespace_on(&server).hubs(&quick());
    let error = failure(&got.outcome);
    assert_eq!(error.status, Status::Protocol);
    assert!(error.message.contains("nothing new"), "{error}");
    assert!(got.value.is_none(), "half a list is none");
    assert_eq!(asked.lock().unwrap().len(), 2);
    // One that moved from page to page is listed once.
    let (server, _) = serve(|n, _| {
        let page = [0..100, 99..199, 199..200][n.min(2)].clone();
        (200, String::new(), hubs_feed(page))
    });
    let got = namespace_on(&server).hubs(&quick());
    assert_eq!(got.value.unwrap().len(), 200);
}

#[test]
fn a_list_of_hubs_is_bounded() {
    // By its bytes,
    let (server, asked) = serve(|n, _| (200, String::new(), hubs_feed(n * 100..n * 100 + 100)));
    let got = namespace_on(&server).hubs(&quick());
    let error = failure(&got.outcome);
    assert_eq!(error.status, Status::Protocol);
    assert!(error.message.contains("16 MiB"), "{error}");
    assert!(got.value.is_none());
    let pages = asked.lock().unwrap().len();
    let most = (16 << 20) / hubs_feed(100..200).len() + 2;
    assert!(pages <= most, "{pages}");
    // and its entries.
    let (server, _) = serve(|n, _| {
        let entry = |n: usize| {
            format!(
                "<entry xmlns='http://www.w3.org/2005/Atom'><title>hub{n}</title><content><NotificationHubDescription/></content></entry>"
            )
        };
        let page: String = (n * 1000..n * 1000 + 1000).map(entry).collect();
        (200, String::new(), feed(&page))
    });
    let got = namespace_on(&server).hubs(&quick());
    let error = failure(&got.outcome);
    assert!(error.message.contains("10000"), "{error}");
}

#[test]
fn deleting_by_channel_lists_only_so_many() {
    let (server, asked) = serve(|n, _| {
        let entries: String = (0..500).map(|i| entry(&format!("r{n}x{i}"))).collect();
        let token = format!("x-ms-continuationtoken: t{n}\r\n");
        (200, token, feed(&entries))
    });
    let hub = server.open(HubOptions::default());
    let got = hub.delete_registrations_by_channel("AB", &quick());
    let error = failure(&got.outcome);
    assert_eq!(error.status, Status::Protocol);
    assert!(error.message.contains("10000"), "{error}");
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 21);
    assert!(asked.iter().all(|request| request.starts_with("GET")));
}

#[test]
fn a_batch_report_keeps_only_so_much_of_the_answers() {
    let (server, _) = serve(|n, _| {
        let status = if n < 40 { 201 } else { 400 };
        (status, String::new(), "x".repeat(100_000))
    });
    let hub = server.open(HubOptions::default());
    let mut handles = (0..100_000).map(|n| Ok(format!("handle{n}")));
    let report = hub.send_direct_batch(&apple(), &mut handles, &quick());
    assert_eq!(report.batches.len(), 41);
    let bodies: Vec<usize> = report
        .batches
        .iter()
        .map(|batch| batch.outcome.body.len())
        .collect();
    // The first answers, until a mebibyte is full, and why it stopped.
    assert_eq!(bodies[..16], [65_536; 16]);
    assert_eq!(bodies[16..40], [0; 24]);
    assert_eq!(bodies[40], 65_536);
    assert_eq!(report.handles(Verdict::Accepted), 40_000);
}

#[test]
fn deleting_by_channel_ends_even_if_the_service_lists_for_ever() {
    let (server, asked) = serve(|n, line| {
        if line.starts_with("GET") {
            let token = format!("x-ms-continuationtoken: t{n}\r\n");
            let token = if n < 3 { token } else { String::new() };
            (200, token, feed(&entry(&format!("r{n}"))))
        } else if line.contains("r1") {
            (404, String::new(), String::new())
        } else {
            (200, String::new(), String::new())
        }
    });
    let hub = server.open(HubOptions::default());
    let got = hub.delete_registrations_by_channel("it's a+channel", &quick());
    assert_eq!(
        got.outcome.status(),
        Status::InvalidArgument,
        "spaces are no handle"
    );
    let got = hub.delete_registrations_by_channel("it's+a/channel", &quick());
    assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
    // Four were listed; one was gone before.
    assert_eq!(got.value, Some(3));
    let asked = asked.lock().unwrap();
    assert!(
        asked[0].contains("&$filter=ChannelUri%20eq%20%27it%27%27s%2Ba%2Fchannel%27"),
        "{}",
        asked[0]
    );
    assert!(
        asked[4].to_ascii_lowercase().contains("if-match: *"),
        "{}",
        asked[4]
    );
}

#[test]
fn etags_go_out_in_one_form() {
    let (server, asked) = serve(|_, _| (200, String::new(), entry("r")));
    let hub = server.open(HubOptions::default());
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    for (given, sent) in [("1", "\"1\""), ("\"1\"", "\"1\""), ("W/\"1\"", "\"1\"")] {
        let got = hub.update_registration("r", &registration, Match::Etag(given), &quick());
        assert_eq!(got.outcome.status(), Status::Ok);
        let asked = asked.lock().unwrap();
        let last = asked.last().unwrap().to_ascii_lowercase();
        assert!(last.contains(&format!("if-match: {sent}")), "{last}");
    }
    hub.put_registration("r", &registration, &quick());
    let last = asked.lock().unwrap().last().unwrap().to_ascii_lowercase();
    assert!(!last.contains("if-match"), "{last}");
    for wrong in ["", "\"", "a\r\nb", "a b"] {
        let outcome = hub.delete_registration("r", Match::Etag(wrong), &quick());
        assert_eq!(outcome.status(), Status::InvalidArgument, "{wrong:?}");
    }
}

#[test]
fn that_something_is_not_there_is_an_answer() {
    let gone = "<Error><Code>404</Code><Detail>.TrackingId:x,TimeStamp:t</Detail></Error>";
    let no_hub = "<Error><Code>404</Code><Detail>No service is hosted at the specified address..TrackingId:x</Detail></Error>";
    for (status, body, expected) in [
        (200, entry("r"), (Status::Ok, Some(true))),
        (404, gone.to_owned(), (Status::Ok, Some(false))),
        (404, String::new(), (Status::Ok, Some(false))),
        (404, no_hub.to_owned(), (Status::NotFound, None)),
        (401, String::new(), (Status::Unauthorized, None)),
    ] {
        let (server, _) = serve(move |_, _| (status, String::new(), body.clone()));
        let hub = server.open(HubOptions::default());
        let got = hub.registration_exists("r", &quick());
        assert_eq!((got.outcome.status(), got.value), expected);
    }
    // A hub that is not there is a 200 with a list.
    let (server, _) = serve(|_, _| {
        (200, String::new(), "<feed xmlns='http://www.w3.org/2005/Atom'><title>Publicly Listed Services</title></feed>".into())
    });
    let namespace = Namespace::new(&server.connection_string(), HubOptions::default()).unwrap();
    assert_eq!(
        namespace.hub("h", &quick()).outcome.status(),
        Status::NotFound
    );
}

#[test]
fn waiting_ends_with_the_last_that_was_known() {
    let state = |word: &str| {
        format!("<NotificationDetails xmlns='SB'><State>{word}</State></NotificationDetails>")
    };
    let (server, _) = serve(move |n, _| match n {
        0 => (404, String::new(), String::new()),
        1 => (200, String::new(), state("Processing")),
        _ => (200, String::new(), state("Completed")),
    });
    let hub = server.open(HubOptions::default());
    let got = hub.wait_notification_details("n", &quick());
    assert_eq!(got.value.unwrap().state(), State::Completed);

    let (server, _) = serve(move |_, _| (200, String::new(), state("Enqueued")));
    let hub = server.open(HubOptions::default());
    let mut short = CallOptions::default();
    short.set_timeout_ms(700).unwrap();
    let got = hub.wait_notification_details("n", &short);
    assert_eq!(got.outcome.status(), Status::Timeout);
    assert_eq!(got.value.unwrap().state(), State::Enqueued);
}

#[test]
fn whatever_ends_a_wait_comes_with_the_last_that_was_known() {
    // Refused and cancelled with the second question on its way.
    let cancel = Arc::new(Cancel::default());
    let trigger = Arc::clone(&cancel);
    let document =
        "<NotificationDetails xmlns='SB'><State>Processing</State></NotificationDetails>";
    let (server, _) = serve(move |n, _| match n {
        0 | 2 => (200, String::new(), document.into()),
        1 => (403, String::new(), String::new()),
        _ => {
            trigger.cancel();
            (500, String::new(), String::new())
        }
    });
    let hub = server.open(HubOptions::default());
    let got = hub.wait_notification_details("n", &quick());
    assert_eq!(got.outcome.status(), Status::Forbidden);
    assert_eq!(got.value.unwrap().state(), State::Processing);
    let mut options = quick();
    options.set_cancel(cancel);
    let got = hub.wait_notification_details("n", &options);
    assert_eq!(got.outcome.status(), Status::Cancelled);
    assert_eq!(got.value.unwrap().state(), State::Processing);
}

/// A clock that is put forward.
#[derive(Debug, Default)]
struct Forward {
    seconds: AtomicUsize,
}

impl Forward {
    fn by(&self) -> Duration {
        Duration::from_secs(self.seconds.load(Ordering::SeqCst) as u64)
    }
}

impl Clock for Forward {
    fn unix_time(&self) -> Duration {
        SystemClock.unix_time() + self.by()
    }

    fn now(&self) -> Instant {
        SystemClock.now() + self.by()
    }
}

#[test]
fn an_id_that_is_unknown_for_a_minute_on_end_is_not_waited_for() {
    // More than a minute passes before each answer. The second one knows it.
    let clock = Arc::new(Forward::default());
    let passing = Arc::clone(&clock);
    let document = "<NotificationDetails xmlns='SB'><State>Enqueued</State></NotificationDetails>";
    let (server, asked) = serve(move |n, _| {
        passing.seconds.fetch_add(61, Ordering::SeqCst);
        match n {
            1 => (200, String::new(), document.into()),
            _ => (404, String::new(), String::new()),
        }
    });
    let mut options = HubOptions::default();
    options.set_clock(clock);
    let hub = server.open(options);
    let mut patient = CallOptions::default();
    patient.set_timeout_ms(3_600_000).unwrap();
    let got = hub.wait_notification_details("n", &patient);
    assert_eq!(got.outcome.status(), Status::NotFound);
    assert_eq!(got.value.unwrap().state(), State::Enqueued);
    // The first 404 alone is "not yet"; the second one on end is not.
    assert_eq!(asked.lock().unwrap().len(), 4);
}

#[test]
fn reads_and_changes_are_repeated_and_creations_are_not() {
    let lost = || {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&count);
        let server = RawServer::start(move |_, mut stream| {
            read_request(&mut stream);
            if seen.fetch_add(1, Ordering::SeqCst) > 0 {
                let body = entry("r");
                let head = format!("HTTP/1.1 200 x\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all((head + &body).as_bytes());
            }
        });
        let hub: Hub = server.open(HubOptions::default());
        (server, hub, count)
    };
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    let (_server, hub, count) = lost();
    let got = hub.registration("r", &quick());
    assert_eq!(
        (got.outcome.status(), got.outcome.attempts),
        (Status::Ok, 2)
    );
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let (_server, hub, _) = lost();
    let got = hub.put_registration("r", &registration, &quick());
    assert_eq!(
        (got.outcome.status(), got.outcome.attempts),
        (Status::Ok, 2)
    );
    assert!(!got.outcome.maybe_duplicate, "twice is the same");
    let (_server, hub, count) = lost();
    let got = hub.create_registration(&registration, &quick());
    assert_eq!(
        (got.outcome.verdict, got.outcome.attempts),
        (Verdict::Unknown, 1)
    );
    assert_eq!(count.load(Ordering::SeqCst), 1);
    let (_server, hub, count) = lost();
    let uri = "https://s.example/c?sig=x";
    let got = hub.submit_job(JobType::ExportRegistrations, uri, None, &quick());
    assert_eq!(got.outcome.verdict, Verdict::Unknown);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    // A read that never got an answer changed nothing, so nothing is unknown.
    let silent = RawServer::start(|_, mut stream| while read_request(&mut stream).is_some() {});
    let mut short = CallOptions::default();
    short.set_timeout_ms(100).unwrap();
    let got = silent.open(HubOptions::default()).registration("r", &short);
    assert_eq!(got.outcome.verdict, Verdict::NotAccepted);
    assert!(!failure(&got.outcome).may_have_been_sent);
}

#[test]
fn a_batch_is_split_and_says_where_it_stopped() {
    let (server, asked) = serve(|n, _| match n {
        2 => (500, String::new(), String::new()),
        n => (
            201,
            format!("Location: http://h/demo/messages/$batch/id-{n}?x\r\n"),
            String::new(),
        ),
    });
    let hub = server.open(HubOptions::default());
    let handles: Vec<String> = (0..3500).map(|n| format!("handle{n}")).collect();
    let mut iterator = handles.iter().map(|handle| Ok(handle.clone()));
    let report = hub.send_direct_batch(&apple(), &mut iterator, &quick());
    let counts: Vec<_> = report
        .batches
        .iter()
        .map(|b| (b.first, b.count, b.outcome.verdict))
        .collect();
    assert_eq!(
        counts,
        [
            (0, 1000, Verdict::Accepted),
            (1000, 1000, Verdict::Accepted),
            (2000, 1000, Verdict::Unknown)
        ]
    );
    assert_eq!(
        report.batches[0].outcome.notification_id.as_deref(),
        Some("id-0")
    );
    assert_eq!(
        (report.next(), report.handles(Verdict::Accepted)),
        (2000, 2000)
    );
    assert_eq!(report.error.unwrap().status, Status::ServiceError);
    // What was not sent was not taken.
    assert_eq!(iterator.len(), 500);
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3);
    let first = &asked[0];
    assert!(
        first.starts_with("POST /demo/messages/$batch?api-version=2020-06&direct HTTP"),
        "{first:.100}"
    );
    let boundary = first
        .split("boundary=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(first.contains(&format!("--{boundary}--\r\n")));
    assert!(first.contains("name=notification\r\n\r\n{\"aps\":{\"alert\":\"hello\"}}\r\n"));
    assert_ne!(
        boundary,
        asked[1]
            .split("boundary=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
    );
    // A handle that cannot be one stops before its request.
    let mut bad = ["good", "bad handle"]
        .iter()
        .map(|handle| Ok((*handle).to_owned()));
    let report = hub.send_direct_batch(&apple(), &mut bad, &quick());
    let error = report.error.unwrap();
    assert!(
        error.message.contains("handle number 1") && !error.message.contains("bad handle"),
        "{error}"
    );
    assert!(report.batches.is_empty());
    let none = hub.send_direct_batch(&apple(), &mut std::iter::empty(), &quick());
    assert_eq!(none.error.unwrap().status, Status::InvalidArgument);
}
