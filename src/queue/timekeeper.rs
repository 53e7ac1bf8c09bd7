//! Ends calls that wait in vain. While all threads of a lane are busy nobody
//! would see that the time of one that waits is over, or that it was cancelled
//! or its hub closed. The thread that sees it is started by the first call that
//! has to wait, and ends when none did for a while.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::queue::state::{Item, Lane};
use crate::queue::{IDLE, Shared};
use crate::sync::{Condvar, Mutex, MutexGuard};

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
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes it now.
    pub fn ring(&self) {
        self.lock().is_rung = true;
        self.changed.notify_one();
    }

    /// Wakes it in such a time, or earlier.
    fn set(&self, left: Duration) {
        let at = Instant::now() + left;
        let mut state = self.lock();
        if state.at.is_none_or(|earlier| at < earlier) {
            state.at = Some(at);
            self.changed.notify_one();
        }
    }

    /// Waits until it rings or its time has come, and resets it; false if
    /// neither was within `most`.
    fn wait(&self, most: Duration) -> bool {
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
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

impl Shared {
    /// Sees to it that a call is ended in time which has to wait in `lane`.
    pub(super) fn keep_time(
        self: &Arc<Shared>,
        lane: &mut Lane,
        item: &mut Item,
        has_timekeeper: &mut bool,
    ) {
        let ring = || {
            let alarm = Arc::clone(&self.alarm);
            move || alarm.ring()
        };
        item.cancelling = item.call.when_cancelled(ring());
        lane.closing
            .get_or_insert_with(|| item.call.hub().client.closing().watch(ring()));
        self.alarm.set(item.call.time_left());
        if !*has_timekeeper {
            let shared = Arc::clone(self);
            // Without it the call ends later, when a thread of its lane looks.
            let started = self.start_thread("nh-queue-time", move || shared.tell_time());
            *has_timekeeper = started.is_ok();
        }
    }

    fn tell_time(&self) {
        loop {
            let is_due = self.alarm.wait(IDLE);
            let mut state = self.lock();
            if !is_due && state.waiting().next().is_none() {
                state.has_timekeeper = false;
                return;
            }
            let ended = self.end_waiting(&mut state, |call| call.is_over());
            let next = state.waiting().map(|item| item.call.time_left()).min();
            if let Some(left) = next {
                self.alarm.set(left);
            } else if state.is_closed {
                state.has_timekeeper = false;
                return;
            }
            drop(state);
            drop(ended);
        }
    }
}
