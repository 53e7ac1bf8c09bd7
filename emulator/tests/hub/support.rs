//! A running hub, requests to it, and tokens for them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sha2::Sha256;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::TempDir;
use ureq::http::HeaderMap;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

pub const VERSION: &str = "api-version=2020-06";
pub const FULL: &str = "NH_CONNECTION_STRING";
pub const LISTEN: &str = "NH_LISTEN_CONNECTION_STRING";
pub const SECONDARY: &str = "NH_SECONDARY_CONNECTION_STRING";
pub const ROOT: &str = "NH_ROOT_CONNECTION_STRING";

pub fn emulator() -> Command {
    Command::new(env!("CARGO_BIN_EXE_nh-emulator"))
}

pub struct Hub {
    pub child: Child,
    pub folder: TempDir,
    env: HashMap<String, String>,
    agent: ureq::Agent,
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Hub {
    pub fn start(arguments: &[&str]) -> Hub {
        let folder = TempDir::new().unwrap();
        let env_file = folder.path().join("env");
        let mut child = emulator()
            .args(arguments)
            .arg("--env-file")
            .arg(&env_file)
            // A hub that is killed leaves its own folder behind; this one goes with the test.
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        for _ in 0..5 {
            stdout.read_line(&mut printed).unwrap();
        }
        let written = std::fs::read_to_string(&env_file).unwrap();
        assert!(
            !printed.is_empty() && written.starts_with(&printed),
            "{printed}"
        );
        let env = parse_env(&written);
        let agent = agent(Path::new(&env["NH_CA_FILE"]));
        Hub {
            child,
            folder,
            env,
            agent,
        }
    }

    pub fn env(&self, name: &str) -> &str {
        &self.env[name]
    }

    pub fn env_file(&self) -> std::path::PathBuf {
        self.folder.path().join("env")
    }

    /// `host:port`
    pub fn authority(&self) -> &str {
        self.env("NH_URL").split_once("://").unwrap().1
    }

    /// A part of a connection string.
    pub fn part(&self, connection_string: &str, name: &str) -> &str {
        self.env(connection_string)
            .split(';')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
            .unwrap()
    }

    pub fn token(&self, connection_string: &str, resource: &str, expiry: u64) -> String {
        token(
            &utf8_percent_encode(resource, NON_ALPHANUMERIC).to_string(),
            self.part(connection_string, "SharedAccessKey"),
            self.part(connection_string, "SharedAccessKeyName"),
            expiry,
        )
    }

    pub fn call(&self, request: &Request) -> Answer {
        self.try_call(request).unwrap()
    }

    /// Fails where the answer cannot be read to its end.
    pub fn try_call(&self, request: &Request) -> Result<Answer, ureq::Error> {
        let authorization = match &request.authorization {
            Authorization::None => None,
            Authorization::Header(header) => Some(header.clone()),
            Authorization::Policy(name) => Some(self.token(name, self.env("NH_URL"), now() + 300)),
        };
        let mut builder = ureq::http::Request::builder()
            .method(request.method)
            .uri(format!("{}{}", self.env("NH_URL"), request.path));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(authorization) = authorization {
            builder = builder.header("authorization", authorization);
        }
        let response = match (request.body.is_empty(), request.method) {
            (true, "GET" | "DELETE" | "HEAD") => self.agent.run(builder.body(()).unwrap()),
            _ => self.agent.run(builder.body(request.body.clone()).unwrap()),
        };
        let mut response = response?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response
                .body_mut()
                .with_config()
                .limit(1 << 30)
                .read_to_string()?,
        })
    }

    pub fn install(&self, installation: &Value) {
        let answer = self.call(&put(installation));
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body, "");
    }

    /// One of the addresses with which a test sets things up.
    pub fn control(&self, method: &'static str, name: &str, body: &str) -> Answer {
        let request = Request::new(method, &format!("/_emulator/{name}")).anonymous();
        self.call(&request.body(body))
    }

    pub fn deliveries(&self) -> Vec<Value> {
        let answer = self.call(&Request::new("GET", "/_emulator/deliveries").anonymous());
        serde_json::from_str(&answer.body).unwrap()
    }

    pub fn requests(&self) -> Vec<Value> {
        let answer = self.call(&Request::new("GET", "/_emulator/requests").anonymous());
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Ids of the installations that the sends since the last call have reached, sorted.
    pub fn reached(&self) -> Vec<String> {
        let mut ids: Vec<String> = self
            .deliveries()
            .iter()
            .map(|delivery| delivery["installationId"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        self.call(&Request::new("POST", "/_emulator/reset").anonymous());
        ids
    }
}

pub fn agent(ca_file: &Path) -> ureq::Agent {
    let roots = match std::fs::read(ca_file) {
        Ok(pem) => vec![Certificate::from_pem(&pem).unwrap()],
        Err(_) => Vec::new(),
    };
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .proxy(None)
        // A debug build's hub imports a hundred thousand rows on a busy machine meanwhile.
        .timeout_global(Some(Duration::from_secs(300)))
        .build()
        .into()
}

fn parse_env(text: &str) -> HashMap<String, String> {
    text.lines()
        .map(|line| {
            let (name, value) = line.split_once('=').unwrap();
            let value = value
                .strip_prefix('\'')
                .unwrap()
                .strip_suffix('\'')
                .unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// `resource` as it is to be sent.
pub fn token(resource: &str, key: &str, policy: &str, expiry: u64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{resource}\n{expiry}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let signature = utf8_percent_encode(&signature, NON_ALPHANUMERIC);
    format!("SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={policy}")
}

pub struct Request {
    pub method: &'static str,
    pub path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    authorization: Authorization,
}

enum Authorization {
    None,
    Policy(&'static str),
    Header(String),
}

impl Request {
    pub fn new(method: &'static str, path: &str) -> Request {
        Request {
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            authorization: Authorization::Policy(FULL),
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Request {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Request {
        self.body = body.into();
        self
    }

    pub fn policy(mut self, connection_string: &'static str) -> Request {
        self.authorization = Authorization::Policy(connection_string);
        self
    }

    pub fn anonymous(mut self) -> Request {
        self.authorization = Authorization::None;
        self
    }

    pub fn authorization(mut self, header: &str) -> Request {
        self.authorization = Authorization::Header(header.to_owned());
        self
    }
}

/// A send to everyone.
pub fn send(format: &str, body: impl Into<Vec<u8>>) -> Request {
    Request::new("POST", &format!("/demo/messages?{VERSION}"))
        .header("ServiceBusNotification-Format", format)
        .body(body)
}

pub fn apple() -> Request {
    send("apple", r#"{"aps":{"alert":"hi"}}"#)
}

pub fn installation_request(method: &'static str, id: &str) -> Request {
    Request::new(method, &format!("/demo/installations/{id}?{VERSION}"))
}

pub fn put(installation: &Value) -> Request {
    let id = installation["installationId"].as_str().unwrap();
    installation_request("PUT", id).body(installation.to_string())
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Checks the shape of the service's errors and gives the message in it.
    pub fn error(&self) -> &str {
        assert_eq!(
            self.header("content-type"),
            "application/xml; charset=utf-8"
        );
        let start = format!("<Error><Code>{}</Code><Detail>", self.status);
        let rest = self.body.strip_prefix(&start).unwrap();
        let (message, rest) = rest.split_once(".TrackingId:").unwrap();
        let tracking_id = self.header("trackingid");
        let time = rest
            .strip_prefix(&format!("{tracking_id}_G1,TimeStamp:"))
            .unwrap();
        assert!(time.ends_with("M</Detail></Error>"), "{time}");
        message
    }
}
