//! What the operating system tells about this process: whether it is a child
//! of `fork()`, what must not be shared across one and what must not run beside
//! one; signals; and a descriptor to poll.
//!
//! The only file outside `ffi` with `unsafe`: std has none of these calls.
#![allow(unsafe_code)]

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsRawFd as _, FromRawFd as _};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Page that the kernel wipes in a child, or NULL before it is mapped, or
/// [`NO_PAGE`] where the kernel has no such pages.
static PAGE: AtomicPtr<AtomicU64> = AtomicPtr::new(ptr::null_mut());

/// Number for the next generation. A child inherits its parent's value, so
/// every number that it hands out is new to it.
static NEXT_GENERATION: AtomicU64 = AtomicU64::new(1);

/// Stands for "no page": never read through.
const NO_PAGE: *mut AtomicU64 = ptr::dangling_mut();

/// A number that stays the same in a process and changes in each child of
/// fork(), also of a raw `clone` that runs no atfork handler. No system call
/// after the first, so that asking for each send costs nothing.
pub fn process_generation() -> u64 {
    let page = match PAGE.load(Ordering::Acquire) {
        page if page.is_null() => map_page(),
        page => page,
    };
    if page == NO_PAGE {
        // The process id also changes in a child; it costs a system call.
        return u64::from(std::process::id());
    }
    // SAFETY: PAGE holds either the two values handled above or a page that
    // `map_page` mapped readable and writable and that is never unmapped; an
    // AtomicU64 is valid at its start whatever its bytes.
    let mark = unsafe { &*page };
    match mark.load(Ordering::Acquire) {
        0 => {
            let new = NEXT_GENERATION.fetch_add(1, Ordering::Relaxed);
            match mark.compare_exchange(0, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => new,
                Err(other_thread) => other_thread,
            }
        }
        generation => generation,
    }
}

#[cold]
fn map_page() -> *mut AtomicU64 {
    let size = 4096;
    // SAFETY: an anonymous private mapping at an address of the kernel's
    // choice touches no existing memory.
    let page = unsafe {
        libc::mmap(
            ptr::null_mut(),
            size,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    let mut new = NO_PAGE;
    if page != libc::MAP_FAILED {
        // SAFETY: `page` is the mapping just made, of exactly `size` bytes.
        let wiped = unsafe { libc::madvise(page, size, libc::MADV_WIPEONFORK) } == 0;
        if wiped {
            new = page.cast();
        } else {
            // SAFETY: as above, and nothing refers to the mapping yet.
            unsafe { libc::munmap(page, size) };
        }
    }
    match PAGE.compare_exchange(ptr::null_mut(), new, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => new,
        Err(winner) => {
            if new != NO_PAGE {
                // SAFETY: this thread's mapping lost the race and was never
                // published.
                unsafe { libc::munmap(new.cast(), size) };
            }
            winner
        }
    }
}

/// A value made anew in each process that uses it.
///
/// After a fork the child must not touch what the parent made: a lock in it may
/// be held by a thread that does not exist here, and a TLS connection in it
/// belongs to the parent. So the child leaves the inherited value where it is,
/// unlocked and undropped (leaked once per fork), and makes its own.
pub struct PerProcess<T> {
    slot: AtomicPtr<Slot<T>>,
}

struct Slot<T> {
    generation: u64,
    value: T,
}

impl<T: Send + Sync> PerProcess<T> {
    /// Starts without a value, for statics.
    pub const fn empty() -> PerProcess<T> {
        PerProcess {
            slot: AtomicPtr::new(ptr::null_mut()),
        }
    }

    /// Starts with the value for this process.
    pub fn new(value: T) -> PerProcess<T> {
        PerProcess {
            slot: AtomicPtr::new(Box::into_raw(Box::new(Slot {
                generation: process_generation(),
                value,
            }))),
        }
    }

    /// This process's value, made by `make` if there is none yet.
    pub fn get(&self, make: impl FnOnce() -> T) -> &T {
        let generation = process_generation();
        let inherited = self.slot.load(Ordering::Acquire);
        // SAFETY: the pointer is NULL or came from Box::into_raw and is freed
        // only by `drop`, which has `&mut self`; a replaced slot is leaked, not
        // freed.
        if let Some(slot) = unsafe { inherited.as_ref() }
            && slot.generation == generation
        {
            return &slot.value;
        }
        let new = Box::into_raw(Box::new(Slot {
            generation,
            value: make(),
        }));
        match self
            .slot
            .compare_exchange(inherited, new, Ordering::AcqRel, Ordering::Acquire)
        {
            // SAFETY: published just now; freed only by `drop`, as above.
            Ok(_) => unsafe { &(*new).value },
            Err(winner) => {
                // SAFETY: `new` was not published, so this is its only owner;
                // `winner` is another thread's slot, alive as above.
                unsafe {
                    drop(Box::from_raw(new));
                    &(*winner).value
                }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let slot = *self.slot.get_mut();
        if slot.is_null() {
            return;
        }
        // SAFETY: from Box::into_raw and not freed before, see `get`.
        let is_own = unsafe { (*slot).generation } == process_generation();
        if is_own {
            // SAFETY: as above, and `&mut self` says that no reference is left.
            drop(unsafe { Box::from_raw(slot) });
        }
    }
}

impl<T> std::fmt::Debug for PerProcess<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the value: to look at it could mean to make it.
        f.write_str("PerProcess")
    }
}

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

/// A descriptor that is readable while it is raised, for poll() and its kin.
#[derive(Debug)]
pub struct Flag(File);

impl Flag {
    /// One that is not raised.
    pub fn new() -> io::Result<Flag> {
        // SAFETY: takes and returns numbers alone.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just given this descriptor, and nobody else
        // has it.
        Ok(Flag(unsafe { File::from_raw_fd(fd) }))
    }

    /// Its number, which stays this value's own.
    pub fn fd(&self) -> i32 {
        self.0.as_raw_fd()
    }

    /// Makes it readable.
    pub fn raise(&self) {
        // Fails only where 2^64 - 2 were written before.
        let _ = (&self.0).write(&1u64.to_ne_bytes());
    }

    /// Makes it unreadable.
    pub fn lower(&self) {
        // Fails only where it is not raised.
        let _ = (&self.0).read(&mut [0; 8]);
    }
}

/// Runs `spawn`, which starts a thread of the library's own, so that the host's
/// signals never reach that: their handlers run on threads that the host knows.
/// A new thread has the mask of the one that makes it.
pub fn without_signals<T>(spawn: impl FnOnce() -> T) -> T {
    // SAFETY: `all` is written by sigfillset and `before` by pthread_sigmask
    // before they are read, and a NULL old set is allowed.
    unsafe {
        let mut all = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        let mut before = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigfillset(all.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_SETMASK, all.as_ptr(), before.as_mut_ptr());
        let result = spawn();
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut());
        result
    }
}

/// Writes to standard error, as far as it takes anything: a host without one
/// has nobody to tell.
pub fn write_to_stderr(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the pointer and the length are those of a slice.
        let count = unsafe { libc::write(2, bytes.as_ptr().cast(), bytes.len()) };
        match usize::try_from(count) {
            Ok(0) => return,
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(_) => {
                let error = std::io::Error::last_os_error();
                if error.kind() != std::io::ErrorKind::Interrupted {
                    return;
                }
            }
        }
    }
}

