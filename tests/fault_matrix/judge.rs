//! The judge: what a call must come to, by what the server saw. It asks the
//! library nothing; the rules are those of the service's documentation and of
//! docs/errors-and-retries.md, written down a second time.

use notification_hubs::error::Status;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::retry::Retry;

use crate::fault::{Cell, Fault, Lasting, Repeat};

/// Requests that one call makes at most: the library's default.
const MOST: usize = 3;

/// What the server saw of one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Had the whole request arrived?
    pub whole: bool,
    /// Was the notification queued?
    pub taken: bool,
    /// The answer whose whole head it gave.
    pub answer: Option<Answered>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    pub retry_after: bool,
}

/// What the call must come to, and what the server counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub verdict: Verdict,
    pub status: Status,
    pub attempts: usize,
    pub may_be_duplicate: bool,
    /// Requests that arrived whole.
    pub whole: usize,
    /// Notifications that were queued.
    pub taken: usize,
    /// Of those, the ones of which the server said that it had not.
    pub disowned: usize,
}

/// What an attempt comes to: its verdict, the status of its error, and whether
/// it is worth repeating.
fn attempt(fault: &Fault, seen: &Seen, hit: bool) -> (Verdict, Status, bool) {
    use Status::*;
    use Verdict::*;
    let Some(answer) = seen.answer else {
        let verdict = if seen.whole { Unknown } else { NotAccepted };
        return (verdict, fault.status, fault.repeat == Repeat::Helps);
    };
    let (verdict, status, again) = match answer.status {
        200..=299 => (Accepted, Ok, false),
        401 => (NotAccepted, Unauthorized, false),
        403 if answer.retry_after => (NotAccepted, Throttled, true),
        403 => (NotAccepted, Forbidden, false),
        404 => (NotAccepted, NotFound, false),
        409 => (NotAccepted, Conflict, false),
        410 => (NotAccepted, Gone, false),
        412 => (NotAccepted, PreconditionFailed, false),
        413 => (NotAccepted, PayloadTooLarge, false),
        429 => (NotAccepted, Throttled, true),
        503 => (NotAccepted, ServiceUnavailable, true),
        // Of the server's own errors these two say that it did nothing.
        501 | 505 => (NotAccepted, Rejected, false),
        408 | 500..=599 => (Unknown, ServiceError, true),
        // No status of HTTP.
        600.. => (Unknown, Protocol, true),
        _ => (NotAccepted, Rejected, false),
    };
    // Whatever the answer says, a fault that used up the time leaves none.
    (
        verdict,
        status,
        again && !(hit && fault.repeat == Repeat::NoTime),
    )
}

/// Goes through the attempts as the policy allows them. Fails where the server
/// saw fewer or more than that.
pub fn judge(fault: &Fault, cell: &Cell, seen: &[Seen]) -> Result<Expected, String> {
    let mut rest = seen.iter();
    let mut attempts = 0;
    let mut unknown = false;
    let (mut verdict, status) = loop {
        attempts += 1;
        let hit = cell.lasting == Lasting::Every || attempts == 1;
        let nothing = Seen::default();
        let seen = match hit && fault.unseen {
            true => &nothing,
            false => rest
                .next()
                .ok_or_else(|| format!("the server did not see attempt {attempts}"))?,
        };
        let (verdict, status, again) = attempt(fault, seen, hit);
        let allowed = match cell.policy {
            Retry::Never => false,
            Retry::NotAccepted => verdict == Verdict::NotAccepted,
            Retry::Always => true,
        };
        if !(again && allowed && attempts < MOST) {
            break (verdict, status);
        }
        unknown |= verdict == Verdict::Unknown;
    };
    let more = rest.count();
    if more > 0 {
        return Err(format!("{more} attempt(s) more than the policy allows"));
    }
    let may_be_duplicate = unknown && verdict == Verdict::Accepted;
    if unknown && verdict == Verdict::NotAccepted {
        verdict = Verdict::Unknown;
    }
    let count = |what: fn(&Seen) -> bool| seen.iter().filter(|seen| what(seen)).count();
    Ok(Expected {
        verdict,
        status,
        attempts,
        may_be_duplicate,
        whole: count(|seen| seen.whole),
        taken: count(|seen| seen.taken),
        disowned: count(is_disowned),
    })
}

/// Queued, and then answered with a status that says that it was not.
fn is_disowned(seen: &Seen) -> bool {
    seen.taken && matches!(seen.answer, Some(answer) if answer.status == 503)
}

impl Expected {
    /// What is wrong with the outcome; nothing if it is right.
    pub fn faults_of(&self, cell: &Cell, outcome: &Outcome) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut check = |what: &str, is: String, must: String| {
            if is != must {
                wrong.push(format!("{what} is {is}, must be {must}"));
            }
        };
        let said = (outcome.verdict, outcome.status(), outcome.attempts as usize);
        check(
            "verdict",
            format!("{:?}", said.0),
            format!("{:?}", self.verdict),
        );
        check(
            "status",
            format!("{:?}", said.1),
            format!("{:?}", self.status),
        );
        check("attempts", said.2.to_string(), self.attempts.to_string());
        check(
            "may be duplicate",
            outcome.maybe_duplicate.to_string(),
            self.may_be_duplicate.to_string(),
        );
        let unknown = outcome.error.as_ref().is_some_and(|e| e.may_have_been_sent);
        check(
            "may have been sent",
            unknown.to_string(),
            (self.verdict == Verdict::Unknown).to_string(),
        );
        // Against the truth, which no rule can talk away.
        let owned = self.taken - self.disowned;
        if outcome.verdict == Verdict::Accepted && self.taken == 0 {
            wrong.push("accepted, and nothing was queued".to_owned());
        }
        if outcome.verdict == Verdict::NotAccepted && owned > 0 {
            wrong.push("not accepted, and yet it was queued".to_owned());
        }
        if owned > 1 && cell.policy != Retry::Always {
            wrong.push(format!("queued {owned} times"));
        }
        wrong
    }
}
