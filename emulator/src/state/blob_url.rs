//! The storage addresses that clients give to jobs, and what they stand for here: whatever their
//! account, the first part of the path is a container of the local store. This hub's own addresses
//! (`…/_emulator/blobs/{container}/{name}`) are taken as well.

use crate::auth::storage_key::{Grant, StorageKey};
use crate::state::hub_name::OWN_SEGMENT;
use crate::wire::timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use time::{Duration, OffsetDateTime};

const SEGMENT: &str = "blobs";

/// Names stay readable.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// How long addresses are good that this hub gives out.
const GOOD_FOR: Duration = Duration::hours(1);

/// Whether the path of a request is one of this hub's own.
pub fn is_own(path: &[String]) -> bool {
    matches!(path, [own, blobs, ..] if own == OWN_SEGMENT && blobs == SEGMENT)
}

/// Path and query by which this hub itself has a container, or a blob in it: signed, for an hour.
pub fn own_signed(
    key: &StorageKey,
    container: &str,
    name: Option<&str>,
    permissions: &str,
    now: OffsetDateTime,
) -> String {
    let resource = resource(container, name);
    let query = key.query(&Grant {
        kind: if name.is_some() { "b" } else { "c" },
        resource: &resource,
        permissions,
        expiry: &timestamp::seconds(now + GOOD_FOR),
    });
    let path: Vec<String> = resource
        .split('/')
        .map(|part| utf8_percent_encode(part, KEPT).to_string())
        .collect();
    format!("/{OWN_SEGMENT}/{SEGMENT}/{}?{query}", path.join("/"))
}

fn resource(container: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{container}/{name}"),
        None => container.to_owned(),
    }
}

/// Why a signature is good for nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    NotSigned,
    /// It was good until then.
    Over(OffsetDateTime),
}

#[derive(Debug, PartialEq, Eq)]
pub struct BlobUrl {
    pub container: String,
    pub name: Option<String>,
    /// What the signature allows, if it says so.
    permissions: Option<String>,
    /// What it is for, until when it is good, and the signature itself.
    kind: Option<String>,
    expiry: Option<String>,
    signature: Option<String>,
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
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(key, _)| *key == name)?;
            Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        Ok(BlobUrl {
            container: container.to_owned(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            permissions: parameter("sp"),
            kind: parameter("sr"),
            expiry: parameter("se"),
            signature: parameter("sig"),
        })
    }

    /// An address without a signature is good for everybody: tests use it.
    pub fn check_signature(&self, key: &StorageKey, now: OffsetDateTime) -> Result<(), Refusal> {
        let Some(signature) = &self.signature else {
            return Ok(());
        };
        let kind = self.kind.as_deref().unwrap_or_default();
        let name = self.name.as_deref().filter(|_| kind == "b");
        let grant = Grant {
            kind,
            resource: &resource(&self.container, name),
            permissions: self.permissions.as_deref().unwrap_or_default(),
            expiry: self.expiry.as_deref().unwrap_or_default(),
        };
        let expiry = timestamp::parse_iso(grant.expiry).ok_or(Refusal::NotSigned)?;
        if !key.has_signed(&grant, signature) {
            return Err(Refusal::NotSigned);
        }
        match now < expiry {
            true => Ok(()),
            false => Err(Refusal::Over(expiry)),
        }
    }

    /// Whether it allows one of these; an address without permissions in it allows all.
    pub fn allows_any(&self, of: &str) -> bool {
        let permissions = self.permissions.as_deref();
        permissions.is_none_or(|allowed| of.chars().any(|one| allowed.contains(one)))
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
        assert_eq!(
            (&of_azure.container, &of_azure.name),
            (&own.container, &own.name)
        );
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

    #[test]
    fn own_signatures() {
        let provider = rustls::crypto::ring::default_provider();
        let key = StorageKey::generate(provider.secure_random).unwrap();
        let now = OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap();
        let later = |seconds| now + Duration::seconds(seconds);
        let check = |path: &str, now| {
            let url = BlobUrl::parse(&format!("http://h{path}")).unwrap();
            url.check_signature(&key, now)
        };
        let container = own_signed(&key, "my out", None, "rl", now);
        let blob = own_signed(&key, "my out", Some("a//b c"), "r", now);
        assert!(container.starts_with("/_emulator/blobs/my%20out?sv="));
        assert!(blob.starts_with("/_emulator/blobs/my%20out/a//b%20c?sv="));
        for path in [&container, &blob] {
            assert_eq!(check(path, later(3599)), Ok(()));
            let over = Err(Refusal::Over(later(3600)));
            assert_eq!(check(path, later(3600)), over);
        }
        // What is for a container is for all in it; what is for a blob is for it alone.
        assert_eq!(check(&container.replace("out?", "out/a?"), now), Ok(()));
        for wrong in [
            blob.replace("b%20c", "bc"),
            blob.replace("sr=b", "sr=c"),
            container.replace("out?", "out2?"),
            container.replace("sp=rl", "sp=rwl"),
            container.replace("2025", "2026"),
            container.replace("sr=c", "sr=b"),
            container.replace("&se=", "&no="),
            container.replace("&sig=", "&sig=A"),
            "/_emulator/blobs/out?sig=".to_owned(),
        ] {
            assert_eq!(check(&wrong, now), Err(Refusal::NotSigned), "{wrong}");
        }
        assert_eq!(check("/_emulator/blobs/out?sp=r", now), Ok(()));
    }
}
