//! What the service and its other clients write, and what the library makes of it.

#[path = "../support/mod.rs"]
mod support;

mod blob_storage;
mod dead_devices;
mod explained;
mod feedback_in_azurite;
mod fuzz_corpus;
mod many_devices;
mod payload_builders;
mod payload_cases;
mod payload_judge;
mod payload_rules;
mod recordings;
mod rest_answers;
mod roundtrip_js;
