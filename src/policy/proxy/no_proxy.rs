//! Hosts that are reached without the proxy: a list as curl reads it, in which a host
//! may have a port too.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::error::{Error, Result};

/// What is to be reached.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// Is TLS spoken there?
    pub is_https: bool,
    /// Its host, without the brackets of an IPv6 address.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
}

/// Does the list hold this destination? `*` is everything, if it stands alone; a
/// domain holds its subdomains, whether a dot stands before it or not; addresses may
/// be networks. What cannot be read holds nothing.
pub fn is_excepted(list: &str, to: Destination<'_>) -> bool {
    list == "*" || entries(list).any(|entry| Entry::new(entry).holds(to))
}

/// Refuses a list with an entry that can hold nothing.
pub fn check(list: &str) -> Result<()> {
    match list == "*" || entries(list).all(|entry| Entry::new(entry).can_hold()) {
        true => Ok(()),
        false => Err(Error::argument(
            "hosts must be names, domains or addresses like \"localhost, example.com, 10.0.0.0/8, [::1]:8443\", without scheme and path, or \"*\" alone",
        )),
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split([',', ' ', '\t'])
        .filter(|entry| !entry.is_empty())
}

struct Entry<'a> {
    /// Name, domain, address or network.
    place: &'a str,
    /// Any, if there is none.
    port: Option<u16>,
}

impl<'a> Entry<'a> {
    fn new(text: &'a str) -> Entry<'a> {
        let any = |place| Entry { place, port: None };
        if let Some(rest) = text.strip_prefix('[') {
            return match rest.split_once(']') {
                Some((place, "")) => any(place),
                Some((place, port)) => Entry::with_port(place, port.strip_prefix(':')),
                None => any(text),
            };
        }
        match text.split_once(':') {
            // The colons of an IPv6 address.
            Some((_, rest)) if rest.contains(':') => any(text),
            Some((place, port)) => Entry::with_port(place, Some(port)),
            None => any(text),
        }
    }

    fn with_port(place: &'a str, port: Option<&str>) -> Entry<'a> {
        match port.and_then(|port| port.parse().ok()) {
            port @ Some(1..) => Entry { place, port },
            _ => Entry {
                place: "",
                port: None,
            },
        }
    }

    fn holds(&self, to: Destination<'_>) -> bool {
        if self.port.is_some_and(|port| port != to.port) {
            return false;
        }
        if let Ok(address) = to.host.parse::<Ipv4Addr>() {
            return self.network::<Ipv4Addr>().is_some_and(|(of, bits)| {
                let differs = address.to_bits() ^ of.to_bits();
                bits <= 32 && differs.checked_shr(32 - bits).unwrap_or(0) == 0
            });
        }
        if let Ok(address) = to.host.parse::<Ipv6Addr>() {
            return self.network::<Ipv6Addr>().is_some_and(|(of, bits)| {
                let differs = address.to_bits() ^ of.to_bits();
                bits <= 128 && differs.checked_shr(128 - bits).unwrap_or(0) == 0
            });
        }
        let domain = self.domain();
        let host = without_last_dot(to.host);
        let Some(at) = host.len().checked_sub(domain.len()) else {
            return false;
        };
        let is_whole = at == 0 || host.as_bytes()[at - 1] == b'.';
        let tail = &host.as_bytes()[at..];
        !domain.is_empty() && is_whole && tail.eq_ignore_ascii_case(domain.as_bytes())
    }

    /// `example.com` of `.example.com.` and `*.example.com`.
    fn domain(&self) -> &'a str {
        let name = without_last_dot(self.place);
        let name = match name.strip_prefix('*') {
            Some(rest) if rest.starts_with('.') => rest,
            _ => name,
        };
        name.strip_prefix('.').unwrap_or(name)
    }

    /// An address, and how many of its bits count. No number is all of them, and so
    /// is 0, as curl has it.
    fn network<A: std::str::FromStr>(&self) -> Option<(A, u32)> {
        let (address, bits) = self.place.split_once('/').unwrap_or((self.place, "0"));
        let all = 8 * u32::try_from(size_of::<A>()).ok()?;
        let bits = Some(bits.parse().ok()?).filter(|bits| *bits != 0);
        Some((address.parse().ok()?, bits.unwrap_or(all)))
    }

    fn can_hold(&self) -> bool {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let domain = self.domain();
        let is_name = domain.contains(|c: char| c.is_ascii_alphanumeric());
        (is_name && domain.chars().all(is_part))
            || self
                .network::<Ipv4Addr>()
                .is_some_and(|(_, bits)| bits <= 32)
            || self
                .network::<Ipv6Addr>()
                .is_some_and(|(_, bits)| bits <= 128)
    }
}

fn without_last_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_hold_nothing_is_refused_where_it_is_set() {
        for list in [
            "",
            "*",
            "localhost",
            " a.example ,\tb.example",
            "*.example.com",
            ".example.com.",
            "10.0.0.0/8 192.0.2.1",
            "::1, fe80::/10",
            "[::1]",
            "[::1]:8443",
            "localhost:8443",
            ",,",
        ] {
            assert!(check(list).is_ok(), "{list}");
        }
        for list in [
            "http://a.example",
            "a.example/x",
            "localhost, *",
            "a*.example",
            "example.*",
            "a.example:",
            "a.example:0",
            "a.example:99999",
            "[::1",
            "[::1]x",
            "10.0.0.0/33",
            "fe80::/129",
            "a\nb",
            "\u{e9}",
            "*.",
            ".",
            "10.0.0.0/x",
        ] {
            assert!(check(list).is_err(), "{list}");
        }
    }

    #[test]
    fn an_entry_holds_its_own_and_nothing_else() {
        for (list, host, expected) in [
            ("*", "a.example", true),
            ("example", "a.example", true),
            ("mple", "a.example", false),
            ("A.Example", "a.example.", true),
            ("a.example:443", "a.example", true),
            ("a.example:444", "a.example", false),
            ("a.example", "ba.example", false),
            ("b.a.example", "a.example", false),
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("10.1.2.3/0", "10.1.2.4", false),
            ("10.1.2.3/32", "10.1.2.3", true),
            ("10.1.2.3/33", "10.1.2.3", false),
            ("3", "10.1.2.3", false),
            ("fe80::/10", "febf::1", true),
            ("fe80::/10", "fec0::1", false),
            ("::1", "0:0::1", true),
            ("[::1]:443", "::1", true),
            ("[::1]:80", "::1", false),
            ("::1/129", "::1", false),
            ("\u{e9}", "\u{e9}", true),
            ("", "a.example", false),
        ] {
            let to = Destination {
                is_https: true,
                host,
                port: 443,
            };
            assert_eq!(is_excepted(list, to), expected, "{list} {host}");
        }
    }
}
