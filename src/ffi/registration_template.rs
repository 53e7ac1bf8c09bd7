//! Templates of registrations.
//!
//! The template that a registration has in it.
use std::ffi::c_char;

use libc::size_t;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{optional_text, text};
use crate::ffi::registration::nh_registration;

/// Makes it a template registration; name may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_template(
    registration: Option<&mut nh_registration>,
    body: *const c_char,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_registration_set_template", registration, |r| {
        r.set_template(text(body, "body")?, optional_text(name, "name")?)
    })
}

/// Makes it a native registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_template(
    registration: Option<&mut nh_registration>,
) -> nh_status {
    guard::set("nh_registration_remove_template", registration, |r| {
        r.remove_template();
        Ok(())
    })
}

/// Removes a header of its template, in whatever case it is written. That there is
/// none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_template_header(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
) -> nh_status {
    guard::set(
        "nh_registration_remove_template_header",
        registration,
        |r| {
            r.remove_template_header(text(name, "name")?);
            Ok(())
        },
    )
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
    guard::set("nh_registration_set_template_header", registration, |r| {
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
    guard::set("nh_registration_set_apple_expressions", registration, |r| {
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
    guard::set(
        "nh_registration_set_baidu_message_type",
        registration,
        |r| r.set_baidu_message_type(message_type),
    )
}

/// True for a template registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_has_template(registration: Option<&nh_registration>) -> bool {
    guard::get(registration, false, |r| r.0.core.template.is_some())
}

/// Body of its template; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_body(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| Some(&r.template.as_ref()?.body))
}

/// Name of its template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_name(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.template.as_ref()?.name.as_ref())
}

/// How many headers its template has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_count(
    registration: Option<&nh_registration>,
) -> size_t {
    guard::find(registration, 0, |r| {
        Some(r.0.core.template.as_ref()?.headers.len())
    })
}

/// Name of template header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_name(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    guard::text(registration, |r| {
        Some(&r.template.as_ref()?.headers.get(index)?.0)
    })
}

/// Value of template header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_template_header_value(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    guard::text(registration, |r| {
        Some(&r.template.as_ref()?.headers.get(index)?.1)
    })
}

/// The expression for the expiry of an Apple template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_apple_expiry(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.template.as_ref()?.expiry.as_ref())
}

/// The expression for the priority of an Apple template; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_apple_priority(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.template.as_ref()?.priority.as_ref())
}

/// The message type of a Baidu template; -1 if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_baidu_message_type(
    registration: Option<&nh_registration>,
) -> i32 {
    guard::find(registration, -1, |r| r.0.core.baidu_message_type())
}
