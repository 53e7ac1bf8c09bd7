//! HTTP without I/O: addresses, requests, and the meaning of answers.

pub mod expected;
pub mod hub_address;
pub mod request;
pub mod response;
mod service_error;
