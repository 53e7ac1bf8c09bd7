//! Azure Notification Hubs for programs that no official SDK serves.
//!
//! The product is the C interface in `include/notification_hubs.h`, which is
//! written from [`ffi`]. The modules below are its safe core; they are public
//! for this project's own tests and make no promise of stability.
#![deny(unsafe_code, unsafe_op_in_unsafe_fn, missing_docs)]
#![deny(clippy::undocumented_unsafe_blocks, clippy::dbg_macro, clippy::todo)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

pub mod access;
mod atom;
mod attempts;
pub mod client;
pub mod clock;
pub mod connection_string;
pub mod counters;
pub mod credential;
mod dump;
pub mod error;
mod fault;
pub mod feedback;
mod ffi;
pub mod gate;
pub mod header;
pub mod hub;
pub mod hub_description;
pub mod installation;
pub mod installation_patch;
pub mod job;
pub mod log;
mod multipart;
pub mod namespace;
pub mod notification;
pub mod operations;
pub mod options;
mod os;
pub mod outcome;
pub mod platform;
pub mod prometheus;
pub mod queue;
mod redact;
pub mod registration;
pub mod request;
pub mod response;
pub mod retry;
pub mod sas_token;
pub mod secret;
mod service_error;
pub mod shared_hub;
pub mod status;
mod sync;
pub mod tag_expression;
pub mod target;
pub mod telemetry;
pub mod template_check;
pub mod test_outcome;
mod throttle;
pub mod transport;
mod xml;

/// The version in `Cargo.toml`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
