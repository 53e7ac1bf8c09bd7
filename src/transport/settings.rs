//! A hub's options as ureq and rustls want them, checked when the hub is made.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::{CryptoProvider, KeyProvider};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use ureq::config::Config;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use crate::auth::connection_string::Endpoint;
use crate::error::{Error, Result};
use crate::policy::options::HubOptions;
use crate::policy::proxy::no_proxy::Destination;
use crate::policy::proxy::proxy_for;
use crate::policy::proxy::url::{Credentials, ProxyUrl};
use crate::transport::ca_file;
use crate::transport::place::Place;

/// One TLS record. ureq's default of 128 KiB for each direction and layer would cost
/// half a megabyte for each connection.
const BUFFER: usize = 16 * 1024;

/// What a [`super::Transport`] is made from, once in each process.
#[derive(Debug)]
pub struct Settings {
    /// What ureq wants to know for TLS.
    pub(super) config: Config,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) hub: Place,
    /// The proxy, where the hub is not excepted from it.
    pub proxy: Option<ProxySettings>,
    pub(super) connection_age: Duration,
    pub(super) pool_size: usize,
    pub(super) idle_age: Duration,
}

impl Settings {
    /// Reads the CA file and checks the proxy. Connects to nothing.
    pub fn new(options: &HubOptions, endpoint: &Endpoint) -> Result<Settings> {
        let roots = match &options.ca_file {
            Some(path) => RootCerts::Specific(Arc::new(ca_file::read(path)?)),
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
        let to = Destination {
            is_https: hub.is_https(),
            host: &hub.host,
            port: hub.port,
        };
        let proxy = proxy_for(&options.proxy, options.no_proxy.as_deref(), to)?;
        let is_tls = hub.is_https() || proxy.as_ref().is_some_and(|url| url.scheme == "https");
        if is_tls && options.ca_file.is_none() {
            ca_file::check_variables()?;
        }
        Ok(Settings {
            config,
            ca_file: options.ca_file.clone(),
            proxy: proxy.map(ProxySettings::new).transpose()?,
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
    /// Who one is there.
    pub credentials: Option<Credentials>,
}

impl ProxySettings {
    fn new(url: ProxyUrl) -> Result<ProxySettings> {
        let place = Place::new(url.scheme, url.authority)
            .ok_or_else(|| Error::argument("proxy: the URL has no host that can be reached"))?;
        Ok(ProxySettings {
            place,
            credentials: url.credentials,
        })
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
