//! Templates and secondary tiles.
//!
//! A template is a payload with gaps, kept at a device, that a template
//! notification fills. These are parts of an installation.
use std::ffi::c_char;

use crate::documents::installation::{SecondaryTile, Template};
use crate::error::Result;
use crate::error::nh_status;
use crate::fault::Fault;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{required, text};

/// A template of an installation.
#[allow(non_camel_case_types)]
pub struct nh_template(Template, Fault);

impl nh_template {
    /// What was built; the first failure of a setter, if there was one.
    pub(super) fn built(&self) -> Result<&Template> {
        self.1.check()?;
        Ok(&self.0)
    }
}

/// Runs a setter on the core.
fn set_template(
    function: &str,
    object: Option<&mut nh_template>,
    setter: impl FnOnce(&mut Template) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let object = required(object, "body_template")?;
        let result = setter(&mut object.0);
        object.1.keep(result)
    })
}

/// A template with this body: the platform's payload with expressions such as
/// $(name) in it (nh_template_check checks them). Free with nh_template_free.
///
/// Setters return their status and also keep the first failure, with which
/// every function that takes the template then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_new(body: *const c_char) -> Option<Box<nh_template>> {
    guard::new("nh_template_new", || {
        let template = Template::new(text(body, "body")?)?;
        Ok(nh_template(template, Fault::default()))
    })
}

/// Sets a header for the push service, such as X-WNS-Type, which Windows
/// templates need.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_header(
    body_template: Option<&mut nh_template>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    set_template("nh_template_set_header", body_template, |t| {
        t.set_header(text(name, "name")?, text(value, "value")?)
    })
}

/// Adds a tag that this template alone has. Without one, the service gives it
/// its own name as a tag.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_add_tag(
    body_template: Option<&mut nh_template>,
    tag: *const c_char,
) -> nh_status {
    set_template("nh_template_add_tag", body_template, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Sets an expression for the expiry: Apple only.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_expiry(
    body_template: Option<&mut nh_template>,
    expiry: *const c_char,
) -> nh_status {
    set_template("nh_template_set_expiry", body_template, |t| {
        t.expiry = Some(text(expiry, "expiry")?.to_owned());
        Ok(())
    })
}

/// Frees a template. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_free(body_template: Option<Box<nh_template>>) {
    guard::quiet(|| drop(body_template));
}

/// A secondary tile of a Windows installation.
#[allow(non_camel_case_types)]
pub struct nh_secondary_tile(SecondaryTile, Fault);

impl nh_secondary_tile {
    /// What was built; the first failure of a setter, if there was one.
    pub(super) fn built(&self) -> Result<&SecondaryTile> {
        self.1.check()?;
        Ok(&self.0)
    }
}

/// Runs a setter on the core.
fn set_tile(
    function: &str,
    object: Option<&mut nh_secondary_tile>,
    setter: impl FnOnce(&mut SecondaryTile) -> Result<()>,
) -> nh_status {
    guard::status(function, || {
        let object = required(object, "tile")?;
        let result = setter(&mut object.0);
        object.1.keep(result)
    })
}

/// A tile with a channel of its own. Free with nh_secondary_tile_free.
///
/// Setters return their status and also keep the first failure, with which
/// nh_installation_set_secondary_tile then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_new(
    push_channel: *const c_char,
) -> Option<Box<nh_secondary_tile>> {
    guard::new("nh_secondary_tile_new", || {
        let channel = text(push_channel, "push_channel")?;
        let tile = SecondaryTile::new(channel)?;
        Ok(nh_secondary_tile(tile, Fault::default()))
    })
}

/// Adds a tag to a tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_add_tag(
    tile: Option<&mut nh_secondary_tile>,
    tag: *const c_char,
) -> nh_status {
    set_tile("nh_secondary_tile_add_tag", tile, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Sets a tile's template of this name; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_set_template(
    tile: Option<&mut nh_secondary_tile>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    set_tile("nh_secondary_tile_set_template", tile, |t| {
        let template = required(body_template, "body_template")?.built()?.clone();
        t.set_template(text(name, "name")?, template)
    })
}

/// Frees a tile. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_free(tile: Option<Box<nh_secondary_tile>>) {
    guard::quiet(|| drop(tile));
}
