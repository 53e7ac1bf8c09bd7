//! A device as it is shown to whoever looks inside: an installation, or a registration that a client
//! wrote itself.

use crate::devices::installation::Installation;
use crate::devices::registration::Registration;
use crate::wire::timestamp;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceRecord {
    hub: String,
    installation_id: Option<String>,
    registration_id: Option<String>,
    user_id: Option<String>,
    platform: &'static str,
    device_handle: String,
    tags: Vec<String>,
    /// By their names; a registration's may have none.
    templates: Vec<String>,
    push_channel_expired: bool,
    /// None for never.
    expiration_time: Option<String>,
}

impl DeviceRecord {
    pub fn of_installation(hub: &str, installation: &Installation) -> DeviceRecord {
        DeviceRecord {
            hub: hub.to_owned(),
            installation_id: Some(installation.installation_id.clone()),
            registration_id: None,
            user_id: installation.user_id.clone(),
            platform: installation.kind.format_word(),
            device_handle: installation.handle.clone(),
            tags: installation.tags.clone(),
            templates: installation.templates.keys().cloned().collect(),
            push_channel_expired: installation.push_channel_expired,
            expiration_time: installation.expires.map(timestamp::rfc3339),
        }
    }

    pub fn of_registration(hub: &str, registration: &Registration) -> DeviceRecord {
        let template = registration.template.iter();
        DeviceRecord {
            hub: hub.to_owned(),
            installation_id: None,
            registration_id: Some(registration.id.clone()),
            user_id: None,
            platform: registration.platform.format_word(),
            device_handle: registration.handle.clone(),
            tags: registration.tags.clone(),
            templates: template
                .map(|template| template.name.clone().unwrap_or_default())
                .collect(),
            push_channel_expired: false,
            expiration_time: registration.expires.map(timestamp::rfc3339),
        }
    }
}
