//! The way in: options become a running hub, connections are accepted, and each request goes
//! through to its answer.

pub mod answer_headers;
pub mod connections;
pub mod faulted;
pub mod gateway;
pub mod startup;
pub mod tls;
