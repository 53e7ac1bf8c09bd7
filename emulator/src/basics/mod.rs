//! What knows nothing of notifications: the clock, bells, locks, files, patterns, lists of rules.

pub mod bell;
pub mod clock;
pub mod console;
pub mod faults_told;
pub mod files;
pub mod glob;
pub mod locks;
pub mod os;
pub mod rule_list;
pub mod threads;
