//! Why the service refused access, or has no such hub. It says little itself: the same words for a
//! mistyped key, a decoded one and one that was regenerated. What it does not
//! say stands in the key's own form, in the clocks and in the token.

use std::net::IpAddr;

use crate::auth::credential::Credential;
use crate::auth::sas_token::SasToken;
use crate::error::{AccessProblem, Error};
use crate::sys::clock::SAME_TIME;

/// Whose key it takes to look after hubs.
const OF_A_NAMESPACE: &str = "lists and changes of hubs want a policy of the namespace, such as RootManageSharedAccessKey, not one of a hub";

/// What is known of a refused attempt.
#[derive(Debug)]
pub struct Refused<'a> {
    /// The credential that was used.
    pub credential: &'a Credential,
    /// The token that was sent.
    pub token: &'a SasToken,
    /// This machine's Unix time in seconds.
    pub now: u64,
    /// The service's, from its `Date` header.
    pub service_time: Option<u64>,
    /// What tokens are signed for: the hub's URL, or that of a namespace with a slash
    /// at its end.
    pub signed_uri: &'a str,
    /// Who was asked: host and port.
    pub authority: &'a str,
    /// Does the request name nothing but a hub?
    pub is_send: bool,
}

impl Refused<'_> {
    /// Adds to the error of a 401, 403 or 404 why it was given.
    pub fn explain(&self, error: &mut Error) {
        let (problem, words) = match error.http_status {
            Some(401 | 403) if is_of_an_address(error) => network_rules(),
            Some(401) => self.unauthorized(error),
            Some(403) if error.retry_after.is_none() => forbidden(error),
            Some(404) if self.is_of_the_hub(error) => (
                AccessProblem::None,
                format!(
                    "there is no hub {} at {}: check the hub's name and the Endpoint",
                    self.signed_uri.rsplit('/').next().unwrap_or_default(),
                    self.authority
                ),
            ),
            Some(404) => (
                AccessProblem::None,
                "there is nothing of this id here: check it, and whether it is one of what this call is about: an installation, a registration, a notification, a job or a hub".to_owned(),
            ),
            _ => return,
        };
        error.access_problem = problem;
        error.message.push_str("; ");
        error.message.push_str(&words);
    }

    fn is_of_the_hub(&self, error: &Error) -> bool {
        let is_hub = !self.signed_uri.ends_with('/');
        is_hub && (self.is_send || is_of_no_hub(error))
    }

    fn unauthorized(&self, error: &Error) -> (AccessProblem, String) {
        let code = error.service_code.as_deref().unwrap_or_default();
        let detail = error.service_detail.as_deref().unwrap_or_default();
        let has = |word: &str| detail.to_ascii_lowercase().contains(word);
        let service_time = self.service_time.unwrap_or(self.now);
        let off_by = self.now.abs_diff(service_time);
        if code == "ExpiredToken" || self.token.expires_at <= service_time {
            if off_by > SAME_TIME && self.credential.signer().is_some() {
                let direction = if self.now < service_time {
                    "slow"
                } else {
                    "fast"
                };
                return (
                    AccessProblem::ClockWrong,
                    format!("this machine's clock is {off_by} s {direction}; set it"),
                );
            }
            return (
                AccessProblem::TokenExpired,
                "the token has expired; give a new one".to_owned(),
            );
        }
        if has("claim") {
            let words = match self.signed_uri.ends_with('/') {
                true => OF_A_NAMESPACE,
                false => "the policy lacks the right for this, or its key is wrong",
            };
            return (AccessProblem::RightMissing, words.to_owned());
        }
        if code == "InvalidAudience" || has("audience") {
            return (
                AccessProblem::HubWrong,
                "the token is for another hub or namespace; check the hub's name and the Endpoint"
                    .to_owned(),
            );
        }
        match self.credential.signer() {
            Some(signer) => {
                let (problem, words) = key_problem(signer.key.expose());
                match self.signed_uri.ends_with('/') {
                    true => (problem, format!("{words}; {OF_A_NAMESPACE}")),
                    false => (problem, words),
                }
            }
            None if code == "MalformedToken" => (
                AccessProblem::TokenMalformed,
                "the token is not one that the service reads".to_owned(),
            ),
            None => (
                AccessProblem::Unexplained,
                "check what the token was signed for, with which key, and until when".to_owned(),
            ),
        }
    }
}

