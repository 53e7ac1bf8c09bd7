//! Secondary tiles.
//!
//! A Windows device may have further tiles, each with a channel, tags and templates
//! of its own. They are part of an installation.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::installation::parts::SecondaryTile;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::text;
use crate::ffi::template::nh_template;

/// A secondary tile of a Windows installation. Getters accept NULL; text is borrowed
/// from it and lasts until it is changed or freed.
pub struct nh_secondary_tile(Object<SecondaryTile>);

opaque!(nh_secondary_tile(SecondaryTile), "tile");

/// A tile with a channel of its own. Free with nh_secondary_tile_free.
///
/// Setters return their status and also keep the first failure, with which
/// nh_installation_set_secondary_tile then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_new(
    push_channel: *const c_char,
) -> Option<Box<nh_secondary_tile>> {
    guard::new("nh_secondary_tile_new", || {
        SecondaryTile::new(text(push_channel, "push_channel")?)
    })
}

/// Sets a new channel. That the old one had expired is forgotten.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_set_push_channel(
    tile: Option<&mut nh_secondary_tile>,
    push_channel: *const c_char,
) -> nh_status {
    guard::set("nh_secondary_tile_set_push_channel", tile, |t| {
        t.set_push_channel(text(push_channel, "push_channel")?)
    })
}

/// Adds a tag to a tile.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_add_tag(
    tile: Option<&mut nh_secondary_tile>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_secondary_tile_add_tag", tile, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Removes a tag, spelled as nh_secondary_tile_tag gives it. That it has no such tag
/// is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_remove_tag(
    tile: Option<&mut nh_secondary_tile>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_secondary_tile_remove_tag", tile, |t| {
        t.remove_tag(text(tag, "tag")?);
        Ok(())
    })
}

/// Sets a tile's template of this name; it is copied.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_set_template(
    tile: Option<&mut nh_secondary_tile>,
    name: *const c_char,
    body_template: Option<&nh_template>,
) -> nh_status {
    guard::set("nh_secondary_tile_set_template", tile, |t| {
        let template = built(body_template)?;
        t.set_template(text(name, "name")?, template.clone())
    })
}

/// Removes the template of this name. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_remove_template(
    tile: Option<&mut nh_secondary_tile>,
    name: *const c_char,
) -> nh_status {
    guard::set("nh_secondary_tile_remove_template", tile, |t| {
        t.remove_template(text(name, "name")?);
        Ok(())
    })
}

/// Its channel; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_push_channel(
    tile: Option<&nh_secondary_tile>,
) -> *const c_char {
    guard::text(tile, |t| Some(t.push_channel()))
}

/// True if the service has found that the channel is no longer good.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_push_channel_expired(tile: Option<&nh_secondary_tile>) -> bool {
    guard::get(tile, false, |t| t.0.core.push_channel_expired())
}

/// How many tags it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_tag_count(tile: Option<&nh_secondary_tile>) -> size_t {
    guard::get(tile, 0, |t| t.0.core.tag_count())
}

/// Tag number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_tag(
    tile: Option<&nh_secondary_tile>,
    index: size_t,
) -> *const c_char {
    guard::text(tile, |t| t.tag(index))
}

/// How many templates it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_template_count(tile: Option<&nh_secondary_tile>) -> size_t {
    guard::find(tile, 0, |t| Some(t.0.core.templates()?.len()))
}

/// Name of template number index; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_template_name(
    tile: Option<&nh_secondary_tile>,
    index: size_t,
) -> *const c_char {
    guard::text(tile, |t| t.templates()?.keys().nth(index))
}

/// A copy of the template of this name. That there is none is a failure. Free with
/// nh_template_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_template(
    tile: Option<&nh_secondary_tile>,
    name: *const c_char,
) -> Option<Box<nh_template>> {
    guard::part("nh_secondary_tile_template", tile, |t| {
        Ok(t.template(text(name, "name")?))
    })
}

/// Frees a tile. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_secondary_tile_free(tile: Option<Box<nh_secondary_tile>>) {
    guard::free(tile);
}
