//! A hub's options as ureq and rustls want them, checked when the hub is made.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rustls::RootCertStore;
use rustls::crypto::{CryptoProvider, KeyProvider};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use ureq::config::Config;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Proxy, ProxyProtocol};
use zeroize::Zeroizing;

use crate::auth::connection_string::Endpoint;
use crate::auth::secret::Secret;
use crate::error::{Error, Result, Status};
use crate::policy::options::{HubOptions, ProxyChoice};
use crate::transport::place::Place;

/// One TLS record. ureq's default of 128 KiB for each direction and layer would cost
/// half a megabyte for each connection.
const BUFFER: usize = 16 * 1024;

/// What a [`super::Transport`] is made from, once in each process.
#[derive(Debug)]
pub struct Settings {
    /// What ureq wants to know for TLS.
    pub(super) config: Config,
    pub(super) hub: Place,
    pub(super) proxy: Option<ProxySettings>,
    pub(super) connection_age: Duration,
    pub(super) pool_size: usize,
    pub(super) idle_age: Duration,
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
            .unversioned_rustls_crypto_provider(Arc::new(provider()))
            .build();
        let config = Config::builder()
            .tls_config(tls)
            // More than a head of the service's has; longer ones are taken out piece
            // by piece.
            .input_buffer_size(BUFFER / 2)
            .output_buffer_size(BUFFER)
            .build();
        let hub = Place::of(endpoint)
            .ok_or_else(|| Error::argument("the Endpoint has no host that can be reached"))?;
        // Not needed where the hub is excepted from it.
        let proxy = proxy(options)?.filter(|proxy| !proxy.is_no_proxy(&hub.uri));
        Ok(Settings {
            config,
            proxy: proxy.map(|proxy| ProxySettings::new(&proxy)).transpose()?,
            hub,
            connection_age: options.connection_age,
            pool_size: options.pool_size,
            idle_age: options.idle_age,
        })
    }
}

/// The proxy on the way to a hub.
#[derive(Clone, Debug)]
pub struct ProxySettings {
    /// Where it is.
    pub place: Place,
    /// User and password as Basic has them.
    pub credentials: Option<Secret>,
}

impl ProxySettings {
    fn new(proxy: &Proxy) -> Result<ProxySettings> {
        let scheme = match proxy.protocol() {
            ProxyProtocol::Https => "https",
            _ => "http",
        };
        // As it stands in the URL, but without the credentials.
        let authority = proxy.uri().authority().map_or("", |a| a.as_str());
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let place = Place::new(scheme, host.to_owned())
            .ok_or_else(|| Error::argument("proxy: the URL has no host that can be reached"))?;
        let credentials = (proxy.username().is_some() || proxy.password().is_some()).then(|| {
            let [user, password] =
                [proxy.username(), proxy.password()].map(Option::unwrap_or_default);
            let text = Zeroizing::new(format!("{user}:{password}"));
            Secret::from(BASE64_STANDARD.encode(text.as_bytes()))
        });
        Ok(ProxySettings { place, credentials })
    }
}

/// Without what signs with a client's own key, which nobody here has: the linker
/// then leaves it out.
fn provider() -> CryptoProvider {
    CryptoProvider {
        key_provider: &NoKeys,
        ..rustls::crypto::ring::default_provider()
    }
}

#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(
        &self,
        _: PrivateKeyDer<'static>,
    ) -> std::result::Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General(
            "there are no client certificates".into(),
        ))
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
