//! A reader of answers that is slow and obvious: it has all that ever comes, and
//! looks at it line by line. What the library reads is compared with it.

use notification_hubs::http::answer_head::{Framing, MAX_FIELDS, MAX_HEAD};
use notification_hubs::http::body::{Progress, SHORT_BODY};
use notification_hubs::http::response::Extent;
use notification_hubs::transport::exchange::Reading;

use super::scripted::Came;

/// What bytes say of a head.
#[derive(Debug)]
pub enum SlowHead {
    /// Its empty line is not there.
    Unfinished,
    /// It is none.
    None,
    Whole(Head),
}

/// The front of an answer.
#[derive(Debug)]
pub struct Head {
    pub size: usize,
    pub status: u16,
    is_http_1_0: bool,
    /// Names, and values without folds and blanks around them.
    pub fields: Vec<(String, Vec<u8>)>,
}

/// Reads the front of an answer.
pub fn head(bytes: &[u8]) -> SlowHead {
    let mut lines: Vec<&[u8]> = Vec::new();
    let mut size = 0;
    loop {
        let Some(end) = bytes[size..].iter().position(|byte| *byte == b'\n') else {
            return SlowHead::Unfinished;
        };
        let line = &bytes[size..size + end];
        size += end + 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line.is_empty(), lines.is_empty()) {
            // Before the status line, empty ones are passed over.
            (true, true) => {}
            (true, false) => break,
            (false, _) => lines.push(line),
        }
    }
    let read = || {
        let (status, is_http_1_0) = status_line(lines[0])?;
        let fields = fields(&lines[1..])?;
        Some(Head {
            size,
            status,
            is_http_1_0,
            fields,
        })
    };
    read().map_or(SlowHead::None, SlowHead::Whole)
}

/// May it stand in a value or a reason?
fn is_value(line: &[u8]) -> bool {
    line.iter()
        .all(|byte| *byte == b'\t' || (*byte >= b' ' && *byte != 0x7f))
}

fn status_line(line: &[u8]) -> Option<(u16, bool)> {
    let rest = line.strip_prefix(b"HTTP/1.")?;
    let is_http_1_0 = match rest.first()? {
        b'0' => true,
        b'1' => false,
        _ => return None,
    };
    let rest = rest[1..].strip_prefix(b" ")?;
    let digits = rest.get(..3)?;
    let reason = &rest[3..];
    let is_good = digits.iter().all(u8::is_ascii_digit)
        && (reason.is_empty() || reason[0] == b' ')
        && is_value(reason);
    let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
    is_good.then_some((status, is_http_1_0))
}

fn fields(lines: &[&[u8]]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for line in lines {
        if !is_value(line) {
            return None;
        }
        if matches!(line[0], b' ' | b'\t') {
            // A fold is one blank.
            let (_, value) = fields.last_mut()?;
            value.push(b' ');
            value.extend(line.trim_ascii());
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        let is_token = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
        if name.is_empty() || !name.iter().all(is_token) {
            return None;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        fields.push((name, value.trim_ascii().to_vec()));
    }
    for (_, value) in &mut fields {
        *value = value.trim_ascii().to_vec();
    }
    (fields.len() <= MAX_FIELDS).then_some(fields)
}

impl Head {
    /// The values of all fields of this name.
    pub fn values<'h>(&'h self, name: &str) -> Vec<&'h [u8]> {
        let named = self
            .fields
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_slice()).collect()
    }

    /// The parts of lists in all fields of this name.
    fn listed(&self, name: &str) -> Vec<&[u8]> {
        let values = self.values(name).into_iter();
        values
            .flat_map(|value| value.split(|byte| *byte == b','))
            .map(<[u8]>::trim_ascii)
            .collect()
    }

    /// How the body's end is known.
    pub fn framing(&self) -> Framing {
        if matches!(self.status, 100..=199 | 204 | 304) {
            return Framing::Length(0);
        }
        let number = |text: &[u8]| -> Option<u64> {
            let is_number = (1..=18).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
            is_number.then(|| std::str::from_utf8(text).unwrap().parse().unwrap())
        };
        let lengths = self.listed("content-length");
        match (
            lengths.as_slice(),
            self.values("transfer-encoding").as_slice(),
        ) {
            ([], []) => Framing::UntilClose,
            ([first, others @ ..], []) => match number(first) {
                Some(length) if others.iter().all(|o| number(o) == Some(length)) => {
                    Framing::Length(length)
                }
                _ => Framing::InDoubt,
            },
            ([], [encoding]) if !self.is_http_1_0 && encoding.eq_ignore_ascii_case(b"chunked") => {
                Framing::Chunked
            }
            _ => Framing::InDoubt,
        }
    }

    /// May the connection be used again after the body?
    pub fn keeps_open(&self) -> bool {
        let closes = self
            .listed("connection")
            .iter()
            .any(|word| word.eq_ignore_ascii_case(b"close"));
        let is_delimited = matches!(self.framing(), Framing::Length(_) | Framing::Chunked);
        !self.is_http_1_0 && !closes && is_delimited
    }
}

