//! What goes wrong on purpose: the rules, which request they strike, and what is played on its
//! connection.

pub mod broken_answer;
pub mod hijack;
pub mod rule;
pub mod script;
