//! What std cannot ask of a socket.
#![allow(unsafe_code)]

use std::io;
use std::net::TcpStream;
use std::os::fd::AsRawFd as _;

/// Reads what is there and never waits: "would block" where nothing is.
pub fn receive_now(stream: &TcpStream, into: &mut [u8]) -> io::Result<usize> {
    // SAFETY: the descriptor is open as long as the stream is borrowed, and the
    // memory is ours for as many bytes as are said.
    let count = unsafe {
        libc::recv(
            stream.as_raw_fd(),
            into.as_mut_ptr().cast(),
            into.len(),
            libc::MSG_DONTWAIT,
        )
    };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{ErrorKind, Write as _};
    use std::net::TcpListener;

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
}
