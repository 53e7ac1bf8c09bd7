//! How much a queue holds and how fast it sends.

use std::time::Duration;

use crate::error::{Error, Result};

/// No body is longer than the service takes, so that one always fits. Models
/// fill a queue with less.
const LEAST_BYTES: usize = if cfg!(nh_loom) { 1 } else { 64 * 1024 };

/// A setter that fails leaves them as they were.
#[derive(Clone, Debug)]
pub struct QueueOptions {
    pub(super) capacity: usize,
    pub(super) capacity_bytes: usize,
    pub(super) concurrency: usize,
    pub(super) full_wait: Duration,
}

impl Default for QueueOptions {
    fn default() -> QueueOptions {
        QueueOptions {
            capacity: 1024,
            capacity_bytes: 16 * 1024 * 1024,
            concurrency: 32,
            full_wait: Duration::ZERO,
        }
    }
}

impl QueueOptions {
    /// Sends at most whose outcome was not yet taken.
    pub fn set_capacity(&mut self, entries: u32) -> Result<()> {
        self.capacity = within("entries", entries, 1, 10_000_000)? as usize;
        Ok(())
    }

    /// Bytes at most of the bodies of all these.
    pub fn set_capacity_bytes(&mut self, bytes: usize) -> Result<()> {
        if bytes < LEAST_BYTES {
            return Err(Error::argument(format!(
                "bytes {bytes} is less than {LEAST_BYTES}, one payload"
            )));
        }
        self.capacity_bytes = bytes;
        Ok(())
    }

    /// Sends of one hub that are made at the same time.
    pub fn set_concurrency(&mut self, sends: u32) -> Result<()> {
        self.concurrency = within("sends", sends, 1, 1024)? as usize;
        Ok(())
    }

    /// How long handing in may wait for room.
    pub fn set_full_wait_ms(&mut self, ms: u32) -> Result<()> {
        let ms = within("full_wait_ms", ms, 0, 24 * 3600 * 1000)?;
        self.full_wait = Duration::from_millis(ms.into());
        Ok(())
    }
}

fn within(argument: &str, value: u32, least: u32, most: u32) -> Result<u32> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::argument(format!(
        "{argument} {value} is not from {least} to {most}"
    )))
}