/// Is a 404 one of a hub that is not there, and not of what was asked for in it?
pub fn is_of_no_hub(error: &Error) -> bool {
    let detail = error.service_detail.as_deref();
    detail.is_some_and(|detail| detail.contains("No service is hosted"))
}

/// Are the service's words of an address that it does not let in?
fn is_of_an_address(error: &Error) -> bool {
    let detail = error.service_detail.as_deref().unwrap_or_default();
    let is_end = |c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':'));
    let mut words = detail
        .split(is_end)
        .map(|word| word.trim_matches(['.', ':']));
    let lower = detail.to_ascii_lowercase();
    let names_rules = ["ip address", "ip has been prevented", "firewall"]
        .iter()
        .any(|word| lower.contains(word));
    names_rules || words.any(|word| word.contains(['.', ':']) && word.parse::<IpAddr>().is_ok())
}

fn network_rules() -> (AccessProblem, String) {
    (
        AccessProblem::NetworkRules,
        "the namespace's network rules seem to keep this machine's address out; the key may be right"
            .to_owned(),
    )
}

/// Sends with a policy that may only listen are refused without a word.
fn forbidden(error: &Error) -> (AccessProblem, String) {
    let detail = error.service_detail.as_deref().unwrap_or_default();
    let detail = detail.to_ascii_lowercase();
    if detail.is_empty() || detail.contains("claim") || detail.contains("permission") {
        return (
            AccessProblem::RightMissing,
            "the policy needs the right for this (Send for sends, Listen for devices, Manage for the rest), or the hub's tier lacks the feature".to_owned(),
        );
    }
    (
        AccessProblem::Unexplained,
        "check the policy's rights, the hub's tier and its quotas".to_owned(),
    )
}

