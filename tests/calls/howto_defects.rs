//! The how-to's sample has sixteen known defects; each has a test here that it
//! does not exist in this library. (Of the sixteenth, what concerns sends.)

use std::sync::Arc;
use std::time::{Duration, Instant};

use notification_hubs::auth::connection_string::ConnectionString;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::{Address, Target};
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::support::raw_server::{CREATED, RawServer, read_request};
use crate::support::{LocalHub, Recorded, apple, failure, header, send_to, send_with, target};

fn notification(platform: Platform, payload: &str) -> Notification {
    Notification::new(platform, payload.as_bytes()).unwrap()
}

fn send(hub: &Hub, notification: &Notification) {
    let outcome = hub.send(notification, &Target::broadcast(), &CallOptions::default());
    assert_eq!(outcome.status(), Status::Ok, "{:?}", outcome.error);
}

#[test]
fn defect_01_an_empty_tag_set_broadcasts() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let outcome = send_to(&hub, &Target::tags());
    assert_eq!(failure(&outcome).status, Status::InvalidTag);
    assert_eq!(
        Target::expression("").unwrap_err().status,
        Status::InvalidTagExpression
    );
    assert_eq!(
        Target::expression(" \t").unwrap_err().status,
        Status::InvalidTagExpression
    );
    assert_eq!(Target::tag("").unwrap_err().status, Status::InvalidTag);
    assert!(local.sends().is_empty());
}

#[test]
fn defect_02_only_one_kind_of_tag_collection_works() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let mut tags = Target::tags();
    tags.add_tag("b").unwrap();
    tags.add_tag("a").unwrap();
    for (target, expected) in [
        (Target::broadcast(), None),
        (Target::tag("a").unwrap(), Some("a")),
        (tags, Some("a || b")),
        (Target::expression("a && !b").unwrap(), Some("a && !b")),
    ] {
        assert_eq!(send_to(&hub, &target).status(), Status::Ok);
        let request = local.last_send();
        assert_eq!(header(&request, "ServiceBusNotification-Tags"), expected);
    }
}

