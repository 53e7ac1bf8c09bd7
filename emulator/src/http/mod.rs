//! HTTP without its library: the address and the body of a request, answers, streams of events, errors.

pub mod answer;
pub mod body;
pub mod error;
pub mod event_stream;
pub mod headers;
pub mod progress;
pub mod storage_error;
pub mod target;
