//! Opens connections: to the hub or its proxy, through the proxy, and with TLS.
//! ureq makes the TLS; how the way to it is made is ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver as UreqResolver};
use ureq::unversioned::transport::time::Instant as UreqInstant;
use ureq::unversioned::transport::{ConnectionDetails, Either, NextTimeout, Transport};

use crate::metrics::counters::Counters;
use crate::sys::cancel::Cancel;
use crate::transport::call::{Call, Phase};
use crate::transport::connection::Connection;
use crate::transport::failure::OpenFailure;
use crate::transport::place::Place;
use crate::transport::resolver::Resolver;
use crate::transport::settings::{ProxySettings, Settings};
use crate::transport::tcp::{BufferSizes, TcpConnector, TcpTransport};
use crate::transport::tls::{Secured, TlsConnector};
use crate::transport::tls_records::{Boundary, Counted};
use crate::transport::tunnel;

/// Below TLS: what it hands on is copied through these.
const BELOW_TLS: BufferSizes = BufferSizes {
    input: 4 * 1024,
    output: 8 * 1024,
};

/// Opens connections to one hub.
pub struct Opener {
    hub: Place,
    proxy: Option<ProxySettings>,
    tcp: TcpConnector,
    tls: TlsConnector,
    config: Config,
    longest_age: Duration,
}

impl Opener {
    /// Has opened none.
    pub fn new(settings: &Settings, closing: &Arc<Cancel>, counters: &Arc<Counters>) -> Opener {
        Opener {
            hub: settings.hub.clone(),
            proxy: settings.proxy.clone(),
            tcp: TcpConnector {
                resolver: Resolver::default(),
                closing: Arc::clone(closing),
                counters: Arc::clone(counters),
            },
            tls: TlsConnector::new(),
            config: settings.config.clone(),
            longest_age: settings.connection_age,
        }
    }

    /// A new connection, over which nothing was asked.
    pub fn open(&self, call: &Call) -> Result<Connection, OpenFailure> {
        let mut records = Vec::new();
        let tcp = match &self.proxy {
            None => self.connect(&self.hub, call)?,
            Some(proxy) => {
                call.on_the_way_to_proxy(Some(proxy.place.authority.clone()));
                self.connect(&proxy.place, call)?
            }
        };
        let stream = Arc::clone(tcp.stream());
        let way = match &self.proxy {
            None => Either::A(tcp),
            Some(proxy) => {
                call.connecting(Phase::Proxy);
                let mut tunnel = self.secure(tcp, &proxy.place, &mut records)?;
                tunnel::ask(&mut tunnel, &self.hub, proxy, call)?;
                // What follows happens inside it.
                call.on_the_way_to_proxy(None);
                Either::B(Box::new(tunnel) as Box<dyn Transport>)
            }
        };
        if self.hub.is_https() {
            call.connecting(Phase::Tls);
        }
        let secured = self.secure(way, &self.hub, &mut records)?;
        let (now, longest_age) = (Instant::now(), self.longest_age);
        Ok(Connection::new(secured, records, stream, now, longest_age))
    }

    fn connect(&self, place: &Place, call: &Call) -> Result<TcpTransport, OpenFailure> {
        let buffers = match place.is_https() || self.hub.is_https() {
            true => BELOW_TLS,
            false => BufferSizes {
                input: self.config.input_buffer_size(),
                output: self.config.output_buffer_size(),
            },
        };
        let made = self.tcp.connect(&place.host, place.port, buffers, call);
        made.map_err(|fault| OpenFailure::Other(call.fail(fault).into()))
    }

    /// TLS on `inner`, if it is wanted at `place`, with the count of its records.
    fn secure<In: Transport>(
        &self,
        inner: In,
        place: &Place,
        records: &mut Vec<Boundary>,
    ) -> Result<Secured<Counted<In>>, OpenFailure> {
        let counted = match place.is_https() {
            false => Counted::plain(inner),
            true => {
                let (counted, boundary) = Counted::below_tls(inner);
                records.push(boundary);
                counted
            }
        };
        let nobody = LooksUpNothing;
        let details = ConnectionDetails {
            uri: &place.uri,
            addrs: nobody.empty(),
            config: &self.config,
            request_level: false,
            resolver: &nobody,
            now: UreqInstant::AlreadyHappened,
            timeout: NextTimeout::default(),
            // Our own lowest transport bounds every wait, so nobody asks for the time.
            current_time: Arc::new(|| UreqInstant::AlreadyHappened),
            run_connector: Arc::new(|_| Err(ureq::Error::ConnectionFailed)),
            // Closing a hub ends its connections by the watch that each has.
            register_shutdown: Arc::new(|_| Ok(())),
        };
        Ok(self.tls.connect(&details, counted)?)
    }
}

/// The connection is there when TLS is made on it.
#[derive(Debug)]
struct LooksUpNothing;

impl UreqResolver for LooksUpNothing {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Err(ureq::Error::HostNotFound)
    }
}
