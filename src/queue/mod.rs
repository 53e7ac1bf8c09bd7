//! Calls that are handed in by one thread, made by others and taken as
//! outcomes: bounded, and each with exactly one outcome.
//!
//! One lock guards all that a queue holds (`shared`). Each hub has a lane of its
//! own with its own threads (`worker`), so that a slow hub holds up no other.
//! Calls that wait while all threads of their lane are busy are watched by
//! `timekeeper`, which ends those whose time is over, or that were cancelled.
//!
//! Locks are taken in this order: the queue's, a `Cancel`'s, the timekeeper's
//! alarm. What a `Cancel` wakes therefore touches no queue, only the alarm.

mod alarm;
mod calls;
mod options;
pub mod prepared_call;
mod shared;
mod state;
mod timekeeper;
mod worker;

use std::io;
use std::os::fd::{OwnedFd, RawFd};
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Result, Status};
use crate::outcome::Outcome;
pub use crate::queue::options::QueueOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::queue::shared::Shared;
use crate::queue::state::{Item, State};
use crate::sys::fork::process_generation;
use crate::sys::ready_fd::ReadyFd;

/// A queue. Any number of threads may use it at the same time.
pub struct Queue {
    /// The process that made it, the only one that may touch the rest.
    generation: u64,
    /// `None` only while it is dropped.
    shared: Option<Arc<Shared>>,
}

impl Queue {
    /// A queue without threads.
    pub fn new(options: QueueOptions) -> Queue {
        Queue {
            generation: process_generation(),
            shared: Some(Arc::new(Shared::new(options))),
        }
    }

    /// Hands in a call, which is then made on another thread; `user_data` comes
    /// back with its outcome. Where this fails there is no outcome.
    pub fn submit(
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
    /// What the call said to the program's log, and its spans, are told now, on this thread.
    /// Fails with `WouldBlock` if none came, and with `Closed` if none can come.
    pub fn next(&self, timeout: Duration) -> Result<(usize, Outcome)> {
        let finished = self.shared()?.take(timeout)?;
        for held in finished.told {
            held.deliver();
        }
        Ok((finished.user_data, finished.outcome))
    }

    /// How many outcomes can be taken now.
    pub fn ready(&self) -> usize {
        self.look(|state| state.outcomes.len())
    }

    /// Gives `take` each outcome that is there now, waiting for the first as
    /// long as this. Those that come meanwhile are for the next call, so that
    /// this one ends. Fails as [`Queue::next`] if there is none.
    pub fn dispatch(
        &self,
        timeout: Duration,
        mut take: impl FnMut((usize, Outcome)),
    ) -> Result<()> {
        let first = self.next(timeout)?;
        let more = self.ready();
        take(first);
        for _ in 0..more {
            // Another thread may have taken the rest.
            let Ok(next) = self.next(Duration::ZERO) else {
                break;
            };
            take(next);
        }
        Ok(())
    }

    /// How many calls were accepted whose outcome was not yet taken.
    pub fn pending(&self) -> usize {
        self.look(|state| state.entries)
    }

    fn look(&self, count: impl FnOnce(&State) -> usize) -> usize {
        self.shared()
            .map_or(0, |shared| count(&shared.lock_awake()))
    }

    /// A descriptor that is readable while there are outcomes. It is closed when
    /// the queue is dropped, unless the number is another file's by then.
    pub fn fd(&self) -> Result<RawFd> {
        self.with_ready_fd(ReadyFd::lend)
    }

    /// A duplicate of it for whoever asks.
    pub fn dup_fd(&self) -> Result<OwnedFd> {
        self.with_ready_fd(|ready| ready.duplicate())
    }

    fn with_ready_fd<T>(&self, ask: impl FnOnce(&mut ReadyFd) -> io::Result<T>) -> Result<T> {
        let mut state = self.shared()?.lock_awake();
        let State {
            ready, outcomes, ..
        } = &mut *state;
        let given = match ready {
            Some(ready) => ask(ready),
            None => ReadyFd::new().and_then(|new| {
                if !outcomes.is_empty() {
                    new.raise();
                }
                ask(ready.insert(new))
            }),
        };
        given.map_err(|error| {
            let message = format!(
                "no descriptor for the queue: {error}; see the process's limits (ulimit -n)"
            );
            let mut error = Error::new(Status::NoResources, message);
            error.transient = true;
            error
        })
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
            // Now, while the program waits for it, and not when the last of them
            // ends: a number that the program closes late may be another file's.
            let ready = shared.lock().ready.take();
            drop(ready);
        }
    }
}
