//! Installations.
//!
//! A device with its handle, tags and templates. What was read from the service can
//! be changed and written back: whatever is not changed stays as it was.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::installation::Installation;
use crate::error::{Error, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{bytes, optional_text, text};
use crate::ffi::secondary_tile::nh_secondary_tile;
use crate::ffi::template::nh_template;
use crate::notification::platform::Platform;

/// An installation: a device with its tags, templates and push variables.
/// Getters accept NULL; text is borrowed from it and lasts until it is changed
/// or freed.
pub struct nh_installation(pub(super) Object<Installation>);

opaque!(nh_installation(Installation), "installation");

/// An installation to send: an id that you choose (1 to 256 letters, digits and
/// -_@#.:=), the device's platform (an nh_platform) and its handle; for a browser
/// its subscription as JSON, as JSON.stringify writes it there.
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
/// it; a browser's channel may be its own subscription. The error names the member
/// that is wrong. Free with nh_installation_free.
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

/// Makes it nobody's device.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_user_id(
    installation: Option<&mut nh_installation>,
) -> nh_status {
    guard::set("nh_installation_remove_user_id", installation, |i| {
        i.remove_user_id();
        Ok(())
    })
}

/// Sets a new handle; for a browser its subscription as JSON. That the old one had
/// expired is forgotten.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_push_channel(
    installation: Option<&mut nh_installation>,
    push_channel: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_push_channel", installation, |i| {
        i.set_push_channel(text(push_channel, "push_channel")?)
    })
}

/// Sets a browser's new subscription in its three parts.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_browser_channel(
    installation: Option<&mut nh_installation>,
    endpoint: *const c_char,
    p256dh: *const c_char,
    auth: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_browser_channel", installation, |i| {
        let endpoint = text(endpoint, "endpoint")?;
        i.set_browser_channel(endpoint, text(p256dh, "p256dh")?, text(auth, "auth")?)
    })
}

/// Sets when it ends: a time such as "2027-01-15T00:00:00Z", or NULL, which leaves
/// that to the hub's registration TTL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_expiration_time(
    installation: Option<&mut nh_installation>,
    expiration_time: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_expiration_time", installation, |i| {
        i.set_expiration_time(optional_text(expiration_time, "expiration_time")?)
    })
}

/// Adds a tag. The service documents 60 at most and keeps 8,000 bytes, with a comma
/// between each two; more are refused here. Tags that begin with $ are its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_add_tag(
    installation: Option<&mut nh_installation>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_add_tag", installation, |i| {
        i.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as nh_installation_tag gives it, before the installation
/// is written back. That it has no such tag is no failure.
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

/// Sets a member of the installation's JSON, whether this version knows it or not:
/// json is its value, a text in quotation marks, and NULL removes the member. A
/// value that is no member's of this name is refused.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_member(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
    json: *const c_char,
) -> nh_status {
    guard::set("nh_installation_set_member", installation, |i| {
        i.set_member(text(name, "name")?, optional_text(json, "json")?)
    })
}

/// Frees an installation. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_free(installation: Option<Box<nh_installation>>) {
    guard::free(installation);
}
