//! Whom a notification is meant for, and which registrations are.

use crate::documents::notification_details::NotificationDetails;
use crate::documents::registration::Registration;
use crate::error::Result;
use crate::notification::Notification;
use crate::notification::platform::Platform;
use crate::notification::tag_expression::TagExpression;
use crate::notification::tag_expression::matching::TagSet;
use crate::notification::target::{Address, Target};

/// Whom it is for.
#[derive(Clone, Debug)]
pub enum Audience {
    /// All.
    Everyone,
    /// Those that match.
    Matching(TagExpression),
    /// The device with this handle.
    Device(String),
}

impl Audience {
    /// The one of a target.
    pub fn of_target(target: &Target) -> Result<Audience> {
        Ok(match target.address()? {
            Address::Everyone => Audience::Everyone,
            Address::Tags(tags) => Audience::Matching(TagExpression::parse(&tags)?),
            Address::Device(device) => Audience::Device(device.handle.clone()),
        })
    }

    /// The one that the service says that a notification had.
    pub fn of_details(details: &NotificationDetails) -> Result<Audience> {
        Ok(match details.tags.as_deref().map(str::trim) {
            None | Some("") => Audience::Everyone,
            Some(tags) => Audience::Matching(TagExpression::parse(tags)?),
        })
    }
}

/// Which kinds of registrations it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// Nobody knows: those of every kind.
    Any,
    /// Those of a platform, without a template.
    Native(Platform),
    /// Those with a template, of every platform.
    Templates,
}

impl Kinds {
    /// Those of a notification.
    pub fn of(notification: &Notification) -> Kinds {
        match notification.platform() {
            Platform::Template => Kinds::Templates,
            platform => Kinds::Native(platform),
        }
    }

    /// Those that the service says that a notification had: the words of the platforms that
    /// it went to, such as `apple` or `appletemplate`.
    pub fn of_details(details: &NotificationDetails) -> Kinds {
        let words = details.target_platforms.as_deref().unwrap_or_default();
        let mut words = words
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        match (words.next(), words.next()) {
            (Some(word), _) if word.ends_with("template") => Kinds::Templates,
            (Some(word), None) => Platform::from_name(word).map_or(Kinds::Any, Kinds::Native),
            _ => Kinds::Any,
        }
    }

    fn has(self, registration: &Registration) -> bool {
        let is_native = registration.template.is_none();
        match self {
            Kinds::Any => true,
            Kinds::Templates => !is_native,
            Kinds::Native(platform) => is_native && registration.device.platform == Some(platform),
        }
    }
}

/// What a registration is to a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It gets it.
    Meant,
    /// It has the tags, and is of another platform, or has a template, or has none.
    OtherKind,
    /// It has not the tags, or is another device.
    NotMatched,
}

/// What this registration is to a notification.
pub fn fit(audience: &Audience, kinds: Kinds, registration: &Registration) -> Fit {
    let matches = match audience {
        Audience::Everyone => true,
        Audience::Matching(expression) => expression.matches(&TagSet::new(&registration.tags)),
        Audience::Device(handle) => registration.device.handle.eq_ignore_ascii_case(handle),
    };
    // A direct send is for a handle, whatever templates are registered of it.
    let is_of_kind = match (audience, kinds) {
        (Audience::Device(_), Kinds::Native(platform)) => {
            registration.device.platform == Some(platform)
        }
        _ => kinds.has(registration),
    };
    match (matches, is_of_kind) {
        (false, _) => Fit::NotMatched,
        (true, false) => Fit::OtherKind,
        (true, true) => Fit::Meant,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration(platform: Platform, tag: &str) -> Registration {
        let mut registration = Registration::new(platform, "AB").unwrap();
        registration.add_tag(tag).unwrap();
        registration
    }

    #[test]
    fn a_platform_reaches_its_own_without_templates_and_a_template_all_with() {
        let news = Audience::of_target(&Target::tag("news").unwrap()).unwrap();
        let apple = registration(Platform::Apple, "News");
        let mut with_template = apple.clone();
        with_template.set_template("{}", None).unwrap();
        let native = Kinds::Native(Platform::Apple);
        for (kinds, registration, wanted) in [
            (native, &apple, Fit::Meant),
            (native, &with_template, Fit::OtherKind),
            (Kinds::Templates, &apple, Fit::OtherKind),
            (Kinds::Templates, &with_template, Fit::Meant),
            (Kinds::Native(Platform::Gcm), &apple, Fit::OtherKind),
            (Kinds::Any, &apple, Fit::Meant),
            (
                native,
                &registration(Platform::Apple, "sports"),
                Fit::NotMatched,
            ),
        ] {
            assert_eq!(fit(&news, kinds, registration), wanted, "{kinds:?}");
        }
        let device = Audience::of_target(&Target::device("ab").unwrap()).unwrap();
        for registration in [&apple, &with_template] {
            assert_eq!(fit(&device, native, registration), Fit::Meant);
            let other = Kinds::Native(Platform::Gcm);
            assert_eq!(fit(&device, other, registration), Fit::OtherKind);
        }
    }

    #[test]
    fn what_the_service_tells_is_understood() {
        for (platforms, tags, kinds) in [
            (Some("apple"), None, Kinds::Native(Platform::Apple)),
            (
                Some("appletemplate, gcmtemplate"),
                Some("a && b"),
                Kinds::Templates,
            ),
            (Some("template"), Some(""), Kinds::Templates),
            (Some("apple,gcm"), Some("a"), Kinds::Any),
            (Some("new"), Some("a"), Kinds::Any),
            (None, Some("a"), Kinds::Any),
        ] {
            let details = NotificationDetails {
                target_platforms: platforms.map(str::to_owned),
                tags: tags.map(str::to_owned),
                ..NotificationDetails::default()
            };
            assert_eq!(Kinds::of_details(&details), kinds);
            let audience = Audience::of_details(&details).unwrap();
            let is_for_all = tags.is_none_or(str::is_empty);
            assert_eq!(matches!(audience, Audience::Everyone), is_for_all);
        }
    }
}
