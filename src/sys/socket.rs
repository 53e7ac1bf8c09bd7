//! What std cannot ask of a socket.
#![allow(unsafe_code)]

use std::io;
use std::mem::ManuallyDrop;
use std::net::{Shutdown, TcpStream};
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};

/// Reads what is there and never waits: "would block" where nothing is.
pub fn receive_now(socket: &impl AsRawFd, into: &mut [u8]) -> io::Result<usize> {
    // SAFETY: the descriptor is open as long as the socket is borrowed, and the
    // memory is ours for as many bytes as are said.
    let count = unsafe {
        libc::recv(
            socket.as_raw_fd(),
            into.as_mut_ptr().cast(),
            into.len(),
            libc::MSG_DONTWAIT,
        )
    };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}

/// Writes as much as is taken at once, without a SIGPIPE for the host.
pub fn send_now(socket: &impl AsRawFd, bytes: &[u8]) -> io::Result<usize> {
    // SAFETY: the descriptor is open as long as the socket is borrowed, and the
    // bytes are there for as long.
    let count = unsafe {
        libc::send(
            socket.as_raw_fd(),
            bytes.as_ptr().cast(),
            bytes.len(),
            libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL,
        )
    };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}

/// Why the process can open no socket, if it cannot.
pub fn no_descriptor_left() -> Option<io::Error> {
    std::os::unix::net::UnixDatagram::unbound().err()
}

/// Which file an open descriptor is of: its device and inode. Each socket has its
/// own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity(libc::dev_t, libc::ino_t);

impl Identity {
    /// That of an open one.
    pub fn of(descriptor: &impl AsRawFd) -> io::Result<Identity> {
        identity(descriptor.as_raw_fd()).ok_or_else(io::Error::last_os_error)
    }

    /// Is it still? A signal handler may ask.
    pub fn is_of(self, descriptor: &impl AsRawFd) -> bool {
        identity(descriptor.as_raw_fd()) == Some(self)
    }
}

/// The same with a number above those of the standard streams. A host may have closed
/// these, and what anybody writes to standard error would go into the connection.
pub fn above_standard_streams<S: AsFd + From<OwnedFd>>(socket: S) -> io::Result<S> {
    match socket.as_fd().as_raw_fd() {
        // std's duplicates begin there.
        ..=libc::STDERR_FILENO => Ok(socket.as_fd().try_clone_to_owned()?.into()),
        _ => Ok(socket),
    }
}

/// A TCP connection of the library's. A program that closes all descriptors closes
/// this one too, and what it opens next may get the number: that is neither closed
/// nor shut down here.
#[derive(Debug)]
pub struct OwnStream {
    stream: ManuallyDrop<TcpStream>,
    identity: Identity,
}

impl OwnStream {
    /// Remembers which file it is.
    pub fn new(stream: TcpStream) -> io::Result<OwnStream> {
        Ok(OwnStream {
            identity: Identity::of(&stream)?,
            stream: ManuallyDrop::new(stream),
        })
    }

    /// Is its number still its own?
    pub fn is_own(&self) -> bool {
        self.identity.is_of(&*self.stream)
    }

    /// Ends all I/O on it, also what another thread is waiting for.
    pub fn shut_down(&self) {
        if self.is_own() {
            // An error means that its peer has closed it already.
            let _ = self.stream.shutdown(Shutdown::Both);
        }
    }
}

impl Deref for OwnStream {
    type Target = TcpStream;

    fn deref(&self) -> &TcpStream {
        &self.stream
    }
}

impl Drop for OwnStream {
    fn drop(&mut self) {
        if self.is_own() {
            // SAFETY: it is dropped nowhere else, and not used again.
            unsafe { ManuallyDrop::drop(&mut self.stream) };
        }
    }
}

/// Are both numbers open, and of one file?
pub fn is_same_file(one: RawFd, other: RawFd) -> bool {
    let same = identity(one).zip(identity(other));
    same.is_some_and(|(one, other)| one == other)
}

/// Closes `lent`, which others may have closed, if it is still of the file of `own`.
pub fn close_if_same_file(lent: RawFd, own: RawFd) {
    if is_same_file(lent, own) {
        // SAFETY: takes a number. It is a duplicate of `own`, which was made to be
        // closed here; no value of Rust's owns it.
        unsafe { libc::close(lent) };
    }
}

fn identity(fd: RawFd) -> Option<Identity> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: takes a number, open or not, and writes to memory of the right size.
    let result = unsafe { libc::fstat(fd, stat.as_mut_ptr()) };
    if result != 0 {
        return None;
    }
    // SAFETY: fstat succeeded, so all of it was written.
    let stat = unsafe { stat.assume_init() };
    Some(Identity(stat.st_dev, stat.st_ino))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{ErrorKind, Write as _};
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn what_is_there_is_read_and_nothing_is_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        let mut bytes = [0; 8];
        let nothing = receive_now(&stream, &mut bytes).unwrap_err();
        assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
        peer.write_all(b"abc").unwrap();
        // Until it has arrived.
        stream.peek(&mut bytes).unwrap();
        assert_eq!(receive_now(&stream, &mut bytes).unwrap(), 3);
        assert_eq!(&bytes[..3], b"abc");
        drop(peer);
        stream.peek(&mut bytes).unwrap();
        assert_eq!(receive_now(&stream, &mut bytes).unwrap(), 0);
    }

    #[test]
    fn a_number_that_has_become_another_files_is_left_alone() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let connect = || TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let own = OwnStream::new(connect()).unwrap();
        assert!(own.is_own());
        let (mut other, kept) = std::os::unix::net::UnixStream::pair().unwrap();
        // The host closes our number and gets it for a file of its own.
        // SAFETY: both are open, and `own` looks before it uses its number again.
        unsafe { libc::dup2(kept.as_raw_fd(), own.as_raw_fd()) };
        let number = own.as_raw_fd();
        assert!(!own.is_own());
        own.shut_down();
        drop(own);
        assert!(is_same_file(number, kept.as_raw_fd()), "not closed");
        other.write_all(b"x").unwrap();
        close_if_same_file(number, kept.as_raw_fd());
    }

    #[test]
    fn a_duplicate_is_known_again_and_nothing_else_is() {
        let (one, other) = std::os::unix::net::UnixStream::pair().unwrap();
        let copy = one.try_clone().unwrap();
        assert!(is_same_file(one.as_raw_fd(), copy.as_raw_fd()));
        assert!(!is_same_file(one.as_raw_fd(), other.as_raw_fd()));
        assert!(!is_same_file(-1, one.as_raw_fd()));
        assert!(!is_same_file(-1, -1));
    }
}