/// What a body comes to when nothing follows `rest`.
#[derive(Debug, PartialEq, Eq)]
pub struct SlowBody {
    pub progress: Progress,
    /// As much as may be kept.
    pub bytes: Vec<u8>,
    /// How much of `rest` it takes, where it is whole.
    pub used: Option<usize>,
}

/// Reads a body.
pub fn body(framing: Framing, limit: usize, rest: &[u8], ends_cleanly: bool) -> SlowBody {
    let (bytes, used) = match framing {
        Framing::InDoubt => (Vec::new(), None),
        Framing::UntilClose => (rest.to_vec(), ends_cleanly.then_some(rest.len())),
        Framing::Length(length) => {
            let length = usize::try_from(length).unwrap();
            let there = &rest[..length.min(rest.len())];
            (there.to_vec(), (there.len() == length).then_some(length))
        }
        Framing::Chunked => chunks(rest),
    };
    let used = used.filter(|_| bytes.len() <= limit);
    SlowBody {
        progress: match used {
            Some(_) => Progress::Whole,
            None if bytes.len() > limit => Progress::Cut,
            None => Progress::Broken,
        },
        bytes: bytes[..bytes.len().min(limit)].to_vec(),
        used,
    }
}

/// What chunks hold, as far as they are good, and how much they take if they are.
fn chunks(rest: &[u8]) -> (Vec<u8>, Option<usize>) {
    let mut bytes = Vec::new();
    let mut at = 0;
    // What is neither size nor body is bounded as a head is.
    let mut extra = 0;
    loop {
        let Some(line) = line(rest, &mut at) else {
            return (bytes, None);
        };
        let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        let (size, extension) = line.split_at(digits);
        extra += extension.len();
        let blanks = extension
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let is_good = (1..=15).contains(&digits)
            && matches!(extension.get(blanks), None | Some(b';'))
            && extra < MAX_HEAD;
        if !is_good {
            return (bytes, None);
        }
        let size = usize::from_str_radix(std::str::from_utf8(size).unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        let there = &rest[at..];
        bytes.extend(&there[..size.min(there.len())]);
        if there.len() < size + 2 || &there[size..size + 2] != b"\r\n" {
            return (bytes, None);
        }
        at += size + 2;
    }
    loop {
        let Some(trailer) = line(rest, &mut at) else {
            return (bytes, None);
        };
        // With the first of the two bytes at its end.
        extra += trailer.len() + 1;
        let is_field = trailer.iter().position(|byte| *byte == b':') > Some(0);
        let is_fold = matches!(trailer.first(), Some(b' ' | b'\t'));
        match trailer {
            _ if extra >= MAX_HEAD => return (bytes, None),
            [] => return (bytes, Some(at)),
            _ if is_field || is_fold => {}
            _ => return (bytes, None),
        }
    }
}

/// The line at `at`, which moves behind it; only CRLF ends one.
fn line<'b>(bytes: &'b [u8], at: &mut usize) -> Option<&'b [u8]> {
    let end = bytes[*at..].iter().position(|byte| *byte == b'\n')?;
    let line = bytes[*at..*at + end].strip_suffix(b"\r")?;
    *at += end + 1;
    (!line.contains(&b'\r')).then_some(line)
}

/// What an exchange comes to that gets `bytes` for an answer.
pub fn answer(bytes: &[u8], ends_cleanly: bool, reading: Reading) -> Came {
    let mut at = 0;
    let head = loop {
        let rest = &bytes[at..];
        let head = match head(rest) {
            SlowHead::Whole(head) => head,
            SlowHead::None => return Came::NoAnswer,
            SlowHead::Unfinished if !begins_as_one(rest) => return Came::NoAnswer,
            SlowHead::Unfinished if bytes.len() > MAX_HEAD => return Came::NoAnswer,
            SlowHead::Unfinished if ends_cleanly => return Came::Closed,
            SlowHead::Unfinished => return Came::Io,
        };
        at += head.size;
        if at > MAX_HEAD {
            return Came::NoAnswer;
        }
        match head.status {
            100 | 102..=199 => {}
            200..=599 => break head,
            other => return Came::Announcement(other),
        }
    };
    let is_success = head.status < 300;
    let limit = match is_success {
        true => reading.limit,
        false => reading.limit.min(SHORT_BODY),
    };
    let rest = &bytes[at..];
    // Nobody waits for the end of what nobody needs.
    let is_awaited = !is_success || reading.expects_document;
    let is_unawaited = !is_awaited && head.framing() == Framing::UntilClose;
    let body = body(head.framing(), limit, rest, ends_cleanly);
    Came::Answer {
        status: head.status,
        extent: match body.progress {
            Progress::Cut => Extent::Cut,
            _ if is_unawaited => Extent::Unawaited,
            Progress::Whole => Extent::Whole,
            Progress::Broken | Progress::More => Extent::Broken,
        },
        may_go_on: head.keeps_open() && body.used == Some(rest.len()),
        body: body.bytes,
    }
}

/// What no answer begins with is known from its first bytes.
fn begins_as_one(bytes: &[u8]) -> bool {
    let pattern = b"HTTP/1.v ddd";
    bytes.iter().zip(pattern).all(|(b, p)| match p {
        b'v' => matches!(b, b'0' | b'1'),
        b'd' => b.is_ascii_digit(),
        _ => b == p,
    })
}
