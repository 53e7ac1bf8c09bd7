//! Targets.
//!
//! Whom a notification is for: everyone, a tag, any of some tags, a tag
//! expression, or one device.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::tag_expression::nh_tag_expression;
use crate::notification::target::Target;

/// Where a notification goes. Required with every send: NULL is an error,
/// never "everyone". Sending does not change it; once built, any number of
/// threads may use it.
#[allow(non_camel_case_types)]
pub struct nh_target(pub(super) Target);

/// Every device of the notification's platform. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_broadcast() -> Option<Box<nh_target>> {
    guard::new("nh_target_new_broadcast", || {
        Ok(nh_target(Target::broadcast()))
    })
}

/// Devices with this tag. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_tag(tag: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_tag", || {
        Ok(nh_target(Target::tag(text(tag, "tag")?)?))
    })
}

/// Devices with any of the tags that nh_target_add_tag adds. Sending to an
/// empty set is an error. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_tags() -> Option<Box<nh_target>> {
    guard::new("nh_target_new_tags", || Ok(nh_target(Target::tags())))
}

/// Adds a tag to a target made with nh_target_new_tags: at most 20 different
/// ones, in any order; the same set always makes the same request. A failure
/// is also kept, and sending to the target then fails with it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_add_tag(
    target: Option<&mut nh_target>,
    tag: *const c_char,
) -> nh_status {
    guard::status("nh_target_add_tag", || {
        let target = &mut required(target, "target")?.0;
        let tag = text(tag, "tag");
        let tag = target.remember(tag)?;
        target.add_tag(tag)
    })
}

/// Devices that match a tag expression, given as text and checked as
/// nh_tag_expression_parse does. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_expression(expression: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_expression", || {
        Ok(nh_target(Target::expression(text(
            expression,
            "expression",
        )?)?))
    })
}

/// Devices that match a composed expression, which is copied. Free with
/// nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_composed(
    expression: Option<&nh_tag_expression>,
) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_composed", || {
        let expression = required(expression, "expression")?;
        Ok(nh_target(Target::composed(&expression.expression)?))
    })
}

/// One device by its PNS handle: a device token, a registration id or a channel
/// URI; for Baidu user id and channel id joined with '-'. At most 4096 printable
/// ASCII characters without blanks. Sending to it is a direct send, which needs
/// no registration; template notifications cannot be sent so, and browser
/// notifications need nh_target_new_browser. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_device(handle: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_device", || {
        Ok(nh_target(Target::device(text(handle, "handle")?)?))
    })
}

/// One browser by its subscription: a direct send of a browser notification.
/// Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_browser(
    endpoint: *const c_char,
    p256dh: *const c_char,
    auth: *const c_char,
) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_browser", || {
        let endpoint = text(endpoint, "endpoint")?;
        let (p256dh, auth) = (text(p256dh, "p256dh")?, text(auth, "auth")?);
        Ok(nh_target(Target::browser(endpoint, p256dh, auth)?))
    })
}

/// Frees a target. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_free(target: Option<Box<nh_target>>) {
    guard::quiet(|| drop(target));
}
