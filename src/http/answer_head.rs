//! The front of an answer: its status, its headers, and how the end of its body
//! is known.
//!
//! As strict as RFC 9112 asks of a client. Where the headers leave in doubt what
//! follows them, that costs the body and the connection, and never the status:
//! it stands in front of all doubt.

use std::mem::MaybeUninit;

use httparse::{Header, ParserConfig, Response};

use crate::http::answer_headers::{Headers, Kept};
use crate::http::text::is_name;

/// More bytes than that have no heads: those of one answer together, with those
/// that only announce it.
pub const MAX_HEAD: usize = 64 * 1024;

/// More fields than that has no head.
pub const MAX_FIELDS: usize = 1000;

/// How many fields most heads have at most: their places are on the stack, which
/// a host may have made small.
const FEW_FIELDS: usize = 64;

/// How the body's end is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// There is none, or it has so many bytes.
    Length(u64),
    /// Chunks.
    Chunked,
    /// It goes to the end of the connection.
    UntilClose,
    /// The headers contradict each other: what follows is nobody's.
    InDoubt,
}

/// The front of an answer.
#[derive(Debug)]
pub struct Head {
    /// Status code: three digits.
    pub status: u16,
    /// The headers that the library reads.
    pub headers: Headers,
    /// How the body's end is known.
    pub framing: Framing,
    /// May the connection be used again after the body?
    pub keeps_open: bool,
}

/// What bytes say of a head.
#[derive(Debug)]
pub enum Parsed {
    /// They are the beginning of one, as far as can be seen.
    Partial,
    /// They begin with one.
    Whole {
        /// How many bytes it takes.
        size: usize,
        /// What it says.
        head: Head,
    },
}

/// Why what came is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// No HTTP/1 answer begins so.
    NotHttp,
    /// A server of TLS begins so, which was asked in plain text.
    Tls,
    /// It has more than [`MAX_FIELDS`] fields.
    TooManyFields,
    /// It is, or they are, larger than [`MAX_HEAD`].
    TooLarge,
}

impl Malformed {
    /// What happened, in words.
    pub fn words(self) -> &'static str {
        match self {
            Malformed::NotHttp => "what came is not an HTTP answer",
            Malformed::Tls => {
                "what came is TLS and no HTTP: an Endpoint of http:// names a TLS port; write sb:// or https://"
            }
            Malformed::TooManyFields => "the answer has more than 1000 headers",
            Malformed::TooLarge => "the answer's headers are larger than 64 KiB",
        }
    }
}

/// Reads the front of an answer. With `keep_all` all its headers are kept.
pub fn parse(input: &[u8], keep_all: bool) -> Result<Parsed, Malformed> {
    let mut places = [const { MaybeUninit::uninit() }; FEW_FIELDS];
    match parse_into(input, keep_all, &mut places) {
        Err(httparse::Error::TooManyHeaders) => parse_many(input, keep_all),
        Err(_) => Err(not_http(input)),
        Ok(parsed) => Ok(parsed),
    }
}

/// A record of TLS: its type (an alert, a handshake), and 3 for every version of it.
#[cold]
fn not_http(input: &[u8]) -> Malformed {
    match input {
        [0x15 | 0x16, 3, ..] => Malformed::Tls,
        _ => Malformed::NotHttp,
    }
}

#[cold]
fn parse_many(input: &[u8], keep_all: bool) -> Result<Parsed, Malformed> {
    let mut places = Vec::new();
    places.resize_with(MAX_FIELDS, MaybeUninit::uninit);
    match parse_into(input, keep_all, &mut places) {
        Err(httparse::Error::TooManyHeaders) => Err(Malformed::TooManyFields),
        Err(_) => Err(not_http(input)),
        Ok(parsed) => Ok(parsed),
    }
}

fn parse_into<'b>(
    input: &'b [u8],
    keep_all: bool,
    places: &mut [MaybeUninit<Header<'b>>],
) -> Result<Parsed, httparse::Error> {
    let mut response = Response::new(&mut []);
    let mut parser = ParserConfig::default();
    parser.allow_obsolete_multiline_headers_in_responses(true);
    let parsed = parser.parse_response_with_uninit_headers(&mut response, input, places)?;
    let (httparse::Status::Complete(size), Some(status), Some(version)) =
        (parsed, response.code, response.version)
    else {
        return Ok(Parsed::Partial);
    };
    let mut headers = Headers::for_head(size);
    let mut framing = FramingFields::default();
    for field in response.headers.iter() {
        let (name, value) = (field.name, field.value);
        if !framing.note(name, value)
            && let Some(which) = Kept::from_name(name)
        {
            headers.keep(which, value);
        }
        if keep_all {
            headers.keep_also(name, value);
        }
    }
    let is_http_1_0 = version == 0;
    let framing_said = framing.framing(status, is_http_1_0);
    let head = Head {
        status,
        headers,
        framing: framing_said,
        keeps_open: !is_http_1_0
            && !framing.closes
            && matches!(framing_said, Framing::Length(_) | Framing::Chunked),
    };
    Ok(Parsed::Whole { size, head })
}

