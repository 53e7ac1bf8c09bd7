//! The error object, and the last failure of each thread.

use std::cell::RefCell;
use std::ptr;

use crate::error::Error;
use crate::ffi::boundary::object::{Object, opaque};

/// Why a call failed. Read it with the nh_error_ functions, all of which
/// accept NULL.
pub struct nh_error(pub(in crate::ffi) Object<Error>);

opaque!(nh_error(Error), "error");

thread_local! {
    // Boxed, so that what nh_last_error hands out stays where it is.
    static LAST: RefCell<Option<Box<nh_error>>> = const { RefCell::new(None) };
}

/// Makes `error` the thread's last error.
pub fn set_last_error(error: Error) {
    // A thread that is ending has nobody to ask for it.
    let _ = LAST.try_with(|last| *last.borrow_mut() = Some(Box::new(error.into())));
}

/// The thread's last error, or NULL. It stays until the next one is set.
pub fn last_error() -> *const nh_error {
    let pointer = |last: &RefCell<Option<Box<nh_error>>>| {
        let last = last.borrow();
        last.as_deref().map_or(ptr::null(), ptr::from_ref)
    };
    LAST.try_with(pointer).unwrap_or(ptr::null())
}
