//! Documents that only a request reads: registrations, jobs, hubs.

use notification_hubs::documents::hub_description::HubDescription;
use notification_hubs::documents::job::{Job, JobType};
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::Status;
use notification_hubs::hub::read::OutcomeWith;
use notification_hubs::hub::registration_cursor::RegistrationCursor;
use notification_hubs::hub::registration_page::Filter;
use notification_hubs::policy::options::CallOptions;

use super::stand_in::stand_in;
use super::{check_message, check_size};

/// What was read; `None` for what is no document of the kind.
fn value<T>(got: OutcomeWith<T>) -> Option<T> {
    match &got.outcome.error {
        Some(error) => {
            assert!(
                matches!(error.status, Status::Protocol | Status::NotFound),
                "{error:?}"
            );
            check_message(&error.message);
            None
        }
        None => Some(got.value.expect("a success has a value")),
    }
}

/// Refused before any request, such as a text that XML cannot hold.
fn is_refused<T>(got: &OutcomeWith<T>) -> bool {
    let status = got.outcome.error.as_ref().map(|error| error.status as i32);
    status.is_some_and(|status| (1..100).contains(&status))
}

fn is_feed(data: &[u8]) -> bool {
    data.windows(5).any(|part| part == b"<feed")
}

/// Reads an entry, or a list of them; what was read is written so that it reads
/// as the same.
pub fn registration(data: &[u8]) {
    let service = stand_in();
    service.serve(data);
    let options = CallOptions::default();
    if !is_feed(data) {
        if let Some(read) = value(service.hub.registration("r", &options)) {
            let texts = [&read.id, &read.etag, &read.expiration_time];
            let texts = texts.into_iter().flatten().chain(&read.tags);
            let handle = [&read.device.handle];
            check_size(texts.chain(handle).map(String::as_str), data);
            write_registration(&service.hub, read);
        }
        return;
    }
    let mut cursor = RegistrationCursor::new(Filter::All).expect("no filter is a fine filter");
    let mut count = 0;
    while let Some(Some(read)) = value(cursor.next(&service.hub, &options)) {
        count += 1;
        // One of them is enough for a round trip.
        if count == 1 {
            write_registration(&service.hub, read);
        }
    }
    assert!(count * "<entry>".len() <= data.len());
}

fn write_registration(hub: &notification_hubs::hub::Hub, read: Registration) {
    let got = hub.create_registration(&read, &CallOptions::default());
    if is_refused(&got) {
        return;
    }
    let again = value(got).expect("what was written reads again");
    let mut expected = Registration {
        // Only the service writes these.
        id: None,
        etag: None,
        expiration_time: None,
        ..read
    };
    // Others have no list to write them into.
    let has_headers = ["Apple", "Windows", "Mpns"]
        .iter()
        .any(|kind| expected.kind.starts_with(kind));
    if let Some(template) = expected.template.as_mut().filter(|_| !has_headers) {
        template.headers.clear();
    }
    if again != expected {
        panic!("{:?}\n{:?}", expected.to_xml(), again.to_xml());
    }
}

/// Reads a job, or a list of them, and submits what was read.
pub fn job(data: &[u8]) {
    let service = stand_in();
    service.serve(data);
    let options = CallOptions::default();
    let jobs = if is_feed(data) {
        value(service.hub.jobs(&options)).unwrap_or_default()
    } else {
        Vec::from_iter(value(service.hub.job("j", &options)))
    };
    assert!(jobs.len() * "<entry>".len() <= data.len());
    for job in &jobs {
        let _ = (job.status(), job.is_final());
        check_size(texts(job), data);
    }
    let Some(job) = jobs.first() else {
        return;
    };
    let output = job.output_container_uri.as_deref().unwrap_or_default();
    let import = job.import_file_uri.as_deref();
    let got = service
        .hub
        .submit_job(job.job_type(), output, import, &options);
    if is_refused(&got) {
        return;
    }
    let again = value(got).expect("what was written reads again");
    assert_ne!(again.job_type(), JobType::Unknown);
    assert_eq!(again.job_type(), job.job_type());
    assert_eq!(again.output_container_uri, job.output_container_uri);
    assert_eq!(again.import_file_uri, job.import_file_uri);
}

fn texts(job: &Job) -> impl Iterator<Item = &str> {
    let texts = [
        &job.id,
        &job.status,
        &job.output_container_uri,
        &job.import_file_uri,
        &job.failure,
        &job.created_at,
        &job.updated_at,
    ];
    let properties = job.output_properties.iter();
    texts
        .into_iter()
        .flatten()
        .chain([&job.job_type])
        .chain(properties.flat_map(|(name, value)| [name, value]))
        .map(String::as_str)
}

/// Reads a hub's description, and writes what was read so that it reads as the
/// same.
pub fn hub_description(data: &[u8]) {
    let service = stand_in();
    service.serve(data);
    let options = CallOptions::default();
    let read = if is_feed(data) {
        let hubs = value(service.namespace.hubs(&options)).unwrap_or_default();
        assert!(hubs.len() * "<entry>".len() <= data.len());
        hubs.into_iter().next()
    } else {
        value(service.namespace.hub("h", &options))
    };
    let Some(read) = read else {
        return;
    };
    let got = service.namespace.create_hub("h", &read, &options);
    if is_refused(&got) {
        return;
    }
    let again = value(got).expect("what was written reads again");
    assert_eq!(shown(&again), shown(&read));
}

/// All of a description but its name, in text.
fn shown(hub: &HubDescription) -> String {
    let mut text = format!(
        "{:?} {:?} {:?}",
        hub.registration_ttl, hub.user_metadata, hub.disabled
    );
    for credential in hub.credentials.iter() {
        for (name, value) in &credential.properties {
            text += &format!("\n{} {name:?} {:?}", credential.element, value.expose());
        }
    }
    for rule in &hub.rules {
        text += &format!(
            "\n{:?} {} {} {} {:?} {:?}",
            rule.key_name,
            rule.listen,
            rule.send,
            rule.manage,
            rule.primary_key.expose(),
            rule.secondary_key.expose()
        );
    }
    text
}
