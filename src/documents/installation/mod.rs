//! Installations: a device with its tags, templates and push variables, as the
//! JSON that the service keeps. That JSON is what is held, and each getter and
//! setter looks at its own member: the rest goes back as it came.

pub mod checks;
pub mod parts;
mod reading;
mod shown;

use serde_json::Value;

use crate::documents::installation::checks::{check_id, check_time};
use crate::documents::installation::parts::{InstallationTemplate, SecondaryTile, set_template};
use crate::documents::installation::shown::shows;
use crate::documents::members::{
    Members, object, object_at, parts, remove_in, set_in, set_text, text,
};
use crate::documents::tags;
use crate::error::{Error, Result, Status};
use crate::notification::handle::check_handle;
use crate::notification::platform::Platform;
use crate::notification::subscription::Subscription;
use crate::wire::json::parse;

/// A device.
#[derive(Clone, PartialEq)]
pub struct Installation {
    members: Members,
    /// What a browser's push channel says, in whichever form.
    subscription: Option<Subscription>,
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the handle.
        f.debug_struct("Installation")
            .field("installation_id", &self.id())
            .field("platform", &self.platform_text())
            .finish_non_exhaustive()
    }
}

/// Platform words of installations: not those of sends.
const PLATFORMS: [(Platform, &str); 9] = [
    (Platform::Apple, "apns"),
    (Platform::Fcmv1, "fcmv1"),
    (Platform::Windows, "wns"),
    (Platform::Gcm, "gcm"),
    (Platform::Mpns, "mpns"),
    (Platform::Adm, "adm"),
    (Platform::Baidu, "baidu"),
    (Platform::Browser, "browser"),
    (Platform::Xiaomi, "xiaomi"),
];

impl Installation {
    /// About how many bytes it holds beside its texts.
    pub fn parts(&self) -> usize {
        size_of::<Installation>() + parts(&self.members)
    }

    /// An installation with a handle, or with a browser's subscription as JSON.
    pub fn new(id: &str, platform: Platform, push_channel: &str) -> Result<Installation> {
        let mut installation = Installation::without_channel(id, platform)?;
        installation.set_push_channel(push_channel)?;
        Ok(installation)
    }

    /// A browser's installation.
    pub fn new_browser(id: &str, endpoint: &str, p256dh: &str, auth: &str) -> Result<Installation> {
        let mut installation = Installation::without_channel(id, Platform::Browser)?;
        installation.set_subscription(Subscription::new(endpoint, p256dh, auth)?);
        Ok(installation)
    }

    fn without_channel(id: &str, platform: Platform) -> Result<Installation> {
        check_id("installation_id", id)?;
        let (_, word) = PLATFORMS
            .iter()
            .find(|(known, _)| *known == platform)
            .ok_or_else(|| Error::argument("platform: a template is no platform of a device"))?;
        let mut members = Members::new();
        set_text(&mut members, "installationId", Some(id));
        set_text(&mut members, "platform", Some(word));
        Ok(Installation {
            members,
            subscription: None,
        })
    }

    /// Reads the service's JSON, and that of devices. The error names the member
    /// that is wrong and repeats nothing else.
    pub fn from_json(json: &[u8]) -> std::result::Result<Installation, String> {
        match reading::json(json)? {
            Value::Object(members) => Installation::from_members(members),
            _ => Err("it is not an object".to_owned()),
        }
    }

    fn from_members(members: Members) -> std::result::Result<Installation, String> {
        reading::check(&members)?;
        let mut installation = Installation {
            members,
            subscription: None,
        };
        let channel = installation.members.get("pushChannel");
        // Some SDKs write a browser's subscription as JSON inside a string.
        let text = channel.and_then(Value::as_str);
        let inside = match (text, installation.platform()) {
            (Some(text), Some(Platform::Browser)) => parse(text.as_bytes()).ok(),
            _ => None,
        };
        let Some(value) = inside.as_ref().or(channel) else {
            return Ok(installation);
        };
        let subscription = Subscription::from_value(value);
        match subscription {
            // A browser's own form, which the service does not know.
            Some(own) if value.get("keys").is_some() => installation.set_subscription(own),
            other => installation.subscription = other,
        }
        Ok(installation)
    }

