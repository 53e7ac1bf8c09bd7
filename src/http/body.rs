//! The body of an answer, taken in as it comes.

use crate::http::answer_head::{Framing, MAX_HEAD};

/// What is read of a refusal, and of an answer in which only the head matters.
pub const SHORT_BODY: usize = 64 * 1024;
/// What is read of the answer to a test send: ten devices fill a few thousand
/// bytes.
pub const TEST_BODY: usize = 1024 * 1024;
/// What is read of a document, or of one page of a list.
pub const DOCUMENT_BODY: usize = 4 * 1024 * 1024;

/// How far a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More must come.
    More,
    /// It is there to its end.
    Whole,
    /// It is larger than is read of it: what follows is nobody's.
    Cut,
    /// It is broken: what follows is nobody's.
    Broken,
}

/// Takes a body in.
#[derive(Debug)]
pub struct Body {
    bytes: Vec<u8>,
    limit: usize,
    part: Part,
    /// What chunk extensions and trailers may still take, together.
    spare: usize,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// Bytes of a body of known length, or of a chunk.
    Bytes {
        left: u64,
        in_chunk: bool,
    },
    /// All there is.
    UntilClose,
    /// The line in front of a chunk.
    Size(SizeLine),
    /// The line end behind a chunk: so many of its two bytes came.
    ChunkEnd(usize),
    /// A line behind the last chunk.
    Trailer(TrailerLine),
    End(Progress),
}

