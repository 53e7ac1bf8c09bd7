//! One call, from its request to its outcome, against servers that do what a test
//! says.

#[path = "../support/mod.rs"]
mod support;

// Fuzzing drives the exchange in the same way.
#[path = "../../fuzz/src/scripted.rs"]
mod scripted;
#[path = "../../fuzz/src/slow_reader.rs"]
mod slow_reader;

mod access;
mod addresses;
mod bounds;
mod ca_files;
mod counters;
mod deadline;
mod exchange;
mod exchange_property;
mod faults;
mod foreign_answers;
mod howto_defects;
mod lookups;
mod manners;
mod named;
mod proxy;
mod proxy_beside_curl;
mod secrets;
mod time_machine;
mod tls;
mod tracing;
