//! What a send came to.

use std::ffi::CStr;

use crate::documents::brought::Brought;
use crate::documents::notification_outcome::TestOutcome;
use crate::error::{Error, Status};

/// The three things a call can come to. Those that only read change nothing, so
/// for them it is never unknown.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_verdict {
    /// The service took it: a notification is queued for delivery, a change is
    /// made.
    Accepted = 1,
    /// It was surely not taken: making the call again cannot duplicate.
    NotAccepted = 2,
    /// The request left and no trustworthy answer came: it may have been
    /// taken. Sending again may wake devices twice, and a change may have been
    /// made.
    Unknown = 3,
}

pub use nh_verdict as Verdict;

impl Verdict {
    /// The verdict with this number.
    pub fn from_number(number: i32) -> Option<Verdict> {
        [Verdict::Accepted, Verdict::NotAccepted, Verdict::Unknown]
            .into_iter()
            .find(|verdict| *verdict as i32 == number)
    }

    /// A word for it, for C.
    pub fn name(self) -> &'static CStr {
        match self {
            Verdict::Accepted => c"accepted",
            Verdict::NotAccepted => c"not accepted",
            Verdict::Unknown => c"unknown",
        }
    }
}

/// The result of a send, also of one that failed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Accepted, not accepted, or unknown.
    pub verdict: Verdict,
    /// Why not accepted.
    pub error: Option<Error>,
    /// Accepted after an attempt whose outcome is unknown: devices may have
    /// got it twice.
    pub maybe_duplicate: bool,
    /// Id of the notification, where the tier gives one.
    pub notification_id: Option<String>,
    /// Id of the registration that was made, read or asked for.
    pub registration_id: Option<String>,
    /// Id that this call carried, to quote to Azure support.
    pub tracking_id: Option<String>,
    /// The service's own id for the request.
    pub correlation_id: Option<String>,
    /// HTTP status of the last answer.
    pub http_status: Option<u16>,
    /// How many requests were begun.
    pub attempts: u32,
    /// Body of the last answer, as it came.
    pub body: Vec<u8>,
    /// Is the body what was asked for? Then it is not cut.
    pub is_body_wanted: bool,
    /// For a test send: what became of it, device by device.
    pub test: Option<TestOutcome>,
    /// What else was read, where the call was made in a queue.
    pub brought: Option<Box<Brought>>,
}

impl Outcome {
    /// The outcome of a send that the service took.
    pub fn accepted() -> Outcome {
        Outcome::new(Verdict::Accepted, None)
    }

    /// The outcome of a send that failed.
    pub fn failed(error: Error) -> Outcome {
        let verdict = if error.may_have_been_sent {
            Verdict::Unknown
        } else {
            Verdict::NotAccepted
        };
        Outcome::new(verdict, Some(error))
    }

    fn new(verdict: Verdict, error: Option<Error>) -> Outcome {
        Outcome {
            verdict,
            error,
            maybe_duplicate: false,
            notification_id: None,
            registration_id: None,
            tracking_id: None,
            correlation_id: None,
            http_status: None,
            attempts: 0,
            body: Vec::new(),
            is_body_wanted: false,
            test: None,
            brought: None,
        }
    }

    /// OK, or the error's status.
    pub fn status(&self) -> Status {
        self.error.as_ref().map_or(Status::Ok, |e| e.status)
    }
}