#[test]
fn defect_03_tag_sets_are_unsorted_and_unchecked() {
    let set = |tags: &[&str]| {
        let mut target = Target::tags();
        for tag in tags {
            target.add_tag(tag).unwrap();
        }
        match target.address().unwrap() {
            Address::Tags(tags) => tags.into_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(set(&["c", "a", "b", "a"]), "a || b || c");
    assert_eq!(set(&["b", "c", "a"]), set(&["a", "b", "c"]));
    for bad in ["a b", "a||b", "a,b", "a\r\nX: y", &"x".repeat(121)] {
        assert_eq!(Target::tag(bad).unwrap_err().status, Status::InvalidTag);
    }
    let mut many = Target::tags();
    let refused = (0..21).find(|n| many.add_tag(&format!("t{n}")).is_err());
    assert_eq!(refused, Some(20));
}

#[test]
fn defect_04_the_order_of_the_connection_string_matters() {
    let local = LocalHub::start();
    let mut parts: Vec<&str> = local.connection_string().split(';').collect();
    parts.reverse();
    let hub = Hub::new(&parts.join(";"), Some("demo"), local.options()).unwrap();
    assert_eq!(send_to(&hub, &Target::broadcast()).status(), Status::Ok);
}

#[test]
fn defect_05_extra_parts_case_and_spaces_are_refused() {
    let local = LocalHub::start();
    let text = format!(
        " {} ;EntityPath=demo;",
        local
            .connection_string()
            .replace("SharedAccessKey=", "sharedaccesskey = ")
    );
    let hub = Hub::new(&text, None, local.options()).unwrap();
    assert_eq!(send_to(&hub, &Target::broadcast()).status(), Status::Ok);
    let broken = "Endpoint=sb://h/;SharedAccessKeyName=P;SharedAccessKey";
    let error = ConnectionString::parse(broken).unwrap_err();
    assert!(error.message.contains("part 3"), "{error}");
}

#[test]
fn defect_06_the_endpoint_is_cut_at_a_fixed_column() {
    let local = LocalHub::start();
    for endpoint in ["https://localhost", "HTTPS://LOCALHOST", "sb://localhost"] {
        for slash in ["", "/"] {
            let port = local.url().rsplit(':').next().unwrap();
            let classic = local.connection_string();
            let text = classic.replace(
                &format!("Endpoint=sb://localhost:{port}/"),
                &format!("Endpoint={endpoint}:{port}{slash}"),
            );
            assert!(slash == "/" && endpoint == "sb://localhost" || text != classic);
            let hub = Hub::new(&text, Some("demo"), local.options()).unwrap();
            assert_eq!(
                send_to(&hub, &Target::broadcast()).status(),
                Status::Ok,
                "{text}"
            );
        }
    }
}

#[test]
fn defect_07_the_token_is_badly_encoded_short_lived_and_made_for_each_send() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let tokens: Vec<String> = (0..3)
        .map(|_| {
            send(&hub, &apple());
            token_of(&hub)
        })
        .collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]), "cached");
    let (_, fields) = tokens[0].split_once(' ').unwrap();
    for field in fields.split('&') {
        let (name, value) = field.split_once('=').unwrap();
        assert!(!value.contains(['/', '+', '=']), "{name} is encoded");
        if name == "se" {
            let expiry: u64 = value.parse().unwrap();
            let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
            assert!((now + 3590..=now + 3601).contains(&expiry));
        }
    }
    let odd = Hub::new(
        "Endpoint=sb://h/;SharedAccessKeyName=My Key+1;SharedAccessKey=k",
        Some("H \u{e9}"),
        HubOptions::default(),
    )
    .unwrap();
    let token = odd.sas_token(None, Duration::from_secs(60)).unwrap();
    assert!(token.text.expose().ends_with("&skn=My%20Key%2B1"));
    let decoded = percent_decode_str(token.text.expose())
        .decode_utf8()
        .unwrap();
    assert!(decoded.contains("sr=https://h/h \u{e9}&"));
}

fn token_of(hub: &Hub) -> String {
    let notification = apple();
    let request = hub
        .dry_run(&notification, &Target::broadcast(), &CallOptions::default())
        .unwrap();
    request.token.text.expose().to_owned()
}

#[test]
fn defect_08_platform_words_are_matched_as_substrings() {
    assert_eq!(Platform::ALL.len(), 10);
    for number in [i32::MIN, -1, 0, 11, 999] {
        assert_eq!(Platform::from_number(number), None);
    }
    let local = LocalHub::start();
    let hub = local.open(local.options());
    for (platform, payload) in [
        (
            Platform::Fcmv1,
            r#"{"message":{"notification":{"title":"t"}}}"#,
        ),
        (Platform::Browser, r#"{"title":"t","body":"b"}"#),
        (Platform::Xiaomi, r#"{"title":"t"}"#),
    ] {
        send(&hub, &notification(platform, payload));
        let request = local.last_send();
        assert_eq!(
            header(&request, "ServiceBusNotification-Format"),
            Some(platform.format())
        );
    }
}

#[test]
fn defect_09_payload_types_are_found_by_substring() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    for (payload, expected) in [
        ("<toast launch=\"a\"><visual/></toast>", "wns/toast"),
        ("<badge value=\"1\"/>", "wns/badge"),
        (
            "<tile><visual><![CDATA[<toast>]]></visual></tile>",
            "wns/tile",
        ),
    ] {
        send(&hub, &notification(Platform::Windows, payload));
        assert_eq!(header(&local.last_send(), "X-WNS-Type"), Some(expected));
    }
    let mut raw = Notification::new(Platform::Windows, b"a <toast> in raw bytes \xff\x00").unwrap();
    raw.set_header("X-WNS-Type", "wns/raw").unwrap();
    send(&hub, &raw);
    let request = local.last_send();
    assert_eq!(
        header(&request, "Content-Type"),
        Some("application/octet-stream")
    );
    assert_eq!(header(&request, "X-WNS-Type"), Some("wns/raw"));
    let unknown = notification(Platform::Windows, "hello");
    let outcome = hub.send(&unknown, &Target::broadcast(), &CallOptions::default());
    assert_eq!(failure(&outcome).status, Status::InvalidPayload);
}

#[test]
fn defect_10_tiles_and_header_names_are_wrong() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let tile =
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Tile Id=\"/a\"/></wp:Notification>";
    send(&hub, &notification(Platform::Mpns, tile));
    let request = local.last_send();
    assert_eq!(header(&request, "X-WindowsPhone-Target"), Some("token"));
    assert_eq!(header(&request, "X-NotificationClass"), Some("1"));
    assert_eq!(header(&request, "X-NotificationType"), None);
    let mut expiring = apple();
    expiring
        .set_apns(|headers| {
            notification_hubs::notification::apns::set_expiration(headers, 1_800_000_000)
        })
        .unwrap();
    send(&hub, &expiring);
    assert_eq!(
        header(&local.last_send(), "apns-expiration"),
        Some("1800000000")
    );
}

