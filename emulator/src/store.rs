//! The devices of one hub.

use crate::ids;
use crate::installation::Installation;
use crate::platform::Format;
use crate::registration::{self, Registration};
use crate::tag_expression::Expression;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Registration ids of an installation by template name; the native registration's is under None.
pub type RegistrationIds = HashMap<Option<String>, String>;

#[derive(Default)]
pub struct Store {
    installations: HashMap<String, Entry>,
    /// By the order in which they came, so that what is sent to all comes out in a steady order.
    registrations: BTreeMap<u64, Arc<Registration>>,
    next: u64,
}

struct Entry {
    installation: Arc<Installation>,
    /// Keys into `registrations`.
    numbers: Vec<u64>,
}

impl Store {
    pub fn installation(&self, id: &str) -> Option<Arc<Installation>> {
        let entry = self.installations.get(id)?;
        Some(Arc::clone(&entry.installation))
    }

    /// In the order in which they came: each has one native registration.
    pub fn installations(&self) -> impl Iterator<Item = &Arc<Installation>> {
        self.registrations
            .values()
            .filter(|registration| registration.template.is_none())
            .filter_map(|registration| self.installations.get(&registration.installation_id))
            .map(|entry| &entry.installation)
    }

    /// The ids of the registrations that this installation has or would get: the native one and
    /// those of templates that keep their names stay, the others are new.
    pub fn ids_for(&self, installation: &Installation) -> RegistrationIds {
        let mut ids = self.registration_ids(&installation.installation_id);
        ids.retain(|name, _| match name {
            None => true,
            Some(name) => installation.templates.contains_key(name),
        });
        let names = installation.templates.keys().cloned().map(Some);
        for name in names.chain([None]) {
            ids.entry(name).or_insert_with(ids::registration);
        }
        ids
    }

    pub fn registration_ids(&self, installation_id: &str) -> RegistrationIds {
        let entry = self.installations.get(installation_id);
        entry
            .iter()
            .flat_map(|entry| &entry.numbers)
            .filter_map(|number| self.registrations.get(number))
            .map(|registration| {
                let template = registration.template.as_ref();
                let name = template.map(|template| template.name.clone());
                (name, registration.id.clone())
            })
            .collect()
    }

    /// Creates or replaces. What has no id in `ids` gets a new one.
    pub fn put(&mut self, installation: Installation, ids: &RegistrationIds) {
        let installation = Arc::new(installation);
        let id = installation.installation_id.clone();
        let derived = registration::derive(&installation, |template| {
            ids.get(&template.map(str::to_owned))
                .cloned()
                .unwrap_or_else(ids::registration)
        });
        let old = self.installations.remove(&id);
        let mut old = old.map_or_else(Vec::new, |entry| entry.numbers).into_iter();
        let mut numbers = Vec::with_capacity(derived.len());
        for registration in derived {
            let number = old.next().unwrap_or(self.next);
            self.next = self.next.max(number + 1);
            self.registrations.insert(number, Arc::new(registration));
            numbers.push(number);
        }
        for number in old {
            self.registrations.remove(&number);
        }
        let entry = Entry {
            installation,
            numbers,
        };
        self.installations.insert(id, entry);
    }

    pub fn delete(&mut self, id: &str) {
        if let Some(entry) = self.installations.remove(id) {
            for number in entry.numbers {
                self.registrations.remove(&number);
            }
        }
    }

    pub fn clear(&mut self) {
        self.installations.clear();
        self.registrations.clear();
    }

    /// Those that a send of this format is for: a platform's format reaches the native
    /// registrations of that platform, a template send the template registrations of all.
    pub fn targets(&self, format: Format, tags: Option<&Expression>) -> Vec<Arc<Registration>> {
        self.registrations
            .values()
            .filter(|registration| match format {
                Format::Template => registration.template.is_some(),
                Format::Native(platform) => {
                    registration.template.is_none() && registration.platform == platform
                }
            })
            .filter(|registration| {
                tags.is_none_or(|expression| expression.matches(&registration.tag_keys))
            })
            .cloned()
            .collect()
    }
}
