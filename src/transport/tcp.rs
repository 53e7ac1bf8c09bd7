//! The lowest transport: a TCP connection that obeys the current [`Call`].

use std::fmt::{self, Debug};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use socket2::SockRef;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use crate::auth::secret::wipe;
use crate::error::Status;
use crate::metrics::counters::{Counter, Counters};
use crate::sys::cancel::{Cancel, Watch};
use crate::sys::interrupt::longest_wait;
use crate::sys::socket::{OwnStream, receive_now};
use crate::transport::call::{Call, Fault, Io};
use crate::transport::dial::dial;
use crate::transport::resolver::Resolver;

/// Opens TCP connections to the hub or to its proxy.
pub struct TcpConnector {
    /// Looks up names.
    pub resolver: Resolver,
    /// Ends every connection, used or idle.
    pub closing: Arc<Cancel>,
    /// What connections are counted in.
    pub counters: Arc<Counters>,
}

/// How large the buffers of a connection are.
#[derive(Clone, Copy, Debug)]
pub struct BufferSizes {
    /// For what comes.
    pub input: usize,
    /// For what goes.
    pub output: usize,
}

impl TcpConnector {
    /// A connection to `host`.
    pub fn connect(
        &self,
        host: &str,
        port: u16,
        buffers: BufferSizes,
        call: &Call,
    ) -> Result<TcpTransport, Fault> {
        let stream = dial(&self.resolver, host, port, call)?;
        self.counters.add(Counter::ConnectionsOpened, 1);
        let socket = Arc::clone(&stream);
        let closing = self.closing.watch(move || socket.shut_down());
        Ok(TcpTransport {
            stream,
            _closing: closing,
            counters: Arc::clone(&self.counters),
            buffers: LazyBuffers::new(buffers.input, buffers.output),
            read_timeout: None,
            write_timeout: None,
        })
    }
}

fn current() -> Result<Rc<Call>, Error> {
    // Only a fault in this library could lead here outside a call.
    Call::current().ok_or_else(|| io::Error::other("no call is installed on this thread").into())
}

/// A TCP connection.
pub struct TcpTransport {
    stream: Arc<OwnStream>,
    _closing: Watch,
    counters: Arc<Counters>,
    buffers: LazyBuffers,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl TcpTransport {
    /// Its socket.
    pub fn stream(&self) -> &Arc<OwnStream> {
        &self.stream
    }

    fn write(&mut self, amount: usize, call: &Call) -> Result<(), Fault> {
        call.watch(&self.stream);
        let mut written = 0;
        while written < amount {
            let wait = socket_timeout(longest_wait(call.still_remaining()?));
            if self.write_timeout != Some(wait) {
                self.stream.set_write_timeout(Some(wait)).map_err(broken)?;
                self.write_timeout = Some(wait);
            }
            // std writes to sockets with MSG_NOSIGNAL: no SIGPIPE for the host.
            let result = (&**self.stream).write(&self.buffers.output()[written..amount]);
            // It may have waited.
            call.look_again();
            match result {
                Ok(0) => {
                    return Err(Fault::new(
                        Status::Network,
                        "the connection takes no more data",
                    ));
                }
                Ok(count) => {
                    self.counters.add(Counter::BytesSent, count);
                    written += count;
                }
                Err(error) if is_wait(&error) => call.ask(),
                Err(error) => {
                    call.remaining()?;
                    return Err(broken(error));
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, call: &Call) -> Result<usize, Fault> {
        call.watch(&self.stream);
        loop {
            let wait = socket_timeout(longest_wait(call.still_remaining()?));
            if self.read_timeout != Some(wait) {
                self.stream.set_read_timeout(Some(wait)).map_err(broken)?;
                self.read_timeout = Some(wait);
            }
            let result = (&**self.stream).read(self.buffers.input_append_buf());
            call.look_again();
            match result {
                Ok(count) => {
                    self.counters.add(Counter::BytesReceived, count);
                    return match call.stopped() {
                        Some(fault) if count == 0 => Err(fault),
                        _ => Ok(count),
                    };
                }
                Err(error) if is_wait(&error) => call.ask(),
                Err(error) => {
                    call.remaining()?;
                    return Err(broken(error));
                }
            }
        }
    }

    /// What TLS answers to what a probe found, as far as the kernel takes it.
    fn write_now(&mut self, amount: usize) -> io::Result<()> {
        let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
        let output = &self.buffers.output()[..amount];
        let count = SockRef::from(&**self.stream).send_with_flags(output, flags)?;
        self.counters.add(Counter::BytesSent, count);
        match count == amount {
            true => Ok(()),
            // Half of it is no use, and the rest would have to wait.
            false => Err(ErrorKind::WriteZero.into()),
        }
    }

    fn read_now(&mut self) -> io::Result<usize> {
        let count = receive_now(&**self.stream, self.buffers.input_append_buf())?;
        self.counters.add(Counter::BytesReceived, count);
        Ok(count)
    }
}

impl Transport for TcpTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let call = current()?;
        let result = match call.io() {
            Io::Waiting => self.write(amount, &call).map_err(|fault| call.fail(fault)),
            Io::NeverWaiting => self.write_now(amount),
            Io::ReadingOnly => Ok(()),
        };
        // A plain proxy's password went through here.
        wipe(&mut self.buffers.output()[..amount]);
        Ok(result?)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let call = current()?;
        let count = match call.io() {
            Io::NeverWaiting => self.read_now()?,
            Io::Waiting | Io::ReadingOnly => self.read(&call).map_err(|fault| call.fail(fault))?,
        };
        if count > 0 {
            call.answer_byte();
        }
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    /// Whether it can be used is found out by a probe through all layers.
    fn is_open(&mut self) -> bool {
        true
    }
}

impl Debug for TcpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TcpTransport")
    }
}

impl Debug for TcpConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TcpConnector")
    }
}

fn broken(error: io::Error) -> Fault {
    Fault::new(Status::Network, error.to_string())
}

fn is_wait(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// The socket's timeout for a wait of `left`: the power of two of milliseconds
/// below it, at most 8 s. Warm sends then keep one value and set it once; a
/// longer wait goes on after looking at the deadline again.
fn socket_timeout(left: Duration) -> Duration {
    let ms = u64::try_from(left.as_millis())
        .unwrap_or(u64::MAX)
        .clamp(1, 8192);
    Duration::from_millis(1 << ms.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn socket_timeouts_are_few_and_never_zero_nor_longer_than_the_wait() {
        for (left_us, expected_ms) in [
            (0, 1),
            (900, 1),
            (1_000, 1),
            (3_999, 2),
            (999_000, 512),
            (29_999_000, 8192),
        ] {
            let wait = socket_timeout(Duration::from_micros(left_us));
            assert_eq!(wait.as_millis(), expected_ms, "{left_us}");
        }
    }
}
