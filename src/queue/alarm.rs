//! What the timekeeper waits for.

use std::time::{Duration, Instant};

use crate::sys::sync::{Condvar, EvenIfPoisoned as _, Mutex, MutexGuard};

/// Wakes the timekeeper: at a time, or at once.
#[derive(Default)]
pub struct Alarm {
    state: Mutex<AlarmState>,
    changed: Condvar,
}

#[derive(Default)]
struct AlarmState {
    is_rung: bool,
    /// No call that waits is over before.
    at: Option<Instant>,
}

impl Alarm {
    fn lock(&self) -> MutexGuard<'_, AlarmState> {
        self.state.lock().even_if_poisoned()
    }

    /// Wakes it now.
    pub fn ring(&self) {
        self.lock().is_rung = true;
        self.changed.notify_one();
    }

    /// Wakes it in such a time, or earlier.
    pub fn set(&self, left: Duration) {
        let at = Instant::now() + left;
        let mut state = self.lock();
        if state.at.is_none_or(|earlier| at < earlier) {
            state.at = Some(at);
            self.changed.notify_one();
        }
    }

    /// Waits until it rings or its time has come, and resets it; false if
    /// neither was within `most`.
    pub fn wait(&self, most: Duration) -> bool {
        let until = Instant::now() + most;
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if state.is_rung || state.at.is_some_and(|at| at <= now) {
                *state = AlarmState::default();
                return true;
            }
            if until <= now {
                return false;
            }
            let next = state.at.map_or(until, |at| at.min(until));
            state = self
                .changed
                .wait_timeout(state, next.saturating_duration_since(now))
                .even_if_poisoned()
                .0;
        }
    }
}
