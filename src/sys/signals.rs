//! Signals of the host that the library's threads and writes must not disturb.
#![allow(unsafe_code)]

use std::ptr;

#[cfg(target_os = "linux")]
use libc::__errno_location as errno_location;
#[cfg(not(target_os = "linux"))]
use libc::__error as errno_location;

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

/// Runs `work` in what may be a signal handler, whose thread was about to look at
/// errno.
pub fn keeping_errno<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: the place of this thread's errno, which is there as long as it is.
    let errno = unsafe { errno_location() };
    // SAFETY: as above; only this thread reads or writes it.
    let before = unsafe { *errno };
    let result = work();
    // SAFETY: as above.
    unsafe { *errno = before };
    result
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
            take_sigpipe(pipe.as_ptr());
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, before.as_ptr(), ptr::null_mut());
        result
    }
}

/// Takes a SIGPIPE, which is blocked and alone in `set`, if it has come; waits for none.
///
/// # Safety
///
/// `set` is one that was filled.
#[cfg(not(target_vendor = "apple"))]
unsafe fn take_sigpipe(set: *const libc::sigset_t) {
    // SAFETY: a span of no time; the caller's promise, and NULL is allowed where the
    // signal's details are not wanted.
    unsafe {
        let at_once = std::mem::zeroed();
        while libc::sigtimedwait(set, ptr::null_mut(), &at_once) == -1
            && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted
        {}
    }
}

/// macOS has only the wait that does not end. What a write of this thread has raised is
/// pending for this thread alone, so no other can take it in between.
#[cfg(target_vendor = "apple")]
unsafe fn take_sigpipe(set: *const libc::sigset_t) {
    // SAFETY: the caller's promise; `pending` is written by sigpending before it is read.
    unsafe {
        let mut pending = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigpending(pending.as_mut_ptr());
        if libc::sigismember(pending.as_ptr(), libc::SIGPIPE) == 1 {
            let mut signal = 0;
            libc::sigwait(set, &mut signal);
        }
    }
}
