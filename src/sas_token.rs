//! Shared access signatures: `SharedAccessSignature sr=…&sig=…&se=…&skn=…`.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::secret::Secret;

/// RFC 3986 unreserved characters stay; all else is encoded.
pub const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How long the hub's own tokens live.
pub const LIFETIME: Duration = Duration::from_secs(3600);

/// A signed token and when it ends.
#[derive(Debug)]
pub struct SasToken {
    /// The whole value of an `Authorization` header.
    pub text: Secret,
    /// Unix time, in seconds, at which the service stops taking it.
    pub expires_at: u64,
}

impl SasToken {
    /// The signature as it stands in the token: the part that is secret.
    pub fn signature(&self) -> &str {
        let text = self.text.expose();
        let start = text.find("&sig=").map_or(0, |at| at + "&sig=".len());
        text[start..].split('&').next().unwrap_or(text)
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
        let signature = Zeroizing::new(self.signature(&resource, expires_at));
        let text = format!(
            "SharedAccessSignature sr={resource}&sig={}&se={expires_at}&skn={}",
            utf8_percent_encode(&signature, UNRESERVED),
            utf8_percent_encode(&self.key_name, UNRESERVED),
        );
        SasToken {
            text: text.into(),
            expires_at,
        }
    }

    /// base64(HMAC-SHA256(key text, resource LF expiry)). The key is the text
    /// that the portal shows, not what its base64 stands for.
    fn signature(&self, resource: &str, expires_at: u64) -> String {
        // HMAC takes a key of any length, so this cannot fail; a zero key
        // would only ever be refused by the service.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes())
            .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
        mac.update(resource.as_bytes());
        mac.update(b"\n");
        mac.update(expires_at.to_string().as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// The hub's current token, signed anew when 80 % of its life is over.
#[derive(Debug, Default)]
pub struct TokenCache {
    current: RwLock<Option<Arc<SasToken>>>,
}

impl TokenCache {
    /// The token to send now.
    pub fn get(&self, signer: &Signer, uri: &str, clock: &dyn Clock) -> Arc<SasToken> {
        let now = clock.unix_time().as_secs();
        let cached = self.current.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = cached.as_ref().filter(|token| is_fresh(token, now)) {
            return Arc::clone(token);
        }
        drop(cached);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have signed while this one waited for the lock.
        if let Some(token) = current.as_ref().filter(|token| is_fresh(token, now)) {
            return Arc::clone(token);
        }
        let token = Arc::new(signer.sign(uri, now.saturating_add(LIFETIME.as_secs())));
        *current = Some(Arc::clone(&token));
        token
    }
}

fn is_fresh(token: &SasToken, now: u64) -> bool {
    let life = LIFETIME.as_secs();
    let left = token.expires_at.saturating_sub(now);
    // More life left than a new token has means that the clock was set back:
    // a token signed by the wrong clock is not one to rely on.
    left > life / 5 && left <= life
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use std::sync::Mutex;
    use std::time::Instant;

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
            assert_eq!(signer.signature(resource, EXPIRY), expected, "{resource}");
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

    #[derive(Debug)]
    struct SetClock(Mutex<u64>);

    impl Clock for SetClock {
        fn unix_time(&self) -> Duration {
            Duration::from_secs(*self.0.lock().unwrap())
        }
        fn now(&self) -> Instant {
            Instant::now()
        }
    }

    #[test]
    fn caches_until_four_fifths_of_the_life_are_over() {
        let cache = TokenCache::default();
        let signer = signer(POLICY, KEY);
        let start = 1_700_000_000;
        let clock = SetClock(Mutex::new(start));
        let at = |seconds: u64| {
            *clock.0.lock().unwrap() = seconds;
            cache.get(&signer, "https://h/hub", &clock)
        };
        let first = at(start);
        assert_eq!(first.expires_at, start + 3600);
        assert!(Arc::ptr_eq(&first, &at(start + 2879)));
        let second = at(start + 2880);
        assert_eq!(second.expires_at, start + 2880 + 3600);
        // A clock set back, and one past 2038.
        assert_eq!(at(start).expires_at, start + 3600);
        assert_eq!(at(4_000_000_000).expires_at, 4_000_003_600);
    }
}
