//! Answers that are no answer of the service, though their status is a 2xx:
//! what a captive portal or an intercepting proxy says in its place.

use std::sync::Arc;

use crate::support::queues::{next, queue, submit};
use crate::support::raw_server::RawServer;
use crate::support::{apple, failure};
use notification_hubs::documents::hub_description::HubDescription;
use notification_hubs::documents::installation::Installation;
use notification_hubs::documents::installation_patch::InstallationPatch;
use notification_hubs::documents::job::JobType;
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::hub::namespace::Namespace;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::hub::registrations::Match;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;

/// A server that answers everything so.
fn answering(status: u16, content_type: &str, body: &str) -> RawServer {
    let content_type = match content_type {
        "" => String::new(),
        text => format!("Content-Type: {text}\r\n"),
    };
    let answer = format!(
        "HTTP/1.1 {status} x\r\n{content_type}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    RawServer::answering(answer.leak())
}

const PAGE: &str = "<!DOCTYPE html><html><body>Sign in to go on</body></html>";

/// Each may be repeated as often as a policy can make it be.
fn patient() -> HubOptions {
    let mut options = HubOptions::default();
    options.set_retry(Retry::Always as i32).unwrap();
    options
}

fn installation() -> Installation {
    let json = br#"{"installationId":"i","platform":"apns","pushChannel":"AB"}"#;
    Installation::from_json(json).unwrap()
}

fn test_send(hub: &Hub) -> Outcome {
    let mut options = CallOptions::default();
    options.set_test(true);
    hub.send(&apple(), &Target::broadcast(), &options)
}

fn direct_batch(hub: &Hub) -> Outcome {
    let mut handles = ["ab", "cd"].map(|handle| Ok(handle.to_owned())).into_iter();
    let report = hub.send_direct_batch(&apple(), &mut handles, &CallOptions::default());
    report.batches.into_iter().next_back().unwrap().outcome
}

/// Every call that counts as a send, by name.
fn sends(hub: &Arc<Hub>, namespace: &Namespace) -> Vec<(&'static str, Outcome)> {
    let options = CallOptions::default();
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    let in_a_week = 1000
        * (3600
            + std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_secs() as i64);
    let direct = Target::device("ab").unwrap();
    let queued = {
        let queue = queue(|_| {});
        submit(&queue, hub, 0).unwrap();
        next(&queue).1
    };
    let container = "https://s.example/c?sig=x";
    vec![
        ("send", hub.send(&apple(), &Target::broadcast(), &options)),
        ("direct", hub.send(&apple(), &direct, &options)),
        ("queued", queued),
        ("test", test_send(hub)),
        ("batch", direct_batch(hub)),
        (
            "schedule",
            hub.schedule(&apple(), &Target::broadcast(), in_a_week, &options),
        ),
        (
            "create registration",
            hub.create_registration(&registration, &options).outcome,
        ),
        (
            "update registration with an etag",
            hub.update_registration("r", &registration, Match::Etag("1"), &options)
                .outcome,
        ),
        (
            "job",
            hub.submit_job(JobType::ExportRegistrations, container, None, &options)
                .outcome,
        ),
        (
            "create hub",
            namespace
                .create_hub("h", &HubDescription::default(), &options)
                .outcome,
        ),
    ]
}

/// Those that return a document of what they made.
const MAKING: [&str; 4] = [
    "create registration",
    "update registration with an etag",
    "job",
    "create hub",
];

/// Every change, by name.
fn changes(hub: &Hub, namespace: &Namespace) -> Vec<(&'static str, Outcome)> {
    let options = CallOptions::default();
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    let mut patch = InstallationPatch::default();
    patch.add_tag("a").unwrap();
    vec![
        (
            "put installation",
            hub.put_installation(&installation(), &options),
        ),
        (
            "patch installation",
            hub.patch_installation("i", &patch, &options),
        ),
        (
            "delete installation",
            hub.delete_installation("i", &options),
        ),
        ("registration id", hub.create_registration_id(&options)),
        (
            "put registration",
            hub.put_registration("r", &registration, &options).outcome,
        ),
        (
            "update registration",
            hub.update_registration("r", &registration, Match::Any, &options)
                .outcome,
        ),
        (
            "delete registration",
            hub.delete_registration("r", Match::Any, &options),
        ),
        ("cancel scheduled", hub.cancel_scheduled("id", &options)),
        (
            "update hub",
            namespace
                .update_hub("h", &HubDescription::default(), &options)
                .outcome,
        ),
        ("delete hub", namespace.delete_hub("h", &options)),
    ]
}

/// Those that return the document that they wrote.
const WRITING: [&str; 3] = ["put registration", "update registration", "update hub"];

/// Every read, by name.
fn reads(hub: &Hub, namespace: &Namespace) -> Vec<(&'static str, Outcome)> {
    let options = CallOptions::default();
    let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
    vec![
        ("installation", hub.installation("i", &options).outcome),
        (
            "installation exists",
            hub.installation_exists("i", &options).outcome,
        ),
        ("registration", hub.registration("r", &options).outcome),
        (
            "registration exists",
            hub.registration_exists("r", &options).outcome,
        ),
        ("list", cursor.next(hub, &options).outcome),
        (
            "delete by channel",
            hub.delete_registrations_by_channel("AB", &options).outcome,
        ),
        ("details", hub.notification_details("n", &options).outcome),
        (
            "wait for details",
            hub.wait_notification_details("n", &options).outcome,
        ),
        ("job", hub.job("j", &options).outcome),
        ("jobs", hub.jobs(&options).outcome),
        ("feedback", hub.feedback_container_uri(&options).outcome),
        ("hub", namespace.hub("h", &options).outcome),
        ("hubs", namespace.hubs(&options).outcome),
    ]
}

fn check(name: &str, outcome: &Outcome, verdict: Verdict, said: &str) {
    let error = failure(outcome);
    assert_eq!(
        (error.status, outcome.verdict, outcome.attempts),
        (Status::Protocol, verdict, 1),
        "{name}: {error}"
    );
    assert!(error.message.contains(said), "{name}: {error}");
    assert!(error.message.contains("captive portal"), "{name}: {error}");
    assert!(outcome.notification_id.is_none() && outcome.registration_id.is_none());
}

#[test]
fn a_page_in_place_of_an_answer_is_taken_for_none() {
    for status in [200, 201] {
        let server = answering(status, "Text/HTML; charset=utf-8", PAGE);
        let hub = Arc::new(server.open(patient()));
        let namespace = Namespace::new(&server.connection_string(), patient()).unwrap();
        let said = format!("{status} with content type Text/HTML; charset=utf-8 ");
        for (name, outcome) in sends(&hub, &namespace) {
            check(name, &outcome, Verdict::Unknown, &said);
        }
        for (name, outcome) in changes(&hub, &namespace) {
            check(name, &outcome, Verdict::Unknown, &said);
        }
        for (name, outcome) in reads(&hub, &namespace) {
            check(name, &outcome, Verdict::NotAccepted, &said);
        }
    }
}

#[test]
fn what_cannot_be_seen_of_a_page_is_not_there() {
    let options = CallOptions::default();
    for (content_type, body) in [
        ("text/html", PAGE),
        ("text/html", "{}"),
        ("text/html", ""),
        ("", PAGE),
        ("application/xml; charset=utf-8", PAGE),
        ("", ""),
    ] {
        let server = answering(200, content_type, body);
        let hub = server.open(HubOptions::default());
        for got in [
            hub.installation_exists("i", &options),
            hub.registration_exists("r", &options),
        ] {
            assert_eq!(got.value, None, "{content_type} {body}");
            assert_eq!(got.outcome.status(), Status::Protocol);
        }
    }
    // One that this version cannot read is there.
    let server = answering(200, "application/xml", r#"{"platform":"new"}"#);
    let hub = server.open(HubOptions::default());
    assert!(hub.installation("i", &options).value.is_none());
    assert_eq!(hub.installation_exists("i", &options).value, Some(true));
    let entry = "<entry xmlns='http://www.w3.org/2005/Atom'><content><New/></content></entry>";
    let server = answering(200, "", entry);
    let hub = server.open(HubOptions::default());
    assert!(hub.registration("r", &options).value.is_none());
    assert_eq!(hub.registration_exists("r", &options).value, Some(true));
}

#[test]
fn a_send_succeeds_by_201_and_by_a_200_that_is_empty_or_xml() {
    for (status, content_type, body, verdict) in [
        (201, "", "", Verdict::Accepted),
        (201, "application/xml; charset=utf-8", "", Verdict::Accepted),
        (201, "application/json", "{}", Verdict::Accepted),
        (200, "", "", Verdict::Accepted),
        (200, "text/plain", "", Verdict::Accepted),
        (200, "application/xml", "<x/>", Verdict::Accepted),
        (200, "text/plain", "welcome", Verdict::Unknown),
        (200, "application/json", "{}", Verdict::Unknown),
        (202, "", "", Verdict::Unknown),
        (204, "", "", Verdict::Unknown),
    ] {
        let server = answering(status, content_type, body);
        let hub = Arc::new(server.open(patient()));
        let namespace = Namespace::new(&server.connection_string(), patient()).unwrap();
        for (name, outcome) in sends(&hub, &namespace) {
            // Those that make something say it with a document, whose type is
            // not the same for all.
            if !MAKING.contains(&name) {
                let answered = format!("{name}: {status} {content_type} {body}");
                assert_eq!(
                    (outcome.verdict, outcome.attempts),
                    (verdict, 1),
                    "{answered}"
                );
            }
        }
    }
}

#[test]
fn a_body_that_nobody_waits_for_is_not_taken_for_an_empty_one() {
    for (content_type, verdict) in [
        ("", Verdict::Accepted),
        ("Content-Type: application/xml\r\n", Verdict::Accepted),
        ("Content-Type: application/json\r\n", Verdict::Unknown),
    ] {
        // It ends with the connection, which the server leaves open.
        let answer = format!("HTTP/1.1 200 OK\r\n{content_type}\r\n");
        let server = RawServer::answering(answer.leak());
        let hub = server.open(patient());
        let outcome = hub.send(&apple(), &Target::broadcast(), &CallOptions::default());
        assert_eq!(
            (outcome.verdict, outcome.attempts),
            (verdict, 1),
            "{content_type}"
        );
    }
}

#[test]
fn a_document_that_is_missing_leaves_open_whether_a_change_was_made() {
    let server = answering(200, "", "");
    let hub = Arc::new(server.open(patient()));
    let namespace = Namespace::new(&server.connection_string(), patient()).unwrap();
    for (name, outcome) in changes(&hub, &namespace) {
        if WRITING.contains(&name) {
            let said = "200 with no content type came without the document";
            check(name, &outcome, Verdict::Unknown, said);
        } else {
            assert_eq!(outcome.status(), Status::Ok, "{name}");
        }
    }
    for (name, outcome) in reads(&hub, &namespace) {
        let said = "200 with no content type came without the document";
        check(name, &outcome, Verdict::NotAccepted, said);
    }
    // What was to be made was made: the document's error alone.
    for (name, outcome) in sends(&hub, &namespace) {
        assert_eq!(outcome.verdict, Verdict::Accepted, "{name}");
        let status = match MAKING.contains(&name) {
            true => Status::Protocol,
            false => Status::Ok,
        };
        assert_eq!(outcome.status(), status, "{name}");
    }
}

#[test]
fn other_statuses_are_no_success_of_other_calls() {
    let server = answering(203, "application/xml", "<x/>");
    let hub = Arc::new(server.open(patient()));
    let namespace = Namespace::new(&server.connection_string(), patient()).unwrap();
    let said = "203 with content type application/xml is not what the service answers";
    for (name, outcome) in sends(&hub, &namespace) {
        check(name, &outcome, Verdict::Unknown, said);
    }
    for (name, outcome) in changes(&hub, &namespace) {
        check(name, &outcome, Verdict::Unknown, said);
    }
    for (name, outcome) in reads(&hub, &namespace) {
        check(name, &outcome, Verdict::NotAccepted, said);
    }
}
