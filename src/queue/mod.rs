//! Calls that are handed in by one thread, made by others and taken as
//! outcomes: bounded, and each with exactly one outcome.
//!
//! One lock guards all that a queue holds (`state`). Each hub has a lane of its
//! own with its own threads (`worker`), so that a slow hub holds up no other.
//! Calls that wait while all threads of their lane are busy are watched by
//! `timekeeper`, which ends those whose time is over, or that were cancelled.
//!
//! Locks are taken in this order: the queue's, a `Cancel`'s, the timekeeper's
//! alarm. What a `Cancel` wakes therefore touches no queue, only the alarm.

mod options;
mod state;
mod timekeeper;
mod worker;

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result, Status};
use crate::operations::prepared::PreparedCall;
use crate::os::{Flag, process_generation};
use crate::outcome::Outcome;
pub use crate::queue::options::QueueOptions;
use crate::queue::state::{Finished, Item, State};
use crate::queue::timekeeper::Alarm;
use crate::sync::{Condvar, Mutex, MutexGuard, TryLockError, thread};
use crate::transport::call::Fault;
use crate::transport::cancel::Cancel;

/// How long a thread that has nothing to do waits for more before it ends.
const IDLE: Duration = Duration::from_secs(10);
/// For so long a thread of the program does not sleep for the lock: longer than
/// a thread that holds it is likely to be off its processor.
const AWAKE: Duration = Duration::from_millis(20);
/// What TLS and HTTP need is well below; the default is 2 MiB.
const STACK: usize = 512 * 1024;

/// A queue. Any number of threads may use it at the same time.
pub struct Queue {
    /// The process that made it, the only one that may touch the rest.
    generation: u64,
    /// `None` only while it is dropped.
    shared: Option<Arc<Shared>>,
}

/// What the queue's own threads hold too.
struct Shared {
    options: QueueOptions,
    state: Mutex<State>,
    /// An outcome came, or the last was taken of a closed queue.
    ready: Condvar,
    /// An entry left, or the queue was closed.
    room: Condvar,
    /// No call is waiting or being made any more.
    settled: Condvar,
    /// Raised while there are outcomes, from when somebody asked for it.
    flag: Flag,
    /// Ends the calls that are being made.
    closing: Arc<Cancel>,
    alarm: Arc<Alarm>,
}

impl Queue {
    /// A queue without threads.
    pub fn new(options: QueueOptions) -> Result<Queue> {
        options.check()?;
        let flag = Flag::new().map_err(|error| {
            Error::new(
                Status::Internal,
                format!("no descriptor for the queue: {error}"),
            )
        })?;
        Ok(Queue {
            generation: process_generation(),
            shared: Some(Arc::new(Shared {
                options,
                state: Mutex::default(),
                ready: Condvar::new(),
                room: Condvar::new(),
                settled: Condvar::new(),
                flag,
                closing: Arc::default(),
                alarm: Arc::default(),
            })),
        })
    }

    /// Hands in a call, which is then made on another thread; `user_data` comes
    /// back with its outcome. Where this fails there is no outcome.
    pub fn hand_in(
        &self,
        prepare: impl FnOnce() -> Result<PreparedCall>,
        user_data: usize,
    ) -> Result<()> {
        let shared = self.shared()?;
        let call = prepare()?;
        let state = shared.wait_for_room(call.body_len())?;
        shared.place(state, Item::new(call, user_data))
    }

    /// The next outcome, with its user data, waiting for it as long as this.
    /// What the call said to the program's log is said now, on this thread.
    /// Fails with `WouldBlock` if none came, and with `Closed` if none can come.
    pub fn next(&self, timeout: Duration) -> Result<(usize, Outcome)> {
        let finished = self.shared()?.take(timeout)?;
        for text in finished.log {
            text.deliver();
        }
        Ok((finished.user_data, finished.outcome))
    }

    /// How many outcomes can be taken now.
    pub fn ready(&self) -> usize {
        self.look(|state| state.outcomes.len())
    }

    /// How many calls were accepted whose outcome was not yet taken.
    pub fn pending(&self) -> usize {
        self.look(|state| state.entries)
    }

    fn look(&self, count: impl FnOnce(&State) -> usize) -> usize {
        self.shared()
            .map_or(0, |shared| count(&shared.lock_awake()))
    }

