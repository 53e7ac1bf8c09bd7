//! A hub's address, and the URLs below it.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::auth::connection_string::{ConnectionString, Endpoint};
use crate::auth::sas_token::UNRESERVED;
use crate::error::{Error, Result, Status};

/// What stays as it is in a path: also `$`, as in `$batch`.
const SEGMENT: &AsciiSet = &UNRESERVED.remove(b'$');

/// Where a hub is and how its requests begin.
#[derive(Clone, Debug)]
pub struct HubAddress {
    /// The namespace.
    pub endpoint: Endpoint,
    /// What tokens for this hub are signed for.
    pub signed_uri: String,
    below: UrlBase,
}

impl HubAddress {
    /// The address of `hub_name`, or of the connection string's `EntityPath`.
    pub fn new(
        connection: &ConnectionString,
        hub_name: Option<&str>,
        api_version: &str,
    ) -> Result<HubAddress> {
        let hub = match (hub_name, &connection.entity_path) {
            (Some(name), _) => name,
            (None, Some(path)) => path,
            (None, None) => {
                return Err(Error::argument(
                    "hub_name is NULL and the connection string has no EntityPath to take it from",
                ));
            }
        };
        check_hub_name(hub).map_err(|error| match hub_name {
            Some(_) => error,
            None => {
                let what = error.message.trim_start_matches("hub_name ");
                let message = format!("connection string: EntityPath {what}");
                Error::new(Status::InvalidConnectionString, message)
            }
        })?;
        let endpoint = connection.endpoint.clone();
        let namespace = NamespaceAddress::new(&endpoint, api_version);
        let name = utf8_percent_encode(hub, UNRESERVED);
        Ok(HubAddress {
            // Not yet encoded: signing encodes it once.
            signed_uri: format!("{}/{hub}", signed_uri(&endpoint)),
            below: UrlBase {
                url: format!("{}/{name}", namespace.0.url),
                ..namespace.0
            },
            endpoint,
        })
    }

    /// The hub's name.
    pub fn name(&self) -> &str {
        // Not yet encoded there, and no name has a slash.
        let name = self.signed_uri.rsplit('/').next();
        name.unwrap_or_default()
    }

    /// The hub's own URL.
    pub fn base(&self) -> &str {
        &self.below.url
    }

    /// The URL of what `path` names below the hub: see [`NamespaceAddress::url`].
    pub fn url(&self, path: &[&str], query: &str) -> String {
        self.below.url(path, query)
    }
}

/// Where a namespace is and how its requests begin.
#[derive(Clone, Debug)]
pub struct NamespaceAddress(UrlBase);

impl NamespaceAddress {
    /// The address of the namespace at `endpoint`.
    pub fn new(endpoint: &Endpoint, api_version: &str) -> NamespaceAddress {
        let (scheme, path) = (endpoint.scheme, &endpoint.path);
        NamespaceAddress(UrlBase {
            url: format!("{scheme}://{}{path}", endpoint.authority()),
            api_version: api_version.to_owned(),
        })
    }

    /// The URL of what `path` names below the namespace, each segment encoded,
    /// with the api-version and `query` (which begins with `&` if not empty).
    pub fn url(&self, path: &[&str], query: &str) -> String {
        self.0.url(path, query)
    }
}

/// What tokens for a namespace are signed for: its URL without the port, which
/// the service does not count, and without a slash at its end.
pub fn signed_uri(endpoint: &Endpoint) -> String {
    let (scheme, path) = (endpoint.scheme, &endpoint.path);
    format!("{scheme}://{}{path}", endpoint.url_host())
}

const VERSION: &str = "?api-version=";

#[derive(Clone, Debug)]
struct UrlBase {
    /// `https://host[:port]/path`, without a slash at its end.
    url: String,
    api_version: String,
}

impl UrlBase {
    fn url(&self, path: &[&str], query: &str) -> String {
        // Enough unless segments must be encoded.
        let segments: usize = path.iter().map(|segment| segment.len() + 1).sum();
        let rest = VERSION.len() + self.api_version.len() + query.len();
        let mut url = String::with_capacity(self.url.len() + segments + rest);
        url.push_str(&self.url);
        for segment in path {
            url.push('/');
            url.extend(utf8_percent_encode(segment, SEGMENT));
        }
        url.push_str(VERSION);
        url.push_str(&self.api_version);
        url.push_str(query);
        url
    }
}

/// Is this the URL of something at some host?
pub fn is_absolute_url(text: &str) -> bool {
    names_a_host(text, &["https://", "http://"])
        && !text.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// Does it begin with one of these schemes, in any case, and a host?
pub fn names_a_host(text: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && !matches!(
                text.as_bytes().get(scheme.len()),
                None | Some(b'/' | b'?' | b'#' | b':')
            )
    })
}

/// Checks a hub's name.
pub fn check_hub_name(hub: &str) -> Result<()> {
    let fault = |message: &str| Err(Error::argument(format!("hub_name {message}")));
    if hub.trim().is_empty() {
        return fault("is empty");
    }
    if hub.trim() != hub {
        return fault("has a blank at its beginning or end");
    }
    if hub.contains("://") || hub.contains(';') {
        return fault("looks like a connection string or an address; it is only the hub's name");
    }
    if hub.chars().count() > 260 {
        return fault("is longer than 260 characters");
    }
    let is_path = |c: char| c.is_control() || matches!(c, '/' | '\\' | '?' | '#');
    if hub.contains(is_path) || hub == "." || hub == ".." {
        return fault("has a character that hub names cannot have");
    }
    Ok(())
}

/// Checks an id that becomes part of a URL.
pub fn check_path_id(argument: &str, id: &str) -> Result<()> {
    if id.is_empty() {
        return Err(Error::argument(format!("{argument} is empty")));
    }
    // They would walk up the path.
    if id == "." || id == ".." {
        return Err(Error::argument(format!("{argument} is no id but a path")));
    }
    if id.len() > 512 || id.chars().any(char::is_control) {
        return Err(Error::argument(format!(
            "{argument} is longer than 512 bytes or has a control character"
        )));
    }
    Ok(())
}
