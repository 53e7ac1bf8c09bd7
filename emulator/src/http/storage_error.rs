//! What Azure's storage answers when it refuses a request: other words than the service's, and a
//! code that clients go by, in a header too.

use crate::http::answer::Answer;
use crate::wire::timestamp;
use hyper::StatusCode;
use hyper::header::{CONTENT_RANGE, HeaderName, HeaderValue};
use quick_xml::escape::partial_escape;
use time::OffsetDateTime;
use uuid::Uuid;

const ERROR_CODE: HeaderName = HeaderName::from_static("x-ms-error-code");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");
const XML: HeaderValue = HeaderValue::from_static("application/xml");

#[derive(Debug)]
pub struct StorageError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Why a signature was refused.
    detail: Option<String>,
    content_range: Option<String>,
}

impl StorageError {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> StorageError {
        StorageError {
            status,
            code,
            message: message.into(),
            detail: None,
            content_range: None,
        }
    }

    pub fn authentication_failed(detail: String) -> StorageError {
        let message = "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.";
        StorageError {
            detail: Some(detail),
            ..StorageError::new(StatusCode::FORBIDDEN, "AuthenticationFailed", message)
        }
    }

    pub fn permission_mismatch() -> StorageError {
        StorageError::new(
            StatusCode::FORBIDDEN,
            "AuthorizationPermissionMismatch",
            "This request is not authorized to perform this operation using this permission.",
        )
    }

    pub fn blob_not_found() -> StorageError {
        let message = "The specified blob does not exist.";
        StorageError::new(StatusCode::NOT_FOUND, "BlobNotFound", message)
    }

    pub fn container_not_found() -> StorageError {
        let message = "The specified container does not exist.";
        StorageError::new(StatusCode::NOT_FOUND, "ContainerNotFound", message)
    }

    /// Of a blob that is so long.
    pub fn invalid_range(length: u64) -> StorageError {
        let message = "The range specified is invalid for the current size of the resource.";
        StorageError {
            content_range: Some(format!("bytes */{length}")),
            ..StorageError::new(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", message)
        }
    }

    /// To a read (304) or a write (412).
    pub fn condition_not_met(status: StatusCode) -> StorageError {
        let message = "The condition specified using HTTP conditional header(s) is not met.";
        StorageError::new(status, "ConditionNotMet", message)
    }

    pub fn unsupported_parameter(name: &str) -> StorageError {
        StorageError::new(
            StatusCode::BAD_REQUEST,
            "UnsupportedQueryParameter",
            format!(
                "One of the query parameters specified in the request URI is not supported. nh-emulator does not know this '{name}' here."
            ),
        )
    }

    pub fn into_answer(self, now: OffsetDateTime) -> Answer {
        let id = Uuid::new_v4().to_string();
        let detail = self.detail.map_or_else(String::new, |detail| {
            format!(
                "<AuthenticationErrorDetail>{}</AuthenticationErrorDetail>",
                partial_escape(detail.as_str())
            )
        });
        let body = format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{}</Code><Message>{}\nRequestId:{id}\nTime:{}</Message>{detail}</Error>",
            self.code,
            partial_escape(self.message.as_str()),
            timestamp::ticks(now)
        );
        let mut answer = match self.status {
            StatusCode::NOT_MODIFIED => Answer::empty(self.status),
            status => Answer::with_body(status, XML, body.into_bytes()),
        };
        let range = self.content_range.unwrap_or_default();
        for (name, value) in [(REQUEST_ID, &id), (CONTENT_RANGE, &range)] {
            if let Ok(value) = HeaderValue::try_from(value)
                && !value.is_empty()
            {
                answer = answer.header(name, value);
            }
        }
        answer.header(ERROR_CODE, HeaderValue::from_static(self.code))
    }
}
