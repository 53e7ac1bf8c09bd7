//! Installations.
//!
//! A device with its handle, tags and templates: what is written to the service,
//! and what is read from it.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::documents::installation::{Installation, PushChannel};
use crate::error::nh_status;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{Texts, bytes, required, text};
use crate::ffi::template::{nh_secondary_tile, nh_template};
use crate::notification::platform::Platform;

/// An installation: a device with its tags, templates and push variables.
/// Getters accept NULL; text is borrowed from it and lasts until it is changed
/// or freed.
#[allow(non_camel_case_types)]
pub struct nh_installation {
    installation: Installation,
    fault: Fault,
    texts: Texts,
}

impl nh_installation {
    /// What was built, to be sent; the first failure of a setter, if there was one.
    pub(super) fn built(&self) -> Result<&Installation> {
        self.fault.check()?;
        Ok(&self.installation)
    }
}

impl From<Installation> for nh_installation {
    fn from(installation: Installation) -> nh_installation {
        nh_installation {
            installation,
            fault: Fault::default(),
            texts: Texts::default(),
        }
    }
}

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
        let platform = Platform::from_number(platform)
            .ok_or_else(|| Error::argument(format!("platform {platform} is not an nh_platform")))?;
        let channel = text(push_channel, "push_channel")?;
        Ok(Installation::new(id, platform, channel)?.into())
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
        Ok(Installation::new_browser(id, endpoint, p256dh, auth)?.into())
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
        let installation =
            Installation::from_json(json).map_err(|why| Error::argument(format!("json: {why}")))?;
        Ok(installation.into())
    })
}

/// Runs a setter on the installation's core.
fn set(
    function: &str,
    installation: Option<&mut nh_installation>,
    setter: impl FnOnce(&mut Installation) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let installation = required(installation, "installation")?;
        installation.texts.clear();
        let result = setter(&mut installation.installation);
        installation.fault.keep(result)
    })
}

/// Says whose device it is (1 to 256 letters, digits and -_@#.:=).
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_set_user_id(
    installation: Option<&mut nh_installation>,
    user_id: *const c_char,
) -> nh_status {
    set("nh_installation_set_user_id", installation, |i| {
        i.set_user_id(text(user_id, "user_id")?)
    })
}

