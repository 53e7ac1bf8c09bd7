//! A descriptor that a program's event loop polls.
#![allow(unsafe_code)]

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsRawFd as _, FromRawFd as _};

/// A descriptor that is readable while it is raised, for poll() and its kin.
#[derive(Debug)]
pub struct EventFd(File);

impl EventFd {
    /// One that is not raised.
    pub fn new() -> io::Result<EventFd> {
        // SAFETY: takes and returns numbers alone.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just given this descriptor, and nobody else
        // has it.
        Ok(EventFd(unsafe { File::from_raw_fd(fd) }))
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
