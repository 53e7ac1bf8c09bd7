//! Access policies: the named keys of the namespace and of each hub, and what they allow.

use crate::files;
use crate::sas::Token;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::SecureRandom;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Right {
    Listen,
    Manage,
    Send,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    pub rights: Vec<Right>,
    pub primary_key: String,
    pub secondary_key: String,
}

impl Rule {
    fn generate(name: &str, rights: &[Right], random: &dyn SecureRandom) -> Result<Rule, String> {
        Ok(Rule {
            name: name.to_owned(),
            rights: rights.to_vec(),
            primary_key: generate_key(random)?,
            secondary_key: generate_key(random)?,
        })
    }

    pub fn allows(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

/// The rules of one level, namespace or hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Policies(Vec<Rule>);

impl Policies {
    /// The rule whose name the token carries and whose primary or secondary key signed it.
    pub fn signer(&self, token: &Token) -> Option<&Rule> {
        self.0.iter().find(|rule| {
            token.names_key(&rule.name)
                && (token.is_signed_with(&rule.primary_key)
                    || token.is_signed_with(&rule.secondary_key))
        })
    }

    pub fn names_key_of(&self, token: &Token) -> bool {
        self.0.iter().any(|rule| token.names_key(&rule.name))
    }

    /// The first rule that has exactly these rights.
    pub fn with_rights(&self, rights: &[Right]) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.rights == rights)
    }
}

pub const ALL: &[Right] = &[Right::Listen, Right::Manage, Right::Send];
pub const LISTEN_ONLY: &[Right] = &[Right::Listen];

/// Every key of the namespace. Written to the state directory when there is one.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeyRing {
    pub namespace: Policies,
    hubs: BTreeMap<String, Policies>,
}

impl KeyRing {
    pub fn generate(random: &dyn SecureRandom) -> Result<KeyRing, String> {
        Ok(KeyRing {
            namespace: Policies(vec![Rule::generate(
                "RootManageSharedAccessKey",
                ALL,
                random,
            )?]),
            hubs: BTreeMap::new(),
        })
    }

    /// The keys kept in `file`, or new ones.
    pub fn load_or_generate(file: &Path, random: &dyn SecureRandom) -> Result<KeyRing, String> {
        match files::read_if_there(file)? {
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| format!("{}: not a key file: {error}", file.display())),
            None => KeyRing::generate(random),
        }
    }

    pub fn save(&self, file: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        files::replace_private(file, text.as_bytes())
    }

    /// Hub names are compared without regard to case.
    pub fn of_hub(&self, hub: &str) -> Option<&Policies> {
        self.hubs.get(&hub.to_lowercase())
    }

    /// The rules of this hub; a new one gets the two that the service gives it.
    pub fn hub(&mut self, hub: &str, random: &dyn SecureRandom) -> Result<&Policies, String> {
        match self.hubs.entry(hub.to_lowercase()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(Policies(vec![
                Rule::generate("DefaultListenSharedAccessSignature", LISTEN_ONLY, random)?,
                Rule::generate("DefaultFullSharedAccessSignature", ALL, random)?,
            ]))),
        }
    }
}

/// 32 random bytes as base64, as the service makes its keys.
fn generate_key(random: &dyn SecureRandom) -> Result<String, String> {
    let mut bytes = [0; 32];
    random
        .fill(&mut bytes)
        .map_err(|_| "the system has no random numbers to make keys from".to_owned())?;
    Ok(STANDARD.encode(bytes))
}
