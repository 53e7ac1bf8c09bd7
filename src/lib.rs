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

pub mod auth;
pub mod client;
pub mod devices;
pub mod documents;
pub mod error;
pub mod explain;
mod ffi;
pub mod http;
pub mod hub;
pub mod log;
pub mod metrics;
pub mod notification;
pub mod outcome;
pub mod policy;
pub mod queue;
mod redact;
mod storage;
pub mod sys;
pub mod trace;
pub mod transport;
mod wire;
