//! The few requests that the commands beside the hub make to it.

use crate::basics::files;
use crate::basics::http_client::Server;
use crate::commands::env_file::{self, EnvFile};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode, Uri};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;
use std::time::Duration;

const REQUEST_TIME: Duration = Duration::from_secs(10);

pub struct HubClient {
    runtime: tokio::runtime::Runtime,
    hub: Server,
}

impl HubClient {
    pub fn new(env: &EnvFile) -> Result<HubClient, String> {
        let url = env
            .get(env_file::URL)
            .ok_or("there is no NH_URL in the env file")?;
        let url: Uri = url
            .parse()
            .map_err(|error| format!("NH_URL is wrong: {error}"))?;
        let hub = Server::of(&url, || {
            roots(env.get(env_file::CA_FILE).unwrap_or_default())
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(HubClient { runtime, hub })
    }

    pub fn request(&self, method: Method, path: &str) -> Result<Bytes, String> {
        self.runtime
            .block_on(async {
                // A timer can only be made where the runtime runs.
                tokio::time::timeout(REQUEST_TIME, self.exchange(method, path)).await
            })
            .unwrap_or_else(|_| Err("no answer in time".to_owned()))
            .map_err(|error| format!("the hub at {}: {error}", self.hub.authority))
    }

    async fn exchange(&self, method: Method, path: &str) -> Result<Bytes, String> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Full::default())
            .map_err(|error| error.to_string())?;
        let answer = self.hub.ask(request, usize::MAX).await?;
        match answer.status().is_success() {
            true => Ok(answer.into_body()),
            false => Err(refusal(answer.status(), answer.body())),
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

fn roots(ca_file: &str) -> Result<RootCertStore, String> {
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
    Ok(roots)
}
