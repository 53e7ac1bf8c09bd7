//! Calls for the unit tests of this room.

use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::sys::cancel::Cancel;
use crate::sys::clock::{Clock, SystemClock};
use crate::sys::in_flight::InFlightCalls;
use crate::transport::call::{Call, Stops};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct MovedClock(Mutex<Instant>);

impl MovedClock {
    pub fn new() -> Arc<MovedClock> {
        Arc::new(MovedClock(Mutex::new(Instant::now())))
    }

    pub fn moves(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for MovedClock {
    fn unix_time(&self) -> Duration {
        SystemClock.unix_time()
    }

    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// A call of a hub of its own: it has so many milliseconds by this clock, for its
/// connection too.
pub fn call_by(clock: Arc<dyn Clock>, ms: u64, cancel: Option<Arc<Cancel>>) -> Rc<Call> {
    let timeout = Duration::from_millis(ms);
    let stops = Stops {
        cancel,
        queue: None,
        hub: InFlightCalls::default().enter(),
    };
    let began = clock.now();
    Call::new(clock, began, began + timeout, timeout, stops)
}
