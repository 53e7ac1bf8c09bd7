//! The head of a request, as the text that is sent.

use crate::auth::secret::wipe;
use crate::http::request::Request;
use crate::http::text::{is_graphic, is_text};

/// Headers as they stand in a request, each line behind the end of the one before. Wiped when
/// dropped, since some hold a device's handle.
#[derive(Clone, Default)]
pub struct Fields {
    lines: String,
    is_unsafe: bool,
}

impl Fields {
    /// Room for those of most requests.
    const ROOM: usize = 512;

    /// Adds one.
    pub fn push(&mut self, name: &str, value: &str) {
        let needed = self.lines.len() + name.len() + value.len() + 4;
        if self.lines.capacity() < needed {
            // A string that grows by itself frees its old place as it is.
            let room = needed.next_power_of_two().max(Fields::ROOM);
            let mut larger = String::with_capacity(room);
            larger.push_str(&self.lines);
            self.wipe();
            self.lines = larger;
        }
        self.lines.push_str("\r\n");
        let from = self.lines.len();
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(value);
        // What splits a request was refused where it came from; should it come by
        // a way that was forgotten, the request is not sent.
        self.is_unsafe |= name.is_empty() || !is_text(&self.lines.as_bytes()[from..]);
    }

    /// Gives one another value; what it was.
    pub fn replace(&mut self, name: &str, value: &str) -> String {
        let old = std::mem::take(self);
        let mut was = String::new();
        for (each, old) in old.iter() {
            if each == name {
                old.clone_into(&mut was);
            }
            self.push(each, if each == name { value } else { old });
        }
        self.is_unsafe |= old.is_unsafe;
        was
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.lines.split("\r\n").skip(1);
        lines.filter_map(|line| line.split_once(": "))
    }

    fn wipe(&mut self) {
        wipe(&mut std::mem::take(&mut self.lines).into_bytes());
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

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
    /// Between the path and the token.
    middle: String,
}

impl HeadOfHub {
    /// The one of the hub at this place.
    pub fn new(scheme: &str, authority: &str) -> HeadOfHub {
        HeadOfHub {
            base: format!("{scheme}://{authority}"),
            middle: format!(" HTTP/1.1\r\nHost: {authority}\r\nAuthorization: "),
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
        if request.headers.is_unsafe {
            return Err(Unsendable::Header);
        }
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
            middle: &head.middle,
            token,
            fields: &request.headers.lines,
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

    #[test]
    fn headers_come_back_as_they_were_given() {
        let mut fields = Fields::default();
        fields.push("A", "1");
        fields.push("Content-Type", "x; y: z");
        fields.push("Empty", "");
        assert_eq!(fields.replace("Content-Type", &"v".repeat(2000)), "x; y: z");
        let all: Vec<_> = fields.iter().map(|(n, v)| (n, v.len())).collect();
        assert_eq!(all, [("A", 1), ("Content-Type", 2000), ("Empty", 0)]);
        assert!(!fields.is_unsafe);
        for (name, value) in [("A", "1\r\nB: 2"), ("A\r\nB", "1"), ("", "1")] {
            let mut fields = fields.clone();
            fields.push(name, value);
            assert!(fields.is_unsafe, "{name:?} {value:?}");
            fields.replace("A", "2");
            assert!(fields.is_unsafe, "not forgotten");
        }
    }
}
