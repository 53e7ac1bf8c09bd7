//! The command line, and the commands that look into a hub that runs elsewhere.

pub mod cli;
pub mod deliveries;
pub mod env_file;
mod http_client;
mod payload_summary;
