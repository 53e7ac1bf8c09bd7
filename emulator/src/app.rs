//! What the running namespace consists of.

use crate::basics::clock::Clock;
use crate::devices::checks::Checks;
use crate::faults::script::Faults;
use crate::push::pns::Pns;
use crate::state::blobs::Blobs;
use crate::state::hub::Hub;
use crate::state::hubs::Hubs;
use crate::state::recorder::Recorder;
use crate::state::tier::CurrentTier;
use std::sync::{Arc, Mutex};

pub struct App {
    pub namespace: Hubs,
    pub recorder: Recorder,
    pub clock: Clock,
    pub tls: bool,
    /// Refuses what the service's documentation forbids, also where the service lets it pass.
    pub strict: bool,
    pub blobs: Blobs,
    /// Held by the one who does a job.
    pub running_job: Mutex<()>,
    pub tier: CurrentTier,
    pub pns: Pns,
    pub faults: Faults,
}

impl App {
    /// For the descriptions that clients send.
    pub fn checks(&self) -> Checks {
        Checks {
            strict: self.strict,
            own: false,
        }
    }

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
