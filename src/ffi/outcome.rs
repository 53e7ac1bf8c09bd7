//! Outcomes.
//!
//! Whether the service took it, and all else that is known of one call.
use std::cell::Cell;
use std::ffi::{c_char, c_void};
use std::ptr;

use libc::size_t;

use crate::documents::brought::Brought;
use crate::documents::notification_outcome::RegistrationResult;
use crate::error::{Error, Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::last_error::{nh_error, set_last_error};
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::{give, put};
use crate::ffi::boundary::texts::BytesWithNul;
use crate::hub::read::OutcomeWith;
use crate::outcome::{Outcome, nh_verdict};

/// What a call came to. All getters accept NULL; text is borrowed from the
/// outcome. Use it from one thread at a time.
pub struct nh_outcome {
    /// Without the error and the body.
    object: Object<Outcome>,
    error: Option<nh_error>,
    body: BytesWithNul,
    pub(super) user_data: *mut c_void,
    /// Until it is taken, through an outcome that is only lent as well.
    pub(super) brought: Cell<Option<Box<Brought>>>,
}

opaque!(nh_outcome.object: Outcome, "outcome");

impl From<Outcome> for nh_outcome {
    fn from(mut outcome: Outcome) -> nh_outcome {
        nh_outcome {
            brought: Cell::new(outcome.brought.take()),
            error: outcome.error.take().map(nh_error::from),
            body: std::mem::take(&mut outcome.body).into(),
            object: outcome.into(),
            user_data: ptr::null_mut(),
        }
    }
}

impl nh_outcome {
    /// A copy of its error.
    pub(super) fn why(&self) -> Option<Error> {
        self.error.as_ref().map(|error| error.0.core.clone())
    }
}

/// What the call returned: NH_STATUS_OK if it was accepted and brought what was
/// asked for. NH_STATUS_INVALID_ARGUMENT for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_status(outcome: Option<&nh_outcome>) -> nh_status {
    guard::value(nh_status::Internal, || match outcome {
        None => nh_status::InvalidArgument,
        Some(outcome) => super::error::nh_error_status(outcome.error.as_ref()),
    })
}

/// Accepted, not accepted, or unknown: what the service did, where the status
/// says what the caller has. NH_VERDICT_NOT_ACCEPTED for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_verdict(outcome: Option<&nh_outcome>) -> nh_verdict {
    guard::get(outcome, nh_verdict::NotAccepted, |o| o.object.core.verdict)
}

/// A word for an nh_verdict: "accepted", "not accepted" or "unknown". Static.
#[unsafe(no_mangle)]
pub extern "C" fn nh_verdict_name(verdict: i32) -> *const c_char {
    guard::value(c"unknown".as_ptr(), || {
        let known = nh_verdict::from_number(verdict).unwrap_or(nh_verdict::Unknown);
        known.name().as_ptr()
    })
}

/// Why the status is not NH_STATUS_OK; NULL if it is. There can be an error
/// though the verdict is NH_VERDICT_ACCEPTED: the answer's document cannot be
/// read, the hub that was asked for is not there, or a wait's time was over.
/// Borrowed from the outcome.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_error(outcome: Option<&nh_outcome>) -> *const nh_error {
    guard::pointer(outcome, |o| o.error.as_ref())
}

/// True if it was accepted after an attempt whose outcome is unknown (only
/// with NH_RETRY_ALWAYS): devices may have got it twice.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_may_be_duplicate(outcome: Option<&nh_outcome>) -> bool {
    guard::get(outcome, false, |o| o.object.core.maybe_duplicate)
}

/// The notification's id, for telemetry; NULL if the hub's tier gives none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_notification_id(outcome: Option<&nh_outcome>) -> *const c_char {
    guard::text(outcome, |o| o.notification_id.as_ref())
}

/// The id of the registration that the call made, read or asked for; NULL for
/// other calls.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_registration_id(outcome: Option<&nh_outcome>) -> *const c_char {
    guard::text(outcome, |o| o.registration_id.as_ref())
}

/// The tracking id that this call carried: quote it to Azure support. NULL if
/// no request was made.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_tracking_id(outcome: Option<&nh_outcome>) -> *const c_char {
    guard::text(outcome, |o| o.tracking_id.as_ref())
}

/// The service's own id for the request (x-ms-correlation-request-id); NULL if
/// it gave none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_correlation_id(outcome: Option<&nh_outcome>) -> *const c_char {
    guard::text(outcome, |o| o.correlation_id.as_ref())
}

/// HTTP status of the last answer, usually 201; 0 if none came.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_http_status(outcome: Option<&nh_outcome>) -> i32 {
    guard::find(outcome, 0, |o| Some(o.object.core.http_status?.into()))
}

/// How many requests were begun: more than 1 after retries, 0 if the arguments
/// were refused.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_attempts(outcome: Option<&nh_outcome>) -> u32 {
    guard::get(outcome, 0, |o| o.object.core.attempts)
}

