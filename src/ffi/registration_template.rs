//! Templates of registrations.
//!
//! The template that a registration has in it.
use std::ffi::c_char;

use libc::size_t;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{optional_text, text};
use crate::ffi::registration::{field, nh_registration, set};

/// Makes it a template registration; name may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_template(
    registration: Option<&mut nh_registration>,
    body: *const c_char,
    name: *const c_char,
) -> nh_status {
    set("nh_registration_set_template", registration, |r| {
        r.set_template(text(body, "body")?, optional_text(name, "name")?)
    })
}

/// Sets a header of its template: X-WNS-Type for Windows (which needs it),
/// X-WindowsPhone-Target and X-NotificationClass for Windows Phone, apns-...
/// for Apple. Set the template first. A second value for a name replaces the
/// first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_template_header(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    set("nh_registration_set_template_header", registration, |r| {
        r.set_template_header(text(name, "name")?, text(value, "value")?)
    })
}

/// Sets the expressions for expiry and priority of an Apple template; each may
/// be NULL, for none. Set the template first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_apple_expressions(
    registration: Option<&mut nh_registration>,
    expiry: *const c_char,
    priority: *const c_char,
) -> nh_status {
    set("nh_registration_set_apple_expressions", registration, |r| {
        let expiry = optional_text(expiry, "expiry")?;
        r.set_apple_template_expressions(expiry, optional_text(priority, "priority")?)
    })
}

/// Sets the message type of a Baidu template, in Baidu's numbers: 0 for a
/// message to the app, 1 for a notification. Set the template first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_baidu_message_type(
    registration: Option<&mut nh_registration>,
    message_type: i32,
) -> nh_status {
    set(
        "nh_registration_set_baidu_message_type",
        registration,
        |r| r.set_baidu_message_type(message_type),
    )
}

/// True for a template registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_has_template(registration: Option<&nh_registration>) -> bool {
    guard::get(registration, false, |r| r.registration.template.is_some())
}

/// Body of its template; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_body(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("body", 0, 0), |r| {
        r.template.as_ref().map(|t| t.body.as_str())
    })
}

/// Name of its template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_name(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("name", 0, 0), |r| {
        r.template.as_ref()?.name.as_deref()
    })
}

/// How many headers its template has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_count(
    registration: Option<&nh_registration>,
) -> size_t {
    guard::value(0, || {
        registration
            .and_then(|r| r.registration.template.as_ref())
            .map_or(0, |t| t.headers.len())
    })
}

/// Name of template header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_name(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    field(registration, ("header", index, 0), |r| {
        let (name, _) = r.template.as_ref()?.headers.get(index)?;
        Some(name)
    })
}

/// Value of template header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_value(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    field(registration, ("header", index, 1), |r| {
        let (_, value) = r.template.as_ref()?.headers.get(index)?;
        Some(value)
    })
}

/// The expression for the expiry of an Apple template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_apple_expiry(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("expiry", 0, 0), |r| {
        r.template.as_ref()?.expiry.as_deref()
    })
}

/// The expression for the priority of an Apple template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_apple_priority(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("priority", 0, 0), |r| {
        r.template.as_ref()?.priority.as_deref()
    })
}

/// The message type of a Baidu template; -1 if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_baidu_message_type(
    registration: Option<&nh_registration>,
) -> i32 {
    guard::value(0, || {
        registration
            .and_then(|r| r.registration.baidu_message_type())
            .unwrap_or(-1)
    })
}