/// Adds a tag; at most 60.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_add_tag(
    installation: Option<&mut nh_installation>,
    tag: *const c_char,
) -> nh_status {
    set("nh_installation_add_tag", installation, |i| {
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
    set("nh_installation_remove_tag", installation, |i| {
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
    set("nh_installation_set_push_variable", installation, |i| {
        i.set_push_variable(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a push variable. That there is none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_push_variable(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
) -> nh_status {
    set("nh_installation_remove_push_variable", installation, |i| {
        i.push_variables.shift_remove(text(name, "name")?);
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
    set("nh_installation_set_template", installation, |i| {
        let template = required(body_template, "body_template")?.built()?.clone();
        i.set_template(text(name, "name")?, template)
    })
}

/// Removes the template of this name. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_template(
    installation: Option<&mut nh_installation>,
    name: *const c_char,
) -> nh_status {
    set("nh_installation_remove_template", installation, |i| {
        i.templates.shift_remove(text(name, "name")?);
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
    set("nh_installation_set_secondary_tile", installation, |i| {
        let tile = required(tile, "tile")?.built()?.clone();
        i.set_secondary_tile(text(tile_id, "tile_id")?, tile)
    })
}

/// Removes the secondary tile of this id. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_remove_secondary_tile(
    installation: Option<&mut nh_installation>,
    tile_id: *const c_char,
) -> nh_status {
    set("nh_installation_remove_secondary_tile", installation, |i| {
        i.secondary_tiles.shift_remove(text(tile_id, "tile_id")?);
        Ok(())
    })
}

fn field(
    installation: Option<&nh_installation>,
    key: (&'static str, usize, usize),
    get: impl FnOnce(&Installation) -> Option<&str>,
) -> *const c_char {
    guard::get(installation, ptr::null(), |i| {
        i.texts.get(key, get(&i.installation))
    })
}

/// Its id; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_id(installation: Option<&nh_installation>) -> *const c_char {
    field(installation, ("id", 0, 0), |i| Some(&i.installation_id))
}

/// Whose device it is; NULL if nobody's.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_user_id(installation: Option<&nh_installation>) -> *const c_char {
    field(installation, ("user", 0, 0), |i| i.user_id.as_deref())
}

/// Its platform, an nh_platform; 0 for one that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_platform(installation: Option<&nh_installation>) -> i32 {
    guard::value(0, || {
        installation
            .and_then(|i| i.installation.platform())
            .map_or(0, |p| p as i32)
    })
}

/// Its platform in the service's word, such as "apns".
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_platform_text(
    installation: Option<&nh_installation>,
) -> *const c_char {
    field(installation, ("platform", 0, 0), |i| Some(&i.platform))
}

/// Its handle; for a browser the endpoint.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_channel(
    installation: Option<&nh_installation>,
) -> *const c_char {
    field(installation, ("channel", 0, 0), |i| {
        Some(i.push_channel.handle())
    })
}

/// A browser's P256DH key; NULL for other devices.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_browser_p256dh(
    installation: Option<&nh_installation>,
) -> *const c_char {
    field(installation, ("p256dh", 0, 0), |i| match &i.push_channel {
        PushChannel::Browser { p256dh, .. } => Some(p256dh),
        PushChannel::Handle(_) => None,
    })
}

/// A browser's auth secret; NULL for other devices.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_browser_auth(
    installation: Option<&nh_installation>,
) -> *const c_char {
    field(installation, ("auth", 0, 0), |i| match &i.push_channel {
        PushChannel::Browser { auth, .. } => Some(auth),
        PushChannel::Handle(_) => None,
    })
}

/// True if the service has found that the handle is no longer good.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_channel_expired(
    installation: Option<&nh_installation>,
) -> bool {
    guard::get(installation, false, |i| {
        i.installation.push_channel_expired == Some(true)
    })
}

/// When it ends, as the service writes it; NULL if it was not read from there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_expiration_time(
    installation: Option<&nh_installation>,
) -> *const c_char {
    field(installation, ("expires", 0, 0), |i| {
        i.expiration_time.as_deref()
    })
}

/// How many tags it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_tag_count(installation: Option<&nh_installation>) -> size_t {
    guard::get(installation, 0, |i| i.installation.tags.len())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_tag(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    field(installation, ("tag", index, 0), |i| {
        i.tags.get(index).map(String::as_str)
    })
}

/// The value of a push variable; NULL if it has none of this name, or not as
/// text.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_variable(
    installation: Option<&nh_installation>,
    name: *const c_char,
) -> *const c_char {
    guard::value(ptr::null(), || {
        let Ok(name) = text(name, "name") else {
            return ptr::null();
        };
        installation.map_or(ptr::null(), |i| {
            let variables = &i.installation.push_variables;
            let index = variables.keys().position(|known| known == name);
            let value = variables.get(name).and_then(|value| value.as_str());
            i.texts.get(("variable", index.unwrap_or(0), 0), value)
        })
    })
}

/// How many templates it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_count(installation: Option<&nh_installation>) -> size_t {
    guard::get(installation, 0, |i| i.installation.templates.len())
}

/// Name of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_name(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    field(installation, ("template", index, 0), |i| {
        i.templates.get_index(index).map(|(name, _)| name.as_str())
    })
}

/// Body of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_body(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    field(installation, ("body", index, 0), |i| {
        i.templates.get_index(index).map(|(_, t)| t.body.as_str())
    })
}

/// How many tags template number index has of its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_tag_count(
    installation: Option<&nh_installation>,
    index: size_t,
) -> size_t {
    guard::value(0, || {
        installation
            .and_then(|i| i.installation.templates.get_index(index))
            .map_or(0, |(_, template)| template.tags.len())
    })
}

/// Tag number tag_index of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template_tag(
    installation: Option<&nh_installation>,
    index: size_t,
    tag_index: size_t,
) -> *const c_char {
    field(installation, ("template tag", index, tag_index), |i| {
        let (_, template) = i.templates.get_index(index)?;
        template.tags.get(tag_index).map(String::as_str)
    })
}

/// The installation as JSON, as it is sent: with members that this version does
/// not know, without what only the service writes. NULL for NULL, and after a
/// setter failed. What the service answered is the outcome's body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_json(installation: Option<&nh_installation>) -> *const c_char {
    guard::get(installation, ptr::null(), |i| {
        let json = i.built().and_then(Installation::to_json).ok();
        i.texts.get(("json", 0, 0), json.as_deref())
    })
}

/// Frees an installation. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_free(installation: Option<Box<nh_installation>>) {
    guard::quiet(|| drop(installation));
}
