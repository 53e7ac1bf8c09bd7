//! The bindings.

#[path = "../support/mod.rs"]
mod support;

mod coverage;
mod event_loops;
mod others;
mod page_programs;
mod php;
mod php_fpm;
mod python;
mod ruby;
mod servers;
mod table;
