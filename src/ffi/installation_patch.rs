//! Changes to installations.
//!
//! What is to change in an installation, without writing all of it anew.
use std::ffi::c_char;

use crate::documents::installation_patch::InstallationPatch;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::text;
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

/// Removes a tag from the device.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_remove_tag(
    patch: Option<&mut nh_installation_patch>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_remove_tag", patch, |p| {
        p.remove_tag(text(tag, "tag")?)
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

/// Sets a new handle.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_set_push_channel(
    patch: Option<&mut nh_installation_patch>,
    push_channel: *const c_char,
) -> nh_status {
    guard::set("nh_installation_patch_set_push_channel", patch, |p| {
        p.set_push_channel(text(push_channel, "push_channel")?)
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

/// The changes as the JSON that is sent, borrowed until the next change; NULL
/// if there is none, or one has failed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_installation_patch_json(
    patch: Option<&nh_installation_patch>,
) -> *const c_char {
    guard::sent_text(patch, InstallationPatch::to_json)
}
