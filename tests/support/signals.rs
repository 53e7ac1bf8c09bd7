//! Signals, by the system's own call: the program `kill` comes in a package (procps) that a small
//! machine lacks.

pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};

/// Sends a signal to a process that this test, or a program of it, has started.
pub fn send(id: u32, signal: Signal) {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    kill_process(id.expect("the number of a process"), signal).unwrap();
}
