//! What every exported function passes through: pointers become references, no
//! panic leaves, and failures reach the thread that called.

pub mod guard;
pub mod last_error;
pub mod pointers;
