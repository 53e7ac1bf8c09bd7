//! How much a queue holds and how fast it sends.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::fault::Fault;

/// No body is longer than the service takes, so that one always fits. Models
/// fill a queue with less.
const LEAST_BYTES: usize = if cfg!(nh_loom) { 1 } else { 64 * 1024 };

/// Setters return their error and also keep the first one, with which making a
/// queue then fails.
#[derive(Clone, Debug)]
pub struct QueueOptions {
    pub(super) capacity: usize,
    pub(super) capacity_bytes: usize,
    pub(super) concurrency: usize,
    pub(super) full_wait: Duration,
    fault: Fault,
}

impl Default for QueueOptions {
    fn default() -> QueueOptions {
        QueueOptions {
            capacity: 1024,
            capacity_bytes: 16 * 1024 * 1024,
            concurrency: 32,
            full_wait: Duration::ZERO,
            fault: Fault::default(),
        }
    }
}

impl QueueOptions {
    /// Fails with the first failed setter.
    pub(super) fn check(&self) -> Result<()> {
        self.fault.check()
    }

    /// Keeps the first failure.
    pub fn remember<T>(&mut self, result: Result<T>) -> Result<T> {
        self.fault.keep(result)
    }

    /// Sends at most whose outcome was not yet taken.
    pub fn set_capacity(&mut self, entries: u32) -> Result<()> {
        let value = within("entries", entries, 1, 10_000_000);
        self.capacity = self.remember(value)? as usize;
        Ok(())
    }

    /// Bytes at most of the bodies of all these.
    pub fn set_capacity_bytes(&mut self, bytes: usize) -> Result<()> {
        let value = if bytes < LEAST_BYTES {
            Err(Error::argument(format!(
                "bytes {bytes} is less than {LEAST_BYTES}, one payload"
            )))
        } else {
            Ok(bytes)
        };
        self.capacity_bytes = self.remember(value)?;
        Ok(())
    }

    /// Sends of one hub that are made at the same time.
    pub fn set_concurrency(&mut self, sends: u32) -> Result<()> {
        let value = within("sends", sends, 1, 1024);
        self.concurrency = self.remember(value)? as usize;
        Ok(())
    }

    /// How long handing in may wait for room.
    pub fn set_full_wait_ms(&mut self, ms: u32) -> Result<()> {
        let value = within("full_wait_ms", ms, 0, 24 * 3600 * 1000);
        self.full_wait = Duration::from_millis(self.remember(value)?.into());
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
