//! What TLS found wrong, and what to do about it.

use std::path::Path;

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

use crate::transport::ca_file;

/// What is said of it.
#[derive(Debug, PartialEq, Eq)]
pub struct TlsFailure {
    /// What is wrong, and what to do.
    pub words: String,
    /// Could another attempt help?
    pub transient: bool,
}

/// What `error` comes to where `ca_file`, or else the system, says who is trusted.
pub fn of(error: &Error, ca_file: Option<&Path>) -> TlsFailure {
    let lasting = |words: String| TlsFailure {
        words,
        transient: false,
    };
    let passing = |words: &str| TlsFailure {
        words: words.to_owned(),
        transient: true,
    };
    match error {
        Error::InvalidCertificate(wrong) => lasting(certificate(wrong, ca_file)),
        // The verifier's words where the system gives it nobody to trust.
        Error::General(words) if words.starts_with("No CA certificates") => {
            lasting(format!("no CA certificate is in {}; {NO_ROOTS}", trusted(ca_file)))
        }
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => passing(
            "what came is not TLS; is this an http port? An Endpoint of http:// needs UseDevelopmentEmulator=true",
        ),
        Error::AlertReceived(AlertDescription::UnrecognisedName) => lasting(
            "the server has no certificate for this name; check the Endpoint of the connection string".to_owned(),
        ),
        Error::AlertReceived(AlertDescription::CertificateRequired) => {
            lasting("the server asks for a client's certificate, which cannot be given".to_owned())
        }
        Error::AlertReceived(
            AlertDescription::HandshakeFailure
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity,
        )
        | Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::NoCipherSuitesInCommon,
        ) => passing("the server has no version or cipher suite in common with this library: TLS 1.2 or 1.3 with AES-GCM or ChaCha20"),
        other => passing(&other.to_string()),
    }
}

const NO_ROOTS: &str =
    "install the package ca-certificates, or set a CA file (nh_options_set_ca_file)";

fn certificate(wrong: &CertificateError, ca_file: Option<&Path>) -> String {
    match wrong {
        // The signature is another's where two CAs have one name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            let advice = match ca_file {
                Some(_) => "is it the CA file of this server?",
                None => "no CA file is set: set that of a private CA (nh_options_set_ca_file)",
            };
            let trusted = trusted(ca_file);
            format!("no issuer of the server's certificate is in {trusted}; {advice}")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("{wrong}; check the Endpoint of the connection string")
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => {
            format!("{wrong}; if it is valid, this machine's clock is wrong")
        }
        // webpki has the word, and rustls has no variant for it.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "the server's certificate is a CA's own (CaUsedAsEndEntity); give the server one that its CA has signed, or a self-signed one that is no CA (openssl req -x509 -addext basicConstraints=critical,CA:FALSE)".to_owned()
        }
        other => format!("the server's certificate cannot be used: {other}"),
    }
}

/// Where those stand who are trusted.
fn trusted(ca_file: Option<&Path>) -> String {
    match ca_file {
        Some(path) => format!("the CA file {}", path.display()),
        None => ca_file::place_of_system(),
    }
}
