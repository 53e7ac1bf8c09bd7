//! The few requests that the commands beside the hub make to it.

use crate::basics::files;
use crate::commands::env_file::{self, EnvFile};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const REQUEST_TIME: Duration = Duration::from_secs(10);

pub struct HubClient {
    runtime: tokio::runtime::Runtime,
    authority: String,
    host: String,
    tls: Option<TlsConnector>,
}

impl HubClient {
    pub fn new(env: &EnvFile) -> Result<HubClient, String> {
        let url = env
            .get(env_file::URL)
            .ok_or("there is no NH_URL in the env file")?;
        let url: Uri = url
            .parse()
            .map_err(|error| format!("NH_URL is wrong: {error}"))?;
        let authority = url.authority().ok_or("NH_URL has no host")?;
        let tls = match url.scheme_str() {
            Some("http") => None,
            _ => Some(connector(env.get(env_file::CA_FILE).unwrap_or_default())?),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(HubClient {
            runtime,
            authority: authority.to_string(),
            host: authority.host().to_owned(),
            tls,
        })
    }

    pub fn request(&self, method: Method, path: &str) -> Result<Bytes, String> {
        self.runtime
            .block_on(async {
                // A timer can only be made where the runtime runs.
                tokio::time::timeout(REQUEST_TIME, self.exchange(method, path)).await
            })
            .unwrap_or_else(|_| Err("no answer in time".to_owned()))
            .map_err(|error| format!("the hub at {}: {error}", self.authority))
    }

    async fn exchange(&self, method: Method, path: &str) -> Result<Bytes, String> {
        let stream = TcpStream::connect(&self.authority)
            .await
            .map_err(|error| error.to_string())?;
        match &self.tls {
            None => self.over(stream, method, path).await,
            Some(tls) => {
                let host = self.host.trim_matches(['[', ']']).to_owned();
                let name = ServerName::try_from(host).map_err(|error| error.to_string())?;
                let stream = tls
                    .connect(name, stream)
                    .await
                    .map_err(|error| error.to_string())?;
                self.over(stream, method, path).await
            }
        }
    }

    async fn over(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        method: Method,
        path: &str,
    ) -> Result<Bytes, String> {
        let fail = |error: hyper::Error| error.to_string();
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(fail)?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.authority)
            .body(Empty::<Bytes>::new())
            .map_err(|error| error.to_string())?;
        let response = sender.send_request(request).await.map_err(fail)?;
        let status = response.status();
        let body = response.into_body().collect().await.map_err(fail)?;
        match status.is_success() {
            true => Ok(body.to_bytes()),
            false => Err(refusal(status, &body.to_bytes())),
        }
    }
}

/// The hub says why in the element `Detail`, with ids behind it.
fn refusal(status: StatusCode, body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    let detail = body
        .split_once("<Detail>")
        .and_then(|(_, rest)| rest.split_once("</Detail>"))
        .map(|(detail, _)| detail.split(".TrackingId").next().unwrap_or_default());
    match detail {
        Some(detail) => format!("{status}: {detail}"),
        None => format!("status {status}"),
    }
}

fn connector(ca_file: &str) -> Result<TlsConnector, String> {
    let fail = |error: &dyn std::fmt::Display| format!("{ca_file}: {error}");
    let Some(pem) = files::read_if_there(Path::new(ca_file))? else {
        // A hub without a state directory takes it along when it ends.
        return Err(format!("{ca_file} is gone: is the hub still running?"));
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|error| fail(&error))?;
        roots.add(certificate).map_err(|error| fail(&error))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fail(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
