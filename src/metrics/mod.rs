//! What was done, in numbers, and their text for Prometheus.

pub mod counters;
pub mod prometheus;
