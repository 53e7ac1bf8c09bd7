//! Another Rust library, as rustc makes a staticlib: with its own copy of the
//! runtime, whose names are global. It uses threads, a map and unwinding, so
//! that much of that copy is linked.

use std::collections::HashMap;
use std::panic::catch_unwind;
use std::thread;

/// The sum of the squares below `count`, on threads, one of which panics.
#[unsafe(no_mangle)]
pub extern "C" fn other_rust_squares(count: u32) -> u32 {
    std::panic::set_hook(Box::new(|_| {}));
    assert!(catch_unwind(|| panic!("caught in the other library")).is_err());
    let squares: HashMap<u32, u32> = (0..count)
        .map(|number| (number, thread::spawn(move || number * number)))
        .map(|(number, thread)| (number, thread.join().unwrap_or_default()))
        .collect();
    squares.values().sum()
}
