//! Registrations: a handle with tags and possibly a template, as the XML that
//! the service keeps.

mod xml;

use serde_json::{Map, Value};

use crate::documents::installation::{add_tag, check_template_name};
use crate::error::{Error, Result};
use crate::notification::header::Headers;
use crate::notification::platform::Platform;
use crate::notification::target::check_handle;

/// A registration description. Parts that only the service writes are filled
/// when one is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registration {
    /// Name of its element when it was read, such as
    /// `AppleRegistrationDescription`.
    pub kind: String,
    /// Its id.
    pub id: Option<String>,
    /// Counts its changes.
    pub etag: Option<String>,
    /// When it ends, as the service writes it: with or without a zone.
    pub expiration_time: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Values that its template can use.
    pub push_variables: Map<String, Value>,
    /// The device.
    pub device: Device,
    /// Of a template registration.
    pub template: Option<Template>,
}

/// The handle, as each platform has it.
#[derive(Clone, Default, PartialEq)]
pub struct Device {
    /// `None` for a kind of registration that this version does not know.
    pub platform: Option<Platform>,
    /// Token, registration id, channel URI, endpoint; Baidu's channel id.
    pub handle: String,
    /// Baidu's user id.
    pub baidu_user_id: Option<String>,
    /// A browser's P256DH key and auth secret.
    pub browser_keys: Option<(String, String)>,
    /// Windows: the secondary tile's name.
    pub secondary_tile: Option<String>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Device({:?}, …)", self.platform)
    }
}

/// A template of a registration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// The platform's payload with expressions in it.
    pub body: String,
    /// Its name.
    pub name: Option<String>,
    /// Headers for the push service: Windows, Windows Phone and Apple.
    pub headers: Vec<(String, String)>,
    /// Apple: an expression for the expiry.
    pub expiry: Option<String>,
    /// Apple: an expression for the priority.
    pub priority: Option<String>,
    /// Baidu: the message type, a number as the service writes it.
    pub message_type: Option<String>,
}

impl Registration {
    /// A registration of a handle.
    pub fn new(platform: Platform, handle: &str) -> Result<Registration> {
        match platform {
            Platform::Template => {
                return Err(Error::argument(
                    "platform: give the device's platform; nh_registration_set_template makes it a template registration",
                ));
            }
            Platform::Browser => {
                return Err(Error::argument(
                    "a browser needs endpoint, p256dh and auth; use nh_registration_new_browser",
                ));
            }
            Platform::Baidu => {
                return Err(Error::argument(
                    "Baidu needs a user id and a channel id; use nh_registration_new_baidu",
                ));
            }
            _ => {}
        }
        check_handle("handle", handle)?;
        if platform == Platform::Apple && !is_apple_token(handle) {
            return Err(Error::argument(
                "handle: an Apple device token is an even number of hexadecimal digits",
            ));
        }
        Ok(Registration::of(platform, handle))
    }

    fn of(platform: Platform, handle: &str) -> Registration {
        Registration {
            device: Device {
                platform: Some(platform),
                handle: handle.to_owned(),
                ..Device::default()
            },
            ..Registration::default()
        }
    }

    /// A registration with Baidu.
    pub fn new_baidu(user_id: &str, channel_id: &str) -> Result<Registration> {
        check_handle("user_id", user_id)?;
        check_handle("channel_id", channel_id)?;
        let mut registration = Registration::of(Platform::Baidu, channel_id);
        registration.device.baidu_user_id = Some(user_id.to_owned());
        Ok(registration)
    }

