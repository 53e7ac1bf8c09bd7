//! The format of a notification: that of a platform, or of a template.

use crate::devices::platform::Platform;
use crate::http::error::ServiceError;
use crate::http::headers;
use hyper::HeaderMap;

/// What `ServiceBusNotification-Format` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Native(Platform),
    Template,
}

impl Format {
    pub fn parse(word: &str) -> Option<Format> {
        if word.eq_ignore_ascii_case("template") {
            return Some(Format::Template);
        }
        Platform::of_format(word).map(Format::Native)
    }

    pub fn of_request(headers: &HeaderMap) -> Result<Format, ServiceError> {
        let word = headers::text(headers, "servicebusnotification-format").ok_or_else(|| {
            ServiceError::bad_request("The header ServiceBusNotification-Format is missing")
        })?;
        Format::parse(word.trim()).ok_or_else(|| {
            ServiceError::bad_request(format!("'{word}' is not a notification format"))
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Format::Native(platform) => platform.format_word(),
            Format::Template => "template",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(
            Format::parse("fcmV1"),
            Some(Format::Native(Platform::FcmV1))
        );
        assert_eq!(Format::parse("TEMPLATE"), Some(Format::Template));
        for wrong in ["", "wns", "apns", "applesauce", "gcm2", "my-template"] {
            assert_eq!(Format::parse(wrong), None, "{wrong}");
        }
    }
}
