//! When the next request of a hub may leave: a limit of the caller's own, and
//! the wait that the service asked for, which all threads of the hub keep.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::sys::sync::EvenIfPoisoned as _;

/// A limit of sends per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Sends per second in the long run; at least 1.
    pub per_second: u32,
    /// How many may leave at once after a rest; at least 1.
    pub burst: u32,
}

impl RateLimit {
    fn interval(self) -> Duration {
        Duration::from_secs(1) / self.per_second.max(1)
    }
}

/// Why a request may not leave yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// The service asked the hub to wait, and this is left of it.
    Service(Duration),
    /// The rate limit gives the next turn only then.
    RateLimit(Duration),
}

/// What a hub's threads share.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    held_until: Option<Instant>,
    /// When the bucket would be full again: later than now by an interval for
    /// each turn that was taken.
    full_at: Option<Instant>,
}

impl Throttle {
    /// The service asked to wait until then: no request leaves before.
    pub fn hold(&self, until: Instant) {
        let mut state = self.0.lock().even_if_poisoned();
        state.held_until = state.held_until.max(Some(until));
    }

    /// Did the service ever ask to wait?
    pub fn is_held(&self) -> bool {
        let state = self.0.lock().even_if_poisoned();
        state.held_until.is_some()
    }

    /// Until when the service asked to wait, if that is later than `now`.
    pub fn held_until(&self, now: Instant) -> Option<Instant> {
        let state = self.0.lock().even_if_poisoned();
        state.held_until.filter(|until| *until > now)
    }

    /// Takes the next turn and says how long to wait for it. One that would
    /// take longer than `most` is not taken.
    pub fn take_turn(
        &self,
        limit: RateLimit,
        now: Instant,
        most: Duration,
    ) -> Result<Duration, Hold> {
        let mut state = self.0.lock().even_if_poisoned();
        let interval = limit.interval();
        let full_at = state.full_at.unwrap_or(now).max(now) + interval;
        let wait = full_at.saturating_duration_since(now + interval * limit.burst.max(1));
        if wait > most {
            return Err(Hold::RateLimit(wait));
        }
        state.full_at = Some(full_at);
        Ok(wait)
    }

    /// Gives back a turn that was taken and not used.
    pub fn give_back(&self, limit: RateLimit) {
        let mut state = self.0.lock().even_if_poisoned();
        let interval = limit.interval();
        state.full_at = state.full_at.and_then(|at| at.checked_sub(interval));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_come_at_the_rate_after_the_burst() {
        let throttle = Throttle::default();
        let limit = RateLimit {
            per_second: 10,
            burst: 3,
        };
        let start = Instant::now();
        let most = Duration::from_millis(250);
        let turn = |ms| throttle.take_turn(limit, start + Duration::from_millis(ms), most);
        let ms = Duration::from_millis;
        let waits: Vec<_> = (0..5).map(|_| turn(0).unwrap()).collect();
        assert_eq!(waits, [ms(0), ms(0), ms(0), ms(100), ms(200)]);
        // One that is not taken costs the others nothing.
        assert_eq!(turn(0), Err(Hold::RateLimit(ms(300))));
        assert_eq!(turn(100), Ok(ms(200)));
        throttle.give_back(limit);
        assert_eq!(turn(100), Ok(ms(200)));
        // A long rest fills the burst again, and no more than the burst.
        let waits: Vec<_> = (0..4).map(|_| turn(60_000).unwrap()).collect();
        assert_eq!(waits, [ms(0), ms(0), ms(0), ms(100)]);
    }

    #[test]
    fn the_longest_wait_counts_until_it_is_over() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let ms = Duration::from_millis;
        assert_eq!(throttle.held_until(now), None);
        throttle.hold(now + ms(100));
        throttle.hold(now + ms(40));
        assert_eq!(throttle.held_until(now + ms(30)), Some(now + ms(100)));
        assert_eq!(throttle.held_until(now + ms(100)), None);
    }
}
