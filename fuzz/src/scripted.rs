//! A connection on which comes what a test says, in the pieces that it says, and
//! what an exchange over it comes to.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};

use notification_hubs::http::request_head::Outgoing;
use notification_hubs::http::response::Extent;
use notification_hubs::transport::exchange::{Failure, Reading, Wire, exchange};

/// A connection of a test's own.
pub struct Scripted {
    /// What comes, piece by piece.
    pub pieces: VecDeque<Vec<u8>>,
    /// How it ends: by the peer's good-bye, or by an error.
    pub ends_cleanly: bool,
    /// How much of a request is taken before writing fails.
    pub takes: usize,
    /// The requests.
    pub sent: Vec<u8>,
    /// Has it ended?
    pub has_ended: bool,
    input: Vec<u8>,
    output: Vec<u8>,
    is_sent: bool,
    is_reading_only: bool,
}

impl Scripted {
    /// One whose output is written in parts of at most so many bytes.
    pub fn new(pieces: VecDeque<Vec<u8>>, output: usize) -> Scripted {
        Scripted {
            pieces,
            ends_cleanly: true,
            takes: usize::MAX,
            sent: Vec::new(),
            has_ended: false,
            input: Vec::new(),
            output: vec![0; output],
            is_sent: false,
            is_reading_only: false,
        }
    }

    /// Is nothing there that was not read, and its end not either?
    pub fn is_quiet(&self) -> bool {
        self.input.is_empty() && self.pieces.is_empty() && !self.has_ended
    }

    /// Another request begins, to which these come.
    pub fn begin_again(&mut self, pieces: VecDeque<Vec<u8>>) {
        self.pieces = pieces;
        self.is_sent = false;
        self.sent.clear();
        self.takes = usize::MAX;
    }
}

impl Wire for Scripted {
    fn input(&mut self) -> &[u8] {
        &self.input
    }

    fn consume(&mut self, amount: usize) {
        self.input.drain(..amount);
    }

    fn await_input(&mut self) -> io::Result<bool> {
        // What comes before is no answer.
        assert!(self.is_sent || self.is_reading_only, "it reads too early");
        match self.pieces.pop_front() {
            Some(piece) => {
                self.input.extend(piece);
                return Ok(true);
            }
            None => self.has_ended = true,
        }
        match self.ends_cleanly {
            true => Ok(false),
            false => Err(ErrorKind::ConnectionReset.into()),
        }
    }

    fn output(&mut self) -> &mut [u8] {
        &mut self.output
    }

    fn send(&mut self, amount: usize) -> io::Result<()> {
        assert!(!self.is_reading_only && !self.is_sent);
        if self.sent.len() + amount > self.takes {
            return Err(ErrorKind::BrokenPipe.into());
        }
        self.sent.extend_from_slice(&self.output[..amount]);
        Ok(())
    }

    fn request_is_sent(&mut self) {
        self.is_sent = true;
    }

    fn stop_writing(&mut self) {
        self.is_reading_only = true;
    }
}

/// What an exchange comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    Answer {
        status: u16,
        body: Vec<u8>,
        extent: Extent,
        may_go_on: bool,
    },
    Io,
    Closed,
    NoAnswer,
    Announcement(u16),
    EarlySuccess(u16),
}

/// Makes an exchange.
pub fn came(wire: &mut Scripted, request: &Outgoing<'_>, reading: Reading) -> Came {
    match exchange(wire, request, reading) {
        Ok(exchanged) => Came::Answer {
            status: exchanged.answer.status,
            body: exchanged.answer.body,
            extent: exchanged.answer.extent,
            may_go_on: exchanged.may_go_on,
        },
        Err(Failure::Io(_)) => Came::Io,
        Err(Failure::Closed) => Came::Closed,
        Err(Failure::NoAnswer(_)) => Came::NoAnswer,
        Err(Failure::Announcement(status)) => Came::Announcement(status),
        Err(Failure::EarlySuccess(status)) => Came::EarlySuccess(status),
        Err(Failure::Unasked) => panic!("a scripted connection is never new"),
    }
}

impl Came {
    /// Does the exchange say that another may follow?
    pub fn may_go_on(&self) -> bool {
        matches!(
            self,
            Came::Answer {
                may_go_on: true,
                ..
            }
        )
    }

    /// The same where the request was not written to its end: what came can refuse
    /// it, and no more.
    pub fn early(self) -> Came {
        match self {
            Came::Answer { status, .. } if status < 300 => Came::EarlySuccess(status),
            Came::Answer {
                status,
                body,
                extent,
                ..
            } => Came::Answer {
                status,
                body,
                extent,
                may_go_on: false,
            },
            _ => Came::Io,
        }
    }

    /// Is it what it must be? How much is read of what nobody waits for, and whether
    /// what follows the answer has come when the connection is given back, depends on
    /// the pieces.
    pub fn is_like(&self, expected: &Came, wire: &Scripted) -> bool {
        let (
            Came::Answer {
                status,
                body,
                extent,
                may_go_on,
            },
            Came::Answer {
                status: e_status,
                body: e_body,
                extent: e_extent,
                may_go_on: e_go_on,
            },
        ) = (self, expected)
        else {
            return self == expected;
        };
        let is_unawaited = *extent == Extent::Unawaited
            && matches!(e_extent, Extent::Unawaited | Extent::Cut)
            && e_body.starts_with(body);
        status == e_status
            && ((body == e_body && extent == e_extent) || is_unawaited)
            && (may_go_on == e_go_on || (*may_go_on && !wire.pieces.is_empty()))
    }
}
