//! Every call that can be handed in asks for what its waiting form asks for, and
//! makes of each answer what that makes of it.

use std::fmt::Debug;
use std::io::Write as _;
use std::sync::{Arc, Mutex};

use notification_hubs::documents::brought::Brought;
use notification_hubs::documents::installation::Installation;
use notification_hubs::documents::installation_patch::InstallationPatch;
use notification_hubs::documents::job::JobType;
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::{Result, Status};
use notification_hubs::hub::Hub;
use notification_hubs::hub::read::OutcomeWith;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::hub::registrations::Match;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::queue::prepared_call::PreparedCall;

use crate::support::apple;
use crate::support::queues::{LONG, NOW, next, one_at_a_time, queue};
use crate::support::raw_server::{RawServer, read_request};

/// A call in both forms.
struct Call {
    name: &'static str,
    waits: fn(&Hub, &CallOptions) -> Outcome,
    queued: fn(&Arc<Hub>, &CallOptions) -> Result<PreparedCall>,
}

/// What a waiting call brings stands beside its outcome, what a queued one brings in it.
fn with<T: Into<Brought>>(got: OutcomeWith<T>) -> Outcome {
    let mut outcome = got.outcome;
    outcome.brought = got.value.map(|value| Box::new(value.into()));
    outcome
}

fn device() -> Installation {
    Installation::new("i-1", Platform::Gcm, "token").unwrap()
}

fn patch() -> InstallationPatch {
    let mut patch = InstallationPatch::default();
    patch.add_tag("news").unwrap();
    patch
}

fn registration() -> Registration {
    Registration::new(Platform::Gcm, "token").unwrap()
}

fn handles() -> Vec<String> {
    vec!["a1".repeat(32), "b2".repeat(32)]
}

const OUTPUT: &str = "https://x.example/c?sig=1";

/// In a week at most, and the same for both.
fn soon() -> i64 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    (i64::try_from(now.as_secs()).unwrap() / 100_000 + 1) * 100_000_000
}

