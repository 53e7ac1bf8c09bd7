//! The address of a request, taken apart.

use crate::http::error::ServiceError;
use hyper::header::HOST;
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

#[derive(Debug)]
pub struct Target {
    /// `scheme://host:port` as the client wrote them, for the addresses in answers.
    pub base: String,
    pub authority: String,
    /// Decoded; empty segments are dropped, since some SDKs end their paths with a slash and some
    /// do not.
    pub segments: Vec<String>,
    /// The hub's segment as it was sent.
    pub hub: String,
    /// What follows it, as it was sent.
    below_hub: String,
    /// Path and query as they were sent, for answers that repeat them. The path ends without slash.
    path: String,
    raw_query: String,
    /// Names in lower case: SDKs differ in the case of some.
    query: Vec<(String, String)>,
}

impl Target {
    /// Takes `/path` with a Host header as well as `https://host/path`, the form in which some
    /// clients write the request line.
    pub fn of(request: &Parts, scheme: &str) -> Result<Target, ServiceError> {
        let authority = authority(request)
            .ok_or_else(|| ServiceError::bad_request("The Host header is missing or wrong"))?;
        let path = request.uri.path();
        let raw: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let segments = raw
            .iter()
            .map(|part| percent_decode_str(part).decode_utf8().map(String::from))
            .collect::<Result<_, _>>()
            .map_err(|_| ServiceError::bad_request("The address is not UTF-8"))?;
        let query = request.uri.query().unwrap_or_default();
        Ok(Target {
            base: format!("{scheme}://{authority}"),
            authority: authority.as_str().to_owned(),
            segments,
            hub: raw.first().copied().unwrap_or_default().to_owned(),
            below_hub: raw.get(1..).unwrap_or_default().join("/"),
            path: path.trim_end_matches('/').to_owned(),
            raw_query: query.to_owned(),
            query: query
                .split('&')
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name).to_lowercase(), decode(value))
                })
                .collect(),
        })
    }

    /// The address of the request, or of something below it: with the query in both cases.
    pub fn url(&self, below: &str) -> String {
        let (base, path, query) = (&self.base, &self.path, &self.raw_query);
        match query.is_empty() {
            true => format!("{base}{path}{below}"),
            false => format!("{base}{path}{below}?{query}"),
        }
    }

    /// The address of something in the list that was asked for, spelled as the client spelled it,
    /// with no more of a query than the version: so the service writes it into headers.
    pub fn listed(&self, id: &str, version: &str) -> String {
        let (base, hub, list) = (&self.base, &self.hub, &self.below_hub);
        format!("{base}/{hub}/{list}/{id}?api-version={version}")
    }

    /// The address of the request with another value of this parameter, which comes last. Names and
    /// values are encoded as the service does it.
    pub fn url_with(&self, name: &str, value: &str) -> String {
        let others = self.raw_query.split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = decode(key);
            (!key.eq_ignore_ascii_case(name)).then(|| (key, decode(value)))
        });
        let query: Vec<String> = others
            .chain([(name.to_owned(), value.to_owned())])
            .map(|(name, value)| format!("{}={}", encode(&name), encode(&value)))
            .collect();
        format!("{}{}?{}", self.base, self.path, query.join("&"))
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// `test` and `direct` count by being there: most SDKs give them no value, one says `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.query(name)
            .is_some_and(|value| !value.eq_ignore_ascii_case("false"))
    }
}

/// Whom a request is for: what its address says, as that of HTTP/2 always does, or its Host.
pub fn authority(request: &Parts) -> Option<Authority> {
    match request.uri.authority() {
        Some(authority) => Some(authority.clone()),
        None => {
            let host = request.headers.get(HOST)?;
            Authority::try_from(host.as_bytes()).ok()
        }
    }
}

fn encode(text: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(text, KEPT).to_string()
}

fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
