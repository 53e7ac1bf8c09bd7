//! `{hub}/jobs`, and doing what they ask for: exporting registrations to a file, and importing them
//! from one.

use crate::api::atom::{self, Feed};
use crate::api::call::Call;
use crate::api::registrations::{self, IfMatch};
use crate::api::tier_limits;
use crate::app::App;
use crate::basics::console;
use crate::basics::locks;
use crate::devices::checks::Checks;
use crate::devices::registration_reader;
use crate::devices::registration_writer::{self, DescriptionForm};
use crate::http::answer::Answer;
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::state::blob_url::BlobUrl;
use crate::state::change::Change;
use crate::state::hub::Hub;
use crate::state::hubs::NAMESPACE;
use crate::state::job::{Job, JobKind, JobOutput};
use crate::wire::element::Element;
use crate::wire::ids;
use crate::wire::timestamp;
use hyper::StatusCode;
use hyper::header::{CONTENT_LOCATION, HeaderName, LOCATION};
use std::io::{self, BufRead, BufReader, Write};
use std::sync::Arc;

pub fn submit(call: &Call, hub: &Hub, body: &[u8]) -> Result<Answer, ServiceError> {
    let job = Element::of_entry(body).and_then(|root| Job::parse(&root, call.app.strict));
    let job = job.map_err(|fault| {
        ServiceError::bad_request(format!(
            "The supplied notificationhub job payload is invalid. {fault}"
        ))
    })?;
    let job = job.submitted(ids::job(call.now), call.now);
    let change = Change::Job(Box::new(job.clone()));
    hub.write(|_| Ok((change, ())))?;
    let url = call.target.url(&format!("/{}", job.id));
    answer(call, &job, url, StatusCode::CREATED, LOCATION)
}

/// The address in the answer has the id twice: the service appends it to that of the request.
pub fn get(call: &Call, hub: &Hub, id: &str) -> Result<Answer, ServiceError> {
    run_due(call.app);
    let job = hub
        .read(|store| store.jobs().get(id).cloned())
        .ok_or_else(|| ServiceError::not_found("The job does not exist"))?;
    let url = call.target.url(&format!("/{id}"));
    answer(call, &job, url, StatusCode::OK, CONTENT_LOCATION)
}

pub fn list(call: &Call, hub: &Hub) -> Result<Answer, ServiceError> {
    run_due(call.app);
    let jobs: Vec<Arc<Job>> = hub.read(|store| store.jobs().values().cloned().collect());
    let mut feed = Feed::new("jobs", &call.target.url(""), None, call.now);
    for job in jobs {
        let url = call.target.url(&format!("/{}", job.id));
        feed.entry("", &entry(call, &job, &url));
    }
    Ok(feed.into_answer())
}

fn answer(
    call: &Call,
    job: &Job,
    url: String,
    status: StatusCode,
    header: HeaderName,
) -> Result<Answer, ServiceError> {
    let xml = atom::entry(&entry(call, job, &url));
    Ok(atom::answer(status, xml).header(header, headers::value(url)?))
}

fn entry(call: &Call, job: &Job, url: &str) -> String {
    let now = timestamp::seconds(call.now);
    let mut xml = String::new();
    atom::head(&mut xml, url, &job.id, Some(&now), &now);
    atom::link(&mut xml, "self", url);
    xml + "<content type=\"application/xml\">" + &job.write(call.now) + "</content>"
}

/// Does the jobs whose time has come. Called often; usually there is nothing to do.
pub fn run_due(app: &App) {
    for hub in app.hubs() {
        let now = app.clock.now();
        let due = |job: &&Arc<Job>| job.is_due(now);
        let jobs: Vec<Arc<Job>> =
            hub.read(|store| store.jobs().values().filter(due).cloned().collect());
        for job in jobs {
            // A long one does not keep requests waiting: they see it running.
            let Some(_running) = locks::try_lock(&app.running_job) else {
                return;
            };
            let done = hub.read(|store| store.jobs().get(&job.id).is_none_or(|j| j.end.is_some()));
            if !done {
                let ended = job.ended(run(app, &hub, &job), app.clock.now());
                let written = hub.write(|_| Ok((Change::Job(Box::new(ended)), ())));
                if let Err(error) = written {
                    console::complain(format_args!("job {}: {error}", job.id));
                }
            }
        }
    }
}

