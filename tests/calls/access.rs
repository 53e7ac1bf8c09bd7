//! Tokens that the service refuses, and keys that change: what the library
//! does about it, and what it says.

use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use notification_hubs::auth::credential::TokenSource;
use notification_hubs::auth::secret::Secret;
use notification_hubs::error::AccessProblem;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use serde_json::json;

use crate::support::raw_server::{CREATED, RawServer, read_request};
use crate::support::{LocalHub, Recorded, failure, header, send_to, send_with};

fn broadcast(hub: &Hub) -> notification_hubs::outcome::Outcome {
    send_to(hub, &Target::broadcast())
}

/// The connection string without its key, and with `instead` in its place.
fn without_key(string: &str, instead: &str) -> String {
    let (endpoint, _) = string.split_once("SharedAccessKeyName=").unwrap();
    format!("{endpoint}{instead}")
}

/// The value of a part of a connection string.
fn part<'a>(string: &'a str, name: &str) -> &'a str {
    let mut parts = string.split(';').filter_map(|p| p.split_once('='));
    parts.find(|(n, _)| *n == name).unwrap().1
}

#[test]
fn a_clock_that_is_wrong_costs_one_attempt_and_no_more() {
    let service = LocalHub::start();
    for set in ["2031-05-05T00:00:00Z", "2036-05-05T23:00:00Z"] {
        service.set("clock", &json!({ "set": set }));
        let log = Recorded::default();
        let mut options = service.options();
        options.set_log(4, Arc::new(log.clone())).unwrap();
        let hub = service.open(options);
        let outcome = broadcast(&hub);
        assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 2));
        assert!(!outcome.maybe_duplicate);
        assert!(
            log.text().contains("next with a new token"),
            "{}",
            log.text()
        );
        // It is learned, for every thread of the hub.
        assert_eq!(broadcast(&hub).attempts, 1);
    }
    // Back to the real time: what was learned is not for ever.
    let hub = service.open(service.options());
    assert_eq!(broadcast(&hub).attempts, 2);
    service.set("clock", &json!({ "real": true }));
    let outcome = broadcast(&hub);
    assert_eq!(outcome.verdict, Verdict::Accepted, "{outcome:?}");
}

#[test]
fn who_wants_no_retry_gets_none_and_is_told_of_the_clock() {
    let service = LocalHub::start();
    service.set("clock", &json!({ "set": "2031-05-05T00:00:00Z" }));
    let hub = service.open(service.options());
    let mut options = CallOptions::default();
    options.set_retry(Retry::Never as i32).unwrap();
    let outcome = send_with(&hub, &Target::broadcast(), &options);
    let error = failure(&outcome);
    assert_eq!(outcome.attempts, 1);
    assert_eq!(error.access_problem, AccessProblem::ClockWrong);
    assert!(error.message.contains("s slow; set it"), "{error}");
}

#[test]
fn a_wrong_key_is_refused_once_and_explained() {
    let service = LocalHub::start();
    let string = service.connection_string();
    let key = part(string, "SharedAccessKey");
    let other = "AAAASnmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw";
    for (key, problem, word) in [
        (&other[..43], AccessProblem::KeyMalformed, "43 characters"),
        (
            &format!("{}=", &other[..43]),
            AccessProblem::KeyWrong,
            "regenerated",
        ),
        (&"0f".repeat(32), AccessProblem::KeyDecoded, "decoded"),
        (
            &key.replace('=', "%3D"),
            AccessProblem::KeyMalformed,
            "percent",
        ),
    ] {
        let name = part(string, "SharedAccessKeyName");
        let part = format!("SharedAccessKeyName={name};SharedAccessKey={key}");
        let text = without_key(string, &part);
        let hub = Hub::new(&text, Some("demo"), service.options()).unwrap();
        let outcome = broadcast(&hub);
        let error = failure(&outcome);
        assert_eq!(error.status, Status::Unauthorized);
        assert_eq!(
            (outcome.attempts, error.access_problem),
            (1, problem),
            "{error}"
        );
        assert!(error.message.contains(word), "{error}");
        assert!(!error.message.contains(key), "{error}");
    }
    // A key that may only listen.
    let listen = &service.env["NH_LISTEN_CONNECTION_STRING"];
    let hub = Hub::new(listen, Some("demo"), service.options()).unwrap();
    let outcome = broadcast(&hub);
    assert_eq!(
        failure(&outcome).access_problem,
        AccessProblem::RightMissing
    );
}

#[test]
fn a_key_replaced_in_use_costs_no_call() {
    let service = LocalHub::start();
    let good = service.connection_string();
    let root = service.root_connection_string();
    let hub = service.open(service.options());
    let stop = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut sent = 0;
                    while stop.load(Ordering::SeqCst) == 0 || sent < 20 {
                        let outcome = broadcast(&hub);
                        assert_eq!(outcome.verdict, Verdict::Accepted, "{outcome:?}");
                        assert_eq!(outcome.attempts, 1);
                        sent += 1;
                    }
                })
            })
            .collect();
        for _ in 0..20 {
            hub.set_connection_string(&root).unwrap();
            hub.set_connection_string(good).unwrap();
        }
        hub.set_connection_string(&root).unwrap();
        stop.store(1, Ordering::SeqCst);
        for sender in senders {
            sender.join().unwrap();
        }
    });
    broadcast(&hub);
    let sent = service.last_send();
    let token = header(&sent, "authorization").unwrap();
    let name = part(&root, "SharedAccessKeyName");
    assert!(token.ends_with(&format!("skn={name}")), "{token}");
    // What is refused changes nothing.
    for (text, word) in [
        (
            "Endpoint=sb://elsewhere/;SharedAccessKeyName=P;SharedAccessKey=k",
            "another Endpoint",
        ),
        ("nonsense", "'='"),
        (&without_key(good, ""), "neither"),
    ] {
        let error = hub.set_connection_string(text).unwrap_err();
        assert!(error.message.contains(word), "{error}");
    }
    assert_eq!(broadcast(&hub).verdict, Verdict::Accepted);
}

