//! Signals, by the system's own call: the program `kill` comes in a package (procps) that a small
//! machine lacks.

pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};
use std::process::Child;

/// Asks a program to end, if it has not ended, by a signal that it obeys, and waits for it.
pub fn end(child: &mut Child) {
    // Once it has been waited for, its number may be another's.
    if child.try_wait().unwrap().is_none() {
        send(child.id(), Signal::TERM);
        child.wait().unwrap();
    }
}

/// Sends a signal to a process that this test, or a program of it, has started.
pub fn send(id: u32, signal: Signal) {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    kill_process(id.expect("the number of a process"), signal).unwrap();
}
