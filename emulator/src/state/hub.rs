//! One hub: what it is, its devices, and the journal that keeps them.

use crate::basics::bell::Bell;
use crate::basics::clock::Clock;
use crate::basics::console;
use crate::basics::locks;
use crate::devices::installation::Installation;
use crate::devices::registration::Registration;
use crate::http::error::ServiceError;
use crate::state::change::Change;
use crate::state::device_record::Device;
use crate::state::hub_description::HubDescription;
use crate::state::journal::Journal;
use crate::state::messages::Messages;
use crate::state::store::Store;
use crate::wire::timestamp;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use time::OffsetDateTime;

pub struct Hub {
    pub name: String,
    description: RwLock<Arc<HubDescription>>,
    store: RwLock<Store>,
    journal: Option<Journal>,
    clock: Clock,
    pub messages: Messages,
    /// Rung when something in the store has changed.
    changed: Bell,
}

impl Hub {
    /// With a journal, the devices in it are there again, and every change goes into it.
    pub fn open(
        name: String,
        description: HubDescription,
        journal: Option<PathBuf>,
        clock: Clock,
        changed: Bell,
    ) -> Result<Hub, String> {
        let mut store = Store::default();
        let journal = journal
            .map(|path| Journal::open(path, &mut store))
            .transpose()?;
        Ok(Hub {
            name,
            description: RwLock::new(Arc::new(description)),
            store: RwLock::new(store),
            journal,
            clock,
            messages: Messages::new(),
            changed,
        })
    }

    pub fn description(&self) -> Arc<HubDescription> {
        Arc::clone(&locks::read(&self.description))
    }

    pub fn describe(&self, description: HubDescription) {
        *locks::write(&self.description) = Arc::new(description);
    }

    pub fn read<T>(&self, look: impl FnOnce(&Store) -> T) -> T {
        let now = self.clock.now();
        let store = locks::read(&self.store);
        if !store.has_expired(now) {
            return look(&store);
        }
        drop(store);
        let mut store = locks::write(&self.store);
        if store.remove_expired(now) {
            self.changed.ring();
        }
        look(&store)
    }

    /// The one way to change something: `decide` says what is to happen and what to tell the client.
    /// The journal is written under the store's lock, so that both have the same order, and before
    /// the answer, so that nothing acknowledged is missing after a crash.
    pub fn write<T>(
        &self,
        decide: impl FnOnce(&Store) -> Result<(Change, T), ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut store = locks::write(&self.store);
        // What expires is not journaled: it expires again when the journal is replayed.
        if store.remove_expired(self.clock.now()) {
            self.changed.ring();
        }
        let (change, result) = decide(&store)?;
        if let Some(journal) = &self.journal {
            journal.append(&change).map_err(ServiceError::of_disk)?;
        }
        store.apply(change);
        self.changed.ring();
        if let Some(journal) = &self.journal
            && let Err(error) = journal.compact_if_due(&store)
        {
            console::complain(format_args!(
                "cannot shorten the journal of {}: {error}",
                self.name
            ));
        }
        Ok(result)
    }

    pub fn put(&self, installation: Installation) -> Result<(), ServiceError> {
        self.write(|store| Ok((self.put_change(store, installation), ())))
    }

    /// The change that stores this installation.
    pub fn put_change(&self, store: &Store, mut installation: Installation) -> Change {
        installation.expire_by_default(self.expiry());
        Change::Put {
            plan: store.plan_for(&installation),
            installation: Box::new(installation),
        }
    }

    /// For an installation whose push service has said that there is no such channel any more. Its
    /// registrations stay as they are.
    pub fn mark_expired(&self, id: &str, handle: &str) -> Result<(), ServiceError> {
        let is_news = |installation: &Installation| {
            installation.handle == handle && !installation.push_channel_expired
        };
        let found = |store: &Store| store.installation(id).filter(|found| is_news(found));
        if self.read(|store| found(store).is_none()) {
            return Ok(());
        }
        self.write(|store| {
            // Somebody may have been quicker.
            let found = found(store).ok_or_else(|| ServiceError::not_found(""))?;
            let mut installation = Installation::clone(&found);
            installation.push_channel_expired = true;
            let change = Change::Put {
                plan: store.plan_of(id),
                installation: Box::new(installation),
            };
            Ok((change, ()))
        })
    }

    pub fn delete(&self, id: &str) -> Result<(), ServiceError> {
        let installation_id = id.to_owned();
        self.write(|_| Ok((Change::Delete { installation_id }, ())))
    }

    /// When a registration that is written now expires.
    pub fn expiry(&self) -> Option<OffsetDateTime> {
        let ttl = self.description().registration_ttl?;
        timestamp::after(self.clock.now(), ttl)
    }

    /// All registrations at this moment.
    pub fn registrations(&self) -> Vec<Arc<Registration>> {
        self.read(|store| store.registrations().cloned().collect())
    }

    /// Installations in the order of their ids, and then what else is registered.
    pub fn devices(&self) -> Vec<Device> {
        self.read(|store| {
            let installations = store.installations().into_iter().map(Device::Installation);
            let own = store
                .registrations()
                .filter(|one| one.installation_id.is_none());
            let own = own.map(|one| Device::Registration(Arc::clone(one)));
            installations.chain(own).collect()
        })
    }

    pub fn clear(&self) -> Result<(), ServiceError> {
        let mut store = locks::write(&self.store);
        if let Some(journal) = &self.journal {
            journal.clear().map_err(ServiceError::of_disk)?;
        }
        store.clear();
        self.messages.clear();
        self.changed.ring();
        Ok(())
    }
}
