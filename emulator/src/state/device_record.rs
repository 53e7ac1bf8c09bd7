//! A device as it is shown to whoever looks inside: an installation, or a registration that a client
//! wrote itself.

use crate::devices::installation::Installation;
use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use crate::state::device_key::DeviceKey;
use crate::wire::timestamp;
use serde::Serialize;
use std::sync::Arc;

pub enum Device {
    Installation(Arc<Installation>),
    Registration(Arc<Registration>),
}

impl Device {
    pub fn key(&self) -> DeviceKey<'_> {
        match self {
            Device::Installation(one) => DeviceKey::Installation(&one.installation_id),
            Device::Registration(one) => DeviceKey::Registration(&one.id),
        }
    }

    pub fn user_id(&self) -> Option<&str> {
        match self {
            Device::Installation(one) => one.user_id.as_deref(),
            Device::Registration(_) => None,
        }
    }

    pub fn platform(&self) -> Platform {
        match self {
            Device::Installation(one) => one.kind,
            Device::Registration(one) => one.platform,
        }
    }

    pub fn handle(&self) -> &str {
        match self {
            Device::Installation(one) => &one.handle,
            Device::Registration(one) => &one.handle,
        }
    }

    pub fn tags(&self) -> &[String] {
        match self {
            Device::Installation(one) => &one.tags,
            Device::Registration(one) => &one.tags,
        }
    }

    /// By their names; a registration's may have none.
    pub fn templates(&self) -> impl Iterator<Item = &str> {
        let (installation, registration) = match self {
            Device::Installation(one) => (Some(one), None),
            Device::Registration(one) => (None, one.template.as_ref()),
        };
        let of_installation = installation
            .into_iter()
            .flat_map(|one| one.templates.keys());
        let of_registration = registration.map(|one| one.name.as_deref().unwrap_or_default());
        of_installation.map(String::as_str).chain(of_registration)
    }

    pub fn push_channel_expired(&self) -> bool {
        match self {
            Device::Installation(one) => one.push_channel_expired,
            Device::Registration(_) => false,
        }
    }

    pub fn record(&self, hub: &str) -> DeviceRecord {
        let (installation, registration, expires) = match self {
            Device::Installation(one) => (Some(&one.installation_id), None, one.expires),
            Device::Registration(one) => (None, Some(&one.id), one.expires),
        };
        DeviceRecord {
            hub: hub.to_owned(),
            installation_id: installation.cloned(),
            registration_id: registration.cloned(),
            user_id: self.user_id().map(str::to_owned),
            platform: self.platform().format_word(),
            device_handle: self.handle().to_owned(),
            tags: self.tags().to_vec(),
            templates: self.templates().map(str::to_owned).collect(),
            push_channel_expired: self.push_channel_expired(),
            expiration_time: expires.map(timestamp::rfc3339),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRecord {
    pub hub: String,
    pub installation_id: Option<String>,
    pub registration_id: Option<String>,
    pub user_id: Option<String>,
    pub platform: &'static str,
    pub device_handle: String,
    pub tags: Vec<String>,
    pub templates: Vec<String>,
    pub push_channel_expired: bool,
    /// None for never.
    pub expiration_time: Option<String>,
}
