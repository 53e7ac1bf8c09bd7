//! Registrations.
//!
//! The older form of an installation: a handle with tags and one template at
//! most. New programs are better served by installations.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::documents::registration::Registration;
use crate::error::nh_status;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{Texts, required, text};
use crate::notification::platform::Platform;

/// A registration: a handle with tags and possibly a template. Getters accept
/// NULL; text is borrowed from it and lasts until it is changed or freed.
#[allow(non_camel_case_types)]
pub struct nh_registration {
    pub(super) registration: Registration,
    fault: Fault,
    texts: Texts,
}

impl nh_registration {
    /// What was built, to be sent; the first failure of a setter, if there was one.
    pub(super) fn built(&self) -> Result<&Registration> {
        self.fault.check()?;
        Ok(&self.registration)
    }
}

impl From<Registration> for nh_registration {
    fn from(registration: Registration) -> nh_registration {
        nh_registration {
            registration,
            fault: Fault::default(),
            texts: Texts::default(),
        }
    }
}

/// A native registration of a handle: a device token, a registration id or a
/// channel URI; an Apple token is an even number of hex digits. Baidu and
/// browsers have functions of their own. nh_registration_set_template makes it
/// a template registration. Free with nh_registration_free.
///
/// Setters return their status and also keep the first failure, with which
/// every call that takes the registration then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_new(
    platform: i32,
    handle: *const c_char,
) -> Option<Box<nh_registration>> {
    guard::new("nh_registration_new", || {
        let platform = Platform::from_number(platform)
            .ok_or_else(|| Error::argument(format!("platform {platform} is not an nh_platform")))?;
        Ok(Registration::new(platform, text(handle, "handle")?)?.into())
    })
}

/// A registration with Baidu. Free with nh_registration_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_new_baidu(
    user_id: *const c_char,
    channel_id: *const c_char,
) -> Option<Box<nh_registration>> {
    guard::new("nh_registration_new_baidu", || {
        let user_id = text(user_id, "user_id")?;
        let channel_id = text(channel_id, "channel_id")?;
        Ok(Registration::new_baidu(user_id, channel_id)?.into())
    })
}

/// A browser's registration, with the three parts of its subscription. Free
/// with nh_registration_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_new_browser(
    endpoint: *const c_char,
    p256dh: *const c_char,
    auth: *const c_char,
) -> Option<Box<nh_registration>> {
    guard::new("nh_registration_new_browser", || {
        let endpoint = text(endpoint, "endpoint")?;
        let (p256dh, auth) = (text(p256dh, "p256dh")?, text(auth, "auth")?);
        Ok(Registration::new_browser(endpoint, p256dh, auth)?.into())
    })
}

/// Runs a setter on the registration's core.
pub(super) fn set(
    function: &str,
    registration: Option<&mut nh_registration>,
    setter: impl FnOnce(&mut Registration) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let registration = required(registration, "registration")?;
        registration.texts.clear();
        let result = setter(&mut registration.registration);
        registration.fault.keep(result)
    })
}

