//! Templates and secondary tiles.
//!
//! A template is a payload with gaps, kept at a device, that a template
//! notification fills. These are parts of an installation.
use std::ffi::c_char;

use crate::documents::installation::{InstallationTemplate, SecondaryTile};
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::notification::nh_notification;
use crate::notification::platform::Platform;
use crate::notification::template;

/// A template of an installation.
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

/// Sets a header for the push service, such as X-WNS-Type, which Windows
/// templates need.
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

/// Sets an expression for the expiry: Apple only.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_expiry(
    body_template: Option<&mut nh_template>,
    expiry: *const c_char,
) -> nh_status {
    guard::set("nh_template_set_expiry", body_template, |t| {
        t.expiry = Some(text(expiry, "expiry")?.to_owned());
        Ok(())
    })
}

/// Checks a template as nh_template_check does, and then what it makes of
/// sample, a template notification with the properties that a message will
/// have: that payload, with the template's headers, is checked as
/// nh_notification_check checks one. For Apple the headers are those of sample.
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
        let headers = device.headers.iter();
        let headers: Vec<(&str, &str)> = headers
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
            .collect();
        template::check_with_sample(platform, &device.body, &headers, built(sample)?)
    })
}

/// Frees a template. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_free(body_template: Option<Box<nh_template>>) {
    guard::free(body_template);
}

/// A secondary tile of a Windows installation.
pub struct nh_secondary_tile(Object<SecondaryTile>);

opaque!(nh_secondary_tile(SecondaryTile), "tile");

/// A tile with a channel of its own. Free with nh_secondary_tile_free.
///
/// Setters return their status and also keep the first failure, with which
/// nh_installation_set_secondary_tile then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_new(
    push_channel: *const c_char,
) -> Option<Box<nh_secondary_tile>> {
    guard::new("nh_secondary_tile_new", || {
        SecondaryTile::new(text(push_channel, "push_channel")?)
    })
}

/// Adds a tag to a tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_add_tag(
    tile: Option<&mut nh_secondary_tile>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_secondary_tile_add_tag", tile, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Sets a tile's template of this name; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_set_template(
    tile: Option<&mut nh_secondary_tile>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::set("nh_secondary_tile_set_template", tile, |t| {
        let template = built(body_template)?;
        t.set_template(text(name, "name")?, template.clone())
    })
}

/// Frees a tile. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_free(tile: Option<Box<nh_secondary_tile>>) {
    guard::free(tile);
}
