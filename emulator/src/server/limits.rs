//! How much and how long a client may take, by either protocol.

use std::time::Duration;

/// Request line and headers together; both libraries answer 431 (or 414) to more.
pub const MAX_HEAD: usize = 64 << 10;

#[derive(Clone, Copy)]
pub struct Timeouts {
    /// For a request head to arrive, and so also how long a connection may idle.
    pub idle: Duration,
    pub body: Duration,
}
