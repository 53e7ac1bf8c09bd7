//! Who may look inside. `/_emulator` and what else has a page needs no key, so a page in somebody's
//! browser must not reach it: neither by a name of its own that leads here (rebinding), nor by a
//! request from its own place. The service's addresses are for everybody who has a key.

use crate::http::error::ServiceError;
use crate::http::target;
use hyper::Uri;
use hyper::header::ORIGIN;
use hyper::http::request::Parts;
use std::net::{IpAddr, Ipv6Addr};

const MAX_NAME: usize = 253;

pub struct Visitors {
    listening: IpAddr,
    allowed: Vec<String>,
}

impl Visitors {
    /// `allowed` are hosts as [`parse_host`] gives them.
    pub fn new(listening: IpAddr, allowed: &[String]) -> Visitors {
        Visitors {
            listening,
            allowed: allowed.to_vec(),
        }
    }

    /// Whether a request came to a name of this machine, and from a page of it if from a page.
    pub fn check(&self, request: &Parts) -> Result<(), ServiceError> {
        let authority = target::authority(request);
        let host = authority.as_ref().map(|authority| folded(authority.host()));
        let host = host.unwrap_or_default();
        // A name leads wherever its owner wants, an address only to itself.
        let is_own_address = || self.listening.is_unspecified() && address(&host).is_some();
        if !self.knows(&host) && !is_own_address() {
            return Err(foreign(&format!("the host '{host}'"), &host));
        }
        // A browser says so of what another site's page asks for without an Origin: images, scripts.
        // A link from there is somebody who wants to look.
        let says = |name: &str, word: &str| {
            let value = request.headers.get(name);
            value.is_some_and(|value| value.as_bytes() == word.as_bytes())
        };
        if says("sec-fetch-site", "cross-site")
            && !says("sec-fetch-mode", "navigate")
            && !request.headers.contains_key(ORIGIN)
        {
            return Err(foreign("pages of another site", ""));
        }
        for origin in request.headers.get_all(ORIGIN) {
            let origin = origin.to_str().unwrap_or_default();
            let from = origin_host(origin).unwrap_or_default();
            if from.is_empty() || (from != host && !self.knows(&from)) {
                return Err(foreign(&format!("pages of '{origin}'"), &from));
            }
        }
        Ok(())
    }

    fn knows(&self, host: &str) -> bool {
        let is_own_address = address(host).is_some_and(|address| {
            address.to_canonical().is_loopback() || address == self.listening
        });
        is_own_address
            || host == "localhost"
            || host.ends_with(".localhost")
            || self.allowed.iter().any(|allowed| allowed == host)
    }
}

fn foreign(what: &str, name: &str) -> ServiceError {
    let remedy = match parse_host(name) {
        Ok(name) => format!(": if it is yours, start the hub with --allow-host {name}"),
        Err(_) => String::new(),
    };
    ServiceError::forbidden(format!(
        "This address needs no key and is not for {what}{remedy}"
    ))
}

/// None for `null`, and for what is none.
fn origin_host(origin: &str) -> Option<String> {
    let origin: Uri = origin.parse().ok()?;
    origin.scheme()?;
    Some(folded(origin.host()?))
}

/// Without the dot that may end a name, and without the brackets of an address.
fn folded(host: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host).to_lowercase();
    match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        Some(address) => match address.parse::<Ipv6Addr>() {
            Ok(address) => address.to_string(),
            Err(_) => host,
        },
        None => host,
    }
}

fn address(host: &str) -> Option<IpAddr> {
    host.parse().ok()
}

