//! The hub's own certificate authority, and the server's certificate from it.

use crate::basics::files;
use crate::server::protocol;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

const CA_DAYS: i64 = 3650;
/// Some clients refuse server certificates that are valid for longer than 825 days.
const SERVER_DAYS: i64 = 397;

const CA_FILE: &str = "ca.pem";
const CA_KEY_FILE: &str = "ca-key.pem";

/// A name that nobody has: RFC 2606.
const WRONG_NAME: &str = "elsewhere.invalid";

/// How a handshake can go.
#[derive(Clone)]
pub struct ServerTls {
    pub good: TlsAcceptor,
    pub expired: TlsAcceptor,
    pub wrong_name: TlsAcceptor,
}

pub struct CertificateAuthority {
    key: KeyPair,
    pub file: PathBuf,
}

impl CertificateAuthority {
    /// The authority kept in `folder`, or a new one that is written there. With `keep_key` unset
    /// its key never touches the disk.
    pub fn open(
        folder: &Path,
        keep_key: bool,
        now: OffsetDateTime,
    ) -> Result<CertificateAuthority, String> {
        let file = folder.join(CA_FILE);
        let key_file = folder.join(CA_KEY_FILE);
        let kept = match keep_key {
            true => files::read_if_there(&key_file)?,
            false => None,
        };
        let key = match &kept {
            Some(pem) => KeyPair::from_pem(pem)
                .map_err(|_| format!("{}: not a key in PEM", key_file.display()))?,
            None => KeyPair::generate().map_err(failed)?,
        };
        match (file.exists(), kept) {
            (true, Some(_)) => {
                // An older hub kept it to itself.
                let _ = files::set_mode(&file, 0o644);
                return Ok(CertificateAuthority { key, file });
            }
            // The key is written first: this certificate is somebody else's.
            (true, None) => {
                return Err(format!(
                    "{} is there without its key and stays as it is: choose another --state-dir",
                    file.display()
                ));
            }
            (false, Some(_)) => {}
            (false, None) if keep_key => {
                files::replace_private(&key_file, key.serialize_pem().as_bytes())?;
            }
            (false, None) => {}
        }
        let mut params = ca_params(&key);
        params.not_before = now - Duration::days(1);
        params.not_after = now + Duration::days(CA_DAYS);
        let certificate = params.self_signed(&key).map_err(failed)?;
        files::replace_public(&file, certificate.pem().as_bytes())?;
        Ok(CertificateAuthority { key, file })
    }

    /// A fresh server certificate for `localhost`, the loopback addresses, `address` and `others`;
    /// and those of faults.
    pub fn server_tls(
        self,
        address: IpAddr,
        others: &[String],
        provider: Arc<CryptoProvider>,
        now: OffsetDateTime,
    ) -> Result<ServerTls, String> {
        let mut names = vec![
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        for name in others.iter().cloned().chain([address.to_string()]) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let yesterday = now - Duration::days(1);
        let key = KeyPair::generate().map_err(failed)?;
        let acceptor = |names: &[String], not_before, not_after| {
            self.server_config(&key, names, not_before, not_after, &provider)
                .map(|config| TlsAcceptor::from(Arc::new(config)))
        };
        let end = now + Duration::days(SERVER_DAYS);
        Ok(ServerTls {
            good: acceptor(&names, yesterday, end)?,
            expired: acceptor(&names, now - Duration::days(SERVER_DAYS), yesterday)?,
            wrong_name: acceptor(&[WRONG_NAME.to_owned()], yesterday, end)?,
        })
    }

    fn server_config(
        &self,
        key: &KeyPair,
        names: &[String],
        not_before: OffsetDateTime,
        not_after: OffsetDateTime,
        provider: &Arc<CryptoProvider>,
    ) -> Result<ServerConfig, String> {
        let mut params = CertificateParams::new(names).map_err(failed)?;
        let name = names.first().map_or("", String::as_str);
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = not_before;
        params.not_after = not_after;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::new(ca_params(&self.key), &self.key);
        let certificate = params.signed_by(key, &issuer).map_err(failed)?;

        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::clone(provider))
            .with_safe_default_protocol_versions()
            .map_err(failed)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(failed)?;
        config.alpn_protocols = protocol::OFFERED.map(<[u8]>::to_vec).to_vec();
        Ok(config)
    }
}

/// What the hub says first in a handshake; nothing where the client does not begin one.
pub async fn first_flight(stream: &mut TcpStream, tls: &TlsAcceptor) -> Vec<u8> {
    let mut flight = Vec::new();
    let Ok(mut tls) = ServerConnection::new(Arc::clone(tls.config())) else {
        return flight;
    };
    let mut buffer = [0; 4096];
    while flight.is_empty() {
        let Ok(count @ 1..) = stream.read(&mut buffer).await else {
            break;
        };
        let mut arrived = &buffer[..count];
        while !arrived.is_empty() {
            let read = tls.read_tls(&mut arrived);
            if read.is_err() || tls.process_new_packets().is_err() {
                return flight;
            }
        }
        while tls.wants_write() && tls.write_tls(&mut flight).is_ok() {}
    }
    flight
}

/// The same for the same key, so that a kept key is all it takes to sign for the kept certificate.
/// The name differs from key to key: trust stores find an authority by its name.
fn ca_params(key: &KeyPair) -> CertificateParams {
    let digest = Sha256::digest(key.der_bytes());
    let short: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
        .distinguished_name
        .push(DnType::CommonName, format!("nh-emulator local CA {short}"));
    params
}

fn failed(error: impl std::fmt::Display) -> String {
    format!("cannot make a certificate: {error}")
}
