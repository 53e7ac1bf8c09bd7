//! Every exported function runs inside one of these: no panic leaves the
//! library, and failures reach the thread's last error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result, Status};
use crate::ffi::error::set_last_error;
use crate::ffi::outcome::nh_outcome;
use crate::ffi::pointers::{give, put};
use crate::operations::read::Read;
use crate::outcome::Outcome;

#[cfg(panic = "abort")]
compile_error!(
    "notification_hubs must be built with panic = \"unwind\": a panic must not end the host"
);

/// Runs `body`; a failure or a panic becomes the thread's last error.
fn run<T>(function: &str, body: impl FnOnce() -> Result<T>) -> std::result::Result<T, Status> {
    let result = caught(function, body).unwrap_or_else(Err);
    result.map_err(|error| {
        let status = error.status;
        set_last_error(error);
        status
    })
}

fn caught<T>(function: &str, body: impl FnOnce() -> T) -> Result<T> {
    // What a panic leaves half done is never looked at again: locks recover
    // from poison, and the objects of the failed call are the caller's to free.
    catch_unwind(AssertUnwindSafe(body)).map_err(|_| {
        // Without the panic's own text, which may quote data.
        Error::new(
            Status::Internal,
            format!("{function}: a fault in the library was caught; please report it"),
        )
    })
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

/// Whatever happens, there is an outcome.
fn outcome(function: &str, body: impl FnOnce() -> Result<Outcome>) -> Outcome {
    let result = caught(function, body).unwrap_or_else(Err);
    let outcome = result.unwrap_or_else(Outcome::failed);
    if let Some(error) = &outcome.error {
        set_last_error(error.clone());
    }
    outcome
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
    let mut got = None;
    let result = outcome(function, || {
        let read = body()?;
        got = read.value;
        Ok(read.outcome)
    });
    if let Some(got) = got {
        give(value, V::from(got));
    }
    let status = result.status();
    give(outcome_out, nh_outcome::from(result));
    status
}

/// The same where what it brings is a plain value.
pub fn read_plain<T: Copy>(
    function: &str,
    value: *mut T,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<Read<T>>,
) -> Status {
    let result = outcome(function, || {
        let read = body()?;
        if let Some(got) = read.value {
            put(value, got);
        }
        Ok(read.outcome)
    });
    let status = result.status();
    give(outcome_out, nh_outcome::from(result));
    status
}

/// For calls that bring their outcome alone.
pub fn call(
    function: &str,
    outcome_out: *mut *mut nh_outcome,
    body: impl FnOnce() -> Result<Outcome>,
) -> Status {
    let result = outcome(function, body);
    let status = result.status();
    give(outcome_out, nh_outcome::from(result));
    status
}

/// For functions that return nothing and cannot fail.
pub fn quiet(body: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(body));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_internal_error() {
        assert_eq!(status("nh_x", || panic!("s3cret")), Status::Internal);
        assert!(new::<u8>("nh_x", || panic!("s3cret")).is_none());
        let outcome = outcome("nh_x", || panic!("s3cret"));
        let error = outcome.error.unwrap();
        assert_eq!(error.status, Status::Internal);
        assert!(error.message.starts_with("nh_x: ") && !error.message.contains("s3cret"));
        quiet(|| panic!("s3cret"));
    }
}