/// Body of the last answer: nh_outcome_body_len bytes as they came, with a NUL
/// behind them. Never NULL. Of the answer to a send, to a change without a
/// document, and of a refusal these are the first 64 KiB, of a test send's 1 MiB.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_body(outcome: Option<&nh_outcome>) -> *const c_char {
    guard::get(outcome, c"".as_ptr(), |o| o.body.as_ptr())
}

/// How many bytes the body has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_body_len(outcome: Option<&nh_outcome>) -> size_t {
    guard::get(outcome, 0, |o| o.body.len())
}

/// True for an accepted test send whose NotificationOutcome could be read; the
/// functions below then tell what it says.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_has_test_result(outcome: Option<&nh_outcome>) -> bool {
    guard::get(outcome, false, |o| o.object.core.test.is_some())
}

/// Test send: how many devices' push services took it; -1 without test result.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_success_count(outcome: Option<&nh_outcome>) -> i64 {
    guard::find(outcome, -1, |o| Some(o.object.core.test.as_ref()?.success))
}

/// Test send: how many did not; -1 without test result.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_failure_count(outcome: Option<&nh_outcome>) -> i64 {
    guard::find(outcome, -1, |o| Some(o.object.core.test.as_ref()?.failure))
}

/// Test send: how many registrations were tried, at most ten.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_result_count(outcome: Option<&nh_outcome>) -> size_t {
    guard::find(outcome, 0, |o| {
        Some(o.object.core.test.as_ref()?.results.len())
    })
}

fn result_text(
    outcome: Option<&nh_outcome>,
    index: size_t,
    read: impl FnOnce(&RegistrationResult) -> &String,
) -> *const c_char {
    guard::text(outcome, |o| o.test.as_ref()?.results.get(index).map(read))
}

/// Platform word of result number index, such as "apple"; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_result_platform(
    outcome: Option<&nh_outcome>,
    index: size_t,
) -> *const c_char {
    result_text(outcome, index, |r| &r.platform)
}

/// Device handle of result number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_result_pns_handle(
    outcome: Option<&nh_outcome>,
    index: size_t,
) -> *const c_char {
    result_text(outcome, index, |r| &r.pns_handle)
}

/// Registration id of result number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_result_registration_id(
    outcome: Option<&nh_outcome>,
    index: size_t,
) -> *const c_char {
    result_text(outcome, index, |r| &r.registration_id)
}

/// The service's words on result number index, such as "The Notification was
/// successfully sent to the Push Notification System"; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_result_outcome(
    outcome: Option<&nh_outcome>,
    index: size_t,
) -> *const c_char {
    result_text(outcome, index, |r| &r.outcome)
}

/// The user_data that was handed in with the call: see nh_send_async. NULL for
/// calls that wait.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_user_data(outcome: Option<&nh_outcome>) -> *mut c_void {
    guard::get(outcome, ptr::null_mut(), |o| o.user_data)
}

/// Frees an outcome. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_outcome_free(outcome: Option<Box<nh_outcome>>) {
    guard::free(outcome);
}

/// For calls that bring their outcome alone. Whatever happens, there is one.
pub fn call(
    function: &str,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<Outcome>,
) -> nh_status {
    conclude(function, outcome_out, guard::caught(body))
}

#[inline(never)]
fn conclude(
    function: &str,
    outcome_out: *mut *mut nh_outcome,
    result: Option<Result<Outcome>>,
) -> nh_status {
    let result = result.unwrap_or_else(|| Err(guard::fault(function)));
    let outcome = result.unwrap_or_else(Outcome::failed);
    if let Some(error) = &outcome.error {
        set_last_error(error.clone());
    }
    let status = outcome.status();
    give(outcome_out, nh_outcome::from(outcome));
    status
}

/// For calls that bring something beside their outcome: it goes to `value`
/// (NULL if there is none), the outcome to `outcome`.
pub fn read<T, V: From<T>>(
    function: &str,
    value: *mut *mut V,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<OutcomeWith<T>>,
) -> nh_status {
    put(value, ptr::null_mut());
    call(function, outcome_out, || {
        let read = body()?;
        if let Some(got) = read.value {
            give(value, V::from(got));
        }
        Ok(read.outcome)
    })
}

/// The same where what it brings is a plain value.
pub fn read_plain<T: Copy + Default>(
    function: &str,
    value: *mut T,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<OutcomeWith<T>>,
) -> nh_status {
    put(value, T::default());
    call(function, outcome_out, || {
        let read = body()?;
        if let Some(got) = read.value {
            put(value, got);
        }
        Ok(read.outcome)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_outcome() {
        let mut out = ptr::null_mut();
        let status = call("nh_y", &mut out, || panic!("s3cret"));
        assert_eq!(status, nh_status::Internal);
        // SAFETY: `call` has just made it, and nobody else has it.
        let outcome = unsafe { Box::from_raw(out) };
        let message = outcome.error.unwrap().0.core.message.clone();
        assert!(message.starts_with("nh_y: ") && !message.contains("s3cret"));
    }
}
