//! The signatures of storage addresses, as a storage account makes them with its key: who has such
//! an address may do in this container, or with this blob, what it says, until its time is over.

use crate::auth::policy;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::crypto::SecureRandom;
use sha2::Sha256;

const VERSION: &str = "2024-08-04";

pub struct StorageKey(Vec<u8>);

/// What is signed, each part as it stands in the address.
pub struct Grant<'a> {
    /// `c` for all in a container, `b` for one blob.
    pub kind: &'a str,
    /// `container`, or `container/blob`.
    pub resource: &'a str,
    pub permissions: &'a str,
    pub expiry: &'a str,
}

impl StorageKey {
    pub fn generate(random: &dyn SecureRandom) -> Result<StorageKey, String> {
        policy::generate_key(random).map(|key| StorageKey(key.into_bytes()))
    }

    /// The query that makes an address of this grant.
    pub fn query(&self, grant: &Grant) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let signature = self.mac(grant).finalize().into_bytes();
        format!(
            "sv={VERSION}&sr={}&sp={}&se={}&sig={}",
            grant.kind,
            grant.permissions,
            encoded(grant.expiry),
            encoded(&STANDARD.encode(signature))
        )
    }

    pub fn has_signed(&self, grant: &Grant, signature: &str) -> bool {
        let signature = STANDARD.decode(signature);
        signature.is_ok_and(|signature| self.mac(grant).verify_slice(&signature).is_ok())
    }

    fn mac(&self, grant: &Grant) -> Hmac<Sha256> {
        let Grant {
            kind,
            resource,
            permissions,
            expiry,
        } = grant;
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            // HMAC takes keys of any length.
            Err(_) => unreachable!("a key of HMAC"),
        };
        // The resource is the last: it alone may have lines.
        mac.update(format!("{permissions}\n{expiry}\n{VERSION}\n{kind}\n/{resource}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_good_for_what_was_signed() {
        let provider = rustls::crypto::ring::default_provider();
        let key = StorageKey::generate(provider.secure_random).unwrap();
        let other = StorageKey::generate(provider.secure_random).unwrap();
        let grant = |kind, resource, permissions, expiry| Grant {
            kind,
            resource,
            permissions,
            expiry,
        };
        let signed = grant("c", "out", "rl", "2030-01-01T00:00:00Z");
        let query = key.query(&signed);
        let (_, signature) = query.split_once("&sig=").unwrap();
        let signature = percent_encoding::percent_decode_str(signature)
            .decode_utf8()
            .unwrap();
        assert!(key.has_signed(&signed, &signature));
        assert!(!other.has_signed(&signed, &signature));
        for changed in [
            grant("b", "out", "rl", "2030-01-01T00:00:00Z"),
            grant("c", "out2", "rl", "2030-01-01T00:00:00Z"),
            grant("c", "out", "rwl", "2030-01-01T00:00:00Z"),
            grant("c", "out", "rl", "2031-01-01T00:00:00Z"),
        ] {
            assert!(!key.has_signed(&changed, &signature));
        }
        assert!(!key.has_signed(&signed, "") && !key.has_signed(&signed, "no base64"));
    }
}