/// What the form of a key tells. Says nothing of its content but its length.
fn key_problem(key: &str) -> (AccessProblem, String) {
    const DECODED: &str =
        "the key seems to be decoded; give its base64 text as the portal shows it";
    let is_hex = key.len() == 64 && key.bytes().all(|b| b.is_ascii_hexdigit());
    let is_raw = key.chars().count() <= 32 && !key.is_ascii();
    if is_hex || is_raw {
        return (AccessProblem::KeyDecoded, DECODED.to_owned());
    }
    if key.contains('%') {
        return (
            AccessProblem::KeyMalformed,
            "the key seems to be percent-encoded; give its base64 text as the portal shows it"
                .to_owned(),
        );
    }
    // 32 bytes.
    let is_base64 = |text: &str| {
        let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
        text.len() == 43 && text.bytes().all(is_digit)
    };
    if key.strip_suffix('=').is_some_and(is_base64) {
        return (
            AccessProblem::KeyWrong,
            "the key or the policy's name is wrong, or the key was regenerated".to_owned(),
        );
    }
    let length = key.chars().count();
    (
        AccessProblem::KeyMalformed,
        format!(
            "the key has {length} characters and is not as keys are, 44 of base64 with '=' at the end; copy it again"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::sas_token::Signer;
    use crate::auth::secret::Secret;
    use crate::error::Status;
    use std::sync::Arc;

    const KEY: &str = "vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw=";

    fn key(text: &str) -> Credential {
        Credential::Key(Signer {
            key_name: "P".to_owned(),
            key: Secret::new(text),
        })
    }

    /// What is said of a refusal at 10,000 s of a token that ends at 13,600.
    fn explained(
        credential: &Credential,
        status: u16,
        said: (&str, &str),
        service_time: Option<u64>,
    ) -> (AccessProblem, String) {
        let token = SasToken {
            text: Secret::new("t"),
            expires_at: 13_600,
        };
        let refused = Refused {
            credential,
            token: &token,
            now: 10_000,
            service_time,
            signed_uri: "https://ns.example/hub",
            authority: "ns.example:8443",
            is_send: false,
        };
        let mut error = Error::new(Status::Unauthorized, "refused");
        error.http_status = Some(status);
        error.service_code = Some(said.0.to_owned()).filter(|c| !c.is_empty());
        error.service_detail = Some(said.1.to_owned()).filter(|d| !d.is_empty());
        refused.explain(&mut error);
        (error.access_problem, error.message.clone())
    }

    #[test]
    fn tells_what_is_wrong_from_what_is_there() {
        use AccessProblem::{
            ClockWrong, HubWrong, KeyDecoded, KeyMalformed, KeyWrong, NetworkRules, RightMissing,
            TokenExpired, TokenMalformed, Unexplained,
        };
        let signature = ("InvalidSignature", "InvalidSignature: invalid");
        let raw: String = std::iter::repeat_n('\u{fffd}', 30).collect();
        let hex = "0f".repeat(32);
        for (key_text, problem, word) in [
            (KEY, KeyWrong, "regenerated"),
            (&KEY[..43], KeyMalformed, "43 characters"),
            ("vFzSNmG9%2BpOqY", KeyMalformed, "percent-encoded"),
            (&raw, KeyDecoded, "decoded"),
            (&hex, KeyDecoded, "decoded"),
        ] {
            let (found, message) = explained(&key(key_text), 401, signature, None);
            assert_eq!(found, problem, "{message}");
            assert!(message.contains(word), "{message}");
            assert!(!message.contains(key_text), "{message}");
        }
        let given = Credential::Token(Arc::new(SasToken {
            text: Secret::new("t"),
            expires_at: 13_600,
        }));
        for (credential, status, said, time, problem, word) in [
            (
                &key(KEY),
                401,
                ("ExpiredToken", "x"),
                Some(10_005),
                TokenExpired,
                "new one",
            ),
            (
                &key(KEY),
                401,
                ("", ""),
                Some(20_000),
                ClockWrong,
                "10000 s slow",
            ),
            (
                &key(KEY),
                401,
                ("ExpiredToken", ""),
                Some(1_000),
                ClockWrong,
                "9000 s fast",
            ),
            (&given, 401, ("", ""), Some(20_000), TokenExpired, "new one"),
            (
                &given,
                401,
                ("MalformedToken", ""),
                None,
                TokenMalformed,
                "reads",
            ),
            (&given, 401, signature, None, Unexplained, "signed for"),
            (
                &key(KEY),
                401,
                ("401", "Manage claim is required"),
                None,
                RightMissing,
                "lacks",
            ),
            (
                &key(KEY),
                401,
                ("InvalidAudience", ""),
                None,
                HubWrong,
                "another hub",
            ),
            (
                &key(KEY),
                401,
                ("401", "Ip has been prevented to connect to the endpoint."),
                None,
                NetworkRules,
                "network rules",
            ),
            (
                &key(KEY),
                403,
                ("", "192.0.2.7 is not allowed"),
                None,
                NetworkRules,
                "network rules",
            ),
            (
                &key(KEY),
                401,
                ("", "[2001:db8::1]: refused at 10:00:00.5"),
                None,
                NetworkRules,
                "network rules",
            ),
            (
                &key(KEY),
                401,
                ("", "refused at 10:00:00.5"),
                None,
                KeyWrong,
                "regenerated",
            ),
            (&key(KEY), 403, ("", ""), None, RightMissing, "Listen"),
            (
                &key(KEY),
                404,
                ("404", "No service is hosted at the specified address."),
                None,
                AccessProblem::None,
                "no hub hub at ns.example:8443: check",
            ),
            (
                &key(KEY),
                403,
                ("403", "Quota exceeded"),
                None,
                Unexplained,
                "quotas",
            ),
            (
                &key(KEY),
                404,
                ("", ""),
                None,
                AccessProblem::None,
                "there is nothing of this id here",
            ),
        ] {
            let (found, message) = explained(credential, status, said, time);
            assert_eq!(found, problem, "{message}");
            assert!(message.contains(word), "{message}");
        }
    }
}
