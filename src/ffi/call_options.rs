//! Options of a call.
//!
//! What is different for one call. NULL in their place leaves all as the hub has
//! it.
use std::ffi::c_char;
use std::sync::Arc;

use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built_or, opaque};
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::cancel::nh_cancel;
use crate::policy::options::CallOptions;

/// How one call is made; what is not set is as the hub has it. Calls do not
/// change it: once built, any number of threads may use it.
pub struct nh_call_options(Object<CallOptions>);

opaque!(nh_call_options(CallOptions), "options");

/// The options, and for NULL those that leave all as the hub has it.
pub fn or_default(options: Option<&nh_call_options>) -> Result<&CallOptions> {
    static NOTHING_SET: CallOptions = CallOptions::NOTHING_SET;
    built_or(options, &NOTHING_SET)
}

/// Call options with nothing set. Free with nh_call_options_free. Setters
/// return their status and also keep the first failure, with which the call
/// then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_new() -> Option<Box<nh_call_options>> {
    guard::new("nh_call_options_new", || Ok(CallOptions::default()))
}

/// Frees call options. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_free(options: Option<Box<nh_call_options>>) {
    guard::free(options);
}

/// Total time for this call in milliseconds, 1 to 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_timeout_ms(
    options: Option<&mut nh_call_options>,
    timeout_ms: u32,
) -> nh_status {
    guard::set("nh_call_options_set_timeout_ms", options, |o| {
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
    guard::set("nh_call_options_set_tracking_id", options, |o| {
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
    guard::set("nh_call_options_set_test", options, |o| {
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
    guard::set("nh_call_options_set_retry", options, |o| o.set_retry(retry))
}

/// Requests at most, the first included, 1 to 100: see
/// nh_options_set_max_attempts.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_max_attempts(
    options: Option<&mut nh_call_options>,
    attempts: u32,
) -> nh_status {
    guard::set("nh_call_options_set_max_attempts", options, |o| {
        o.set_max_attempts(attempts)
    })
}

/// Lets cancel end this call from another thread.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_cancel(
    options: Option<&mut nh_call_options>,
    cancel: Option<&nh_cancel>,
) -> nh_status {
    guard::set("nh_call_options_set_cancel", options, |o| {
        o.set_cancel(Arc::clone(&required(cancel, "cancel")?.0));
        Ok(())
    })
}

/// The span that the call is part of, as the traceparent of W3C Trace Context says it:
/// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01". Each request of the call
/// carries it as a header; where the hub has a span callback (nh_options_set_span_callback),
/// with the id of the request's own span in place of the caller's. A header of that name
/// that the notification has is then left out.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_traceparent(
    options: Option<&mut nh_call_options>,
    traceparent: *const c_char,
) -> nh_status {
    guard::set("nh_call_options_set_traceparent", options, |o| {
        o.set_traceparent(text(traceparent, "traceparent")?)
    })
}

/// What tracing systems add to the traceparent, as the tracestate of W3C Trace Context:
/// "vendor=value,tenant@vendor=value". A header of each request that has a traceparent;
/// without one it is not sent. "" is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_call_options_set_tracestate(
    options: Option<&mut nh_call_options>,
    tracestate: *const c_char,
) -> nh_status {
    guard::set("nh_call_options_set_tracestate", options, |o| {
        o.set_tracestate(text(tracestate, "tracestate")?)
    })
}
