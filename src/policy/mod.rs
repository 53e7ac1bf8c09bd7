//! How calls are made: the options, which proxy is asked, when an attempt is
//! repeated, and when the next request may leave.

pub mod options;
pub mod proxy;
pub mod retry;
pub mod throttle;
