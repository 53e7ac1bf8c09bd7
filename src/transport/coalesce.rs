//! Sends the head and the body of a request in one piece.
//!
//! ureq writes them apart, which would be two TLS records and two packets.
//! This transport holds output back until input is awaited or its buffer is
//! nearly full, and tells the current [`Call`] when the request has left.

use std::fmt::{self, Debug};

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport,
};

use zeroize::{Zeroize as _, Zeroizing};

use crate::transport::call::Call;

/// Wraps connections to the hub; the proxy's leg is left as it is.
#[derive(Debug)]
pub struct CoalesceConnector {
    /// The hub's authority, to tell it from the proxy's.
    pub hub_authority: String,
}

impl<In: Transport> Connector<In> for CoalesceConnector {
    type Out = Either<In, CoalesceTransport<In>>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(inner) = chained else {
            return Ok(None);
        };
        let is_hub = details
            .uri
            .authority()
            .is_some_and(|authority| authority.as_str() == self.hub_authority);
        if !is_hub {
            return Ok(Some(Either::A(inner)));
        }
        if let Some(call) = Call::current() {
            call.connected();
        }
        Ok(Some(Either::B(CoalesceTransport {
            inner,
            held: Zeroizing::default(),
        })))
    }
}

/// Once this much is held back it is sent: nothing is gained by waiting for
/// more than a TLS record takes.
const ENOUGH: usize = 16 * 1024;

/// Holds output back.
pub struct CoalesceTransport<In> {
    inner: In,
    held: Zeroizing<Vec<u8>>,
}

impl<In: Transport> CoalesceTransport<In> {
    fn flush(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        let mut sent = 0;
        while sent < self.held.len() {
            let output = self.inner.buffers().output();
            let amount = output.len().min(self.held.len() - sent);
            output[..amount].copy_from_slice(&self.held[sent..sent + amount]);
            let result = self.inner.transmit_output(amount, timeout);
            self.inner.buffers().output()[..amount].zeroize();
            result?;
            sent += amount;
        }
        // What a request carried, its token too, is not kept longer than needed.
        // Behind its end all is wiped already.
        self.held.as_mut_slice().zeroize();
        self.held.clear();
        Ok(())
    }

    /// Takes `amount` bytes of output over, and leaves no copy of them.
    fn hold(&mut self, amount: usize) {
        let needed = self.held.len() + amount;
        if self.held.capacity() < needed {
            // A vector that grows by itself frees its old place as it is.
            let mut larger = Vec::with_capacity(needed.next_power_of_two());
            larger.extend_from_slice(&self.held);
            self.held = Zeroizing::new(larger);
        }
        let output = &mut self.inner.buffers().output()[..amount];
        self.held.extend_from_slice(output);
        output.zeroize();
    }
}

impl<In: Transport> Transport for CoalesceTransport<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.hold(amount);
        if self.held.len() >= ENOUGH {
            self.flush(timeout)?;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.flush(timeout)?;
        if let Some(call) = Call::current() {
            call.request_handed_over();
        }
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.held.is_empty() && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl<In> Debug for CoalesceTransport<In> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CoalesceTransport")
    }
}
