//! What the program's threads and the queue's own share: the state behind its
//! lock, and who waits for what.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Result, Status};
use crate::queue::alarm::Alarm;
use crate::queue::options::QueueOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::queue::state::{Finished, Item, State};
use crate::sys::cancel::Cancel;
use crate::sys::interrupt;
use crate::sys::sync::{Condvar, EvenIfPoisoned as _, Mutex, MutexGuard, TryLockError, thread};
use crate::transport::call::Fault;

/// How long a thread that has nothing to do waits for more before it ends.
pub const IDLE: Duration = Duration::from_secs(10);
/// For so long a thread of the program does not sleep for the lock: longer than
/// a thread that holds it is likely to be off its processor.
const LONGEST_SPIN: Duration = Duration::from_millis(20);
/// What TLS and HTTP need is well below; the default is 2 MiB.
pub const STACK: usize = 512 * 1024;

/// What the queue's own threads hold too.
pub struct Shared {
    pub(super) options: QueueOptions,
    pub(super) state: Mutex<State>,
    /// An outcome came, or the last was taken of a closed queue.
    pub(super) ready: Condvar,
    /// An entry left, or the queue was closed.
    pub(super) room: Condvar,
    /// No call is waiting or being made any more.
    pub(super) settled: Condvar,
    /// Ends the calls that are being made.
    pub(super) closing: Arc<Cancel>,
    pub(super) alarm: Arc<Alarm>,
}

/// Waits on a thread of the program.
fn wait<'s>(
    woken: &Condvar,
    state: MutexGuard<'s, State>,
    left: Duration,
) -> MutexGuard<'s, State> {
    let left = interrupt::longest_wait(left);
    woken.wait_timeout(state, left).even_if_poisoned().0
}

impl Shared {
    /// Without threads.
    pub fn new(options: QueueOptions) -> Shared {
        Shared {
            options,
            state: Mutex::default(),
            ready: Condvar::new(),
            room: Condvar::new(),
            settled: Condvar::new(),
            closing: Arc::default(),
            alarm: Arc::default(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().even_if_poisoned()
    }

    /// The lock for threads of the program, which may be event loops: they do
    /// not sleep for it, since none holds it for long. At last they do: the one
    /// that holds it may need this very processor, and not get it from a thread
    /// with more priority.
    pub(super) fn lock_awake(&self) -> MutexGuard<'_, State> {
        if cfg!(nh_loom) {
            // A model knows no time.
            return self.lock();
        }
        let mut since = None;
        loop {
            match self.state.try_lock() {
                Ok(state) => return state,
                Err(TryLockError::Poisoned(state)) => return state.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
            if since.get_or_insert_with(Instant::now).elapsed() > LONGEST_SPIN {
                return self.lock();
            }
            thread::yield_now();
        }
    }

    /// After a wait asks whether this thread is to go on; if not, its time is over.
    fn ask<'s>(
        &'s self,
        state: MutexGuard<'s, State>,
        until: &mut Instant,
    ) -> MutexGuard<'s, State> {
        if !interrupt::asks() {
            return state;
        }
        drop(state);
        if !interrupt::may_go_on() {
            *until = Instant::now();
        }
        self.lock_awake()
    }

