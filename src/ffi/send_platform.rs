//! Sending in one line.
//!
//! The how-to's methods by name: nh_send with notification and target in one,
//! for each platform to a tag expression and to everyone.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::pointers::text;
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};
use crate::notification::Notification;
use crate::notification::platform::Platform;
use crate::notification::target::Target;
use crate::policy::options::CallOptions;

/// Where a notification goes. A NULL expression is an error, not everyone.
enum To {
    Everyone,
    Matching(*const c_char),
}

/// What all of them do; once, not a copy in each.
#[inline(never)]
fn send(
    function: &str,
    hub: Option<&nh_hub>,
    platform: Platform,
    payload: *const c_char,
    to: To,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call(function, outcome, || {
        let hub = entered(hub)?;
        let payload = text(payload, "payload")?;
        let notification = Notification::new(platform, payload.as_bytes())?;
        let target = match to {
            To::Everyone => Target::broadcast(),
            To::Matching(expression) => Target::expression(text(expression, "tag_expression")?)?,
        };
        Ok(hub.send(&notification, &target, &CallOptions::default()))
    })
}

/// Sends an Apple (APNs) notification; payload is JSON with "aps". It goes to
/// devices that match tag_expression (one tag, or tags with ||, && and !); NULL
/// or "" is an error. Options are the hub's. outcome as in nh_send: may be
/// NULL, else always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_apple_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_apple_notification",
        hub,
        Platform::Apple,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends an Apple (APNs) notification; payload is JSON with "aps". It goes to
/// every device of the platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_apple_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_apple_notification",
        hub,
        Platform::Apple,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a notification through Google's legacy API (GCM, legacy FCM); payload
/// is JSON with "data" or "notification". It goes to devices that match
/// tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
/// Options are the hub's. outcome as in nh_send: may be NULL, else always set
/// and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_google_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_google_notification",
        hub,
        Platform::Gcm,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a notification through Google's legacy API (GCM, legacy FCM); payload
/// is JSON with "data" or "notification". It goes to every device of the
/// platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_google_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_google_notification",
        hub,
        Platform::Gcm,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a Firebase (FCM v1) notification; payload is JSON with "message". It
/// goes to devices that match tag_expression (one tag, or tags with ||, && and
/// !); NULL or "" is an error. Options are the hub's. outcome as in nh_send:
/// may be NULL, else always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_fcmv1_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_fcmv1_notification",
        hub,
        Platform::Fcmv1,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a Firebase (FCM v1) notification; payload is JSON with "message". It
/// goes to every device of the platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_fcmv1_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_fcmv1_notification",
        hub,
        Platform::Fcmv1,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a Windows (WNS) notification; payload is toast, tile or badge XML. It
/// goes to devices that match tag_expression (one tag, or tags with ||, && and
/// !); NULL or "" is an error. Options are the hub's. outcome as in nh_send:
/// may be NULL, else always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_windows_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_windows_notification",
        hub,
        Platform::Windows,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a Windows (WNS) notification; payload is toast, tile or badge XML. It
/// goes to every device of the platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_windows_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_windows_notification",
        hub,
        Platform::Windows,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a Windows Phone (MPNS) notification; payload is XML with a root
/// wp:Notification. It goes to devices that match tag_expression (one tag, or
/// tags with ||, && and !); NULL or "" is an error. Options are the hub's.
/// outcome as in nh_send: may be NULL, else always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_mpns_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_mpns_notification",
        hub,
        Platform::Mpns,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a Windows Phone (MPNS) notification; payload is XML with a root
/// wp:Notification. It goes to every device of the platform. outcome as in
/// nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_mpns_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_mpns_notification",
        hub,
        Platform::Mpns,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends an Amazon (ADM) notification; payload is JSON with "data". It goes to
/// devices that match tag_expression (one tag, or tags with ||, && and !); NULL
/// or "" is an error. Options are the hub's. outcome as in nh_send: may be
/// NULL, else always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_adm_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_adm_notification",
        hub,
        Platform::Adm,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends an Amazon (ADM) notification; payload is JSON with "data". It goes to
/// every device of the platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_adm_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_adm_notification",
        hub,
        Platform::Adm,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a Baidu notification; payload is JSON. It goes to devices that match
/// tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
/// Options are the hub's. outcome as in nh_send: may be NULL, else always set
/// and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_baidu_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_baidu_notification",
        hub,
        Platform::Baidu,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a Baidu notification; payload is JSON. It goes to every device of the
/// platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_baidu_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_baidu_notification",
        hub,
        Platform::Baidu,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a browser (web push) notification; payload is JSON. It goes to devices
/// that match tag_expression (one tag, or tags with ||, && and !); NULL or ""
/// is an error. Options are the hub's. outcome as in nh_send: may be NULL, else
/// always set and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_browser_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_browser_notification",
        hub,
        Platform::Browser,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a browser (web push) notification; payload is JSON. It goes to every
/// device of the platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_browser_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_browser_notification",
        hub,
        Platform::Browser,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a Xiaomi notification; payload is JSON. It goes to devices that match
/// tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
/// Options are the hub's. outcome as in nh_send: may be NULL, else always set
/// and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_xiaomi_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_xiaomi_notification",
        hub,
        Platform::Xiaomi,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a Xiaomi notification; payload is JSON. It goes to every device of the
/// platform. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_xiaomi_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_xiaomi_notification",
        hub,
        Platform::Xiaomi,
        payload,
        To::Everyone,
        outcome,
    )
}

/// Sends a template notification; payload is a JSON object of text properties,
/// which each device's template renders. It goes to devices that match
/// tag_expression (one tag, or tags with ||, && and !); NULL or "" is an error.
/// Options are the hub's. outcome as in nh_send: may be NULL, else always set
/// and to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_template_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    tag_expression: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_send_template_notification",
        hub,
        Platform::Template,
        payload,
        To::Matching(tag_expression),
        outcome,
    )
}

/// Sends a template notification; payload is a JSON object of text properties,
/// which each device's template renders. It goes to every device with a
/// template. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_broadcast_template_notification(
    hub: Option<&nh_hub>,
    payload: *const c_char,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    send(
        "nh_broadcast_template_notification",
        hub,
        Platform::Template,
        payload,
        To::Everyone,
        outcome,
    )
}
