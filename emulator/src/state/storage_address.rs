//! The address of a container in a storage elsewhere. What stands behind its question mark is a
//! secret: it is in no text that this makes but the address itself.

use hyper::Uri;
use hyper::http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

#[derive(Clone)]
pub struct StorageAddress {
    url: String,
    uri: Uri,
}

impl StorageAddress {
    /// The error has nothing of the text in it.
    pub fn parse(url: &str) -> Result<StorageAddress, String> {
        let fail = |why| format!("the address of a container is needed, and {why}");
        let uri: Uri = url.trim().parse().map_err(|_| fail("this is no address"))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(fail("this begins neither with http:// nor with https://"));
        }
        if uri
            .authority()
            .is_none_or(|authority| authority.as_str().contains('@'))
        {
            return Err(fail("this has a user's name in it, or no host"));
        }
        if uri.path().trim_matches('/').is_empty() {
            return Err(fail("this names none"));
        }
        Ok(StorageAddress {
            url: url.trim().to_owned(),
            uri,
        })
    }

    /// All of it.
    pub fn expose(&self) -> &str {
        &self.url
    }

    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Path and query for a request about a blob in the container.
    pub fn of_blob(&self, name: &str, parameter: &str) -> Result<PathAndQuery, String> {
        let path = self.uri.path().trim_end_matches('/');
        let name = utf8_percent_encode(name, KEPT);
        let parameters = [parameter, self.uri.query().unwrap_or_default()];
        let parameters: Vec<&str> = parameters
            .into_iter()
            .filter(|one| !one.is_empty())
            .collect();
        let target = format!("{path}/{name}?{}", parameters.join("&"));
        PathAndQuery::try_from(target).map_err(|_| "it makes no address".to_owned())
    }
}

/// Where it is, to be read by anybody.
impl fmt::Display for StorageAddress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self
            .uri
            .authority()
            .map_or("", |authority| authority.as_str());
        write!(f, "{scheme}://{authority}{}", self.uri.path())
    }
}

impl fmt::Debug for StorageAddress {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "StorageAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_shown_to_nobody() {
        let url = "http://127.0.0.1:10000/devstoreaccount1/feedback/?sv=1&sp=rwl&sig=secret%3D";
        let address = StorageAddress::parse(url).unwrap();
        assert_eq!(address.expose(), url);
        let shown = "http://127.0.0.1:10000/devstoreaccount1/feedback/";
        assert_eq!(address.to_string(), shown);
        assert_eq!(format!("{address:?}"), format!("StorageAddress({shown})"));
        let blob = |parameter| address.of_blob("a b", parameter).unwrap().to_string();
        let path = "/devstoreaccount1/feedback/a%20b";
        assert_eq!(blob(""), format!("{path}?sv=1&sp=rwl&sig=secret%3D"));
        let append = format!("{path}?comp=appendblock&sv=1&sp=rwl&sig=secret%3D");
        assert_eq!(blob("comp=appendblock"), append);
        for wrong in [
            "",
            "secret",
            "ftp://h/secret",
            "https://h?sig=secret",
            "https://h/?sig=secret",
            "https://me:secret@h/c",
            "https://h/c?sig=secret\n",
            "https://h/c?sig=secret secret",
        ] {
            match StorageAddress::parse(wrong) {
                Ok(_) => assert!(wrong.ends_with('\n'), "{wrong}"),
                Err(error) => assert!(!error.contains("secret"), "{error}"),
            }
        }
    }
}
