//! Descriptions of hubs.
//!
//! How a hub is set up: its access rules, how long registrations live.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::auth::secret::Secret;
use crate::documents::hub_description::{AuthorizationRule, HubDescription};
use crate::error::Result;
use crate::error::nh_status;
use crate::fault::Fault;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{Texts, required, text};

/// Rights of an access rule, to be added together; pass them as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy)]
pub enum nh_rights {
    /// Create and read registrations and installations.
    Listen = 1,
    /// Send.
    Send = 2,
    /// Everything; takes the other two beside it.
    Manage = 4,
}

/// A hub as its namespace describes it. Getters accept NULL; text is borrowed
/// from it and lasts until it is changed or freed.
#[allow(non_camel_case_types)]
#[derive(Default)]
pub struct nh_hub_description {
    description: HubDescription,
    fault: Fault,
    texts: Texts,
}

impl nh_hub_description {
    /// What was built, to be sent; the first failure of a setter, if there was one.
    pub(super) fn built(&self) -> Result<&HubDescription> {
        self.fault.check()?;
        Ok(&self.description)
    }
}

impl From<HubDescription> for nh_hub_description {
    fn from(description: HubDescription) -> nh_hub_description {
        nh_hub_description {
            description,
            fault: Fault::default(),
            texts: Texts::default(),
        }
    }
}

/// A description with nothing in it: a hub with the service's defaults. Free
/// with nh_hub_description_free.
///
/// Setters return their status and also keep the first failure, with which
/// every call that takes the description then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_new() -> Option<Box<nh_hub_description>> {
    guard::new("nh_hub_description_new", || {
        Ok(nh_hub_description::default())
    })
}

/// Frees a description and wipes the credentials in it. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_free(description: Option<Box<nh_hub_description>>) {
    guard::quiet(|| drop(description));
}

/// Runs a setter on the description's core.
pub fn set(
    function: &str,
    description: Option<&mut nh_hub_description>,
    setter: impl FnOnce(&mut HubDescription) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let description = required(description, "description")?;
        description.texts.clear();
        let result = setter(&mut description.description);
        description.fault.keep(result)
    })
}

/// How long registrations live: an ISO 8601 duration of at least a day, such
/// as "P90D".
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_registration_ttl(
    description: Option<&mut nh_hub_description>,
    duration: *const c_char,
) -> nh_status {
    set(
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
    set("nh_hub_description_set_user_metadata", description, |d| {
        let metadata = text(metadata, "metadata")?;
        if metadata.chars().count() > 1024 {
            return Err(crate::error::Error::argument(
                "metadata is longer than 1024 characters",
            ));
        }
        d.user_metadata = Some(metadata.to_owned());
        Ok(())
    })
}

/// Disables the hub, or enables it again (0).
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_disabled(
    description: Option<&mut nh_hub_description>,
    disabled: i32,
) -> nh_status {
    set("nh_hub_description_set_disabled", description, |d| {
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
    set("nh_hub_description_set_rule", description, |d| {
        if !(0..=7).contains(&rights) {
            return Err(crate::error::Error::argument(format!(
                "rights {rights} are not a sum of nh_rights"
            )));
        }
        let has = |right: nh_rights| rights & right as i32 != 0;
        d.set_rule(AuthorizationRule {
            key_name: text(key_name, "key_name")?.to_owned(),
            listen: has(nh_rights::Listen),
            send: has(nh_rights::Send),
            manage: has(nh_rights::Manage),
            primary_key: Secret::new(text(primary_key, "primary_key")?),
            secondary_key: Secret::new(text(secondary_key, "secondary_key")?),
        })
    })
}

/// Removes the access rule of this name. That there is none is no failure. A
/// description without any rule leaves the rules of a hub to the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_remove_rule(
    description: Option<&mut nh_hub_description>,
    key_name: *const c_char,
) -> nh_status {
    set("nh_hub_description_remove_rule", description, |d| {
        d.remove_rule(text(key_name, "key_name")?);
        Ok(())
    })
}

fn field(
    description: Option<&nh_hub_description>,
    key: (&'static str, usize, usize),
    get: impl FnOnce(&HubDescription) -> Option<&str>,
) -> *const c_char {
    guard::get(description, ptr::null(), |d| {
        d.texts.get(key, get(&d.description))
    })
}

/// The hub's name; NULL if the description was not read from the service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_name(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    field(description, ("name", 0, 0), |d| d.name.as_deref())
}

/// How long registrations live; NULL if it does not say.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_registration_ttl(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    field(description, ("ttl", 0, 0), |d| {
        d.registration_ttl.as_deref()
    })
}

/// Your own text; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_user_metadata(
    description: Option<&nh_hub_description>,
) -> *const c_char {
    field(description, ("metadata", 0, 0), |d| {
        d.user_metadata.as_deref()
    })
}

/// True if the hub is disabled.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_is_disabled(description: Option<&nh_hub_description>) -> bool {
    guard::get(description, false, |d| d.description.disabled == Some(true))
}

/// A property of a credential, such as "PackageSid" of "WnsCredential"; NULL if
/// it is not there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_credential(
    description: Option<&nh_hub_description>,
    credential: *const c_char,
    property: *const c_char,
) -> *const c_char {
    guard::value(ptr::null(), || {
        let (Ok(credential), Ok(property)) =
            (text(credential, "credential"), text(property, "property"))
        else {
            return ptr::null();
        };
        description.map_or(ptr::null(), |d| {
            let credentials = &d.description.credentials;
            let found = credentials.iter().enumerate().find_map(|(at, c)| {
                let index = c.properties.iter().position(|(name, _)| name == property)?;
                (c.element == credential).then_some((at, index))
            });
            found.map_or(ptr::null(), |(at, index)| {
                let (_, value) = &credentials[at].properties[index];
                d.texts.get(("credential", at, index), Some(value.expose()))
            })
        })
    })
}

/// How many access rules there are.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_count(
    description: Option<&nh_hub_description>,
) -> size_t {
    guard::get(description, 0, |d| d.description.rules.len())
}

/// Name of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_key_name(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    field(description, ("rule", index, 0), |d| {
        d.rules.get(index).map(|r| r.key_name.as_str())
    })
}

/// Rights of rule number index, nh_rights added together; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_rights(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> i32 {
    guard::value(0, || {
        let rule = description.and_then(|d| d.description.rules.get(index));
        rule.map_or(0, |r| {
            [
                (r.listen, nh_rights::Listen),
                (r.send, nh_rights::Send),
                (r.manage, nh_rights::Manage),
            ]
            .into_iter()
            .filter(|(has, _)| *has)
            .map(|(_, right)| right as i32)
            .sum()
        })
    })
}

/// First key of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_primary_key(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    field(description, ("rule", index, 1), |d| {
        d.rules.get(index).map(|r| r.primary_key.expose())
    })
}

/// Second key of rule number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_rule_secondary_key(
    description: Option<&nh_hub_description>,
    index: size_t,
) -> *const c_char {
    field(description, ("rule", index, 2), |d| {
        d.rules.get(index).map(|r| r.secondary_key.expose())
    })
}
