//! Apple's per-notification settings. Every header that begins with `apns-`
//! is passed on to Apple.

use crate::error::{Error, Result, Status};
use crate::notification::header::{Headers, check_value};

/// Kind of an Apple push; pass it as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_apns_push_type {
    /// alert
    Alert = 1,
    /// background (needs priority 5)
    Background = 2,
    /// voip
    Voip = 3,
    /// complication
    Complication = 4,
    /// fileprovider
    Fileprovider = 5,
    /// mdm
    Mdm = 6,
    /// location
    Location = 7,
    /// liveactivity
    Liveactivity = 8,
    /// pushtotalk
    Pushtotalk = 9,
}

pub use nh_apns_push_type as PushType;

impl PushType {
    const ALL: [(PushType, &'static str); 9] = [
        (PushType::Alert, "alert"),
        (PushType::Background, "background"),
        (PushType::Voip, "voip"),
        (PushType::Complication, "complication"),
        (PushType::Fileprovider, "fileprovider"),
        (PushType::Mdm, "mdm"),
        (PushType::Location, "location"),
        (PushType::Liveactivity, "liveactivity"),
        (PushType::Pushtotalk, "pushtotalk"),
    ];
}

/// An Apple device token is an even number of hexadecimal digits: the service
/// refuses another.
pub fn check_token(token: &str) -> Result<()> {
    match token.len().is_multiple_of(2) && token.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => Ok(()),
        false => Err(Error::argument(
            "handle: an Apple device token is an even number of hexadecimal digits",
        )),
    }
}

/// Sets `apns-push-type` by number.
pub fn set_push_type(headers: &mut Headers, number: i32) -> Result<()> {
    match PushType::ALL.iter().find(|(t, _)| *t as i32 == number) {
        Some((_, word)) => headers.set("apns-push-type", word),
        None => Err(Error::argument(format!(
            "push_type {number} is not an nh_apns_push_type"
        ))),
    }
}

/// Sets `apns-priority`: 10 at once, 5 with regard to the battery, 1 only when
/// the device is awake anyway.
pub fn set_priority(headers: &mut Headers, priority: i32) -> Result<()> {
    match priority {
        1 | 5 | 10 => headers.set("apns-priority", &priority.to_string()),
        _ => Err(Error::argument(format!(
            "priority {priority} is not 10, 5 or 1, the priorities that Apple knows"
        ))),
    }
}

/// Sets `apns-expiration`: Unix time in seconds; 0 means deliver now or never.
pub fn set_expiration(headers: &mut Headers, unix_seconds: i64) -> Result<()> {
    let why = match unix_seconds {
        i64::MIN..=-1 => "negative",
        // An hour from now is meant, and not one of 1970.
        1..1_000_000_000 => "before 2001: add it to the time that it is now",
        100_000_000_000.. => "in milliseconds",
        _ => "",
    };
    if !why.is_empty() {
        return Err(Error::argument(format!(
            "unix_seconds is {why}; give a Unix time in seconds, or 0 for now or never"
        )));
    }
    headers.set("apns-expiration", &unix_seconds.to_string())
}

/// Sets `apns-topic`, usually the app's bundle id.
pub fn set_topic(headers: &mut Headers, topic: &str) -> Result<()> {
    not_empty("topic", topic)?;
    headers.set("apns-topic", topic)
}

/// Sets `apns-collapse-id`; Apple takes at most 64 bytes.
pub fn set_collapse_id(headers: &mut Headers, id: &str) -> Result<()> {
    not_empty("collapse_id", id)?;
    check_value("apns-collapse-id", id)?;
    if id.len() > 64 {
        return Err(Error::argument(
            "collapse_id is longer than the 64 bytes that Apple takes",
        ));
    }
    headers.set("apns-collapse-id", id)
}

fn not_empty(argument: &str, value: &str) -> Result<()> {
    if value.is_empty() {
        return Err(Error::new(
            Status::InvalidArgument,
            format!("{argument} is empty"),
        ));
    }
    Ok(())
}
