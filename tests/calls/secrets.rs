//! Every secret goes through every error, log and dump path, and is looked for
//! in all that comes out.

use std::io::Write as _;
use std::sync::Arc;

use notification_hubs::auth::connection_string::ConnectionString;
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::support;
use crate::support::raw_server::{CREATED, KEY, RawServer, read_request};
use crate::support::{LocalHub, Recorded};

const PAYLOAD: &str = r#"{"aps":{"alert":"s3cret payload text"}}"#;
const HANDLE: &str = "5EC2E7DE71CE4A4D1E0123456789ABCDEF";
const PROXY_PASSWORD: &str = "s3cretproxypassword";

/// Collects what a user can see and looks for secrets in it.
struct Seen {
    secrets: Vec<String>,
    text: String,
}

impl Seen {
    fn new() -> Seen {
        let mut seen = Seen {
            secrets: Vec::new(),
            text: String::new(),
        };
        for secret in [KEY, "s3cret payload text", HANDLE, PROXY_PASSWORD] {
            seen.secret(secret);
        }
        seen
    }

    fn secret(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
        self.secrets
            .push(utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string());
    }

    fn see(&mut self, text: impl Into<String>) {
        self.text.push_str(&text.into());
        self.text.push('\n');
    }

    fn check(&self) {
        for secret in &self.secrets {
            if let Some(at) = self.text.find(secret.as_str()) {
                let from = self.text[..at].rfind("\n").unwrap_or(0);
                panic!("{secret} leaks: {}", &self.text[from..at + secret.len()]);
            }
        }
    }
}

fn options(recorded: &Recorded) -> HubOptions {
    let mut options = HubOptions::default();
    options.set_log(5, Arc::new(recorded.clone())).unwrap();
    options.set_span_sink(Some(Arc::new(recorded.clone())));
    options.set_retry(Retry::Always as i32).unwrap();
    options.set_max_attempts(2).unwrap();
    options
}

fn signature(hub: &Hub, notification: &Notification) -> String {
    let request = hub
        .dry_run(notification, &Target::broadcast(), &CallOptions::default())
        .unwrap();
    let text = request.token.text.expose();
    let (_, rest) = text.split_once("sig=").unwrap();
    rest.split('&').next().unwrap().to_owned()
}

