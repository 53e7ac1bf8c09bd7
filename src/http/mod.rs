//! HTTP without I/O: addresses, requests, and the meaning of answers.

pub mod answer_head;
pub mod answer_headers;
pub mod answer_times;
pub mod body;
pub mod effect;
pub mod expected;
pub mod fields;
pub mod hub_address;
pub mod request;
pub mod request_head;
pub mod response;
mod service_error;
pub mod text;
