//! The threads that make calls: each belongs to one lane, begins with the first
//! send for which no other is free, and ends when it had nothing to do for a
//! while.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::error::{Error, Result, Status};
use crate::log::holding;
use crate::queue::shared::{IDLE, STACK, Shared};
use crate::queue::state::{Finished, Item, Lane, LaneId, State, lane_id};
use crate::sys::signals::without_signals;
use crate::sys::sync::{EvenIfPoisoned as _, MutexGuard, thread};

impl Shared {
    /// Puts a call in its lane, where a thread takes it at once if one is free
    /// or may be started. Fails if there is no thread at all.
    pub(super) fn place(
        self: &Arc<Shared>,
        mut guard: MutexGuard<'_, State>,
        mut item: Item,
    ) -> Result<()> {
        let state = &mut *guard;
        let id = lane_id(item.call.hub());
        let may_begin = state.may_begin(&self.options);
        let lane = state
            .lanes
            .entry(id)
            .or_insert_with(|| Lane::new(item.call.hub()));
        // One that sleeps, or is about to look.
        let sleeper = (lane.waiting.len() < lane.free).then(|| Arc::clone(&lane.work));
        if sleeper.is_none() && lane.threads < self.options.concurrency {
            match self.start_worker(id) {
                Ok(()) => {
                    lane.threads += 1;
                    lane.free += 1;
                }
                // The threads that are there do it, if there are any.
                Err(error) if lane.threads == 0 => {
                    state.lanes.remove(&id);
                    return Err(error);
                }
                Err(_) => {}
            }
        }
        if lane.waiting.len() >= lane.free || !may_begin {
            self.keep_time(&mut lane.closing, &mut item, &mut state.has_timekeeper);
        }
        state.entries += 1;
        state.unfinished += 1;
        state.bytes += item.call.body_len();
        lane.waiting.push_back(item);
        drop(guard);
        // Without the lock, which is the first that it wants.
        if let Some(work) = sleeper {
            work.notify_one();
        }
        Ok(())
    }

    fn start_worker(self: &Arc<Shared>, id: LaneId) -> Result<()> {
        let shared = Arc::clone(self);
        self.start_thread("nh-send", move || shared.work(id))
    }

    pub(super) fn start_thread(
        &self,
        name: &str,
        body: impl FnOnce() + Send + 'static,
    ) -> Result<()> {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .stack_size(STACK);
        without_signals(|| thread.spawn(body))
            .map(drop)
            .map_err(|error| {
                let message = format!(
                    "no thread could be started: {error}; see the process's limits (ulimit -u)"
                );
                let mut error = Error::new(Status::NoResources, message);
                error.transient = true;
                error
            })
    }

    /// What a thread of a lane does; it is counted as free when it begins.
    fn work(self: &Arc<Shared>, id: LaneId) {
        let mut state = self.lock();
        while let Some((item, guard)) = self.next_item(state, id) {
            drop(guard);
            let body_len = item.call.body_len();
            let finished = self.make(item);
            state = self.lock();
            self.finish(&mut state, body_len, finished);
            if let Some(lane) = state.lanes.get_mut(&id) {
                lane.free += 1;
            }
        }
    }

    /// The lane's next call, when there is one that may begin; `None` if this
    /// thread is not needed any more and no longer counted.
    fn next_item<'s>(
        self: &'s Arc<Shared>,
        mut state: MutexGuard<'s, State>,
        id: LaneId,
    ) -> Option<(Item, MutexGuard<'s, State>)> {
        let mut is_idle = false;
        loop {
            let is_closed = state.is_closed;
            let may_begin = state.may_begin(&self.options);
            let behind_lock = &mut *state;
            let lane = behind_lock.lanes.get_mut(&id)?;
            // What is over needs no room, and somebody must say so if there is
            // no timekeeper.
            let is_due = |item: &Item| may_begin || item.call.is_over().is_some();
            if lane.waiting.front().is_some_and(is_due)
                && let Some(item) = lane.waiting.pop_front()
            {
                lane.free -= 1;
                return Some((item, state));
            }
            let is_held = !lane.waiting.is_empty();
            if is_held {
                self.keep_time_in(lane, &mut behind_lock.has_timekeeper);
            } else if is_idle || is_closed {
                lane.free -= 1;
                lane.threads -= 1;
                if lane.threads == 0 {
                    state.lanes.remove(&id);
                }
                return None;
            }
            let work = Arc::clone(&lane.work);
            state.waiting_to_begin += usize::from(is_held);
            let (guard, waited) = work.wait_timeout(state, IDLE).even_if_poisoned();
            state = guard;
            state.waiting_to_begin -= usize::from(is_held);
            is_idle = waited.timed_out();
        }
    }

    /// Makes a call, and lets go of all that it held.
    fn make(&self, mut item: Item) -> Finished {
        let made = || catch_unwind(AssertUnwindSafe(|| item.call.make(&self.closing)));
        let (made, told) = holding(made);
        let outcome = made.unwrap_or_else(|_| {
            let mut error = Error::new(
                Status::Internal,
                "a fault in the library was caught while a queued call was made; please report it",
            );
            // It may have happened at any time.
            error.may_have_been_sent = true;
            item.call.failed(error)
        });
        Finished::new(outcome, item.user_data, told)
    }
}
