//! Asking again until something is done.

use std::rc::Rc;
use std::time::Duration;

use crate::error::{Error, Status};
use crate::hub::read::OutcomeWith;
use crate::transport::call::Call;

/// First and longest pause between two questions. The service's own advice is
/// to ask again after ten seconds.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How the last answer bears on the waiting.
pub enum Progress {
    /// It is done, or failed: this is the answer.
    Done,
    /// Ask again.
    Pending,
}

/// Asks with `ask`, with growing pauses, until `judge` says that it is done or
/// the call's time is over. Whatever ends the waiting without a value of its
/// own comes with the last one that was read.
pub fn until_done<T>(
    call: &Rc<Call>,
    what: &str,
    mut ask: impl FnMut() -> OutcomeWith<T>,
    mut judge: impl FnMut(&OutcomeWith<T>) -> Progress,
) -> OutcomeWith<T> {
    let mut pause = FIRST_PAUSE;
    let mut last = None;
    loop {
        let mut got = ask();
        if matches!(judge(&got), Progress::Done) {
            got.value = got.value.or(last);
            return got;
        }
        last = got.value.take().or(last);
        let (status, why) = if let Some(fault) = call.stopped() {
            (fault.status, fault.message)
        } else if call.time_left() <= pause {
            (Status::Timeout, "the call's time was over".to_owned())
        } else {
            call.sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
            continue;
        };
        let mut error = Error::new(status, format!("{why} before {what} was done"));
        error.transient = status == Status::Timeout;
        error.tracking_id = got.outcome.tracking_id.clone();
        got.outcome.error = Some(error);
        got.value = last;
        return got;
    }
}