fn calls() -> Vec<Call> {
    macro_rules! call {
        ($name:literal, |$hub:ident, $options:ident| $waits:expr, $queued:expr) => {
            Call {
                name: $name,
                waits: |$hub, $options| $waits,
                queued: |$hub, $options| $queued,
            }
        };
    }
    use PreparedCall as P;
    vec![
        call!(
            "send",
            |h, o| h.send(&apple(), &Target::broadcast(), o),
            P::send(h, &apple(), &Target::broadcast(), o)
        ),
        call!(
            "send_direct",
            |h, o| h.send(&apple(), &Target::device("a1a1").unwrap(), o),
            P::send(h, &apple(), &Target::device("a1a1").unwrap(), o)
        ),
        call!(
            "send_direct_batch",
            |h, o| {
                let list = handles();
                let mut report = h.send_direct_batch(&apple(), &mut list.into_iter().map(Ok), o);
                assert_eq!(report.batches.len(), 1);
                report.batches.remove(0).outcome
            },
            P::send_direct_batch(h, &apple(), &handles(), o)
        ),
        call!(
            "schedule",
            |h, o| h.schedule(&apple(), &Target::broadcast(), soon(), o),
            P::schedule(h, &apple(), &Target::broadcast(), soon(), o)
        ),
        call!(
            "cancel_scheduled",
            |h, o| h.cancel_scheduled("n-1", o),
            P::cancel_scheduled(h, "n-1", o)
        ),
        call!(
            "notification_details",
            |h, o| with(h.notification_details("n-1", o)),
            P::notification_details(h, "n-1", o)
        ),
        call!(
            "put_installation",
            |h, o| h.put_installation(&device(), o),
            P::put_installation(h, &device(), o)
        ),
        call!(
            "installation",
            |h, o| with(h.installation("i-1", o)),
            P::installation(h, "i-1", o)
        ),
        call!(
            "installation_exists",
            |h, o| with(h.installation_exists("i-1", o)),
            P::installation_exists(h, "i-1", o)
        ),
        call!(
            "patch_installation",
            |h, o| h.patch_installation("i-1", &patch(), o),
            P::patch_installation(h, "i-1", &patch(), o)
        ),
        call!(
            "delete_installation",
            |h, o| h.delete_installation("i-1", o),
            P::delete_installation(h, "i-1", o)
        ),
        call!(
            "create_registration_id",
            |h, o| h.create_registration_id(o),
            P::create_registration_id(h, o)
        ),
        call!(
            "create_registration",
            |h, o| with(h.create_registration(&registration(), o)),
            P::create_registration(h, &registration(), o)
        ),
        call!(
            "put_registration",
            |h, o| with(h.put_registration("r-1", &registration(), o)),
            P::put_registration(h, "r-1", &registration(), o)
        ),
        call!(
            "update_registration",
            |h, o| with(h.update_registration("r-1", &registration(), Match::Any, o)),
            P::update_registration(h, "r-1", &registration(), Match::Any, o)
        ),
        call!(
            "update_registration of an etag",
            |h, o| with(h.update_registration("r-1", &registration(), Match::Etag("7"), o)),
            P::update_registration(h, "r-1", &registration(), Match::Etag("7"), o)
        ),
        call!(
            "registration",
            |h, o| with(h.registration("r-1", o)),
            P::registration(h, "r-1", o)
        ),
        call!(
            "registration_exists",
            |h, o| with(h.registration_exists("r-1", o)),
            P::registration_exists(h, "r-1", o)
        ),
        call!(
            "delete_registration",
            |h, o| h.delete_registration("r-1", Match::Etag("W/\"7\""), o),
            P::delete_registration(h, "r-1", Match::Etag("W/\"7\""), o)
        ),
        call!(
            "registration_page",
            |h, o| with(h.registration_page(Filter::All, None, o)),
            P::registration_page(h, Filter::All, None, o)
        ),
        call!(
            "registration_page of a tag",
            |h, o| with(h.registration_page(Filter::Tag("a b"), Some("t%3D"), o)),
            P::registration_page(h, Filter::Tag("a b"), Some("t%3D"), o)
        ),
        call!(
            "registration_page of a channel",
            |h, o| with(h.registration_page(Filter::Channel("it's"), None, o)),
            P::registration_page(h, Filter::Channel("it's"), None, o)
        ),
        call!(
            "submit_job",
            |h, o| with(h.submit_job(JobType::ExportRegistrations, OUTPUT, None, o)),
            P::submit_job(h, JobType::ExportRegistrations, OUTPUT, None, o)
        ),
        call!("job", |h, o| with(h.job("j-1", o)), P::job(h, "j-1", o)),
        call!("jobs", |h, o| with(h.jobs(o)), P::jobs(h, o)),
        call!(
            "feedback_container_uri",
            |h, o| h.feedback_container_uri(o).outcome,
            P::feedback_container_uri(h, o)
        ),
    ]
}

const REGISTRATION: &str = "<entry xmlns='http://www.w3.org/2005/Atom'><title>r-1</title><content type='application/xml'><GcmRegistrationDescription xmlns='SB'><ETag>1</ETag><RegistrationId>r-1</RegistrationId><Tags>a,b</Tags><GcmRegistrationId>h</GcmRegistrationId></GcmRegistrationDescription></content></entry>";
const JOB: &str = "<entry xmlns='http://www.w3.org/2005/Atom'><title>j-1</title><content type='application/xml'><NotificationHubJob xmlns='SB'><JobId>j-1</JobId><Progress>40.5</Progress></NotificationHubJob></content></entry>";

