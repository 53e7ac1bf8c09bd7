//! What a thread asks while it waits: is it to go on?
//!
//! An interpreter runs handlers of signals between its own instructions, so none runs
//! while its thread waits in here. From inside of the wait the thread asks it.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::ffi::c_void;
use std::time::Duration;

/// How long a thread that asks waits before it does, unless a signal comes. One that
/// comes just before a wait does not end that. A power of two, as the timeouts of
/// sockets are.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(512);

/// Whom a thread asks. Without a destructor: calls are made at a thread's end too.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Gives 0 to go on.
    pub function: unsafe extern "C" fn(user_data: *mut c_void) -> i32,
    /// What it is given.
    pub user_data: *mut c_void,
}

thread_local! {
    static ASKED: Cell<Option<Asked>> = const { Cell::new(None) };
    /// It may make calls, which do not ask it again.
    static IS_ASKING: Cell<bool> = const { Cell::new(false) };
}

/// Whom this thread asks from now on, if anybody.
pub fn set(asked: Option<Asked>) {
    ASKED.set(asked);
}

/// Does this thread ask?
pub fn asks() -> bool {
    ASKED.get().is_some() && !IS_ASKING.get()
}

/// How long this thread may wait at a time where it would wait for `left`.
pub fn longest_wait(left: Duration) -> Duration {
    if asks() {
        left.min(BETWEEN_QUESTIONS)
    } else {
        left
    }
}

/// After a wait, with no lock held: is this thread to go on?
pub fn may_go_on() -> bool {
    let Some(asked) = ASKED.get().filter(|_| asks()) else {
        return true;
    };
    IS_ASKING.set(true);
    // SAFETY: the contract of nh_set_interrupt_callback: the function can be called
    // with its user data on this thread as long as it is set.
    let answer = unsafe { (asked.function)(asked.user_data) };
    IS_ASKING.set(false);
    answer == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn says(user_data: *mut c_void) -> i32 {
        // What it calls is not asked again, and waits as it would.
        assert!(may_go_on());
        assert_eq!(longest_wait(Duration::MAX), Duration::MAX);
        // SAFETY: each test gives an i32 that outlives its questions.
        unsafe { *user_data.cast::<i32>() }
    }

    #[test]
    fn a_thread_asks_whom_it_was_told_to() {
        let mut answer = 0;
        let user_data = (&raw mut answer).cast();
        assert!(may_go_on() && longest_wait(Duration::MAX) == Duration::MAX);
        set(Some(Asked {
            function: says,
            user_data,
        }));
        assert!(may_go_on());
        assert_eq!(longest_wait(Duration::MAX), BETWEEN_QUESTIONS);
        assert_eq!(longest_wait(Duration::ZERO), Duration::ZERO);
        // SAFETY: `answer`, which nothing else looks at meanwhile.
        unsafe { *user_data.cast::<i32>() = -1 };
        assert!(!may_go_on());
        std::thread::spawn(|| assert!(may_go_on())).join().unwrap();
        set(None);
        assert!(may_go_on());
    }
}
