//! Sending.
//!
//! From here on a program reaches the service.
use crate::error::nh_status;
use crate::ffi::boundary::pointers::required;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::outcome::{self, nh_outcome};
use crate::ffi::target::nh_target;

/// Sends a notification and waits for the service's answer, on the calling
/// thread and never longer than the timeout.
///
/// options may be NULL. outcome may be NULL; if not, it is always set, also
/// for bad arguments, and is to be freed with nh_outcome_free. Returns
/// NH_STATUS_OK if the service accepted it: it is then queued for delivery.
/// Otherwise nh_outcome_error says why not and nh_outcome_verdict whether it
/// may have been sent all the same.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_send", outcome, || {
        let hub = entered(hub)?;
        let notification = required(notification, "notification")?;
        let target = required(target, "target")?;
        Ok(hub.send(&notification.0, &target.0, &or_default(options)))
    })
}
