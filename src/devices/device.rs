//! A device, by the call that deletes it.

use std::sync::Arc;

use crate::documents::registration::Registration;
use crate::error::Result;
use crate::hub::Hub;
use crate::hub::registrations::Match;
use crate::policy::options::CallOptions;
use crate::queue::prepared_call::PreparedCall;

/// An installation, or a registration that is no part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Device {
    /// By its id.
    Installation(String),
    /// By its id.
    Registration(String),
}

impl Device {
    /// The one that has this registration.
    pub fn of(registration: &Registration) -> Option<Device> {
        match registration.installation_id() {
            Some(id) => Some(Device::Installation(id.to_owned())),
            None => registration.id.clone().map(Device::Registration),
        }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        let (Device::Installation(id) | Device::Registration(id)) = self;
        id
    }

    /// Deletes it. A registration may be held to a version.
    pub fn deletion(
        &self,
        hub: &Arc<Hub>,
        version: Match<'_>,
        options: &CallOptions,
    ) -> Result<PreparedCall> {
        match self {
            Device::Installation(id) => PreparedCall::delete_installation(hub, id, options),
            Device::Registration(id) => {
                PreparedCall::delete_registration(hub, id, version, options)
            }
        }
    }
}
