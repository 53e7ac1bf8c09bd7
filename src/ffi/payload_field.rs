//! Fields of payloads.
//!
//! What push services document beside title and text, set one by one in a payload
//! that the library writes; docs/sending.md names what has no field. Each field (an nh_field) belongs to one kind of
//! payload and takes one kind of value; another is refused, and so is a value that
//! the push service would refuse.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::text;
use crate::ffi::notification::nh_notification;
use crate::notification::draft::Given;

/// Sets a text field (an nh_field) of a notification whose payload the library
/// writes. value is UTF-8; a second one replaces the first.
/// NH_STATUS_INVALID_ARGUMENT, with what the field takes, for a field of another
/// kind of payload and for a value that it does not take.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_text(
    notification: Option<&mut nh_notification>,
    field: i32,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_text", notification, |n| {
        n.set_field(field, Given::Text(text(value, "value")?))
    })
}

/// Adds a text to a field (an nh_field) that is a list. Otherwise as
/// nh_notification_set_text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_add_text(
    notification: Option<&mut nh_notification>,
    field: i32,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_notification_add_text", notification, |n| {
        n.set_field(field, Given::MoreText(text(value, "value")?))
    })
}

/// Sets a field (an nh_field) that is a number; whole numbers up to 2^53 arrive as
/// they are. Of a time its whole seconds are written (in a browser's timestamp also
/// milliseconds), and one that is given in milliseconds is refused. Otherwise as nh_notification_set_text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_number(
    notification: Option<&mut nh_notification>,
    field: i32,
    value: f64,
) -> nh_status {
    guard::set("nh_notification_set_number", notification, |n| {
        n.set_field(field, Given::Number(value))
    })
}

/// Sets a field (an nh_field) that is true or false. Otherwise as
/// nh_notification_set_text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_flag(
    notification: Option<&mut nh_notification>,
    field: i32,
    value: bool,
) -> nh_status {
    guard::set("nh_notification_set_flag", notification, |n| {
        n.set_field(field, Given::Flag(value))
    })
}

/// Sets a field (an nh_field) that is a JSON object, of at most 64 levels. Otherwise
/// as nh_notification_set_text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_json(
    notification: Option<&mut nh_notification>,
    field: i32,
    json: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_json", notification, |n| {
        n.set_field(field, Given::Json(text(json, "json")?))
    })
}

/// Takes a field (an nh_field) away, a list with all its texts. That there is none
/// is no error.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_clear_field(
    notification: Option<&mut nh_notification>,
    field: i32,
) -> nh_status {
    guard::set("nh_notification_clear_field", notification, |n| {
        n.set_field(field, Given::Nothing)
    })
}
