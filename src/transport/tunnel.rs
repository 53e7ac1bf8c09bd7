//! A tunnel through a proxy: CONNECT, as RFC 9110 9.3.6 has it.

use std::fmt::Write as _;

use ureq::unversioned::transport::Transport;

use crate::http::answer_head::Head;
use crate::transport::call::Call;
use crate::transport::connection::TransportWire;
use crate::transport::exchange::{Failure, Incoming, Waiting, write};
use crate::transport::failure::OpenFailure;
use crate::transport::place::Place;
use crate::transport::settings::ProxySettings;

/// Asks the proxy at the other end for a tunnel to `hub`. Any 2xx opens it.
pub fn ask<T: Transport>(
    transport: &mut T,
    hub: &Place,
    proxy: &ProxySettings,
    call: &Call,
) -> Result<(), OpenFailure> {
    let mut wire = TransportWire::new(transport, call);
    wire.probe().before_asking()?;
    let target = hub.host_and_port();
    let (name, credentials) = match &proxy.credentials {
        Some(who) => ("\r\nProxy-Authorization: Basic ", who.basic.expose()),
        None => ("", ""),
    };
    write(
        &mut wire,
        [
            b"CONNECT ",
            target.as_bytes(),
            b" HTTP/1.1\r\nHost: ",
            target.as_bytes(),
            name.as_bytes(),
            credentials.as_bytes(),
            b"\r\n\r\n",
        ],
    )
    .map_err(Failure::Io)?;
    let mut incoming = Incoming::new(&mut wire);
    let head = incoming.head(true)?;
    if !(200..=299).contains(&head.status) {
        return Err(refused(&head, proxy));
    }
    // No answer to CONNECT has a body, whatever its headers say, and nobody on the
    // other side was spoken to yet.
    let is_quiet = incoming.is_empty() && matches!(wire.probe(), Waiting::Nothing);
    match is_quiet {
        true => Ok(()),
        false => Err(OpenFailure::Proxy {
            message: "something came through the tunnel before anything was asked".to_owned(),
            transient: true,
        }),
    }
}

fn refused(head: &Head, proxy: &ProxySettings) -> OpenFailure {
    let mut message = format!("it answered {}", head.status);
    if head.status == 407 {
        let what = match proxy.credentials {
            Some(_) => "does not take these credentials",
            None => "wants credentials",
        };
        // Writing to a String cannot fail.
        let _ = write!(message, ": the proxy {what}");
        let schemes = schemes(head);
        if !schemes.is_empty() {
            let _ = write!(message, " (it speaks {})", schemes.join(", "));
        }
        message.push_str(
            "; this library speaks Basic, with the user and password in the URL of nh_options_set_proxy",
        );
    }
    OpenFailure::Proxy {
        message,
        // What was refused for what it is will be refused again, and wrong
        // passwords lock accounts.
        transient: matches!(head.status, 408 | 429 | 500..=599),
    }
}

/// The schemes that `Proxy-Authenticate` names: of `Basic realm="a, b", NTLM` the
/// words that begin a challenge.
fn schemes(head: &Head) -> Vec<String> {
    const MOST: usize = 5;
    let mut schemes = Vec::new();
    for (name, value) in head.headers.all() {
        if !name.eq_ignore_ascii_case("proxy-authenticate") {
            continue;
        }
        let mut in_quotes = false;
        let challenges = value.split(|byte| {
            in_quotes ^= *byte == b'"';
            *byte == b',' && !in_quotes
        });
        for challenge in challenges {
            let mut words = challenge
                .trim_ascii()
                .split(|byte| matches!(byte, b' ' | b'\t'));
            let word = words.next().unwrap_or_default();
            let is_scheme = !word.is_empty()
                && word.len() <= 20
                && word.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
            if is_scheme && schemes.len() < MOST {
                schemes.push(String::from_utf8_lossy(word).into_owned());
            }
        }
    }
    schemes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::answer_head::{Parsed, parse};

    #[test]
    fn the_schemes_of_a_407_are_named() {
        for (fields, expected) in [
            ("", &[][..]),
            (
                "Proxy-Authenticate: Basic realm=\"a, Digest b\"\r\n",
                &["Basic"],
            ),
            (
                "Proxy-Authenticate: Negotiate\r\nproxy-authenticate: NTLM\r\n",
                &["Negotiate", "NTLM"],
            ),
            (
                "Proxy-Authenticate: Digest realm=\"x\", nonce=\"y\", Basic realm=\"z\"\r\n",
                &["Digest", "Basic"],
            ),
            (
                "Proxy-Authenticate: A, B, C, D, E, F\r\n",
                &["A", "B", "C", "D", "E"],
            ),
            ("Proxy-Authenticate: ALongerNameThanOneHas\r\n", &[]),
            ("Proxy-Authenticate: <b>x</b>, \x01\r\n", &[]),
        ] {
            let text = format!("HTTP/1.1 407 x\r\n{fields}\r\n");
            let Ok(Parsed::Whole { head, .. }) = parse(text.as_bytes(), true) else {
                assert!(fields.contains('\x01'), "{fields:?}");
                continue;
            };
            assert_eq!(schemes(&head), expected, "{fields:?}");
        }
    }
}
