//! HTTP requests to a hub. Pure: no I/O.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::utf8_percent_encode;

use crate::auth::sas_token::{SasToken, UNRESERVED};
use crate::auth::secret::Secret;
use crate::http::effect::Effect;
use crate::http::expected::Expected;
use crate::http::fields::Fields;
use crate::redact::is_secret_header;

/// A request, ready for the transport or for a host's own HTTP stack.
#[derive(Debug)]
pub struct Request<'a> {
    /// What it does.
    pub effect: Effect,
    /// What its answer is if it succeeds.
    pub expected: Expected,
    /// HTTP method.
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// The value of `Authorization`: kept apart, so that whoever walks the
    /// headers does not meet it by accident.
    pub token: Arc<SasToken>,
    /// The id that it carries in `TrackingId`.
    pub tracking_id: String,
    /// All other headers except Host and Content-Length.
    pub headers: Fields,
    /// The body, byte for byte.
    pub body: Cow<'a, [u8]>,
    /// Device handles and credentials in it, which no log may show.
    pub secrets: Vec<Secret>,
}

impl<'a> Request<'a> {
    /// A request without a body.
    pub fn new(
        effect: Effect,
        expected: Expected,
        method: &'static str,
        url: String,
        token: Arc<SasToken>,
        tracking_id: String,
        mut headers: Fields,
    ) -> Request<'a> {
        headers.push("TrackingId", &tracking_id);
        Request {
            effect,
            expected,
            method,
            url,
            token,
            tracking_id,
            headers,
            body: Cow::Borrowed(&[]),
            secrets: Vec::new(),
        }
    }

    /// The same with a body of its own.
    pub fn into_owned(self) -> Request<'static> {
        Request {
            effect: self.effect,
            expected: self.expected,
            method: self.method,
            url: self.url,
            token: self.token,
            tracking_id: self.tracking_id,
            headers: self.headers,
            body: Cow::Owned(self.body.into_owned()),
            secrets: self.secrets,
        }
    }

    /// All headers except Host and Content-Length, Authorization first.
    pub fn all_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        std::iter::once(("Authorization", self.token.text.expose())).chain(self.headers.iter())
    }

    /// Is the value of this one of `all_headers` a secret?
    pub fn is_secret(&self, index: usize) -> bool {
        let header = self.all_headers().nth(index);
        header.is_some_and(|(name, _)| is_secret_header(name))
    }

    /// Adds a header.
    pub fn header(&mut self, name: &'static str, value: &str) {
        self.headers.push(name, value);
    }

    /// Sets the body and its type.
    pub fn body(&mut self, content_type: &'static str, body: impl Into<Cow<'a, [u8]>>) {
        self.header("Content-Type", content_type);
        self.body = body.into();
    }

    /// The length that is announced: none where nothing is sent and, by its method,
    /// nothing was to be expected (RFC 9110 8.6).
    pub fn content_length(&self) -> Option<usize> {
        match self.body.len() {
            0 if matches!(self.method, "GET" | "DELETE") => None,
            length => Some(length),
        }
    }

    /// Keeps `text`, also as it stands in a URL, out of all logs.
    pub fn secret(&mut self, text: &str) {
        self.secrets.push(Secret::new(text));
        let encoded = utf8_percent_encode(text, UNRESERVED).to_string();
        if encoded != text {
            self.secrets.push(encoded.into());
        }
    }
}
