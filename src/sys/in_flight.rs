//! Closing a hub: its calls end, new ones are refused, and whoever closes can
//! wait until the last has left.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::sys::cancel::Cancel;
use crate::sys::interrupt;
use crate::sys::sync::EvenIfPoisoned as _;

/// Counts the calls inside a hub and ends them.
#[derive(Clone, Debug, Default)]
pub struct InFlightCalls(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    closing: Arc<Cancel>,
    inside: AtomicUsize,
    lock: Mutex<()>,
    left: Condvar,
}

impl InFlightCalls {
    /// What ends every call and connection of the hub.
    pub fn closing(&self) -> &Arc<Cancel> {
        &self.0.closing
    }

    /// A call goes in, and leaves when the result is dropped. One that comes
    /// after closing finds itself stopped, and nobody waits for it: threads that
    /// call again at once would keep whoever closes for ever.
    pub fn enter(&self) -> InFlightGuard {
        let mut guard = InFlightGuard {
            calls: self.clone(),
            is_counted: true,
        };
        self.0.inside.fetch_add(1, Ordering::SeqCst);
        // After it was counted, so that who closes sees it or is seen here.
        if self.0.closing.is_cancelled() {
            guard.leave();
        }
        guard
    }

    /// Ends all calls and waits until they have left, `bound` at most, and as long
    /// as this thread may go on. Have they?
    pub fn close(&self, bound: Duration) -> bool {
        self.0.closing.cancel();
        let mut until = Instant::now() + bound;
        let mut guard = self.0.lock.lock().even_if_poisoned();
        while self.0.inside.load(Ordering::SeqCst) > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let left = interrupt::longest_wait(left);
            let waited = self.0.left.wait_timeout(guard, left);
            drop(waited.even_if_poisoned());
            if !interrupt::may_go_on() {
                until = Instant::now();
            }
            guard = self.0.lock.lock().even_if_poisoned();
        }
        true
    }
}

/// A call that is inside the hub.
#[derive(Debug)]
pub struct InFlightGuard {
    calls: InFlightCalls,
    is_counted: bool,
}

impl InFlightGuard {
    /// What ends the call when the hub is closed.
    pub fn closing(&self) -> &Arc<Cancel> {
        self.calls.closing()
    }

    fn leave(&mut self) {
        if !std::mem::take(&mut self.is_counted) {
            return;
        }
        let inner = &self.calls.0;
        let is_last = inner.inside.fetch_sub(1, Ordering::SeqCst) == 1;
        if is_last && inner.closing.is_cancelled() {
            // With the lock, so that who closes is either before its look at
            // the count or asleep already.
            drop(inner.lock.lock());
            inner.left.notify_all();
        }
    }
}

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_come_after_closing_are_not_waited_for() {
        let calls = InFlightCalls::default();
        let early = calls.enter();
        let bound = Duration::from_millis(1);
        assert!(!calls.close(bound));
        let late = calls.enter();
        assert!(late.closing().is_cancelled());
        drop(early);
        // One is inside, as if it came again and again.
        assert!(calls.close(bound));
        drop(late);
        assert!(calls.close(bound));
    }
}