    /// Does it have all that `wanted` has? The service adds members of its own, keeps
    /// lists of tags in its own order, and writes times in its own way.
    pub fn shows(&self, wanted: &Installation) -> bool {
        shows(&self.members, &wanted.members)
    }

    /// The JSON to send.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(&self.members)
            .map_err(|error| Error::new(Status::Internal, format!("installation: {error}")))
    }

    /// A member as JSON, whether this version knows it or not.
    pub fn member(&self, name: &str) -> Option<String> {
        Some(self.members.get(name)?.to_string())
    }

    /// Sets a member to JSON, or removes it. What the service could not read is
    /// refused.
    pub fn set_member(&mut self, name: &str, json: Option<&str>) -> Result<()> {
        if name.is_empty() {
            return Err(Error::argument("name is empty"));
        }
        let mut members = self.members.clone();
        match json {
            Some(json) => {
                let value = reading::json(json.as_bytes());
                let value = value.map_err(|why| Error::argument(format!("json: {why}")))?;
                members.insert(name.to_owned(), value);
            }
            None => drop(members.shift_remove(name)),
        }
        *self = Installation::from_members(members).map_err(Error::argument)?;
        Ok(())
    }

    /// Chosen by the client.
    pub fn id(&self) -> &str {
        text(&self.members, "installationId").unwrap_or_default()
    }

    /// The service's word, such as `apns`.
    pub fn platform_text(&self) -> &str {
        text(&self.members, "platform").unwrap_or_default()
    }

    /// The platform, if this version knows it.
    pub fn platform(&self) -> Option<Platform> {
        let word = self.platform_text();
        PLATFORMS
            .iter()
            .find(|(_, known)| word.eq_ignore_ascii_case(known))
            .map(|(platform, _)| *platform)
    }

    /// The handle, or the browser's endpoint.
    pub fn push_channel(&self) -> &str {
        match &self.subscription {
            Some(subscription) => &subscription.endpoint,
            None => text(&self.members, "pushChannel").unwrap_or_default(),
        }
    }

    /// A browser's subscription.
    pub fn subscription(&self) -> Option<&Subscription> {
        self.subscription.as_ref()
    }

    /// Whatever no log may show: handles and a browser's keys.
    pub fn secrets(&self) -> Vec<&str> {
        let mut secrets = vec![self.push_channel()];
        // A browser's, where it is JSON inside a string.
        secrets.extend(text(&self.members, "pushChannel"));
        if let Some(Subscription { p256dh, auth, .. }) = &self.subscription {
            secrets.extend([p256dh.as_str(), auth]);
        }
        for (_, tile) in self.secondary_tiles().into_iter().flatten() {
            secrets.extend(tile.get("pushChannel").and_then(Value::as_str));
        }
        secrets
    }

    /// Sets the handle, or a browser's subscription as JSON; that the old one had
    /// expired is forgotten.
    pub fn set_push_channel(&mut self, push_channel: &str) -> Result<()> {
        if self.platform() == Some(Platform::Browser) {
            self.set_subscription(Subscription::parse("push_channel", push_channel)?);
            return Ok(());
        }
        check_handle("push_channel", push_channel)?;
        self.set_channel(push_channel.into(), None);
        Ok(())
    }

    /// Sets a browser's subscription.
    pub fn set_browser_channel(&mut self, endpoint: &str, p256dh: &str, auth: &str) -> Result<()> {
        if self.platform() != Some(Platform::Browser) {
            return Err(Error::argument("installation is not a browser's"));
        }
        self.set_subscription(Subscription::new(endpoint, p256dh, auth)?);
        Ok(())
    }

    fn set_subscription(&mut self, subscription: Subscription) {
        self.set_channel(subscription.to_value(), Some(subscription));
    }

    fn set_channel(&mut self, value: Value, subscription: Option<Subscription>) {
        self.members.insert("pushChannel".to_owned(), value);
        self.members.shift_remove("pushChannelExpired");
        self.subscription = subscription;
    }

    /// Has the service found that the handle is no longer good?
    pub fn push_channel_expired(&self) -> bool {
        self.members.get("pushChannelExpired") == Some(&Value::Bool(true))
    }

    /// When it ends.
    pub fn expiration_time(&self) -> Option<&str> {
        text(&self.members, "expirationTime")
    }

    /// Sets when it ends, or leaves that to the service.
    pub fn set_expiration_time(&mut self, time: Option<&str>) -> Result<()> {
        if let Some(time) = time {
            check_time("expiration_time", time)?;
        }
        set_text(&mut self.members, "expirationTime", time);
        Ok(())
    }

    /// Whose device it is.
    pub fn user_id(&self) -> Option<&str> {
        text(&self.members, "userId")
    }

    /// Sets whose device it is.
    pub fn set_user_id(&mut self, user_id: &str) -> Result<()> {
        check_id("user_id", user_id)?;
        set_text(&mut self.members, "userId", Some(user_id));
        Ok(())
    }

    /// Makes it nobody's.
    pub fn remove_user_id(&mut self) {
        set_text(&mut self.members, "userId", None);
    }

    /// How many tags it has.
    pub fn tag_count(&self) -> usize {
        tags::count(&self.members)
    }

    /// One of them.
    pub fn tag(&self, index: usize) -> Option<&str> {
        tags::get(&self.members, index)
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        tags::add(&mut self.members, tag)
    }

    /// Removes a tag, if it has it.
    pub fn remove_tag(&mut self, tag: &str) {
        tags::remove(&mut self.members, tag);
    }

    /// Values that its templates can use.
    pub fn push_variables(&self) -> Option<&Members> {
        object(&self.members, "pushVariables")
    }

    /// Sets a push variable.
    pub fn set_push_variable(&mut self, name: &str, value: &str) -> Result<()> {
        if name.is_empty() {
            return Err(Error::argument("name is empty"));
        }
        set_in(&mut self.members, "pushVariables", name, value.into());
        Ok(())
    }

    /// Removes a push variable, if there is one.
    pub fn remove_push_variable(&mut self, name: &str) {
        remove_in(&mut self.members, "pushVariables", name);
    }

    /// Templates by name.
    pub fn templates(&self) -> Option<&Members> {
        object(&self.members, "templates")
    }

    /// The members of template number `index`.
    pub fn template_at(&self, index: usize) -> Option<&Members> {
        Some(object_at(&self.members, "templates", index)?.1)
    }

    /// A copy of a template.
    pub fn template(&self, name: &str) -> Option<InstallationTemplate> {
        parts::template(&self.members, name)
    }

    /// Sets a template.
    pub fn set_template(&mut self, name: &str, template: InstallationTemplate) -> Result<()> {
        set_template(&mut self.members, name, template)
    }

    /// Removes a template, if there is one.
    pub fn remove_template(&mut self, name: &str) {
        remove_in(&mut self.members, "templates", name);
    }

    /// Secondary tiles by id; Windows only.
    pub fn secondary_tiles(&self) -> Option<&Members> {
        object(&self.members, "secondaryTiles")
    }

    /// A copy of a secondary tile.
    pub fn secondary_tile(&self, id: &str) -> Option<SecondaryTile> {
        let tile = self.secondary_tiles()?.get(id)?.as_object()?;
        Some(SecondaryTile(tile.clone()))
    }

    /// Sets a secondary tile.
    pub fn set_secondary_tile(&mut self, id: &str, tile: SecondaryTile) -> Result<()> {
        if id.is_empty() {
            return Err(Error::argument("tile_id is empty"));
        }
        if self.platform() != Some(Platform::Windows) {
            return Err(Error::argument(
                "secondary tiles belong to Windows (wns) installations",
            ));
        }
        set_in(
            &mut self.members,
            "secondaryTiles",
            id,
            Value::Object(tile.0),
        );
        Ok(())
    }

    /// Removes a secondary tile, if there is one.
    pub fn remove_secondary_tile(&mut self, id: &str) {
        remove_in(&mut self.members, "secondaryTiles", id);
    }
}

#[cfg(test)]
mod tests;
