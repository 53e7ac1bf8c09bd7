//! The head of a request, as the text that is sent.

use crate::http::request::Request;
use crate::http::text::{is_graphic, is_text};

/// What of a request cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsendable {
    /// Its URL is none, or not one of this hub.
    Url,
    /// No request of this library has this method.
    Method,
    /// One of its headers cannot stand in a head.
    Header,
}

impl Unsendable {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Unsendable::Url => "the hub's URL cannot be sent",
            Unsendable::Method => "this method cannot be sent",
            Unsendable::Header => "a header cannot be sent",
        }
    }
}

/// What of a request's head is the same for all requests to a hub.
#[derive(Clone, Debug)]
pub struct HeadOfHub {
    /// `https://host:port`.
    base: String,
    /// Between the path and the token, or, where there is none, the other headers.
    middle: [String; 2],
}

impl HeadOfHub {
    /// The one of the hub at this place.
    pub fn new(scheme: &str, authority: &str) -> HeadOfHub {
        HeadOfHub {
            base: format!("{scheme}://{authority}"),
            middle: ["\r\nAuthorization: ", ""]
                .map(|last| format!(" HTTP/1.1\r\nHost: {authority}{last}")),
        }
    }
}

/// A request as the pieces that are sent one after the other.
#[derive(Debug)]
pub struct Outgoing<'a> {
    method: &'static str,
    path: &'a str,
    middle: &'a str,
    token: &'a str,
    fields: &'a str,
    body: &'a [u8],
    length: Option<Digits>,
}

impl<'a> Outgoing<'a> {
    /// How many pieces it has.
    pub const PIECES: usize = 9;

    /// `request` with `token`, to the hub of `head`.
    pub fn new(
        head: &'a HeadOfHub,
        request: &'a Request<'_>,
        token: &'a str,
    ) -> Result<Outgoing<'a>, Unsendable> {
        let path = request
            .url
            .strip_prefix(head.base.as_str())
            .unwrap_or_default();
        if !path.starts_with('/') || !is_graphic(path.as_bytes()) {
            return Err(Unsendable::Url);
        }
        // Those of the program were looked at when they came, the others are ours.
        debug_assert!(is_text(token.as_bytes()));
        let fields = request.headers.lines().ok_or(Unsendable::Header)?;
        Ok(Outgoing {
            method: match request.method {
                "GET" => "GET ",
                "POST" => "POST ",
                "PUT" => "PUT ",
                "PATCH" => "PATCH ",
                "DELETE" => "DELETE ",
                _ => return Err(Unsendable::Method),
            },
            path,
            middle: &head.middle[usize::from(token.is_empty())],
            token,
            fields,
            body: &request.body,
            length: request.content_length().map(Digits::of),
        })
    }

    /// Its pieces.
    pub fn pieces(&self) -> [&[u8]; Outgoing::PIECES] {
        let (name, digits): (&[u8], &[u8]) = match &self.length {
            Some(length) => (b"\r\nContent-Length: ", length.digits()),
            None => (b"", b""),
        };
        [
            self.method.as_bytes(),
            self.path.as_bytes(),
            self.middle.as_bytes(),
            self.token.as_bytes(),
            self.fields.as_bytes(),
            name,
            digits,
            b"\r\n\r\n",
            self.body,
        ]
    }
}

/// A number in decimal.
#[derive(Clone, Copy, Debug)]
struct Digits {
    bytes: [u8; 20],
    from: usize,
}

impl Digits {
    fn of(mut number: usize) -> Digits {
        let mut bytes = [b'0'; 20];
        let mut from = bytes.len();
        loop {
            from -= 1;
            bytes[from] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return Digits { bytes, from };
            }
        }
    }

    fn digits(&self) -> &[u8] {
        &self.bytes[self.from..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 1, 9, 10, 4096, usize::MAX] {
            assert_eq!(Digits::of(number).digits(), number.to_string().as_bytes());
        }
    }
}
