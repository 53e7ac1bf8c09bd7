//! What the descriptions of registrations consist of, for each platform.

use crate::devices::platform::Platform;

pub const SUFFIX: &str = "RegistrationDescription";
const BASE: [&str; 5] = [
    "ETag",
    "ExpirationTime",
    "RegistrationId",
    "Tags",
    "PushVariables",
];

/// The members of one platform's descriptions, in the order of the service's data contract.
pub struct Schema {
    pub platform: Platform,
    pub name: &'static str,
    pub handle: &'static [&'static str],
    pub tile: bool,
    pub template: &'static [&'static str],
    /// The list of headers and one entry of it.
    pub headers: Option<(&'static str, &'static str)>,
}

const SIMPLE: &[&str] = &["BodyTemplate", "TemplateName"];

const fn simple(platform: Platform, name: &'static str, handle: &'static [&'static str]) -> Schema {
    Schema {
        platform,
        name,
        handle,
        tile: false,
        template: SIMPLE,
        headers: None,
    }
}

const SCHEMAS: [Schema; 9] = [
    Schema {
        template: &[
            "BodyTemplate",
            "Expiry",
            "TemplateName",
            "Priority",
            "ApnsHeaders",
        ],
        headers: Some(("ApnsHeaders", "ApnsHeader")),
        ..simple(Platform::Apple, "Apple", &["DeviceToken"])
    },
    simple(Platform::Gcm, "Gcm", &["GcmRegistrationId"]),
    simple(Platform::FcmV1, "FcmV1", &["FcmV1RegistrationId"]),
    Schema {
        tile: true,
        template: &["BodyTemplate", "WnsHeaders", "TemplateName"],
        headers: Some(("WnsHeaders", "WnsHeader")),
        ..simple(Platform::Windows, "Windows", &["ChannelUri"])
    },
    Schema {
        tile: true,
        template: &["BodyTemplate", "MpnsHeaders", "TemplateName"],
        headers: Some(("MpnsHeaders", "MpnsHeader")),
        ..simple(Platform::WindowsPhone, "Mpns", &["ChannelUri"])
    },
    simple(Platform::Adm, "Adm", &["AdmRegistrationId"]),
    Schema {
        template: &["BodyTemplate", "TemplateName", "MessageType"],
        ..simple(Platform::Baidu, "Baidu", &["BaiduUserId", "BaiduChannelId"])
    },
    simple(
        Platform::Browser,
        "Browser",
        &["Endpoint", "P256DH", "Auth"],
    ),
    simple(Platform::Xiaomi, "Xiaomi", &["XiaomiRegistrationId"]),
];

impl Schema {
    /// By the name of a description; the other value is whether it has a template.
    pub fn find(name: &str) -> Option<(&'static Schema, bool)> {
        let name = name.strip_suffix(SUFFIX)?;
        let (name, template) = match name.strip_suffix("Template") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let schema = SCHEMAS.iter().find(|schema| schema.name == name)?;
        Some((schema, template))
    }

    pub fn of(platform: Platform) -> &'static Schema {
        let schema = SCHEMAS.iter().find(|schema| schema.platform == platform);
        schema.unwrap_or(&SCHEMAS[0])
    }

    pub fn members(&self, template: bool) -> Vec<&'static str> {
        let mut members = BASE.to_vec();
        members.extend(self.handle);
        if self.tile {
            members.push("SecondaryTileName");
        }
        if template {
            members.extend(self.template);
        }
        members
    }
}
