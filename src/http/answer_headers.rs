//! The headers of an answer that the library reads.

use crate::http::text::{is_name, is_text};

/// Which they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Where what was made can be found: its last segment is an id.
    Location,
    /// The service's clock.
    Date,
    /// `TrackingId`: what to quote to Azure support.
    TrackingId,
    /// `x-ms-correlation-request-id`.
    Correlation,
    /// `Retry-After`.
    RetryAfter,
    /// `retry-after-ms`.
    RetryAfterMs,
    /// `x-ms-retry-after-ms`.
    MsRetryAfterMs,
    /// `x-ms-continuationtoken`: there is another page.
    Continuation,
    /// `Content-Type`.
    ContentType,
    /// `Content-Range`.
    ContentRange,
}

const NAMES: [(Kept, &str); 10] = [
    (Kept::Location, "location"),
    (Kept::Date, "date"),
    (Kept::TrackingId, "trackingid"),
    (Kept::Correlation, "x-ms-correlation-request-id"),
    (Kept::RetryAfter, "retry-after"),
    (Kept::RetryAfterMs, "retry-after-ms"),
    (Kept::MsRetryAfterMs, "x-ms-retry-after-ms"),
    (Kept::Continuation, "x-ms-continuationtoken"),
    (Kept::ContentType, "content-type"),
    (Kept::ContentRange, "content-range"),
];

impl Kept {
    /// The one with this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Kept> {
        // No two names have the same length, so one comparison is enough.
        let which = match name.len() {
            4 => Kept::Date,
            8 => Kept::Location,
            10 => Kept::TrackingId,
            11 => Kept::RetryAfter,
            12 => Kept::ContentType,
            13 => Kept::ContentRange,
            14 => Kept::RetryAfterMs,
            19 => Kept::MsRetryAfterMs,
            22 => Kept::Continuation,
            27 => Kept::Correlation,
            _ => return None,
        };
        let (_, known) = NAMES[which as usize];
        is_name(name, known).then_some(which)
    }
}

/// Values of headers, the first of each name that is not empty, as bytes: what has to
/// be text is checked where it is used.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    bytes: Vec<u8>,
    /// From where to where each stands there; nowhere if the end is 0.
    places: [(u32, u32); NAMES.len()],
    /// Which of them are printable ASCII, one bit each.
    texts: u16,
    /// All of them, where a log wants them.
    all: Vec<(String, Vec<u8>)>,
}

impl Headers {
    /// None yet, of a head of so many bytes.
    pub fn for_head(size: usize) -> Headers {
        Headers {
            bytes: Vec::with_capacity(size.min(512)),
            ..Headers::default()
        }
    }

    /// Keeps a value, unless there is one: the first counts.
    pub fn keep(&mut self, which: Kept, value: &[u8]) {
        let place = &mut self.places[which as usize];
        let value = value.trim_ascii();
        if place.1 != 0 || value.is_empty() {
            return;
        }
        let from = self.bytes.len();
        if is_text(value) {
            self.bytes.extend_from_slice(value);
            self.texts |= 1 << which as usize;
        } else {
            push_unfolded(&mut self.bytes, value);
            self.texts |= u16::from(is_text(&self.bytes[from..])) << which as usize;
        }
        // A head is smaller than 64 KiB.
        *place = (from as u32, self.bytes.len() as u32);
    }

    /// Keeps one for logs.
    #[cold]
    pub fn keep_also(&mut self, name: &str, value: &[u8]) {
        let mut unfolded = Vec::with_capacity(value.len());
        push_unfolded(&mut unfolded, value);
        self.all.push((name.to_owned(), unfolded));
    }

    /// The value, without blanks around it.
    pub fn bytes(&self, which: Kept) -> Option<&[u8]> {
        let (from, to) = self.places[which as usize];
        self.bytes
            .get(from as usize..to as usize)
            .filter(|_| to != 0)
    }

    /// The same where it is printable ASCII.
    pub fn text(&self, which: Kept) -> Option<&str> {
        let is_text = self.texts & (1 << which as usize) != 0;
        std::str::from_utf8(self.bytes(which).filter(|_| is_text)?).ok()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.all
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
    }
}

/// Appends `value`, which is out of the ordinary; each fold of a line in it becomes
/// one blank, as RFC 9112 5.2 asks of a user agent.
#[cold]
fn push_unfolded(into: &mut Vec<u8>, value: &[u8]) {
    for (at, line) in value.split(|byte| *byte == b'\n').enumerate() {
        if at > 0 {
            into.push(b' ');
        }
        into.extend_from_slice(line.trim_ascii());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_found_in_any_case_and_no_other() {
        for (which, name) in NAMES {
            assert_eq!(Kept::from_name(name), Some(which));
            assert_eq!(Kept::from_name(&name.to_uppercase()), Some(which));
            assert_eq!(NAMES[which as usize].0, which);
            let other = format!("{}_", &name[..name.len() - 1]);
            assert_eq!(Kept::from_name(&other), None);
        }
        assert_eq!(Kept::from_name(""), None);
    }

    #[test]
    fn the_first_value_counts_and_text_is_checked_where_it_is_asked_for() {
        let mut headers = Headers::for_head(100);
        headers.keep(Kept::Location, b" ");
        headers.keep(Kept::Location, b" https://n/1 ");
        headers.keep(Kept::Location, b"https://n/2");
        headers.keep(Kept::TrackingId, b"caf\xe9");
        headers.keep(Kept::Continuation, b"");
        headers.keep(Kept::Correlation, b"a\r\n b \r\n\tc");
        assert_eq!(headers.text(Kept::Location), Some("https://n/1"));
        assert_eq!(headers.bytes(Kept::TrackingId), Some(&b"caf\xe9"[..]));
        assert_eq!(headers.text(Kept::TrackingId), None);
        assert_eq!(headers.bytes(Kept::Continuation), None);
        assert_eq!(headers.bytes(Kept::Date), None);
        assert_eq!(headers.text(Kept::Correlation), Some("a b c"));
        headers.keep_also("X", b"a\r\n b");
        assert_eq!(headers.all().next(), Some(("X", &b"a b"[..])));
    }
}
