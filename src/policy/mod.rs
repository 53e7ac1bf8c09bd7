//! How calls are made: the options, when an attempt is repeated, and when the
//! next request may leave.

pub mod options;
pub mod retry;
pub mod throttle;
