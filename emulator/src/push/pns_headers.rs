//! The headers of a request that the service passes on to a push notification service.

use crate::devices::platform::Platform;
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::wire::timestamp;
use hyper::HeaderMap;
use std::collections::BTreeMap;
use time::format_description::parse_borrowed;
use time::{OffsetDateTime, PrimitiveDateTime};

/// Headers by lower-case name.
pub type PnsHeaders = BTreeMap<String, String>;

/// What of the sender's headers goes to this platform. The service has two headers of its own that
/// become Apple's; a header that names Apple's directly wins over them.
pub fn forwarded(platform: Platform, headers: &HeaderMap) -> Result<PnsHeaders, ServiceError> {
    let mut forwarded = PnsHeaders::new();
    if platform == Platform::Apple {
        if let Some(expiry) = headers::text(headers, "servicebusnotification-apns-expiry") {
            forwarded.insert("apns-expiration".to_owned(), apns_expiration(&expiry)?);
        }
        if let Some(priority) = headers::text(headers, "x-apns-priority") {
            forwarded.insert("apns-priority".to_owned(), priority.into_owned());
        }
    }
    for name in headers.keys() {
        if is_forwarded(platform, name.as_str())
            && let Some(value) = headers::text(headers, name.as_str())
        {
            forwarded.insert(name.as_str().to_owned(), value.into_owned());
        }
    }
    Ok(forwarded)
}

fn is_forwarded(platform: Platform, name: &str) -> bool {
    match platform {
        Platform::Apple => name.starts_with("apns-"),
        Platform::Windows => name.starts_with("x-wns-"),
        Platform::WindowsPhone => name.starts_with("x-") && !name.starts_with("x-ms-"),
        Platform::Baidu => name.starts_with("x-baidu-"),
        _ => false,
    }
}

/// Unix seconds, as Apple wants them, from what people send to the service: the documented W3C
/// form, and the US form without a zone of the .NET and Java SDKs.
pub fn apns_expiration(expiry: &str) -> Result<String, ServiceError> {
    parse_time(expiry.trim())
        .map(|time| time.unix_timestamp().to_string())
        .ok_or_else(|| {
            ServiceError::bad_request(format!("The APNs expiry '{expiry}' is not a date and time"))
        })
}

fn parse_time(text: &str) -> Option<OffsetDateTime> {
    timestamp::parse_iso(text).or_else(|| {
        let us = parse_borrowed::<2>("[month]/[day]/[year] [hour]:[minute]:[second]").ok()?;
        let time = PrimitiveDateTime::parse(text, &us).ok()?;
        Some(time.assume_utc())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn the_forms_of_an_expiry() {
        for text in [
            "2025-01-01T00:00Z",
            "2025-01-01T00:00:00Z",
            "2025-01-01T01:00:00.000+01:00",
            "2025-01-01T00:00:00",
            "01/01/2025 00:00:00",
        ] {
            assert_eq!(apns_expiration(text).unwrap(), "1735689600", "{text}");
        }
        for text in ["", "tomorrow", "2025-13-01T00:00Z"] {
            assert!(apns_expiration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_platform_gets_its_own_headers() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("apns-topic", "com.example"),
            ("x-apns-priority", "5"),
            ("servicebusnotification-apns-expiry", "2025-01-01T00:00Z"),
            ("x-wns-type", "wns/toast"),
            ("x-windowsphone-target", "toast"),
            ("x-ms-version", "2020-06"),
            ("authorization", "secret"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let names = |platform| -> Vec<String> {
            forwarded(platform, &headers).unwrap().into_keys().collect()
        };
        assert_eq!(
            names(Platform::Apple),
            ["apns-expiration", "apns-priority", "apns-topic"]
        );
        assert_eq!(names(Platform::Windows), ["x-wns-type"]);
        assert_eq!(
            names(Platform::WindowsPhone),
            ["x-apns-priority", "x-windowsphone-target", "x-wns-type"]
        );
        assert!(names(Platform::Gcm).is_empty());
        headers.insert("apns-priority", HeaderValue::from_static("10"));
        let apple = forwarded(Platform::Apple, &headers).unwrap();
        assert_eq!(apple["apns-priority"], "10");
    }
}
