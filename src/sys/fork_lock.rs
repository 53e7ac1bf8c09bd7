//! What must not run beside fork(): the C library's lookup of names.
#![allow(unsafe_code)]

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Lookups that are inside the C library, and forks under way.
static LOOKUPS: AtomicU32 = AtomicU32::new(0);
static FORKS: AtomicU32 = AtomicU32::new(0);

/// How long a fork waits for lookups at most, and a lookup for forks. The locks in
/// question are held while files are read; a lookup that takes longer waits for a
/// name server, and holds none of them.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
const BETWEEN_LOOKS: Duration = Duration::from_micros(50);

/// Runs `look_up`, which looks up a name, while no thread of the process forks.
///
/// The C library's lookup holds locks that its fork() does not set free in the
/// child (glibc: that of `resolv_conf.c`): a child made at the wrong moment could
/// never look up a name, not even by calls of its own. So fork() waits for
/// lookups, and they for it.
pub fn look_up_outside_forks<T>(look_up: impl FnOnce() -> T) -> T {
    // No Once: one that a fork meets half done stays so in the child.
    static HAS_HANDLERS: AtomicBool = AtomicBool::new(false);
    if !HAS_HANDLERS.swap(true, Ordering::SeqCst) {
        // SAFETY: the three are there as long as they are registered: build.rs
        // links with `nodelete`, and an object that is unloaded all the same takes
        // its handlers along. They do only what a signal handler may do. Without
        // memory for them forks are as they were.
        unsafe {
            libc::pthread_atfork(
                Some(before_fork),
                Some(after_fork),
                Some(after_fork_in_child),
            );
        }
    }
    let _inside = Lookup::begin();
    look_up()
}

/// One that [`before_fork`] waits for.
struct Lookup;

impl Lookup {
    fn begin() -> Lookup {
        let began = Instant::now();
        loop {
            LOOKUPS.fetch_add(1, Ordering::SeqCst);
            if FORKS.load(Ordering::SeqCst) == 0 || began.elapsed() > LONGEST_WAIT {
                return Lookup;
            }
            LOOKUPS.fetch_sub(1, Ordering::SeqCst);
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        LOOKUPS.fetch_sub(1, Ordering::SeqCst);
    }
}

extern "C" fn before_fork() {
    let began = Instant::now();
    FORKS.fetch_add(1, Ordering::SeqCst);
    while LOOKUPS.load(Ordering::SeqCst) > 0 && began.elapsed() < LONGEST_WAIT {
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

extern "C" fn after_fork() {
    FORKS.fetch_sub(1, Ordering::SeqCst);
}

/// Here the threads that did either do not exist.
extern "C" fn after_fork_in_child() {
    FORKS.store(0, Ordering::SeqCst);
    LOOKUPS.store(0, Ordering::SeqCst);
}