    /// The state with room for one call with a body of `bytes`.
    pub(super) fn wait_for_room(&self, bytes: usize) -> Result<MutexGuard<'_, State>> {
        let mut until = Instant::now() + self.options.full_wait;
        let mut state = self.lock_awake();
        loop {
            if state.is_closed {
                return Err(Error::new(Status::Closed, "the queue was closed"));
            }
            if state.has_room(&self.options, bytes) {
                return Ok(state);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let mut error = Error::new(
                    Status::WouldBlock,
                    "the queue is full; take outcomes, then hand it in again",
                );
                error.transient = true;
                return Err(error);
            }
            state.waiting_for_room += 1;
            state = wait(&self.room, state, left);
            state.waiting_for_room -= 1;
            state = self.ask(state, &mut until);
        }
    }

    pub(super) fn take(&self, timeout: Duration) -> Result<Finished> {
        let mut until = Instant::now() + timeout;
        let mut state = self.lock_awake();
        loop {
            if let Some(finished) = state.outcomes.pop_front() {
                self.entry_left(&mut state, &finished);
                return Ok(finished);
            }
            if state.is_closed && state.entries == 0 {
                return Err(Error::new(
                    Status::Closed,
                    "the queue was closed, and every outcome was taken",
                ));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let mut error = Error::new(Status::WouldBlock, "no outcome has come yet");
                error.transient = true;
                return Err(error);
            }
            state.waiting_for_outcome += 1;
            state = wait(&self.ready, state, left);
            state.waiting_for_outcome -= 1;
            // What it was woken for it takes.
            if state.outcomes.is_empty() {
                state = self.ask(state, &mut until);
            }
        }
    }

    pub(super) fn entry_left(&self, state: &mut State, finished: &Finished) {
        let bytes = finished.bytes();
        state.entries -= 1;
        state.bytes -= bytes;
        state.answer_bytes -= bytes;
        if state.outcomes.is_empty()
            && let Some(ready) = &state.ready
        {
            ready.lower();
        }
        self.bytes_changed(state);
        if state.is_closed && state.entries == 0 {
            self.ready.notify_all();
        }
    }

    /// Wakes who waits for bytes that others held.
    fn bytes_changed(&self, state: &State) {
        if state.waiting_for_room > 0 {
            self.room.notify_all();
        }
        if state.waiting_to_begin > 0 && state.may_begin(&self.options) {
            state.wake_lanes();
        }
    }

    /// The outcome of a call whose body had so many bytes goes to whoever asks.
    pub(super) fn finish(&self, state: &mut State, body_len: usize, mut finished: Finished) {
        // From now on what it holds is what the answer brought. Several that
        // were under way may want the last bytes.
        state.bytes -= body_len;
        finished.shorten(self.options.capacity_bytes.saturating_sub(state.bytes));
        let bytes = finished.bytes();
        state.bytes += bytes;
        state.answer_bytes += bytes;
        state.unfinished -= 1;
        if state.outcomes.is_empty()
            && let Some(ready) = &state.ready
        {
            ready.raise();
        }
        state.outcomes.push_back(finished);
        if state.waiting_for_outcome > 0 {
            self.ready.notify_one();
        }
        self.bytes_changed(state);
        if state.unfinished == 0 && state.is_closed {
            self.settled.notify_all();
        }
    }

    /// Ends calls that were not begun, each for its reason. They are given
    /// back: what they hold is not to be dropped under the lock.
    pub(super) fn end_waiting(
        &self,
        state: &mut State,
        reason: impl Fn(&PreparedCall) -> Option<Fault>,
    ) -> Vec<Item> {
        let ended = state.remove_waiting(reason);
        for (item, fault) in &ended {
            let outcome = item.call.not_made(fault.clone());
            let finished = Finished::new(outcome, item.user_data, Vec::new());
            self.finish(state, item.call.body_len(), finished);
        }
        ended.into_iter().map(|(item, _)| item).collect()
    }

    /// Were all calls made?
    pub(super) fn close(&self, timeout: Duration) -> bool {
        let mut until = Instant::now() + timeout;
        let mut state = self.lock_awake();
        state.is_closed = true;
        self.room.notify_all();
        if state.entries == 0 {
            self.ready.notify_all();
        }
        state.wake_lanes();
        loop {
            if state.unfinished == 0 {
                drop(state);
                self.alarm.ring();
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            state = wait(&self.settled, state, left);
            state = self.ask(state, &mut until);
        }
        let closed = Fault::new(Status::Closed, "the queue was closed");
        let ended = self.end_waiting(&mut state, |_| Some(closed.clone()));
        drop(state);
        drop(ended);
        self.closing.cancel();
        self.alarm.ring();
        false
    }
}
