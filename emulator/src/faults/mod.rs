//! What goes wrong on purpose: the rules, which request they strike, and what is played on its
//! connection.

pub mod broken_answer;
mod broken_stream;
pub mod exchange;
mod frames;
pub mod hijack;
pub mod rule;
pub mod script;
pub mod stream;
