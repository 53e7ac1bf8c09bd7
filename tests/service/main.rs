//! What the service and its other clients write, and what the library makes of it.

#[path = "../support/mod.rs"]
mod support;

mod fuzz_corpus;
mod recordings;
mod rest_answers;
mod roundtrip_js;
