//! The error object, and the last failure of each thread.

use std::cell::RefCell;
use std::ffi::CString;
use std::ptr;

use crate::error::Error;
use crate::ffi::boundary::pointers::c_string;

/// Why a call failed. Read it with the nh_error_ functions, all of which
/// accept NULL.
#[allow(non_camel_case_types)]
#[derive(Clone)]
pub struct nh_error {
    pub(in crate::ffi) error: Error,
    pub(in crate::ffi) message: CString,
    pub(in crate::ffi) service_code: Option<CString>,
    pub(in crate::ffi) service_detail: Option<CString>,
    pub(in crate::ffi) tracking_id: Option<CString>,
}

impl From<Error> for nh_error {
    fn from(error: Error) -> nh_error {
        nh_error {
            message: c_string(&error.message),
            service_code: error.service_code.as_deref().map(c_string),
            service_detail: error.service_detail.as_deref().map(c_string),
            tracking_id: error.tracking_id.as_deref().map(c_string),
            error,
        }
    }
}

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
