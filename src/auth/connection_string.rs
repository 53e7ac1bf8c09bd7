//! Connection strings: `Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…`.
//!
//! Any order, any case of the names, spaces around parts, trailing `;`,
//! unknown parts ignored. Messages name the part at fault and never repeat a
//! value, since a misplaced `;` can make a key look like anything.

use std::sync::Arc;

use crate::auth::credential::{Credential, TokenSource};
use crate::auth::sas_token::{SCHEME, SasToken, Signer};
use crate::auth::secret::Secret;
use crate::error::{Error, Result, Status};

/// A parsed connection string.
#[derive(Clone, Debug)]
pub struct ConnectionString {
    /// Where the namespace is.
    pub endpoint: Endpoint,
    /// The policy's key, or a token in its place, where the string has one.
    pub credential: Option<Credential>,
    /// `EntityPath`: the hub, where the string names one.
    pub entity_path: Option<String>,
}

/// The namespace's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `https`, or `http` to a development emulator.
    pub scheme: &'static str,
    /// Host name, lower case, without brackets or port.
    pub host: String,
    /// The port, where the string gives one.
    pub port: Option<u16>,
    /// A path in front of the hub (gateways): empty, or `/a/b`.
    pub path: String,
}

impl Endpoint {
    /// `host` or `host:port`, as in a URL.
    pub fn authority(&self) -> String {
        let host = self.url_host();
        match self.port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }
    }

    /// The host as a URL spells it: an IPv6 address stands in brackets.
    pub fn url_host(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }

    /// The port a connection goes to.
    pub fn port_or_default(&self) -> u16 {
        self.port
            .unwrap_or(if self.scheme == "http" { 80 } else { 443 })
    }
}

/// The parts that are read; all others are ignored, as the service's own SDKs
/// for Service Bus do.
#[derive(Default)]
struct Parts<'a> {
    endpoint: Option<&'a str>,
    key_name: Option<&'a str>,
    key: Option<&'a str>,
    token: Option<&'a str>,
    entity_path: Option<&'a str>,
    emulator: Option<&'a str>,
}

impl ConnectionString {
    /// Where tokens come from: what the string holds, or `source` in its place.
    pub fn credential_or(&self, source: Option<&Arc<dyn TokenSource>>) -> Result<Credential> {
        match (&self.credential, source) {
            (Some(credential), None) => Ok(credential.clone()),
            (None, Some(source)) => Ok(Credential::Source(Arc::clone(source))),
            (Some(_), Some(_)) => Err(Error::new(
                Status::InvalidConnectionString,
                "connection string: it has a key or a token, and the options have a token callback; leave one out",
            )),
            (None, None) => Err(Error::new(
                Status::InvalidConnectionString,
                "connection string: it has neither SharedAccessKeyName with SharedAccessKey nor SharedAccessSignature",
            )),
        }
    }

    /// Parses `text`.
    pub fn parse(text: &str) -> Result<ConnectionString> {
        let parts = Parts::split(text)?;
        let allow_http = match parts.emulator.map(str::to_ascii_lowercase).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return fault("UseDevelopmentEmulator must be true or false"),
        };
        let Some(endpoint) = parts.endpoint else {
            return fault(match text.to_ascii_lowercase().find("endpoint=") {
                Some(at) if at > 0 => {
                    "something stands in front of Endpoint= in its part; give the string from there"
                }
                _ => {
                    "it has no Endpoint; it must begin like Endpoint=sb://NAMESPACE.servicebus.windows.net/;…"
                }
            });
        };
        let endpoint = parse_endpoint(endpoint, allow_http)?;
        Ok(ConnectionString {
            endpoint,
            credential: parts.credential()?,
            entity_path: parts.entity_path.map(str::to_owned),
        })
    }
}

impl<'a> Parts<'a> {
    fn credential(&self) -> Result<Option<Credential>> {
        let (name, key) = match (self.key_name, self.key, self.token) {
            (Some(name), Some(key), None) => (name, key),
            (None, None, Some(token)) => return given_token(token).map(Some),
            (None, None, None) => return Ok(None),
            (_, _, Some(_)) => {
                return fault("it has a SharedAccessSignature beside a key; leave one out");
            }
            (Some(_), None, None) => {
                return fault("it has a SharedAccessKeyName but no SharedAccessKey");
            }
            (None, Some(_), None) => {
                return fault("it has a SharedAccessKey but no SharedAccessKeyName");
            }
        };
        if name.chars().count() > 256 {
            return fault("SharedAccessKeyName is longer than 256 characters");
        }
        if key.chars().count() > 256 {
            return fault("SharedAccessKey is longer than 256 characters");
        }
        Ok(Some(Credential::Key(Signer {
            key_name: name.to_owned(),
            key: Secret::new(key),
        })))
    }

