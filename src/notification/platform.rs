//! The platforms a hub can push to.

use std::ffi::CStr;

use crate::error::{Error, Result};

/// A kind of notification; pass it as int32_t. 0 is none of them, so that a
/// forgotten value is refused.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_platform {
    /// Template properties; each device renders its own template.
    Template = 1,
    /// Apple (APNs).
    Apple = 2,
    /// Google Firebase Cloud Messaging, HTTP v1.
    Fcmv1 = 3,
    /// Windows (WNS).
    Windows = 4,
    /// Google's legacy API (GCM, legacy FCM).
    Gcm = 5,
    /// Windows Phone (MPNS).
    Mpns = 6,
    /// Amazon Device Messaging.
    Adm = 7,
    /// Baidu.
    Baidu = 8,
    /// Browsers (web push).
    Browser = 9,
    /// Xiaomi.
    Xiaomi = 10,
}

pub use nh_platform as Platform;

const JSON: &str = "application/json;charset=utf-8";
/// Content type of XML payloads.
pub const XML: &str = "application/xml;charset=utf-8";
/// Content type of wns/raw payloads.
pub const OCTETS: &str = "application/octet-stream";

impl Platform {
    /// Every platform, in the order of the numbers.
    pub const ALL: [Platform; 10] = [
        Platform::Template,
        Platform::Apple,
        Platform::Fcmv1,
        Platform::Windows,
        Platform::Gcm,
        Platform::Mpns,
        Platform::Adm,
        Platform::Baidu,
        Platform::Browser,
        Platform::Xiaomi,
    ];

    /// The platform with this number.
    pub fn from_number(number: i32) -> Option<Platform> {
        Platform::ALL.into_iter().find(|p| *p as i32 == number)
    }

    /// The same for an argument `platform`.
    pub fn checked(number: i32) -> Result<Platform> {
        Platform::from_number(number)
            .ok_or_else(|| Error::argument(format!("platform {number} is not an nh_platform")))
    }

    /// The platform of a word: of sends, of installations, or `google`.
    pub fn from_name(name: &str) -> Option<Platform> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "apns" => Some(Platform::Apple),
            "wns" => Some(Platform::Windows),
            "mpns" => Some(Platform::Mpns),
            "google" => Some(Platform::Gcm),
            _ => Platform::ALL.into_iter().find(|p| p.format() == name),
        }
    }

    /// The word in `ServiceBusNotification-Format`.
    pub fn format(self) -> &'static str {
        self.word().strip_suffix('\0').unwrap_or_default()
    }

    /// The same word for C.
    pub fn name(self) -> &'static CStr {
        CStr::from_bytes_with_nul(self.word().as_bytes()).unwrap_or_default()
    }

    /// With the NUL that C wants; each send asks for it without.
    const fn word(self) -> &'static str {
        match self {
            Platform::Template => "template\0",
            Platform::Apple => "apple\0",
            Platform::Fcmv1 => "fcmv1\0",
            Platform::Windows => "windows\0",
            Platform::Gcm => "gcm\0",
            Platform::Mpns => "windowsphone\0",
            Platform::Adm => "adm\0",
            Platform::Baidu => "baidu\0",
            Platform::Browser => "browser\0",
            Platform::Xiaomi => "xiaomi\0",
        }
    }

    /// The usual content type of the platform's payloads. Always with the
    /// charset: without one an HTTP stack may read them as ISO-8859-1.
    pub fn content_type(self) -> &'static str {
        match self {
            Platform::Windows | Platform::Mpns => XML,
            _ => JSON,
        }
    }
}
