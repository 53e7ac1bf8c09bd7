//! Whole programs in C against the library as it is shipped.

#[path = "../support/mod.rs"]
mod support;

mod c_programs;
mod event_loops;
mod examples;
mod fork;
mod load;
mod soak;
mod warm_send;