fn run(app: &App, hub: &Hub, job: &Job) -> Result<JobOutput, String> {
    let container = BlobUrl::parse(&job.output_container)?;
    container.check("rwl")?;
    // As in the service's own: its namespace, an empty part, the hub, the job.
    let folder = format!("{NAMESPACE}//{}/{}", hub.name, job.id);
    let output = JobOutput {
        output_file: format!("{folder}/Output.txt"),
        failed_file: format!("{folder}/Failed.txt"),
    };
    let container = &container.container;
    let fail = |error: io::Error| format!("The storage cannot be used: {error}");
    match job.kind {
        JobKind::Export => {
            let registrations = hub.registrations();
            let export = |file: &mut dyn Write| {
                registrations.iter().try_for_each(|registration| {
                    let line = registration_writer::write(registration, DescriptionForm::Line);
                    writeln!(file, "{line}")
                })
            };
            app.blobs
                .write(container, &output.output_file, export)
                .and_then(|()| app.blobs.put(container, &output.failed_file, b""))
                .map_err(fail)?;
        }
        kind => {
            let file = job.import_file.as_deref().unwrap_or_default();
            let file = BlobUrl::parse(file)?;
            file.check("r")?;
            let name = file.name.unwrap_or_default();
            let opened = app.blobs.open(&file.container, &name).map_err(fail)?;
            let input = opened.ok_or("The file to import does not exist")?;
            let mut input = BufReader::new(input);
            app.blobs
                .write(container, &output.output_file, |done| {
                    app.blobs.write(container, &output.failed_file, |failed| {
                        import(app, hub, kind, &mut input, done, failed)
                    })
                })
                .map_err(fail)?;
        }
    }
    Ok(output)
}

/// One description on each line. The number of the line comes first in both files; then, with a tab
/// between, what became of it, or why nothing did and the line itself.
fn import(
    app: &App,
    hub: &Hub,
    kind: JobKind,
    input: &mut dyn BufRead,
    done: &mut dyn Write,
    failed: &mut dyn Write,
) -> io::Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        match import_one(app, hub, kind, text) {
            Ok(xml) => writeln!(done, "{number}\t{xml}")?,
            Err(reason) => {
                let reason = reason.replace(['\t', '\r', '\n'], " ");
                write!(failed, "{number}\t{reason}\t")?;
                failed.write_all(text)?;
                failed.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}

fn import_one(app: &App, hub: &Hub, kind: JobKind, line: &[u8]) -> Result<String, String> {
    // It may be of an export, with tags in it that the service gave.
    let checks = Checks {
        own: true,
        ..Checks::of_client(app.strict)
    };
    let parsed = registration_reader::parse(&Element::parse(line)?, checks);
    let parsed = parsed.map_err(|fault| fault.to_string())?;
    let id = parsed
        .id
        .clone()
        .ok_or("RegistrationId is missing".to_owned());
    let fail = |error: ServiceError| match error.status {
        StatusCode::NOT_FOUND => "The registration does not exist".to_owned(),
        _ => error.to_string(),
    };
    let is_new = match kind {
        JobKind::ImportCreate => true,
        JobKind::ImportUpsert => {
            let id = parsed.id.as_deref().unwrap_or_default();
            hub.read(|store| store.registration(id).is_none())
        }
        _ => false,
    };
    if is_new {
        tier_limits::check_room(app).map_err(fail)?;
    }
    let registration = match kind {
        JobKind::ImportCreate => registrations::insert_new(hub, parsed).map_err(fail)?,
        JobKind::ImportUpdate => {
            registrations::upsert(hub, &id?, parsed, Some(IfMatch::Any)).map_err(fail)?
        }
        JobKind::ImportUpsert => registrations::upsert(hub, &id?, parsed, None).map_err(fail)?,
        JobKind::ImportDelete => registrations::remove(hub, &id?, None).map_err(fail)?,
        JobKind::Export => return Err("An export imports nothing".to_owned()),
    };
    Ok(registration_writer::write(
        &registration,
        DescriptionForm::Line,
    ))
}
