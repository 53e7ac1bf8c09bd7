//! Shared access signatures: taking an `Authorization` header apart, checking its signature, and
//! deciding whether its resource covers a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use sha2::Sha256;
use time::OffsetDateTime;

/// Why a token was refused. The service answers 401 to all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Missing,
    OtherScheme,
    Malformed,
    Expired,
    InvalidSignature,
    InvalidAudience,
}

impl Refusal {
    /// The texts for another scheme, for the signature and for expiry are known from the service;
    /// the others follow the names of its sub-codes.
    pub fn message(self) -> &'static str {
        match self {
            Refusal::Missing => "MissingToken: The authorization header was not found.",
            Refusal::OtherScheme => {
                "MalformedToken: The credentials contained in the authorization header are not in the WRAP format."
            }
            Refusal::Malformed => "MalformedToken: The token needs sr, sig, se and skn, each once.",
            Refusal::Expired => "ExpiredToken: The token is expired.",
            Refusal::InvalidSignature => "InvalidSignature: The token has an invalid signature.",
            Refusal::InvalidAudience => {
                "InvalidAudience: The token's resource does not cover the requested address."
            }
        }
    }
}

/// A token as received; nothing in it is trusted before [`Token::is_signed_with`].
#[derive(Debug)]
pub struct Token<'a> {
    resource: &'a str,
    signature: Vec<u8>,
    expiry: &'a str,
    key_names: [String; 2],
}

impl<'a> Token<'a> {
    pub fn parse(header: Option<&'a [u8]>, now: OffsetDateTime) -> Result<Token<'a>, Refusal> {
        let header = header.ok_or(Refusal::Missing)?;
        let header = str::from_utf8(header).map_err(|_| Refusal::Malformed)?;
        let header = header.trim();
        if header.is_empty() {
            return Err(Refusal::Missing);
        }
        let (scheme, fields) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("SharedAccessSignature") {
            return Err(Refusal::OtherScheme);
        }

        let [mut sr, mut sig, mut se, mut skn] = [None; 4];
        for field in fields.trim().split('&') {
            let (name, value) = field.split_once('=').ok_or(Refusal::Malformed)?;
            let slot = match name {
                "sr" => &mut sr,
                "sig" => &mut sig,
                "se" => &mut se,
                "skn" => &mut skn,
                _ => continue,
            };
            if slot.replace(value).is_some() || value.is_empty() {
                return Err(Refusal::Malformed);
            }
        }
        let (Some(resource), Some(sig), Some(expiry), Some(skn)) = (sr, sig, se, skn) else {
            return Err(Refusal::Malformed);
        };

        let until: i64 = expiry.parse().map_err(|_| Refusal::Malformed)?;
        if until <= now.unix_timestamp() {
            return Err(Refusal::Expired);
        }
        // A `+` in a signature is the base64 digit even if the sender forgot to encode it.
        let signature: Vec<u8> = percent_decode_str(sig).collect();
        let signature = STANDARD
            .decode(signature)
            .map_err(|_| Refusal::InvalidSignature)?;
        Ok(Token {
            resource,
            signature,
            expiry,
            // Some SDKs form-encode the name, some percent-encode it and some leave it as it is,
            // so a `+` may be a blank or a plus.
            key_names: [decode_form(skn), decode(skn)],
        })
    }

    pub fn names_key(&self, name: &str) -> bool {
        self.key_names.iter().any(|candidate| candidate == name)
    }

    /// The signature is over the resource exactly as it was sent: SDKs differ in the case of its
    /// hex digits, and all of them are accepted. The key is the text, not what its base64 encodes.
    pub fn is_signed_with(&self, key: &str) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
            return false;
        };
        mac.update(self.resource.as_bytes());
        mac.update(b"\n");
        mac.update(self.expiry.as_bytes());
        mac.verify_slice(&self.signature).is_ok()
    }

    /// Whether the signed resource is the address of the request or a parent of it. Scheme, port,
    /// query, trailing slash and case do not matter: every SDK signs another form of the address.
    pub fn covers(&self, host: &str, path: &[String]) -> bool {
        let resource = decode_form(self.resource);
        let Some((scheme, rest)) = resource.split_once("://") else {
            return false;
        };
        if !["http", "https", "sb"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
        {
            return false;
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, signed_path) = rest.split_once('/').unwrap_or((rest, ""));
        if !without_port(authority).eq_ignore_ascii_case(without_port(host)) {
            return false;
        }
        let mut path = path.iter();
        signed_path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .all(|signed| {
                // The address inside the token may itself have been percent-encoded.
                path.next().is_some_and(|segment| {
                    let segment = segment.to_lowercase();
                    signed.to_lowercase() == segment || decode(signed).to_lowercase() == segment
                })
            })
    }
}

