//! Calls on devices that do not wait.
//!
//! Installations and registrations, as nh_send_async sends.
// tests/source/asynchronous.rs writes this from asynchronous.list.
use std::ffi::{c_char, c_void};

use crate::error::nh_status;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::optional_text;
use crate::ffi::boundary::pointers::text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::nh_hub;
use crate::ffi::installation::nh_installation;
use crate::ffi::installation_patch::nh_installation_patch;
use crate::ffi::queue::{nh_queue, submit};
use crate::ffi::registration::nh_registration;
use crate::ffi::registration_page::filter;
use crate::ffi::registrations::matching;
use crate::queue::prepared_call::PreparedCall;

/// Hands in what nh_put_installation would do; status, outcome, queue and user_data
/// as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_put_installation_async(
    hub: Option<&nh_hub>,
    installation: Option<&nh_installation>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_put_installation_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let installation = built(installation)?;
            let options = or_default(options)?;
            PreparedCall::put_installation(hub, installation, options)
        },
    )
}

/// Hands in what nh_get_installation would do; status, outcome, queue and user_data
/// as in nh_send_async. nh_outcome_take_installation gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_installation_async(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_get_installation_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let installation_id = text(installation_id, "installation_id")?;
            let options = or_default(options)?;
            PreparedCall::installation(hub, installation_id, options)
        },
    )
}

/// Hands in what nh_installation_exists would do; status, outcome, queue and
/// user_data as in nh_send_async. The answer is nh_outcome_exists.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_exists_async(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_installation_exists_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let installation_id = text(installation_id, "installation_id")?;
            let options = or_default(options)?;
            PreparedCall::installation_exists(hub, installation_id, options)
        },
    )
}

/// Hands in what nh_patch_installation would do; status, outcome, queue and
/// user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_patch_installation_async(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    patch: Option<&nh_installation_patch>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_patch_installation_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let installation_id = text(installation_id, "installation_id")?;
            let patch = built(patch)?;
            let options = or_default(options)?;
            PreparedCall::patch_installation(hub, installation_id, patch, options)
        },
    )
}

/// Hands in what nh_delete_installation would do; status, outcome, queue and
/// user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_installation_async(
    hub: Option<&nh_hub>,
    installation_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_delete_installation_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let installation_id = text(installation_id, "installation_id")?;
            let options = or_default(options)?;
            PreparedCall::delete_installation(hub, installation_id, options)
        },
    )
}

/// Hands in what nh_create_registration_id would do; status, outcome, queue and
/// user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_create_registration_id_async(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_create_registration_id_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let options = or_default(options)?;
            PreparedCall::create_registration_id(hub, options)
        },
    )
}

/// Hands in what nh_create_registration would do; status, outcome, queue and
/// user_data as in nh_send_async. nh_outcome_take_registration gives what it
/// brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_create_registration_async(
    hub: Option<&nh_hub>,
    registration: Option<&nh_registration>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_create_registration_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration = built(registration)?;
            let options = or_default(options)?;
            PreparedCall::create_registration(hub, registration, options)
        },
    )
}

/// Hands in what nh_put_registration would do; status, outcome, queue and user_data
/// as in nh_send_async. nh_outcome_take_registration gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_put_registration_async(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    registration: Option<&nh_registration>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_put_registration_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration_id = text(registration_id, "registration_id")?;
            let registration = built(registration)?;
            let options = or_default(options)?;
            PreparedCall::put_registration(hub, registration_id, registration, options)
        },
    )
}

/// Hands in what nh_update_registration would do; status, outcome, queue and
/// user_data as in nh_send_async. nh_outcome_take_registration gives what it
/// brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_update_registration_async(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    registration: Option<&nh_registration>,
    etag: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_update_registration_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration_id = text(registration_id, "registration_id")?;
            let registration = built(registration)?;
            let etag = matching(etag)?;
            let options = or_default(options)?;
            PreparedCall::update_registration(hub, registration_id, registration, etag, options)
        },
    )
}

/// Hands in what nh_get_registration would do; status, outcome, queue and user_data
/// as in nh_send_async. nh_outcome_take_registration gives what it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_registration_async(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_get_registration_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration_id = text(registration_id, "registration_id")?;
            let options = or_default(options)?;
            PreparedCall::registration(hub, registration_id, options)
        },
    )
}

/// Hands in what nh_registration_exists would do; status, outcome, queue and
/// user_data as in nh_send_async. The answer is nh_outcome_exists.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_exists_async(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_registration_exists_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration_id = text(registration_id, "registration_id")?;
            let options = or_default(options)?;
            PreparedCall::registration_exists(hub, registration_id, options)
        },
    )
}

/// Hands in what nh_delete_registration would do; status, outcome, queue and
/// user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_registration_async(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    etag: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_delete_registration_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let registration_id = text(registration_id, "registration_id")?;
            let etag = matching(etag)?;
            let options = or_default(options)?;
            PreparedCall::delete_registration(hub, registration_id, etag, options)
        },
    )
}

/// Hands in what nh_get_registration_page would do; status, outcome, queue and
/// user_data as in nh_send_async. nh_outcome_take_registration_page gives what it
/// brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_registration_page_async(
    hub: Option<&nh_hub>,
    tag: *const c_char,
    channel: *const c_char,
    continuation_token: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_get_registration_page_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let list = filter(tag, channel)?;
            let continuation_token = optional_text(continuation_token, "continuation_token")?;
            let options = or_default(options)?;
            PreparedCall::registration_page(hub, list, continuation_token, options)
        },
    )
}
