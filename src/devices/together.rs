//! Several calls at the same time.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Result, Status};
use crate::hub::Hub;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::queue::{Queue, QueueOptions};
use crate::transport::call::Call;

/// How many are made at the same time: a list is read eight times as fast, and a hub of
/// the lowest tier is not flooded.
pub const AT_ONCE: usize = 8;

/// How many are handed in together, whose results are held.
pub const PORTION: usize = 32;

/// How long calls may take to end that were stopped.
const END: Duration = Duration::from_secs(5);

/// What a call came to that consists of many, where one of them came to this. Where it was
/// stopped, or its time was over, those without an answer speak of a queue that nobody sees.
pub fn stopped(call: &Call, outcome: Outcome) -> Outcome {
    let (status, message) = match call.stopped() {
        _ if outcome.http_status.is_some() => return outcome,
        Some(fault) => (fault.status, fault.message),
        None if call.time_left().is_zero() => {
            (Status::Timeout, "the call's time was over".to_owned())
        }
        None => return outcome,
    };
    let mut error = Error::new(status, message);
    error.transient = status == Status::Timeout;
    error.may_have_been_sent = outcome.verdict == Verdict::Unknown;
    error.tracking_id.clone_from(&outcome.tracking_id);
    Outcome {
        tracking_id: outcome.tracking_id,
        ..Outcome::failed(error)
    }
}

/// Makes a call for each device, within the time of `call`, and gives the outcomes in the
/// order of the devices.
pub fn make_together<T>(
    hub: &Arc<Hub>,
    options: &CallOptions,
    call: &Call,
    devices: &[T],
    prepare: impl Fn(&Arc<Hub>, &T, &CallOptions) -> Result<PreparedCall>,
) -> Vec<Outcome> {
    let time_left = call.time_left();
    let mut options = options.clone();
    options.timeout = Some(time_left);
    let mut of_queue = QueueOptions::default();
    // It is within its bounds.
    let _ = of_queue.set_concurrency(AT_ONCE as u32);
    let queue = Queue::new(of_queue);
    let mut missing = 0;
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(devices.len());
    for (number, device) in devices.iter().enumerate() {
        let prepared = || prepare(hub, device, &options);
        let handed_in = queue.submit(prepared, number);
        missing += usize::from(handed_in.is_ok());
        outcomes.push(handed_in.err().map(Outcome::failed));
    }
    let mut wait = time_left;
    let mut is_stopped = false;
    while missing > 0 {
        match queue.next(wait) {
            Ok((number, outcome)) => {
                missing -= 1;
                outcomes[number] = Some(outcome);
            }
            Err(_) if is_stopped => break,
            // The time is over, or the thread is not to go on: each says what it came to.
            Err(_) => {
                if !call.time_left().is_zero() {
                    call.interrupt();
                }
                is_stopped = true;
                wait = END;
                let _ = queue.close(Duration::ZERO);
            }
        }
    }
    let unfinished = || {
        let mut error = Error::new(Status::Timeout, "the call did not end when it was stopped");
        error.may_have_been_sent = true;
        Outcome::failed(error)
    };
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(unfinished))
        .collect()
}
