//! The push platforms, under the two names each has: one for sends, one for installations.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    Apple,
    Gcm,
    FcmV1,
    Windows,
    WindowsPhone,
    Adm,
    Baidu,
    Browser,
    Xiaomi,
}

/// What the body of a native notification is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NativeBody {
    Json,
    Xml,
}

impl Platform {
    const ALL: [(Platform, &'static str, &'static str); 9] = [
        (Platform::Apple, "apple", "apns"),
        (Platform::Gcm, "gcm", "gcm"),
        (Platform::FcmV1, "fcmv1", "fcmv1"),
        (Platform::Windows, "windows", "wns"),
        (Platform::WindowsPhone, "windowsphone", "mpns"),
        (Platform::Adm, "adm", "adm"),
        (Platform::Baidu, "baidu", "baidu"),
        (Platform::Browser, "browser", "browser"),
        (Platform::Xiaomi, "xiaomi", "xiaomi"),
    ];

    /// Whether the service takes headers in the template of an installation.
    pub fn has_template_headers(self) -> bool {
        matches!(self, Platform::Windows | Platform::WindowsPhone)
    }

    /// The word of a notification's format, which is also what outcomes call the platform.
    pub fn format_word(self) -> &'static str {
        Platform::ALL
            .iter()
            .find(|(platform, _, _)| *platform == self)
            .map_or("", |(_, format, _)| format)
    }

    /// The `platform` of an installation. SDKs disagree on the case of `fcmV1`; `fcm` is in the
    /// Java SDK's list, and the service knows legacy FCM as `gcm` only.
    pub fn of_installation(word: &str) -> Option<Platform> {
        if word.eq_ignore_ascii_case("fcm") {
            return Some(Platform::Gcm);
        }
        Platform::ALL
            .iter()
            .find(|(_, _, name)| name.eq_ignore_ascii_case(word))
            .map(|(platform, _, _)| *platform)
    }

    pub fn of_format(word: &str) -> Option<Platform> {
        Platform::ALL
            .iter()
            .find(|(_, format, _)| format.eq_ignore_ascii_case(word))
            .map(|(platform, _, _)| *platform)
    }

    pub fn body(self) -> NativeBody {
        match self {
            Platform::Windows | Platform::WindowsPhone => NativeBody::Xml,
            _ => NativeBody::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Platform::of_format("fcmV1"), Some(Platform::FcmV1));
        assert_eq!(Platform::of_installation("FCMV1"), Some(Platform::FcmV1));
        assert_eq!(Platform::of_installation("wns"), Some(Platform::Windows));
        assert_eq!(Platform::of_installation("windows"), None);
        for (platform, format, _) in Platform::ALL {
            assert_eq!(platform.format_word(), format);
        }
    }
}
