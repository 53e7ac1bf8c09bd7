//! HTTP requests to a hub. Pure: no I/O.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::utf8_percent_encode;

use crate::auth::sas_token::{SasToken, UNRESERVED};
use crate::auth::secret::Secret;
use crate::http::fields::Fields;
use crate::redact::is_secret_header;

/// What a request does at the service: decides whether it may be repeated and
/// what a lost answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing: repeat at will.
    Read,
    /// Once or twice is the same: repeat at will, though a lost answer leaves
    /// open whether it was made.
    Change,
    /// Twice is once too often.
    Send,
}

/// A request, ready for the transport or for a host's own HTTP stack.
#[derive(Debug)]
pub struct Request<'a> {
    /// What it does.
    pub effect: Effect,
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
    /// How much of the body of a successful answer is read; what is behind it is
    /// cut off.
    pub answer_limit: usize,
    /// Is that body waited for to its end? If not, the answer's head is all that
    /// counts.
    pub expects_document: bool,
}

/// An answer to a send says nothing that is longer.
const SEND_ANSWER: usize = 64 * 1024;

/// Nor is a page of a list.
const DOCUMENT: usize = 4 * 1024 * 1024;

impl<'a> Request<'a> {
    /// A request without a body.
    pub fn new(
        effect: Effect,
        method: &'static str,
        url: String,
        token: Arc<SasToken>,
        tracking_id: String,
    ) -> Request<'a> {
        let mut headers = Fields::default();
        headers.push("TrackingId", &tracking_id);
        let expects_document = effect != Effect::Send;
        Request {
            effect,
            method,
            url,
            token,
            tracking_id,
            headers,
            body: Cow::Borrowed(&[]),
            secrets: Vec::new(),
            answer_limit: if expects_document {
                DOCUMENT
            } else {
                SEND_ANSWER
            },
            expects_document,
        }
    }

    /// The same with a body of its own.
    pub fn into_owned(self) -> Request<'static> {
        Request {
            effect: self.effect,
            method: self.method,
            url: self.url,
            token: self.token,
            tracking_id: self.tracking_id,
            headers: self.headers,
            body: Cow::Owned(self.body.into_owned()),
            secrets: self.secrets,
            answer_limit: self.answer_limit,
            expects_document: self.expects_document,
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

    /// The answer is a document, though this counts as a send.
    pub fn expect_document(&mut self) {
        self.expect_document_of(DOCUMENT);
    }

    /// The same where the document has at most `limit` bytes.
    pub fn expect_document_of(&mut self, limit: usize) {
        self.expects_document = true;
        self.answer_limit = limit;
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
