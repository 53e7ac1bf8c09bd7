//! Cancelling calls from another thread, or from a signal handler.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::sys::cancel_bell::{self, Wakes};
use crate::sys::fork::{PerProcess, process_generation};
use crate::sys::sync::{EvenIfPoisoned as _, Mutex, MutexGuard};

/// Cancels every call that it was given to, running or not yet begun. Once
/// cancelled it stays so.
pub struct Cancel {
    /// Waits look at it before they begin, and after they were woken.
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
    /// How many of them a signal handler may want to wake.
    by_signal: usize,
}

impl Cancel {
    /// Cancels: wakes every wait, on this thread.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::SeqCst);
        self.wake_all();
    }

    /// The same in a signal handler, where a lock that it needs may be held by the
    /// very thread that it runs on: another thread wakes those that are
    /// [watched by signal](Cancel::watch_by_signal).
    pub fn cancel_by_signal(&self) {
        self.is_cancelled.store(true, Ordering::SeqCst);
        if cancel_bell::HAS_BELL {
            cancel_bell::ring();
        } else {
            self.wake_all();
        }
    }

    /// Was it cancelled?
    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }

    /// Runs `wake` when cancelled, at once if that was before; until the
    /// result is dropped, and never after that.
    pub fn watch(self: &Arc<Cancel>, wake: impl Fn() + Send + 'static) -> Watch {
        self.watched(wake, false)
    }

    /// The same where it may be cancelled in a signal handler.
    pub fn watch_by_signal(self: &Arc<Cancel>, wake: impl Fn() + Send + 'static) -> Watch {
        self.watched(wake, cancel_bell::HAS_BELL)
    }

    fn watched(self: &Arc<Cancel>, wake: impl Fn() + Send + 'static, by_signal: bool) -> Watch {
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        state.by_signal += usize::from(by_signal);
        if by_signal && state.by_signal == 1 {
            cancel_bell::listen(self.clone());
        }
        state.wakes.push((id, Box::new(wake)));
        // Now that whoever cancels later wakes it.
        if self.is_cancelled()
            && let Some((_, wake)) = state.wakes.last()
        {
            wake();
        }
        Watch {
            cancel: Arc::clone(self),
            process: process_generation(),
            id,
            by_signal,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        let state = self.state.get(Mutex::default);
        state.lock().even_if_poisoned()
    }
}

impl Wakes for Cancel {
    fn is_cancelled(&self) -> bool {
        Cancel::is_cancelled(self)
    }

    fn wake_all(&self) {
        for (_, wake) in &self.lock().wakes {
            wake();
        }
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
    by_signal: bool,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // What a parent waits for is not in a child's list.
        if self.process != process_generation() {
            return;
        }
        let mut state = self.cancel.lock();
        state.wakes.retain(|(id, _)| *id != self.id);
        if self.by_signal {
            state.by_signal -= 1;
            if state.by_signal == 0 {
                cancel_bell::listen_no_longer(&*self.cancel);
            }
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
    use std::time::{Duration, Instant};

    fn count(woken: &Arc<AtomicU32>) -> impl Fn() + Send + use<> {
        let woken = Arc::clone(woken);
        move || {
            woken.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn wakes_what_waits_and_nothing_after_its_end() {
        let cancel = Arc::new(Cancel::default());
        let woken = Arc::new(AtomicU32::new(0));
        drop(cancel.watch(count(&woken)));
        let _kept = cancel.watch(count(&woken));
        cancel.cancel();
        assert_eq!(woken.load(Ordering::SeqCst), 1);
        let _late = cancel.watch(count(&woken));
        assert_eq!(woken.load(Ordering::SeqCst), 2);
        assert!(cancel.is_cancelled());
    }

    #[test]
    fn a_signal_wakes_by_another_thread() {
        let woken = Arc::new(AtomicU32::new(0));
        let cancels: Vec<_> = (0..1000).map(|_| Arc::new(Cancel::default())).collect();
        let watches: Vec<_> = cancels
            .iter()
            .map(|cancel| cancel.watch_by_signal(count(&woken)))
            .collect();
        // As if a handler had interrupted a thread that holds a lock of this one.
        let held = cancels[0].lock();
        cancels[0].cancel_by_signal();
        assert!(cancels[0].is_cancelled());
        drop(held);
        for cancel in &cancels[1..] {
            cancel.cancel_by_signal();
        }
        let began = Instant::now();
        while woken.load(Ordering::SeqCst) < 1000 {
            assert!(began.elapsed() < Duration::from_secs(20));
            std::thread::yield_now();
        }
        drop(watches);
    }
}
