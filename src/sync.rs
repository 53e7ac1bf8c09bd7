//! Locks and threads of the queue, and of what ends its calls. Loom's where its
//! models run (`tests/models`), which then tries every order of their steps.

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
