//! A proxy's URL. It may hold a password, so messages repeat nothing of it.

use std::net::Ipv6Addr;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use crate::auth::secret::Secret;

/// What it says of a letter outside ASCII.
pub const NO_ASCII: &str = "the URL holds a character outside ASCII; percent-encode it in user and password (\u{e9} as %C3%A9), and write a host in its xn-- form";

const FORM: &str = "the URL must be like http://host:3128 or http://user:password@host:3128";

const ENCODE: &str =
    "percent-encode user and password (# as %23, / as %2F, @ as %40, \\ as %5C, a blank as %20)";

/// Where a proxy is, and who one is there.
#[derive(Clone, Debug)]
pub struct ProxyUrl {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Host, and port where the URL has one.
    pub authority: String,
    /// Who one is.
    pub credentials: Option<Credentials>,
}

/// User and password.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Both as Basic has them.
    pub basic: Secret,
    /// The password as it is, where it is text.
    pub password: Secret,
    /// The password as it stands in the URL.
    pub written: Secret,
}

impl ProxyUrl {
    /// Reads a URL. Fails with words that fit behind its name and a colon.
    pub fn parse(url: &str) -> Result<ProxyUrl, String> {
        check_characters(url)?;
        let (scheme, rest) = match url.split_once("://") {
            None => ("http", url),
            Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
                "http" => ("http", rest),
                "https" => ("https", rest),
                "socks" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
                    return Err("SOCKS is not supported; use an HTTP proxy".to_owned());
                }
                _ => return Err(format!("the scheme is not http or https; {FORM}")),
            },
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        // Not taken for a host, a port and a path: half of a password would be looked up
        // as a name.
        if path.contains('@') {
            return Err(format!("a '/', '?' or '#' stands before the '@'; {ENCODE}"));
        }
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        if user.is_some_and(|user| user.contains('@')) {
            return Err(format!("there is more than one '@'; {ENCODE}"));
        }
        check_place(place)?;
        Ok(ProxyUrl {
            scheme,
            authority: place.to_owned(),
            credentials: match user {
                None | Some("") => None,
                Some(user) => Some(Credentials::read(user)?),
            },
        })
    }
}

impl Credentials {
    fn read(text: &str) -> Result<Credentials, String> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        let decoded = |text: &str| {
            // Room for all of it: what grows leaves copies behind.
            let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
            bytes.extend(percent_decode_str(text));
            bytes
        };
        let (user, decoded_password) = (decoded(user), decoded(password));
        if user
            .iter()
            .chain(decoded_password.iter())
            .any(u8::is_ascii_control)
        {
            return Err("user or password holds a control character".to_owned());
        }
        let both = Zeroizing::new([&user[..], &decoded_password[..]].join(&b':'));
        Ok(Credentials {
            basic: Secret::from(BASE64_STANDARD.encode(&both[..])),
            password: Secret::new(std::str::from_utf8(&decoded_password).unwrap_or_default()),
            written: Secret::new(password),
        })
    }
}

fn check_characters(url: &str) -> Result<(), String> {
    let is_bad = |c: char| !c.is_ascii_graphic() || c == '\\';
    let Some((at, bad)) = url.char_indices().find(|(_, c)| is_bad(*c)) else {
        return Ok(());
    };
    let what = match bad {
        ' ' | '\t' => "a blank",
        '\r' | '\n' => "a line break",
        '\\' => "a backslash",
        c if c.is_ascii() => "a control character",
        _ => return Err(NO_ASCII.to_owned()),
    };
    let is_blank = |c: char| c.is_ascii_whitespace();
    Err(match at {
        0 => format!("the URL begins with {what}; {FORM}"),
        _ if url[at..].chars().all(is_blank) => format!("the URL ends with {what}; {FORM}"),
        _ => format!("the URL holds {what}; {ENCODE}"),
    })
}

/// Has it a host, and a port from 1 to 65535 or none?
fn check_place(place: &str) -> Result<(), String> {
    let (is_host, port) = match place.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((host, rest))) => (host.parse::<Ipv6Addr>().is_ok(), rest),
        Some(None) => (false, ""),
        None => {
            let (host, port) = place.split_at(place.find(':').unwrap_or(place.len()));
            let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
            (!host.is_empty() && host.bytes().all(is_part), port)
        }
    };
    if !is_host {
        return Err(format!("there is no host that can be reached; {FORM}"));
    }
    let is_port = |digits: &str| {
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        is_number && digits.parse().is_ok_and(|port: u16| port > 0)
    };
    match port.is_empty() || port.strip_prefix(':').is_some_and(is_port) {
        true => Ok(()),
        false => Err(format!("the port is no number from 1 to 65535; {FORM}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_as_it_is_meant_or_refused_without_its_secrets() {
        for (url, scheme, authority, basic) in [
            ("http://h:3128", "http", "h:3128", None),
            ("HTTPS://h/", "https", "h", None),
            ("h.example:1", "http", "h.example:1", None),
            ("http://@h", "http", "h", None),
            ("http://[::1]:8/x?y#z", "http", "[::1]:8", None),
            ("http://u@h", "http", "h", Some("u:")),
            ("u:p:q@h", "http", "h", Some("u:p:q")),
            (
                "http://CORP%5Csvc:a%23b%25@h:1",
                "http",
                "h:1",
                Some("CORP\\svc:a#b%"),
            ),
            ("http://u:100%@h", "http", "h", Some("u:100%")),
        ] {
            let read = ProxyUrl::parse(url).unwrap();
            assert_eq!(
                (read.scheme, &*read.authority),
                (scheme, authority),
                "{url}"
            );
            let basic = basic.map(|text| BASE64_STANDARD.encode(text));
            let got = read.credentials.as_ref().map(|c| c.basic.expose());
            assert_eq!(got, basic.as_deref(), "{url}");
            assert!(!format!("{read:?}").contains("svc"));
        }
        for (url, word) in [
            ("", "no host"),
            ("://s3cret", "scheme"),
            ("http://", "no host"),
            ("http:///", "no host"),
            ("ftp://s3cret@h", "scheme"),
            ("s3cret://h", "scheme"),
            ("socks5h://u:s3cret@h", "SOCKS"),
            ("http://CORP\\svc:s3cret@h:1", "backslash"),
            (" http://u:s3cret@h", "begins with a blank"),
            ("http://u:s3cret@h\n", "ends with a line break"),
            ("http://u:s3 cret@h", "holds a blank"),
            ("http://u:s3cret\u{e9}@h", "outside ASCII"),
            ("http://u:s3cret\u{7f}@h", "control character"),
            ("http://u:s3cret%0a@h", "control character"),
            ("http://svc:s3cret#1@proxy:1", "percent-encode"),
            ("http://svc:s3cret/1@proxy:1", "percent-encode"),
            ("http://svc:s3cret?1@proxy:1", "percent-encode"),
            ("http://svc:s3@cret@proxy:1", "more than one '@'"),
            ("http://h:99999", "port"),
            ("http://h:0", "port"),
            ("http://h:", "port"),
            ("http://h:+1", "port"),
            ("http://svc:s3cret", "port"),
            ("http://[::1", "no host"),
            ("http://[s3cret]:1", "no host"),
            ("http://[::1]1", "port"),
            ("http://u:p@s3^cret", "no host"),
        ] {
            let error = ProxyUrl::parse(url).unwrap_err();
            assert!(error.contains(word), "{url}: {error}");
            assert!(
                !error.contains("s3") && !error.contains("svc"),
                "{url}: {error}"
            );
        }
    }
}
