//! Notifications.
//!
//! What is sent: a payload in the form of one platform, or the properties that
//! each device puts into its own template.
use std::ffi::c_char;
use std::ptr;

use libc::size_t;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::{bytes, optional_text, text};
use crate::notification::Notification;
use crate::notification::apns;
use crate::notification::platform::Platform;

/// What is sent, whoever it goes to. Sending does not change it: once built it
/// can be sent many times, and by several threads at the same time.
pub struct nh_notification(pub(super) Object<Notification>);

opaque!(nh_notification(Notification), "notification");

/// A notification for one platform (an nh_platform). body is the platform's
/// own payload, body_len bytes of UTF-8, and is sent byte for byte; it is
/// copied. At most 65536 bytes; empty is an error, and so is a length that counts
/// the NUL at the end of a text.
///
/// Windows and Windows Phone payloads say by their root element what they are;
/// where they do not, say it with nh_notification_set_wns_type or
/// nh_notification_set_mpns_type. A raw Windows payload may be any bytes.
///
/// Returns NULL on failure. Free with nh_notification_free. Setters return
/// their status and also keep the first failure, with which sending then
/// fails: check each setter or none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new(
    platform: i32,
    body: *const c_char,
    body_len: size_t,
) -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new", || {
        let platform = Platform::checked(platform)?;
        Notification::new(platform, bytes(body, body_len, "body")?)
    })
}

/// A template notification whose properties are set one by one; the library
/// writes the JSON. Free with nh_notification_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_new_template() -> Option<Box<nh_notification>> {
    guard::new("nh_notification_new_template", || {
        Ok(Notification::template())
    })
}

/// Frees a notification. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_free(notification: Option<Box<nh_notification>>) {
    guard::free(notification);
}

/// Sets a property of a notification whose payload the library writes: of
/// nh_notification_new_template, where name has 1 to 120 letters, digits and
/// underscores; a member beside "aps" of an Apple push; data of an FCM v1, GCM, ADM
/// or browser message; custom content of a Baidu notification. Others are refused.
/// value is any UTF-8 text. A second value for a name replaces the first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_property(
    notification: Option<&mut nh_notification>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_property", notification, |n| {
        n.set_property(text(name, "name")?, text(value, "value")?)
    })
}

/// Sets a property that is JSON of any kind: an object, a list, a number. It
/// belongs to payloads whose properties need not be text: of Apple, Baidu and
/// browsers. Otherwise as nh_notification_set_property; json has at most 64 levels.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_property_json(
    notification: Option<&mut nh_notification>,
    name: *const c_char,
    json: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_property_json", notification, |n| {
        n.set_property_json(text(name, "name")?, text(json, "json")?)
    })
}

/// Sets a header for the platform's push service: "apns-...", "X-WNS-...",
/// "X-..."; Content-Type too. Printable ASCII; a second value for a name
/// replaces the first. Headers that the library sets itself, such as
/// Authorization and ServiceBusNotification-Tags, are refused with
/// NH_STATUS_INVALID_HEADER.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_header(
    notification: Option<&mut nh_notification>,
    name: *const c_char,
    value: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_header", notification, |n| {
        n.set_header(text(name, "name")?, text(value, "value")?)
    })
}

/// Says what kind of Windows notification this is (an nh_wns_type), instead of
/// the payload's root element.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_wns_type(
    notification: Option<&mut nh_notification>,
    wns_type: i32,
) -> nh_status {
    guard::set("nh_notification_set_wns_type", notification, |n| {
        n.set_wns_type(wns_type)
    })
}

/// Says what kind of Windows Phone notification this is (an nh_mpns_type),
/// instead of the payload, and its class: 0 for delivery at once, else one of
/// 1, 11, 21 (tile), 2, 12, 22 (toast), 3-10, 13-20, 23-31 (raw).
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_mpns_type(
    notification: Option<&mut nh_notification>,
    mpns_type: i32,
    notification_class: i32,
) -> nh_status {
    guard::set("nh_notification_set_mpns_type", notification, |n| {
        n.set_mpns_type(mpns_type, notification_class)
    })
}

/// Sets apns-push-type (an nh_apns_push_type). The APNs settings are for
/// Apple notifications and for template notifications, of which Apple devices
/// get them.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_apns_push_type(
    notification: Option<&mut nh_notification>,
    push_type: i32,
) -> nh_status {
    guard::set("nh_notification_set_apns_push_type", notification, |n| {
        n.set_apns_push_type(push_type)
    })
}

/// Sets apns-priority: 10, 5 (needed for background pushes) or 1.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_apns_priority(
    notification: Option<&mut nh_notification>,
    priority: i32,
) -> nh_status {
    guard::set("nh_notification_set_apns_priority", notification, |n| {
        n.set_apns(|headers| apns::set_priority(headers, priority))
    })
}

/// Sets apns-expiration: Unix time in seconds until which Apple tries to
/// deliver; 0 for once, now. A time before 2001 and one in milliseconds are
/// refused: they are mistaken for "from now on" and for seconds.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_apns_expiration(
    notification: Option<&mut nh_notification>,
    unix_seconds: i64,
) -> nh_status {
    guard::set("nh_notification_set_apns_expiration", notification, |n| {
        n.set_apns(|headers| apns::set_expiration(headers, unix_seconds))
    })
}

/// Sets apns-topic, usually the app's bundle id.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_apns_topic(
    notification: Option<&mut nh_notification>,
    topic: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_apns_topic", notification, |n| {
        let topic = text(topic, "topic")?;
        n.set_apns(|headers| apns::set_topic(headers, topic))
    })
}

/// Sets apns-collapse-id: a later push with the same id replaces this one on
/// the device. At most 64 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn nh_notification_set_apns_collapse_id(
    notification: Option<&mut nh_notification>,
    collapse_id: *const c_char,
) -> nh_status {
    guard::set("nh_notification_set_apns_collapse_id", notification, |n| {
        let collapse_id = text(collapse_id, "collapse_id")?;
        n.set_apns(|headers| apns::set_collapse_id(headers, collapse_id))
    })
}

/// The service's word for a platform (an nh_platform), such as "apple" or
/// "windowsphone": what outcomes and telemetry call it. Static; NULL for a
/// number that is no platform.
#[unsafe(no_mangle)]
pub extern "C" fn nh_platform_name(platform: i32) -> *const c_char {
    guard::value(ptr::null(), || {
        Platform::from_number(platform).map_or(ptr::null(), |p| match p {
            Platform::Template => c"template".as_ptr(),
            Platform::Apple => c"apple".as_ptr(),
            Platform::Fcmv1 => c"fcmv1".as_ptr(),
            Platform::Windows => c"windows".as_ptr(),
            Platform::Gcm => c"gcm".as_ptr(),
            Platform::Mpns => c"windowsphone".as_ptr(),
            Platform::Adm => c"adm".as_ptr(),
            Platform::Baidu => c"baidu".as_ptr(),
            Platform::Browser => c"browser".as_ptr(),
            Platform::Xiaomi => c"xiaomi".as_ptr(),
        })
    })
}

/// The platform (an nh_platform) of a word, in any case: the words that
/// nh_platform_name gives, those of installations ("apns", "wns", "mpns"), and
/// "google". 0 for any other, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_platform_from_name(name: *const c_char) -> i32 {
    guard::value(0, || {
        let name = optional_text(name, "name").ok().flatten();
        name.and_then(Platform::from_name).map_or(0, |p| p as i32)
    })
}
