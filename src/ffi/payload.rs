//! Payloads.
//!
//! Notifications whose payload the library writes, and checks of those that you
//! write.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::{optional_text, text};
use crate::ffi::notification::nh_notification;
use crate::notification::payload;
use crate::notification::payload_check;
use crate::notification::platform::Platform;
use crate::notification::template;

/// An Apple alert with its push type and priority. title may be NULL.
/// nh_notification_set_property adds members beside "aps". Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_apple_alert(
    title: *const c_char,
    body: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_apple_alert", || {
        let title = optional_text(title, "title")?;
        payload::apple_alert(title, text(body, "body")?)
    })
}

/// An Apple background push, which wakes the app and shows nothing, with the
/// push type and the priority that Apple wants for it.
/// nh_notification_set_property adds members beside "aps". Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_apple_background() -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_apple_background", || {
        payload::apple_background()
    })
}

/// A push to a Live Activity: event is "start", "update" or "end", unix_seconds the
/// time of what it tells, of which Apple shows the latest, content_state the new
/// state as a JSON object, or NULL. Push type and priority are set;
/// nh_notification_set_apns_topic sets the topic, the app's bundle id with
/// ".push-type.liveactivity" behind it. NH_FIELD_APPLE_TITLE and
/// NH_FIELD_APPLE_BODY make it an alert too; a start also wants
/// NH_FIELD_APPLE_ATTRIBUTES_TYPE and NH_FIELD_APPLE_ATTRIBUTES. Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_apple_live_activity(
    event: *const c_char,
    unix_seconds: i64,
    content_state: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_apple_live_activity", || {
        let state = optional_text(content_state, "content_state")?;
        payload::apple_live_activity(text(event, "event")?, unix_seconds, state)
    })
}

/// An FCM v1 message that shows title and body; each may be NULL, and with
/// neither it is data alone. nh_notification_set_property adds data, which FCM
/// takes only as text. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_fcmv1_message(
    title: *const c_char,
    body: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_fcmv1_message", || {
        let title = optional_text(title, "title")?;
        let body = optional_text(body, "body")?;
        payload::fcmv1_message(title, body)
    })
}

/// A message of Google's legacy API (GCM, legacy FCM) that shows title and body;
/// each may be NULL, and with neither it is data alone. nh_notification_set_property
/// adds data. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_gcm_message(
    title: *const c_char,
    body: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_gcm_message", || {
        let title = optional_text(title, "title")?;
        payload::gcm_message(title, optional_text(body, "body")?)
    })
}

/// An Amazon (ADM) message of data, which nh_notification_set_property adds. Free
/// with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_adm_message() -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_adm_message", payload::adm_message)
}

/// A Baidu notification. title may be NULL: then the app's name is shown.
/// nh_notification_set_property adds custom content. Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_baidu_message(
    title: *const c_char,
    description: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_baidu_message", || {
        let title = optional_text(title, "title")?;
        payload::baidu_message(title, text(description, "description")?)
    })
}

/// A push to browsers: JSON whose members are named as the options of the web's
/// Notifications API, for the page's service worker to show. title and body may be
/// NULL. nh_notification_set_property adds members of "data". Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_browser_message(
    title: *const c_char,
    body: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_browser_message", || {
        let title = optional_text(title, "title")?;
        payload::browser_message(title, optional_text(body, "body")?)
    })
}

/// A Xiaomi message. title (at most 50 characters) and description (at most 128)
/// may be NULL. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_xiaomi_message(
    title: *const c_char,
    description: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_xiaomi_message", || {
        let title = optional_text(title, "title")?;
        payload::xiaomi_message(title, optional_text(description, "description")?)
    })
}

/// A Windows toast of one or two lines; line2 and launch (what the app is told
/// when the toast is touched) may be NULL. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_windows_toast(
    line1: *const c_char,
    line2: *const c_char,
    launch: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_windows_toast", || {
        let line2 = optional_text(line2, "line2")?;
        let launch = optional_text(launch, "launch")?;
        payload::windows_toast(text(line1, "line1")?, line2, launch)
    })
}

/// A Windows tile that shows one or two lines; line2 may be NULL. Free with
/// nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_windows_tile(
    line1: *const c_char,
    line2: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_windows_tile", || {
        let line2 = optional_text(line2, "line2")?;
        payload::windows_tile(text(line1, "line1")?, line2)
    })
}

/// A Windows badge: a number such as "7", or one of Windows's glyphs, such as
/// "none", "alert" or "newMessage". Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_windows_badge(
    value: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_windows_badge", || {
        payload::windows_badge(text(value, "value")?)
    })
}

/// A Windows Phone toast; text2 may be NULL. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_mpns_toast(
    text1: *const c_char,
    text2: *const c_char,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_mpns_toast", || {
        let text2 = optional_text(text2, "text2")?;
        payload::mpns_toast(text(text1, "text1")?, text2)
    })
}

/// A Windows Phone tile: NH_FIELD_MPNS_TITLE, NH_FIELD_MPNS_COUNT and the other
/// fields say what changes on it. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_mpns_tile() -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_mpns_tile", payload::mpns_tile)
}

/// Checks a payload, and its headers, by the documented rules of its push
/// service: size, well-formed JSON or XML, the members that it wants and those
/// that it refuses, text-only data for FCM, text-only properties for templates.
/// The manual lists the rules, each with its source; the error's text ends in
/// the name of the one that is broken. NH_STATUS_INVALID_PAYLOAD if something
/// is wrong. nh_options_set_check_payloads does it for every send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_check(notification: Option<&nh_notification>) -> nh_status {
    guard::status("nh_notification_check", || {
        payload_check::check(built(notification)?)
    })
}

/// Checks the body of a template for devices of a platform (an nh_platform):
/// that it is well-formed JSON or XML, its expressions, such as $(name),
/// $(name:{default}), .(name, 20), %(name), #(name) and {$(a) + ' ' + $(b)},
/// and the members that the push service wants, as nh_notification_check does.
/// A value that begins with a sign of an expression has to be one from end to
/// end; .( and %( amid other text are text, and $( there is refused, since the
/// service puts nothing in for it. It does not know which properties a message
/// will have: nh_template_check_with_sample does. NH_STATUS_INVALID_PAYLOAD if
/// something is wrong; nh_error_column tells where.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_check(platform: i32, body: *const c_char) -> nh_status {
    guard::status("nh_template_check", || {
        template::check(Platform::checked(platform)?, text(body, "body")?)
    })
}