/// A name or an address, without a port.
pub fn parse_host(text: &str) -> Result<String, String> {
    let host = folded(text);
    let is_label = |label: &str| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(inner)
    };
    let is_name = host.len() <= MAX_NAME && host.split('.').all(is_label);
    match is_name || address(&host).is_some() {
        true => Ok(host),
        false => Err("neither a host's name nor an address, without a port".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(visitors: &Visitors, uri: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = hyper::Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        visitors.check(&parts).is_ok()
    }

    #[test]
    fn hosts() {
        let listening = "10.1.2.3".parse().unwrap();
        let visitors = Visitors::new(listening, &["hub.ci".to_owned(), "10.9.9.9".to_owned()]);
        for host in [
            "localhost",
            "LocalHost.:80",
            "a.localhost:1",
            "127.0.0.1",
            "127.9.9.9:4",
            "[::1]:5",
            "[0:0::1]",
            "[::ffff:127.0.0.1]",
            "10.1.2.3:80",
            "10.9.9.9",
            "HUB.ci:443",
        ] {
            assert!(allowed(&visitors, "/", &[("host", host)]), "{host}");
            // As HTTP/2 says it.
            assert!(
                allowed(&visitors, &format!("http://{host}/"), &[]),
                "{host}"
            );
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "10.1.2.4",
            "hub.ci.evil.example",
            "128.0.0.1",
            "[::2]",
            "2130706433",
            "a b",
            "",
        ] {
            assert!(!allowed(&visitors, "/", &[("host", host)]), "{host}");
        }
        assert!(!allowed(&visitors, "/", &[]));
        // What the address says counts.
        assert!(!allowed(
            &visitors,
            "http://evil.example/",
            &[("host", "localhost")]
        ));
        // One that listens everywhere has addresses that it does not know.
        let everywhere = Visitors::new("0.0.0.0".parse().unwrap(), &[]);
        assert!(allowed(&everywhere, "/", &[("host", "192.168.1.5:80")]));
        assert!(!allowed(&everywhere, "/", &[("host", "evil.example")]));
    }

    #[test]
    fn origins() {
        let everywhere = Visitors::new("0.0.0.0".parse().unwrap(), &["hub.ci".to_owned()]);
        let from = |host: &str, origin: &str| {
            allowed(&everywhere, "/", &[("host", host), ("origin", origin)])
        };
        for (host, origin) in [
            ("localhost:1", "http://localhost:1"),
            ("localhost:1", "https://127.0.0.1:3000"),
            ("localhost", "http://[::1]"),
            ("localhost", "http://hub.ci"),
            ("192.168.1.5", "http://192.168.1.5"),
        ] {
            assert!(from(host, origin), "{host} {origin}");
        }
        for (host, origin) in [
            ("localhost", "null"),
            ("localhost", "http://evil.example"),
            ("localhost", "http://192.168.1.6"),
            ("192.168.1.5", "http://192.168.1.6"),
            ("localhost", "file://"),
            ("localhost", "localhost"),
            ("localhost", ""),
        ] {
            assert!(!from(host, origin), "{host} {origin}");
        }
        let two = [
            ("host", "localhost"),
            ("origin", "http://localhost"),
            ("origin", "http://evil.example"),
        ];
        assert!(!allowed(&everywhere, "/", &two));
    }

    #[test]
    fn parts_of_other_pages() {
        let visitors = Visitors::new("127.0.0.1".parse().unwrap(), &[]);
        let asked = |site: &str, mode: &str| {
            let headers = [
                ("host", "localhost"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
            ];
            allowed(&visitors, "/", &headers)
        };
        assert!(asked("same-origin", "cors") && asked("none", "navigate"));
        assert!(asked("cross-site", "navigate"));
        assert!(!asked("cross-site", "no-cors") && !asked("cross-site", "cors"));
    }

    #[test]
    fn names_to_allow() {
        assert_eq!(parse_host("Hub.CI."), Ok("hub.ci".to_owned()));
        assert_eq!(parse_host("[::1]"), Ok("::1".to_owned()));
        for wrong in ["", "a:1", "*", "http://a", "a b", "a..b", "a/b"] {
            assert!(parse_host(wrong).is_err(), "{wrong}");
        }
    }
}
