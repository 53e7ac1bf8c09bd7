//! Calls on jobs that do not wait.
//!
//! Jobs and feedback, as nh_send_async sends.
// tests/source/asynchronous.rs writes this from asynchronous.list.
use std::ffi::{c_char, c_void};

use crate::documents::job::JobType;
use crate::error::nh_status;
use crate::ffi::boundary::pointers::optional_text;
use crate::ffi::boundary::pointers::text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::nh_hub;
use crate::ffi::queue::{nh_queue, submit};
use crate::queue::prepared_call::PreparedCall;

/// Hands in what nh_submit_job would do; status, outcome, queue and user_data as in
/// nh_send_async. nh_outcome_take_job gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_submit_job_async(
    hub: Option<&nh_hub>,
    job_type: i32,
    output_container_uri: *const c_char,
    import_file_uri: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit("nh_submit_job_async", hub, queue, user_data, &mut |hub| {
        let job_type = JobType::checked(job_type)?;
        let output_container_uri = text(output_container_uri, "output_container_uri")?;
        let import_file_uri = optional_text(import_file_uri, "import_file_uri")?;
        let options = or_default(options)?;
        PreparedCall::submit_job(
            hub,
            job_type,
            output_container_uri,
            import_file_uri,
            options,
        )
    })
}

/// Hands in what nh_get_job would do; status, outcome, queue and user_data as in
/// nh_send_async. nh_outcome_take_job gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_job_async(
    hub: Option<&nh_hub>,
    job_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit("nh_get_job_async", hub, queue, user_data, &mut |hub| {
        let job_id = text(job_id, "job_id")?;
        let options = or_default(options)?;
        PreparedCall::job(hub, job_id, options)
    })
}

/// Hands in what nh_list_jobs would do; status, outcome, queue and user_data as in
/// nh_send_async. nh_outcome_take_job_list gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_list_jobs_async(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit("nh_list_jobs_async", hub, queue, user_data, &mut |hub| {
        let options = or_default(options)?;
        PreparedCall::jobs(hub, options)
    })
}

/// Hands in what nh_get_feedback_container_uri would do. The URI is the outcome's
/// body (nh_outcome_body), whole and without blanks around it. Status, outcome,
/// queue and user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_feedback_container_uri_async(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_get_feedback_container_uri_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let options = or_default(options)?;
            PreparedCall::feedback_container_uri(hub, options)
        },
    )
}
