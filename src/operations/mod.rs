//! What can be done with a hub, one file for each part of the service.

pub mod batch;
mod installations;
mod jobs;
pub mod prepared;
pub mod read;
pub mod registration_cursor;
pub mod registrations;
mod schedule;
mod send;
mod telemetry;
mod wait;
