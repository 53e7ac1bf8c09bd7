//! The values of headers as text, and text as the value of a header.

use crate::http::error::ServiceError;
use hyper::HeaderMap;
use hyper::header::{AsHeaderName, HeaderValue};
use std::borrow::Cow;

/// Bytes that are not UTF-8 are replaced: nobody sends them, and nothing is told apart by them.
pub fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
    let value = headers.get(name).map(HeaderValue::as_bytes)?;
    Some(String::from_utf8_lossy(value))
}

/// Most of these are addresses, made of what the client wrote.
pub fn value(text: String) -> Result<HeaderValue, ServiceError> {
    HeaderValue::try_from(text)
        .map_err(|_| ServiceError::bad_request("The address cannot be repeated in an answer"))
}
