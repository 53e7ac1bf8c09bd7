//! A certificate authority of a test's own, and what it signs.

use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;

use super::shipped::scratch;

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    /// Its certificate, for `set_ca_file`.
    pub file: PathBuf,
}

impl Authority {
    /// A new one, whose file is in the scratch directory of this name.
    pub fn new(test: &str) -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let file = scratch(test).join("ca.pem");
        std::fs::write(&file, certificate.pem()).unwrap();
        Authority {
            issuer: Issuer::new(params, key),
            certificate: certificate.der().clone(),
            file,
        }
    }

    /// What a TLS server with a certificate for these names, or addresses,
    /// needs.
    pub fn server(&self, names: &[&str], expired: bool) -> Arc<ServerConfig> {
        self.make(names, expired, rustls::ALL_VERSIONS)
    }

    /// The same for these versions of TLS alone, and without resumption.
    pub fn server_of(
        &self,
        names: &[&str],
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let mut config = self.make(names, false, versions);
        // Every handshake is a full one.
        Arc::get_mut(&mut config).unwrap().session_storage =
            Arc::new(rustls::server::NoServerSessionStorage {});
        config
    }

    fn make(
        &self,
        names: &[&str],
        expired: bool,
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        if expired {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        configured(certificate.der().clone(), &key, versions)
    }

    /// What a server needs that shows the authority's certificate as its own.
    pub fn server_of_its_own(&self) -> Arc<ServerConfig> {
        let (own, key) = (self.certificate.clone(), self.issuer.key());
        configured(own, key, rustls::ALL_VERSIONS)
    }
}

fn configured(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    Arc::new(config)
}
