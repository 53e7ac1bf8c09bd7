//! Jobs.
//!
//! Imports and exports of registrations. The service runs them, and their files
//! are in a storage container.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::documents::job::{Job, JobType, nh_job_status, nh_job_type};
use crate::error::Error;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{Texts, optional_text, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};

/// A job. Getters accept NULL; text is borrowed from it, and NULL where the
/// service said nothing.
#[allow(non_camel_case_types)]
pub struct nh_job {
    job: Job,
    texts: Texts,
}

impl From<Job> for nh_job {
    fn from(job: Job) -> nh_job {
        nh_job {
            job,
            texts: Texts::default(),
        }
    }
}

/// Submits a job (Standard tier, Manage right). job_type is an nh_job_type;
/// output_container_uri a storage container's URL with a signature that may
/// list, read and write; import_file_uri a file's URL with one that may read,
/// NULL for an export. After a lost answer it is repeated only with
/// NH_RETRY_ALWAYS. job is set to NULL or to what is to be freed with
/// nh_job_free; outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_submit_job(
    hub: Option<&nh_hub>,
    job_type: i32,
    output_container_uri: *const c_char,
    import_file_uri: *const c_char,
    options: Option<&nh_call_options>,
    job: *mut *mut nh_job,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_submit_job", job, outcome, || {
        let hub = entered(hub)?;
        let job_type = JobType::from_number(job_type).ok_or_else(|| {
            Error::argument(format!(
                "job_type {job_type} is not an nh_job_type that can be submitted"
            ))
        })?;
        let output = text(output_container_uri, "output_container_uri")?;
        let import = optional_text(import_file_uri, "import_file_uri")?;
        Ok(hub.submit_job(job_type, output, import, &or_default(options)))
    })
}

/// Reads a job. job and outcome as in nh_submit_job.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_job(
    hub: Option<&nh_hub>,
    job_id: *const c_char,
    options: Option<&nh_call_options>,
    job: *mut *mut nh_job,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_job", job, outcome, || {
        let hub = entered(hub)?;
        Ok(hub.job(text(job_id, "job_id")?, &or_default(options)))
    })
}

/// Reads a job, with growing pauses, until it is completed or failed or the
/// call's timeout is over: then NH_STATUS_TIMEOUT. Set a timeout of minutes. A
/// job that failed is NH_STATUS_OK with NH_JOB_STATUS_FAILED: the waiting went
/// well. Any failure to ask ends the wait, also NH_STATUS_NOT_FOUND. Whatever
/// ends it, job is as it was read last, or NULL if it never was. job and outcome
/// are to be freed as in nh_submit_job.
#[unsafe(no_mangle)]
pub extern "C" fn nh_wait_job(
    hub: Option<&nh_hub>,
    job_id: *const c_char,
    options: Option<&nh_call_options>,
    job: *mut *mut nh_job,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_wait_job", job, outcome, || {
        let hub = entered(hub)?;
        Ok(hub.wait_job(text(job_id, "job_id")?, &or_default(options)))
    })
}

/// A list of jobs.
#[allow(non_camel_case_types)]
pub struct nh_job_list(Vec<nh_job>);

impl From<Vec<Job>> for nh_job_list {
    fn from(jobs: Vec<Job>) -> nh_job_list {
        nh_job_list(jobs.into_iter().map(nh_job::from).collect())
    }
}

/// Reads all jobs that the service still knows. jobs is set to NULL or to what
/// is to be freed with nh_job_list_free; outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_list_jobs(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    jobs: *mut *mut nh_job_list,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_list_jobs", jobs, outcome, || {
        Ok(entered(hub)?.jobs(&or_default(options)))
    })
}

/// How many jobs the list has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_list_count(jobs: Option<&nh_job_list>) -> size_t {
    guard::get(jobs, 0, |jobs| jobs.0.len())
}

/// Job number index, borrowed from the list; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_list_get(jobs: Option<&nh_job_list>, index: size_t) -> *const nh_job {
    guard::value(ptr::null(), || {
        jobs.and_then(|jobs| jobs.0.get(index))
            .map_or(ptr::null(), |job| job as *const nh_job)
    })
}

/// Frees a list and its jobs. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_list_free(jobs: Option<Box<nh_job_list>>) {
    guard::quiet(|| drop(jobs));
}

fn field(
    job: Option<&nh_job>,
    key: (&'static str, usize, usize),
    get: impl FnOnce(&Job) -> Option<&str>,
) -> *const c_char {
    guard::get(job, ptr::null(), |j| j.texts.get(key, get(&j.job)))
}

/// Its id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_id(job: Option<&nh_job>) -> *const c_char {
    field(job, ("id", 0, 0), |j| j.id.as_deref())
}

/// What it does.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_get_type(job: Option<&nh_job>) -> nh_job_type {
    guard::get(job, nh_job_type::Unknown, |j| j.job.job_type())
}

/// How far it got; NH_JOB_STATUS_UNKNOWN for NULL and for a status that this
/// version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_get_status(job: Option<&nh_job>) -> nh_job_status {
    guard::get(job, nh_job_status::Unknown, |j| j.job.status())
}

/// Its status in the service's word; NULL while it is started.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_status_text(job: Option<&nh_job>) -> *const c_char {
    field(job, ("status", 0, 0), |j| j.status.as_deref())
}

/// How much is done, in percent; 0 for NULL and while the service says nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_progress(job: Option<&nh_job>) -> f64 {
    guard::get(job, 0.0, |j| j.job.progress)
}

/// Why it failed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_failure(job: Option<&nh_job>) -> *const c_char {
    field(job, ("failure", 0, 0), |j| j.failure.as_deref())
}

/// Where it writes to, with the URL's own signature.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_output_container_uri(job: Option<&nh_job>) -> *const c_char {
    field(job, ("output", 0, 0), |j| j.output_container_uri.as_deref())
}

/// What it reads, with the URL's own signature.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_import_file_uri(job: Option<&nh_job>) -> *const c_char {
    field(job, ("import", 0, 0), |j| j.import_file_uri.as_deref())
}

/// When it was submitted, as the service writes it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_created_at(job: Option<&nh_job>) -> *const c_char {
    field(job, ("created", 0, 0), |j| j.created_at.as_deref())
}

/// When it last changed, as the service writes it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_updated_at(job: Option<&nh_job>) -> *const c_char {
    field(job, ("updated", 0, 0), |j| j.updated_at.as_deref())
}

/// An output property by name: "OutputFilePath" or "FailedFilePath", paths in
/// the container. NULL if it is not there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_output_property(
    job: Option<&nh_job>,
    name: *const c_char,
) -> *const c_char {
    guard::value(ptr::null(), || {
        let Ok(name) = text(name, "name") else {
            return ptr::null();
        };
        job.map_or(ptr::null(), |j| {
            let found = j
                .job
                .output_properties
                .iter()
                .enumerate()
                .find(|(_, (known, _))| known == name);
            found.map_or(ptr::null(), |(index, (_, value))| {
                j.texts.get(("property", index, 0), Some(value))
            })
        })
    })
}

/// Frees a job. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_job_free(job: Option<Box<nh_job>>) {
    guard::quiet(|| drop(job));
}
