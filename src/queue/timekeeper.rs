//! Ends calls that wait in vain. While all threads of a lane are busy nobody
//! would see that the time of one that waits is over, or that it was cancelled
//! or its hub closed. The thread that sees it is started by the first call that
//! has to wait, and ends when none did for a while.

use std::sync::Arc;

use crate::queue::shared::{IDLE, Shared};
use crate::queue::state::{Item, Lane};
use crate::sys::cancel::Watch;

impl Shared {
    /// Sees to it that the calls are ended in time which a thread of `lane`
    /// found and may not begin.
    pub(super) fn keep_time_in(self: &Arc<Shared>, lane: &mut Lane, has_timekeeper: &mut bool) {
        // Those further back came when all threads were busy.
        let found = lane.waiting.iter_mut().take(lane.threads);
        for item in found {
            self.keep_time(&mut lane.closing, item, has_timekeeper);
        }
    }

    /// Sees to it that a call is ended in time which has to wait in the lane
    /// with this watch.
    pub(super) fn keep_time(
        self: &Arc<Shared>,
        closing: &mut Option<Watch>,
        item: &mut Item,
        has_timekeeper: &mut bool,
    ) {
        if item.is_timed {
            return;
        }
        item.is_timed = true;
        let ring = || {
            let alarm = Arc::clone(&self.alarm);
            move || alarm.ring()
        };
        item.cancelling = item.call.when_cancelled(ring());
        closing.get_or_insert_with(|| item.call.hub().client.closing().watch(ring()));
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
