//! Registrations.
//!
//! The older form of an installation: a handle with tags and one template at
//! most. New programs are better served by installations.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::registration::Registration;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::text;
use crate::notification::platform::Platform;

/// A registration: a handle with tags and possibly a template. Getters accept
/// NULL; text is borrowed from it and lasts until it is changed or freed.
pub struct nh_registration(pub(super) Object<Registration>);

opaque!(nh_registration(Registration), "registration");

/// A native registration of a handle: a device token, a registration id, a channel
/// URI, or a browser's subscription as JSON, as JSON.stringify writes it there; an
/// Apple token is an even number of hex digits. Baidu has a function of its own.
/// nh_registration_set_template makes it a template registration. Free with
/// nh_registration_free.
///
/// Setters return their status and also keep the first failure, with which
/// every call that takes the registration then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_new(
    platform: i32,
    handle: *const c_char,
) -> Option<Box<nh_registration>> {
    guard::new("nh_registration_new", || {
        Registration::new(Platform::checked(platform)?, text(handle, "handle")?)
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
        Registration::new_baidu(user_id, text(channel_id, "channel_id")?)
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
        Registration::new_browser(endpoint, p256dh, auth)
    })
}

/// Sets another handle; for a browser its subscription as JSON, for Baidu the channel
/// id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_handle(
    registration: Option<&mut nh_registration>,
    handle: *const c_char,
) -> nh_status {
    guard::set("nh_registration_set_handle", registration, |r| {
        r.set_handle(text(handle, "handle")?)
    })
}

/// Sets another user id with Baidu.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_set_baidu_user_id(
    registration: Option<&mut nh_registration>,
    user_id: *const c_char,
) -> nh_status {
    guard::set("nh_registration_set_baidu_user_id", registration, |r| {
        r.set_baidu_user_id(text(user_id, "user_id")?)
    })
}

/// Adds a tag. The service documents 60 at most and keeps 8,000 bytes, with a comma
/// between each two; more are refused here. Tags that begin with $ are its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_add_tag(
    registration: Option<&mut nh_registration>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_registration_add_tag", registration, |r| {
        r.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as nh_registration_tag gives it, before the registration
/// is written back. That it has no such tag is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_tag(
    registration: Option<&mut nh_registration>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_registration_remove_tag", registration, |r| {
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
    guard::set("nh_registration_set_push_variable", registration, |r| {
        r.set_push_variable(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a push variable. That there is none of this name is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_push_variable(
    registration: Option<&mut nh_registration>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_registration_remove_push_variable", registration, |r| {
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
    guard::set("nh_registration_set_secondary_tile", registration, |r| {
        r.set_secondary_tile(text(name, "name")?)
    })
}

/// Makes it that of the main tile: removes the name of the secondary tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_remove_secondary_tile(
    registration: Option<&mut nh_registration>,
) -> nh_status {
    guard::set("nh_registration_remove_secondary_tile", registration, |r| {
        r.remove_secondary_tile();
        Ok(())
    })
}

/// Its id; NULL if it was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_id(registration: Option<&nh_registration>) -> *const c_char {
    guard::text(registration, |r| r.id.as_ref())
}

/// Counts its changes: what nh_update_registration and nh_delete_registration
/// take. NULL if it was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_etag(registration: Option<&nh_registration>) -> *const c_char {
    guard::text(registration, |r| r.etag.as_ref())
}

/// When it ends, as the service writes it, with or without a zone (UTC).
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_expiration_time(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.expiration_time.as_ref())
}

/// Its platform, an nh_platform; 0 for one that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_platform(registration: Option<&nh_registration>) -> i32 {
    guard::find(registration, 0, |r| Some(r.0.core.device.platform? as i32))
}

/// The name of its description, such as "AppleTemplateRegistrationDescription",
/// where it was read from the service; "" otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_kind(registration: Option<&nh_registration>) -> *const c_char {
    guard::text(registration, |r| Some(&r.kind))
}

/// Its handle; for a browser the endpoint, for Baidu the channel id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_handle(registration: Option<&nh_registration>) -> *const c_char {
    guard::text(registration, |r| Some(&r.device.handle))
}

/// Baidu's user id; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_baidu_user_id(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.device.baidu_user_id.as_ref())
}

/// A browser's P256DH key; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_browser_p256dh(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| Some(&r.device.browser_keys.as_ref()?.0))
}

/// A browser's auth secret; NULL for others.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_browser_auth(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| Some(&r.device.browser_keys.as_ref()?.1))
}

/// The name of its secondary tile; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_secondary_tile(
    registration: Option<&nh_registration>,
) -> *const c_char {
    guard::text(registration, |r| r.device.secondary_tile.as_ref())
}

/// How many tags it has. Those of an installation's registrations begin with
/// $InstallationId:{...}.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_tag_count(registration: Option<&nh_registration>) -> size_t {
    guard::get(registration, 0, |r| r.0.core.tags.len())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_tag(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    guard::text(registration, |r| r.tags.get(index))
}

/// The value of a push variable; NULL if it has none of this name.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_push_variable(
    registration: Option<&nh_registration>,
    name: *const c_char,
) -> *const c_char {
    guard::text(registration, |r| {
        r.push_variables.get(text(name, "name").ok()?)?.as_str()
    })
}

/// How many push variables it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_push_variable_count(
    registration: Option<&nh_registration>,
) -> size_t {
    guard::get(registration, 0, |r| r.0.core.push_variables.len())
}

/// Name of push variable number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_push_variable_name(
    registration: Option<&nh_registration>,
    index: size_t,
) -> *const c_char {
    guard::text(registration, |r| r.push_variables.keys().nth(index))
}

/// The registration as the XML that is sent: with elements that this version does
/// not know, without what only the service writes. NULL for NULL, after a setter failed, and for a kind that this
/// version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_xml(registration: Option<&nh_registration>) -> *const c_char {
    guard::sent_text(registration, Registration::to_xml)
}

/// Frees a registration. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_free(registration: Option<Box<nh_registration>>) {
    guard::free(registration);
}
