//! Addresses of storage that are signed themselves: `https://ACCOUNT/CONTAINER?sv=…&sig=…`.

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use ureq::http::Uri;

use crate::auth::connection_string::Endpoint;
use crate::auth::sas_token::UNRESERVED;
use crate::auth::secret::Secret;
use crate::wire::utc_time;

/// The address of a container, or of one blob, and the signature that opens it.
#[derive(Clone, Debug)]
pub struct SignedAddress {
    /// The account.
    pub endpoint: Endpoint,
    /// As it stands in a URL, with its first slash.
    path: String,
    /// The signature and what it is of.
    query: Secret,
    /// What no log may show.
    signatures: Vec<Secret>,
    /// When it ends, if it says so.
    end: Option<String>,
    /// Is it the address of a single blob?
    pub is_of_a_blob: bool,
}

impl SignedAddress {
    /// Reads an address. Over plain http everybody on the way could read the signature, so
    /// that it must be allowed, or lead to this machine. Fails with words that fit behind
    /// "the address".
    pub fn parse(text: &str, allow_http: bool) -> Result<SignedAddress, &'static str> {
        let uri: Uri = text.parse().map_err(|_| "is not a URL")?;
        let authority = uri.authority().ok_or("is not a URL with a host")?;
        if authority.as_str().contains('@') {
            return Err("has a user name, which storage has not");
        }
        let host = authority.host().trim_matches(['[', ']']);
        let scheme = match uri.scheme_str() {
            Some("https") => "https",
            Some("http") if allow_http || is_this_machine(host) => "http",
            Some("http") => {
                return Err(
                    "is plain http, over which others could read the signature; use https://",
                );
            }
            _ => return Err("begins with something else than https://"),
        };
        let path = uri.path().trim_end_matches('/');
        if path.is_empty() {
            return Err("names no container");
        }
        let query = uri.query().unwrap_or_default();
        let field = |name: &str| {
            let mut fields = query.split('&').filter_map(|field| field.split_once('='));
            fields.find_map(|(n, value)| (n == name && !value.is_empty()).then_some(value))
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let fields = query.split('&').filter_map(|field| field.split_once('='));
        let signatures: Vec<&str> = fields
            .filter(|(name, value)| name.eq_ignore_ascii_case("sig") && !value.is_empty())
            .map(|(_, value)| value)
            .collect();
        if signatures.is_empty() {
            return Err("has no signature (sig=…)");
        }
        let is_of_a_blob = field("sr") == Some("b");
        let end = field("se").map(decoded);
        Ok(SignedAddress {
            endpoint: Endpoint {
                scheme,
                host: host.to_ascii_lowercase(),
                port: authority.port_u16(),
                path: String::new(),
            },
            path: path.to_owned(),
            signatures: signatures
                .iter()
                .flat_map(|text| [Secret::new(text), decoded(text).into()])
                .collect(),
            query: Secret::new(query),
            end,
            is_of_a_blob,
        })
    }

    /// The whole of it.
    pub fn url(&self) -> String {
        self.below("", "")
    }

    /// The URL of a blob of the container.
    pub fn blob_url(&self, name: &str) -> String {
        let encode = |part| utf8_percent_encode(part, UNRESERVED).to_string();
        let name: Vec<String> = name.split('/').map(encode).collect();
        self.below(&format!("/{}", name.join("/")), "")
    }

    /// The URL of a page of the list of the container's blobs.
    pub fn list_url(&self, most: u32, marker: Option<&str>) -> String {
        let marker = marker.map_or_else(String::new, |marker| {
            format!("&marker={}", utf8_percent_encode(marker, UNRESERVED))
        });
        let list = format!("restype=container&comp=list&maxresults={most}{marker}&");
        self.below("", &list)
    }

    fn below(&self, path: &str, query: &str) -> String {
        let scheme = self.endpoint.scheme;
        let authority = self.endpoint.authority();
        let signed = self.query.expose();
        format!("{scheme}://{authority}{}{path}?{query}{signed}", self.path)
    }

    /// What no log may show.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(Secret::expose)
    }

    /// When the signature ends: in seconds of Unix time, and in its own words.
    pub fn ends_at(&self) -> Option<(u64, &str)> {
        let text = self.end.as_deref()?;
        // Without seconds, or without a time of day: storage takes both.
        let whole = match text.len() {
            10 => format!("{text}T00:00:00Z"),
            17 => text.replace('Z', ":00Z"),
            _ => text.to_owned(),
        };
        let seconds = utc_time::unix_seconds(&whole)?;
        Some((u64::try_from(seconds).unwrap_or(0), text))
    }
}

/// Does this host stand for the machine itself, which no network is needed to reach?
fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_below_an_address_keep_its_signature() {
        let container = "https://Acct.blob.core.windows.net/feedback?sv=2024-08-04&sr=c&sp=rl&se=2027-01-15T00%3A00%3A00Z&sig=a%2Bb%3D";
        let address = SignedAddress::parse(container, false).unwrap();
        let base = "https://acct.blob.core.windows.net/feedback";
        let signed = "sv=2024-08-04&sr=c&sp=rl&se=2027-01-15T00%3A00%3A00Z&sig=a%2Bb%3D";
        assert_eq!(
            address.list_url(5, None),
            format!("{base}?restype=container&comp=list&maxresults=5&{signed}")
        );
        assert_eq!(
            address.list_url(5, Some("2!8&x")),
            format!("{base}?restype=container&comp=list&maxresults=5&marker=2%218%26x&{signed}")
        );
        assert_eq!(
            address.blob_url("a b//c?d"),
            format!("{base}/a%20b//c%3Fd?{signed}")
        );
        assert_eq!(address.url(), format!("{base}?{signed}"));
        assert_eq!(address.secrets().collect::<Vec<_>>(), ["a%2Bb%3D", "a+b="]);
        assert_eq!(
            address.ends_at(),
            Some((1_799_971_200, "2027-01-15T00:00:00Z"))
        );
        assert!(!address.is_of_a_blob);
        let shown = format!("{address:?}");
        assert!(!shown.contains("a%2B") && !shown.contains("a+b"), "{shown}");
        let blob = "http://127.0.0.1:10000/devstoreaccount1/c/1?sr=b&sig=x&se=2027-01-15";
        let blob = SignedAddress::parse(blob, false).unwrap();
        assert!(blob.is_of_a_blob);
        assert_eq!(blob.ends_at().unwrap().0, 1_799_971_200);
        assert!(
            blob.url()
                .starts_with("http://127.0.0.1:10000/devstoreaccount1/c/1?")
        );
    }

    #[test]
    fn what_is_no_such_address_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "not a URL"),
            ("container", "https://"),
            ("/c?sig=x", "not a URL with a host"),
            ("ftp://h/c?sig=x", "https://"),
            ("http://storage.example/c?sig=x", "plain http"),
            ("https://me:secret@h/c?sig=x", "user name"),
            ("https://h?sig=x", "container"),
            ("https://h/?sig=x", "container"),
            ("https://h/c", "no signature"),
            ("https://h/c?sig=", "no signature"),
            ("https://h/c d?sig=x", "not a URL"),
            ("https://h/c?sig=x\r\nA: b", "not a URL"),
        ] {
            let said = SignedAddress::parse(text, false).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
        assert!(SignedAddress::parse("http://storage.example/c?sig=x", true).is_ok());
        for host in ["localhost", "127.0.0.9:1", "[::1]:10000"] {
            assert!(SignedAddress::parse(&format!("http://{host}/c?sig=x"), false).is_ok());
        }
    }
}
