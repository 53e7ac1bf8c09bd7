//! The service's documents: what it takes and gives beside notifications.
//! Written and read here, sent by `hub`.

pub mod brought;
pub mod feedback;
#[cfg(test)]
mod get_change_put;
pub mod hub_credentials;
pub mod hub_description;
pub mod installation;
pub mod installation_patch;
pub mod job;
pub mod members;
pub mod notification_details;
pub mod notification_outcome;
pub mod registration;
pub mod tags;
