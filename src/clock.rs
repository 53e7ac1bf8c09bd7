//! Time, replaceable in tests.

use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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
