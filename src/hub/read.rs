//! Answers that hold a document.

use std::fmt::Display;

use crate::auth::refusal::is_of_no_hub;
use crate::client::attempts::Reply;
use crate::error::{Error, Status};
use crate::outcome::{Outcome, Verdict};

/// What was read, beside the outcome of the call that read it.
#[derive(Debug)]
pub struct OutcomeWith<T> {
    /// Status, ids, and the document as it came.
    pub outcome: Outcome,
    /// What it says; `None` if the call failed.
    pub value: Option<T>,
}

impl<T> OutcomeWith<T> {
    /// Failed before any request.
    pub fn failed(error: Error) -> OutcomeWith<T> {
        OutcomeWith {
            outcome: Outcome::failed(error),
            value: None,
        }
    }

    /// The same, of another type.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> OutcomeWith<U> {
        OutcomeWith {
            outcome: self.outcome,
            value: self.value.map(convert),
        }
    }
}

/// Reads the document in a successful reply. One that cannot be read is a
/// [`Status::Protocol`] failure of a call that was accepted all the same.
pub fn read<T, E: Display>(
    reply: Reply,
    what: &str,
    parse: impl FnOnce(&[u8]) -> Result<T, E>,
) -> OutcomeWith<T> {
    let mut outcome = reply.outcome;
    if outcome.error.is_some() {
        return OutcomeWith {
            outcome,
            value: None,
        };
    }
    match parse(&outcome.body) {
        Ok(value) => OutcomeWith {
            outcome,
            value: Some(value),
        },
        Err(why) => {
            let mut error = Error::new(
                Status::Protocol,
                format!("{what} cannot be read from the service's answer: {why}"),
            );
            error.http_status = outcome.http_status;
            error.tracking_id = outcome.tracking_id.clone();
            outcome.error = Some(error);
            OutcomeWith {
                outcome,
                value: None,
            }
        }
    }
}

/// Whether what was to be read is there: that it is not is an answer, not a
/// failure. `is_one` says whether a body that cannot be read is one of its kind
/// all the same: what is there but cannot be read is there.
pub fn exists<T>(got: OutcomeWith<T>, is_one: impl FnOnce(&[u8]) -> bool) -> OutcomeWith<bool> {
    let mut outcome = got.outcome;
    let missing = is_missing(&outcome);
    let value = match (&outcome.error, missing) {
        (None, _) => Some(true),
        (Some(error), _)
            if error.status == Status::Protocol
                && outcome.verdict == Verdict::Accepted
                && is_one(&outcome.body) =>
        {
            Some(true)
        }
        (Some(_), true) => Some(false),
        (Some(_), false) => None,
    };
    if value.is_some() {
        outcome = Outcome {
            error: None,
            verdict: Verdict::Accepted,
            ..outcome
        };
    }
    OutcomeWith { outcome, value }
}

/// Is what was to be read not there? A hub that is not there answers 404 as well; then
/// nothing is known.
pub fn is_missing(outcome: &Outcome) -> bool {
    outcome.status() == Status::NotFound && !outcome.error.as_ref().is_some_and(is_of_no_hub)
}
