//! A request as it is recorded.

use crate::http::progress::Progress;
use hyper::header::AUTHORIZATION;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Version};
use serde_json::{Map, Value};
use std::sync::Arc;
use time::OffsetDateTime;

pub struct RecordedRequest {
    pub time: OffsetDateTime,
    /// None for a connection that has no request yet.
    pub version: Option<Version>,
    pub method: String,
    pub target: String,
    pub headers: RecordedHeaders,
    pub body: Vec<u8>,
    /// What its answer is tracked by.
    pub tracking_id: String,
    /// False for a body that broke off or was too large to be kept.
    pub body_complete: bool,
    /// That of the notification that goes out for it, or waits for its time.
    pub notification_id: Option<String>,
    /// None where there was no answer to be given.
    pub status: Option<u16>,
    /// What the answer says of why it is an error.
    pub refusal: Option<String>,
    /// The name of what was done to it on purpose.
    pub fault: Option<String>,
    pub answer_sent: Arc<Progress>,
}

impl RecordedRequest {
    /// For a connection that has no request yet.
    pub fn without_head(time: OffsetDateTime) -> RecordedRequest {
        RecordedRequest {
            time,
            version: None,
            method: String::new(),
            target: String::new(),
            headers: RecordedHeaders(Vec::new()),
            body: Vec::new(),
            tracking_id: String::new(),
            body_complete: false,
            notification_id: None,
            status: None,
            refusal: None,
            fault: None,
            answer_sent: Arc::default(),
        }
    }

    /// Whether it was to send something, whatever became of it.
    pub fn is_send(&self) -> bool {
        if self.method != "POST" {
            return false;
        }
        let path = self.target.split('?').next().unwrap_or_default();
        let path = path.to_lowercase();
        path.contains("/messages") || path.contains("/schedulednotifications")
    }

    pub fn of_head(time: OffsetDateTime, head: &Parts, tracking_id: &str) -> RecordedRequest {
        RecordedRequest {
            version: Some(head.version),
            tracking_id: tracking_id.to_owned(),
            method: head.method.as_str().to_owned(),
            target: head.uri.to_string(),
            headers: RecordedHeaders::copy(&head.headers),
            ..RecordedRequest::without_head(time)
        }
    }
}

/// Lines of `name: value`. A copy, because a `HeaderMap` holds on to the buffers of its connection.
pub struct RecordedHeaders(Vec<u8>);

impl RecordedHeaders {
    fn copy(headers: &HeaderMap) -> RecordedHeaders {
        let mut lines = Vec::with_capacity(512);
        for (name, value) in headers {
            lines.extend_from_slice(name.as_str().as_bytes());
            lines.extend_from_slice(b": ");
            lines.extend_from_slice(value.as_bytes());
            lines.push(b'\n');
        }
        RecordedHeaders(lines)
    }

    /// The first of this name, which is in lower case.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = |line: &[u8]| {
            let rest = line.strip_prefix(name.as_bytes())?.strip_prefix(b": ")?;
            Some(String::from_utf8_lossy(rest).into_owned())
        };
        self.0.split(|byte| *byte == b'\n').find_map(value)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// One member per name; the values of a repeated header are joined. The signature is masked.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut headers = Map::new();
        for line in String::from_utf8_lossy(&self.0).lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            let value = match name == AUTHORIZATION.as_str() {
                true => redact(value),
                false => value.to_owned(),
            };
            let joined = match headers.get(name).and_then(Value::as_str) {
                Some(first) => format!("{first}, {value}"),
                None => value,
            };
            headers.insert(name.to_owned(), Value::String(joined));
        }
        headers
    }
}

/// A token keeps its readable fields; anything else that somebody sent as authorization goes.
fn redact(authorization: &str) -> String {
    let Some((scheme, fields)) = authorization.split_once(' ') else {
        return "***".to_owned();
    };
    let fields: Vec<&str> = fields
        .split('&')
        .map(|field| match field.split_once('=') {
            Some(("sr" | "se" | "skn", _)) => field,
            Some(("sig", _)) => "sig=***",
            _ => "***",
        })
        .collect();
    format!("{scheme} {}", fields.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_signature_is_shown() {
        for (sent, shown) in [
            (
                "SharedAccessSignature sr=a&sig=c2VjcmV0&se=1&skn=k",
                "SharedAccessSignature sr=a&sig=***&se=1&skn=k",
            ),
            ("Bearer c2VjcmV0", "Bearer ***"),
            ("c2VjcmV0", "***"),
            (
                "SharedAccessSignature Sig=c2VjcmV0",
                "SharedAccessSignature ***",
            ),
        ] {
            assert_eq!(redact(sent), shown);
        }
    }
}