#[test]
fn a_server_that_repeats_everything_it_was_told_leaks_nothing() {
    let notification = Notification::new(Platform::Apple, PAYLOAD.as_bytes()).unwrap();
    for status in [
        "201 Created",
        "400 Bad Request",
        "401 No",
        "429 Busy",
        "500 Oops",
        "302 Found",
    ] {
        for shape in 0..4 {
            // What it read comes back in a header, and in an XML, a JSON and a
            // plain body.
            let server = RawServer::start(move |_, mut stream| {
                while let Some(request) = read_request(&mut stream) {
                    let (head, body) = request.split_once("\r\n\r\n").unwrap();
                    let told = format!("{} {KEY} {body}", head.replace("\r\n", " "));
                    let body = match shape {
                        0 => format!(
                            "<Error><Code>400</Code><Detail>{}</Detail></Error>",
                            told.replace('&', "&amp;").replace('<', "&lt;")
                        ),
                        1 => json!({"error": {"code": told, "message": told}}).to_string(),
                        2 => format!(
                            "<NotificationOutcome><Success>1</Success><Failure>0</Failure><Results><RegistrationResult><PnsHandle>{HANDLE}</PnsHandle><Outcome>x</Outcome></RegistrationResult></Results></NotificationOutcome>"
                        ),
                        _ => told.clone(),
                    };
                    let answer = format!(
                        "HTTP/1.1 {status}\r\nX-Told: {told}\r\nLocation: http://h/?{told}\r\nx-ms-correlation-request-id: {told}\r\nTrackingId: {told}\r\nretry-after-ms: 1\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = stream.write_all(answer.as_bytes());
                }
            });
            let recorded = Recorded::default();
            let hub = server.open(options(&recorded));
            let mut seen = Seen::new();
            seen.secret(&signature(&hub, &notification));
            let mut test = CallOptions::default();
            test.set_test(shape == 2);
            let outcome = hub.send(&notification, &Target::broadcast(), &test);
            if let Some(error) = &outcome.error {
                seen.see(format!("{error} {error:?}"));
            }
            seen.see(recorded.text());
            seen.see(format!("{:?} {:?}", outcome.test, outcome.correlation_id));
            seen.see(format!("{hub:?} {test:?}"));
            assert!(recorded.text().contains("--- RESPONSE ---"));
            assert!(recorded.text().contains("POST /{hub}/messages"));
            seen.check();
        }
    }
}

/// What a service can make of a signature: as it came, decoded once, with escapes in
/// the other case, escaped twice, in base64 for URLs, in hexadecimal digits, in XML.
fn spelled(signature: &str) -> Vec<String> {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let plain = percent_encoding::percent_decode_str(signature)
        .decode_utf8()
        .unwrap();
    let bytes = BASE64_STANDARD.decode(&*plain).unwrap();
    let escaped = |sign: fn(u32) -> String| -> String {
        let is_sign = |c| matches!(c, '+' | '/' | '=');
        let each = plain.chars().map(|c| match is_sign(c) {
            true => sign(c.into()),
            false => c.to_string(),
        });
        each.collect()
    };
    vec![
        signature.to_owned(),
        escaped(|c| format!("%{c:02x}")),
        escaped(|c| format!("%{c:02X}")),
        escaped(|c| format!("%25{c:02X}")),
        plain.replace('+', "-").replace('/', "_"),
        plain.replace('+', "-").replace('/', "_").replace('=', ""),
        bytes.iter().map(|b| format!("{b:02x}")).collect(),
        escaped(|c| format!("&#{c};")),
        escaped(|c| format!("&#x{c:x};")),
        plain.into_owned(),
    ]
}

#[test]
fn no_spelling_of_signature_or_key_is_shown() {
    let notification = Notification::new(Platform::Apple, PAYLOAD.as_bytes()).unwrap();
    for number in 0..20 {
        let server = RawServer::start(move |_, mut stream| {
            while let Some(request) = read_request(&mut stream) {
                let (_, rest) = request.split_once("sig=").unwrap();
                let signature = rest.split('&').next().unwrap();
                let said = [spelled(signature), spelled(KEY)]
                    .concat()
                    .swap_remove(number);
                let body =
                    format!("<Error><Code>{said}</Code><Detail>bad {said}.</Detail></Error>");
                let answer = format!(
                    "HTTP/1.1 400 No\r\nX-Debug: {said}\r\nTrackingId: {said}\r\nx-ms-correlation-request-id: {said}\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        let recorded = Recorded::default();
        let hub = server.open(options(&recorded));
        let mut seen = Seen::new();
        let secrets = [spelled(&signature(&hub, &notification)), spelled(KEY)].concat();
        seen.secrets.extend(secrets);
        let outcome = hub.send(&notification, &Target::broadcast(), &CallOptions::default());
        seen.see(format!("{:?} {:?}", outcome.error, outcome.correlation_id));
        seen.see(recorded.text());
        assert!(
            outcome.correlation_id.unwrap().contains("[redacted]"),
            "{number}"
        );
        seen.check();
    }
}

#[test]
fn failures_before_an_answer_leak_nothing() {
    let notification = Notification::new(Platform::Apple, PAYLOAD.as_bytes()).unwrap();
    let mut seen = Seen::new();
    let recorded = Recorded::default();
    let close = RawServer::start(|_, mut stream| {
        read_request(&mut stream);
    });
    let refuse = RawServer::start(|_, mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 407 who are you\r\n\r\n");
    });
    let proxied = |address| {
        let mut options = options(&recorded);
        options
            .set_proxy(&format!("http://user:{PROXY_PASSWORD}@{address}"))
            .unwrap();
        options
    };
    for options in [
        options(&recorded),
        proxied(refuse.address),
        proxied(close.address),
        proxied("127.0.0.1:1".parse().unwrap()),
    ] {
        seen.see(format!("{options:?}"));
        let hub = close.open(options);
        seen.secret(&signature(&hub, &notification));
        seen.see(format!("{hub:?}"));
        let outcome = hub.send(&notification, &Target::broadcast(), &CallOptions::default());
        let error = support::failure(&outcome);
        seen.see(format!("{error} {error:?}"));
    }
    seen.see(recorded.text());
    seen.check();
}

#[test]
fn no_redirect_is_followed_with_the_token() {
    let elsewhere = RawServer::answering(CREATED);
    for status in [301, 302, 303, 307, 308] {
        let target = elsewhere.address;
        let server = RawServer::start(move |_, mut stream| {
            while read_request(&mut stream).is_some() {
                let answer = format!(
                    "HTTP/1.1 {status} Go\r\nLocation: http://{target}/demo/messages\r\nContent-Length: 0\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let hub = server.open(HubOptions::default());
        let read = hub.installation("i", &CallOptions::default());
        let sent = support::send_to(&hub, &Target::broadcast());
        for outcome in [&sent, &read.outcome] {
            assert_eq!(outcome.http_status, Some(status));
            assert!(support::failure(outcome).message.contains("redirects"));
        }
    }
    assert_eq!(elsewhere.connections(), 0);
    // It would have taken one.
    std::net::TcpStream::connect(elsewhere.address).unwrap();
}

#[test]
fn refused_arguments_are_not_repeated() {
    let mut seen = Seen::new();
    for text in [
        format!("Endpoint=sb://{KEY}/;SharedAccessKeyName=P;SharedAccessKey={KEY}"),
        format!("{KEY};{KEY}"),
        format!("{KEY}={KEY};{KEY}={KEY}"),
        format!("Endpoint={KEY};SharedAccessKeyName={KEY};SharedAccessKey={KEY}"),
        format!("Endpoint=sb://h:{KEY}/;SharedAccessKeyName={KEY};SharedAccessKey={KEY}"),
        format!(
            "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey={KEY};SharedAccessKey={KEY}"
        ),
        format!("Endpoint=sb://h/;SharedAccessKey={KEY};UseDevelopmentEmulator={KEY}"),
        format!(
            "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey={}",
            KEY.repeat(9)
        ),
    ] {
        seen.see(format!("{:?}", ConnectionString::parse(&text).unwrap_err()));
    }
    let good = format!("Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey={KEY}");
    seen.see(format!("{:?}", ConnectionString::parse(&good).unwrap()));
    seen.see(format!(
        "{:?}",
        Hub::new(&good, Some(&good), HubOptions::default()).unwrap_err()
    ));
    let mut options = HubOptions::default();
    options
        .set_proxy(&format!("socks5://u:{PROXY_PASSWORD}@h"))
        .unwrap();
    seen.see(format!(
        "{:?}",
        Hub::new(&good, Some("h"), options).unwrap_err()
    ));
    let hub = Hub::new(&good, Some("h"), HubOptions::default()).unwrap();
    seen.see(format!(
        "{:?}",
        hub.sas_token(Some(KEY), std::time::Duration::from_secs(9))
            .unwrap_err()
    ));
    seen.see(format!(
        "{:?}",
        hub.sas_token(None, std::time::Duration::from_secs(9))
            .unwrap()
            .text
    ));
    for platform in [Platform::Windows, Platform::Mpns] {
        let notification = Notification::new(platform, PAYLOAD.as_bytes()).unwrap();
        seen.see(format!(
            "{:?}",
            notification.for_each_header(|_, _| ()).unwrap_err()
        ));
    }
    let mut bytes = PAYLOAD.as_bytes().to_vec();
    bytes.push(0xff);
    seen.see(format!(
        "{:?}",
        Notification::new(Platform::Apple, &bytes).unwrap_err()
    ));
    let mut notification = Notification::template();
    for (name, value) in [(HANDLE, HANDLE), ("X-Handle", &format!("{HANDLE}\r\n"))] {
        let result = notification.set_property(&format!("$ {name}"), value);
        seen.see(format!("{:?}", result.unwrap_err()));
    }
    seen.see(format!(
        "{:?}",
        notification
            .set_header("X-A", &format!("{HANDLE}\n"))
            .unwrap_err()
    ));
    seen.check();
}

#[test]
fn payloads_are_shown_only_when_asked_for_and_handles_never() {
    let local = LocalHub::start();
    local.put_installation(&json!({
        "installationId": "d1", "platform": "apns", "pushChannel": HANDLE,
    }));
    let notification = Notification::new(Platform::Apple, PAYLOAD.as_bytes()).unwrap();
    for show in [false, true] {
        let recorded = Recorded::default();
        let mut options = local.options();
        options.set_log(5, Arc::new(recorded.clone())).unwrap();
        options.set_span_sink(Some(Arc::new(recorded.clone())));
        options.set_log_payloads(show);
        options.set_test(true);
        let hub = local.open(options);
        let outcome = hub.send(&notification, &Target::broadcast(), &CallOptions::default());
        let test = outcome.test.as_ref().unwrap();
        assert_eq!(test.results[0].pns_handle, HANDLE, "the caller has it");
        let text = recorded.text();
        assert_eq!(text.contains(PAYLOAD), show, "{text}");
        assert!(text.contains("<PnsHandle>[redacted]</PnsHandle>"), "{text}");
        let key = local
            .connection_string()
            .rsplit("SharedAccessKey=")
            .next()
            .unwrap();
        for secret in [HANDLE, key, &signature(&hub, &notification)] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
