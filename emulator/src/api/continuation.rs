//! Continuation tokens: where the next page of a list starts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Percent-encoded already, as the service sends it in its header.
pub fn write(last: u64) -> String {
    // The service's own look like `31(n);2`.
    let token = STANDARD.encode(format!("{last}(n);1"));
    utf8_percent_encode(&token, NON_ALPHANUMERIC).to_string()
}

/// Takes a token however often it was encoded on its way: .NET sends back what it got, JavaScript
/// encodes that once more, as does the service's own `next` link.
pub fn parse(token: &str) -> Option<u64> {
    let mut token = token.to_owned();
    for _ in 0..2 {
        token = percent_decode_str(&token).decode_utf8_lossy().into_owned();
    }
    // A `+` was taken for a blank by whoever did not encode it.
    let token = STANDARD.decode(token.replace(' ', "+")).ok()?;
    let token = String::from_utf8(token).ok()?;
    token.strip_suffix("(n);1")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_once_twice_and_not_at_all() {
        for last in [0, 31, u64::MAX] {
            let token = write(last);
            assert_eq!(parse(&token), Some(last), "{token}");
            assert_eq!(parse(&token.replace('%', "%25")), Some(last));
            assert_eq!(parse(&token.replace("%3D", "=")), Some(last));
        }
        for wrong in ["", "x", "MzEobik7Mg==", "LTEobik7MQ=="] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
