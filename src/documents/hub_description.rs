//! Descriptions of hubs, and their access rules.

use crate::auth::secret::Secret;
use crate::documents::hub_credentials::{
    ADM, APNS, BAIDU, BROWSER, Credentials, FCMV1, GCM, MPNS, WNS, XIAOMI,
};
use crate::error::{Error, Result};
use crate::wire::atom::{Malformed, write_entry};
use crate::wire::iso_duration;
use crate::wire::xml::{Node, XmlWriter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// A hub as the namespace describes it.
#[derive(Clone, Debug, Default)]
pub struct HubDescription {
    /// Its name, when it was read.
    pub name: Option<String>,
    /// How long registrations live, as an ISO 8601 duration.
    pub registration_ttl: Option<String>,
    /// Credentials of the push services.
    pub credentials: Credentials,
    /// Access rules. None at all leaves the hub its own.
    pub rules: Vec<AuthorizationRule>,
    /// Anything, up to 1024 characters.
    pub user_metadata: Option<String>,
    /// Is it disabled?
    pub disabled: Option<bool>,
}

/// Rights of an access rule, to be added together; pass them as int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy)]
pub enum nh_rights {
    /// Create and read registrations and installations.
    Listen = 1,
    /// Send.
    Send = 2,
    /// Everything; takes the other two beside it.
    Manage = 4,
}

pub use nh_rights as Rights;

/// A key and what it may do.
#[derive(Clone, Debug)]
pub struct AuthorizationRule {
    /// The policy's name.
    pub key_name: String,
    /// May create and read registrations.
    pub listen: bool,
    /// May send.
    pub send: bool,
    /// May do everything.
    pub manage: bool,
    /// First key.
    pub primary_key: Secret,
    /// Second key.
    pub secondary_key: Secret,
}

const RULE_TYPE: &str = "SharedAccessAuthorizationRule";

impl AuthorizationRule {
    /// A rule with rights that are added together.
    pub fn new(
        key_name: &str,
        rights: i32,
        primary_key: &str,
        secondary_key: &str,
    ) -> Result<AuthorizationRule> {
        if !(0..=7).contains(&rights) {
            return Err(Error::argument(format!(
                "rights {rights} are not a sum of nh_rights"
            )));
        }
        let has = |right: Rights| rights & right as i32 != 0;
        Ok(AuthorizationRule {
            key_name: key_name.to_owned(),
            listen: has(Rights::Listen),
            send: has(Rights::Send),
            manage: has(Rights::Manage),
            primary_key: Secret::new(primary_key),
            secondary_key: Secret::new(secondary_key),
        })
    }

    /// Its rights, added together.
    pub fn rights(&self) -> i32 {
        let right = |has: bool, right: Rights| if has { right as i32 } else { 0 };
        right(self.listen, Rights::Listen)
            + right(self.send, Rights::Send)
            + right(self.manage, Rights::Manage)
    }
}

impl HubDescription {
    /// Sets any text of the caller's.
    pub fn set_user_metadata(&mut self, metadata: &str) -> Result<()> {
        if metadata.chars().count() > 1024 {
            return Err(Error::argument("metadata is longer than 1024 characters"));
        }
        self.user_metadata = Some(metadata.to_owned());
        Ok(())
    }

    /// How long registrations live.
    pub fn set_registration_ttl(&mut self, duration: &str) -> Result<()> {
        match iso_duration::seconds(duration) {
            Some(seconds) if seconds >= 86_400 => {
                self.registration_ttl = Some(duration.to_owned());
                Ok(())
            }
            _ => Err(Error::argument(
                "duration must be an ISO 8601 duration of at least a day, such as P90D",
            )),
        }
    }

    /// Adds an access rule, or replaces the one of this name. Managing takes
    /// the other two rights as well.
    pub fn set_rule(&mut self, rule: AuthorizationRule) -> Result<()> {
        if rule.key_name.is_empty() || rule.key_name.chars().count() > 256 {
            return Err(Error::argument("key_name must have 1 to 256 characters"));
        }
        if !(rule.listen || rule.send || rule.manage) {
            return Err(Error::argument("rights: a rule needs at least one"));
        }
        if rule.manage && !(rule.listen && rule.send) {
            return Err(Error::argument(
                "rights: Manage needs Listen and Send beside it",
            ));
        }
        for (argument, key) in [
            ("primary_key", &rule.primary_key),
            ("secondary_key", &rule.secondary_key),
        ] {
            // 32 bytes in base64, as the service makes them.
            let bytes = STANDARD.decode(key.expose()).map(Zeroizing::new);
            if !bytes.is_ok_and(|bytes| bytes.len() == 32) {
                return Err(Error::argument(format!(
                    "{argument} must be 32 bytes in base64: 44 characters"
                )));
            }
        }
        self.remove_rule(&rule.key_name);
        // The service knows at most twelve for each hub.
        if self.rules.len() == 12 {
            return Err(Error::argument(
                "rules: there are 12 already, the most that a hub has",
            ));
        }
        self.rules.push(rule);
        Ok(())
    }

    /// Removes the access rule of this name, if there is one.
    pub fn remove_rule(&mut self, key_name: &str) {
        self.rules.retain(|rule| rule.key_name != key_name);
    }

    /// The entry to send, in the service's order.
    pub fn to_xml(&self) -> Result<String> {
        write_entry("NotificationHubDescription", &[], |xml| {
            self.credentials.write(xml, APNS);
            xml.optional("RegistrationTtl", self.registration_ttl.as_deref());
            self.credentials.write(xml, WNS);
            self.write_rules(xml);
            self.credentials.write(xml, GCM);
            self.credentials.write(xml, MPNS);
            xml.optional("UserMetadata", self.user_metadata.as_deref());
            self.credentials.write(xml, ADM);
            self.credentials.write(xml, BAIDU);
            // True means disabled.
            xml.optional(
                "Status",
                self.disabled.map(|d| if d { "true" } else { "false" }),
            );
            self.credentials.write(xml, FCMV1);
            self.credentials.write(xml, BROWSER);
            self.credentials.write(xml, XIAOMI);
        })
    }

    fn write_rules(&self, xml: &mut XmlWriter) {
        if self.rules.is_empty() {
            return;
        }
        xml.open("AuthorizationRules", &[]);
        for rule in &self.rules {
            xml.open("AuthorizationRule", &[("i:type", RULE_TYPE)]);
            xml.element("ClaimType", "SharedAccessKey");
            xml.element("ClaimValue", "None");
            xml.open("Rights", &[]);
            for (has, word) in [
                (rule.listen, "Listen"),
                (rule.manage, "Manage"),
                (rule.send, "Send"),
            ] {
                xml.optional("AccessRights", has.then_some(word));
            }
            xml.close("Rights");
            xml.element("KeyName", &rule.key_name);
            xml.element("PrimaryKey", rule.primary_key.expose());
            xml.element("SecondaryKey", rule.secondary_key.expose());
            xml.close("AuthorizationRule");
        }
        xml.close("AuthorizationRules");
    }

    /// Reads a description.
    pub(crate) fn read(name: &str, node: &Node) -> std::result::Result<HubDescription, Malformed> {
        if node.name != "NotificationHubDescription" {
            return Err("it is not a hub description");
        }
        let some = |name: &str| {
            node.value(name)
                .map(str::to_owned)
                .filter(|text| !text.is_empty())
        };
        let rules = node
            .child("AuthorizationRules")
            .map_or(&[][..], |list| &list.children);
        Ok(HubDescription {
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            registration_ttl: some("RegistrationTtl"),
            credentials: Credentials::read(node),
            rules: rules.iter().map(read_rule).collect(),
            user_metadata: some("UserMetadata"),
            disabled: some("Status").map(|text| text.eq_ignore_ascii_case("true")),
        })
    }
}

fn read_rule(node: &Node) -> AuthorizationRule {
    let rights = node.child("Rights").map_or(&[][..], |list| &list.children);
    let has = |word: &str| {
        rights
            .iter()
            .any(|r| r.text.trim().eq_ignore_ascii_case(word))
    };
    let secret = |name: &str| Secret::new(node.value(name).unwrap_or_default());
    AuthorizationRule {
        key_name: node.value("KeyName").unwrap_or_default().to_owned(),
        listen: has("Listen"),
        send: has("Send"),
        manage: has("Manage"),
        primary_key: secret("PrimaryKey"),
        secondary_key: secret("SecondaryKey"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::atom::entry;

    const KEY: &str = "vFzSNmG9pOqY0RxJ4kT1bL7cH8dW2aUe3iKoP5nQsXw=";

    fn rule(
        key_name: &str,
        listen: bool,
        send: bool,
        manage: bool,
        key: &str,
    ) -> AuthorizationRule {
        AuthorizationRule {
            key_name: key_name.into(),
            listen,
            send,
            manage,
            primary_key: Secret::new(key),
            secondary_key: Secret::new(key),
        }
    }

    #[test]
    fn what_is_written_is_read_again_in_order() {
        let mut hub = HubDescription {
            registration_ttl: Some("P90D".into()),
            user_metadata: Some("<&>".into()),
            disabled: Some(false),
            ..HubDescription::default()
        };
        let all = &mut hub.credentials;
        all.set_apns_certificate("h", "x&<\"\n", "k").unwrap();
        all.set_wns("p", "s").unwrap();
        all.set_gcm("k").unwrap();
        all.set_mpns("c", "k").unwrap();
        all.set_adm("i", "s").unwrap();
        all.set_baidu("a", "s").unwrap();
        all.set_fcmv1("p", "k", "e").unwrap();
        all.set_browser("mailto:a", "p", "k").unwrap();
        all.set_xiaomi("a", "e").unwrap();
        hub.set_rule(rule("R", true, true, false, KEY)).unwrap();
        let entry = entry(hub.to_xml().unwrap().as_bytes()).unwrap().unwrap();
        let node = entry.content.unwrap();
        let names: Vec<&str> = node.children.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "ApnsCredential",
                "RegistrationTtl",
                "WnsCredential",
                "AuthorizationRules",
                "GcmCredential",
                "MpnsCredential",
                "UserMetadata",
                "AdmCredential",
                "BaiduCredential",
                "Status",
                "FcmV1Credential",
                "BrowserCredential",
                "XiaomiCredential"
            ]
        );
        let back = HubDescription::read("h", &node).unwrap();
        assert_eq!(back.credentials.iter().count(), 9);
        assert_eq!(
            back.credentials
                .property("ApnsCredential", "ApnsCertificate"),
            Some("x&<\"\n")
        );
        assert_eq!(
            (back.user_metadata.as_deref(), back.disabled),
            (Some("<&>"), Some(false))
        );
        let back = &back.rules[0];
        assert_eq!((back.listen, back.send, back.manage), (true, true, false));
        assert_eq!(back.primary_key.expose(), KEY);
        assert!(!format!("{hub:?}").contains(KEY));
    }

    #[test]
    fn refuses_rules_that_the_service_would() {
        let mut hub = HubDescription::default();
        for wrong in [
            rule("", true, false, false, KEY),
            rule("r", false, false, false, KEY),
            rule("r", true, false, true, KEY),
            rule("r", true, false, false, "short"),
        ] {
            assert!(hub.set_rule(wrong).is_err());
        }
        for n in 0..12 {
            hub.set_rule(rule(&format!("r{n}"), true, false, false, KEY))
                .unwrap();
        }
        assert!(hub.set_rule(rule("r12", true, false, false, KEY)).is_err());
        hub.set_rule(rule("r3", false, true, false, KEY)).unwrap();
    }

    #[test]
    fn rights_are_numbers_that_are_added_together() {
        for rights in 0..=7 {
            let rule = AuthorizationRule::new("r", rights, KEY, KEY).unwrap();
            assert_eq!(rule.rights(), rights);
        }
        for wrong in [-1, 8, i32::MAX] {
            let error = AuthorizationRule::new("r", wrong, KEY, KEY).unwrap_err();
            assert!(error.message.contains("nh_rights"), "{error}");
        }
    }

    #[test]
    fn metadata_has_a_longest_length_in_characters() {
        let mut hub = HubDescription::default();
        let longest = "\u{e9}".repeat(1024);
        hub.set_user_metadata(&longest).unwrap();
        let error = hub.set_user_metadata(&format!("{longest}x")).unwrap_err();
        assert!(error.message.contains("1024"), "{error}");
        assert_eq!(hub.user_metadata, Some(longest));
    }
}
