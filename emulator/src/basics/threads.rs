//! Whether the system lets this program have the threads that it needs.

use crate::basics::locks;
use std::io;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Starts so many threads at once and ends them again: tokio panics where it gets none.
pub fn check_room(count: usize) -> io::Result<()> {
    let gate = Arc::new(Mutex::new(()));
    let closed = locks::lock(&gate);
    let mut started: Vec<JoinHandle<()>> = Vec::new();
    let result = (0..count).try_for_each(|_| {
        let gate = Arc::clone(&gate);
        let wait = move || drop(locks::lock(&gate));
        started.push(thread::Builder::new().spawn(wait)?);
        Ok(())
    });
    drop(closed);
    for thread in started {
        let _ = thread.join();
    }
    wait_for_the_count();
    result
}

/// The system counts a thread for a moment longer than it runs.
fn wait_for_the_count() {
    for _ in 0..100 {
        let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
            return;
        };
        if threads.count() <= 1 {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
