//! Rules of the source itself.

#[path = "../support/mod.rs"]
mod support;

mod asynchronous;
mod dependencies;
mod skips;
mod tests_page;
