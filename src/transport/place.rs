//! Where a connection leads to.

use ureq::http::Uri;

use crate::auth::connection_string::Endpoint;

/// A hub or a proxy.
#[derive(Clone, Debug)]
pub struct Place {
    /// Scheme and authority: what TLS checks the certificate against.
    pub uri: Uri,
    /// Host, and port if it is not the scheme's own.
    pub authority: String,
    /// Without the brackets of an IPv6 address.
    pub host: String,
    /// The port, in any case.
    pub port: u16,
}

impl Place {
    /// The one of this authority, if it can be one.
    pub fn new(scheme: &str, authority: String) -> Option<Place> {
        let uri: Uri = format!("{scheme}://{authority}/").parse().ok()?;
        let host = uri.host()?.trim_matches(['[', ']']).to_owned();
        let default = if scheme == "https" { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default);
        Some(Place {
            uri,
            authority,
            host,
            port,
        })
    }

    /// The hub's or namespace's.
    pub fn of(endpoint: &Endpoint) -> Option<Place> {
        Place::new(endpoint.scheme, endpoint.authority())
    }

    /// Is TLS spoken there?
    pub fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    /// Host and port, as CONNECT names them.
    pub fn host_and_port(&self) -> String {
        let host = self.uri.host().unwrap_or_default();
        format!("{host}:{}", self.port)
    }
}
