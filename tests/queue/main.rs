//! The queue. Its hand-over in every order of steps is modelled in tests/models, and
//! programs with event loops are in tests/programs.

#[path = "../support/mod.rs"]
mod support;

mod ends;
mod forms;
mod stress;
mod work;
