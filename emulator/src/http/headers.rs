//! The values of headers as text.

use hyper::HeaderMap;
use hyper::header::{AsHeaderName, HeaderValue};
use std::borrow::Cow;

/// Bytes that are not UTF-8 are replaced: nobody sends them, and nothing is told apart by them.
pub fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
    let value = headers.get(name).map(HeaderValue::as_bytes)?;
    Some(String::from_utf8_lossy(value))
}
