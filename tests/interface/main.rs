//! The headers, the symbols behind them, and what no argument and no fault of the
//! library may do to a program.

#[path = "../support/mod.rs"]
mod support;

mod abi;
mod c_headers;
mod cpp_coroutines;
mod cpp_header;
mod header_chapters;
mod null_arguments;
mod panics;