/// What the fields say of the body's end.
#[derive(Default)]
struct FramingFields {
    length: Option<u64>,
    is_chunked: bool,
    is_in_doubt: bool,
    closes: bool,
}

impl FramingFields {
    /// Takes note of a field, if it is one of these. Was it?
    fn note(&mut self, name: &str, value: &[u8]) -> bool {
        // By length first: most are none of these.
        match name.len() {
            14 if is_name(name, "content-length") => {
                // The same number several times is one that a proxy joined.
                for said in value.split(|byte| *byte == b',') {
                    let said = decimal(said.trim_ascii());
                    self.is_in_doubt |=
                        said.is_none() || (self.length.is_some() && self.length != said);
                    self.length = said;
                }
            }
            17 if is_name(name, "transfer-encoding") => {
                let is_alone = !self.is_chunked && value.eq_ignore_ascii_case(b"chunked");
                self.is_in_doubt |= !is_alone;
                self.is_chunked = true;
            }
            10 if is_name(name, "connection") => {
                let mut words = value.split(|byte| *byte == b',');
                self.closes |= words.any(|w| w.trim_ascii().eq_ignore_ascii_case(b"close"));
            }
            _ => return false,
        }
        true
    }

    fn framing(&self, status: u16, is_http_1_0: bool) -> Framing {
        if matches!(status, 100..=199 | 204 | 304) {
            return Framing::Length(0);
        }
        // Both, or chunks in HTTP/1.0, are how one answer is made to look like two.
        let contradicts = self.is_chunked && (self.length.is_some() || is_http_1_0);
        match self.length {
            _ if self.is_in_doubt || contradicts => Framing::InDoubt,
            _ if self.is_chunked => Framing::Chunked,
            Some(length) => Framing::Length(length),
            None => Framing::UntilClose,
        }
    }
}

