//! What a look at the registrations of a hub brought: numbers, and a few names.

use std::collections::BTreeMap;

use crate::devices::seen_ids::SeenIds;
use crate::documents::registration::Registration;
use crate::explain::audience::{Audience, Fit, Kinds, fit};

/// Most names that are told.
const EXAMPLES: usize = 10;

/// Most handles that are compared with feedback.
pub const MOST_COMPARED: u64 = 100_000;

/// The numbers.
#[derive(Debug, Default)]
pub struct Listed {
    /// Registrations that were looked at.
    pub looked_at: u64,
    /// Those that are meant, by the words of their platforms.
    pub meant: BTreeMap<&'static str, u64>,
    /// Those that have the tags and are of another kind, by what they are.
    pub other_kinds: BTreeMap<String, u64>,
    /// Ids of some that are meant.
    pub examples: Vec<String>,
    /// Was the list not read to its end?
    pub is_cut: bool,
    /// The ids of those that are meant.
    registrations: SeenIds,
}

impl Listed {
    /// Looks at one.
    pub fn add(&mut self, audience: &Audience, kinds: Kinds, registration: &Registration) {
        self.looked_at += 1;
        let platform = registration.device.platform;
        let word = platform.map_or("unknown", |platform| platform.format());
        match fit(audience, kinds, registration) {
            Fit::NotMatched => {}
            Fit::OtherKind => {
                let what = match &registration.template {
                    Some(_) => format!("{word} with a template"),
                    None => format!("{word} without a template"),
                };
                *self.other_kinds.entry(what).or_default() += 1;
            }
            Fit::Meant => {
                *self.meant.entry(word).or_default() += 1;
                let id = registration.id.as_deref();
                if let Some(id) = id.filter(|_| self.total() <= MOST_COMPARED) {
                    self.registrations.insert(id);
                }
                let name = registration.installation_id().or(id);
                if let Some(name) = name
                    && self.examples.len() < EXAMPLES
                    && !self.examples.iter().any(|known| known == name)
                {
                    self.examples.push(name.to_owned());
                }
            }
        }
    }

    /// How many are meant.
    pub fn total(&self) -> u64 {
        self.meant.values().sum()
    }

    /// Is this registration one of those that are meant?
    pub fn has(&self, registration_id: &str) -> bool {
        self.registrations.contains(registration_id)
    }

    /// The numbers in words: `3 apple, 1 gcm`.
    pub fn words<K: AsRef<str>>(numbers: &BTreeMap<K, u64>) -> String {
        let words = numbers
            .iter()
            .map(|(what, number)| format!("{number} {}", what.as_ref()));
        words.collect::<Vec<_>>().join(", ")
    }
}