/// Runs `write`, which may write to a pipe that nobody reads, without a SIGPIPE
/// for the host, whose default is to die of it. The signal goes to the thread
/// that writes, so it is held back on this one and taken away.
pub fn without_sigpipe<T>(write: impl FnOnce() -> T) -> T {
    // SAFETY: every set is written by sigemptyset, sigpending or
    // pthread_sigmask before it is read, and NULL is allowed where the old mask
    // or the signal's details are not wanted.
    unsafe {
        let mut pipe = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        let mut pending = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        let mut before = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigemptyset(pipe.as_mut_ptr());
        libc::sigaddset(pipe.as_mut_ptr(), libc::SIGPIPE);
        libc::sigemptyset(pending.as_mut_ptr());
        libc::sigpending(pending.as_mut_ptr());
        let is_hosts = libc::sigismember(pending.as_ptr(), libc::SIGPIPE) == 1;
        libc::pthread_sigmask(libc::SIG_BLOCK, pipe.as_ptr(), before.as_mut_ptr());
        let result = write();
        if !is_hosts {
            let at_once = std::mem::zeroed();
            while libc::sigtimedwait(pipe.as_ptr(), ptr::null_mut(), &at_once) == -1
                && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted
            {
            }
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut());
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_has_another_generation_and_its_own_value() {
        let value = PerProcess::new(1);
        let generation = process_generation();
        assert_eq!(process_generation(), generation);
        assert_eq!(*value.get(|| 2), 1);
        // SAFETY: the child calls only async-signal-safe code and this
        // module's atomics and allocator-free paths before _exit.
        let child = unsafe { libc::fork() };
        if child == 0 {
            let new = process_generation() != generation && *value.get(|| 2) == 2;
            // SAFETY: ends the child without running the test harness's exit.
            unsafe { libc::_exit(i32::from(!new)) };
        }
        let mut status = 0;
        // SAFETY: `status` is a valid place for the child's status.
        assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
        assert_eq!(status, 0);
        assert_eq!(process_generation(), generation);
        assert_eq!(*value.get(|| 3), 1);
    }
}
