//! Where a notification goes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::error::{Error, Result, Status};
use crate::notification::handle::check_handle;
use crate::notification::subscription::Subscription;
use crate::notification::tag_expression::{
    INSTALLATION_ID, MAX_TAGS_OR, TagExpression, USER_ID, check_tag, id_tag,
};

/// Where a notification goes: required with every send, so that a forgotten
/// tag can never reach everyone.
#[derive(Clone, Debug)]
pub struct Target(Audience);

#[derive(Clone, Debug)]
enum Audience {
    Everyone,
    /// Any of these. Sorted, so that the same set always gives the same
    /// request. Equal only if equal to the letter: whether the service ignores
    /// case is not documented, and merging `A` with `a` could lose a device.
    AnyOf(BTreeSet<String>),
    Expression(String),
    Device(Device),
}

/// One device, by its PNS handle.
#[derive(Clone)]
pub struct Device {
    /// The handle; for a browser its endpoint.
    pub handle: String,
    /// For a browser: its P256DH key and its auth secret.
    pub keys: Option<(String, String)>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Device(…)")
    }
}

/// How a target is told to the service.
#[derive(Debug)]
pub enum Address<'a> {
    /// No header at all.
    Everyone,
    /// `ServiceBusNotification-Tags`, never empty.
    Tags(Cow<'a, str>),
    /// `ServiceBusNotification-DeviceHandle`.
    Device(&'a Device),
}

impl Target {
    /// Every device of the notification's platform.
    pub fn broadcast() -> Target {
        Target(Audience::Everyone)
    }

    /// A set of tags, empty at first: devices that have any of them.
    pub fn tags() -> Target {
        Target(Audience::AnyOf(BTreeSet::new()))
    }

    /// Devices with this one tag; no other can be added.
    pub fn tag(tag: &str) -> Result<Target> {
        check_tag(tag).map_err(|mut error| {
            if tag.contains("||") || tag.contains("&&") {
                error
                    .message
                    .push_str("; for an expression use nh_target_new_expression");
            }
            error
        })?;
        Ok(Target(Audience::Expression(tag.to_owned())))
    }

    /// All devices of a user.
    pub fn user(user_id: &str) -> Result<Target> {
        let tag = id_tag("user_id", USER_ID, user_id)?;
        Ok(Target(Audience::Expression(tag)))
    }

    /// One installation.
    pub fn installation(installation_id: &str) -> Result<Target> {
        let tag = id_tag("installation_id", INSTALLATION_ID, installation_id)?;
        Ok(Target(Audience::Expression(tag)))
    }

    /// Devices that match `expression`, which is checked and sent as it is.
    pub fn expression(expression: &str) -> Result<Target> {
        let text = expression.trim_matches([' ', '\t']);
        // Most are one tag, which needs no tree.
        if check_tag(text).is_err() {
            TagExpression::parse(expression)?;
        }
        Ok(Target(Audience::Expression(text.to_owned())))
    }

    /// Devices that match a composed expression.
    pub fn composed(expression: &TagExpression) -> Result<Target> {
        expression.check_limits()?;
        Ok(Target(Audience::Expression(expression.text())))
    }

    /// The device with this handle: token, registration id, channel URI, or a
    /// browser's subscription as JSON.
    pub fn device(handle: &str) -> Result<Target> {
        if Subscription::is_json(handle) {
            return Ok(Target::subscribed(Subscription::parse("handle", handle)?));
        }
        check_handle("handle", handle)?;
        Ok(Target(Audience::Device(Device {
            handle: handle.to_owned(),
            keys: None,
        })))
    }

    /// The browser with this subscription.
    pub fn browser(endpoint: &str, p256dh: &str, auth: &str) -> Result<Target> {
        Ok(Target::subscribed(Subscription::new(
            endpoint, p256dh, auth,
        )?))
    }

    fn subscribed(to: Subscription) -> Target {
        Target(Audience::Device(Device {
            handle: to.endpoint,
            keys: Some((to.p256dh, to.auth)),
        }))
    }

    /// Adds a tag to a set of tags.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        let Audience::AnyOf(tags) = &mut self.0 else {
            return Err(Error::argument(
                "target is not a set of tags; make one with nh_target_new_tags",
            ));
        };
        check_tag(tag)?;
        if tags.len() == MAX_TAGS_OR && !tags.contains(tag) {
            return Err(Error::new(
                Status::InvalidTag,
                format!(
                    "tag set has more than {MAX_TAGS_OR} tags, the most that one send can address"
                ),
            ));
        }
        tags.insert(tag.to_owned());
        Ok(())
    }

    /// How to tell it to the service; fails for a set of no tags.
    pub fn address(&self) -> Result<Address<'_>> {
        match &self.0 {
            Audience::Everyone => Ok(Address::Everyone),
            Audience::Expression(text) => Ok(Address::Tags(Cow::Borrowed(text))),
            Audience::Device(device) => Ok(Address::Device(device)),
            Audience::AnyOf(tags) if tags.is_empty() => Err(Error::new(
                Status::InvalidTag,
                "tag set is empty; to reach everyone use a broadcast target",
            )),
            Audience::AnyOf(tags) => {
                let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
                Ok(Address::Tags(Cow::Owned(tags.join(" || "))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(target: &Target) -> Option<String> {
        match target.address().unwrap() {
            Address::Everyone => None,
            Address::Tags(tags) => Some(tags.into_owned()),
            Address::Device(device) => Some(format!("device {}", device.handle)),
        }
    }

    #[test]
    fn only_a_broadcast_has_no_header() {
        assert_eq!(header(&Target::broadcast()), None);
        assert_eq!(header(&Target::tag("a").unwrap()).as_deref(), Some("a"));
        assert_eq!(
            header(&Target::expression(" a && !b ").unwrap()).as_deref(),
            Some("a && !b")
        );
        let composed = TagExpression::parse("a||b").unwrap();
        assert_eq!(
            header(&Target::composed(&composed).unwrap()).as_deref(),
            Some("a || b")
        );
        let empty = Target::tags().address().unwrap_err();
        assert_eq!(empty.status, Status::InvalidTag);
        assert!(empty.message.contains("empty"));
    }

    #[test]
    fn ids_need_no_braces() {
        let user = Target::user("ann@example.com").unwrap();
        assert_eq!(header(&user).as_deref(), Some("$UserId:{ann@example.com}"));
        let one = Target::installation("a-1=").unwrap();
        assert_eq!(header(&one).as_deref(), Some("$InstallationId:{a-1=}"));
        for (id, what) in [
            ("", "user_id is empty"),
            ("a b", "user_id has a blank"),
            ("$UserId:{a}", "user_id has '$'"),
            (&"x".repeat(111), "user_id is longer than 110 characters"),
        ] {
            let error = Target::user(id).unwrap_err();
            assert_eq!(error.status, Status::InvalidTag);
            assert!(error.message.contains(what), "{error}");
        }
        assert!(Target::user(&"x".repeat(110)).is_ok());
        assert!(Target::installation(&"x".repeat(102)).is_ok());
        assert!(Target::installation(&"x".repeat(103)).is_err());
    }

    #[test]
    fn a_set_has_one_order_and_no_duplicates() {
        let mut one = Target::tags();
        let mut other = Target::tags();
        for tag in ["world", "Africa", "world", "africa"] {
            one.add_tag(tag).unwrap();
        }
        for tag in ["africa", "world", "Africa"] {
            other.add_tag(tag).unwrap();
        }
        assert_eq!(header(&one).as_deref(), Some("Africa || africa || world"));
        assert_eq!(header(&one), header(&other));
    }

    #[test]
    fn refuses_bad_tags_and_too_many_and_stays_as_it_was() {
        let mut target = Target::tags();
        target.add_tag("good").unwrap();
        assert_eq!(target.add_tag("bad tag").unwrap_err().column, Some(4));
        target.add_tag("").unwrap_err();
        assert_eq!(header(&target).as_deref(), Some("good"));

        let mut many = Target::tags();
        for n in 0..20 {
            many.add_tag(&n.to_string()).unwrap();
        }
        many.add_tag("19").unwrap();
        let all = header(&many);
        let error = many.add_tag("20").unwrap_err();
        assert_eq!(error.status, Status::InvalidTag);
        assert!(error.message.contains("20 tags"));
        assert_eq!(header(&many), all);
        assert!(Target::broadcast().add_tag("a").is_err());
    }
}
