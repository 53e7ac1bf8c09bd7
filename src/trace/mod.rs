//! What trace a call is part of, and the spans that tell of it.

pub mod context;
pub mod span;
