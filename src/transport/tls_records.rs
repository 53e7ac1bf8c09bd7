//! Where the records of TLS end, counted below each layer of it.
//!
//! What TLS was given of a record that is not all there waits inside it, and no
//! probe sees that. The count begins with the layer's first byte, so that every
//! record's head is met.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, Either, NextTimeout, Transport};

use crate::transport::tcp::TcpTransport;

/// What TLS to a hub is made on: a connection, or a tunnel through a proxy.
pub type Way = Either<TcpTransport, Box<dyn Transport>>;

/// Did what came end with a record? Shared, since TLS takes what is below it into
/// itself.
#[derive(Clone, Debug)]
pub struct Boundary(Arc<AtomicBool>);

impl Boundary {
    /// Does what came so far end with a record?
    pub fn is_reached(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A record's head: its type, a version, and two bytes of length.
const HEAD: u8 = 5;

/// Follows the records in a stream of bytes.
#[derive(Debug, Default)]
struct Records {
    /// How much of a head came.
    head: u8,
    /// How much of the record's content is to come.
    left: usize,
}

impl Records {
    fn take(&mut self, mut bytes: &[u8]) {
        while let Some(&byte) = bytes.first() {
            if self.head == HEAD && self.left > 0 {
                let amount = self.left.min(bytes.len());
                self.left -= amount;
                bytes = &bytes[amount..];
            } else {
                if self.head == HEAD {
                    *self = Records::default();
                }
                self.head += 1;
                if self.head >= HEAD - 1 {
                    self.left = self.left << 8 | usize::from(byte);
                }
                bytes = &bytes[1..];
            }
        }
    }

    fn is_at_boundary(&self) -> bool {
        self.left == 0 && matches!(self.head, 0 | HEAD)
    }
}

/// A transport whose input is counted, if a layer of TLS is above it.
pub struct Counted<T> {
    inner: T,
    records: Option<(Records, Boundary)>,
}

impl<T: Transport> Counted<T> {
    /// One that is not.
    pub fn plain(inner: T) -> Counted<T> {
        Counted {
            inner,
            records: None,
        }
    }

    /// One that is, from here on.
    pub fn below_tls(inner: T) -> (Counted<T>, Boundary) {
        let boundary = Boundary(Arc::new(AtomicBool::new(true)));
        let records = Some((Records::default(), boundary.clone()));
        (Counted { inner, records }, boundary)
    }
}

impl<T: Transport> Transport for Counted<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let Some((records, boundary)) = &mut self.records else {
            return self.inner.await_input(timeout);
        };
        let before = self.inner.buffers().input().len();
        let result = self.inner.await_input(timeout);
        let input = self.inner.buffers().input();
        if input.len() > before {
            records.take(&input[before..]);
            boundary
                .0
                .store(records.is_at_boundary(), Ordering::Relaxed);
        }
        result
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    /// What is above makes its own, also on a proxy's.
    fn is_tls(&self) -> bool {
        false
    }
}

impl<T> Debug for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Counted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_their_lengths_say() {
        let mut stream = Vec::new();
        let mut ends = vec![0];
        for length in [0_usize, 1, 2, 255, 256, 300, 16_640, 0, 7] {
            stream.extend([23, 3, 3]);
            stream.extend(u16::try_from(length).unwrap().to_be_bytes());
            stream.resize(stream.len() + length, 0xff);
            ends.push(stream.len());
        }
        for step in [1, 2, 3, 5, 7, 64, 1000, stream.len()] {
            let mut records = Records::default();
            let mut at = 0;
            assert!(records.is_at_boundary());
            for piece in stream.chunks(step) {
                records.take(piece);
                at += piece.len();
                assert_eq!(
                    records.is_at_boundary(),
                    ends.contains(&at),
                    "{at} by {step}"
                );
            }
        }
    }
}
