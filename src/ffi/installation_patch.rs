//! Changes to installations.
//!
//! What is to change in an installation, without writing all of it anew.
use std::ffi::c_char;

use crate::documents::installation_patch::InstallationPatch;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{optional_text, text};
use crate::ffi::secondary_tile::nh_secondary_tile;
use crate::ffi::template::nh_template;

/// Changes to an installation, applied in the order in which they were added.
pub struct nh_installation_patch(Object<InstallationPatch>);

opaque!(nh_installation_patch(InstallationPatch), "patch");

/// No changes yet. Free with nh_installation_patch_free. What adds a change
/// returns its status and also keeps the first failure, with which the call
/// then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_new() -> Option<Box<nh_installation_patch>> {
    guard::new("nh_installation_patch_new", || {
        Ok(InstallationPatch::default())
    })
}

/// Frees a patch. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_free(patch: Option<Box<nh_installation_patch>>) {
    guard::free(patch);
}

/// Adds a tag to the device.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_add_tag(
    patch: Option<&mut nh_installation_patch>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_add_tag", patch, |p| {
        p.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag from the device, in whatever spelling it is stored.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_tag(
    patch: Option<&mut nh_installation_patch>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_tag", patch, |p| {
        p.remove_tag(text(tag, "tag")?)
    })
}

/// Removes all tags. Those that are added directly behind it are then the device's
/// only ones.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_all_tags(
    patch: Option<&mut nh_installation_patch>,
) -> nh_status {
    guard::set("nh_installation_patch_remove_all_tags", patch, |p| {
        p.remove_all_tags()
    })
}

/// Says whose device it is.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_user_id(
    patch: Option<&mut nh_installation_patch>,
    user_id: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_user_id", patch, |p| {
        p.set_user_id(text(user_id, "user_id")?)
    })
}

/// Makes it nobody's device.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_user_id(
    patch: Option<&mut nh_installation_patch>,
) -> nh_status {
    guard::set("nh_installation_patch_remove_user_id", patch, |p| {
        p.remove_user_id()
    })
}

/// Sets a new handle; for a browser its subscription as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_push_channel(
    patch: Option<&mut nh_installation_patch>,
    push_channel: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_push_channel", patch, |p| {
        p.set_push_channel(text(push_channel, "push_channel")?)
    })
}

/// Sets a browser's new subscription in its three parts.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_browser_channel(
    patch: Option<&mut nh_installation_patch>,
    endpoint: *const c_char,
    p256dh: *const c_char,
    auth: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_browser_channel", patch, |p| {
        let endpoint = text(endpoint, "endpoint")?;
        p.set_browser_channel(endpoint, text(p256dh, "p256dh")?, text(auth, "auth")?)
    })
}

/// Sets a whole template; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_template(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::set("nh_installation_patch_set_template", patch, |p| {
        let template = built(body_template)?;
        p.set_template(text(name, "name")?, template)
    })
}

/// Removes a template.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_template(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_template", patch, |p| {
        p.remove_template(text(name, "name")?)
    })
}

/// Sets the body of a template and leaves the rest of it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_template_body(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    body: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_template_body", patch, |p| {
        p.set_template_body(text(name, "name")?, text(body, "body")?)
    })
}

/// Replaces all headers of a template by those of another, which is only looked
/// at for them.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_template_headers(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::set("nh_installation_patch_set_template_headers", patch, |p| {
        let template = built(body_template)?;
        p.set_template_headers(text(name, "name")?, template)
    })
}

/// Sets a template's expression for the expiry, Apple only; NULL removes it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_template_expiry(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    expiry: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_template_expiry", patch, |p| {
        p.set_template_expiry(text(name, "name")?, optional_text(expiry, "expiry")?)
    })
}

/// Adds a tag to a template.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_add_template_tag(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_add_template_tag", patch, |p| {
        p.add_template_tag(text(name, "name")?, text(tag, "tag")?)
    })
}

/// Removes a tag from a template, in whatever spelling it is stored.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_template_tag(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_template_tag", patch, |p| {
        p.remove_template_tag(text(name, "name")?, text(tag, "tag")?)
    })
}

/// Sets a push variable.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_push_variable(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_push_variable", patch, |p| {
        p.set_push_variable(text(name, "name")?, text(value, "value")?)
    })
}

/// Removes a push variable.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_push_variable(
    patch: Option<&mut nh_installation_patch>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_push_variable", patch, |p| {
        p.remove_push_variable(text(name, "name")?)
    })
}

/// Sets the channel and the tags of a secondary tile, and those templates that tile
/// has; it is copied. Windows only.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_secondary_tile(
    patch: Option<&mut nh_installation_patch>,
    tile_id: *const c_char,
    tile: Option<&nh_secondary_tile>,
) -> nh_status {
    guard::set("nh_installation_patch_set_secondary_tile", patch, |p| {
        let tile = built(tile)?;
        p.set_secondary_tile(text(tile_id, "tile_id")?, tile)
    })
}

/// Removes a secondary tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_secondary_tile(
    patch: Option<&mut nh_installation_patch>,
    tile_id: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_secondary_tile", patch, |p| {
        p.remove_secondary_tile(text(tile_id, "tile_id")?)
    })
}

/// Adds any operation of JSON Patch, for what no other function changes: op is
/// "add", "replace" or "remove"; path is a JSON pointer such as
/// "/secondaryTiles/ID/tags"; value is text, which holds JSON where the member is
/// no text, and NULL for "remove".
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_add_operation(
    patch: Option<&mut nh_installation_patch>,
    op: *const c_char,
    path: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_add_operation", patch, |p| {
        let op = text(op, "op")?;
        p.add_operation(op, text(path, "path")?, optional_text(value, "value")?)
    })
}

/// The changes as the JSON that is sent, borrowed until the next change; NULL
/// if there is none, or one has failed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_json(
    patch: Option<&nh_installation_patch>,
) -> *const c_char {
    guard::sent_text(patch, InstallationPatch::to_json)
}
