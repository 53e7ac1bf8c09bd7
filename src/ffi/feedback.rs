//! Feedback.
//!
//! Which devices the push services could not reach, and why.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::feedback::{Feedback, parse};
use crate::error::Error;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::bytes;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};

/// Asks where feedback can be read (Standard tier, Manage right): the outcome's
/// body is the URL of a storage container, with a signature of its own. Its
/// blobs are named by day, MMddyyyy; nh_feedback_parse reads what is in one.
/// outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_feedback_container_uri(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_get_feedback_container_uri", outcome, || {
        let hub = entered(hub)?;
        Ok(hub.feedback_container_uri(or_default(options)?).outcome)
    })
}

/// What a blob of feedback says, document by document.
pub struct nh_feedback(Object<(Vec<Feedback>, u64)>);

opaque!(nh_feedback((Vec<Feedback>, u64)), "feedback");

/// Reads a blob of feedback, length bytes in UTF-8 or UTF-16. Documents in it
/// that cannot be read are passed over and counted. Free with nh_feedback_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_parse(
    blob: *const c_char,
    length: size_t,
) -> Option<Box<nh_feedback>> {
    guard::new("nh_feedback_parse", || {
        parse(bytes(blob, length, "blob")?).map_err(|why| Error::argument(format!("blob: {why}")))
    })
}

/// How many documents were read.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_count(feedback: Option<&nh_feedback>) -> size_t {
    guard::get(feedback, 0, |f| f.0.core.0.len())
}

/// How many could not be read.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_unreadable_count(feedback: Option<&nh_feedback>) -> u64 {
    guard::get(feedback, 0, |f| f.0.core.1)
}

fn text(
    feedback: Option<&nh_feedback>,
    index: size_t,
    read: impl FnOnce(&Feedback) -> Option<&String>,
) -> *const c_char {
    guard::text(feedback, |(items, _)| items.get(index).and_then(read))
}

/// When document number index was written; NULL if it does not say, as in all
/// that follow, and past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_time(feedback: Option<&nh_feedback>, index: size_t) -> *const c_char {
    text(feedback, index, |f| f.time.as_ref())
}

/// What was wrong, such as "ExpiredChannel".
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_error(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.error.as_ref())
}

/// Platform word of the device.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_platform(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.platform.as_ref())
}

/// The device's handle.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_pns_handle(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.pns_handle.as_ref())
}

/// The handle that replaces it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_new_pns_handle(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.new_pns_handle.as_ref())
}

/// The device's registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_registration_id(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.registration_id.as_ref())
}

/// The device's installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_installation_id(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.installation_id.as_ref())
}

/// The notification that found it out.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_notification_id(
    feedback: Option<&nh_feedback>,
    index: size_t,
) -> *const c_char {
    text(feedback, index, |f| f.notification_id.as_ref())
}

/// Frees feedback. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_free(feedback: Option<Box<nh_feedback>>) {
    guard::free(feedback);
}
