//! Fault rules for the handshake of TLS, as a client sees them that verifies.

use crate::support::*;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One handshake to localhost, and what became of it.
fn handshake(hub: &Hub) -> std::io::Result<()> {
    let mut roots = RootCertStore::empty();
    let pem = std::fs::read(hub.env("NH_CA_FILE")).unwrap();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let tls = ClientConnection::new(Arc::new(config), name).unwrap();
    let address = hub.authority().replace("localhost", "127.0.0.1");
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut stream = StreamOwned::new(tls, stream);
    stream.write_all(
        b"GET /_emulator/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    assert_eq!(&answer, b"HTTP/1.1 200");
    Ok(())
}

fn certificate_error(error: &std::io::Error) -> Option<CertificateError> {
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(error) => Some(error.clone()),
        _ => None,
    }
}

#[test]
fn certificates() {
    let hub = Hub::start(&[]);
    let rules = json!([
        {"kind": "expired_certificate", "times": 1},
        {"kind": "wrong_name_certificate", "times": 1, "name": "elsewhere"},
    ]);
    // The connection that brings them is good.
    assert_eq!(
        hub.control("POST", "faults", &rules.to_string()).status,
        204
    );
    let expired = certificate_error(&handshake(&hub).unwrap_err());
    assert!(
        matches!(
            expired,
            Some(CertificateError::Expired | CertificateError::ExpiredContext { .. })
        ),
        "{expired:?}"
    );
    let elsewhere = certificate_error(&handshake(&hub).unwrap_err());
    assert!(
        matches!(
            elsewhere,
            Some(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
            )
        ),
        "{elsewhere:?}"
    );
    handshake(&hub).unwrap();
    let requests = hub.requests();
    let seen = requests
        .iter()
        .map(|request| (&request["fault"], &request["method"]));
    let seen: Vec<_> = seen.filter(|(fault, _)| !fault.is_null()).collect();
    let nothing = json!("");
    assert_eq!(
        seen,
        [
            (&json!("expired_certificate"), &nothing),
            (&json!("elsewhere"), &nothing)
        ]
    );
}

/// After none of what the hub says first, after some of it, and after all.
#[test]
fn a_handshake_that_stops() {
    let hub = Hub::start(&[]);
    let started = Instant::now();
    for (kind, bytes) in [
        ("reset", json!(0)),
        ("reset", json!(null)),
        ("close", json!(7)),
        ("cut", json!(1_000_000)),
        ("stall", json!(null)),
    ] {
        let mut rule = json!({"kind": kind, "at": "handshake", "times": 1});
        if !bytes.is_null() {
            rule["bytes"] = bytes;
        }
        let rules = json!([rule]).to_string();
        assert_eq!(hub.control("POST", "faults", &rules).status, 204, "{rules}");
        let error = handshake(&hub).unwrap_err();
        assert!(certificate_error(&error).is_none(), "{kind}: {error}");
        let timed_out = matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        // A half-closed connection is held open for a while, and the client waits on one that got
        // all that it can do nothing with.
        assert!(timed_out || kind != "stall", "{kind}: {error}");
        handshake(&hub).unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(60));
    let faults = hub.requests();
    assert_eq!(
        faults.iter().filter(|one| !one["fault"].is_null()).count(),
        5
    );
}

#[test]
fn a_hub_without_tls_has_no_such_faults() {
    let hub = Hub::start(&["--plain"]);
    for rule in [
        json!([{"kind": "expired_certificate"}]),
        json!([{"kind": "reset", "at": "handshake"}]),
    ] {
        let answer = hub.control("POST", "faults", &rule.to_string());
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("no TLS"), "{}", answer.body);
    }
}
