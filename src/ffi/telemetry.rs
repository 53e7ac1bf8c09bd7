//! Telemetry.
//!
//! What the push services made of a notification, some seconds after it was
//! taken.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::documents::notification_details::{NotificationDetails, nh_notification_state};
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{Texts, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};

/// What the service knows of a notification. Getters accept NULL; text is
/// borrowed from it, and NULL where the service said nothing.
#[allow(non_camel_case_types)]
pub struct nh_notification_details {
    details: NotificationDetails,
    texts: Texts,
}

impl From<NotificationDetails> for nh_notification_details {
    fn from(details: NotificationDetails) -> nh_notification_details {
        nh_notification_details {
            details,
            texts: Texts::default(),
        }
    }
}

/// Asks what became of a notification (Standard tier). For some seconds after
/// the send the service may not know it: NH_STATUS_NOT_FOUND. details is set to
/// NULL or to what is to be freed with nh_notification_details_free; outcome as
/// in nh_send, with the service's XML as its body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_notification_details(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
    options: Option<&nh_call_options>,
    details: *mut *mut nh_notification_details,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_notification_details", details, outcome, || {
        let hub = entered(hub)?;
        let id = text(notification_id, "notification_id")?;
        Ok(hub.notification_details(id, &or_default(options)))
    })
}

/// Asks again, with growing pauses, until the state is final or the call's
/// timeout is over: then NH_STATUS_TIMEOUT. Set a timeout of minutes. While the
/// service does not know the notification (404) it is asked again as well, since
/// that is so for some seconds after a send, but only for a minute on end: then
/// NH_STATUS_NOT_FOUND. Whatever ends the wait, details is what was read last,
/// or NULL if nothing was.
#[unsafe(no_mangle)]
pub extern "C" fn nh_wait_notification_details(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
    options: Option<&nh_call_options>,
    details: *mut *mut nh_notification_details,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_wait_notification_details", details, outcome, || {
        let hub = entered(hub)?;
        let id = text(notification_id, "notification_id")?;
        Ok(hub.wait_notification_details(id, &or_default(options)))
    })
}

fn field(
    details: Option<&nh_notification_details>,
    name: &'static str,
    get: impl FnOnce(&NotificationDetails) -> Option<&str>,
) -> *const c_char {
    guard::get(details, ptr::null(), |d| {
        d.texts.get((name, 0, 0), get(&d.details))
    })
}

/// How far it got; NH_NOTIFICATION_STATE_UNKNOWN for NULL and for a state that
/// this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_state(
    details: Option<&nh_notification_details>,
) -> nh_notification_state {
    guard::get(details, nh_notification_state::Unknown, |d| {
        d.details.state()
    })
}

/// The state in the service's word.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_state_text(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "state", |d| d.state.as_deref())
}

/// The notification's id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_notification_id(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "id", |d| d.notification_id.as_deref())
}

/// The notification's address.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_location(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "location", |d| d.location.as_deref())
}

/// When the service took it, as it writes times: "2025-01-01T12:00:00Z".
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_enqueue_time(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "enqueued", |d| d.enqueue_time.as_deref())
}

/// When sending began.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_start_time(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "start", |d| d.start_time.as_deref())
}

/// When sending ended.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_end_time(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "end", |d| d.end_time.as_deref())
}

/// The payload.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_body(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "body", |d| d.body.as_deref())
}

/// The tag expression.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_tags(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "tags", |d| d.tags.as_deref())
}

/// The platforms it went to, separated by commas.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_target_platforms(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "platforms", |d| d.target_platforms.as_deref())
}

/// Where the errors of push services can be read one by one; it holds a
/// signature of its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_error_uri(
    details: Option<&nh_notification_details>,
) -> *const c_char {
    field(details, "errors", |d| d.error_details_uri.as_deref())
}

/// How many counts there are: one for each platform and outcome.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_count(
    details: Option<&nh_notification_details>,
) -> size_t {
    guard::get(details, 0, |d| d.details.counts.len())
}

/// Platform word of count number index, such as "apple"; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_count_platform(
    details: Option<&nh_notification_details>,
    index: size_t,
) -> *const c_char {
    guard::get(details, ptr::null(), |d| {
        let count = d.details.counts.get(index);
        d.texts
            .get(("platform", index, 0), count.map(|c| c.platform.as_str()))
    })
}

/// Outcome of count number index in the service's word, such as "Success" or
/// "WrongToken"; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_count_outcome(
    details: Option<&nh_notification_details>,
    index: size_t,
) -> *const c_char {
    guard::get(details, ptr::null(), |d| {
        let count = d.details.counts.get(index);
        d.texts
            .get(("outcome", index, 0), count.map(|c| c.name.as_str()))
    })
}

/// How many devices count number index stands for; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_count_value(
    details: Option<&nh_notification_details>,
    index: size_t,
) -> i64 {
    guard::value(0, || {
        details
            .and_then(|d| d.details.counts.get(index))
            .map_or(0, |c| c.count)
    })
}

/// Frees details. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_details_free(details: Option<Box<nh_notification_details>>) {
    guard::quiet(|| drop(details));
}
