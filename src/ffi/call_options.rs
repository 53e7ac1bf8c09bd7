//! Options of a call.
//!
//! What is different for one call. NULL in their place leaves all as the hub has
//! it.
use std::borrow::Cow;
use std::ffi::c_char;
use std::sync::Arc;

use crate::error::Result;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::cancel::nh_cancel;
use crate::policy::options::CallOptions;

/// How one call is made; what is not set is as the hub has it. Calls do not
/// change it: once built, any number of threads may use it.
#[allow(non_camel_case_types)]
pub struct nh_call_options(pub(super) CallOptions);

/// The options, or those that leave all as the hub has it.
pub fn or_default(options: Option<&nh_call_options>) -> Cow<'_, CallOptions> {
    options.map_or_else(
        || Cow::Owned(CallOptions::default()),
        |options| Cow::Borrowed(&options.0),
    )
}

/// Runs a setter on the options' core.
fn set(
    function: &str,
    options: Option<&mut nh_call_options>,
    setter: impl FnOnce(&mut CallOptions) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let options = &mut required(options, "options")?.0;
        let result = setter(options);
        options.remember(result)
    })
}

/// Call options with nothing set. Free with nh_call_options_free. Setters
/// return their status and also keep the first failure, with which the call
/// then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_new() -> Option<Box<nh_call_options>> {
    guard::new("nh_call_options_new", || {
        Ok(nh_call_options(CallOptions::default()))
    })
}

/// Frees call options. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_free(options: Option<Box<nh_call_options>>) {
    guard::quiet(|| drop(options));
}

/// Total time for this call in milliseconds, 1 to 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_timeout_ms(
    options: Option<&mut nh_call_options>,
    timeout_ms: u32,
) -> nh_status {
    set("nh_call_options_set_timeout_ms", options, |o| {
        o.set_timeout_ms(timeout_ms)
    })
}

/// The tracking id of this call, 1 to 128 characters of printable ASCII,
/// instead of a new UUID.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_tracking_id(
    options: Option<&mut nh_call_options>,
    tracking_id: *const c_char,
) -> nh_status {
    set("nh_call_options_set_tracking_id", options, |o| {
        o.set_tracking_id(text(tracking_id, "tracking_id")?)
    })
}

/// Makes an nh_send or a dry run a test send (0: an ordinary one): see
/// nh_options_set_test. Batches and scheduled sends take no notice of it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_test(
    options: Option<&mut nh_call_options>,
    test: i32,
) -> nh_status {
    set("nh_call_options_set_test", options, |o| {
        o.set_test(test != 0);
        Ok(())
    })
}

/// When this call is repeated: an nh_retry.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_retry(
    options: Option<&mut nh_call_options>,
    retry: i32,
) -> nh_status {
    set("nh_call_options_set_retry", options, |o| o.set_retry(retry))
}

/// Requests at most, the first included, 1 to 100: see
/// nh_options_set_max_attempts.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_max_attempts(
    options: Option<&mut nh_call_options>,
    attempts: u32,
) -> nh_status {
    set("nh_call_options_set_max_attempts", options, |o| {
        o.set_max_attempts(attempts)
    })
}

/// Lets cancel end this call from another thread.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_cancel(
    options: Option<&mut nh_call_options>,
    cancel: Option<&nh_cancel>,
) -> nh_status {
    set("nh_call_options_set_cancel", options, |o| {
        o.set_cancel(Arc::clone(&required(cancel, "cancel")?.0));
        Ok(())
    })
}
