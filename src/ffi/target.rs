//! Targets.
//!
//! Whom a notification is for: everyone, a tag, any of some tags, a tag
//! expression, or one device.
use std::ffi::c_char;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::text;
use crate::ffi::tag_expression::nh_tag_expression;
use crate::notification::target::Target;

/// Where a notification goes. Required with every send: NULL is an error,
/// never "everyone". Sending does not change it; once built, any number of
/// threads may use it.
pub struct nh_target(Object<Target>);

opaque!(nh_target(Target), "target");

/// Every device of the notification's platform. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_broadcast() -> Option<Box<nh_target>> {
    guard::new("nh_target_new_broadcast", || Ok(Target::broadcast()))
}

/// Devices with this tag, to which no other can be added: nh_target_new_tags is for
/// several. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_tag(tag: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_tag", || Target::tag(text(tag, "tag")?))
}

/// Devices with any of the tags that nh_target_add_tag adds. Sending to an
/// empty set is an error. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_tags() -> Option<Box<nh_target>> {
    guard::new("nh_target_new_tags", || Ok(Target::tags()))
}

/// Adds a tag to a target made with nh_target_new_tags: at most 20 different
/// ones, in any order; the same set always makes the same request. A failure
/// is also kept, and sending to the target then fails with it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_add_tag(
    target: Option<&mut nh_target>,
    tag: *const c_char,
) -> nh_status {
    guard::set("nh_target_add_tag", target, |t| {
        t.add_tag(text(tag, "tag")?)
    })
}

/// Devices that match a tag expression, given as text and checked as
/// nh_tag_expression_parse does. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_expression(expression: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_expression", || {
        Target::expression(text(expression, "expression")?)
    })
}

/// Devices that match a composed expression, which is copied. Free with
/// nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_composed(
    expression: Option<&nh_tag_expression>,
) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_composed", || {
        Target::composed(built(expression)?)
    })
}

/// All devices of a user: installations with this user id, as
/// nh_installation_set_user_id sets it. The library writes the expression
/// $UserId:{user_id}. An id has letters, digits and _@#.:-= alone, and at most 110 of
/// them. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_user(user_id: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_user", || {
        Target::user(text(user_id, "user_id")?)
    })
}

/// One installation by its id. The library writes the expression
/// $InstallationId:{installation_id}. An id has letters, digits and _@#.:-= alone,
/// and at most 102 of them. Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_installation(
    installation_id: *const c_char,
) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_installation", || {
        Target::installation(text(installation_id, "installation_id")?)
    })
}

/// One device by its PNS handle: a device token, a registration id or a channel
/// URI; for Baidu user id and channel id joined with '-'; for a browser its
/// subscription as JSON, whose parts nh_target_new_browser takes. A handle has at
/// most 4096 printable ASCII characters without blanks. Sending to it is a direct
/// send, which needs no registration; template notifications cannot be sent so.
/// Free with nh_target_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_new_device(handle: *const c_char) -> Option<Box<nh_target>> {
    guard::new("nh_target_new_device", || {
        Target::device(text(handle, "handle")?)
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
        Target::browser(endpoint, p256dh, auth)
    })
}

/// Frees a target. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_target_free(target: Option<Box<nh_target>>) {
    guard::free(target);
}
