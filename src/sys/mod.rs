//! The operating system and the process: fork(), signals, descriptors, clocks,
//! locks, and how waits and calls end. Imports no other room.
//!
//! The only room outside `ffi` with `unsafe`: std has none of these calls.

pub mod cancel;
mod cancel_bell;
pub mod clock;
pub mod fork;
pub mod fork_lock;
pub mod in_flight;
pub mod interrupt;
pub mod poll;
pub mod ready_fd;
pub mod signals;
pub mod socket;
pub mod stderr;
pub mod sync;
