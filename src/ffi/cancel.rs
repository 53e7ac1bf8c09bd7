//! Cancelling.
//!
//! One thread waits in a call, and another one ends it, or a signal handler.
use std::sync::Arc;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::required;
use crate::sys::cancel::Cancel;

/// Cancels calls from another thread. Any number of threads may use it.
#[allow(non_camel_case_types)]
pub struct nh_cancel(pub(super) Arc<Cancel>);

/// A cancel handle, to be given to sends with nh_call_options_set_cancel. Free
/// with nh_cancel_free, also while calls that have it go on.
#[unsafe(no_mangle)]
pub extern "C" fn nh_cancel_new() -> Option<Box<nh_cancel>> {
    guard::new("nh_cancel_new", || Ok(nh_cancel(Arc::default())))
}

/// Cancels every call that has this handle, and every later one: they return
/// at once with NH_STATUS_CANCELLED, and their outcome says whether the
/// notification may have been sent. May be called from any thread; a cancelled
/// handle stays so.
///
/// May also be called in a signal handler, on whatever thread that runs, also on
/// the one that makes the call: it takes no lock and leaves errno as it was. The
/// handle must be there, and not NULL. A thread of the library wakes the calls; it
/// is started by the first one that has a handle. In a child of fork() handles end
/// the child's calls alone.
#[unsafe(no_mangle)]
pub extern "C" fn nh_cancel_trigger(cancel: Option<&nh_cancel>) -> nh_status {
    guard::status("nh_cancel_trigger", || {
        required(cancel, "cancel")?.0.cancel_by_signal();
        Ok(())
    })
}

/// Frees a cancel handle; calls that have it keep what they need of it. NULL
/// does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_cancel_free(cancel: Option<Box<nh_cancel>>) {
    guard::free(cancel);
}