    fn split(text: &'a str) -> Result<Parts<'a>> {
        if text.trim().is_empty() {
            return fault("it is empty; if it comes from an environment variable, that is not set");
        }
        match text.trim_start().chars().next() {
            Some('\u{feff}') => {
                return fault("a byte order mark stands in front; save the file without it");
            }
            Some('"' | '\'' | '\u{201c}' | '\u{2018}' | '`') => {
                return fault("a quotation mark stands in front; leave out the quotes");
            }
            _ => {}
        }
        if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            return fault("it holds a control character");
        }
        let mut parts = Parts::default();
        for (index, part) in text.split(';').enumerate() {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            // Only the first '=' separates: keys end in base64 padding.
            let Some((name, value)) = part.split_once('=') else {
                return fault(format!(
                    "part {} has no '='; parts are Name=Value, separated by ';'",
                    index + 1
                ));
            };
            let value = value.trim();
            let (slot, name) = match name.trim().to_ascii_lowercase().as_str() {
                "endpoint" => (&mut parts.endpoint, "Endpoint"),
                "sharedaccesskeyname" => (&mut parts.key_name, "SharedAccessKeyName"),
                "sharedaccesskey" => (&mut parts.key, "SharedAccessKey"),
                "sharedaccesssignature" => (&mut parts.token, "SharedAccessSignature"),
                "entitypath" => (&mut parts.entity_path, "EntityPath"),
                "usedevelopmentemulator" => (&mut parts.emulator, "UseDevelopmentEmulator"),
                _ => continue,
            };
            if value.is_empty() {
                return fault(format!("{name} is empty"));
            }
            if slot.replace(value).is_some() {
                return fault(format!("{name} is given twice"));
            }
        }
        Ok(parts)
    }
}

/// A token that was made elsewhere, with or without the scheme's name.
fn given_token(text: &str) -> Result<Credential> {
    let fields = text.strip_prefix(SCHEME).unwrap_or(text);
    match SasToken::read(format!("{SCHEME}{fields}").into()) {
        Ok(token) => Ok(Credential::Token(Arc::new(token))),
        Err(what) => {
            let what = what.trim_start_matches("gave ");
            fault(format!("SharedAccessSignature is {what}"))
        }
    }
}

fn parse_endpoint(text: &str, allow_http: bool) -> Result<Endpoint> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return fault(
            "Endpoint has no scheme; it must be like sb://NAMESPACE.servicebus.windows.net/",
        );
    };
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "sb" | "https" => "https",
        "http" if allow_http => "http",
        "http" => {
            return fault(
                "Endpoint is plain http, which would send the token in clear; use sb:// or https:// (a local emulator may be reached over http when the string says UseDevelopmentEmulator=true)",
            );
        }
        _ => return fault("Endpoint has a scheme other than sb, https or http"),
    };
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    if rest.contains(['?', '#', '@', '\\']) || rest.contains(char::is_whitespace) {
        return fault("Endpoint may hold a host, a port and a path, and nothing else");
    }
    let (host, port) = split_port(authority)?;
    if host.is_empty() {
        return fault("Endpoint has no host");
    }
    let valid_host = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
        // A dot at the end of a whole name is none between two empty parts.
        None => host
            .strip_suffix('.')
            .unwrap_or(host)
            .split('.')
            .all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            }),
    };
    if !valid_host {
        return fault("Endpoint has something that host names cannot have");
    }
    let valid_path = path.split('/').all(|segment| {
        segment != "."
            && segment != ".."
            && segment
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'%'))
    });
    if !valid_path {
        return fault("Endpoint has a character that URL paths cannot have");
    }
    Ok(Endpoint {
        scheme,
        host: host.trim_matches(['[', ']']).to_ascii_lowercase(),
        port,
        path: path.trim_end_matches('/').to_owned(),
    })
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>)> {
    let colon = match authority.rfind(']') {
        Some(bracket) => authority[bracket..].find(':').map(|at| bracket + at),
        None => authority.find(':'),
    };
    let Some(colon) = colon else {
        return Ok((authority, None));
    };
    let (host, port) = (&authority[..colon], &authority[colon + 1..]);
    match port.parse::<u16>() {
        Ok(port) if port > 0 => Ok((host, Some(port))),
        _ => fault("Endpoint has a port that is not a number from 1 to 65535"),
    }
}

fn fault<T>(message: impl std::fmt::Display) -> Result<T> {
    Err(Error::new(
        Status::InvalidConnectionString,
        format!("connection string: {message}"),
    ))
}

#[cfg(test)]
mod tests;