/// The server refuses the first key; while it does, the program puts in the
/// second: the call that was under way goes on with it.
#[test]
fn a_call_whose_key_is_replaced_while_it_runs_goes_on_with_the_new_one() {
    let hub: Arc<Mutex<Option<Arc<Hub>>>> = Arc::default();
    let to_replace = Arc::clone(&hub);
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let answer = if request.contains("skn=second") {
                CREATED
            } else {
                let hub = to_replace.lock().unwrap().clone().unwrap();
                let address = stream.local_addr().unwrap();
                hub.set_connection_string(&format!(
                    "Endpoint=http://{address}/;SharedAccessKeyName=second;SharedAccessKey=k;UseDevelopmentEmulator=true"
                ))
                .unwrap();
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let opened = Arc::new(server.open(HubOptions::default()));
    *hub.lock().unwrap() = Some(Arc::clone(&opened));
    let outcome = broadcast(&opened);
    assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 2));
}

/// A wait between attempts is time enough for the old key to be regenerated.
#[test]
fn every_attempt_uses_the_key_that_the_hub_has_then() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let requests = Arc::clone(&seen);
    let server = RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let mut seen = requests.lock().unwrap();
            seen.push(request);
            let answer = match seen.len() {
                1 => "HTTP/1.1 503 No\r\nretry-after-ms: 500\r\nContent-Length: 0\r\n\r\n",
                _ => CREATED,
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let hub = server.open(HubOptions::default());
    std::thread::scope(|scope| {
        let call = scope.spawn(|| broadcast(&hub));
        while seen.lock().unwrap().is_empty() {
            std::thread::yield_now();
        }
        let other = server.connection_string().replace("=P;", "=second;");
        hub.set_connection_string(&other).unwrap();
        assert_eq!(call.join().unwrap().attempts, 2);
    });
    let seen = seen.lock().unwrap();
    assert!(
        seen[0].contains("skn=P") && seen[1].contains("skn=second"),
        "{seen:?}"
    );
}

/// Signs with another hub of the library, as a program with the key would for
/// one without it.
#[derive(Debug)]
struct Signing {
    hub: Hub,
    lifetime: Duration,
    asked: AtomicUsize,
    /// Says nothing the first so many times.
    silent: usize,
}

impl TokenSource for Signing {
    fn token(&self, uri: &str) -> Option<Secret> {
        let asked = self.asked.fetch_add(1, Ordering::SeqCst);
        // No two are the same, however fast they are made.
        let lifetime = self.lifetime + Duration::from_secs(asked as u64);
        let token = self.hub.sas_token(Some(uri), lifetime).unwrap();
        (asked >= self.silent).then(|| Secret::new(token.text.expose()))
    }
}

#[test]
fn tokens_may_come_from_the_program() {
    let service = LocalHub::start();
    let source = Arc::new(Signing {
        hub: service.open(service.options()),
        lifetime: Duration::from_secs(600),
        asked: AtomicUsize::new(0),
        silent: 1,
    });
    let with_source = || {
        let mut options = service.options();
        options.set_token_source(Some(source.clone()));
        options
    };
    let keyless = without_key(service.connection_string(), "");
    let hub = Hub::new(&keyless, Some("demo"), with_source()).unwrap();
    let outcome = broadcast(&hub);
    let error = failure(&outcome);
    assert_eq!((error.status, outcome.attempts), (Status::NoToken, 0));
    for _ in 0..3 {
        assert_eq!(broadcast(&hub).verdict, Verdict::Accepted);
    }
    assert_eq!(source.asked.load(Ordering::SeqCst), 2);
    // The service's time runs past the token's life: refused, it is asked for
    // another, which is no better, and the call ends.
    service.set("clock", &json!({ "advance_ms": 700_000 }));
    let outcome = broadcast(&hub);
    assert_eq!(
        (outcome.status(), outcome.attempts),
        (Status::Unauthorized, 2)
    );
    assert_eq!(
        failure(&outcome).access_problem,
        AccessProblem::TokenExpired
    );
    assert_eq!(source.asked.load(Ordering::SeqCst), 3);
    // It has no key to sign with, and a key beside it is refused.
    assert!(hub.sas_token(None, Duration::from_secs(60)).is_err());
    let error = Hub::new(service.connection_string(), Some("demo"), with_source()).unwrap_err();
    assert!(error.message.contains("leave one out"), "{error}");
}

#[test]
fn a_token_made_elsewhere_stands_in_for_the_key() {
    let service = LocalHub::start();
    let signer = service.open(service.options());
    let token = signer.sas_token(None, Duration::from_secs(60)).unwrap();
    let text = without_key(
        service.connection_string(),
        &format!("SharedAccessSignature={}", token.text.expose()),
    );
    let hub = Hub::new(&text, Some("demo"), service.options()).unwrap();
    assert_eq!(broadcast(&hub).verdict, Verdict::Accepted);
    service.set("clock", &json!({ "advance_ms": 61_000 }));
    let outcome = broadcast(&hub);
    assert_eq!(outcome.attempts, 1);
    assert_eq!(
        failure(&outcome).access_problem,
        AccessProblem::TokenExpired
    );
    assert!(failure(&outcome).message.contains("give a new one"));
}
