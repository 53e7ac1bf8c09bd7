//! Descriptions of hubs.
//!
//! How a hub is set up: its access rules, how long registrations live.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::hub_description::{AuthorizationRule, HubDescription};
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::text;

/// A hub as its namespace describes it. Getters accept NULL; text is borrowed
/// from it and lasts until it is changed or freed.
pub struct nh_hub_description(Object<HubDescription>);

opaque!(nh_hub_description(HubDescription), "description");

/// A description with nothing in it: a hub with the service's defaults. Free
/// with nh_hub_description_free.
///
/// Setters return their status and also keep the first failure, with which
/// every call that takes the description then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_new() -> Option<Box<nh_hub_description>> {
    guard::new("nh_hub_description_new", || Ok(HubDescription::default()))
}

/// Frees a description and wipes the credentials in it. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_free(description: Option<Box<nh_hub_description>>) {
    guard::free(description);
}

/// How long registrations live: an ISO 8601 duration of at least a day, such
/// as "P90D".
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_registration_ttl(
    description: Option<&mut nh_hub_description>,
    duration: *const c_char,
) -> nh_status {
    guard::set(
        "nh_hub_description_set_registration_ttl",
        description,
        |d| d.set_registration_ttl(text(duration, "duration")?),
    )
}

/// Any text of yours, up to 1024 characters.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_user_metadata(
    description: Option<&mut nh_hub_description>,
    metadata: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_user_metadata", description, |d| {
        d.set_user_metadata(text(metadata, "metadata")?)
    })
}

/// Disables the hub, or enables it again (0).
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_disabled(
    description: Option<&mut nh_hub_description>,
    disabled: i32,
) -> nh_status {
    guard::set("nh_hub_description_set_disabled", description, |d| {
        d.disabled = Some(disabled != 0);
        Ok(())
    })
}

/// Sets an access rule, or replaces the one of the same name: its name, its
/// rights (nh_rights added together; NH_RIGHTS_MANAGE needs the other two beside
/// it) and two keys of 32 bytes in base64. At most 12. When the hub is updated,
/// the rules of the description replace all that it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_rule(
    description: Option<&mut nh_hub_description>,
    key_name: *const c_char,
    rights: i32,
    primary_key: *const c_char,
    secondary_key: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_rule", description, |d| {
        d.set_rule(AuthorizationRule::new(
            text(key_name, "key_name")?,
            rights,
            text(primary_key, "primary_key")?,
            text(secondary_key, "secondary_key")?,
        )?)
    })
}

/// Removes the access rule of this name. That there is none is no failure. A
/// description without any rule leaves the rules of a hub to the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_remove_rule(
    description: Option<&mut nh_hub_description>,
    key_name: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_remove_rule", description, |d| {
        d.remove_rule(text(key_name, "key_name")?);
        Ok(())
    })
}

/// The hub's name; NULL if the description was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_name(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    guard::text(description, |d| d.name.as_ref())
}

/// How long registrations live; NULL if it does not say.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_registration_ttl(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    guard::text(description, |d| d.registration_ttl.as_ref())
}

/// Your own text; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_user_metadata(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    guard::text(description, |d| d.user_metadata.as_ref())
}

/// True if the hub is disabled.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_is_disabled(description: Option<&nh_hub_description>) -> bool {
    guard::get(description, false, |d| d.0.core.disabled == Some(true))
}

/// A property of a credential, such as "PackageSid" of "WnsCredential"; NULL if
/// it is not there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_credential(
    description: Option<&nh_hub_description>,
    credential: *const c_char,
    property: *const c_char,
) -> *const c_char {
    guard::text(description, |d| {
        let credential = text(credential, "credential").ok()?;
        d.credentials
            .property(credential, text(property, "property").ok()?)
    })
}

/// How many access rules there are.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_count(
    description: Option<&nh_hub_description>,
) -> size_t {
    guard::get(description, 0, |d| d.0.core.rules.len())
}

/// Name of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_key_name(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    guard::text(description, |d| Some(&d.rules.get(index)?.key_name))
}

/// Rights of rule number index, nh_rights added together; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_rights(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> i32 {
    guard::find(description, 0, |d| {
        Some(d.0.core.rules.get(index)?.rights())
    })
}

/// First key of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_primary_key(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    guard::text(description, |d| {
        Some(d.rules.get(index)?.primary_key.expose())
    })
}

/// Second key of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_secondary_key(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    guard::text(description, |d| {
        Some(d.rules.get(index)?.secondary_key.expose())
    })
}
