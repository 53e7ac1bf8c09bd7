//! The head of a request, as the text that is sent.

use crate::auth::secret::wipe;
use crate::http::request::Request;

/// Headers as they stand in a request, each line with its end. Wiped when
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
        // What splits a request was refused where it came from; should it come by
        // a way that was forgotten, the request is not sent.
        self.is_unsafe |= !is_name(name) || !is_value(value);
        let needed = self.lines.len() + name.len() + value.len() + 4;
        if self.lines.capacity() < needed {
            // A string that grows by itself frees its old place as it is.
            let room = needed.next_power_of_two().max(Fields::ROOM);
            let mut larger = String::with_capacity(room);
            larger.push_str(&self.lines);
            self.wipe();
            self.lines = larger;
        }
        self.lines.push_str(name);
        self.lines.push_str(": ");
        self.lines.push_str(value);
        self.lines.push_str("\r\n");
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
        let lines = self.lines.split_terminator("\r\n");
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
    /// Its token cannot stand in a head.
    Token,
    /// One of its headers cannot stand in a head.
    Header,
}

impl Unsendable {
    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Unsendable::Url => "the hub's URL cannot be sent",
            Unsendable::Token => "the token cannot be sent",
            Unsendable::Header => "a header cannot be sent",
        }
    }
}

/// A request as the pieces that are sent one after the other.
#[derive(Debug)]
pub struct Outgoing<'a> {
    method: &'static str,
    path: &'a str,
    authority: &'a str,
    token: &'a str,
    fields: &'a str,
    body: &'a [u8],
    length: Option<Digits>,
}

impl<'a> Outgoing<'a> {
    /// How many pieces it has.
    pub const PIECES: usize = 13;

    /// `request`, whose URL begins with `base_len` bytes of scheme and authority.
    pub fn new(
        request: &'a Request<'_>,
        base_len: usize,
        authority: &'a str,
        token: &'a str,
    ) -> Result<Outgoing<'a>, Unsendable> {
        let path = request.url.get(base_len..).unwrap_or_default();
        if !path.starts_with('/') || !is_value(path) || path.bytes().any(|b| b <= b' ') {
            return Err(Unsendable::Url);
        }
        if !is_value(token) {
            return Err(Unsendable::Token);
        }
        if request.headers.is_unsafe {
            return Err(Unsendable::Header);
        }
        Ok(Outgoing {
            method: request.method,
            path,
            authority,
            token,
            fields: &request.headers.lines,
            body: &request.body,
            length: request.content_length().map(Digits::of),
        })
    }

    /// Its pieces.
    pub fn pieces(&self) -> [&[u8]; Outgoing::PIECES] {
        let (name, digits, end): (&[u8], &[u8], &[u8]) = match &self.length {
            Some(length) => (b"Content-Length: ", length.digits(), b"\r\n\r\n"),
            None => (b"", b"", b"\r\n"),
        };
        [
            self.method.as_bytes(),
            b" ",
            self.path.as_bytes(),
            b" HTTP/1.1\r\nHost: ",
            self.authority.as_bytes(),
            b"\r\nAuthorization: ",
            self.token.as_bytes(),
            b"\r\n",
            self.fields.as_bytes(),
            name,
            digits,
            end,
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

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// Can this stand in a request's head as a value?
fn is_value(text: &str) -> bool {
    // Eight bytes at a time, since each send has hundreds of them; what is not
    // plain is looked at closely.
    const ONES: u64 = u64::MAX / 255;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let is_plain = |word: u64| {
        let below_blank = word.wrapping_sub(ONES * 0x20);
        let is_delete = (word ^ (ONES * 0x7f)).wrapping_sub(ONES);
        (below_blank | is_delete | word) & (ONES * 0x80) == 0
    };
    let are_plain = |word: &[u8; 8]| is_plain(u64::from_ne_bytes(*word));
    (words.iter().all(are_plain) && rest.iter().all(|byte| matches!(byte, b' '..=b'~')))
        || text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_split_a_request_is_no_value() {
        for length in 0..20 {
            let plain = "a".repeat(length);
            assert!(is_value(&plain));
            for at in 0..length {
                for byte in 0..=127_u8 {
                    let mut text = plain.clone().into_bytes();
                    text[at] = byte;
                    let text = String::from_utf8(text).unwrap();
                    let expected = matches!(byte, b' '..=b'~' | b'\t');
                    assert_eq!(is_value(&text), expected, "{text:?}");
                }
            }
        }
        assert!(!is_value("caf\u{e9}"));
    }

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
        for (name, value) in [("A", "1\r\nB: 2"), ("A\r\nB", "1"), ("", "1"), ("A b", "")] {
            let mut fields = fields.clone();
            fields.push(name, value);
            assert!(fields.is_unsafe, "{name:?} {value:?}");
            fields.replace("A", "2");
            assert!(fields.is_unsafe, "not forgotten");
        }
    }
}
