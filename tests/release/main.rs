//! What a release rests on: the changelog's form, one version everywhere, the oldest
//! Rust that will do, the crate's package, the bill of materials and the notices of
//! what is linked in.

#[path = "../support/mod.rs"]
mod support;

mod bill;
mod changelog;
mod package;
mod rust;
mod unpublished;
mod versions;
