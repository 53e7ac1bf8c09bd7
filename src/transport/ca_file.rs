//! The file of certificates that a hub trusts: PEM, read as curl reads it. What cannot
//! be read is refused by its place, and nothing is passed over in silence but what is
//! no certificate by its own label.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rustls::RootCertStore;
use ureq::tls::Certificate;

use crate::error::{Error, Result, Status};

const LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];

/// The certificates in the file that the options name.
pub fn read(path: &Path) -> Result<Vec<Certificate<'static>>> {
    let fault = |what: String| unusable(&format!("CA file {}", path.display()), &what);
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    file.map_err(|error| match error.kind() {
        ErrorKind::NotFound => fault(format!("{error}; if it is a local hub's, is that running?")),
        _ => fault(error.to_string()),
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err(fault(format!("it is larger than {LARGEST} bytes")));
    }
    certificates(&bytes).map_err(fault)
}

/// No bundle comes near: that of a whole system has a quarter of a million bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The variables by which the system's certificates are replaced.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Where no file is named, the system's certificates are taken, or those of
/// `SSL_CERT_FILE` and `SSL_CERT_DIR`. Refuses a variable that leads nowhere, or where
/// reading may never end: it is read within a call, which has to.
pub fn check_variables() -> Result<()> {
    let (mut missing, mut is_found) = (None, false);
    for (name, path) in VARIABLES.into_iter().filter_map(set) {
        let said = format!("{name} {}", Path::new(&path).display());
        match std::fs::metadata(&path) {
            Ok(found) if !found.is_file() && !found.is_dir() => {
                return Err(unusable(&said, "it is neither a file nor a folder"));
            }
            // One is enough.
            Ok(_) => is_found = true,
            Err(error) => {
                missing.get_or_insert_with(|| unusable(&said, &error.to_string()));
            }
        }
    }
    missing.filter(|_| !is_found).map_or(Ok(()), Err)
}

/// Where the system's certificates are, in words.
pub fn place_of_system() -> String {
    let named: Vec<String> = VARIABLES
        .into_iter()
        .filter_map(set)
        .map(|(name, path)| format!("{name} {}", Path::new(&path).display()))
        .collect();
    match named.is_empty() {
        true => "this machine's CA certificates".to_owned(),
        false => named.join(" and "),
    }
}

fn set(name: &'static str) -> Option<(&'static str, OsString)> {
    let path = std::env::var_os(name).filter(|value| !value.is_empty())?;
    Some((name, path))
}

fn unusable(name: &str, what: &str) -> Error {
    Error::new(Status::InvalidCaFile, format!("{name}: {what}"))
}

/// A block that was begun.
struct Block {
    label: String,
    base64: String,
}

/// Fails with words that fit behind the file's name.
fn certificates(bytes: &[u8]) -> std::result::Result<Vec<Certificate<'static>>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(&[0x30, 0x82]) {
        let how = "openssl x509 -inform der -in FILE -out FILE.pem";
        return Err(format!("it is DER and not PEM; convert it: {how}"));
    }
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    let mut number = 0;
    let mut block: Option<Block> = None;
    for (line, at) in text.lines().zip(1..) {
        let line = line.trim_end();
        let Some(open) = &mut block else {
            if let Some(label) = line.strip_prefix("-----BEGIN ") {
                let label = label.strip_suffix("-----").ok_or_else(|| {
                    format!("line {at} begins a block and does not end with -----")
                })?;
                number += 1;
                block = Some(Block {
                    label: label.to_owned(),
                    base64: String::new(),
                });
            }
            continue;
        };
        if line == format!("-----END {}-----", open.label) {
            if LABELS.contains(&open.label.as_str()) {
                let read = certificate(open);
                found.push(
                    read.map_err(|what| {
                        format!("block {number}, which ends in line {at}, {what}")
                    })?,
                );
            }
            block = None;
        } else if line.starts_with("-----END ") && line.contains("-----BEGIN ") {
            return Err(format!(
                "in line {at} two blocks are joined; put a line break between them"
            ));
        } else if line.starts_with("-----") {
            return Err(format!(
                "block {number} is not ended as it began (line {at})"
            ));
        } else {
            open.base64.push_str(line.trim_start());
        }
    }
    match (block, found.is_empty()) {
        (Some(_), _) => Err(format!("block {number} has no end")),
        (None, true) => Err("it holds no certificate".to_owned()),
        (None, false) => Ok(found),
    }
}

/// Fails with words that fit behind the block's name.
fn certificate(block: &Block) -> std::result::Result<Certificate<'static>, &'static str> {
    const NONE: &str = "holds no certificate";
    let der = BASE64_STANDARD.decode(&block.base64);
    let der = der.map_err(|_| "is not well-formed PEM")?;
    // OpenSSL's own label: what it is trusted for follows the certificate.
    let der = match block.label.starts_with("TRUSTED") {
        true => first_element(&der).ok_or(NONE)?,
        false => &der[..],
    };
    let added = RootCertStore::empty().add(der.to_vec().into());
    added.map_err(|_| NONE)?;
    Ok(Certificate::from_der(der).to_owned())
}

/// The first element of DER.
fn first_element(der: &[u8]) -> Option<&[u8]> {
    let (length, head) = match *der.get(1)? {
        short @ 0..=0x7f => (usize::from(short), 2),
        long => {
            let digits = usize::from(long & 0x7f);
            let bytes = der.get(2..2 + digits).filter(|_| digits <= 4)?;
            let length = bytes.iter().fold(0, |sum, b| sum << 8 | usize::from(*b));
            (length, 2 + digits)
        }
    };
    der.get(..length.checked_add(head)?)
}
