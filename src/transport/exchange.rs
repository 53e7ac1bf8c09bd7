//! One request and its answer over one connection: what every call does, and
//! what a proxy is asked with.
//!
//! The invariant of the crate is kept here: an answer is attributed to a request
//! only if its first byte was read after that request's last byte was handed to
//! the kernel, on a connection that was quiet when the request began. What comes
//! earlier can refuse a request and never accept it.

use std::io;

use crate::http::answer_head::{Framing, Head, MAX_HEAD, Malformed, Parsed, parse};
use crate::http::body::{Body, Progress, SHORT_BODY};
use crate::http::request_head::Outgoing;
use crate::http::response::{Answer, Extent};

/// What an exchange needs of a connection.
pub trait Wire {
    /// What came and was not consumed.
    fn input(&mut self) -> &[u8];

    /// So much of it is done with.
    fn consume(&mut self, amount: usize);

    /// Waits for more input; false at its end.
    fn await_input(&mut self) -> io::Result<bool>;

    /// Where output is put.
    fn output(&mut self) -> &mut [u8];

    /// Hands so much of it to the kernel, and leaves no copy.
    fn send(&mut self, amount: usize) -> io::Result<()>;

    /// The last byte of the request was handed over: what is read from now on may
    /// be its answer.
    fn request_is_sent(&mut self);

    /// Writing has failed. From now on nothing is written, and what had arrived can
    /// still be read.
    fn stop_writing(&mut self);
}

/// What waits on a connection between two exchanges.
#[derive(Debug)]
pub enum Waiting {
    /// Nothing: it is quiet.
    Nothing,
    /// Bytes that nobody asked for.
    Bytes,
    /// The peer's good-bye.
    End,
    /// An error, or an alert of TLS.
    Error(io::Error),
}

impl Waiting {
    /// Before anything was asked nothing may wait: an answer that is there before the
    /// question is none.
    pub fn before_asking(self) -> Result<(), Failure> {
        match self {
            Waiting::Nothing => Ok(()),
            Waiting::Bytes => Err(Failure::Unasked),
            Waiting::End => Err(Failure::Closed),
            Waiting::Error(error) => Err(Failure::Io(error)),
        }
    }
}

/// Why an exchange brought no answer.
#[derive(Debug)]
pub enum Failure {
    /// The connection failed.
    Io(io::Error),
    /// The connection ended before the answer did.
    Closed,
    /// What came is no answer.
    NoAnswer(Malformed),
    /// This status came in place of an answer.
    Announcement(u16),
    /// The service said that all is well before it had the whole request.
    EarlySuccess(u16),
    /// Something came on a new connection before anything was asked.
    Unasked,
}

/// How an exchange ended.
#[derive(Debug)]
pub struct Exchanged {
    /// The answer.
    pub answer: Answer,
    /// Was it whole, its framing beyond doubt, and nothing behind it? The first two
    /// of the five conditions under which a connection may be used again.
    pub may_go_on: bool,
}

/// What is read of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// How much of a successful body.
    pub limit: usize,
    /// Is that body waited for to its end?
    pub expects_document: bool,
    /// Are all headers kept, for a log?
    pub keep_all_headers: bool,
}

/// Sends `request` over a connection that is quiet, and reads the answer.
pub fn exchange<W: Wire>(
    wire: &mut W,
    request: &Outgoing<'_>,
    reading: Reading,
) -> Result<Exchanged, Failure> {
    if let Err(error) = write(wire, request.pieces()) {
        return early_answer(wire, error, reading);
    }
    wire.request_is_sent();
    let mut incoming = Incoming::new(wire);
    let head = incoming.head(reading.keep_all_headers)?;
    let keeps_open = head.keeps_open;
    let answer = incoming.answer(head, reading);
    Ok(Exchanged {
        may_go_on: may_go_on(keeps_open, &answer, incoming.is_empty()),
        answer,
    })
}

/// The first two conditions under which a connection may be used again.
fn may_go_on(keeps_open: bool, answer: &Answer, is_empty: bool) -> bool {
    let was_beyond_doubt = keeps_open && answer.extent == Extent::Whole;
    let nothing_is_left = is_empty;
    was_beyond_doubt && nothing_is_left
}

/// The request could not be written to its end. What the service had said by then
/// may be why: a refusal counts, as 413 of a body that is too large.
#[cold]
fn early_answer<W: Wire>(
    wire: &mut W,
    error: io::Error,
    reading: Reading,
) -> Result<Exchanged, Failure> {
    wire.stop_writing();
    let mut incoming = Incoming::new(wire);
    match incoming.head(reading.keep_all_headers) {
        Ok(head) if head.status < 300 => Err(Failure::EarlySuccess(head.status)),
        Ok(head) => Ok(Exchanged {
            answer: incoming.answer(head, reading),
            may_go_on: false,
        }),
        Err(_) => Err(Failure::Io(error)),
    }
}

