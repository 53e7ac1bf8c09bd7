//! The storage addresses that clients give to jobs, and what they stand for here: whatever their
//! account, the first part of the path is a container of the local store. This hub's own addresses
//! (`…/_emulator/blobs/{container}/{name}`) are taken as well.

use crate::state::hub_name::OWN_SEGMENT;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const SEGMENT: &str = "blobs";

/// Whether the path of a request is one of this hub's own.
pub fn is_own(path: &[String]) -> bool {
    matches!(path, [own, blobs, ..] if own == OWN_SEGMENT && blobs == SEGMENT)
}

/// Where this hub itself has a container, or with `below` something of it.
pub fn own_path(container: &str, below: &str) -> String {
    let container = utf8_percent_encode(container, NON_ALPHANUMERIC);
    format!("/{OWN_SEGMENT}/{SEGMENT}/{container}{below}")
}

#[derive(Debug, PartialEq, Eq)]
pub struct BlobUrl {
    pub container: String,
    pub name: Option<String>,
    /// What the signature allows, if it says so.
    permissions: Option<String>,
}

impl BlobUrl {
    pub fn parse(url: &str) -> Result<BlobUrl, String> {
        let fail = || format!("'{url}' is not the address of a container");
        let (scheme, rest) = url.split_once("://").ok_or_else(fail)?;
        if !["http", "https"]
            .iter()
            .any(|s| scheme.eq_ignore_ascii_case(s))
        {
            return Err(fail());
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = rest.split_once('/').ok_or_else(fail)?;
        let path = percent_decode_str(path).decode_utf8().map_err(|_| fail())?;
        let own = format!("{OWN_SEGMENT}/{SEGMENT}/");
        let path = path.strip_prefix(own.as_str()).unwrap_or(&path);
        let (container, name) = path.split_once('/').unwrap_or((path, ""));
        if host.is_empty() || container.is_empty() {
            return Err(fail());
        }
        let permissions = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("sp="))
            .map(str::to_owned);
        Ok(BlobUrl {
            container: container.to_owned(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            permissions,
        })
    }

    /// An address without permissions in it is good for all.
    pub fn check(&self, needed: &str) -> Result<(), String> {
        match &self.permissions {
            Some(allowed) if !needed.chars().all(|one| allowed.contains(one)) => Err(format!(
                "The address of '{}' allows '{allowed}', and '{needed}' is needed",
                self.container
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let parse = |url| BlobUrl::parse(url).unwrap();
        let of_azure = parse("https://acct.blob.example/out/a%20b//c.txt?sv=1&sp=rwl&sig=x");
        let own = parse("https://localhost:1/_emulator/blobs/out/a%20b//c.txt?sp=rwl");
        assert_eq!(of_azure, own);
        assert_eq!(own.container, "out");
        assert_eq!(own.name.as_deref(), Some("a b//c.txt"));
        assert!(own.check("lr").is_ok());
        assert!(own.check("d").is_err());
        let container = parse("HTTP://h/out/");
        assert_eq!(container.name, None);
        assert!(container.check("rwl").is_ok());
        for wrong in [
            "",
            "out",
            "ftp://h/out",
            "https://h",
            "https://h/",
            "https:///out",
            "https://h/%ff",
        ] {
            assert!(BlobUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
