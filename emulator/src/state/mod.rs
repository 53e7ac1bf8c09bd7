//! What the hub knows and keeps: its hubs with their devices, jobs and scheduled notifications, the
//! blobs, and what was recorded for tests.

pub mod blob_url;
pub mod blobs;
pub mod change;
pub mod delivery_log;
pub mod delivery_record;
pub mod device_key;
pub mod device_record;
pub mod feedback_storage;
pub mod hub;
pub mod hub_description;
pub mod hub_name;
pub mod hubs;
pub mod job;
mod journal;
pub mod messages;
pub mod push_log;
pub mod read_marks;
pub mod recorded_request;
pub mod recorder;
pub mod request_log;
pub mod requested_hub;
mod ring;
pub mod scheduled;
pub mod storage_address;
pub mod store;
pub mod tier;
pub mod visitors;
