//! What the system can tell and no safe library asks. All of the hub's `unsafe` code is here.

#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

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

/// What is open beside the standard streams stays out of the programs that are started from now on.
pub fn close_on_exec() {
    for number in open_descriptors() {
        // SAFETY: it touches no memory. One that is not open, as that by which the list was read, is
        // an error and harms nothing.
        unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
}

fn open_descriptors() -> Vec<i32> {
    let listed = ["/proc/self/fd", "/dev/fd"]
        .iter()
        .find_map(|folder| std::fs::read_dir(folder).ok());
    match listed {
        Some(entries) => entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|number| *number > 2)
            .collect(),
        // All that a program may have open by default.
        None => (3..1024).collect(),
    }
}

/// A file that outgrows its limit is an error of the write, and not the end of the program.
pub fn survive_large_files() {
    // SAFETY: to be ignored is an action that every signal of this kind may have.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// For a program that is started from here: what is ignored stays so in it, unless it is told.
pub fn restore_signals(command: &mut Command) {
    // SAFETY: between fork and exec it makes one call that is safe for signal handlers, and so there.
    unsafe {
        command.pre_exec(|| {
            libc::signal(libc::SIGXFSZ, libc::SIG_DFL);
            Ok(())
        });
    }
}

/// Lets the signals through that end a hub, also where whoever started it has blocked them.
pub fn unblock(signals: &[i32]) {
    // SAFETY: the set lives here and is initialised before it is read; numbers that are no signals
    // are refused.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        for signal in signals {
            libc::sigaddset(&raw mut set, *signal);
        }
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
    }
}

/// Whether whoever started the program wants it to go on in spite of this signal, as nohup does.
pub fn is_ignored(signal: i32) -> bool {
    // SAFETY: the system writes one `sigaction`, which lives here, and reads none.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let status = libc::sigaction(signal, std::ptr::null(), &raw mut action);
        status == 0 && action.sa_sigaction == libc::SIG_IGN
    }
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
