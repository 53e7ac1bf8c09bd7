//! How much of an answer is read, by kind of call, and what its rest is worth.

use crate::support::raw_server::RawServer;
use crate::support::{Recorded, apple, failure};
use notification_hubs::documents::hub_description::HubDescription;
use notification_hubs::documents::job::JobType;
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::Status;
use notification_hubs::hub::namespace::Namespace;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::hub::registrations::Match;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;

const SHORT: usize = 64 << 10;
const DOCUMENT: usize = 4 << 20;

/// A server that answers 200 and XML of this length.
fn xml(bytes: usize) -> RawServer {
    let open = "<entry xmlns='http://www.w3.org/2005/Atom'><content><!--";
    let body = format!("{open}{}", "x".repeat(bytes - open.len()));
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n{body}");
    RawServer::answering(answer.leak())
}

#[test]
fn a_send_keeps_64_kib_of_its_answer() {
    let server = xml(5 << 20);
    let log = Recorded::default();
    let mut options = HubOptions::default();
    options
        .set_log(2, std::sync::Arc::new(log.clone()))
        .unwrap();
    let hub = server.open(options);
    let options = CallOptions::default();
    let mut handles = [Ok("ab".to_owned())].into_iter();
    let batch = hub.send_direct_batch(&apple(), &mut handles, &options);
    for outcome in [
        hub.send(&apple(), &Target::broadcast(), &options),
        hub.create_registration_id(&options),
        hub.delete_installation("i", &options),
        hub.delete_registration("r", Match::Any, &options),
        hub.cancel_scheduled("n", &options),
        batch.batches.into_iter().next().unwrap().outcome,
    ] {
        assert_eq!(outcome.verdict, Verdict::Accepted);
        assert_eq!(outcome.status(), Status::Ok);
        assert_eq!(outcome.body.len(), SHORT);
        assert!(outcome.body.capacity() < SHORT + 1024, "nor more memory");
    }
    // To cut is no trouble worth a word.
    assert_eq!(log.text(), "");
}

#[test]
fn a_document_is_read_up_to_4_mib() {
    let server = xml(5 << 20);
    let hub = server.open(HubOptions::default());
    let options = CallOptions::default();
    let mut cursor = RegistrationCursor::new(Filter::All).unwrap();
    for outcome in [
        hub.installation("i", &options).outcome,
        hub.registration("r", &options).outcome,
        hub.jobs(&options).outcome,
        hub.feedback_container_uri(&options).outcome,
        cursor.next(&hub, &options).outcome,
    ] {
        let error = failure(&outcome);
        assert_eq!(error.status, Status::Protocol);
        assert!(error.message.contains("larger than 4194304"), "{error}");
        // It would be as large again.
        assert_eq!(
            (outcome.verdict, outcome.attempts),
            (Verdict::NotAccepted, 1)
        );
        assert_eq!(outcome.body.len(), DOCUMENT);
    }
}

#[test]
fn what_was_made_stays_made_though_its_document_is_too_large() {
    let server = xml(5 << 20);
    let hub = server.open(HubOptions::default());
    let namespace = Namespace::new(&server.connection_string(), HubOptions::default()).unwrap();
    let options = CallOptions::default();
    let registration = Registration::new(Platform::Gcm, "h").unwrap();
    let container = "https://s.example/c?sig=x";
    let description = HubDescription::default();
    for outcome in [
        hub.create_registration(&registration, &options).outcome,
        hub.put_registration("r", &registration, &options).outcome,
        hub.submit_job(JobType::ExportRegistrations, container, None, &options)
            .outcome,
        namespace.create_hub("h", &description, &options).outcome,
        namespace.update_hub("h", &description, &options).outcome,
    ] {
        let error = failure(&outcome);
        assert_eq!(error.status, Status::Protocol, "{error}");
        assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 1));
        assert_eq!(outcome.body.len(), DOCUMENT);
    }
}

#[test]
fn what_stands_between_chunks_is_read_up_to_64_kib() {
    for (extension, trailer, is_read) in [
        (65_000, 0, true),
        (0, 65_000, true),
        (30_000, 30_000, true),
        (66_000, 0, false),
        (0, 66_000, false),
        (40_000, 40_000, false),
    ] {
        let answer = format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n13;{}\r\nhttps://s.example/c\r\n0\r\nX: {}\r\n\r\n",
            "e".repeat(extension),
            "t".repeat(trailer)
        );
        let server = RawServer::answering(answer.leak());
        let mut options = HubOptions::default();
        options.set_retry(Retry::Never as i32).unwrap();
        let hub = server.open(options);
        let got = hub.feedback_container_uri(&CallOptions::default());
        if is_read {
            assert_eq!(got.value.as_deref(), Some("https://s.example/c"));
        } else {
            let error = failure(&got.outcome);
            assert_eq!((error.status, error.transient), (Status::Protocol, true));
            assert_eq!(error.message, "the answer broke off");
        }
        // What a send brings back is not why it was made.
        let sent = hub.send(&apple(), &Target::broadcast(), &CallOptions::default());
        assert_eq!(sent.status(), Status::Ok);
        let connections = if is_read { 1 } else { 2 };
        assert_eq!(server.connections(), connections, "{extension} {trailer}");
    }
}
