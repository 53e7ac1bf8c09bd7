//! What knows nothing of notifications: the clock, bells, locks, files, patterns, lists of rules, and
//! requests to other programs.

pub mod bell;
pub mod clock;
pub mod console;
pub mod faults_told;
pub mod files;
pub mod glob;
pub mod http_client;
pub mod locks;
pub mod os;
pub mod rule_list;
pub mod threads;
