//! How large a payload may be. Each size stands here alone.

use crate::devices::platform::Platform;
use crate::push::pns_headers::PnsHeaders;
use crate::push::rules::breach::{Breach, Push, too_long};

/// The most bytes that this push service takes of a push with these headers. None where no source
/// says it.
pub fn size_limit(platform: Platform, headers: &PnsHeaders) -> Option<usize> {
    Some(match platform {
        Platform::Apple => match headers.get("apns-push-type").map(String::as_str) {
            Some("voip") => 5120,
            _ => 4096,
        },
        Platform::FcmV1 | Platform::Gcm | Platform::Baidu => 4096,
        Platform::Windows => 5000,
        Platform::WindowsPhone => match headers.contains_key("x-windowsphone-target") {
            true => 3072,
            false => 1024,
        },
        Platform::Adm => 6144,
        Platform::Browser => 3993,
        Platform::Xiaomi => return None,
    })
}

/// `rule` is the one that says how large it may be.
pub fn limit(platform: Platform, push: &Push, rule: &'static str) -> Result<(), Breach> {
    match size_limit(platform, push.headers) {
        Some(most) if push.payload.len() > most => too_long(rule),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::rules;

    #[test]
    fn each_size_is_kept_to_the_byte_and_its_words_say_it() {
        let none = PnsHeaders::new();
        let with =
            |name: &str, value: &str| PnsHeaders::from([(name.to_owned(), value.to_owned())]);
        for (platform, headers, expected) in [
            (Platform::Apple, &none, "apple-size"),
            (
                Platform::Apple,
                &with("apns-push-type", "voip"),
                "apple-size-voip",
            ),
            (Platform::FcmV1, &none, "fcmv1-size"),
            (Platform::Gcm, &none, "gcm-size"),
            (
                Platform::Windows,
                &with("x-wns-type", "wns/raw"),
                "wns-size",
            ),
            (Platform::WindowsPhone, &none, "mpns-size-raw"),
            (
                Platform::WindowsPhone,
                &with("x-windowsphone-target", "toast"),
                "mpns-size",
            ),
            (Platform::Adm, &none, "adm-size"),
            (Platform::Baidu, &none, "baidu-size"),
            (Platform::Browser, &none, "browser-size"),
        ] {
            let most = size_limit(platform, headers).unwrap();
            let rule = |size: usize| {
                let payload = format!("{{\"a\":\"{}\"}}", "x".repeat(size - 8));
                let payload = payload.as_bytes();
                rules::judge(platform, &Push { payload, headers }).map(|breach| breach.rule)
            };
            assert_ne!(rule(most), Some(expected));
            assert_eq!(rule(most + 1), Some(expected));
            assert!(
                rules::words(expected).contains(&most.to_string()),
                "{expected}"
            );
        }
        assert_eq!(size_limit(Platform::Xiaomi, &none), None);
    }
}
