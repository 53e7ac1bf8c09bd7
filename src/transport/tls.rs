//! TLS as ureq does it, with the roots of trust read once.
//!
//! ureq reads them when a connection is made and keeps them for the next: where
//! many threads make their first connections at once, each reads the system's
//! bundle for itself. Here one does, and the others wait for it.

use std::io::{self, ErrorKind};
use std::sync::Once;

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, RustlsConnector, Transport,
};

/// Speaks TLS on connections to a hub that wants it.
#[derive(Debug)]
pub struct TlsConnector {
    rustls: RustlsConnector,
    roots: Once,
}

impl TlsConnector {
    /// One that has read nothing.
    pub fn new() -> TlsConnector {
        TlsConnector {
            rustls: RustlsConnector::default(),
            roots: Once::new(),
        }
    }
}

/// A transport, or TLS on it.
pub type Secured<In> = <RustlsConnector as Connector<In>>::Out;

impl TlsConnector {
    /// Speaks TLS on `inner`, if that is what is wanted there.
    pub fn connect<In: Transport>(
        &self,
        details: &ConnectionDetails<'_>,
        inner: In,
    ) -> Result<Secured<In>, Error> {
        if details.needs_tls() {
            self.roots.call_once_force(|_| {
                // It fails, but only after the roots are read. If they cannot be,
                // the real connection says so.
                let _ = self.rustls.connect(details, Some(Nowhere::new()));
            });
        }
        let made = self.rustls.connect(details, Some(inner))?;
        let made = made.ok_or(Error::ConnectionFailed)?;
        // A token never leaves without it.
        match details.needs_tls() && !made.is_tls() {
            true => Err(Error::TlsRequired),
            false => Ok(made),
        }
    }
}

/// A connection to nobody.
#[derive(Debug)]
struct Nowhere(LazyBuffers);

impl Nowhere {
    fn new() -> Nowhere {
        Nowhere(LazyBuffers::new(1024, 1024))
    }
}

impl Transport for Nowhere {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.0
    }

    fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), Error> {
        Err(io::Error::from(ErrorKind::NotConnected).into())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        Err(io::Error::from(ErrorKind::NotConnected).into())
    }

    fn is_open(&mut self) -> bool {
        false
    }
}
