//! Time, replaceable in tests.

use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::sys::sync::EvenIfPoisoned as _;

/// Where the library takes the time from.
pub trait Clock: Debug + Send + Sync {
    /// Wall clock: time since 1970, for token expiry.
    fn unix_time(&self) -> Duration;
    /// Monotonic clock, for deadlines.
    fn now(&self) -> Instant;
}

/// The system's clocks.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_time(&self) -> Duration {
        // A clock before 1970 signs tokens that are long expired; the service
        // then answers 401, which is the right report for such a machine.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// Clocks that differ by fewer seconds are taken for equal: an HTTP date counts
/// whole ones, and the answer took its time.
pub const SAME_TIME: u64 = 30;

/// Unix time of 1 November 2026, when this release was written. No service is before it.
const RELEASE: u64 = 1_793_491_200;

/// How long a release is believed to be used. A token signed by a clock that says more
/// would be good for longer than whoever reads it may have it.
const TEN_YEARS: u64 = 3653 * 24 * 3600;

/// The service's clock, as far as its answers have shown that this machine's is
/// another. Tokens are made by it.
#[derive(Debug, Default)]
pub struct ServiceClock {
    is_learned: AtomicBool,
    learned: Mutex<Option<Learned>>,
}

/// What both clocks said when they were compared.
#[derive(Clone, Copy, Debug)]
struct Learned {
    offset: i64,
    own: Duration,
    at: Instant,
}

impl Learned {
    /// Was this machine's clock set since? Then what was learned of it is void.
    fn is_void(&self, own: Duration, at: Instant) -> bool {
        let passed = at.saturating_duration_since(self.at);
        (self.own + passed).abs_diff(own).as_secs() > SAME_TIME
    }
}

impl ServiceClock {
    /// Unix time in seconds by the service's clock.
    pub fn now(&self, clock: &dyn Clock) -> u64 {
        let own = clock.unix_time();
        if !self.is_learned.load(Ordering::Acquire) {
            return own.as_secs();
        }
        let mut learned = self.learned.lock().even_if_poisoned();
        if learned.is_some_and(|l| l.is_void(own, clock.now())) {
            *learned = None;
            self.is_learned.store(false, Ordering::Release);
        }
        let offset = learned.map_or(0, |l| l.offset);
        own.as_secs().saturating_add_signed(offset)
    }

    /// An answer that refused a token says what time it is there. Is believed within
    /// bounds.
    pub fn learn(&self, clock: &dyn Clock, service_time: u64) {
        let is_possible = (RELEASE..=RELEASE + TEN_YEARS).contains(&service_time);
        if !is_possible || self.now(clock).abs_diff(service_time) <= SAME_TIME {
            return;
        }
        let own = clock.unix_time();
        let mut learned = self.learned.lock().even_if_poisoned();
        *learned = Some(Learned {
            offset: service_time.wrapping_sub(own.as_secs()).cast_signed(),
            own,
            at: clock.now(),
        });
        self.is_learned.store(true, Ordering::Release);
    }

    /// Another answer says so. What was learned and is not true is forgotten.
    pub fn check(&self, clock: &dyn Clock, service_time: u64) {
        if self.is_learned() && self.now(clock).abs_diff(service_time) > SAME_TIME {
            self.forget();
        }
    }

    /// Forgets what was learned.
    pub fn forget(&self) {
        let mut learned = self.learned.lock().even_if_poisoned();
        *learned = None;
        self.is_learned.store(false, Ordering::Release);
    }

    /// Is it known to differ?
    pub fn is_learned(&self) -> bool {
        self.is_learned.load(Ordering::Acquire)
    }
}
