//! The rule for the shared object's soname. The Makefile, the bindings and cargo-c have it
//! too; `tests/delivery/soname.rs` compares them.

/// The number behind `libnotification_hubs.so.`. Before 1.0 each minor version may change
/// the interface, so it is part of the number; from 1.0 on the major version alone is.
pub fn number(version: &str) -> &str {
    let end = match version.split_once('.') {
        Some(("0", rest)) => "0.".len() + rest.find('.').unwrap_or(rest.len()),
        Some((major, _)) => major.len(),
        None => version.len(),
    };
    &version[..end]
}
