//! Templates.
//!
//! A template is a payload with gaps, kept at a device, that a template
//! notification fills. It is part of an installation, or of a secondary tile.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::installation::parts::InstallationTemplate;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{optional_text, required, text};
use crate::ffi::notification::nh_notification;
use crate::notification::platform::Platform;
use crate::notification::template;

/// A template of an installation. Getters accept NULL; text is borrowed from it and
/// lasts until it is changed or freed.
pub struct nh_template(Object<InstallationTemplate>);

opaque!(nh_template(InstallationTemplate), "body_template");

/// A template with this body: the platform's payload with expressions such as
/// $(name) in it (nh_template_check checks them). Free with nh_template_free.
///
/// Setters return their status and also keep the first failure, with which
/// every function that takes the template then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_new(body: *const c_char) -> Option<Box<nh_template>> {
    guard::new("nh_template_new", || {
        InstallationTemplate::new(text(body, "body")?)
    })
}

/// Sets another body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_body(
    body_template: Option<&mut nh_template>,
    body: *const c_char,
) -> nh_status {
    guard::set("nh_template_set_body", body_template, |t| {
        t.set_body(text(body, "body")?)
    })
}

/// Sets a header for the push service, such as X-WNS-Type, which Windows
/// templates need. A second value for a name replaces the first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_header(
    body_template: Option<&mut nh_template>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_template_set_header", body_template, |t| {
        t.set_header(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a header for the push service, in whatever case it is written. That
/// there is none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_remove_header(
    body_template: Option<&mut nh_template>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_template_remove_header", body_template, |t| {
        t.remove_header(text(name, "name")?);
        Ok(())
    })
}

/// Adds a tag that this template alone has. Without one, the service gives it
/// its own name as a tag.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_add_tag(
    body_template: Option<&mut nh_template>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_template_add_tag", body_template, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as nh_template_tag gives it. That it has no such tag is no
/// failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_remove_tag(
    body_template: Option<&mut nh_template>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_template_remove_tag", body_template, |t| {
        t.remove_tag(text(tag, "tag")?);
        Ok(())
    })
}

/// Sets an expression for the expiry, Apple only; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_expiry(
    body_template: Option<&mut nh_template>,
    expiry: *const c_char,
) -> nh_status {
    guard::set("nh_template_set_expiry", body_template, |t| {
        t.set_expiry(optional_text(expiry, "expiry")?);
        Ok(())
    })
}

/// Its body; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_body(body_template: Option<&nh_template>) -> *const c_char {
    guard::text(body_template, |t| Some(t.body()))
}

/// Its expression for the expiry; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_expiry(body_template: Option<&nh_template>) -> *const c_char {
    guard::text(body_template, InstallationTemplate::expiry)
}

/// How many headers it has for the push service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_header_count(body_template: Option<&nh_template>) -> size_t {
    guard::find(body_template, 0, |t| Some(t.0.core.headers()?.len()))
}

/// Name of header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_header_name(
    body_template: Option<&nh_template>,
    index: size_t,
) -> *const c_char {
    guard::text(body_template, |t| Some(t.header(index)?.0))
}

/// Value of header number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_header_value(
    body_template: Option<&nh_template>,
    index: size_t,
) -> *const c_char {
    guard::text(body_template, |t| Some(t.header(index)?.1))
}

/// How many tags it has of its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_tag_count(body_template: Option<&nh_template>) -> size_t {
    guard::get(body_template, 0, |t| t.0.core.tag_count())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_tag(
    body_template: Option<&nh_template>,
    index: size_t,
) -> *const c_char {
    guard::text(body_template, |t| t.tag(index))
}

/// Checks a template as nh_template_check does, and then what it makes of
/// sample, a template notification with the properties that a message will
/// have: that payload, with the template's headers, is checked as
/// nh_notification_check checks one. For Apple the headers are those of sample.
/// Headers of its own are a fault but for Windows and Windows Phone: the service
/// is reported to refuse an installation with others.
/// Neither object is changed. NH_STATUS_INVALID_PAYLOAD if something is wrong;
/// nh_error_column is 0 if it is in the payload, and not in the body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_check_with_sample(
    platform: i32,
    body_template: Option<&nh_template>,
    sample: Option<&nh_notification>,
) -> nh_status {
    guard::status("nh_template_check_with_sample", || {
        let platform = Platform::checked(platform)?;
        let device = built(body_template)?;
        required(sample, "sample")?;
        let headers: Vec<(&str, &str)> = (0..).map_while(|index| device.header(index)).collect();
        template::check_with_sample(platform, device.body(), &headers, built(sample)?)
    })
}

/// Frees a template. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_free(body_template: Option<Box<nh_template>>) {
    guard::free(body_template);
}