/// `host:port` and `[v6]:port` without the port.
fn without_port(authority: &str) -> &str {
    let end = match authority.rfind(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    &authority[..end]
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw=";
    const POLICY: &str = "DefaultFullSharedAccessSignature";
    const HOST: &str = "contoso-ns.servicebus.windows.net";

    const V1: &str = "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub&sig=RJq9ugTDm%2BLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2Fk%3D&se=1735689600&skn=DefaultFullSharedAccessSignature";
    const V2: &str = "SharedAccessSignature sr=http%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%2f&sig=t8aWKIfQaZa7Rq%2fUgeqsyw%2bSz4Cfqn5E5tN30uuUb0Q%3d&se=1735689600&skn=DefaultFullSharedAccessSignature";
    const V3: &str = "SharedAccessSignature sr=https%3A%2F%2Fcontoso-ns.servicebus.windows.net%2F&sig=rJFhjhvJvERHXPZvZxcotzOIQ2pL373Q8HiBTYSrYGY%3D&se=1735689600&skn=DefaultFullSharedAccessSignature";
    const V4: &str = "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%3fapi-version%3d2020-06%26direct&sig=aiUIAROkbiMKWR9fopfkTjQfbU8TLk0U0UVtjygmI7M%3D&se=1735689600&skn=DefaultFullSharedAccessSignature";
    const V5: &str = "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fh~b%20%281%29&sig=ziY2sujTP6qeHv3EQQtLshuUJu8ykZjX3hYn8E9j4R8%3D&se=1735689600&skn=My%20Key%2B1";
    const V1_SEED: &str = "SharedAccessSignature sig=RJq9ugTDm%2BLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff/k%3D&se=1735689600&skn=DefaultFullSharedAccessSignature&sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub";

    fn before_expiry() -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(1_735_689_599).unwrap()
    }

    fn token(header: &str) -> Result<Token<'_>, Refusal> {
        Token::parse(Some(header.as_bytes()), before_expiry())
    }

    fn path(segments: &[&str]) -> Vec<String> {
        segments.iter().map(|s| s.to_string()).collect()
    }

    #[test]
    fn every_sdk_style_is_accepted() {
        let messages = path(&["MyHub", "messages"]);
        for header in [V1, V1_SEED, V2, V3, V4] {
            let token = token(header).unwrap();
            assert!(token.names_key(POLICY), "{header}");
            assert!(token.is_signed_with(KEY), "{header}");
            assert!(token.covers(HOST, &messages), "{header}");
        }
        let token = token(V5).unwrap();
        assert!(token.names_key("My Key+1"));
        assert!(token.is_signed_with("p+/=ab cd&é"));
        assert!(token.covers(HOST, &path(&["H~B (1)", "messages"])));
    }

    #[test]
    fn a_changed_token_is_not_accepted() {
        let changed = [
            V1.replace("myhub", "MyHub"),
            V1.replace("%2f", "%2F"),
            V1.replace("1735689600", "1735689601"),
            V1.replace("sig=RJ", "sig=RK"),
        ];
        for header in changed {
            assert!(!token(&header).unwrap().is_signed_with(KEY), "{header}");
        }
        assert!(!token(V1).unwrap().is_signed_with("another key"));
    }

    #[test]
    fn what_a_resource_covers() {
        let here = path(&["MyHub", "messages"]);
        let covers = |resource: &str, host: &str, path: &[String]| {
            let text =
                format!("SharedAccessSignature sr={resource}&sig=AAAA&se=1735689600&skn={POLICY}");
            token(&text).unwrap().covers(host, path)
        };
        for resource in [
            "https%3a%2f%2fcontoso-ns.servicebus.windows.net",
            "SB%3A%2F%2FCONTOSO-ns.servicebus.windows.net%2F",
            "http%3a%2f%2fcontoso-ns.servicebus.windows.net%3a8080%2fmyhub%2f%3fapi-version%3d1",
            "https://contoso-ns.servicebus.windows.net/MYHUB/messages/",
        ] {
            assert!(covers(resource, HOST, &here), "{resource}");
        }
        for resource in [
            "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhu",
            "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub2",
            "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%2fx",
            "https%3a%2f%2fcontoso-ns.servicebus.windows.ne",
            "ftp%3a%2f%2fcontoso-ns.servicebus.windows.net%2f",
            "contoso-ns.servicebus.windows.net",
            "%",
        ] {
            assert!(!covers(resource, HOST, &here), "{resource}");
        }
        assert!(covers("https://localhost:1/myhub", "LocalHost:4711", &here));
        assert!(covers("http://[::1]:80/myhub", "[::1]:81", &here));
        assert!(!covers("http://[::1]:80/myhub", "[::2]:80", &here));
        // A blank in a hub's name: encoded once, twice, or as a form does.
        let blank = path(&["my hub"]);
        for resource in [
            "http://h/my%20hub",
            "http://h/my%2520hub",
            "http://h/my+hub",
        ] {
            assert!(covers(resource, "h", &blank), "{resource}");
        }
    }

    #[test]
    fn refusals_in_their_order() {
        let refusal = |header: &str| token(header).err();
        assert_eq!(
            Token::parse(None, before_expiry()).err(),
            Some(Refusal::Missing)
        );
        assert_eq!(refusal("  "), Some(Refusal::Missing));
        assert_eq!(refusal("Bearer abc"), Some(Refusal::OtherScheme));
        assert_eq!(refusal("SharedAccessSignature"), Some(Refusal::Malformed));
        for field in ["sr", "sig", "se", "skn"] {
            let gone = V1.replace(&format!("{field}="), "x=");
            assert_eq!(refusal(&gone), Some(Refusal::Malformed), "{field}");
            let twice = format!("{V1}&{field}=1");
            assert_eq!(refusal(&twice), Some(Refusal::Malformed), "{field}");
        }
        assert_eq!(
            refusal(&V1.replace("1735689600", "tomorrow")),
            Some(Refusal::Malformed)
        );
        assert_eq!(
            refusal(&V1.replace("1735689600", "1735689599")),
            Some(Refusal::Expired)
        );
        assert_eq!(
            refusal(&V1.replace("sig=RJq", "sig=*")),
            Some(Refusal::InvalidSignature)
        );
    }
}