#[derive(Clone, Copy, Debug, Default)]
struct SizeLine {
    size: u64,
    digits: u8,
    /// A blank came: no digit may follow.
    is_over: bool,
    in_extension: bool,
    had_cr: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct TrailerLine {
    length: usize,
    has_colon: bool,
    had_cr: bool,
}

impl Body {
    /// One of which `limit` bytes are read at most.
    pub fn new(framing: Framing, limit: usize) -> Body {
        let part = match framing {
            Framing::Length(0) => Part::End(Progress::Whole),
            Framing::Length(left) => Part::Bytes {
                left,
                in_chunk: false,
            },
            Framing::Chunked => Part::Size(SizeLine::default()),
            Framing::UntilClose => Part::UntilClose,
            Framing::InDoubt => Part::End(Progress::Broken),
        };
        Body {
            bytes: Vec::new(),
            limit,
            part,
            spare: MAX_HEAD,
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        match self.part {
            Part::End(progress) => progress,
            _ => Progress::More,
        }
    }

    /// Takes what came, or as much of it as belongs to the body: how many bytes
    /// that are.
    pub fn take(&mut self, input: &[u8]) -> usize {
        let mut at = 0;
        while at < input.len() {
            match self.part {
                Part::End(_) => break,
                Part::Bytes { left, in_chunk } => {
                    at += self.take_bytes(&input[at..], left, in_chunk);
                }
                Part::UntilClose => {
                    if self.keep(&input[at..]) {
                        self.part = Part::End(Progress::Cut);
                    }
                    return input.len();
                }
                Part::Size(line) => {
                    self.part = self.size_line(line, input[at]);
                    at += 1;
                }
                Part::ChunkEnd(came) => {
                    self.part = match input[at] == b"\r\n"[came] {
                        true if came == 0 => Part::ChunkEnd(1),
                        true => Part::Size(SizeLine::default()),
                        false => Part::End(Progress::Broken),
                    };
                    at += 1;
                }
                Part::Trailer(line) => {
                    self.part = self.trailer_line(line, input[at]);
                    at += 1;
                }
            }
        }
        at
    }

    /// Nothing more comes; `cleanly` if the peer said so.
    pub fn end(&mut self, cleanly: bool) {
        self.part = match self.part {
            Part::End(progress) => Part::End(progress),
            Part::UntilClose if cleanly => Part::End(Progress::Whole),
            _ => Part::End(Progress::Broken),
        };
    }

    /// What came of it.
    pub fn into_bytes(mut self) -> Vec<u8> {
        // They may wait long for whoever takes them. The room is as in `keep`.
        self.bytes.shrink_to(self.bytes.len() + 1);
        self.bytes
    }

    /// Keeps as much as may be kept. Is that too little?
    fn keep(&mut self, input: &[u8]) -> bool {
        let room = self.limit - self.bytes.len();
        let amount = input.len().min(room);
        if self.bytes.capacity() == 0 {
            // With room for the NUL that C wants behind it.
            self.bytes.reserve_exact(amount + 1);
        }
        self.bytes.extend_from_slice(&input[..amount]);
        amount < input.len()
    }

    fn take_bytes(&mut self, input: &[u8], left: u64, in_chunk: bool) -> usize {
        let amount = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
        let left = left - amount as u64;
        self.part = match self.keep(&input[..amount]) {
            true => Part::End(Progress::Cut),
            false if left > 0 => Part::Bytes { left, in_chunk },
            false if in_chunk => Part::ChunkEnd(0),
            false => Part::End(Progress::Whole),
        };
        amount
    }

    /// Takes note of a byte that a chunk's size does not need.
    fn spends(&mut self) -> bool {
        self.spare = self.spare.saturating_sub(1);
        self.spare > 0
    }

    fn size_line(&mut self, mut line: SizeLine, byte: u8) -> Part {
        const BROKEN: Part = Part::End(Progress::Broken);
        if byte == b'\n' {
            return match (line.had_cr && line.digits > 0, line.size) {
                (false, _) => BROKEN,
                (true, 0) => Part::Trailer(TrailerLine::default()),
                (true, left) => Part::Bytes {
                    left,
                    in_chunk: true,
                },
            };
        }
        // CR is the beginning of the line's end and nothing else.
        if line.had_cr {
            return BROKEN;
        }
        match (byte, char::from(byte).to_digit(16)) {
            (b'\r', _) => line.had_cr = true,
            (_, Some(digit)) if !line.is_over => {
                // More digits than any size has.
                if line.digits == 15 {
                    return BROKEN;
                }
                line.digits += 1;
                line.size = line.size * 16 + u64::from(digit);
            }
            _ if line.digits == 0 || !self.spends() => return BROKEN,
            _ if line.in_extension => {}
            (b';', _) => (line.is_over, line.in_extension) = (true, true),
            (b' ' | b'\t', _) => line.is_over = true,
            _ => return BROKEN,
        }
        Part::Size(line)
    }

    fn trailer_line(&mut self, mut line: TrailerLine, byte: u8) -> Part {
        if byte == b'\n' && line.had_cr {
            return match line.length {
                0 => Part::End(Progress::Whole),
                // A field, or what folds one.
                _ if line.has_colon => Part::Trailer(TrailerLine::default()),
                _ => Part::End(Progress::Broken),
            };
        }
        if line.had_cr || byte == b'\n' || !self.spends() {
            return Part::End(Progress::Broken);
        }
        if byte == b'\r' {
            line.had_cr = true;
        } else if byte == b':' && line.length == 0 {
            return Part::End(Progress::Broken);
        } else {
            line.has_colon |= byte == b':';
            line.has_colon |= matches!(byte, b' ' | b'\t') && line.length == 0;
            line.length += 1;
        }
        Part::Trailer(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Taken at once and byte by byte: the same.
    fn taken(framing: Framing, limit: usize, input: &[u8]) -> (Progress, Vec<u8>, usize) {
        let mut at_once = Body::new(framing, limit);
        let used = at_once.take(input);
        let mut slowly = Body::new(framing, limit);
        let used_slowly: usize = input.iter().map(|byte| slowly.take(&[*byte])).sum();
        assert_eq!(at_once.progress(), slowly.progress(), "{input:?}");
        let progress = at_once.progress();
        if progress == Progress::Whole {
            assert_eq!(used, used_slowly, "{input:?}");
        }
        let bytes = at_once.into_bytes();
        assert_eq!(bytes, slowly.into_bytes(), "{input:?}");
        (progress, bytes, used)
    }

    #[test]
    fn a_length_is_taken_to_its_end_and_no_further() {
        assert_eq!(
            taken(Framing::Length(3), 10, b"abcdef"),
            (Progress::Whole, b"abc".to_vec(), 3)
        );
        assert_eq!(taken(Framing::Length(3), 10, b"ab").0, Progress::More);
        assert_eq!(taken(Framing::Length(0), 10, b"ab").2, 0);
        assert_eq!(
            taken(Framing::Length(3), 3, b"abc"),
            (Progress::Whole, b"abc".to_vec(), 3)
        );
        // Cut to what may be read.
        let (progress, bytes, _) = taken(Framing::Length(u64::MAX), 3, b"abcd");
        assert_eq!((progress, &bytes[..]), (Progress::Cut, &b"abc"[..]));
        assert_eq!(taken(Framing::InDoubt, 10, b"ab").0, Progress::Broken);
    }

    #[test]
    fn a_body_without_length_ends_with_the_connection() {
        for (cleanly, expected) in [(true, Progress::Whole), (false, Progress::Broken)] {
            let mut body = Body::new(Framing::UntilClose, 10);
            assert_eq!(body.take(b"abc"), 3);
            assert_eq!(body.progress(), Progress::More);
            body.end(cleanly);
            assert_eq!(body.progress(), expected);
            assert_eq!(body.into_bytes(), b"abc");
        }
        let mut body = Body::new(Framing::Length(4), 10);
        body.take(b"abc");
        body.end(true);
        assert_eq!(body.progress(), Progress::Broken);
        let (progress, bytes, _) = taken(Framing::UntilClose, 2, b"abc");
        assert_eq!((progress, &bytes[..]), (Progress::Cut, &b"ab"[..]));
    }

    #[test]
    fn chunks_are_joined() {
        for (input, expected) in [
            ("0\r\n\r\n", ""),
            ("3\r\nabc\r\n0\r\n\r\n", "abc"),
            ("1\r\na\r\n02\r\nbc\r\n000\r\n\r\n", "abc"),
            ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
            ("3;name=\"va;lue\"\r\nabc\r\n0;x\r\n\r\n", "abc"),
            ("3 ;x\r\nabc\r\n0\t\r\n\r\n", "abc"),
            ("3\r\nabc\r\n0\r\nX: y\r\nZ: a\r\n b\r\n\r\n", "abc"),
        ] {
            let (progress, bytes, used) =
                taken(Framing::Chunked, 100, format!("{input}HTTP").as_bytes());
            assert_eq!(progress, Progress::Whole, "{input:?}");
            assert_eq!((bytes.as_slice(), used), (expected.as_bytes(), input.len()));
        }
    }

    #[test]
    fn broken_chunks_end_the_body() {
        for input in [
            "\r\n",
            ";x\r\n",
            " 3\r\nabc\r\n",
            "-3\r\nabc\r\n",
            "0x3\r\nabc\r\n",
            "g\r\n",
            "3\nabc\r\n",
            "3\r\rabc",
            "3\r\nabcd\r\n",
            "3\r\nabc\n",
            "3\r\nabc\r\n0\r\n\n",
            "3\r\nabc\r\n0\r\nno field\r\n",
            "3\r\nabc\r\n0\r\n: y\r\n",
            "3\r\nabc\r\n0\r\n:x: y\r\n",
            "3 3\r\nabc\r\n",
            "3 x\r\nabc\r\n",
            "1000000000000000\r\n",
        ] {
            let (progress, ..) = taken(Framing::Chunked, 100, input.as_bytes());
            assert_eq!(progress, Progress::Broken, "{input:?}");
        }
        // Larger than may be read: as much as may.
        let (progress, bytes, _) = taken(Framing::Chunked, 4, b"3\r\nabc\r\n3\r\ndef\r\n");
        assert_eq!((progress, &bytes[..]), (Progress::Cut, &b"abcd"[..]));
    }

    #[test]
    fn what_stands_between_chunks_is_bounded_over_the_whole_body() {
        let long = "x".repeat(MAX_HEAD / 2);
        let one = format!("1;{long}\r\na\r\n");
        let (progress, ..) = taken(Framing::Chunked, 100, format!("{one}0\r\n\r\n").as_bytes());
        assert_eq!(progress, Progress::Whole);
        let (progress, ..) = taken(Framing::Chunked, 100, format!("{one}{one}").as_bytes());
        assert_eq!(progress, Progress::Broken);
        let (progress, ..) = taken(
            Framing::Chunked,
            100,
            format!("0\r\nX: {long}{long}").as_bytes(),
        );
        assert_eq!(progress, Progress::Broken);
        // Sizes themselves are not counted: a body may come in single bytes.
        let many = "1\r\na\r\n".repeat(MAX_HEAD);
        let (progress, bytes, _) = taken(
            Framing::Chunked,
            MAX_HEAD,
            format!("{many}0\r\n\r\n").as_bytes(),
        );
        assert_eq!((progress, bytes.len()), (Progress::Whole, MAX_HEAD));
    }
}
