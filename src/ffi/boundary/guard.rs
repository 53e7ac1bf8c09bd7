//! Every exported function runs inside one of these: no panic leaves the
//! library, and failures reach the thread's last error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Error, Result, Status};
use crate::ffi::boundary::last_error::set_last_error;
use crate::ffi::boundary::pointers::{give, put};

#[cfg(panic = "abort")]
compile_error!(
    "notification_hubs must be built with panic = \"unwind\": a panic must not end the host"
);

/// Runs `body`, of which `None` is left if it panics. The only way into the
/// library. What stands behind it in this file copies texts and no more.
pub fn caught<T>(body: impl FnOnce() -> T) -> Option<T> {
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
pub fn fault(function: &str) -> Error {
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
    use crate::ffi::boundary::last_error::last_error;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_internal_error() {
        assert_eq!(status("nh_x", || panic!("s3cret")), Status::Internal);
        assert!(new::<u8>("nh_x", || panic!("s3cret")).is_none());
        // SAFETY: the thread's own, and nothing fails on it meanwhile.
        let error = unsafe { &(*last_error()).error };
        assert_eq!(error.status, Status::Internal);
        assert!(error.message.starts_with("nh_x: ") && !error.message.contains("s3cret"));
        assert_eq!(get(Some(1), 2, |_| panic!("s3cret")), 2);
        quiet(|| panic!("s3cret"));
    }
}
