//! Whether to repeat a send, and when.

use std::time::Duration;

use crate::error::Error;
use crate::http::effect::Effect;

/// When a failed call is repeated; pass it as int32_t. This is about sends:
/// reads, and changes that come to the same once or twice, are repeated after
/// any transient failure, unless with NH_RETRY_NEVER. The default repeats only
/// sends that surely were not accepted, so that no device is woken twice.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_retry {
    /// Never.
    Never = 1,
    /// Only when it was surely not accepted: no connection, or an answer that
    /// says so (429, 503, 403 with Retry-After).
    NotAccepted = 2,
    /// Also when the outcome is unknown: devices may get the push twice.
    Always = 3,
}

pub use nh_retry as Retry;

impl Retry {
    /// The policy with this number.
    pub fn from_number(number: i32) -> Option<Retry> {
        [Retry::Never, Retry::NotAccepted, Retry::Always]
            .into_iter()
            .find(|retry| *retry as i32 == number)
    }

    /// May an attempt that failed with `error` be repeated? What has the same
    /// effect once or twice may be, unless nothing may.
    pub fn allows(self, error: &Error, effect: Effect) -> bool {
        let cannot_duplicate = effect != Effect::Send || !error.may_have_been_sent;
        match self {
            Retry::Never => false,
            Retry::NotAccepted => error.transient && cannot_duplicate,
            Retry::Always => error.transient,
        }
    }
}

const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(8);

/// How long to wait after failed attempt number `attempt` (from 1): exponential
/// back-off with full jitter, so that clients that failed together do not come back
/// together, or the time that the service asks for, if that is longer. `random` is
/// from 0 to 1.
pub fn delay(attempt: u32, retry_after: Option<Duration>, random: f64) -> Duration {
    let ceiling = FIRST_DELAY
        .saturating_mul(1 << attempt.saturating_sub(1).min(10))
        .min(LONGEST_DELAY);
    let back_off = ceiling.mul_f64(random.clamp(0.0, 1.0));
    back_off.max(retry_after.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Status;

    #[test]
    fn repeats_only_what_the_policy_allows() {
        let mut error = Error::new(Status::Network, "x");
        for (transient, sent, expected) in [
            (false, false, [false, false, false]),
            (true, false, [false, true, true]),
            (true, true, [false, false, true]),
            (false, true, [false, false, false]),
        ] {
            error.transient = transient;
            error.may_have_been_sent = sent;
            let policies = [Retry::Never, Retry::NotAccepted, Retry::Always];
            let allowed = policies.map(|r| r.allows(&error, Effect::Send));
            assert_eq!(allowed, expected, "{transient} {sent}");
            let allowed = policies.map(|r| r.allows(&error, Effect::Change));
            assert_eq!(allowed, [false, transient, transient]);
        }
    }

    #[test]
    fn backs_off_within_bounds_and_obeys_the_service() {
        let ms = |attempt, random| delay(attempt, None, random).as_millis();
        assert_eq!(
            [ms(1, 1.0), ms(2, 1.0), ms(3, 1.0), ms(5, 1.0), ms(60, 1.0)],
            [500, 1000, 2000, 8000, 8000]
        );
        assert_eq!([ms(1, 0.0), ms(3, 0.5)], [0, 1000]);
        assert_eq!(
            delay(4, Some(Duration::from_secs(7)), 1.0),
            Duration::from_secs(7)
        );
        // "At once", a hundred times.
        let at_once = |attempt| delay(attempt, Some(Duration::ZERO), 0.5).as_millis();
        assert_eq!([at_once(1), at_once(100)], [250, 4000]);
    }
}
