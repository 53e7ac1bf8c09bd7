//! Every exported function runs inside one of these: no panic leaves the
//! library, and failures reach the thread's last error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result, Status};
use crate::ffi::batch::nh_batch_report;
use crate::ffi::error::set_last_error;
use crate::ffi::outcome::nh_outcome;
use crate::ffi::pointers::{give, put};
use crate::operations::batch::BatchReport;
use crate::operations::read::Read;
use crate::outcome::Outcome;

#[cfg(panic = "abort")]
compile_error!(
    "notification_hubs must be built with panic = \"unwind\": a panic must not end the host"
);

/// Runs `body`, of which `None` is left if it panics. The only way into the
/// library. What stands behind it in this file copies texts and no more.
fn caught<T>(body: impl FnOnce() -> T) -> Option<T> {
    // What a panic leaves half done is never looked at again: locks recover
    // from poison, and the objects of the failed call are the caller's to free.
    catch_unwind(AssertUnwindSafe(|| {
        panic_if_a_test_wants_it();
        body()
    }))
    .ok()
}

/// In debug builds alone, which are not shipped: `tests/interface/panics.rs` calls every
/// exported function with this variable set.
#[cfg(debug_assertions)]
#[allow(clippy::panic, reason = "it is what is tested")]
fn panic_if_a_test_wants_it() {
    if std::env::var_os("NH_TEST_PANIC").is_some() {
        panic!("injected");
    }
}

#[cfg(not(debug_assertions))]
fn panic_if_a_test_wants_it() {}

/// The error that stands for a panic. Without the panic's own text, which may
/// quote data.
fn fault(function: &str) -> Error {
    Error::new(
        Status::Internal,
        format!("{function}: a fault in the library was caught; please report it"),
    )
}

/// Runs `body`; a failure or a panic becomes the thread's last error.
fn run<T>(function: &str, body: impl FnOnce() -> Result<T>) -> std::result::Result<T, Status> {
    match caught(body) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(failed(function, Some(error))),
        None => Err(failed(function, None)),
    }
}

/// Tells the thread of an error, or of a panic. Apart from `run`, which is part
/// of hundreds of exported functions; `conclude` likewise.
#[cold]
#[inline(never)]
fn failed(function: &str, error: Option<Error>) -> Status {
    let error = error.unwrap_or_else(|| fault(function));
    let status = error.status;
    set_last_error(error);
    status
}

/// For functions that return a status.
pub fn status(function: &str, body: impl FnOnce() -> Result<()>) -> Status {
    match run(function, body) {
        Ok(()) => Status::Ok,
        Err(status) => status,
    }
}

/// For constructors: NULL on failure.
pub fn new<T>(function: &str, body: impl FnOnce() -> Result<T>) -> Option<Box<T>> {
    run(function, body).ok().map(Box::new)
}

/// For calls that bring their outcome alone. Whatever happens, there is one.
pub fn call(
    function: &str,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<Outcome>,
) -> Status {
    conclude(function, outcome_out, caught(body))
}

#[inline(never)]
fn conclude(
    function: &str,
    outcome_out: *mut *mut nh_outcome,
    result: Option<Result<Outcome>>,
) -> Status {
    let result = result.unwrap_or_else(|| Err(fault(function)));
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
    body: impl FnOnce() -> Result<Read<T>>,
) -> Status {
    put(value, std::ptr::null_mut());
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
    body: impl FnOnce() -> Result<Read<T>>,
) -> Status {
    put(value, T::default());
    call(function, outcome_out, || {
        let read = body()?;
        if let Some(got) = read.value {
            put(value, got);
        }
        Ok(read.outcome)
    })
}

/// For functions that give an object where they succeed, and else NULL.
pub fn give_if_ok<T, V: From<T>>(
    function: &str,
    out: *mut *mut V,
    body: impl FnOnce() -> Result<T>,
) -> Status {
    put(out, std::ptr::null_mut());
    match run(function, body) {
        Ok(got) => {
            give(out, V::from(got));
            Status::Ok
        }
        Err(status) => status,
    }
}

/// For direct batches. Whatever happens, there is a report.
pub fn batch(
    function: &str,
    report_out: *mut *mut nh_batch_report,
    body: impl FnOnce() -> Result<BatchReport>,
) -> Status {
    let result = caught(body).unwrap_or_else(|| Err(fault(function)));
    let report = result.unwrap_or_else(|error| BatchReport {
        error: Some(error),
        ..BatchReport::default()
    });
    let status = report.error.as_ref().map_or(Status::Ok, |e| e.status);
    if let Some(error) = &report.error {
        set_last_error(error.clone());
    }
    give(report_out, nh_batch_report::from(report));
    status
}

/// For getters: what `read` reads of the object, `otherwise` if there is none.
pub fn get<O, T: Copy>(object: Option<O>, otherwise: T, read: impl FnOnce(O) -> T) -> T {
    value(otherwise, || object.map_or(otherwise, read))
}

/// For functions that cannot fail: `otherwise` is what a panic leaves.
pub fn value<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    caught(body).unwrap_or(otherwise)
}

/// For functions that return nothing and cannot fail.
pub fn quiet(body: impl FnOnce()) {
    value((), body);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::error::last_error;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_internal_error() {
        assert_eq!(status("nh_x", || panic!("s3cret")), Status::Internal);
        assert!(new::<u8>("nh_x", || panic!("s3cret")).is_none());
        let status = call("nh_y", std::ptr::null_mut(), || panic!("s3cret"));
        assert_eq!(status, Status::Internal);
        let error = last_error().unwrap();
        assert_eq!(error.status, Status::Internal);
        assert!(error.message.starts_with("nh_y: ") && !error.message.contains("s3cret"));
        assert_eq!(get(Some(1), 2, |_| panic!("s3cret")), 2);
        quiet(|| panic!("s3cret"));
    }
}
