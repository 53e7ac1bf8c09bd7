//! Namespaces.
//!
//! They create, read, change and delete whole hubs. Sending needs none of it.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::hub_description::HubDescription;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub_description::nh_hub_description;
use crate::ffi::options::{hub_options, nh_options};
use crate::ffi::outcome::{self, nh_outcome};
use crate::hub::namespace::Namespace;

/// A namespace, for managing its hubs. Any number of threads may use it at the
/// same time.
pub struct nh_namespace(Namespace);

/// Opens a namespace with a connection string of a policy of the namespace that
/// may Manage (RootManageSharedAccessKey is one). Connects to nothing yet.
/// options as in nh_hub_new. Returns NULL on failure. Free with
/// nh_namespace_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_namespace_new(
    connection_string: *const c_char,
    options: Option<&nh_options>,
) -> Option<Box<nh_namespace>> {
    guard::new("nh_namespace_new", || {
        let connection_string = text(connection_string, "connection_string")?;
        let options = hub_options(options)?;
        Ok(nh_namespace(Namespace::new(connection_string, options)?))
    })
}

/// Frees a namespace. No other thread may be inside a call on it. NULL does
/// nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_namespace_free(ns: Option<Box<nh_namespace>>) {
    guard::free(ns);
}

/// Creates a hub. NH_STATUS_CONFLICT if there is one of this name, which stays as
/// it is. After a lost answer it is repeated only with NH_RETRY_ALWAYS. created is
/// set to NULL or to what is to be freed with nh_hub_description_free, with the
/// hub's new keys in it; outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_create_hub(
    ns: Option<&nh_namespace>,
    hub_name: *const c_char,
    description: Option<&nh_hub_description>,
    options: Option<&nh_call_options>,
    created: *mut *mut nh_hub_description,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_create_hub", created, outcome, || {
        let namespace = required(ns, "ns")?;
        let name = text(hub_name, "hub_name")?;
        let description = built(description)?;
        let options = or_default(options)?;
        Ok(namespace.0.create_hub(name, description, options))
    })
}

/// Replaces a hub's description as a whole: what the new one does not have, such
/// as a credential, the hub has no more; only its rules stay if the new one has
/// none at all. So read it, change it, send it back. NH_STATUS_NOT_FOUND if there
/// is no such hub. updated and outcome as in nh_create_hub.
#[unsafe(no_mangle)]
pub extern "C" fn nh_update_hub(
    ns: Option<&nh_namespace>,
    hub_name: *const c_char,
    description: Option<&nh_hub_description>,
    options: Option<&nh_call_options>,
    updated: *mut *mut nh_hub_description,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_update_hub", updated, outcome, || {
        let namespace = required(ns, "ns")?;
        let name = text(hub_name, "hub_name")?;
        let description = built(description)?;
        let options = or_default(options)?;
        Ok(namespace.0.update_hub(name, description, options))
    })
}

/// Reads a hub's description. NH_STATUS_NOT_FOUND if there is none.
/// description and outcome as in nh_create_hub.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_hub(
    ns: Option<&nh_namespace>,
    hub_name: *const c_char,
    options: Option<&nh_call_options>,
    description: *mut *mut nh_hub_description,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_hub", description, outcome, || {
        let namespace = required(ns, "ns")?;
        let name = text(hub_name, "hub_name")?;
        Ok(namespace.0.hub(name, or_default(options)?))
    })
}

/// Deletes a hub and all devices in it. NH_STATUS_NOT_FOUND if there is none;
/// with the verdict NH_VERDICT_UNKNOWN if a lost attempt of this call may have
/// deleted it. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_hub(
    ns: Option<&nh_namespace>,
    hub_name: *const c_char,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_delete_hub", outcome, || {
        let namespace = required(ns, "ns")?;
        let name = text(hub_name, "hub_name")?;
        Ok(namespace.0.delete_hub(name, or_default(options)?))
    })
}

/// A list of hubs.
pub struct nh_hub_list(Vec<nh_hub_description>);

impl From<Vec<HubDescription>> for nh_hub_list {
    fn from(hubs: Vec<HubDescription>) -> nh_hub_list {
        nh_hub_list(hubs.into_iter().map(nh_hub_description::from).collect())
    }
}

/// Reads the descriptions of all hubs. hubs is set to NULL or to what is to be
/// freed with nh_hub_list_free; outcome is that of the last page, as in
/// nh_send. A full page that brings nothing new, more than 10000 hubs, and more
/// than 16 MiB of their descriptions are NH_STATUS_PROTOCOL: half a list is none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_list_hubs(
    ns: Option<&nh_namespace>,
    options: Option<&nh_call_options>,
    hubs: *mut *mut nh_hub_list,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_list_hubs", hubs, outcome, || {
        Ok(required(ns, "ns")?.0.hubs(or_default(options)?))
    })
}

/// How many hubs the list has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_list_count(hubs: Option<&nh_hub_list>) -> size_t {
    guard::get(hubs, 0, |hubs| hubs.0.len())
}

/// Hub number index, borrowed from the list; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_list_get(
    hubs: Option<&nh_hub_list>,
    index: size_t,
) -> *const nh_hub_description {
    guard::pointer(hubs, |hubs| hubs.0.get(index))
}

/// Frees a list and the descriptions in it. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_list_free(hubs: Option<Box<nh_hub_list>>) {
    guard::free(hubs);
}
