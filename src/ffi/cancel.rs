//! Cancelling.
//!
//! One thread waits in a call, and another one ends it, or a signal handler. Or the
//! thread asks the program from time to time whether to go on.
use std::ffi::c_void;
use std::sync::Arc;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::required;
use crate::ffi::callbacks::nh_interrupt_callback;
use crate::sys::cancel::Cancel;
use crate::sys::interrupt::{self, Asked};

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

/// Has calls that wait on this thread ask callback whether to go on: about twice a
/// second, and as soon as a signal interrupts a wait for the network. If not, they end:
/// those that have an outcome with NH_STATUS_CANCELLED and an honest verdict,
/// nh_hub_close, nh_queue_next, nh_queue_dispatch, nh_queue_close and the wait for
/// room in a queue as if their time was over. Later calls on this thread are made as
/// any other.
///
/// It is for interpreters, which run handlers of signals between their own
/// instructions, and so on no thread that waits in a call: entering the interpreter
/// in callback lets them run. It needs no nh_cancel, and costs nothing where a call
/// has its answer before.
///
/// callback and user_data, which may be NULL, must stay usable until this is called
/// again on the same thread or the thread ends. NULL for callback asks nobody (the
/// default), and so do threads of the library. In a child of fork() the thread that
/// forked goes on asking.
#[unsafe(no_mangle)]
pub extern "C" fn nh_set_interrupt_callback(
    callback: nh_interrupt_callback,
    user_data: *mut c_void,
) -> nh_status {
    guard::status("nh_set_interrupt_callback", || {
        interrupt::set(callback.map(|function| Asked {
            function,
            user_data,
        }));
        Ok(())
    })
}
