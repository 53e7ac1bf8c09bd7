//! What calls that do not wait bring.
//!
//! An outcome that comes out of a queue carries what its call read: each function
//! here takes one kind. What nobody takes is freed with the outcome.
use crate::documents::brought::Brought;
use crate::documents::installation::Installation;
use crate::documents::job::Job;
use crate::documents::notification_details::NotificationDetails;
use crate::documents::registration::{Registration, RegistrationPage};
use crate::error::{Error, Result};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::required;
use crate::ffi::installation::nh_installation;
use crate::ffi::job::{nh_job, nh_job_list};
use crate::ffi::outcome::nh_outcome;
use crate::ffi::registration::nh_registration;
use crate::ffi::registration_page::nh_registration_page;
use crate::ffi::telemetry::nh_notification_details;

/// The installation that nh_get_installation_async read; free it with
/// nh_installation_free. NULL if there is none: the call failed, was another, or
/// it was taken before; nh_last_error says which. The outcome may be one that
/// nh_queue_dispatch lends.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_installation(
    outcome: Option<&nh_outcome>,
) -> Option<Box<nh_installation>> {
    guard::new("nh_outcome_take_installation", || {
        taken::<Installation>(outcome, "an installation")
    })
}

/// The registration that nh_create_registration_async, nh_put_registration_async,
/// nh_update_registration_async or nh_get_registration_async brought; free it with
/// nh_registration_free. NULL as in nh_outcome_take_installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_registration(
    outcome: Option<&nh_outcome>,
) -> Option<Box<nh_registration>> {
    guard::new("nh_outcome_take_registration", || {
        taken::<Registration>(outcome, "a registration")
    })
}

/// The page that nh_get_registration_page_async read; free it with
/// nh_registration_page_free. NULL as in nh_outcome_take_installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_registration_page(
    outcome: Option<&nh_outcome>,
) -> Option<Box<nh_registration_page>> {
    guard::new("nh_outcome_take_registration_page", || {
        taken::<RegistrationPage>(outcome, "a page of registrations")
    })
}

/// What nh_get_notification_details_async read; free it with
/// nh_notification_details_free. NULL as in nh_outcome_take_installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_notification_details(
    outcome: Option<&nh_outcome>,
) -> Option<Box<nh_notification_details>> {
    guard::new("nh_outcome_take_notification_details", || {
        taken::<NotificationDetails>(outcome, "a notification's details")
    })
}

/// The job of nh_submit_job_async or nh_get_job_async; free it with nh_job_free.
/// NULL as in nh_outcome_take_installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_job(outcome: Option<&nh_outcome>) -> Option<Box<nh_job>> {
    guard::new("nh_outcome_take_job", || taken::<Job>(outcome, "a job"))
}

/// The list that nh_list_jobs_async read; free it with nh_job_list_free. NULL as
/// in nh_outcome_take_installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_take_job_list(
    outcome: Option<&nh_outcome>,
) -> Option<Box<nh_job_list>> {
    guard::new("nh_outcome_take_job_list", || {
        taken::<Vec<Job>>(outcome, "a list of jobs")
    })
}

/// Is there what nh_installation_exists_async or nh_registration_exists_async
/// asked for? False also for NULL, for a call that failed, and for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_exists(outcome: Option<&nh_outcome>) -> bool {
    guard::get(outcome, false, |outcome| {
        let brought = outcome.brought.take();
        let exists = matches!(brought.as_deref(), Some(Brought::Exists(true)));
        outcome.brought.set(brought);
        exists
    })
}

fn taken<T: TryFrom<Brought, Error = Brought>>(
    outcome: Option<&nh_outcome>,
    what: &str,
) -> Result<T> {
    let outcome = required(outcome, "outcome")?;
    let Some(brought) = outcome.brought.take() else {
        return Err(brought_nothing(outcome, what));
    };
    T::try_from(*brought).map_err(|other| {
        let error = is_another(what, &other);
        outcome.brought.set(Some(Box::new(other)));
        error
    })
}

#[cold]
#[inline(never)]
fn brought_nothing(outcome: &nh_outcome, what: &str) -> Error {
    outcome.why().unwrap_or_else(|| {
        Error::argument(format!(
            "the outcome has not brought {what}, or it was taken before"
        ))
    })
}

#[cold]
#[inline(never)]
fn is_another(what: &str, brought: &Brought) -> Error {
    Error::argument(format!(
        "the outcome brought {}, not {what}",
        brought.name()
    ))
}
