//! What the system can tell and no safe library asks. All of the hub's `unsafe` code is here.

#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// A lock of another that keeps a file from being locked as a whole.
pub struct BlockingLock {
    pub exclusive: bool,
    /// 0 for a process that this one cannot see, below 0 where the lock belongs to no process.
    pub process: i32,
}

/// Not by rustix, which takes the owner for a process in every case: the -1 of a lock that an open
/// file has would be every process there is.
pub fn blocking_lock(file: &File) -> io::Result<Option<BlockingLock>> {
    // SAFETY: `flock` is a plain C structure, which may be all zeros: the whole file.
    let mut lock: libc::flock = unsafe { std::mem::zeroed() };
    lock.l_type = libc::F_WRLCK as _;
    lock.l_whence = libc::SEEK_SET as _;
    // SAFETY: the descriptor is open for as long as `file` is borrowed, and F_GETLK reads and writes
    // just one `flock`, which lives here.
    let status = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_GETLK, &raw mut lock) };
    if status < 0 {
        return Err(io::Error::last_os_error());
    }
    let is_free = lock.l_type == libc::F_UNLCK as libc::c_short;
    Ok((!is_free).then_some(BlockingLock {
        exclusive: lock.l_type == libc::F_WRLCK as libc::c_short,
        process: lock.l_pid,
    }))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_lock_of_an_open_file_belongs_to_no_process() {
        let (held, path) = tempfile::NamedTempFile::new().unwrap().into_parts();
        let asking = File::options().read(true).write(true).open(&path).unwrap();
        assert!(blocking_lock(&asking).unwrap().is_none());
        for (kind, exclusive) in [(libc::F_WRLCK, true), (libc::F_RDLCK, false)] {
            // SAFETY: as above, for a lock that is set.
            let status = unsafe {
                let mut lock: libc::flock = std::mem::zeroed();
                lock.l_type = kind as _;
                libc::fcntl(held.as_raw_fd(), libc::F_OFD_SETLK, &raw mut lock)
            };
            assert_eq!(status, 0, "{}", io::Error::last_os_error());
            let found = blocking_lock(&asking).unwrap().unwrap();
            assert_eq!((found.exclusive, found.process), (exclusive, -1));
        }
    }
}