#[test]
fn defect_11_payloads_are_encoded_twice_or_not_as_utf8() {
    let local = LocalHub::start();
    local.put_installation(&json!({
        "installationId": "d1", "platform": "apns", "pushChannel": "A1",
    }));
    let hub = local.open(local.options());
    let payload = "{ \"aps\" : {\"alert\":\"Gr\u{fc}\u{df}e \u{1f600} \\u00e9\"} }\n";
    send(&hub, &notification(Platform::Apple, payload));
    let request = local.last_send();
    assert_eq!(request["body"].as_str(), Some(payload));
    assert_eq!(
        header(&request, "Content-Type"),
        Some("application/json;charset=utf-8")
    );
    assert_eq!(local.deliveries()[0]["payload"].as_str(), Some(payload));
    let toast = "<toast><visual>\u{4f60}\u{597d}</visual></toast>";
    send(&hub, &notification(Platform::Windows, toast));
    let request = local.last_send();
    assert_eq!(request["body"].as_str(), Some(toast));
    assert_eq!(
        header(&request, "Content-Type"),
        Some("application/xml;charset=utf-8")
    );
}

#[test]
fn defect_12_debug_mode_swallows_errors_and_answers_are_thrown_away() {
    let local = LocalHub::start();
    let mut options = local.options();
    options.set_debug();
    options.set_log(0, Arc::new(Recorded::default())).unwrap();
    let wrong = local
        .connection_string()
        .replace("SharedAccessKey=", "SharedAccessKey=x");
    let hub = Hub::new(&wrong, Some("demo"), options).unwrap();
    let outcome = send_to(&hub, &Target::broadcast());
    let error = failure(&outcome);
    assert_eq!(error.status, Status::Unauthorized);
    assert_eq!(error.http_status, Some(401));
    assert_eq!(error.service_code.as_deref(), Some("InvalidSignature"));
    assert!(error.tracking_id.is_some() && !outcome.body.is_empty());
    // 200 is success too; the other 2xx are not the service's.
    for (line, verdict) in [
        ("200 OK", Verdict::Accepted),
        ("201 Created", Verdict::Accepted),
        ("202 Accepted", Verdict::Unknown),
        ("204 No Content", Verdict::Unknown),
    ] {
        let answer: &'static str = format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n").leak();
        let server = RawServer::answering(answer);
        let outcome = send_to(&server.open(HubOptions::default()), &Target::broadcast());
        assert_eq!(outcome.verdict, verdict, "{line}");
    }
}

