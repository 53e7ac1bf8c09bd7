//! Bounds of lists that are read to their end within one call. The service's
//! own are far below; a server that lists for ever must not fill our memory.

use crate::error::{Error, Status};
use crate::outcome::Outcome;

/// Most entries of such a list.
pub const MOST_ENTRIES: usize = 10_000;
/// Most bytes of all that is kept of it.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Most pages in a row that bring nothing and say that more follows.
pub const MOST_EMPTY_PAGES: u32 = 100;

/// How much of a list was read.
#[derive(Debug, Default)]
pub struct ListBounds {
    entries: usize,
    bytes: usize,
}

impl ListBounds {
    /// Counts what came; fails with what is too much.
    pub fn add(&mut self, entries: usize, bytes: usize) -> Result<(), &'static str> {
        self.entries = self.entries.saturating_add(entries);
        self.bytes = self.bytes.saturating_add(bytes);
        if self.entries > MOST_ENTRIES {
            return Err("it has more than 10000 entries");
        }
        if self.bytes > MOST_BYTES {
            return Err("it is larger than 16 MiB");
        }
        Ok(())
    }
}

/// The outcome of a page behind which the list is not read on.
pub fn ended(mut outcome: Outcome, what: &str, why: &str) -> Outcome {
    let mut error = Error::new(Status::Protocol, format!("{what} cannot be read on: {why}"));
    error.http_status = outcome.http_status;
    error.tracking_id = outcome.tracking_id.clone();
    outcome.error = Some(error);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_so_many_entries_and_bytes_at_most() {
        let mut bounds = ListBounds::default();
        assert!(bounds.add(MOST_ENTRIES, MOST_BYTES).is_ok());
        assert!(bounds.add(1, 0).unwrap_err().contains("10000"));
        let mut bounds = ListBounds::default();
        assert!(
            bounds
                .add(1, MOST_BYTES + 1)
                .unwrap_err()
                .contains("16 MiB")
        );
        assert!(bounds.add(usize::MAX, usize::MAX).is_err());
    }
}
