//! Installations.
//!
//! A device with its handle, tags and templates: what is written to the service,
//! and what is read from it.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::installation::Installation;
use crate::documents::{members, tags};
use crate::error::{Error, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{bytes, text};
use crate::ffi::template::{nh_secondary_tile, nh_template};
use crate::notification::platform::Platform;

/// An installation: a device with its tags, templates and push variables.
/// Getters accept NULL; text is borrowed from it and lasts until it is changed
/// or freed.
pub struct nh_installation(Object<Installation>);

opaque!(nh_installation(Installation), "installation");

/// An installation to send: an id that you choose (1 to 256 letters, digits and
/// -_@#.:=), the device's platform (an nh_platform) and its handle.
/// Free with nh_installation_free.
///
/// Setters return their status and also keep the first failure, with which
/// every call that takes the installation then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_new(
    installation_id: *const c_char,
    platform: i32,
    push_channel: *const c_char,
) -> Option<Box<nh_installation>> {
    guard::new("nh_installation_new", || {
        let id = text(installation_id, "installation_id")?;
        let platform = Platform::checked(platform)?;
        Installation::new(id, platform, text(push_channel, "push_channel")?)
    })
}

/// A browser's installation, with the three parts of its subscription. Free
/// with nh_installation_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_new_browser(
    installation_id: *const c_char,
    endpoint: *const c_char,
    p256dh: *const c_char,
    auth: *const c_char,
) -> Option<Box<nh_installation>> {
    guard::new("nh_installation_new_browser", || {
        let id = text(installation_id, "installation_id")?;
        let endpoint = text(endpoint, "endpoint")?;
        let (p256dh, auth) = (text(p256dh, "p256dh")?, text(auth, "auth")?);
        Installation::new_browser(id, endpoint, p256dh, auth)
    })
}

/// An installation from its JSON, length bytes, as devices or other SDKs write
/// it. Free with nh_installation_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_from_json(
    json: *const c_char,
    length: size_t,
) -> Option<Box<nh_installation>> {
    guard::new("nh_installation_from_json", || {
        let json = bytes(json, length, "json")?;
        Installation::from_json(json).map_err(|why| Error::argument(format!("json: {why}")))
    })
}

/// Says whose device it is (1 to 256 letters, digits and -_@#.:=).
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_user_id(
    installation: Option<&mut nh_installation>,
    user_id: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_user_id", installation, |i| {
        i.set_user_id(text(user_id, "user_id")?)
    })
}

/// Adds a tag; at most 60.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_add_tag(
    installation: Option<&mut nh_installation>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_add_tag", installation, |i| {
        i.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as it was added, before the installation is written
/// back. That it has no such tag is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_tag(
    installation: Option<&mut nh_installation>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_remove_tag", installation, |i| {
        i.remove_tag(text(tag, "tag")?);
        Ok(())
    })
}

/// Sets a value that the device's templates can use.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_push_variable(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_push_variable", installation, |i| {
        i.set_push_variable(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a push variable. That there is none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_push_variable(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_installation_remove_push_variable", installation, |i| {
        i.remove_push_variable(text(name, "name")?);
        Ok(())
    })
}

/// Sets the template of this name; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_template(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::set("nh_installation_set_template", installation, |i| {
        let template = built(body_template)?;
        i.set_template(text(name, "name")?, template.clone())
    })
}

/// Removes the template of this name. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_template(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_installation_remove_template", installation, |i| {
        i.remove_template(text(name, "name")?);
        Ok(())
    })
}

/// Sets the secondary tile of this id; it is copied. Windows only.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_secondary_tile(
    installation: Option<&mut nh_installation>,
    tile_id: *const c_char,
    tile: Option<&nh_secondary_tile>,
) -> nh_status {
    guard::set("nh_installation_set_secondary_tile", installation, |i| {
        let tile = built(tile)?;
        i.set_secondary_tile(text(tile_id, "tile_id")?, tile.clone())
    })
}

