//! Shared access signatures: `SharedAccessSignature sr=…&sig=…&se=…&skn=…`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use crate::auth::secret::{Secret, wipe_stack};
use crate::redact::REDACTED;

/// RFC 3986 unreserved characters stay; all else is encoded.
pub const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How long the hub's own tokens live.
pub const LIFETIME: Duration = Duration::from_secs(3600);

/// What a token begins with.
pub const SCHEME: &str = "SharedAccessSignature ";

/// A signed token and when it ends.
#[derive(Debug)]
pub struct SasToken {
    /// The whole value of an `Authorization` header.
    pub text: Secret,
    /// Unix time, in seconds, at which the service stops taking it.
    pub expires_at: u64,
}

impl SasToken {
    /// None: for requests whose address is signed itself, which have no `Authorization`.
    pub fn none() -> SasToken {
        SasToken {
            text: Secret::new(""),
            expires_at: u64::MAX,
        }
    }

    /// Is it none?
    pub fn is_none(&self) -> bool {
        self.text.expose().is_empty()
    }

    /// A token that was made elsewhere: the value of an `Authorization` header.
    /// Fails with words that fit behind "the token callback".
    pub fn read(text: Secret) -> Result<SasToken, &'static str> {
        let form = "gave something else than SharedAccessSignature sr=…&sig=…&se=…&skn=…";
        let fields = text.expose().strip_prefix(SCHEME).ok_or(form)?;
        if !fields.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("gave a token with a character that tokens cannot have");
        }
        let field = |name: &str| {
            let mut values = fields.split('&').filter_map(|f| f.split_once('='));
            values.find(|(n, v)| *n == name && !v.is_empty())
        };
        let [Some(_), Some(_), Some((_, expires_at)), Some(_)] =
            ["sr", "sig", "se", "skn"].map(field)
        else {
            return Err(form);
        };
        let expires_at = expires_at
            .parse()
            .map_err(|_| "gave a token whose expiry (se) is no number of seconds")?;
        Ok(SasToken { text, expires_at })
    }

    /// The signature as it stands in the token: the part that is secret.
    pub fn signature(&self) -> &str {
        let text = self.text.expose();
        let fields = text.strip_prefix(SCHEME).unwrap_or(text);
        let mut signatures = fields.split('&').filter_map(|f| f.strip_prefix("sig="));
        signatures.next().unwrap_or(text)
    }

    /// The token as a log may show it. The text itself is not handed to what
    /// writes logs: each buffer on that way would keep a copy.
    pub fn shown(&self) -> String {
        self.text.expose().replacen(self.signature(), REDACTED, 1)
    }
}

/// Who signs: a policy's name and its key.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The policy's name.
    pub key_name: String,
    /// The policy's key.
    pub key: Secret,
}

impl Signer {
    /// A token for everything below `uri`, lower-cased as the service compares
    /// it.
    pub fn sign(&self, uri: &str, expires_at: u64) -> SasToken {
        // The service checks `sr` as it is sent, whatever its case; lower case
        // throughout is what .NET, Java and the how-to send.
        let resource = utf8_percent_encode(&uri.to_lowercase(), UNRESERVED)
            .to_string()
            .to_lowercase();
        let signature = self.signature(&resource, expires_at);
        wipe_stack();
        let key_name = utf8_percent_encode(&self.key_name, UNRESERVED).to_string();
        let expiry = expires_at.to_string();
        let encoded = || utf8_percent_encode(&signature, UNRESERVED);
        // Put together in room for all of it: what grows leaves copies behind.
        let length = |parts: &[&str]| parts.iter().map(|part| part.len()).sum::<usize>();
        let front = [SCHEME, "sr=", &resource, "&sig="];
        let back = ["&se=", &expiry, "&skn=", &key_name];
        let signature_length: usize = encoded().map(str::len).sum();
        let mut text = String::with_capacity(length(&front) + signature_length + length(&back));
        text.extend(front);
        text.extend(encoded());
        text.extend(back);
        SasToken {
            text: text.into(),
            expires_at,
        }
    }