#[test]
fn defect_13_debug_output_holds_the_credentials() {
    let local = LocalHub::start();
    let recorded = Recorded::default();
    let mut options = local.options();
    options.set_log(5, Arc::new(recorded.clone())).unwrap();
    let hub = local.open(options);
    let token = token_of(&hub);
    send(&hub, &apple());
    let text = recorded.text();
    let signature = token
        .split("sig=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    let key = local
        .connection_string()
        .split("SharedAccessKey=")
        .nth(1)
        .unwrap();
    assert!(
        text.contains("--- REQUEST ---") && text.contains("sig=[redacted]"),
        "{text}"
    );
    for secret in [signature, key, "hello"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn defect_14_no_timeout_retry_or_pooling() {
    // Timeout.
    let silent = RawServer::start(|_, mut stream| while read_request(&mut stream).is_some() {});
    let hub = silent.open(HubOptions::default());
    let mut options = CallOptions::default();
    options.set_timeout_ms(100).unwrap();
    let outcome = send_with(&hub, &Target::broadcast(), &options);
    assert_eq!(failure(&outcome).status, Status::Timeout);
    assert_eq!(outcome.verdict, Verdict::Unknown);
    // Retry, as long after as the service asks.
    let busy = RawServer::start(|_, mut stream| {
        use std::io::Write as _;
        for answer in [
            "HTTP/1.1 429 Too Many\r\nretry-after-ms: 120\r\nContent-Length: 0\r\n\r\n",
            CREATED,
        ] {
            read_request(&mut stream).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let hub = busy.open(HubOptions::default());
    let begun = Instant::now();
    let outcome = send_to(&hub, &Target::broadcast());
    assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 2));
    assert!(begun.elapsed() >= Duration::from_millis(120));
    // Pooling: one connection for all.
    let server = RawServer::answering(CREATED);
    let hub = server.open(HubOptions::default());
    for _ in 0..20 {
        assert_eq!(send_to(&hub, &Target::broadcast()).status(), Status::Ok);
    }
    assert_eq!(server.connections(), 1);
}

#[test]
fn defect_15_absolute_request_target_no_user_agent_no_tracking_id() {
    let local = LocalHub::start();
    let hub = local.open(local.options());
    let outcome = send_to(&hub, &Target::broadcast());
    let request = local.last_send();
    assert_eq!(target(&request), "/demo/messages?api-version=2020-06");
    let agent = header(&request, "User-Agent").unwrap();
    assert!(agent.starts_with("libnotification_hubs/"), "{agent}");
    assert_eq!(
        header(&request, "TrackingId"),
        outcome.tracking_id.as_deref()
    );
    let id = uuid::Uuid::parse_str(outcome.tracking_id.as_deref().unwrap()).unwrap();
    assert_eq!(id.get_version_num(), 4);
    assert!(outcome.correlation_id.is_some());
}

#[test]
fn defect_16_the_notification_id_and_the_outcome_are_never_returned() {
    let local = LocalHub::start();
    local.put_installation(&json!({
        "installationId": "d1", "platform": "apns", "pushChannel": "A1", "tags": ["t"],
    }));
    let hub = local.open(local.options());
    let mut options = CallOptions::default();
    options.set_test(true);
    let outcome = send_with(&hub, &Target::tag("t").unwrap(), &options);
    let test = outcome.test.as_ref().unwrap();
    assert_eq!((test.success, test.failure, test.results.len()), (1, 0, 1));
    let result = &test.results[0];
    assert_eq!(
        (result.platform.as_str(), result.pns_handle.as_str()),
        ("apple", "A1")
    );
    assert!(!result.registration_id.is_empty());
    assert!(
        result.outcome.contains("successfully sent"),
        "{}",
        result.outcome
    );
    let ordinary = send_to(&hub, &Target::tag("t").unwrap());
    let id = ordinary.notification_id.as_deref().unwrap();
    let deliveries = local.deliveries();
    let delivered = deliveries.last().unwrap();
    assert_eq!(
        delivered["notificationId"].as_str(),
        Some(id),
        "{delivered}"
    );
    assert_eq!(ordinary.test, None);
}
