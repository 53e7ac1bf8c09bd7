//! Reading installations.
//!
//! What an installation says, whether it was read from the service or built.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::installation::Installation;
use crate::documents::{members, tags};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::text;
use crate::ffi::installation::nh_installation;
use crate::ffi::secondary_tile::nh_secondary_tile;
use crate::ffi::template::nh_template;

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

/// When it ends, as the service writes it or as it was set; NULL for neither.
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

/// How many push variables it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_variable_count(
    installation: Option<&nh_installation>,
) -> size_t {
    guard::find(installation, 0, |i| Some(i.0.core.push_variables()?.len()))
}

/// Name of push variable number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_push_variable_name(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    guard::text(installation, |i| i.push_variables()?.keys().nth(index))
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

/// A copy of the template of this name, to be read, or changed and given to
/// nh_installation_set_template. That there is none is a failure. Free with
/// nh_template_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_template(
    installation: Option<&nh_installation>,
    name: *const c_char,
) -> Option<Box<nh_template>> {
    guard::part("nh_installation_template", installation, |i| {
        Ok(i.template(text(name, "name")?))
    })
}

/// How many secondary tiles it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_secondary_tile_count(
    installation: Option<&nh_installation>,
) -> size_t {
    guard::find(installation, 0, |i| Some(i.0.core.secondary_tiles()?.len()))
}

/// Id of secondary tile number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_secondary_tile_id(
    installation: Option<&nh_installation>,
    index: size_t,
) -> *const c_char {
    guard::text(installation, |i| i.secondary_tiles()?.keys().nth(index))
}

/// A copy of the secondary tile of this id, to be read, or changed and given to
/// nh_installation_set_secondary_tile. That there is none is a failure. Free with
/// nh_secondary_tile_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_secondary_tile(
    installation: Option<&nh_installation>,
    tile_id: *const c_char,
) -> Option<Box<nh_secondary_tile>> {
    guard::part("nh_installation_secondary_tile", installation, |i| {
        Ok(i.secondary_tile(text(tile_id, "tile_id")?))
    })
}

/// A member of the installation's JSON as JSON, whether this version knows it or
/// not: "lastUpdate" gives a text in quotation marks. NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_member(
    installation: Option<&nh_installation>,
    name: *const c_char,
) -> *const c_char {
    guard::made_text_if_any(installation, |i| i.member(text(name, "name").ok()?))
}

/// The installation as JSON, as it is sent: as it was read but for what was changed.
/// NULL for NULL, and after a setter failed. What the service answered is the
/// outcome's body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_json(installation: Option<&nh_installation>) -> *const c_char {
    guard::sent_text(installation, Installation::to_json)
}
