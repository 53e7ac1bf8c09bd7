//! What a hub is: its keys, the credentials of the push services, its settings; and how the service
//! writes that.

use crate::auth::policy::{AuthorizationRule, Policies};
use crate::wire::iso_duration;
use crate::wire::xml_writer::{self, member};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use time::Duration;

pub const ROOT: &str = "NotificationHubDescription";

/// In the order of the service's data contract. The `Daily…` ones are counts that the service adds;
/// clients write back what they read.
pub const MEMBERS: [&str; 18] = [
    "ApnsCredential",
    "RegistrationTtl",
    "WnsCredential",
    "AuthorizationRules",
    "GcmCredential",
    "MpnsCredential",
    "DailyOperations",
    "DailyMaxActiveDevices",
    "DailyMaxActiveRegistrations",
    "DailyPushes",
    "DailyApiCalls",
    "UserMetadata",
    "AdmCredential",
    "BaiduCredential",
    "Status",
    "FcmV1Credential",
    "BrowserCredential",
    "XiaomiCredential",
];

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HubDescription {
    pub name: String,
    /// Seconds of the service's clock, as Atom writes them.
    pub created: String,
    pub updated: String,
    /// None for never, which the service writes as the longest time .NET knows.
    #[serde(with = "iso_duration::text")]
    pub registration_ttl: Option<Duration>,
    pub credentials: Vec<PnsCredential>,
    pub rules: Policies,
    pub user_metadata: Option<String>,
    /// What the service calls `Status`: true is off.
    pub disabled: Option<bool>,
}

/// Of one push service, such as `ApnsCredential`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PnsCredential {
    pub kind: String,
    pub properties: Vec<(String, String)>,
}

impl HubDescription {
    pub fn is_disabled(&self) -> bool {
        self.disabled == Some(true)
    }

    pub fn write(&self) -> String {
        let mut xml = xml_writer::root(ROOT);
        for name in MEMBERS {
            match name {
                "RegistrationTtl" => {
                    member(&mut xml, name, &iso_duration::write(self.registration_ttl));
                }
                "AuthorizationRules" => write_rules(&mut xml, &self.rules.0),
                "UserMetadata" => {
                    if let Some(text) = &self.user_metadata {
                        member(&mut xml, name, text);
                    }
                }
                "Status" => {
                    if let Some(disabled) = self.disabled {
                        member(&mut xml, name, &disabled.to_string());
                    }
                }
                name => {
                    let mut credentials = self.credentials.iter();
                    if let Some(credential) = credentials.find(|c| c.kind == name) {
                        write_credential(&mut xml, credential);
                    }
                }
            }
        }
        let _ = write!(xml, "</{ROOT}>");
        xml
    }
}

fn write_credential(xml: &mut String, credential: &PnsCredential) {
    let _ = write!(xml, "<{}><Properties>", credential.kind);
    for (name, value) in &credential.properties {
        xml.push_str("<Property>");
        member(xml, "Name", name);
        member(xml, "Value", value);
        xml.push_str("</Property>");
    }
    let _ = write!(xml, "</Properties></{}>", credential.kind);
}

fn write_rules(xml: &mut String, rules: &[AuthorizationRule]) {
    xml.push_str("<AuthorizationRules>");
    for rule in rules {
        xml.push_str("<AuthorizationRule i:type=\"SharedAccessAuthorizationRule\"><ClaimType>SharedAccessKey</ClaimType><ClaimValue>None</ClaimValue><Rights>");
        for right in &rule.rights {
            let _ = write!(xml, "<AccessRights>{right:?}</AccessRights>");
        }
        xml.push_str("</Rights>");
        member(xml, "CreatedTime", &rule.created);
        member(xml, "ModifiedTime", &rule.modified);
        member(xml, "KeyName", &rule.name);
        member(xml, "PrimaryKey", &rule.primary_key);
        member(xml, "SecondaryKey", &rule.secondary_key);
        xml.push_str("</AuthorizationRule>");
    }
    xml.push_str("</AuthorizationRules>");
}
