//! When the next request of a hub may leave: a limit of the caller's own, and
//! the wait that the service asked for, which all threads of the hub keep.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::sys::sync::EvenIfPoisoned as _;

/// While the service asks for a longer wait, one request leaves each time that so much
/// has passed, to see whether it still does: a wait that was a mistake, or was meant for
/// another moment, must not stop a hub for a day.
pub const PROBE_EVERY: Duration = Duration::from_secs(120);

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

/// What the service's wishes are to a request that wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Open,
    /// It has to wait until then.
    Held(Instant),
    /// It leaves alone, to see whether others may.
    Probe,
}

/// What a hub's threads share.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Until when nothing leaves.
    held_until: Option<Instant>,
    /// How long the service asked to wait: until then only probes leave.
    asked_until: Option<Instant>,
    /// When the bucket would be full again: later than now by an interval for
    /// each turn that was taken.
    full_at: Option<Instant>,
}

impl Throttle {
    /// The service asked to wait for so long.
    pub fn hold(&self, now: Instant, wait: Duration) {
        let mut state = self.0.lock().even_if_poisoned();
        let until = now + wait.min(PROBE_EVERY);
        state.held_until = state.held_until.max(Some(until));
        state.asked_until = state.asked_until.max(Some(now + wait));
    }

    /// Nobody has to wait any more.
    pub fn release(&self) {
        let mut state = self.0.lock().even_if_poisoned();
        state.held_until = None;
        state.asked_until = None;
    }

    /// Did the service ever ask to wait?
    pub fn is_held(&self) -> bool {
        let state = self.0.lock().even_if_poisoned();
        state.held_until.is_some()
    }

    /// May a request leave at `now`? Whoever is told to probe has to.
    pub fn gate(&self, now: Instant) -> Gate {
        let mut state = self.0.lock().even_if_poisoned();
        match (state.held_until, state.asked_until) {
            (Some(until), _) if until > now => Gate::Held(until),
            (_, Some(until)) if until > now => {
                state.held_until = Some(until.min(now + PROBE_EVERY));
                Gate::Probe
            }
            _ => Gate::Open,
        }
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
        assert_eq!(throttle.gate(now), Gate::Open);
        throttle.hold(now, ms(100));
        throttle.hold(now, ms(40));
        assert_eq!(throttle.gate(now + ms(30)), Gate::Held(now + ms(100)));
        assert_eq!(throttle.gate(now + ms(100)), Gate::Open);
    }

    #[test]
    fn a_long_wait_is_probed_by_one_at_a_time() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let minutes = |minutes: u64| now + Duration::from_secs(60 * minutes);
        throttle.hold(now, Duration::from_secs(60 * 5));
        assert_eq!(throttle.gate(now), Gate::Held(minutes(2)));
        assert_eq!(throttle.gate(minutes(2)), Gate::Probe);
        assert_eq!(throttle.gate(minutes(2)), Gate::Held(minutes(4)));
        assert_eq!(throttle.gate(minutes(4)), Gate::Probe);
        // The last of it is shorter.
        assert_eq!(throttle.gate(minutes(4)), Gate::Held(minutes(5)));
        assert_eq!(throttle.gate(minutes(5)), Gate::Open);
        throttle.hold(now, Duration::from_secs(24 * 3600));
        throttle.release();
        assert_eq!(throttle.gate(now), Gate::Open);
    }
}
