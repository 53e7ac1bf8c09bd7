//! What a client wants a hub to be, and the hub that comes of it.

use crate::auth::policy::{self, AuthorizationRule, Policies, Right};
use crate::state::hub_description::{HubDescription, MEMBERS, PnsCredential, ROOT};
use crate::wire::element::Element;
use crate::wire::iso_duration;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::crypto::SecureRandom;

const MAX_RULES: usize = 12;
const MAX_KEY_NAME: usize = 256;
const MAX_USER_METADATA: usize = 1024;

/// Without members it is the hub that the service makes when nothing is asked for.
#[derive(Debug, Default)]
pub struct RequestedHub {
    description: HubDescription,
    /// None keeps those that there are.
    rules: Option<Vec<AuthorizationRule>>,
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
            // As good as not there.
            "RegistrationTtl" | "Status" if text.is_empty() => {}
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::xml_writer;

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
        let before = RequestedHub::default()
            .into_new("h", "then", "then", random)
            .unwrap();
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
