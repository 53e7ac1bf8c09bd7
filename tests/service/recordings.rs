//! Recorded answers of the real service parse. They are not in the repository:
//! where their folder is absent this says so, and the same facts are in the
//! parsers' own tests with fictional data.

use std::io::Write as _;
use std::path::Path;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use serde_json::Value;

use crate::support::apple;
use crate::support::raw_server::{RawServer, read_request};
use crate::support::skips;

/// A hub whose next answer is the recorded one.
fn replay(call: &Value) -> (RawServer, Hub) {
    let status = call["StatusCode"].as_u64().unwrap();
    let body = call["Content"].as_str().unwrap_or_default().to_owned();
    let mut head = format!("HTTP/1.1 {status} x\r\n");
    for group in ["Headers", "ContentHeaders"] {
        for (name, value) in call[group].as_object().into_iter().flatten() {
            let framing = ["transfer-encoding", "content-length"];
            // A page that follows would need an answer of its own.
            let token = name.eq_ignore_ascii_case("x-ms-continuationtoken");
            if !framing.contains(&name.to_ascii_lowercase().as_str()) && !token {
                head.push_str(&format!("{name}: {}\r\n", value.as_str().unwrap()));
            }
        }
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let server = RawServer::start(move |_, mut stream| {
        while read_request(&mut stream).is_some() {
            stream.write_all((head.clone() + &body).as_bytes()).unwrap();
        }
    });
    let hub = server.open(HubOptions::default());
    (server, hub)
}

/// What the library makes of a recorded answer; `true` if this kind of request
/// is one that it knows.
fn check(call: &Value) -> bool {
    let path = call["RequestUriPath"].as_str().unwrap();
    let path = path.split('?').next().unwrap();
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    let status = call["StatusCode"].as_u64().unwrap();
    let body = call["Content"].as_str().unwrap_or_default();
    let options = CallOptions::default();
    let (_server, hub) = replay(call);
    let missing = |found: Status| assert_eq!(found, Status::NotFound, "{path}");
    match (&parts[..], status) {
        (["registrations"] | ["tags", _, "registrations"], 200) if body.starts_with("<feed") => {
            let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
            let mut count = 0;
            while let Some(registration) = cursor.next(&hub, &options).value.unwrap() {
                assert!(registration.id.is_some() && registration.device.platform.is_some());
                assert!(
                    registration.expiration_time.unwrap().ends_with('Z'),
                    "{path}"
                );
                count += 1;
            }
            assert_eq!(count, body.matches("<entry").count(), "{path}");
        }
        (["registrations"] | ["registrations", _], 200) if !body.is_empty() => {
            let got = hub.registration("r", &options);
            let registration = got.value.unwrap();
            assert_eq!(
                registration
                    .etag
                    .as_deref()
                    .map(|e| e.parse::<u32>().is_ok()),
                Some(true)
            );
            assert!(!registration.device.handle.is_empty(), "{path}");
            assert_eq!(
                registration.template.is_some(),
                registration.kind.contains("Template"),
                "{path}"
            );
            assert!(registration.to_xml().is_ok());
        }
        (["registrations", _], 404) => missing(hub.registration("r", &options).outcome.status()),
        (["registrationids"], 201) => {
            let outcome = hub.create_registration_id(&options);
            assert_eq!(outcome.registration_id.unwrap().matches('-').count(), 2);
        }
        (["installations", _], 200) if !body.is_empty() => {
            let installation = hub.installation("i", &options).value.unwrap();
            assert!(installation.platform().is_some(), "{path}");
            assert!(installation.member("pushChannelExpired").as_deref() == Some("false"));
            let written = installation.to_json().unwrap();
            let of = |json: &str| serde_json::from_str::<Value>(json).unwrap();
            assert_eq!(of(&written), of(body), "{path}");
        }
        (["installations", _], 404) => missing(hub.installation("i", &options).outcome.status()),
        (["messages"] | ["messages", "$batch"], 201) => {
            let outcome = hub.send(&apple(), &Target::broadcast(), &options);
            assert_eq!(
                outcome.notification_id.unwrap().matches('-').count(),
                3,
                "{path}"
            );
        }
        (["messages"], 403) => {
            let outcome = hub.send(&apple(), &Target::broadcast(), &options);
            assert_eq!(outcome.status(), Status::Forbidden);
            assert!(outcome.error.unwrap().tracking_id.is_some());
        }
        (["schedulednotifications"], 201) => {
            let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
            let at = i64::try_from(now).unwrap() + 60_000;
            let outcome = hub.schedule(&apple(), &Target::broadcast(), at, &options);
            assert!(outcome.notification_id.unwrap().contains("_QNHQueue"));
        }
        (["registrations", _], 200) | (["installations", _], 200 | 204) => {}
        _ => return false,
    }
    true
}

#[test]
fn every_recorded_answer_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/recordings");
    let Ok(files) = std::fs::read_dir(&folder) else {
        skips::for_want_of("recordings of the real service beside this checkout");
        return;
    };
    let mut calls = 0;
    for file in files {
        let path = file.unwrap().path();
        let recording: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for call in recording["HttpCalls"].as_array().unwrap() {
            assert!(
                check(call),
                "{}: {}",
                path.display(),
                call["RequestUriPath"]
            );
            calls += 1;
        }
    }
    assert!(calls > 100, "{calls}");
}
