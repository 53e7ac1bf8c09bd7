//! Scheduled sends.
//!
//! The service keeps a notification and sends it at its time.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::outcome::{self, nh_outcome};
use crate::ffi::target::nh_target;

/// Schedules a send at unix_ms, a Unix time in milliseconds at most seven days
/// ahead (Standard tier). The service sends at whole seconds, so never before.
/// Refused with NH_STATUS_INVALID_ARGUMENT: more than seven days, a number so
/// small that it must be in seconds, and a device as the target. A time that is
/// past is left to the service. Never a test send. The outcome's notification id
/// is what nh_cancel_scheduled takes. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_schedule(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    unix_ms: i64,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_schedule", outcome, || {
        let hub = entered(hub)?;
        let notification = built(notification)?;
        let target = built(target)?;
        let options = or_default(options)?;
        Ok(hub.schedule(notification, target, unix_ms, options))
    })
}

/// Calls off a scheduled send. NH_STATUS_NOT_FOUND if there is none of this id:
/// it was sent or called off before, or never was. If an earlier attempt of this
/// call was lost, the verdict is then NH_VERDICT_UNKNOWN: it may have been this
/// call that did it. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_cancel_scheduled(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_cancel_scheduled", outcome, || {
        let hub = entered(hub)?;
        let id = text(notification_id, "notification_id")?;
        Ok(hub.cancel_scheduled(id, or_default(options)?))
    })
}
