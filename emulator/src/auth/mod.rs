//! Who may do what: the named keys with their rights, and the signatures made with them.

pub mod policy;
pub mod sas;
pub mod signing;
pub mod storage_key;