/// Hands `pieces` over, in one go if they fit the output.
pub fn write<W: Wire, const N: usize>(wire: &mut W, pieces: [&[u8]; N]) -> io::Result<()> {
    let mut pieces = pieces.into_iter();
    let mut rest: &[u8] = &[];
    loop {
        let output = wire.output();
        let mut filled = 0;
        loop {
            if rest.is_empty() {
                match pieces.next() {
                    Some(piece) => rest = piece,
                    None => break,
                }
            }
            let amount = rest.len().min(output.len() - filled);
            if amount == 0 && !rest.is_empty() {
                break;
            }
            output[filled..filled + amount].copy_from_slice(&rest[..amount]);
            filled += amount;
            rest = &rest[amount..];
        }
        if filled == 0 {
            return Ok(());
        }
        wire.send(filled)?;
        if rest.is_empty() && pieces.len() == 0 {
            return Ok(());
        }
    }
}

/// What comes over a connection.
pub struct Incoming<'w, W> {
    wire: &'w mut W,
    /// What was taken from the connection and is not done with: a head that did
    /// not come in one piece.
    held: Vec<u8>,
    /// How much of it is done with.
    used: usize,
}

impl<'w, W: Wire> Incoming<'w, W> {
    /// From the connection's next byte on.
    pub fn new(wire: &'w mut W) -> Incoming<'w, W> {
        Incoming {
            wire,
            held: Vec::new(),
            used: 0,
        }
    }

    /// Reads until the head of the answer is there. What only announces one is left
    /// out, however much of it there is within the bound of a head.
    pub fn head(&mut self, keep_all: bool) -> Result<Head, Failure> {
        let mut before = 0;
        // How much of the input was looked at and is the beginning of a head.
        let mut looked_at = 0;
        loop {
            let input = self.input();
            if input.len() > looked_at && is_worth_parsing(input, looked_at) {
                match parse(input, keep_all).map_err(Failure::NoAnswer)? {
                    Parsed::Whole { size, head } => {
                        self.consume(size);
                        before += size;
                        if before > MAX_HEAD {
                            return Err(Failure::NoAnswer(Malformed::TooLarge));
                        }
                        match head.status {
                            200..=599 => return Ok(head),
                            100 | 102..=199 => looked_at = 0,
                            // 101, of something that nobody asked for, and numbers
                            // that HTTP does not have: none says what became of the
                            // request.
                            other => return Err(Failure::Announcement(other)),
                        }
                        continue;
                    }
                    Parsed::Partial => {}
                }
            }
            looked_at = input.len();
            if before + looked_at > MAX_HEAD {
                return Err(Failure::NoAnswer(Malformed::TooLarge));
            }
            self.hold();
            if !self.wire.await_input().map_err(Failure::Io)? {
                return Err(Failure::Closed);
            }
            self.hold_if_begun();
        }
    }

    /// Reads the body behind `head`. The status alone decides what the answer
    /// means; a body that breaks off loses its own words and nothing else.
    fn answer(&mut self, head: Head, reading: Reading) -> Answer {
        let is_success = head.status < 300;
        let limit = match is_success {
            true => reading.limit,
            false => reading.limit.min(SHORT_BODY),
        };
        // Without a length it ends when the peer says so, which may be never: who
        // has the verdict and wants nothing else does not wait for that.
        let is_awaited =
            !is_success || reading.expects_document || head.framing != Framing::UntilClose;
        let mut body = Body::new(head.framing, limit);
        let extent = loop {
            let taken = body.take(self.input());
            self.consume(taken);
            match body.progress() {
                Progress::Whole => break Extent::Whole,
                Progress::Cut => break Extent::Cut,
                Progress::Broken => break Extent::Broken,
                Progress::More if !self.input().is_empty() => {}
                Progress::More if !is_awaited => break Extent::Unawaited,
                Progress::More => match self.wire.await_input() {
                    Ok(true) => {}
                    Ok(false) => body.end(true),
                    Err(_) => body.end(false),
                },
            }
        };
        Answer {
            status: head.status,
            headers: head.headers,
            body: body.into_bytes(),
            extent,
        }
    }

    /// Is nothing there that was not asked for?
    pub fn is_empty(&mut self) -> bool {
        self.used == self.held.len() && self.wire.input().is_empty()
    }

    fn input(&mut self) -> &[u8] {
        match self.held.get(self.used..) {
            Some(held) if !held.is_empty() => held,
            _ => self.wire.input(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.used < self.held.len() {
            self.used += amount;
        } else {
            self.wire.consume(amount);
        }
    }

    /// Takes what came out of the connection, whose own space may be smaller than a
    /// head.
    fn hold(&mut self) {
        let input = self.wire.input();
        let amount = input.len();
        if amount > 0 {
            self.held.extend_from_slice(input);
            self.wire.consume(amount);
        }
    }

    /// The same where it belongs behind what is held already.
    fn hold_if_begun(&mut self) {
        if self.used < self.held.len() {
            self.hold();
        }
    }
}

/// How much of an answer the status line's fixed part takes: `HTTP/1.1 201 `.
const STATUS: usize = 13;

/// A head that comes in small pieces is not read anew for each: at first, so that
/// what is none is known at once, and then when its end may have come.
fn is_worth_parsing(input: &[u8], looked_at: usize) -> bool {
    if looked_at < STATUS {
        return true;
    }
    let new = &input[looked_at - 3..];
    new.windows(2).any(|pair| pair == b"\n\n") || new.windows(3).any(|end| end == b"\n\r\n")
}
