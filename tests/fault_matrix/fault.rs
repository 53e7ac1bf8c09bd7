//! The words of the matrix: a fault, its place on the two axes, and the ways
//! in which it is played.

use notification_hubs::error::Status;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::retry::Retry;
use serde_json::Value;

use crate::stage::Scene;

/// How far a call had got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Lookup,
    Connect,
    Proxy,
    Tls,
    Write,
    Wait,
    Head,
    Body,
}

/// What the other side did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Refuse,
    Reset,
    Close,
    Stall,
    Drip,
    Garbage,
}

impl Phase {
    pub const ALL: [Phase; 8] = [
        Phase::Lookup,
        Phase::Connect,
        Phase::Proxy,
        Phase::Tls,
        Phase::Write,
        Phase::Wait,
        Phase::Head,
        Phase::Body,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Phase::Lookup => "lookup",
            Phase::Connect => "connect",
            Phase::Proxy => "proxy",
            Phase::Tls => "TLS",
            Phase::Write => "write",
            Phase::Wait => "wait",
            Phase::Head => "head",
            Phase::Body => "body",
        }
    }
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::Refuse,
        Kind::Reset,
        Kind::Close,
        Kind::Stall,
        Kind::Drip,
        Kind::Garbage,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Refuse => "refuse",
            Kind::Reset => "reset",
            Kind::Close => "close",
            Kind::Stall => "stall",
            Kind::Drip => "drip",
            Kind::Garbage => "garbage",
        }
    }
}

/// The cells of the grid that cannot be, and why.
pub const MEANINGLESS: [(Phase, Kind, &str); 7] = [
    (
        Phase::Connect,
        Kind::Reset,
        "a RST in answer to a SYN is the refusal",
    ),
    (Phase::Connect, Kind::Close, "nothing is open yet"),
    (
        Phase::Connect,
        Kind::Drip,
        "TCP's handshake has no bytes that could drip",
    ),
    (
        Phase::Connect,
        Kind::Garbage,
        "what the kernel cannot read it drops: a stall",
    ),
    (
        Phase::Wait,
        Kind::Refuse,
        "a refusal is an answer: see head",
    ),
    (
        Phase::Wait,
        Kind::Garbage,
        "the first byte of anything ends the wait: see head",
    ),
    (
        Phase::Body,
        Kind::Refuse,
        "the status has been said by then: see head",
    ),
];

/// How long the fault is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// It hits the first attempt, and the others find all well.
    Once,
    /// It hits every attempt.
    Every,
}

/// What a repetition could do about the fault, where the call got no answer
/// that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    Helps,
    /// A certificate that is not trusted will not be so a moment later.
    Useless,
    /// The fault uses up the time of the call.
    NoTime,
}

/// One fault under one policy.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub policy: Retry,
    pub lasting: Lasting,
}

/// Of the policy "never" there is one: it makes no second attempt.
pub const CELLS: [Cell; 5] = [
    Cell {
        policy: Retry::Never,
        lasting: Lasting::Every,
    },
    Cell {
        policy: Retry::NotAccepted,
        lasting: Lasting::Once,
    },
    Cell {
        policy: Retry::Always,
        lasting: Lasting::Once,
    },
    Cell {
        policy: Retry::NotAccepted,
        lasting: Lasting::Every,
    },
    Cell {
        policy: Retry::Always,
        lasting: Lasting::Every,
    },
];

/// Plays the fault and makes the call; the scene's ledger says what the server
/// saw.
pub type Play = Box<dyn Fn(&Scene<'_>) -> Outcome + Send + Sync>;

/// Who commits the fault.
pub enum By {
    /// The local hub, told by this rule; its log says what it saw.
    Hub(Value),
    /// A server of the test's own.
    Script(Play),
}

pub struct Fault {
    pub name: String,
    pub phase: Phase,
    pub kind: Kind,
    pub by: By,
    /// The status of a call that ends with this fault and without an answer.
    pub status: Status,
    pub repeat: Repeat,
    /// Do the attempts that it hits come nowhere near the server?
    pub unseen: bool,
    pub lasts: &'static [Lasting],
    /// Does it need a network of its own?
    pub in_namespace: bool,
}

impl Fault {
    pub fn new(phase: Phase, kind: Kind, name: impl Into<String>, by: By) -> Fault {
        Fault {
            name: name.into(),
            phase,
            kind,
            by,
            status: Status::Network,
            repeat: Repeat::Helps,
            unseen: false,
            lasts: &[Lasting::Once, Lasting::Every],
            in_namespace: false,
        }
    }

    pub fn status(mut self, status: Status) -> Fault {
        self.status = status;
        self
    }

    /// It lasts until the call's time is over.
    pub fn until_time_is_over(mut self) -> Fault {
        self.repeat = Repeat::NoTime;
        self.status = Status::Timeout;
        self
    }

    pub fn useless_to_repeat(mut self) -> Fault {
        self.repeat = Repeat::Useless;
        self
    }

    pub fn unseen(mut self) -> Fault {
        self.unseen = true;
        self
    }

    pub fn only(mut self, lasts: &'static [Lasting]) -> Fault {
        self.lasts = lasts;
        self
    }

    pub fn in_namespace(mut self) -> Fault {
        self.in_namespace = true;
        self
    }

    /// Is it played in this cell?
    pub fn has(&self, cell: &Cell) -> bool {
        cell.policy == Retry::Never || self.lasts.contains(&cell.lasting)
    }
}
