//! The hubs of the namespace. They can come and go while it runs; what they are, and every key, is
//! kept in one file of the state directory.

use crate::auth::policy::Policies;
use crate::basics::bell::Bell;
use crate::basics::clock::Clock;
use crate::basics::faults_told;
use crate::basics::files;
use crate::basics::locks;
use crate::state::hub::Hub;
use crate::state::hub_description::HubDescription;
use crate::state::requested_hub::RequestedHub;
use crate::wire::ids;
use crate::wire::timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::crypto::SecureRandom;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use time::OffsetDateTime;

/// The namespace's own name, which stands in its documents.
pub const NAMESPACE: &str = "nh-emulator";
const FILE: &str = "keys.json";
/// With what stands before and after it, a name of 255 bytes.
const MAX_JOURNAL_NAME: usize = 245;

pub struct Hubs {
    pub policies: Policies,
    /// By names in lower case: hub names are compared without regard to case, since SDKs sign them
    /// so.
    hubs: RwLock<BTreeMap<String, Arc<Hub>>>,
    /// Held while hubs come, change or go, which keeps the file in step with them.
    changing: Mutex<()>,
    state: Option<PathBuf>,
    clock: Clock,
    /// Rung when hubs come or go, and when a device of one of them changes.
    pub changed: Bell,
    pub random: &'static dyn SecureRandom,
    /// What the ids in the namespace's list of services are made of.
    pub feed: String,
    next_feed_number: AtomicU64,
}

#[derive(Serialize, Deserialize)]
struct KeptHubs {
    namespace: Policies,
    hubs: BTreeMap<String, HubDescription>,
}

#[derive(Debug)]
pub enum HubsError {
    Exists,
    Missing,
    Other(String),
}

impl std::fmt::Display for HubsError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            HubsError::Exists => f.write_str("it exists"),
            HubsError::Missing => f.write_str("it does not exist"),
            HubsError::Other(message) => f.write_str(message),
        }
    }
}

impl Hubs {
    /// With a state directory, what is kept there is there again.
    pub fn open(
        state: Option<&Path>,
        clock: Clock,
        random: &'static dyn SecureRandom,
    ) -> Result<Hubs, String> {
        let file = state.map(|folder| folder.join(FILE));
        let text = match &file {
            Some(file) => files::read_if_there(file)?,
            None => None,
        };
        let kept = match (text, &file) {
            (Some(text), Some(file)) => serde_json::from_str(&text).map_err(|error| {
                let fault = faults_told::in_json(&error);
                format!("{}: not a key file: {fault}", file.display())
            })?,
            _ => KeptHubs {
                namespace: Policies::of_namespace(random)?,
                hubs: BTreeMap::new(),
            },
        };
        let hubs = Hubs {
            policies: kept.namespace,
            hubs: RwLock::default(),
            changing: Mutex::default(),
            state: state.map(Path::to_owned),
            clock,
            changed: Bell::default(),
            random,
            feed: ids::tracking(),
            next_feed_number: AtomicU64::new(1),
        };
        for description in kept.hubs.into_values() {
            hubs.add(description)?;
        }
        hubs.save()?;
        Ok(hubs)
    }

    pub fn get(&self, name: &str) -> Option<Arc<Hub>> {
        locks::read(&self.hubs).get(&name.to_lowercase()).cloned()
    }

    /// In the order of their names.
    pub fn all(&self) -> Vec<Arc<Hub>> {
        locks::read(&self.hubs).values().cloned().collect()
    }

    /// The first of so many numbers that nothing had before.
    pub fn feed_numbers(&self, count: u64) -> u64 {
        self.next_feed_number.fetch_add(count, Ordering::Relaxed)
    }

    /// For a hub that is to be there in any case: with the devices in its journal, if there is one.
    pub fn ensure(&self, description: HubDescription) -> Result<(), HubsError> {
        let _changing = locks::lock(&self.changing);
        match self.get(&description.name) {
            Some(_) => Ok(()),
            None => self.insert(description).map(|_| ()),
        }
    }