    /// A browser's registration.
    pub fn new_browser(endpoint: &str, p256dh: &str, auth: &str) -> Result<Registration> {
        for (argument, text) in [("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)] {
            check_handle(argument, text)?;
        }
        let mut registration = Registration::of(Platform::Browser, endpoint);
        registration.device.browser_keys = Some((p256dh.to_owned(), auth.to_owned()));
        Ok(registration)
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        add_tag(&mut self.tags, tag)
    }

    /// Removes a tag, if it has it.
    pub fn remove_tag(&mut self, tag: &str) {
        self.tags.retain(|known| known != tag);
    }

    /// Sets a push variable.
    pub fn set_push_variable(&mut self, name: &str, value: &str) -> Result<()> {
        if name.is_empty() {
            return Err(Error::argument("name is empty"));
        }
        self.push_variables.insert(name.to_owned(), value.into());
        Ok(())
    }

    /// Makes it a template registration.
    pub fn set_template(&mut self, body: &str, name: Option<&str>) -> Result<()> {
        if body.is_empty() {
            return Err(Error::argument("body is empty"));
        }
        if let Some(name) = name {
            check_template_name(name)?;
        }
        let template = self.template.get_or_insert_default();
        template.body = body.to_owned();
        template.name = name.map(str::to_owned);
        Ok(())
    }

    /// Sets a header of the template: X-WNS-Type for Windows,
    /// X-WindowsPhone-Target and X-NotificationClass for Windows Phone,
    /// apns-… for Apple.
    pub fn set_template_header(&mut self, name: &str, value: &str) -> Result<()> {
        let has_headers = matches!(
            self.device.platform,
            Some(Platform::Apple | Platform::Windows | Platform::Mpns)
        );
        let Some(template) = self.template.as_mut().filter(|_| has_headers) else {
            return Err(Error::argument(
                "headers belong to template registrations for Apple, Windows and Windows Phone; set the template first",
            ));
        };
        Headers::default().set(name, value)?;
        match template
            .headers
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            Some((_, old)) => *old = value.to_owned(),
            None => template.headers.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// Sets the expressions for expiry and priority of an Apple template.
    pub fn set_apple_template_expressions(
        &mut self,
        expiry: Option<&str>,
        priority: Option<&str>,
    ) -> Result<()> {
        let is_apple = self.device.platform == Some(Platform::Apple);
        let Some(template) = self.template.as_mut().filter(|_| is_apple) else {
            return Err(Error::argument(
                "expiry and priority belong to template registrations for Apple; set the template first",
            ));
        };
        template.expiry = expiry.map(str::to_owned);
        template.priority = priority.map(str::to_owned);
        Ok(())
    }

    /// Sets the message type of a Baidu template.
    pub fn set_baidu_message_type(&mut self, message_type: i32) -> Result<()> {
        let is_baidu = self.device.platform == Some(Platform::Baidu);
        let Some(template) = self.template.as_mut().filter(|_| is_baidu) else {
            return Err(Error::argument(
                "a message type belongs to template registrations with Baidu; set the template first",
            ));
        };
        if message_type < 0 {
            return Err(Error::argument("message_type is negative"));
        }
        template.message_type = Some(message_type.to_string());
        Ok(())
    }

    /// The message type of a Baidu template, if it has one and it is a number.
    pub fn baidu_message_type(&self) -> Option<i32> {
        let text = self.template.as_ref()?.message_type.as_ref()?;
        text.trim().parse().ok()
    }

    /// Sets the name of a Windows device's secondary tile.
    pub fn set_secondary_tile(&mut self, name: &str) -> Result<()> {
        if !matches!(
            self.device.platform,
            Some(Platform::Windows | Platform::Mpns)
        ) {
            return Err(Error::argument(
                "secondary tiles belong to Windows and Windows Phone",
            ));
        }
        if name.is_empty() {
            return Err(Error::argument("name is empty"));
        }
        self.device.secondary_tile = Some(name.to_owned());
        Ok(())
    }
}

fn is_apple_token(token: &str) -> bool {
    token.len().is_multiple_of(2) && token.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_the_service_would() {
        for (platform, handle) in [
            (Platform::Apple, "xyz"),
            (Platform::Apple, "ABC"),
            (Platform::Gcm, ""),
            (Platform::Gcm, "a b"),
            (Platform::Template, "h"),
            (Platform::Browser, "h"),
            (Platform::Baidu, "h"),
        ] {
            assert!(Registration::new(platform, handle).is_err(), "{platform:?}");
        }
        let mut gcm = Registration::new(Platform::Gcm, "h").unwrap();
        assert!(gcm.set_template("", None).is_err());
        gcm.set_template("{}", Some("t")).unwrap();
        assert!(gcm.set_baidu_message_type(1).is_err());
        assert!(gcm.set_template_header("X-A", "b").is_err());
        assert!(gcm.set_secondary_tile("t").is_err());
        assert!(gcm.set_apple_template_expressions(Some("x"), None).is_err());
        let mut windows = Registration::new(Platform::Windows, "https://c/").unwrap();
        assert!(
            windows
                .set_template_header("X-WNS-Type", "wns/toast")
                .is_err()
        );
        windows.set_template("<toast/>", None).unwrap();
        windows
            .set_template_header("X-WNS-Type", "wns/toast")
            .unwrap();
        assert!(windows.set_template_header("X-A", "b\r\n").is_err());
    }
}
