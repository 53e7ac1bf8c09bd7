//! A hub's options as ureq and rustls want them, checked when the hub is made.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use ureq::config::{AutoHeaderValue, Config};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Proxy, ProxyProtocol};

use crate::auth::connection_string::Endpoint;
use crate::error::{Error, Result, Status};
use crate::policy::options::{HubOptions, ProxyChoice};

/// Buffers of 16 KiB: one TLS record. ureq's default of 128 KiB for each
/// direction and layer would cost half a megabyte for each connection.
const BUFFER: usize = 16 * 1024;

/// What a [`super::Transport`] is made from, once in each process.
#[derive(Debug)]
pub struct Settings {
    pub(super) agent: Config,
    pub(super) endpoint: Endpoint,
    pub(super) connection_age: Duration,
}

impl Settings {
    /// Reads the CA file and checks the proxy. Connects to nothing.
    pub fn new(options: &HubOptions, endpoint: &Endpoint) -> Result<Settings> {
        let roots = match &options.ca_file {
            Some(path) => RootCerts::Specific(Arc::new(read_ca_file(path)?)),
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(roots)
            // Given explicitly: a default that the host program installs for
            // its own use of rustls must not change ours.
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        // No timeouts here: our own transports bound every wait by the call's
        // deadline, and ureq's would cost a system call or a thread each.
        let agent = Config::builder()
            .tls_config(tls)
            .proxy(proxy(options)?)
            // The token must not follow a redirect, and a status is not an
            // error: its body and headers say what happened.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(endpoint.scheme == "https")
            .max_idle_connections(options.pool_size)
            .max_idle_connections_per_host(options.pool_size)
            .max_idle_age(options.idle_age)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            // A dry run shows all headers, so none may be added here.
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .timeout_await_100(None)
            .build();
        Ok(Settings {
            agent,
            endpoint: endpoint.clone(),
            connection_age: options.connection_age,
        })
    }
}

fn read_ca_file(path: &Path) -> Result<Vec<Certificate<'static>>> {
    let fault = |message: String| {
        Error::new(
            Status::InvalidCaFile,
            format!("CA file {}: {message}", path.display()),
        )
    };
    let pem = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(fault("it is not well-formed PEM".to_owned())),
        }
    }
    let (usable, _) = RootCertStore::empty()
        .add_parsable_certificates(certificates.iter().map(|c| c.der().into()));
    if usable == 0 {
        return Err(fault("it holds no certificate".to_owned()));
    }
    Ok(certificates)
}

/// Has the URL a host, and a port from 1 to 65535 or none?
fn has_host_and_port(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let place = authority.rsplit('@').next().unwrap_or(authority);
    // A colon inside the brackets of an IPv6 address separates no port.
    let after_host = place.rfind(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match place[after_host..].rfind(':') {
        Some(colon) => place.split_at(after_host + colon),
        None => (place, ""),
    };
    let good_port = match port.strip_prefix(':') {
        None => true,
        Some(digits) => digits.parse::<u16>().is_ok_and(|port| port > 0),
    };
    !host.is_empty() && good_port
}

/// The proxy, if one is wanted. Its URL may hold a password, so messages do
/// not repeat it.
fn proxy(options: &HubOptions) -> Result<Option<Proxy>> {
    let fault = |message: &str| Err(Error::argument(format!("proxy: {message}")));
    let proxy = match &options.proxy {
        ProxyChoice::Direct => return Ok(None),
        ProxyChoice::Environment => match Proxy::try_from_env() {
            Some(proxy) => proxy,
            None => return Ok(None),
        },
        // ureq takes an authority without a host, and the default port for one
        // that is no port.
        ProxyChoice::Explicit(url) => match Proxy::new(url.expose()) {
            Ok(proxy) if has_host_and_port(url.expose()) => proxy,
            _ => {
                return fault(
                    "the URL must be like http://host:3128 or http://user:password@host:3128",
                );
            }
        },
    };
    if !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return fault("SOCKS is not supported; use an HTTP proxy");
    }
    let Some(no_proxy) = &options.no_proxy else {
        return Ok(Some(proxy));
    };
    let mut builder = Proxy::builder(proxy.protocol())
        .host(proxy.host())
        .port(proxy.port());
    if let Some(user) = proxy.username() {
        builder = builder.username(user);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    for host in no_proxy {
        builder = builder.no_proxy(host);
    }
    match builder.build() {
        Ok(proxy) => Ok(Some(proxy)),
        Err(_) => fault("the list of hosts without proxy cannot be read"),
    }
}