    /// A descriptor that is readable while there are outcomes. Its own.
    pub fn fd(&self) -> Result<i32> {
        let shared = self.shared()?;
        let mut state = shared.lock_awake();
        if !state.is_watched {
            state.is_watched = true;
            if !state.outcomes.is_empty() {
                shared.flag.raise();
            }
        }
        Ok(shared.flag.fd())
    }

    /// Refuses new calls, waits for the others as long as `timeout`, and ends
    /// those that are then left: fails with Timeout if there were any. Their
    /// outcomes, as all others, can still be taken.
    pub fn close(&self, timeout: Duration) -> Result<()> {
        let shared = self.shared()?;
        if shared.close(timeout) {
            return Ok(());
        }
        Err(Error::new(
            Status::Timeout,
            "calls were still to be made when the time was over; their outcomes say what became of each",
        ))
    }

    fn shared(&self) -> Result<&Arc<Shared>> {
        match &self.shared {
            Some(shared) if self.generation == process_generation() => Ok(shared),
            _ => Err(Error::new(
                Status::Forked,
                "the queue was made before fork() and is the parent's; make a new one in the child",
            )),
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        if self.generation != process_generation() {
            // The parent's: its lock may be held by a thread that does not
            // exist here, so that all of it stays as it is.
            std::mem::forget(self.shared.take());
        } else if let Some(shared) = self.shared.take() {
            // Threads that are still at work end by themselves.
            shared.close(Duration::ZERO);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock for threads of the program, which may be event loops: they do
    /// not sleep for it, since none holds it for long. At last they do: the one
    /// that holds it may need this very processor, and not get it from a thread
    /// with more priority.
    fn lock_awake(&self) -> MutexGuard<'_, State> {
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
            if since.get_or_insert_with(Instant::now).elapsed() > AWAKE {
                return self.lock();
            }
            thread::yield_now();
        }
    }

    /// The state with room for one call with a body of `bytes`.
    fn wait_for_room(&self, bytes: usize) -> Result<MutexGuard<'_, State>> {
        let until = Instant::now() + self.options.full_wait;
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
            state = self
                .room
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            state.waiting_for_room -= 1;
        }
    }

    fn take(&self, timeout: Duration) -> Result<Finished> {
        let until = Instant::now() + timeout;
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
            state = self
                .ready
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            state.waiting_for_outcome -= 1;
        }
    }

    fn entry_left(&self, state: &mut State, finished: &Finished) {
        state.entries -= 1;
        state.bytes -= finished.outcome.body.len();
        if state.outcomes.is_empty() && state.is_watched {
            self.flag.lower();
        }
        if state.waiting_for_room > 0 {
            self.room.notify_all();
        }
        if state.is_closed && state.entries == 0 {
            self.ready.notify_all();
        }
    }

    /// The outcome of a call whose body had so many bytes goes to whoever asks.
    fn finish(&self, state: &mut State, body_len: usize, finished: Finished) {
        // From now on what it holds is the answer's body.
        state.bytes = state.bytes - body_len + finished.outcome.body.len();
        state.unfinished -= 1;
        if state.outcomes.is_empty() && state.is_watched {
            self.flag.raise();
        }
        state.outcomes.push_back(finished);
        if state.waiting_for_outcome > 0 {
            self.ready.notify_one();
        }
        if state.waiting_for_room > 0 {
            self.room.notify_all();
        }
        if state.unfinished == 0 && state.is_closed {
            self.settled.notify_all();
        }
    }

    /// Ends calls that were not begun, each for its reason. They are given
    /// back: what they hold is not to be dropped under the lock.
    fn end_waiting(
        &self,
        state: &mut State,
        reason: impl Fn(&PreparedCall) -> Option<Fault>,
    ) -> Vec<Item> {
        let ended = state.remove_waiting(reason);
        for (item, fault) in &ended {
            let outcome = item.call.not_made(fault.clone());
            let finished = Finished::new(outcome, item.user_data);
            self.finish(state, item.call.body_len(), finished);
        }
        ended.into_iter().map(|(item, _)| item).collect()
    }

    /// Were all calls made?
    fn close(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
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
            state = self
                .settled
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
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
