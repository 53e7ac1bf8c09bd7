//! Registrations: a handle with tags and possibly a template, as the XML that
//! the service keeps.

mod xml;

use serde_json::{Map, Value};

use crate::documents::installation::checks::check_template_name;
use crate::documents::members;
use crate::documents::tags::may_be_added;
use crate::error::{Error, Result};
use crate::notification::apns;
use crate::notification::handle::check_handle;
use crate::notification::header::Headers;
use crate::notification::platform::Platform;
use crate::notification::subscription::Subscription;
use crate::notification::tag_expression::{INSTALLATION_ID, USER_ID, id_in_tag};

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
    pub device: RegisteredDevice,
    /// Of a template registration.
    pub template: Option<RegistrationTemplate>,
    /// What else came.
    pub others: Others,
}

/// Part of a list of registrations, as the service gives it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistrationPage {
    /// At most a hundred.
    pub registrations: Vec<Registration>,
    /// With which the rest of the list is asked for; none at its end.
    pub continuation_token: Option<String>,
}

/// Elements that this version does not know, and the namespaces that they use.
#[derive(Clone, Default, PartialEq)]
pub struct Others {
    elements: Vec<OtherElement>,
    namespaces: Vec<(String, String)>,
}

/// One of them, as it came.
#[derive(Clone, PartialEq)]
struct OtherElement {
    name: String,
    /// The known element before it.
    after: Option<&'static str>,
    xml: String,
}

impl std::fmt::Debug for Others {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Others({})", self.elements.len())
    }
}

/// The handle, as each platform has it.
#[derive(Clone, Default, PartialEq)]
pub struct RegisteredDevice {
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

impl std::fmt::Debug for RegisteredDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RegisteredDevice({:?}, …)", self.platform)
    }
}

/// A template of a registration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegistrationTemplate {
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
    /// Of which installation it is a part; none for a registration that was made as one.
    pub fn installation_id(&self) -> Option<&str> {
        let mut tags = self.tags.iter();
        tags.find_map(|tag| id_in_tag(INSTALLATION_ID, tag))
    }

    /// Whose device it is; none for a registration that was made as one.
    pub fn user_id(&self) -> Option<&str> {
        let mut tags = self.tags.iter();
        tags.find_map(|tag| id_in_tag(USER_ID, tag))
    }

    /// About how many bytes it holds beside its texts.
    pub fn parts(&self) -> usize {
        let headers = self.template.as_ref().map_or(0, |t| t.headers.len());
        let namespaces = self.others.namespaces.len();
        size_of::<Registration>()
            + self.tags.len() * size_of::<String>()
            + (headers + namespaces) * size_of::<(String, String)>()
            + self.others.elements.len() * size_of::<OtherElement>()
            + members::parts(&self.push_variables)
    }

    /// A registration of a handle, or of a browser's subscription as JSON.
    pub fn new(platform: Platform, handle: &str) -> Result<Registration> {
        match platform {
            Platform::Template => {
                return Err(Error::argument(
                    "platform: give the device's platform; nh_registration_set_template makes it a template registration",
                ));
            }
            Platform::Baidu => {
                return Err(Error::argument(
                    "Baidu needs a user id and a channel id; use nh_registration_new_baidu",
                ));
            }
            _ => {}
        }
        let mut registration = Registration::of(platform, "");
        registration.set_handle(handle)?;
        Ok(registration)
    }

    fn of(platform: Platform, handle: &str) -> Registration {
        Registration {
            device: RegisteredDevice {
                platform: Some(platform),
                handle: handle.to_owned(),
                ..RegisteredDevice::default()
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
        let mut registration = Registration::of(Platform::Browser, "");
        registration.subscribe(Subscription::new(endpoint, p256dh, auth)?);
        Ok(registration)
    }

    /// Sets another handle, or another subscription of a browser as JSON.
    pub fn set_handle(&mut self, handle: &str) -> Result<()> {
        if self.device.platform == Some(Platform::Browser) {
            self.subscribe(Subscription::parse("handle", handle)?);
            return Ok(());
        }
        check_handle("handle", handle)?;
        if self.device.platform == Some(Platform::Apple) {
            apns::check_token(handle)?;
        }
        self.device.handle = handle.to_owned();
        Ok(())
    }

    fn subscribe(&mut self, subscription: Subscription) {
        self.device.handle = subscription.endpoint;
        self.device.browser_keys = Some((subscription.p256dh, subscription.auth));
    }

    /// Sets another user id with Baidu.
    pub fn set_baidu_user_id(&mut self, user_id: &str) -> Result<()> {
        if self.device.platform != Some(Platform::Baidu) {
            return Err(Error::argument("registration is not with Baidu"));
        }
        check_handle("user_id", user_id)?;
        self.device.baidu_user_id = Some(user_id.to_owned());
        Ok(())
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        if may_be_added(self.tags.iter().map(String::as_str), tag)? {
            self.tags.push(tag.to_owned());
        }
        Ok(())
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
        // What stood there was no object.
        let others = &mut self.others.elements;
        others.retain(|other| other.name != "PushVariables");
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

    /// Makes it a native registration.
    pub fn remove_template(&mut self) {
        self.template = None;
    }

    /// Removes a header of the template, if it has it.
    pub fn remove_template_header(&mut self, name: &str) {
        if let Some(template) = &mut self.template {
            let headers = &mut template.headers;
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        }
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

    /// Makes it that of the main tile.
    pub fn remove_secondary_tile(&mut self) {
        self.device.secondary_tile = None;
    }
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
        windows.remove_template_header("x-wns-type");
        assert!(windows.template.as_ref().unwrap().headers.is_empty());
        assert!(windows.set_baidu_user_id("u").is_err());
        assert!(windows.add_tag("$UserId:{u}").is_err());
    }

    #[test]
    fn a_browsers_own_subscription_is_taken() {
        let own =
            r#"{"endpoint":"https://e/","expirationTime":null,"keys":{"p256dh":"k","auth":"a"}}"#;
        let mut browser = Registration::new(Platform::Browser, own).unwrap();
        let parts = Registration::new_browser("https://e/", "k", "a").unwrap();
        assert_eq!(browser, parts);
        assert!(browser.set_handle("https://f/").is_err());
        browser
            .set_handle(&own.replace("https://e/", "https://f/"))
            .unwrap();
        assert_eq!(browser.device.handle, "https://f/");
    }
}