    /// base64(HMAC-SHA256(key text, resource LF expiry)). The key is the text
    /// that the portal shows, not what its base64 stands for.
    #[inline(never)]
    fn signature(&self, resource: &str, expires_at: u64) -> Zeroizing<String> {
        // HMAC takes a key of any length, so this cannot fail; a zero key
        // would only ever be refused by the service.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes())
            .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
        mac.update(resource.as_bytes());
        mac.update(b"\n");
        mac.update(expires_at.to_string().as_bytes());
        let mut bytes = mac.finalize().into_bytes();
        let signature = Zeroizing::new(STANDARD.encode(bytes));
        bytes.zeroize();
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;

    const KEY: &str = "vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw=";
    const POLICY: &str = "DefaultFullSharedAccessSignature";
    const EXPIRY: u64 = 1_735_689_600;

    fn signer(key_name: &str, key: &str) -> Signer {
        Signer {
            key_name: key_name.into(),
            key: Secret::new(key),
        }
    }

    #[test]
    fn signs_the_five_reference_vectors() {
        let awkward = signer("My Key+1", "p+/=ab cd&\u{e9}");
        let usual = signer(POLICY, KEY);
        for (signer, resource, expected) in [
            (
                &usual,
                "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub",
                "RJq9ugTDm+LLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff/k=",
            ),
            (
                &usual,
                "http%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%2f",
                "t8aWKIfQaZa7Rq/Ugeqsyw+Sz4Cfqn5E5tN30uuUb0Q=",
            ),
            (
                &usual,
                "https%3A%2F%2Fcontoso-ns.servicebus.windows.net%2F",
                "rJFhjhvJvERHXPZvZxcotzOIQ2pL373Q8HiBTYSrYGY=",
            ),
            (
                &usual,
                "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%3fapi-version%3d2020-06%26direct",
                "aiUIAROkbiMKWR9fopfkTjQfbU8TLk0U0UVtjygmI7M=",
            ),
            (
                &awkward,
                "https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fh~b%20%281%29",
                "ziY2sujTP6qeHv3EQQtLshuUJu8ykZjX3hYn8E9j4R8=",
            ),
        ] {
            let signature = signer.signature(resource, EXPIRY);
            assert_eq!(*signature, expected, "{resource}");
        }
    }

    #[test]
    fn writes_the_whole_token_as_the_reference_does() {
        let token =
            signer(POLICY, KEY).sign("https://contoso-ns.servicebus.windows.net/MyHub", EXPIRY);
        assert_eq!(
            token.text.expose(),
            "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub&sig=RJq9ugTDm%2BLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2Fk%3D&se=1735689600&skn=DefaultFullSharedAccessSignature"
        );
        assert_eq!(
            token.signature(),
            "RJq9ugTDm%2BLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2Fk%3D"
        );
        assert_eq!(
            token.shown(),
            "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub&sig=[redacted]&se=1735689600&skn=DefaultFullSharedAccessSignature"
        );
        let token = signer("My Key+1", "p+/=ab cd&\u{e9}")
            .sign("https://contoso-ns.servicebus.windows.net/h~b (1)", EXPIRY);
        assert_eq!(
            token.text.expose(),
            "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fh~b%20%281%29&sig=ziY2sujTP6qeHv3EQQtLshuUJu8ykZjX3hYn8E9j4R8%3D&se=1735689600&skn=My%20Key%2B1"
        );
    }

    #[test]
    fn a_token_for_another_styles_uri_is_that_styles_token() {
        // Vectors 2 and 4 name other URIs; only the case of hex digits differs
        // between styles, so the decoded tokens are equal.
        for (uri, expected) in [
            (
                "http://contoso-ns.servicebus.windows.net/myhub/messages/",
                "SharedAccessSignature sr=http%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%2f&sig=t8aWKIfQaZa7Rq%2fUgeqsyw%2bSz4Cfqn5E5tN30uuUb0Q%3d&se=1735689600&skn=DefaultFullSharedAccessSignature",
            ),
            (
                "https://contoso-ns.servicebus.windows.net/myhub/messages?api-version=2020-06&direct",
                "SharedAccessSignature sr=https%3a%2f%2fcontoso-ns.servicebus.windows.net%2fmyhub%2fmessages%3fapi-version%3d2020-06%26direct&sig=aiUIAROkbiMKWR9fopfkTjQfbU8TLk0U0UVtjygmI7M%3D&se=1735689600&skn=DefaultFullSharedAccessSignature",
            ),
        ] {
            let token = signer(POLICY, KEY).sign(uri, EXPIRY);
            let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
            assert_eq!(decode(token.text.expose()), decode(expected));
        }
    }
}