/// Removes the secondary tile of this id. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_secondary_tile(
    installation: Option<&mut nh_installation>,
    tile_id: *const c_char,
) -> nh_status {
    guard::set("nh_installation_remove_secondary_tile", installation, |i| {
        i.remove_secondary_tile(text(tile_id, "tile_id")?);
        Ok(())
    })
}

/// Its id; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_id(installation: Option<&nh_installation>) -> *const c_char {
    guard::text(installation, |i| Some(i.id()))
}

/// Whose device it is; NULL if nobody's.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_user_id(installation: Option<&nh_installation>) -> *const c_char {
    guard::text(installation, Installation::user_id)
}

/// Its platform, an nh_platform; 0 for one that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_platform(installation: Option<&nh_installation>) -> i32 {
    guard::find(installation, 0, |i| Some(i.0.core.platform()? as i32))
}

/// Its platform in the service's word, such as "apns".
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_platform_text(
    installation: Option<&nh_installation>,
) -> *const c_char {
    guard::text(installation, |i| Some(i.platform_text()))
}

/// Its handle; for a browser the endpoint.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_channel(
    installation: Option<&nh_installation>,
) -> *const c_char {
    guard::text(installation, |i| Some(i.push_channel()))
}

/// A browser's P256DH key; NULL for other devices.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_browser_p256dh(
    installation: Option<&nh_installation>,
) -> *const c_char {
    guard::text(installation, |i| Some(&i.subscription()?.p256dh))
}

/// A browser's auth secret; NULL for other devices.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_browser_auth(
    installation: Option<&nh_installation>,
) -> *const c_char {
    guard::text(installation, |i| Some(&i.subscription()?.auth))
}

/// True if the service has found that the handle is no longer good.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_channel_expired(
    installation: Option<&nh_installation>,
) -> bool {
    guard::get(installation, false, |i| i.0.core.push_channel_expired())
}

/// When it ends, as the service writes it; NULL if it was not read from there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_expiration_time(
    installation: Option<&nh_installation>,
) -> *const c_char {
    guard::text(installation, Installation::expiration_time)
}

/// How many tags it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_tag_count(installation: Option<&nh_installation>) -> size_t {
    guard::get(installation, 0, |i| i.0.core.tag_count())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_tag(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    guard::text(installation, |i| i.tag(index))
}

/// The value of a push variable; NULL if it has none of this name, or not as
/// text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_variable(
    installation: Option<&nh_installation>,
    name: *const c_char,
) -> *const c_char {
    guard::text(installation, |i| {
        i.push_variables()?.get(text(name, "name").ok()?)?.as_str()
    })
}

/// How many templates it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_count(installation: Option<&nh_installation>) -> size_t {
    guard::find(installation, 0, |i| Some(i.0.core.templates()?.len()))
}

/// Name of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_name(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    guard::text(installation, |i| i.templates()?.keys().nth(index))
}

/// Body of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_body(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    guard::text(installation, |i| {
        members::text(i.template_at(index)?, "body")
    })
}

/// How many tags template number index has of its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_tag_count(
    installation: Option<&nh_installation>,
    index: size_t,
) -> size_t {
    guard::find(installation, 0, |i| {
        Some(tags::count(i.0.core.template_at(index)?))
    })
}

/// Tag number tag_index of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_tag(
    installation: Option<&nh_installation>,
    index: size_t,
    tag_index: size_t,
) -> *const c_char {
    guard::text(installation, |i| {
        tags::get(i.template_at(index)?, tag_index)
    })
}

/// The installation as JSON, as it is sent: with members that this version does
/// not know, without what only the service writes. NULL for NULL, and after a
/// setter failed. What the service answered is the outcome's body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_json(installation: Option<&nh_installation>) -> *const c_char {
    guard::sent_text(installation, Installation::to_json)
}

/// Frees an installation. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_free(installation: Option<Box<nh_installation>>) {
    guard::free(installation);
}
