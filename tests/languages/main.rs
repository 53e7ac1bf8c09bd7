//! The bindings.

#[path = "../support/mod.rs"]
mod support;

mod coverage;
mod others;
mod php;
mod php_fpm;
mod python;
mod ruby;
mod table;
