//! Shared access signatures as a client makes them.

use crate::auth::policy::AuthorizationRule;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use time::OffsetDateTime;

/// For all that is below this address. None where the key cannot be one.
pub fn token(rule: &AuthorizationRule, address: &str, expiry: OffsetDateTime) -> Option<String> {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (resource, expiry) = (encoded(address), expiry.unix_timestamp());
    let mut mac = Hmac::<Sha256>::new_from_slice(rule.primary_key.as_bytes()).ok()?;
    mac.update(format!("{resource}\n{expiry}").as_bytes());
    let signature = encoded(&STANDARD.encode(mac.finalize().into_bytes()));
    let policy = encoded(&rule.name);
    Some(format!(
        "SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={policy}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::policy::ALL;
    use crate::auth::sas::Token;

    #[test]
    fn what_is_signed_is_accepted() {
        let rule = AuthorizationRule {
            name: "my policy+1".to_owned(),
            rights: ALL.to_vec(),
            primary_key: "vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw=".to_owned(),
            secondary_key: String::new(),
            created: String::new(),
            modified: String::new(),
        };
        let expiry = OffsetDateTime::from_unix_timestamp(1_735_689_600).unwrap();
        let header = token(&rule, "http://localhost:1234/My%20Hub", expiry).unwrap();
        let now = expiry - time::Duration::seconds(1);
        let token = Token::parse(Some(header.as_bytes()), now).unwrap();
        assert!(token.names_key(&rule.name) && token.is_signed_with(&rule.primary_key));
        let path = ["my hub".to_owned(), "messages".to_owned()];
        assert!(token.covers("localhost:1234", &path));
        assert!(!token.covers("localhost:1234", &path[1..]));
        assert!(Token::parse(Some(header.as_bytes()), expiry).is_err());
    }
}
