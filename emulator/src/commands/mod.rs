//! The command line, and the commands that look into a hub that runs elsewhere.

pub mod cli;
pub mod deliveries;
pub mod env_file;
pub mod http_client;
pub mod payload_summary;
