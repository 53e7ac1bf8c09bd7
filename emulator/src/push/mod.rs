//! What goes to the push services: payloads and headers are checked here, made into what each device
//! gets, and taken or refused.

pub mod content;
pub mod delivery;
pub mod format;
mod payload;
pub mod pns;
pub mod pns_headers;
pub mod rules;
pub mod test_outcome;
