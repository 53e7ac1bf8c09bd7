//! What a hub is: its keys, the credentials of the push services, its settings; and how the service
//! writes that.

use crate::auth::policy::{self, AuthorizationRule, Policies, Right};
use crate::wire::element::Element;
use crate::wire::iso_duration;
use crate::wire::xml_writer::{self, member};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::SecureRandom;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use time::Duration;

const ROOT: &str = "NotificationHubDescription";
const MAX_RULES: usize = 12;
const MAX_KEY_NAME: usize = 256;
const MAX_USER_METADATA: usize = 1024;

/// In the order of the service's data contract. The `Daily…` ones are counts that the service adds;
/// clients write back what they read.
const MEMBERS: [&str; 17] = [
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

/// What a client wants a hub to be.
#[derive(Debug, Default)]
pub struct RequestedHub {
    description: HubDescription,
    /// None keeps those that there are.
    rules: Option<Vec<AuthorizationRule>>,
}

impl HubDescription {
    /// A hub as the service makes it when nothing is asked for.
    pub fn plain(
        name: &str,
        now: &str,
        second: &str,
        random: &dyn SecureRandom,
    ) -> Result<HubDescription, String> {
        RequestedHub::default().into_new(name, now, second, random)
    }

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
                "AuthorizationRules" => rules(&mut xml, &self.rules.0),
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

impl RequestedHub {
    pub fn parse(
        root: &Element,
        now: &str,
        strict: bool,
        random: &dyn SecureRandom,
    ) -> Result<RequestedHub, String> {
        if root.name != ROOT {
            return Err(format!("'{}' is not a {ROOT}", root.name));
        }
        let mut wanted = RequestedHub::default();
        for child in root.known_children(&MEMBERS, strict) {
            let child = child?;
            if !child.is_nil() {
                wanted.take(child, now, strict, random)?;
            }
        }
        Ok(wanted)
    }

    fn take(
        &mut self,
        child: &Element,
        now: &str,
        strict: bool,
        random: &dyn SecureRandom,
    ) -> Result<(), String> {
        let description = &mut self.description;
        let text = child.trimmed();
        match child.name.as_str() {
            "RegistrationTtl" => description.registration_ttl = iso_duration::parse_ttl(text)?,
            "AuthorizationRules" => self.rules = Some(parse_rules(child, now, strict, random)?),
            "UserMetadata" if text.chars().count() > MAX_USER_METADATA => {
                return Err(format!(
                    "UserMetadata has at most {MAX_USER_METADATA} characters"
                ));
            }
            "UserMetadata" => description.user_metadata = Some(text.to_owned()),
            "Status" => {
                let disabled = match text {
                    "true" | "1" => true,
                    "false" | "0" => false,
                    _ => return Err(format!("Status is no boolean: '{text}'")),
                };
                description.disabled = Some(disabled);
            }
            name if name.ends_with("Credential") => {
                if description.credentials.iter().any(|c| c.kind == name) {
                    return Err(format!("'{name}' is there twice"));
                }
                description.credentials.push(parse_credential(child)?);
            }
            // The counts are the service's.
            _ => {}
        }
        Ok(())
    }

    pub fn into_new(
        self,
        name: &str,
        now: &str,
        second: &str,
        random: &dyn SecureRandom,
    ) -> Result<HubDescription, String> {
        let mut rules = Policies(self.rules.unwrap_or_default());
        rules.add_defaults(now, random)?;
        Ok(HubDescription {
            name: name.to_owned(),
            created: second.to_owned(),
            updated: second.to_owned(),
            rules,
            ..self.description
        })
    }

    /// Replaces all but the rules, which stay where the client names none.
    pub fn into_update(self, before: &HubDescription, second: &str) -> HubDescription {
        let rules = self.rules.map(|rules| {
            let created = |name: &str| before.rules.0.iter().find(|rule| rule.name == name);
            let rules = rules.into_iter().map(|rule| match created(&rule.name) {
                Some(old) => AuthorizationRule {
                    created: old.created.clone(),
                    ..rule
                },
                None => rule,
            });
            Policies(rules.collect())
        });
        HubDescription {
            name: before.name.clone(),
            created: before.created.clone(),
            updated: second.to_owned(),
            rules: rules.unwrap_or_else(|| before.rules.clone()),
            ..self.description
        }
    }
}

fn parse_credential(element: &Element) -> Result<PnsCredential, String> {
    let properties = element.child("Properties").map(|list| &list.children);
    let properties = properties
        .into_iter()
        .flatten()
        .map(|property| {
            let name = property.child("Name").map(Element::trimmed);
            let name = name.filter(|name| !name.is_empty());
            // A value is kept byte for byte: some are keys in several lines.
            let value = property.child("Value").map(|value| value.text.clone());
            match (name, value) {
                (Some(name), Some(value)) => Ok((name.to_owned(), value)),
                _ => Err(format!(
                    "a property of {} needs Name and Value",
                    element.name
                )),
            }
        })
        .collect::<Result<_, _>>()?;
    Ok(PnsCredential {
        kind: element.name.clone(),
        properties,
    })
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

fn parse_rules(
    list: &Element,
    now: &str,
    strict: bool,
    random: &dyn SecureRandom,
) -> Result<Vec<AuthorizationRule>, String> {
    let mut rules: Vec<AuthorizationRule> = Vec::new();
    for element in &list.children {
        let rule = parse_rule(element, now, strict, random)?;
        if rules.iter().any(|known| known.name == rule.name) {
            return Err(format!("there are two rules '{}'", rule.name));
        }
        rules.push(rule);
    }
    match rules.len() > MAX_RULES {
        true => Err(format!("a hub has at most {MAX_RULES} rules")),
        false => Ok(rules),
    }
}

fn parse_rule(
    element: &Element,
    now: &str,
    strict: bool,
    random: &dyn SecureRandom,
) -> Result<AuthorizationRule, String> {
    let name = element
        .child_text("KeyName")
        .ok_or("an authorization rule needs a KeyName")?;
    if name.chars().count() > MAX_KEY_NAME {
        return Err(format!("a KeyName has at most {MAX_KEY_NAME} characters"));
    }
    let mut rights = Vec::new();
    for right in element
        .child("Rights")
        .iter()
        .flat_map(|list| &list.children)
    {
        let right = match right.trimmed() {
            "Listen" => Right::Listen,
            "Manage" => Right::Manage,
            "Send" => Right::Send,
            other => return Err(format!("'{other}' is not a right")),
        };
        if !rights.contains(&right) {
            rights.push(right);
        }
    }
    rights.sort();
    if rights.is_empty() {
        return Err(format!("the rule '{name}' has no rights"));
    }
    if rights.contains(&Right::Manage) && rights.as_slice() != policy::ALL {
        return Err(format!(
            "the rule '{name}' has Manage, which takes Send and Listen too"
        ));
    }
    let key = |member: &str| match element.child_text(member) {
        None => policy::generate_key(random),
        Some(key) if key.chars().count() > MAX_KEY_NAME => {
            Err(format!("{member} has at most {MAX_KEY_NAME} characters"))
        }
        Some(key) if strict && STANDARD.decode(key).is_ok_and(|key| key.len() == 32) => {
            Ok(key.to_owned())
        }
        Some(_) if strict => Err(format!("{member} is not 32 bytes of base64")),
        Some(key) => Ok(key.to_owned()),
    };
    Ok(AuthorizationRule {
        primary_key: key("PrimaryKey")?,
        secondary_key: key("SecondaryKey")?,
        name: name.to_owned(),
        rights,
        created: now.to_owned(),
        modified: now.to_owned(),
    })
}

fn rules(xml: &mut String, rules: &[AuthorizationRule]) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn described(members: &str) -> String {
        format!("{}{members}</{ROOT}>", xml_writer::root(ROOT))
    }

    /// What a client read and writes back is the same hub, credentials of every service and all.
    #[test]
    fn round_trip() {
        let random = rustls::crypto::ring::default_provider().secure_random;
        let credential = |kind: &str| {
            format!(
                "<{kind}><Properties><Property><Name>Key</Name><Value>-----\n a&lt;b\n</Value></Property><Property><Name>Empty</Name><Value></Value></Property></Properties></{kind}>"
            )
        };
        let rule = "<AuthorizationRules><AuthorizationRule i:type=\"SharedAccessAuthorizationRule\"><ClaimType>SharedAccessKey</ClaimType><ClaimValue>None</ClaimValue><Rights><AccessRights>Listen</AccessRights><AccessRights>Send</AccessRights></Rights><CreatedTime>now</CreatedTime><ModifiedTime>now</ModifiedTime><KeyName>k</KeyName><PrimaryKey>p</PrimaryKey><SecondaryKey>s</SecondaryKey></AuthorizationRule></AuthorizationRules>";
        let members: String = MEMBERS
            .iter()
            .filter(|name| !name.starts_with("Daily"))
            .map(|name| match *name {
                "RegistrationTtl" => "<RegistrationTtl>P1DT2H</RegistrationTtl>".to_owned(),
                "AuthorizationRules" => rule.to_owned(),
                "UserMetadata" => "<UserMetadata>&amp;</UserMetadata>".to_owned(),
                "Status" => "<Status>false</Status>".to_owned(),
                kind => credential(kind),
            })
            .collect();
        let parse = |xml: &str| {
            let root = Element::parse(xml.as_bytes()).unwrap();
            RequestedHub::parse(&root, "now", false, random).unwrap()
        };
        let before = HubDescription::plain("h", "then", "then", random).unwrap();
        let xml = described(&members);
        let description = parse(&xml).into_update(&before, "later");
        assert_eq!(description.write(), xml);
        assert_eq!(description.created, "then");
        // Counts of the service are no fault.
        let counted = described(&format!(
            "<DailyApiCalls>3</DailyApiCalls><DailyPushes/>{members}"
        ));
        assert_eq!(parse(&counted).into_update(&description, "x").write(), xml);
        // Through the file that keeps it.
        let kept = serde_json::to_string(&description).unwrap();
        let kept: HubDescription = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept.write(), xml);
    }
}
