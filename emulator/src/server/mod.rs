//! The way in: options become a running hub, connections are accepted, and each request goes
//! through to its answer.

mod answer_headers;
mod connections;
mod crowd;
mod exec;
mod faulted;
mod gateway;
mod http2;
mod lent;
mod limits;
mod protocol;
pub mod startup;
mod stream_request;
mod tls;
