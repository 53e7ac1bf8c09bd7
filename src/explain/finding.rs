//! What is found, each as a sentence that says what to do about it.

use std::borrow::Cow;

/// What was found.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_finding {
    /// Something could not be asked: the text says what, and why.
    NotKnown = 1,
    /// The payload breaks a rule of the service or of the push service.
    Payload = 2,
    /// The service does not know the notification.
    NotFound = 3,
    /// The service has not sent it yet.
    Pending = 4,
    /// It was cancelled, or the service gave it up.
    GivenUp = 5,
    /// No registration matches the target.
    NoMatch = 6,
    /// So many registrations match.
    Matches = 7,
    /// The list was not read to its end.
    Cut = 8,
    /// Registrations have the tags, and are of another platform, or differ in whether they
    /// have a template.
    OtherKind = 9,
    /// The hub has no credentials for a push service.
    NoCredential = 10,
    /// Push services refused it for so many devices.
    Refused = 11,
    /// Push services took it for so many devices.
    Accepted = 12,
    /// Push services say that handles are dead.
    DeadHandles = 13,
}

pub use nh_finding as Kind;

impl Kind {
    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::NotKnown => "not-known",
            Kind::Payload => "payload",
            Kind::NotFound => "not-found",
            Kind::Pending => "pending",
            Kind::GivenUp => "given-up",
            Kind::NoMatch => "no-match",
            Kind::Matches => "matches",
            Kind::Cut => "cut",
            Kind::OtherKind => "other-kind",
            Kind::NoCredential => "no-credential",
            Kind::Refused => "refused",
            Kind::Accepted => "accepted",
            Kind::DeadHandles => "dead-handles",
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// In a sentence or two.
    pub text: Cow<'static, str>,
}

impl Finding {
    /// One with this text.
    pub fn new(kind: Kind, text: impl Into<Cow<'static, str>>) -> Finding {
        Finding {
            kind,
            text: text.into(),
        }
    }
}

/// What the service calls an outcome, and what to do about it.
pub fn advice(outcome: &str) -> &'static str {
    match outcome {
        "InvalidCredentials" => "the hub's credentials for it are wrong; set them anew",
        "BadChannel" | "ExpiredChannel" => {
            "the handles are dead; delete the devices (nh_prune_feedback)"
        }
        "WrongToken" | "InvalidToken" | "WrongChannel" => {
            "the handles are of another app or environment, such as Apple's sandbox, than the hub's credentials"
        }
        "InvalidNotificationSize" => "the payload is too large for it",
        "PnsInterfaceError" | "Dropped" => {
            "it did not take the payload; check it against its rules"
        }
        "Throttled" | "ChannelThrottled" => "it asks for a slower pace; send less at once",
        "PnsUnavailable" | "PnsUnreachable" | "PnsServerError" => {
            "it could not be reached, or failed; the service tries for a while"
        }
        "ChannelDisconnected" => "the devices were not connected",
        "AbandonedNotificationMessages" => "the service gave up after many tries",
        "NoTargets" => "there was no device of it",
        "Skipped" => "the same handle was there twice, and gets it once",
        _ => "the details of the errors may say more (nh_feedback_cursor_new_notification)",
    }
}
