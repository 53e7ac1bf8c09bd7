//! Errors.
//!
//! A status says what kind of failure it was. An error says the rest: one line
//! for a log, what the service answered, whether another try is of use.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::error::{nh_access_problem, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::last_error::{last_error, nh_error};

/// This thread's latest failure, or NULL if no call on it has failed yet.
/// Borrowed: valid until this thread's next failing nh_ call. Calls that
/// succeed and _free calls leave it alone, so clean up first if you like.
/// Read it in a statement of its own: in printf("%d %s", nh_send(...),
/// nh_error_message(nh_last_error())) the order of the two calls is not
/// defined. For sends prefer nh_outcome_error, which belongs to the outcome.
#[unsafe(no_mangle)]
pub extern "C" fn nh_last_error() -> *const nh_error {
    guard::value(ptr::null(), last_error)
}

/// A copy that stays valid until nh_error_free; NULL if error is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_copy(error: Option<&nh_error>) -> Option<Box<nh_error>> {
    guard::value(None, || Some(Box::new(error?.0.core.clone().into())))
}

/// Frees a copy. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_free(error: Option<Box<nh_error>>) {
    guard::free(error);
}

/// What kind of failure; NH_STATUS_OK for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_status(error: Option<&nh_error>) -> nh_status {
    guard::get(error, nh_status::Ok, |e| e.0.core.status)
}

/// One line of English: what failed, and what to do. Never NULL ("" for NULL).
/// Holds no key, token, device handle or payload.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_message(error: Option<&nh_error>) -> *const c_char {
    guard::text_or_empty(error, |e| &e.message)
}

/// HTTP status of the service's answer; 0 if there was none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_http_status(error: Option<&nh_error>) -> i32 {
    guard::find(error, 0, |e| Some(e.0.core.http_status?.into()))
}

/// The service's own code, such as "InvalidSignature" or "40900", at most 200
/// characters; NULL if it gave none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_service_code(error: Option<&nh_error>) -> *const c_char {
    guard::text(error, |e| e.service_code.as_ref())
}

/// The service's own words, in one line of at most 500 characters; NULL if it
/// gave none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_service_detail(error: Option<&nh_error>) -> *const c_char {
    guard::text(error, |e| e.service_detail.as_ref())
}

/// The tracking id to quote to Azure support, at most 200 characters; NULL if
/// there is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_tracking_id(error: Option<&nh_error>) -> *const c_char {
    guard::text(error, |e| e.tracking_id.as_ref())
}

/// Could the same call succeed later? True after a failed connection, a timeout,
/// an answer that is no HTTP or broke off, and the answers 403 with Retry-After,
/// 408, 429, 500, 502, 503, 504 and 506 to 599. It does not say that a
/// repetition is harmless: nh_error_may_have_been_sent does.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_is_transient(error: Option<&nh_error>) -> bool {
    guard::get(error, false, |e| e.0.core.transient)
}

/// True if the request left this machine and no answer came that says what
/// became of it: sending again may reach devices twice, and a change may have
/// been made. Never of calls that only read.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_may_have_been_sent(error: Option<&nh_error>) -> bool {
    guard::get(error, false, |e| e.0.core.may_have_been_sent)
}

/// How many milliseconds the service asks to wait; -1 if it does not say.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_retry_after_ms(error: Option<&nh_error>) -> i64 {
    guard::find(error, -1, |e| {
        let wait = e.0.core.retry_after?.as_millis();
        Some(i64::try_from(wait).unwrap_or(i64::MAX))
    })
}

/// Why access was refused (401, and 403 without Retry-After): an
/// nh_access_problem, which also the message explains. The service says little;
/// this is told from the form of the key, the clocks and the token.
/// NH_ACCESS_PROBLEM_NONE for other errors and NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_access_problem(error: Option<&nh_error>) -> nh_access_problem {
    guard::get(error, nh_access_problem::None, |e| e.0.core.access_problem)
}

/// For a bad tag, tag expression or template body (nh_template_check), and for a
/// payload that is not well-formed: which character is at fault, counted from 1.
/// 0 if the error is not about a place in a text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_error_column(error: Option<&nh_error>) -> size_t {
    guard::find(error, 0, |e| e.0.core.column)
}