/// Digits and nothing else, and not more than any body has.
fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(input: &str) -> (usize, Head) {
        match parse(input.as_bytes(), false) {
            Ok(Parsed::Whole { size, head }) => (size, head),
            other => panic!("{input:?}: {other:?}"),
        }
    }

    fn framing(fields: &str) -> Framing {
        whole(&format!("HTTP/1.1 201 Created\r\n{fields}\r\n"))
            .1
            .framing
    }

    #[test]
    fn a_head_is_read_when_all_of_it_is_there() {
        let text = "HTTP/1.1 201 Created\r\nLocation: /a\r\nContent-Length: 3\r\n\r\nabcHTTP";
        let end = text.len() - 7;
        for cut in 0..end {
            let parsed = parse(&text.as_bytes()[..cut], false);
            assert!(matches!(parsed, Ok(Parsed::Partial)), "{cut}: {parsed:?}");
        }
        let (size, head) = whole(text);
        assert_eq!((size, head.status), (end, 201));
        assert_eq!(head.framing, Framing::Length(3));
        assert!(head.keeps_open);
        assert_eq!(head.headers.text(Kept::Location), Some("/a"));
    }

    #[test]
    fn what_is_in_doubt_costs_the_connection_and_not_the_status() {
        for (fields, expected) in [
            ("Content-Length: 5\r\n", Framing::Length(5)),
            ("content-length:5 \r\n", Framing::Length(5)),
            (
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                Framing::Length(5),
            ),
            ("Content-Length: 5, 5\r\n", Framing::Length(5)),
            (
                "Content-Length: 0\r\nContent-Length: 5\r\n",
                Framing::InDoubt,
            ),
            ("Content-Length: 5, 6\r\n", Framing::InDoubt),
            ("Content-Length: 5,\r\n", Framing::InDoubt),
            ("Content-Length: +5\r\n", Framing::InDoubt),
            ("Content-Length: 0x5\r\n", Framing::InDoubt),
            ("Content-Length: 5.0\r\n", Framing::InDoubt),
            ("Content-Length: many\r\n", Framing::InDoubt),
            ("Content-Length:\r\n", Framing::InDoubt),
            ("Content-Length: 1\r\n 2\r\n", Framing::InDoubt),
            ("Content-Length: 9999999999999999999\r\n", Framing::InDoubt),
            ("Transfer-Encoding: Chunked\r\n", Framing::Chunked),
            ("Transfer-Encoding: gzip, chunked\r\n", Framing::InDoubt),
            ("Transfer-Encoding: chunked, identity\r\n", Framing::InDoubt),
            ("Transfer-Encoding: identity\r\n", Framing::InDoubt),
            (
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                Framing::InDoubt,
            ),
            (
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                Framing::InDoubt,
            ),
            (
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                Framing::InDoubt,
            ),
            ("Transfer-Encoding: x\r\n chunked\r\n", Framing::InDoubt),
            ("", Framing::UntilClose),
        ] {
            let got = framing(fields);
            assert_eq!(got, expected, "{fields:?}");
            let (_, head) = whole(&format!("HTTP/1.1 201 x\r\n{fields}\r\n"));
            let keeps = matches!(expected, Framing::Length(_) | Framing::Chunked);
            assert_eq!(head.keeps_open, keeps, "{fields:?}");
        }
    }

    #[test]
    fn some_statuses_have_no_body_and_http_1_0_is_never_kept() {
        for status in [100, 102, 199, 204, 304] {
            let (_, head) = whole(&format!("HTTP/1.1 {status} x\r\nContent-Length: 5\r\n\r\n"));
            assert_eq!(head.framing, Framing::Length(0), "{status}");
        }
        let (_, head) =
            whole("HTTP/1.0 201 x\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n");
        assert_eq!((head.framing, head.keeps_open), (Framing::Length(5), false));
        let (_, head) = whole("HTTP/1.0 201 x\r\nTransfer-Encoding: chunked\r\n\r\n");
        assert_eq!(head.framing, Framing::InDoubt);
        for value in ["close", "Close", "keep-alive, close", "x ,CLOSE, y"] {
            let (_, head) = whole(&format!("HTTP/1.1 204 x\r\nConnection: {value}\r\n\r\n"));
            assert!(!head.keeps_open, "{value}");
        }
        let (_, head) = whole("HTTP/1.1 204 x\r\nConnection: closed\r\n\r\n");
        assert!(head.keeps_open);
    }

    #[test]
    fn folded_lines_are_one() {
        let text = "HTTP/1.1 400 Bad\r\nTrackingId: a\r\n  b\r\n\tc\r\nContent-Length: 0\r\n\r\n";
        let (_, head) = whole(text);
        assert_eq!(head.headers.text(Kept::TrackingId), Some("a b c"));
        assert_eq!((head.status, head.framing), (400, Framing::Length(0)));
    }

    #[test]
    fn many_fields_are_read_and_too_many_are_not() {
        let text = |count| {
            let fields: String = (0..count).map(|at| format!("X-{at}: y\r\n")).collect();
            format!("HTTP/1.1 429 Slow\r\n{fields}\r\n")
        };
        for count in [0, FEW_FIELDS, FEW_FIELDS + 1, MAX_FIELDS] {
            assert_eq!(whole(&text(count)).1.status, 429, "{count}");
        }
        let parsed = parse(text(MAX_FIELDS + 1).as_bytes(), false);
        assert_eq!(parsed.unwrap_err(), Malformed::TooManyFields);
    }

    #[test]
    fn other_things_are_no_heads() {
        for text in [
            "HTTP/1.1 2o1 Created\r\n\r\n",
            "HTTP/1.1 20 Created\r\n\r\n",
            "HTTP/2.0 201 Created\r\n\r\n",
            "HTTP/7.3 201 Created\r\n\r\n",
            "HTTP/1.1 201 Created\r\nwhat is this\r\n\r\n",
            "HTTP/1.1 201 Created\r\nName : value\r\n\r\n",
            "HTTP/1.1 201 Created\r\n: value\r\n\r\n",
            "HTTP/1.1 201 Created\r\nX: a\0b\r\n\r\n",
            "HTTP/1.1 201 Created\r\n folded: into nothing\r\n\r\n",
            "<html>",
            "\u{16}\u{3}\u{1}",
        ] {
            let parsed = parse(text.as_bytes(), false);
            assert!(
                matches!(parsed, Err(Malformed::NotHttp | Malformed::Tls)),
                "{text:?}: {parsed:?}"
            );
        }
    }
}
