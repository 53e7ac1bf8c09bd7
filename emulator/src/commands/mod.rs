//! The command line, the commands that start and stop a hub in the background, and those that look
//! into one that runs elsewhere.

pub mod background;
pub mod cli;
pub mod deliveries;
pub mod device_list;
pub mod env_file;
pub mod explanation;
pub mod help;
mod hub_client;
mod hub_process;
mod payload_summary;
mod table;
