//! Requests to another program, by HTTP/1.1, each on a connection of its own.

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fmt::Display;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

pub struct Server {
    /// As the address has it.
    pub authority: String,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
}

impl Server {
    /// That of this address. `roots` are asked for where it is one of https.
    pub fn of(
        url: &Uri,
        roots: impl FnOnce() -> Result<RootCertStore, String>,
    ) -> Result<Server, String> {
        let authority = url.authority().ok_or("it has no host")?;
        let (tls, port) = match url.scheme_str() {
            Some("http") => (None, 80),
            Some("https") => (Some(connector(roots()?)?), 443),
            _ => return Err("it begins neither with http:// nor with https://".to_owned()),
        };
        Ok(Server {
            authority: authority.to_string(),
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: authority.port_u16().unwrap_or(port),
            tls,
        })
    }

    /// Fails where the answer's body is longer than `longest`.
    pub async fn ask(
        &self,
        request: Request<Full<Bytes>>,
        longest: usize,
    ) -> Result<Response<Bytes>, String> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(text)?;
        match &self.tls {
            None => self.over(stream, request, longest).await,
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone()).map_err(text)?;
                let stream = tls.connect(name, stream).await.map_err(text)?;
                self.over(stream, request, longest).await
            }
        }
    }

    async fn over(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        mut request: Request<Full<Bytes>>,
        longest: usize,
    ) -> Result<Response<Bytes>, String> {
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(text)?;
        tokio::spawn(connection);
        let host = HeaderValue::try_from(&self.authority).map_err(text)?;
        request.headers_mut().insert(HOST, host);
        let (head, body) = sender
            .send_request(request)
            .await
            .map_err(text)?
            .into_parts();
        let body = Limited::new(body, longest).collect().await.map_err(text)?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}

fn connector(roots: RootCertStore) -> Result<TlsConnector, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(text)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
