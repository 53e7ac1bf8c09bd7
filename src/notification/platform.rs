//! The platforms a hub can push to.

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
        match self {
            Platform::Template => "template",
            Platform::Apple => "apple",
            Platform::Fcmv1 => "fcmv1",
            Platform::Windows => "windows",
            Platform::Gcm => "gcm",
            Platform::Mpns => "windowsphone",
            Platform::Adm => "adm",
            Platform::Baidu => "baidu",
            Platform::Browser => "browser",
            Platform::Xiaomi => "xiaomi",
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
