//! What the running namespace consists of.

use crate::clock::Clock;
use crate::error::ServiceError;
use crate::installation::Installation;
use crate::journal::{self, Journal};
use crate::locks;
use crate::policy::Policies;
use crate::recorder::Recorder;
use crate::store::{RegistrationIds, Store};
use hyper::StatusCode;
use std::collections::HashMap;
use std::path::Path;
use std::sync::RwLock;

pub struct App {
    pub namespace: Policies,
    hubs: HashMap<String, Hub>,
    pub recorder: Recorder,
    pub clock: Clock,
    pub tls: bool,
}

pub struct Hub {
    pub name: String,
    pub policies: Policies,
    store: RwLock<Store>,
    journal: Option<Journal>,
}

impl App {
    pub fn new(namespace: Policies, hubs: Vec<Hub>, clock: Clock, tls: bool) -> App {
        let hubs = hubs.into_iter().map(|hub| (hub.name.to_lowercase(), hub));
        App {
            namespace,
            hubs: hubs.collect(),
            recorder: Recorder::new(),
            clock,
            tls,
        }
    }

    /// Hub names are compared without regard to case, since SDKs sign them in lower case.
    pub fn hub(&self, name: &str) -> Option<&Hub> {
        self.hubs.get(&name.to_lowercase())
    }

    pub fn hubs(&self) -> impl Iterator<Item = &Hub> {
        self.hubs.values()
    }

    pub fn scheme(&self) -> &'static str {
        match self.tls {
            true => "https",
            false => "http",
        }
    }
}

impl Hub {
    pub fn new(name: String, policies: Policies) -> Hub {
        Hub {
            name,
            policies,
            store: RwLock::default(),
            journal: None,
        }
    }

    /// The devices in the journal are there again, and every change goes into it.
    pub fn kept_in(name: String, policies: Policies, journal: &Path) -> Result<Hub, String> {
        let mut store = Store::default();
        journal::replay(journal, &mut store)?;
        Ok(Hub {
            store: RwLock::new(store),
            journal: Some(Journal::open(journal)?),
            ..Hub::new(name, policies)
        })
    }

    pub fn read<T>(&self, look: impl FnOnce(&Store) -> T) -> T {
        look(&locks::read(&self.store))
    }

    /// The journal is written under the store's lock, so that both have the same order, and before
    /// the answer, so that nothing acknowledged is missing after a crash.
    pub fn put(&self, installation: Installation) -> Result<(), ServiceError> {
        let mut store = locks::write(&self.store);
        let ids: RegistrationIds = store.ids_for(&installation);
        if let Some(journal) = &self.journal {
            journal.put(&installation, &ids).map_err(disk_error)?;
        }
        store.put(installation, &ids);
        Ok(())
    }

    pub fn delete(&self, id: &str) -> Result<(), ServiceError> {
        let mut store = locks::write(&self.store);
        if let Some(journal) = &self.journal {
            journal.delete(id).map_err(disk_error)?;
        }
        store.delete(id);
        Ok(())
    }

    pub fn clear(&self) -> Result<(), ServiceError> {
        let mut store = locks::write(&self.store);
        if let Some(journal) = &self.journal {
            journal.clear().map_err(disk_error)?;
        }
        store.clear();
        Ok(())
    }
}

fn disk_error(error: std::io::Error) -> ServiceError {
    ServiceError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("nh-emulator cannot write its journal: {error}"),
    )
}
