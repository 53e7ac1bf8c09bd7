//! What is done with many devices at once: installations as a list, and all devices of a
//! user. The service has no call for either, so that each takes several.

mod device;
pub mod feedback_cursor;
pub mod installation_cursor;
pub mod prune;
pub mod seen_ids;
mod together;
pub mod user_devices;
