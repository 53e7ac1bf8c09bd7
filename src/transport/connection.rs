//! A connection to a hub, as an exchange uses it.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{NextTimeout, Transport};

use crate::auth::secret::wipe;
use crate::sys::socket::OwnStream;
use crate::transport::call::Call;
use crate::transport::exchange::{Failure, Waiting, Wire};
use crate::transport::tls::Secured;
use crate::transport::tls_records::{Boundary, Counted, Way};

/// A connection to a hub.
pub struct Connection {
    transport: Secured<Counted<Way>>,
    /// One for each layer of TLS: to the hub, and to a proxy.
    records: Vec<Boundary>,
    stream: Arc<OwnStream>,
    expires: Instant,
    used: Instant,
}

/// So long after its last use it is asked whether its number is still its own. That is
/// a system call that calls one after the other do without.
const LONG_UNUSED: Duration = Duration::from_secs(1);

impl Connection {
    /// One that is good until it is too old.
    pub fn new(
        transport: Secured<Counted<Way>>,
        records: Vec<Boundary>,
        stream: Arc<OwnStream>,
        now: Instant,
        longest_age: Duration,
    ) -> Connection {
        Connection {
            transport,
            records,
            stream,
            expires: now + longest_age,
            used: now,
        }
    }

    /// For an exchange of `call`.
    pub fn wire<'c>(&'c mut self, call: &'c Call) -> TransportWire<'c, Secured<Counted<Way>>> {
        TransportWire::new(&mut self.transport, call)
    }

    /// May it serve another call? An answer came over it that was whole and beyond
    /// doubt, and left nothing in our buffer; these are the other conditions.
    pub fn may_serve(&mut self, call: &Call) -> bool {
        let now = call.now();
        let is_long_unused = now >= self.used + LONG_UNUSED;
        if now >= self.expires || (is_long_unused && !self.stream.is_own()) {
            return false;
        }
        self.used = now;
        let waiting = self.wire(call).probe();
        let has_no_plaintext = !matches!(waiting, Waiting::Bytes);
        let has_no_good_bye = !matches!(waiting, Waiting::End);
        let has_no_alert = !matches!(waiting, Waiting::Error(_));
        has_no_plaintext && has_no_good_bye && has_no_alert && self.holds_no_part_of_a_record()
    }

    /// Is it silent, as a new one is that was asked nothing?
    pub fn is_quiet(&mut self, call: &Call) -> Result<(), Failure> {
        self.wire(call).probe().before_asking()?;
        match self.holds_no_part_of_a_record() {
            true => Ok(()),
            false => Err(Failure::Unasked),
        }
    }

    /// Part of a record waits where no probe sees it, and its rest would become the
    /// answer to something else.
    fn holds_no_part_of_a_record(&self) -> bool {
        self.records.iter().all(Boundary::is_reached)
    }
}

/// A transport of ureq's, during a call.
pub struct TransportWire<'c, T> {
    transport: &'c mut T,
    call: &'c Call,
}

impl<'c, T: Transport> TransportWire<'c, T> {
    /// The transport, used by `call`.
    pub fn new(transport: &'c mut T, call: &'c Call) -> TransportWire<'c, T> {
        TransportWire { transport, call }
    }

    /// What waits on it. Asks each layer for what it has, and the kernel for what has
    /// arrived; waits for nothing. What only concerns TLS (tickets, new keys) is taken
    /// in on the way.
    pub fn probe(&mut self) -> Waiting {
        let _never_waiting = self.call.never_waiting();
        match self.transport.await_input(NextTimeout::default()) {
            Ok(true) => Waiting::Bytes,
            Ok(false) => Waiting::End,
            Err(error) => match error.into_io() {
                error if error.kind() == ErrorKind::WouldBlock => Waiting::Nothing,
                error => Waiting::Error(error),
            },
        }
    }
}

impl<T: Transport> Wire for TransportWire<'_, T> {
    fn input(&mut self) -> &[u8] {
        self.transport.buffers().input()
    }

    fn consume(&mut self, amount: usize) {
        self.transport.buffers().input_consume(amount);
    }

    fn await_input(&mut self) -> io::Result<bool> {
        let timeout = NextTimeout::default();
        let error = match self.transport.await_input(timeout) {
            Ok(is_more) => return Ok(is_more),
            Err(error) => error.into_io(),
        };
        // A broken record takes nothing away from the good ones before it, which TLS
        // gives when it is asked again.
        match error.kind() == ErrorKind::InvalidData && !self.call.has_failed() {
            true => self.transport.await_input(timeout).or(Err(error)),
            false => Err(error),
        }
    }

    fn output(&mut self) -> &mut [u8] {
        self.transport.buffers().output()
    }

    fn send(&mut self, amount: usize) -> io::Result<()> {
        let result = self
            .transport
            .transmit_output(amount, NextTimeout::default());
        // A token was in it, or a proxy's password.
        wipe(&mut self.transport.buffers().output()[..amount]);
        result.map_err(ureq::Error::into_io)?;
        // TLS keeps what it could not hand on to itself until it is asked again.
        match self.call.has_failed() {
            true => Err(io::Error::from(ErrorKind::BrokenPipe)),
            false => Ok(()),
        }
    }

    fn request_is_sent(&mut self) {
        self.call.request_handed_over();
    }

    fn stop_writing(&mut self) {
        self.call.stop_writing();
    }
}
