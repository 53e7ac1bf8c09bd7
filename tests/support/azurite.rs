//! Azure's blob storage by Microsoft's own emulator, Azurite: a server that nobody here wrote. It
//! has one account, whose key everybody knows; the addresses that this gives have signatures made
//! with it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use time::OffsetDateTime;
use ureq::http::{Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::fetched::node_packages;
use super::shipped::{have, scratch};
use super::signals;

/// The last one that runs with the Node of Debian 13.
const PACKAGE: &str = "azurite@3.35.0";
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// The version of the service that signatures and requests are of.
const VERSION: &str = "2022-11-02";

const HOUR: Duration = Duration::from_secs(3600);

/// A running storage, empty at first, that keeps nothing; stopped when dropped.
pub struct Azurite {
    process: Child,
    /// `scheme://host:port/account`
    pub url: String,
    /// Of the certificate that it shows by https.
    pub ca_file: Option<PathBuf>,
    agent: ureq::Agent,
}

impl Azurite {
    /// Starts one on a free port, by http. None, said aloud, where it cannot be had.
    pub fn start() -> Option<Azurite> {
        Azurite::start_with(&[], None)
    }

    /// The same by https, with a certificate that it signs itself, for localhost and 127.0.0.1. Its
    /// file is in the scratch directory of this name.
    pub fn start_tls(test: &str) -> Option<Azurite> {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let folder = scratch(test);
        let (certificate, key) = (folder.join("ca.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let arguments = [Path::new("--cert"), &certificate, Path::new("--key"), &key];
        let own = Certificate::from_der(made.cert.der()).to_owned();
        let mut azurite = Azurite::start_with(&arguments, Some(own))?;
        azurite.ca_file = Some(certificate);
        Some(azurite)
    }

    fn start_with(arguments: &[&Path], own: Option<Certificate<'static>>) -> Option<Azurite> {
        if !have("node") {
            return None;
        }
        let folder = node_packages("azurite", &[PACKAGE])?;
        let mut process = Command::new("node")
            .arg(folder.join("node_modules/azurite/dist/src/blob/main.js"))
            .args(["--blobPort", "0", "--inMemoryPersistence"])
            // Clients may be newer than it; it does not call home; it prints no requests.
            .args(["--skipApiVersionCheck", "--disableTelemetry", "--silent"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let base = lines
            .find_map(|line| {
                let line = line.unwrap();
                let (_, url) = line.split_once("successfully listens on ")?;
                Some(url.trim().to_owned())
            })
            .expect("it says where it listens");
        // What else it says has somewhere to go, or it would wait.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Azurite {
            process,
            url: format!("{base}/{ACCOUNT}"),
            ca_file: None,
            agent: agent(own),
        })
    }

    /// Makes a container, and gives an address that is good for all in it for an hour.
    pub fn create_container(&self, name: &str) -> String {
        let url = self.container(name, "racwdl", HOUR);
        // A container's own signature is not good for making it; that of an account is.
        let expiry = iso(SystemTime::now() + HOUR);
        let text = format!("{ACCOUNT}\nc\nb\nsco\n\n{expiry}\n\n\n{VERSION}\n\n");
        let sas = query(&[
            ("sv", VERSION),
            ("ss", "b"),
            ("srt", "sco"),
            ("sp", "c"),
            ("se", &expiry),
            ("sig", &sign(&text)),
        ]);
        let made = self.ask(
            "PUT",
            &format!("{}/{name}?restype=container&{sas}", self.url),
            &[],
            b"",
        );
        assert_eq!(made.status(), 201, "{made:?}");
        url
    }

    /// The address of a container with these permissions (`rl` are those of a feedback container),
    /// for so long from now on.
    pub fn container(&self, name: &str, permissions: &str, time: Duration) -> String {
        self.signed_until(name, permissions, SystemTime::now() + time)
    }

    /// One whose time is over.
    pub fn expired_container(&self, name: &str, permissions: &str) -> String {
        self.signed_until(name, permissions, SystemTime::now() - HOUR)
    }

    fn signed_until(&self, container: &str, permissions: &str, until: SystemTime) -> String {
        let sas = sas(&format!("/{container}"), "c", permissions, until);
        format!("{}/{container}?{sas}", self.url)
    }

    /// The address of one blob, to read it.
    pub fn blob(&self, container: &str, name: &str, time: Duration) -> String {
        let sas = sas(
            &format!("/{container}/{name}"),
            "b",
            "r",
            SystemTime::now() + time,
        );
        format!("{}/{container}/{}?{sas}", self.url, path(name))
    }

    /// Creates or replaces a blob.
    pub fn put(&self, container: &str, name: &str, bytes: &[u8]) {
        let kind = ("x-ms-blob-type", "BlockBlob");
        let url = self.of_blob(container, name);
        let put = self.ask("PUT", &url, &[kind], bytes);
        assert_eq!(put.status(), 201, "{put:?}");
    }

    /// What is in a blob, if there is such a one.
    pub fn get(&self, container: &str, name: &str) -> Option<Vec<u8>> {
        let got = self.ask("GET", &self.of_blob(container, name), &[], b"");
        match got.status().as_u16() {
            404 => None,
            status => {
                assert_eq!(status, 200, "{got:?}");
                Some(body(got))
            }
        }
    }

    pub fn delete(&self, container: &str, name: &str) {
        let deleted = self.ask("DELETE", &self.of_blob(container, name), &[], b"");
        assert_eq!(deleted.status(), 202, "{deleted:?}");
    }

    /// The names of the blobs of a container, of which a page has room for.
    pub fn names(&self, container: &str) -> Vec<String> {
        let url = self.container(container, "rl", HOUR);
        let listed = self.ask(
            "GET",
            &format!("{url}&restype=container&comp=list"),
            &[],
            b"",
        );
        assert_eq!(listed.status(), 200, "{listed:?}");
        let xml = String::from_utf8(body(listed)).unwrap();
        let names = xml.split("<Name>").skip(1);
        names
            .map(|rest| rest.split("</Name>").next().unwrap().to_owned())
            .collect()
    }

    fn of_blob(&self, container: &str, name: &str) -> String {
        let url = self.container(container, "racwdl", HOUR);
        url.replacen('?', &format!("/{}?", path(name)), 1)
    }

    /// A request with these headers.
    pub fn ask(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response<ureq::Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(url)
            .header("x-ms-version", VERSION);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match method {
            "PUT" => self.agent.run(request.body(body).unwrap()),
            _ => self.agent.run(request.body(()).unwrap()),
        }
        .unwrap()
    }

    /// Ends it. What asks for its port from then on finds nobody there.
    pub fn stop(&mut self) {
        signals::end(&mut self.process);
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        self.stop();
    }
}

/// All of an answer's body.
pub fn body(mut answer: Response<ureq::Body>) -> Vec<u8> {
    let body = answer.body_mut().with_config().limit(1 << 30);
    body.read_to_vec().unwrap()
}

fn agent(own: Option<Certificate<'static>>) -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let Some(own) = own else {
        return config.build().new_agent();
    };
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::from([own]))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    config.tls_config(tls).build().new_agent()
}

/// A service SAS for a container (`c`) or a blob (`b`).
fn sas(resource: &str, kind: &str, permissions: &str, until: SystemTime) -> String {
    let expiry = iso(until);
    // Permissions, start, expiry, resource, policy, address, protocol, version, kind, snapshot,
    // scope, and five headers of the answer.
    let text = format!(
        "{permissions}\n\n{expiry}\n/blob/{ACCOUNT}{resource}\n\n\n\n{VERSION}\n{kind}\n\n\n\n\n\n\n"
    );
    query(&[
        ("sv", VERSION),
        ("sr", kind),
        ("sp", permissions),
        ("se", &expiry),
        ("sig", &sign(&text)),
    ])
}

fn sign(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn query(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    pairs.join("&")
}

/// A name in an address: its slashes stay.
fn path(name: &str) -> String {
    let parts: Vec<String> = name
        .split('/')
        .map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string())
        .collect();
    parts.join("/")
}

fn iso(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    format!(
        "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
