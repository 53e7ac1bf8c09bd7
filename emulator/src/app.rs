//! What the running namespace consists of.

use crate::auth::storage_key::StorageKey;
use crate::basics::clock::Clock;
use crate::faults::script::Faults;
use crate::push::pns::Pns;
use crate::state::blobs::Blobs;
use crate::state::feedback_storage::FeedbackStorage;
use crate::state::hub::Hub;
use crate::state::hubs::Hubs;
use crate::state::recorder::Recorder;
use crate::state::tier::CurrentTier;
use crate::state::visitors::Visitors;
use std::sync::{Arc, Mutex};

pub struct App {
    pub namespace: Hubs,
    pub recorder: Recorder,
    pub clock: Clock,
    pub tls: bool,
    /// Refuses what the service's documentation forbids, also where the service lets it pass.
    pub strict: bool,
    /// Who may look inside.
    pub visitors: Visitors,
    pub blobs: Blobs,
    /// Signs the addresses of blobs that the hub gives out.
    pub storage_key: StorageKey,
    /// Where feedback goes instead of the blobs here.
    pub feedback_storage: Option<FeedbackStorage>,
    /// Held by the one who does a job.
    pub running_job: Mutex<()>,
    pub tier: CurrentTier,
    pub pns: Pns,
    pub faults: Faults,
}

impl App {
    pub fn hub(&self, name: &str) -> Option<Arc<Hub>> {
        self.namespace.get(name)
    }

    pub fn hubs(&self) -> Vec<Arc<Hub>> {
        self.namespace.all()
    }

    pub fn scheme(&self) -> &'static str {
        match self.tls {
            true => "https",
            false => "http",
        }
    }
}
