//! What users read.

#[path = "../support/mod.rs"]
mod support;

mod manual;
mod manual_names;
mod readme;
mod reference;
