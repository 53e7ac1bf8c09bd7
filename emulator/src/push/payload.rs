//! Which payloads the service takes for which platform.

use crate::devices::platform::{NativeBody, Platform};
use crate::http::error::ServiceError;
use crate::http::headers;
use crate::push::rules;
use crate::wire::xml;
use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Checks a native payload and tells its content type for senders that gave none.
pub fn check_native(
    platform: Platform,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<&'static str, ServiceError> {
    if platform.body() == NativeBody::Json {
        let payload = json_object(body)?;
        let breach = match platform {
            Platform::FcmV1 => rules::judge_message(&payload),
            Platform::Gcm => rules::judge_receivers(&payload),
            _ => None,
        };
        if let Some(breach) = breach {
            return Err(ServiceError::payload_invalid(format!(
                "It breaks the rule {}: {}",
                breach.rule,
                rules::words(breach.rule)
            )));
        }
        return Ok("application/json; charset=utf-8");
    }
    match is_raw(platform, headers)? {
        true => Ok("application/octet-stream"),
        false => {
            let text = str::from_utf8(body)
                .map_err(|_| ServiceError::payload_invalid("It is not UTF-8"))?;
            xml::check(text).map_err(|fault| {
                ServiceError::payload_invalid(format!("It is not well-formed XML: {fault}"))
            })?;
            Ok("application/xml; charset=utf-8")
        }
    }
}

/// The properties of a template send by folded name: a flat object of strings.
pub fn template_properties(body: &[u8]) -> Result<HashMap<String, String>, ServiceError> {
    json_object(body)?
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name.to_lowercase(), text)),
            _ => Err(ServiceError::payload_invalid(format!(
                "The template property '{name}' is not a string"
            ))),
        })
        .collect()
}

fn json_object(body: &[u8]) -> Result<Map<String, Value>, ServiceError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(ServiceError::payload_invalid("It is not a JSON object")),
        Err(error) => Err(ServiceError::payload_invalid(format!(
            "It is not JSON: {error}"
        ))),
    }
}

/// Raw notifications are any bytes. WNS is told what a notification is by a header that the
/// service insists on; MPNS takes what has no target for raw.
fn is_raw(platform: Platform, headers: &HeaderMap) -> Result<bool, ServiceError> {
    if platform == Platform::WindowsPhone {
        return Ok(!headers.contains_key("x-windowsphone-target"));
    }
    let kind = headers.get("x-wns-type").ok_or_else(|| {
        ServiceError::bad_request("The mandatory HTTP header 'X-WNS-Type' is missing.")
    })?;
    match kind.as_bytes().to_ascii_lowercase().as_slice() {
        b"wns/raw" => check_raw_type(headers).map(|()| true),
        b"wns/toast" | b"wns/tile" | b"wns/badge" => Ok(false),
        _ => Err(ServiceError::bad_request(
            "The header X-WNS-Type is one of wns/toast, wns/tile, wns/badge and wns/raw",
        )),
    }
}

fn check_raw_type(headers: &HeaderMap) -> Result<(), ServiceError> {
    let content_type = headers::text(headers, CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    match media_type.eq_ignore_ascii_case("application/octet-stream") {
        true => Ok(()),
        false => Err(ServiceError::recorded(
            "The content type for a 'wns/raw' notification must be 'application/octet-stream'",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn accepted(platform: Platform, header: Option<(&'static str, &str)>, body: &str) -> bool {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = header {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        check_native(platform, &headers, body.as_bytes()).is_ok()
    }

    #[test]
    fn json_platforms() {
        let sound = r#"{"aps":{"alert":"x","sound":{"critical":1,"name":"default"}}}"#;
        assert!(accepted(Platform::Apple, None, sound));
        assert!(accepted(
            Platform::Baidu,
            None,
            r#"{"title":"a","description":"b"}"#
        ));
        for body in ["", "{", "[]", "\"text\"", "{'a':1}", "{\"a\":1}x"] {
            assert!(!accepted(Platform::Apple, None, body), "{body}");
        }
        let deep = "[".repeat(100_000);
        assert!(!accepted(Platform::Apple, None, &deep));
        assert!(accepted(Platform::Gcm, None, r#"{"data":{"to":"x"}}"#));
        assert!(!accepted(Platform::Gcm, None, r#"{"data":{},"to":"x"}"#));
        assert!(!accepted(Platform::Gcm, None, r#"{"registration_ids":[]}"#));
    }

    #[test]
    fn the_envelope_of_fcm_v1() {
        for body in [
            r#"{"message":{"notification":{"title":"t"}}}"#,
            r#"{"message":{"android":{"data":{"k":"v"},"ttl":"3s"},"data":{}}}"#,
        ] {
            assert!(accepted(Platform::FcmV1, None, body), "{body}");
        }
        for body in [
            r#"{"notification":{"title":"t"}}"#,
            r#"{"message":"text"}"#,
            r#"{"message":{"data":{"k":1}}}"#,
            r#"{"message":{"android":{"data":{"k":{"deep":"v"}}}}}"#,
            r#"{"message":{"data":[]}}"#,
        ] {
            assert!(!accepted(Platform::FcmV1, None, body), "{body}");
        }
    }

    #[test]
    fn microsoft_platforms() {
        let wns = |kind| Some(("x-wns-type", kind));
        let toast = "<?xml version=\"1.0\" encoding=\"utf-16\"?><toast launch=\"a\"/>";
        assert!(accepted(Platform::Windows, wns("wns/toast"), toast));
        let mut raw = HeaderMap::new();
        raw.insert("x-wns-type", HeaderValue::from_static("WNS/Raw"));
        assert!(check_native(Platform::Windows, &raw, b"no xml & more").is_err());
        let bytes = HeaderValue::from_static("application/octet-stream");
        raw.insert(CONTENT_TYPE, bytes);
        assert!(check_native(Platform::Windows, &raw, b"no xml & more").is_ok());
        assert!(!accepted(Platform::Windows, None, toast));
        assert!(!accepted(Platform::Windows, wns("toast"), toast));
        assert!(!accepted(Platform::Windows, wns("wns/tile"), "<tile>"));
        let mpns = Some(("x-windowsphone-target", "token"));
        assert!(accepted(Platform::WindowsPhone, mpns, "<a/>"));
        assert!(!accepted(Platform::WindowsPhone, mpns, "<a>"));
        assert!(accepted(Platform::WindowsPhone, None, "raw"));
    }

    #[test]
    fn properties() {
        let properties = template_properties(br#"{"Msg":"a","other":""}"#).unwrap();
        assert_eq!(properties["msg"], "a");
        for body in [
            r#"{"n":1}"#,
            r#"{"n":null}"#,
            r#"{"n":{"a":"b"}}"#,
            "[]",
            "x",
        ] {
            assert!(template_properties(body.as_bytes()).is_err(), "{body}");
        }
    }
}
