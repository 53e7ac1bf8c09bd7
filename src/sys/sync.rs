//! Locks and threads. Those of the queue, and of what ends its calls, are loom's
//! where its models run (`tests/models`), which then tries every order of their steps.

#[cfg(not(nh_loom))]
pub use std::sync::{Condvar, Mutex, MutexGuard, TryLockError};
#[cfg(not(nh_loom))]
pub use std::thread;

#[cfg(nh_loom)]
pub use loom::sync::{Condvar, Mutex, MutexGuard};
#[cfg(nh_loom)]
pub use loom::thread;
#[cfg(nh_loom)]
pub use std::sync::TryLockError;

use std::sync::{LockResult, PoisonError};

/// Locks and waits that a panic of another thread does not spoil. What they
/// guard is changed in steps that leave it whole, and one panic must not take
/// the library from its host.
pub trait EvenIfPoisoned {
    /// What is guarded.
    type Guarded;

    /// Takes it, also after a panic.
    fn even_if_poisoned(self) -> Self::Guarded;
}

impl<T> EvenIfPoisoned for LockResult<T> {
    type Guarded = T;

    fn even_if_poisoned(self) -> T {
        self.unwrap_or_else(PoisonError::into_inner)
    }
}
