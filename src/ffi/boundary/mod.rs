//! What every exported function passes through: pointers become references and
//! those the core's own, no panic leaves, and failures reach the thread that
//! called.

pub mod guard;
pub mod last_error;
pub mod object;
pub mod pointers;
pub mod texts;
