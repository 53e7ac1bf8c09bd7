//! A descriptor that a program's event loop polls, and that the program may close
//! without harm: a number that it closed is soon another file's.

use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, IntoRawFd as _, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;

use crate::sys::socket::{
    above_standard_streams, close_if_same_file, is_same_file, receive_now, send_now,
};

/// Readable while it is raised. It is raised and lowered through descriptors that
/// nobody else knows; what the program gets are duplicates.
///
/// It is a pair of sockets. Each is a file of its own, by which a duplicate is
/// known again (all eventfds are one file), and flags that the program sets on a
/// duplicate do not make the library wait.
#[derive(Debug)]
pub struct ReadyFd {
    /// Holds a byte while it is raised.
    reader: UnixStream,
    writer: UnixStream,
    /// The duplicate that the program was told.
    lent: Option<RawFd>,
}

impl ReadyFd {
    /// One that is not raised.
    pub fn new() -> io::Result<ReadyFd> {
        let (reader, writer) = UnixStream::pair()?;
        Ok(ReadyFd {
            reader: above_standard_streams(reader)?,
            writer: above_standard_streams(writer)?,
            lent: None,
        })
    }

    /// A duplicate that is closed with this value, unless the number is another
    /// file's by then. The same one each time, until the program closes it.
    pub fn lend(&mut self) -> io::Result<RawFd> {
        match self.lent {
            Some(lent) if is_same_file(lent, self.reader.as_raw_fd()) => Ok(lent),
            _ => Ok(*self.lent.insert(self.duplicate()?.into_raw_fd())),
        }
    }

    /// A duplicate for whoever asks, who closes it.
    pub fn duplicate(&self) -> io::Result<OwnedFd> {
        self.reader.as_fd().try_clone_to_owned()
    }

    /// Makes it readable.
    pub fn raise(&self) {
        // Fails only where the program has shut its duplicate down.
        let _ = send_now(&self.writer, &[1]);
    }

    /// Makes it unreadable.
    pub fn lower(&self) {
        // Finds nothing only where the program has read it.
        let _ = receive_now(&self.reader, &mut [0]);
    }
}

impl Drop for ReadyFd {
    fn drop(&mut self) {
        if let Some(lent) = self.lent {
            close_if_same_file(lent, self.reader.as_raw_fd());
        }
    }
}