    /// The same by its name alone.
    pub fn ensure_named(&self, name: &str, now: OffsetDateTime) -> Result<Arc<Hub>, HubsError> {
        let (ticks, second) = (timestamp::ticks(now), timestamp::seconds(now));
        let new = RequestedHub::default().into_new(name, &ticks, &second, self.random);
        self.ensure(new.map_err(HubsError::Other)?)?;
        self.get(name).ok_or(HubsError::Missing)
    }

    pub fn create(&self, description: HubDescription) -> Result<Arc<Hub>, HubsError> {
        let _changing = locks::lock(&self.changing);
        if self.get(&description.name).is_some() {
            return Err(HubsError::Exists);
        }
        // A crash may have left that of an earlier hub of this name behind.
        self.remove_journal(&description.name)?;
        self.insert(description)
    }

    fn insert(&self, description: HubDescription) -> Result<Arc<Hub>, HubsError> {
        let name = description.name.clone();
        let hub = self.add(description).map_err(HubsError::Other)?;
        self.save().map_err(|error| {
            locks::write(&self.hubs).remove(&name.to_lowercase());
            HubsError::Other(error)
        })?;
        Ok(hub)
    }

    pub fn update(
        &self,
        name: &str,
        change: impl FnOnce(&HubDescription) -> HubDescription,
    ) -> Result<Arc<Hub>, HubsError> {
        let _changing = locks::lock(&self.changing);
        let hub = self.get(name).ok_or(HubsError::Missing)?;
        let before = hub.description();
        hub.describe(change(&before));
        self.save().map_err(|error| {
            hub.describe(HubDescription::clone(&before));
            HubsError::Other(error)
        })?;
        Ok(hub)
    }

    pub fn delete(&self, name: &str) -> Result<(), HubsError> {
        let _changing = locks::lock(&self.changing);
        let key = name.to_lowercase();
        let hub = locks::write(&self.hubs).remove(&key);
        let hub = hub.ok_or(HubsError::Missing)?;
        self.save().map_err(|error| {
            locks::write(&self.hubs).insert(key, hub);
            HubsError::Other(error)
        })?;
        self.changed.ring();
        // Its name may come back, its devices may not.
        self.remove_journal(name)
    }

    fn remove_journal(&self, hub: &str) -> Result<(), HubsError> {
        match self.journal(hub) {
            Some(journal) => files::remove_if_there(&journal)
                .map_err(|error| HubsError::Other(error.to_string())),
            None => Ok(()),
        }
    }

    fn add(&self, description: HubDescription) -> Result<Arc<Hub>, String> {
        let name = description.name.clone();
        let journal = self.journal(&name);
        let hub = Hub::open(
            name.clone(),
            description,
            journal,
            self.clock.clone(),
            self.changed.clone(),
        )?;
        let hub = Arc::new(hub);
        locks::write(&self.hubs).insert(name.to_lowercase(), Arc::clone(&hub));
        self.changed.ring();
        Ok(hub)
    }

    fn journal(&self, hub: &str) -> Option<PathBuf> {
        let hub = hub.to_lowercase();
        let mut name = utf8_percent_encode(&hub, NON_ALPHANUMERIC).to_string();
        // A hub's name may be longer than that of a file.
        if name.len() > MAX_JOURNAL_NAME {
            let digest = Sha256::digest(&name);
            name.truncate(MAX_JOURNAL_NAME / 2);
            name.push('-');
            name.extend(digest.iter().map(|byte| format!("{byte:02x}")));
        }
        let folder = self.state.as_ref()?;
        Some(folder.join(format!("hub-{name}.jsonl")))
    }

    fn save(&self) -> Result<(), String> {
        let Some(folder) = &self.state else {
            return Ok(());
        };
        let hubs = self.all().into_iter().map(|hub| {
            let description = HubDescription::clone(&hub.description());
            (hub.name.to_lowercase(), description)
        });
        let kept = KeptHubs {
            namespace: self.policies.clone(),
            hubs: hubs.collect(),
        };
        let text = serde_json::to_string_pretty(&kept).map_err(|error| error.to_string())?;
        files::replace_private(&folder.join(FILE), text.as_bytes())
    }
}
