//! The lowest transport: a TCP connection that obeys the current [`Call`].

use std::fmt::{self, Debug};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::SockRef;
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
};

use zeroize::Zeroize as _;

use crate::error::Status;
use crate::metrics::counters::{Counter, Counters};
use crate::sys::cancel::{Cancel, Watch};
use crate::transport::call::{Call, Fault, Phase, shut_down};
use crate::transport::dial::dial;
use crate::transport::resolver::Resolver;

/// Opens TCP connections to the hub or to its proxy.
pub struct TcpConnector {
    /// Looks up names.
    pub resolver: Resolver,
    /// The hub's authority, to tell it from the proxy's.
    pub hub_authority: String,
    /// Does the hub speak TLS?
    pub tls: bool,
    /// How old a connection may get.
    pub max_age: Duration,
    /// Ends every connection, used or idle.
    pub closing: Arc<Cancel>,
    /// What connections are counted in.
    pub counters: Arc<Counters>,
}

impl<In: Transport> Connector<In> for TcpConnector {
    type Out = Either<In, TcpTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let call = current()?;
        let ready = if self.tls { Phase::Tls } else { Phase::Request };
        if let Some(tunnel) = chained {
            // The proxy's tunnel stands; what follows happens inside it.
            call.on_the_way_to_proxy(None);
            call.connecting(ready);
            return Ok(Some(Either::A(tunnel)));
        }
        let authority = details.uri.authority().map_or("", |a| a.as_str());
        let is_hub = authority == self.hub_authority;
        if !is_hub {
            let host = authority.rsplit('@').next().unwrap_or(authority);
            call.on_the_way_to_proxy(Some(host.to_owned()));
        }
        call.connecting(Phase::Lookup);
        let stream = self
            .open(details, &call)
            .map_err(|fault| call.fail(fault))?;
        self.counters.add(Counter::ConnectionsOpened, 1);
        call.connecting(if is_hub { ready } else { Phase::Proxy });
        let config = details.config;
        let socket = Arc::clone(&stream);
        let closing = self.closing.watch(move || shut_down(&socket));
        Ok(Some(Either::B(TcpTransport {
            stream,
            _closing: closing,
            counters: Arc::clone(&self.counters),
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            expires: Instant::now() + self.max_age,
            read_timeout: None,
            write_timeout: None,
            in_use: true,
        })))
    }
}

impl TcpConnector {
    fn open(&self, details: &ConnectionDetails, call: &Call) -> Result<Arc<TcpStream>, Fault> {
        let no_address = || Fault::new(Status::Internal, "the URL has no host");
        let host = details.uri.host().ok_or_else(no_address)?;
        let host = host.trim_matches(['[', ']']);
        let default = if details.needs_tls() { 443 } else { 80 };
        let port = details.uri.port_u16().unwrap_or(default);
        dial(&self.resolver, host, port, call)
    }
}

fn current() -> Result<Rc<Call>, Error> {
    // Only a fault in this library could lead here outside a call.
    Call::current().ok_or_else(|| io::Error::other("no call is installed on this thread").into())
}

/// A TCP connection.
pub struct TcpTransport {
    stream: Arc<TcpStream>,
    _closing: Watch,
    counters: Arc<Counters>,
    buffers: LazyBuffers,
    expires: Instant,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    /// Between being taken for a request and being given back.
    in_use: bool,
}

impl TcpTransport {
    fn write(&mut self, amount: usize, call: &Call) -> Result<(), Fault> {
        call.watch(&self.stream);
        let mut written = 0;
        while written < amount {
            let wait = socket_timeout(call.remaining()?);
            if self.write_timeout != Some(wait) {
                self.stream.set_write_timeout(Some(wait)).map_err(broken)?;
                self.write_timeout = Some(wait);
            }
            // std writes to sockets with MSG_NOSIGNAL: no SIGPIPE for the host.
            match (&*self.stream).write(&self.buffers.output()[written..amount]) {
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
                Err(error) if is_wait(&error) => {}
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
            let wait = socket_timeout(call.remaining()?);
            if self.read_timeout != Some(wait) {
                self.stream.set_read_timeout(Some(wait)).map_err(broken)?;
                self.read_timeout = Some(wait);
            }
            match (&*self.stream).read(self.buffers.input_append_buf()) {
                Ok(count) => {
                    self.counters.add(Counter::BytesReceived, count);
                    return match call.stopped() {
                        Some(fault) if count == 0 => Err(fault),
                        _ => Ok(count),
                    };
                }
                Err(error) if is_wait(&error) => {}
                Err(error) => {
                    call.remaining()?;
                    return Err(broken(error));
                }
            }
        }
    }

    /// No data and no end of stream may wait on an idle connection: either
    /// means that the peer has closed it, or that it is out of step.
    fn is_quiet(&self) -> bool {
        let mut byte = [MaybeUninit::uninit()];
        let peek = libc::MSG_PEEK | libc::MSG_DONTWAIT;
        match SockRef::from(&*self.stream).recv_with_flags(&mut byte, peek) {
            Ok(_) => false,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        }
    }
}

impl Transport for TcpTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let call = current()?;
        let result = self.write(amount, &call);
        // A plain proxy's password went through here.
        self.buffers.output()[..amount].zeroize();
        result.map_err(|fault| call.fail(fault).into())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let call = current()?;
        let count = self.read(&call).map_err(|fault| call.fail(fault))?;
        if count > 0 {
            call.answer_byte();
        }
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    /// ureq asks twice for each request: when it gives the connection back and
    /// when it takes it again. One look at the socket, at the second, is
    /// enough.
    fn is_open(&mut self) -> bool {
        if !self.in_use {
            self.in_use = true;
            let is_open = Instant::now() < self.expires && self.is_quiet();
            if is_open {
                self.counters.add(Counter::ConnectionsReused, 1);
            }
            return is_open;
        }
        self.in_use = false;
        match Call::current() {
            Some(call) => {
                // Before another call can take the connection, so that a
                // cancel of this one never reaches that one.
                call.unwatch();
                call.stopped().is_none()
            }
            None => false,
        }
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
