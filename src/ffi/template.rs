//! Templates and secondary tiles of installations.
use std::ffi::c_char;

use crate::ffi::guard;
use crate::ffi::pointers::{required, text};
use crate::installation::{SecondaryTile, Template};
use crate::status::nh_status;

/// A template of an installation.
#[allow(non_camel_case_types)]
pub struct nh_template(pub(super) Template);

/// A template with this body: the platform's payload with expressions such as
/// $(name) in it (nh_template_check checks them). Free with nh_template_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_new(body: *const c_char) -> Option<Box<nh_template>> {
    guard::new("nh_template_new", || {
        Ok(nh_template(Template::new(text(body, "body")?)?))
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
    guard::status("nh_template_set_header", || {
        let template = required(body_template, "body_template")?;
        template
            .0
            .set_header(text(name, "name")?, text(value, "value")?)
    })
}

/// Adds a tag that this template alone has. Without one, the service gives it
/// its own name as a tag.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_add_tag(
    body_template: Option<&mut nh_template>,
    tag: *const c_char,
) -> nh_status {
    guard::status("nh_template_add_tag", || {
        required(body_template, "body_template")?
            .0
            .add_tag(text(tag, "tag")?)
    })
}

/// Sets an expression for the expiry: Apple only.
#[unsafe(no_mangle)]
pub extern "C" fn nh_template_set_expiry(
    body_template: Option<&mut nh_template>,
    expiry: *const c_char,
) -> nh_status {
    guard::status("nh_template_set_expiry", || {
        required(body_template, "body_template")?.0.expiry =
            Some(text(expiry, "expiry")?.to_owned());
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
pub struct nh_secondary_tile(pub(super) SecondaryTile);

/// A tile with a channel of its own. Free with nh_secondary_tile_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_new(
    push_channel: *const c_char,
) -> Option<Box<nh_secondary_tile>> {
    guard::new("nh_secondary_tile_new", || {
        let channel = text(push_channel, "push_channel")?;
        Ok(nh_secondary_tile(SecondaryTile::new(channel)?))
    })
}

/// Adds a tag to a tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_add_tag(
    tile: Option<&mut nh_secondary_tile>,
    tag: *const c_char,
) -> nh_status {
    guard::status("nh_secondary_tile_add_tag", || {
        required(tile, "tile")?.0.add_tag(text(tag, "tag")?)
    })
}

/// Sets a tile's template of this name; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_set_template(
    tile: Option<&mut nh_secondary_tile>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::status("nh_secondary_tile_set_template", || {
        let tile = required(tile, "tile")?;
        let template = required(body_template, "body_template")?.0.clone();
        tile.0.set_template(text(name, "name")?, template)
    })
}

/// Frees a tile. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_free(tile: Option<Box<nh_secondary_tile>>) {
    guard::quiet(|| drop(tile));
}
