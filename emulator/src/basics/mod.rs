//! What knows nothing of notifications: the clock, locks, files, patterns.

pub mod clock;
pub mod files;
pub mod glob;
pub mod locks;