/// Heads without their length, and bodies.
fn answers() -> Vec<(&'static str, String)> {
    let feed = |entries: String| {
        format!("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>{entries}</feed>")
    };
    let details = "<NotificationDetails xmlns='x'><NotificationId>n-1</NotificationId><State>Completed</State></NotificationDetails>";
    let no_hub = "<Error><Code>404</Code><Detail>NotificationHub demo is not found.TrackingId:x</Detail></Error>";
    let deep = "[".repeat(100_000);
    // As deep as the reader goes, on a thread with a small stack.
    let deep_xml = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    vec![
        (
            "200 OK",
            r#"{"installationId":"i-1","platform":"gcm","pushChannel":"t","x":[1,{}]}"#.into(),
        ),
        ("200 OK", r#"{"installationId":5}"#.into()),
        ("200 OK", r#"{"installationId":"i-1","#.into()),
        ("200 OK", deep),
        ("200 OK", deep_xml),
        ("200 OK", REGISTRATION.into()),
        ("201 Created", REGISTRATION.into()),
        ("200 OK", feed(REGISTRATION.repeat(3))),
        (
            "200 OK\r\nX-MS-ContinuationToken: abc%3D",
            feed(REGISTRATION.into()),
        ),
        (
            "200 OK\r\nX-MS-ContinuationToken: a b",
            feed(REGISTRATION.into()),
        ),
        ("200 OK", feed(String::new())),
        ("200 OK", feed(JOB.repeat(2))),
        ("200 OK", feed("<entry/>".into())),
        ("200 OK", JOB.into()),
        ("200 OK", details.into()),
        ("200 OK", "\u{feff}https://x.example/c?sig=1\r\n".into()),
        ("200 OK", "garbage".into()),
        ("200 OK", String::new()),
        ("200 OK\r\nContent-Type: text/html", "<html>".into()),
        (
            "201 Created\r\nLocation: https://x/demo/messages/n-9?x",
            String::new(),
        ),
        (
            "201 Created\r\nContentLocation: https://x/demo/registrationids/r-9?x",
            String::new(),
        ),
        ("204 No Content", String::new()),
        (
            "400 Bad Request",
            "<Error><Code>400</Code><Detail>no</Detail></Error>".into(),
        ),
        ("401 Unauthorized", String::new()),
        ("404 Not Found", String::new()),
        ("404 Not Found", no_hub.into()),
        ("410 Gone", String::new()),
        ("412 Precondition Failed", String::new()),
        ("429 Too Many Requests", String::new()),
        ("500 Internal Server Error", String::new()),
        ("503 Service Unavailable", String::new()),
    ]
}

fn server(head: &str, body: &str, asked: &Arc<Mutex<Vec<String>>>) -> RawServer {
    let answer = match head.starts_with("204") {
        true => format!("HTTP/1.1 {head}\r\n\r\n"),
        false => format!(
            "HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    };
    let asked = Arc::clone(asked);
    RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            asked.lock().unwrap().push(request);
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    })
}

fn options() -> CallOptions {
    let mut options = CallOptions::default();
    options.set_retry(Retry::Never as i32).unwrap();
    options.set_tracking_id("the-same").unwrap();
    options
}

/// Without the boundary of parts, which is random, and the token, which has a time in it.
fn request(text: &str) -> String {
    let without_token: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("Authorization: "))
        .collect();
    let text = without_token.join("\n");
    match text.split_once("boundary=\"") {
        Some((_, rest)) => text.replace(rest.split('"').next().unwrap(), "BOUNDARY"),
        None => text,
    }
}

#[test]
fn each_form_asks_for_the_same_and_makes_the_same_of_each_answer() {
    let calls = calls();
    let mut brought = vec![0; calls.len()];
    for (head, body) in answers() {
        let asked = Arc::default();
        let server = server(head, &body, &asked);
        for (call, brought) in calls.iter().zip(&mut brought) {
            // One for both, so that they have one token, and one for each answer:
            // what was learned of a refusal is forgotten.
            let hub = Arc::new(server.open(HubOptions::default()));
            let waited = (call.waits)(&hub, &options());
            let queue = one_at_a_time();
            queue.submit(|| (call.queued)(&hub, &options()), 7).unwrap();
            let (user_data, queued) = next(&queue);
            let what = format!("{}: {head} {:.60}", call.name, body);
            assert_eq!(user_data, 7);
            assert_eq!(told(&queued), told(&waited), "{what}");
            *brought += usize::from(queued.brought.is_some());
            let asked = std::mem::take(&mut *asked.lock().unwrap());
            let [first, second] = &asked[..] else {
                panic!("{what}: {asked:?}");
            };
            assert_eq!(request(first), request(second), "{what}");
        }
    }
    let silent: Vec<_> = calls
        .iter()
        .zip(brought)
        .filter(|(_, brought)| *brought == 0)
        .map(|(call, _)| call.name)
        .collect();
    let alone = [
        "send",
        "send_direct",
        "send_direct_batch",
        "schedule",
        "cancel_scheduled",
        "put_installation",
        "patch_installation",
        "delete_installation",
        "create_registration_id",
        "delete_registration",
        "feedback_container_uri",
    ];
    assert_eq!(silent, alone, "all others bring something of some answer");
}

/// All that an outcome says, and the whole of what it brought.
fn told(outcome: &Outcome) -> (String, Option<String>) {
    let whole = outcome.brought.as_deref().map(|brought| match brought {
        Brought::Installation(installation) => installation.to_json().unwrap(),
        Brought::Registration(registration) => written(registration, registration.to_xml()),
        other => format!("{other:?}"),
    });
    (format!("{outcome:?}"), whole)
}

fn written(shown: &impl Debug, text: Result<String>) -> String {
    format!("{shown:?} {}", text.unwrap_or_default())
}

#[test]
fn what_cannot_be_asked_for_is_refused_at_once_with_the_same_words() {
    let server = RawServer::start(|_, _| panic!("a request was made"));
    let hub = Arc::new(server.open(HubOptions::default()));
    let o = CallOptions::default();
    let browser = Notification::new(Platform::Browser, b"{}").unwrap();
    let many = vec!["a1".repeat(32); 1001];
    let refused = [
        (
            hub.installation("", &o).outcome,
            PreparedCall::installation(&hub, "", &o),
        ),
        (
            hub.installation_exists("..", &o).outcome,
            PreparedCall::installation_exists(&hub, "..", &o),
        ),
        (
            hub.registration("", &o).outcome,
            PreparedCall::registration(&hub, "", &o),
        ),
        (
            hub.update_registration("r", &registration(), Match::Etag("a b"), &o)
                .outcome,
            PreparedCall::update_registration(&hub, "r", &registration(), Match::Etag("a b"), &o),
        ),
        (
            hub.delete_registration("", Match::Any, &o),
            PreparedCall::delete_registration(&hub, "", Match::Any, &o),
        ),
        (
            hub.registration_page(Filter::All, Some("a b"), &o).outcome,
            PreparedCall::registration_page(&hub, Filter::All, Some("a b"), &o),
        ),
        (
            hub.registration_page(Filter::Tag(""), None, &o).outcome,
            PreparedCall::registration_page(&hub, Filter::Tag(""), None, &o),
        ),
        (
            hub.notification_details("", &o).outcome,
            PreparedCall::notification_details(&hub, "", &o),
        ),
        (hub.job("", &o).outcome, PreparedCall::job(&hub, "", &o)),
        (
            hub.submit_job(JobType::ExportRegistrations, "x", None, &o)
                .outcome,
            PreparedCall::submit_job(&hub, JobType::ExportRegistrations, "x", None, &o),
        ),
        (
            batch(&hub, &browser, &handles()),
            PreparedCall::send_direct_batch(&hub, &browser, &handles(), &o),
        ),
        (
            batch(&hub, &apple(), &[]),
            PreparedCall::send_direct_batch(&hub, &apple(), &[], &o),
        ),
        (
            batch(&hub, &apple(), &["a1".into(), String::new()]),
            PreparedCall::send_direct_batch(&hub, &apple(), &["a1".into(), String::new()], &o),
        ),
    ];
    for (outcome, prepared) in refused {
        let error = outcome.error.unwrap();
        let refused = prepared.unwrap_err();
        assert_eq!(refused.message, error.message);
        assert_eq!(refused.status, error.status, "{error}");
    }
    // Alone: the waiting form makes two requests of these.
    let error = PreparedCall::send_direct_batch(&hub, &apple(), &many, &o).unwrap_err();
    assert!(
        error.message.contains("1001") && error.message.contains("1000"),
        "{error}"
    );
    assert!(PreparedCall::send_direct_batch(&hub, &apple(), &many[1..], &o).is_ok());
}

fn batch(hub: &Hub, notification: &Notification, handles: &[String]) -> Outcome {
    let mut handles = handles.iter().cloned().map(Ok);
    let report = hub.send_direct_batch(notification, &mut handles, &CallOptions::default());
    assert!(report.batches.is_empty());
    Outcome::failed(report.error.unwrap())
}

#[test]
fn what_was_read_counts_until_it_is_taken() {
    let tags = vec!["0"; 4_000].join(",");
    let body =
        format!(r#"{{"installationId":"i","platform":"gcm","pushChannel":"t","x":[{tags}]}}"#);
    let asked = Arc::default();
    let server = server("200 OK", &body, &asked);
    let hub = Arc::new(server.open(HubOptions::default()));
    // One body, and what it is made of, fill it; eight bodies alone would not.
    let queue = queue(|options| {
        options.set_concurrency(1).unwrap();
        options.set_capacity_bytes(65_536).unwrap();
    });
    let get = || queue.submit(|| PreparedCall::installation(&hub, "i", &options()), 0);
    get().unwrap();
    get().unwrap();
    while queue.ready() == 0 {
        std::thread::yield_now();
    }
    assert_eq!(get().unwrap_err().status, Status::WouldBlock);
    assert_eq!(asked.lock().unwrap().len(), 1, "the second has not begun");
    for _ in 0..2 {
        let (_, outcome) = queue.next(LONG).unwrap();
        assert_eq!(outcome.verdict, Verdict::Accepted);
        assert!(outcome.brought.is_some(), "what was read is never cut");
        assert!(outcome.body.is_empty(), "its body is");
    }
    assert_eq!(asked.lock().unwrap().len(), 2);
    get().unwrap();
    assert!(next(&queue).1.brought.is_some());
    assert_eq!(queue.next(NOW).unwrap_err().status, Status::WouldBlock);
}

#[test]
fn a_body_that_is_what_was_asked_for_is_never_cut() {
    let uri = format!("https://x/feedback?sig={}", "s".repeat(4_000));
    let server = server("200 OK", &uri, &Arc::default());
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = queue(|options| {
        options.set_concurrency(1).unwrap();
        options.set_capacity_bytes(65_536).unwrap();
    });
    let payload = format!("{{\"aps\":\"{}\"}}", "x".repeat(64_000));
    let waiting = Notification::new(Platform::Apple, payload.as_bytes()).unwrap();
    let get = || PreparedCall::feedback_container_uri(&hub, &options());
    queue.submit(get, 0).unwrap();
    // It leaves no room for what the first call reads.
    let send = || PreparedCall::send(&hub, &waiting, &Target::broadcast(), &options());
    queue.submit(send, 1).unwrap();
    let (_, outcome) = queue.next(LONG).unwrap();
    assert_eq!(outcome.body, uri.as_bytes());
}

#[test]
fn what_nobody_takes_goes_with_its_queue() {
    let server = server(
        "200 OK",
        r#"{"installationId":"i","platform":"gcm","pushChannel":"t"}"#,
        &Arc::default(),
    );
    let hub = Arc::new(server.open(HubOptions::default()));
    let queue = one_at_a_time();
    for number in 0..3 {
        queue
            .submit(|| PreparedCall::installation(&hub, "i", &options()), number)
            .unwrap();
    }
    queue.close(LONG).unwrap();
    let error = queue.submit(|| PreparedCall::installation(&hub, "i", &options()), 3);
    assert_eq!(error.unwrap_err().status, Status::Closed);
    assert!(next(&queue).1.brought.is_some());
    drop(queue);
}
