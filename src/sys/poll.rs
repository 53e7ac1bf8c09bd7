//! Waiting for several sockets at a time.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::time::Duration;

/// Waits until one of `sockets` can be written to or is broken, `limit` at most.
/// Gives the places of those that are; none when the time is over. A signal ends
/// the wait with [`io::ErrorKind::Interrupted`].
pub fn wait_writable(sockets: &[BorrowedFd<'_>], limit: Duration) -> io::Result<Vec<usize>> {
    let mut polled: Vec<libc::pollfd> = sockets
        .iter()
        .map(|socket| libc::pollfd {
            fd: socket.as_raw_fd(),
            events: libc::POLLOUT,
            revents: 0,
        })
        .collect();
    // Rounded up, so that the time is over when the wait is.
    let limit = limit.as_nanos().div_ceil(1_000_000);
    let limit = i32::try_from(limit).unwrap_or(i32::MAX);
    // SAFETY: the pointer and the length are those of `polled`, which the kernel
    // writes `revents` of and which outlives the call; each descriptor in it is
    // borrowed, so that it stays open meanwhile.
    let count = unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, limit) };
    if count < 0 {
        return Err(io::Error::last_os_error());
    }
    let ready = polled.iter().enumerate();
    Ok(ready
        .filter_map(|(place, one)| (one.revents != 0).then_some(place))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::os::fd::AsFd as _;
    use std::os::unix::net::UnixStream;

    #[test]
    fn names_the_sockets_that_are_ready_and_none_when_time_is_over() {
        let (full, mut other) = UnixStream::pair().unwrap();
        full.set_nonblocking(true).unwrap();
        while (&full).write(&[0; 4096]).is_ok() {}
        let (free, _peer) = UnixStream::pair().unwrap();
        let wait = |sockets: &[BorrowedFd<'_>]| -> Vec<usize> {
            wait_writable(sockets, Duration::from_micros(1)).unwrap()
        };
        let none: [usize; 0] = [];
        assert_eq!(wait(&[full.as_fd()]), none);
        assert_eq!(wait(&[full.as_fd(), free.as_fd()]), [1]);
        other.write_all(b"x").unwrap();
        // Reading is not asked for; a broken one is named all the same.
        assert_eq!(wait(&[full.as_fd()]), none);
        drop(other);
        let long = Duration::from_secs(600);
        assert_eq!(wait_writable(&[full.as_fd()], long).unwrap(), [0]);
    }
}
