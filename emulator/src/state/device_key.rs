//! What tells the devices of a hub apart, in the addresses of the inbox and in its answers.

use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use std::fmt;

/// An installation with all its registrations, a registration that a client wrote itself, or a
/// handle that nobody registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceKey<'a> {
    Installation(&'a str),
    Registration(&'a str),
    Handle(Platform, &'a str),
}

impl<'a> DeviceKey<'a> {
    pub fn of(registration: &'a Registration) -> DeviceKey<'a> {
        match &registration.installation_id {
            Some(id) => DeviceKey::Installation(id),
            None if registration.id.is_empty() => {
                DeviceKey::Handle(registration.platform, &registration.handle)
            }
            None => DeviceKey::Registration(&registration.id),
        }
    }

    /// What [`DeviceKey`] is written as.
    pub fn parse(text: &'a str) -> Option<DeviceKey<'a>> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "i" => Some(DeviceKey::Installation(rest)),
            "r" => Some(DeviceKey::Registration(rest)),
            "h" => {
                let (platform, handle) = rest.split_once(':')?;
                Some(DeviceKey::Handle(Platform::of_format(platform)?, handle))
            }
            _ => None,
        }
    }
}

impl fmt::Display for DeviceKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            DeviceKey::Installation(id) => write!(f, "i:{id}"),
            DeviceKey::Registration(id) => write!(f, "r:{id}"),
            DeviceKey::Handle(platform, handle) => {
                write!(f, "h:{}:{handle}", platform.format_word())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for text in [
            "i:a:b",
            "i:",
            "r:1-2",
            "h:browser:https://a/b",
            "h:apple:AA",
        ] {
            assert_eq!(DeviceKey::parse(text).unwrap().to_string(), text);
        }
        for wrong in ["", "a", "x:a", "h:a", "h:nokia:a", "I:a"] {
            assert_eq!(DeviceKey::parse(wrong), None, "{wrong}");
        }
    }
}
