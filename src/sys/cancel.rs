//! Cancelling calls from another thread.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::sys::fork::{PerProcess, process_generation};
use crate::sys::sync::{EvenIfPoisoned as _, Mutex, MutexGuard};

/// Cancels every call that it was given to, running or not yet begun. Once
/// cancelled it stays so.
pub struct Cancel {
    /// Changes with the lock held; read without it.
    is_cancelled: AtomicBool,
    /// A child of fork() has waits of its own: those of its parent are not its
    /// to wake, and the lock may be held by a thread that it does not have.
    state: PerProcess<Mutex<State>>,
}

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel {
            is_cancelled: AtomicBool::new(false),
            state: PerProcess::empty(),
        }
    }
}

type Wake = Box<dyn Fn() + Send>;

#[derive(Default)]
struct State {
    next: u64,
    /// What wakes each wait that goes on now.
    wakes: Vec<(u64, Wake)>,
}

impl Cancel {
    /// Cancels: wakes every wait at once.
    pub fn cancel(&self) {
        let state = self.lock();
        self.is_cancelled.store(true, Ordering::Release);
        for (_, wake) in &state.wakes {
            wake();
        }
    }

    /// Was it cancelled?
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Acquire)
    }

    /// Runs `wake` when cancelled, at once if that was before; until the
    /// result is dropped, and never after that.
    pub fn watch(self: &Arc<Cancel>, wake: impl Fn() + Send + 'static) -> Watch {
        let mut state = self.lock();
        if self.is_cancelled() {
            wake();
        }
        let id = state.next;
        state.next += 1;
        state.wakes.push((id, Box::new(wake)));
        Watch {
            cancel: Arc::clone(self),
            process: process_generation(),
            id,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let state = self.state.get(Mutex::default);
        state.lock().even_if_poisoned()
    }
}

impl Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cancel")
    }
}

/// A wait that a [`Cancel`] can end.
pub struct Watch {
    cancel: Arc<Cancel>,
    process: u64,
    id: u64,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // What a parent waits for is not in a child's list.
        if self.process == process_generation() {
            self.cancel.lock().wakes.retain(|(id, _)| *id != self.id);
        }
    }
}

impl Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn wakes_what_waits_and_nothing_after_its_end() {
        let cancel = Arc::new(Cancel::default());
        let woken = Arc::new(AtomicU32::new(0));
        let count = |woken: &Arc<AtomicU32>| {
            let woken = Arc::clone(woken);
            move || {
                woken.fetch_add(1, Ordering::SeqCst);
            }
        };
        drop(cancel.watch(count(&woken)));
        let _kept = cancel.watch(count(&woken));
        cancel.cancel();
        assert_eq!(woken.load(Ordering::SeqCst), 1);
        let _late = cancel.watch(count(&woken));
        assert_eq!(woken.load(Ordering::SeqCst), 2);
        assert!(cancel.is_cancelled());
    }
}
