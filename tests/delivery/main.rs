//! What is installed, packaged and linked, and whether each kind of user gets it.

#[path = "../support/mod.rs"]
mod support;

mod debian;
mod everywhere;
mod from_source;
mod install;
mod manual;
mod one_library;
mod packaged_hub;
mod packages;
mod soname;
mod static_link;
