//! Access policies: the named keys of the namespace and of each hub, and what they allow.

use crate::auth::sas::Token;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::SecureRandom;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Right {
    Listen,
    Manage,
    Send,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuthorizationRule {
    pub name: String,
    pub rights: Vec<Right>,
    pub primary_key: String,
    pub secondary_key: String,
    /// As the service writes them; empty for the namespace's, which nobody can ask for.
    #[serde(default)]
    pub created: String,
    #[serde(default)]
    pub modified: String,
}

impl AuthorizationRule {
    fn generate(
        name: &str,
        rights: &[Right],
        now: &str,
        random: &dyn SecureRandom,
    ) -> Result<AuthorizationRule, String> {
        Ok(AuthorizationRule {
            name: name.to_owned(),
            rights: rights.to_vec(),
            primary_key: generate_key(random)?,
            secondary_key: generate_key(random)?,
            created: now.to_owned(),
            modified: now.to_owned(),
        })
    }

    pub fn allows(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

/// The rules of one level, namespace or hub.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Policies(pub Vec<AuthorizationRule>);

impl Policies {
    /// The one that the service gives a namespace.
    pub fn of_namespace(random: &dyn SecureRandom) -> Result<Policies, String> {
        let root = AuthorizationRule::generate("RootManageSharedAccessKey", ALL, "", random)?;
        Ok(Policies(vec![root]))
    }

    /// The two that the service gives each hub, unless there are some of these names.
    pub fn add_defaults(&mut self, now: &str, random: &dyn SecureRandom) -> Result<(), String> {
        for (name, rights) in [
            ("DefaultListenSharedAccessSignature", LISTEN_ONLY),
            ("DefaultFullSharedAccessSignature", ALL),
        ] {
            if !self.0.iter().any(|rule| rule.name == name) {
                self.0
                    .push(AuthorizationRule::generate(name, rights, now, random)?);
            }
        }
        Ok(())
    }

    /// The rule whose name the token carries and whose primary or secondary key signed it.
    pub fn signer(&self, token: &Token) -> Option<&AuthorizationRule> {
        self.0.iter().find(|rule| {
            token.names_key(&rule.name)
                && (token.is_signed_with(&rule.primary_key)
                    || token.is_signed_with(&rule.secondary_key))
        })
    }

    pub fn names_key_of(&self, token: &Token) -> bool {
        self.0.iter().any(|rule| token.names_key(&rule.name))
    }

    /// The first that allows everything.
    pub fn full_access(&self) -> Option<&AuthorizationRule> {
        self.0
            .iter()
            .find(|rule| ALL.iter().all(|right| rule.allows(*right)))
    }

    /// The first rule that has exactly these rights.
    pub fn with_rights(&self, rights: &[Right]) -> Option<&AuthorizationRule> {
        self.0.iter().find(|rule| rule.rights == rights)
    }
}

pub const ALL: &[Right] = &[Right::Listen, Right::Manage, Right::Send];
pub const LISTEN_ONLY: &[Right] = &[Right::Listen];

/// 32 random bytes as base64, as the service makes its keys.
pub fn generate_key(random: &dyn SecureRandom) -> Result<String, String> {
    let mut bytes = [0; 32];
    random
        .fill(&mut bytes)
        .map_err(|_| "the system has no random numbers to make keys from".to_owned())?;
    Ok(STANDARD.encode(bytes))
}