/// Adds a tag; at most 60.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_add_tag(
    registration: Option<&mut nh_registration>,
    tag: *const c_char,
) -> nh_status {
    set("nh_registration_add_tag", registration, |r| {
        r.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as it was added, before the registration is written
/// back. That it has no such tag is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_tag(
    registration: Option<&mut nh_registration>,
    tag: *const c_char,
) -> nh_status {
    set("nh_registration_remove_tag", registration, |r| {
        r.remove_tag(text(tag, "tag")?);
        Ok(())
    })
}

/// Sets a value that its template can use.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_push_variable(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    set("nh_registration_set_push_variable", registration, |r| {
        r.set_push_variable(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a push variable. That there is none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_push_variable(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
) -> nh_status {
    set("nh_registration_remove_push_variable", registration, |r| {
        r.push_variables.shift_remove(text(name, "name")?);
        Ok(())
    })
}

/// Sets the name of the secondary tile: Windows and Windows Phone.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_secondary_tile(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
) -> nh_status {
    set("nh_registration_set_secondary_tile", registration, |r| {
        r.set_secondary_tile(text(name, "name")?)
    })
}

/// Text of the registration's core.
pub(super) fn field(
    registration: Option<&nh_registration>,
    key: (&'static str, usize, usize),
    get: impl FnOnce(&Registration) -> Option<&str>,
) -> *const c_char {
    guard::get(registration, ptr::null(), |r| {
        r.texts.get(key, get(&r.registration))
    })
}

/// Its id; NULL if it was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_id(registration: Option<&nh_registration>) -> *const c_char {
    field(registration, ("id", 0, 0), |r| r.id.as_deref())
}

/// Counts its changes: what nh_update_registration and nh_delete_registration
/// take. NULL if it was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_etag(registration: Option<&nh_registration>) -> *const c_char {
    field(registration, ("etag", 0, 0), |r| r.etag.as_deref())
}

/// When it ends, as the service writes it, with or without a zone (UTC).
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_expiration_time(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("expires", 0, 0), |r| {
        r.expiration_time.as_deref()
    })
}

/// Its platform, an nh_platform; 0 for one that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_platform(registration: Option<&nh_registration>) -> i32 {
    guard::value(0, || {
        registration
            .and_then(|r| r.registration.device.platform)
            .map_or(0, |p| p as i32)
    })
}

/// The name of its description, such as "AppleTemplateRegistrationDescription",
/// where it was read from the service; "" otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_kind(registration: Option<&nh_registration>) -> *const c_char {
    field(registration, ("kind", 0, 0), |r| Some(&r.kind))
}

/// Its handle; for a browser the endpoint, for Baidu the channel id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_handle(registration: Option<&nh_registration>) -> *const c_char {
    field(registration, ("handle", 0, 0), |r| Some(&r.device.handle))
}

/// Baidu's user id; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_baidu_user_id(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("baidu", 0, 0), |r| {
        r.device.baidu_user_id.as_deref()
    })
}

/// A browser's P256DH key; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_browser_p256dh(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("p256dh", 0, 0), |r| {
        r.device.browser_keys.as_ref().map(|(key, _)| key.as_str())
    })
}

/// A browser's auth secret; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_browser_auth(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("auth", 0, 0), |r| {
        r.device
            .browser_keys
            .as_ref()
            .map(|(_, auth)| auth.as_str())
    })
}

/// The name of its secondary tile; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_secondary_tile(
    registration: Option<&nh_registration>,
) -> *const c_char {
    field(registration, ("tile", 0, 0), |r| {
        r.device.secondary_tile.as_deref()
    })
}

/// How many tags it has. Those of an installation's registrations begin with
/// $InstallationId:{...}.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_tag_count(registration: Option<&nh_registration>) -> size_t {
    guard::get(registration, 0, |r| r.registration.tags.len())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_tag(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    field(registration, ("tag", index, 0), |r| {
        r.tags.get(index).map(String::as_str)
    })
}

/// The value of a push variable; NULL if it has none of this name.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_push_variable(
    registration: Option<&nh_registration>,
    name: *const c_char,
) -> *const c_char {
    guard::value(ptr::null(), || {
        let Ok(name) = text(name, "name") else {
            return ptr::null();
        };
        registration.map_or(ptr::null(), |r| {
            let variables = &r.registration.push_variables;
            let index = variables.keys().position(|known| known == name);
            let value = variables.get(name).and_then(|value| value.as_str());
            r.texts.get(("variable", index.unwrap_or(0), 0), value)
        })
    })
}

/// The registration as the XML that is sent: without what only the service
/// writes. NULL for NULL, after a setter failed, and for a kind that this
/// version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_xml(registration: Option<&nh_registration>) -> *const c_char {
    guard::get(registration, ptr::null(), |r| {
        let xml = r.built().and_then(Registration::to_xml).ok();
        r.texts.get(("xml", 0, 0), xml.as_deref())
    })
}

/// Frees a registration. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_free(registration: Option<Box<nh_registration>>) {
    guard::quiet(|| drop(registration));
}
