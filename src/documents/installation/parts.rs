//! The parts of an installation that are objects themselves: templates, and the
//! secondary tiles of a Windows device.

use serde_json::Value;

use crate::documents::installation::checks::check_template_name;
use crate::documents::members::{Members, object, remove_in, set_in, set_text, text};
use crate::documents::tags;
use crate::error::{Error, Result};
use crate::notification::handle::check_handle;
use crate::notification::header::Headers;

/// A template of an installation, with whatever it came with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InstallationTemplate(pub(in crate::documents) Members);

impl InstallationTemplate {
    /// A template with this body.
    pub fn new(body: &str) -> Result<InstallationTemplate> {
        let mut template = InstallationTemplate::default();
        template.set_body(body)?;
        Ok(template)
    }

    /// The platform's payload with expressions in it.
    pub fn body(&self) -> &str {
        text(&self.0, "body").unwrap_or_default()
    }

    /// Sets it.
    pub fn set_body(&mut self, body: &str) -> Result<()> {
        if body.is_empty() {
            return Err(Error::argument("body is empty"));
        }
        set_text(&mut self.0, "body", Some(body));
        Ok(())
    }

    /// Headers for the push service, such as X-WNS-Type.
    pub fn headers(&self) -> Option<&Members> {
        object(&self.0, "headers")
    }

    /// One of them. A value that is no text has none here.
    pub fn header(&self, index: usize) -> Option<(&str, &str)> {
        let (name, value) = self.headers()?.iter().nth(index)?;
        Some((name, value.as_str().unwrap_or_default()))
    }

    /// Sets a header for the push service, whatever case its name has there.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        Headers::default().set(name, value)?;
        let known = self.header_name(name).unwrap_or_else(|| name.to_owned());
        set_in(&mut self.0, "headers", &known, value.into());
        Ok(())
    }

    /// Removes a header, if there is one.
    pub fn remove_header(&mut self, name: &str) {
        if let Some(known) = self.header_name(name) {
            remove_in(&mut self.0, "headers", &known);
        }
    }

    fn header_name(&self, name: &str) -> Option<String> {
        let mut known = self.headers()?.keys();
        known
            .find(|known| known.eq_ignore_ascii_case(name))
            .cloned()
    }

    /// Apple only: an expression for the expiry.
    pub fn expiry(&self) -> Option<&str> {
        text(&self.0, "expiry")
    }

    /// Sets it, or removes it.
    pub fn set_expiry(&mut self, expiry: Option<&str>) {
        set_text(&mut self.0, "expiry", expiry);
    }

    /// How many tags this template alone has.
    pub fn tag_count(&self) -> usize {
        tags::count(&self.0)
    }

    /// One of them.
    pub fn tag(&self, index: usize) -> Option<&str> {
        tags::get(&self.0, index)
    }

    /// Adds a tag of this template alone.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        tags::add(&mut self.0, tag)
    }

    /// Removes one, if it has it.
    pub fn remove_tag(&mut self, tag: &str) {
        tags::remove(&mut self.0, tag);
    }
}

/// The template of this name of an installation or a tile.
pub fn template(owner: &Members, name: &str) -> Option<InstallationTemplate> {
    let template = object(owner, "templates")?.get(name)?.as_object()?;
    Some(InstallationTemplate(template.clone()))
}

/// Sets it.
pub fn set_template(owner: &mut Members, name: &str, template: InstallationTemplate) -> Result<()> {
    check_template_name(name)?;
    set_in(owner, "templates", name, Value::Object(template.0));
    Ok(())
}

/// A secondary tile, with whatever it came with.
#[derive(Clone, Default, PartialEq)]
pub struct SecondaryTile(pub(in crate::documents) Members);

impl SecondaryTile {
    /// A tile with its own channel.
    pub fn new(push_channel: &str) -> Result<SecondaryTile> {
        let mut tile = SecondaryTile::default();
        tile.set_push_channel(push_channel)?;
        Ok(tile)
    }

    /// The tile's own channel.
    pub fn push_channel(&self) -> &str {
        text(&self.0, "pushChannel").unwrap_or_default()
    }

    /// Sets it; that the old one had expired is forgotten.
    pub fn set_push_channel(&mut self, push_channel: &str) -> Result<()> {
        check_handle("push_channel", push_channel)?;
        set_text(&mut self.0, "pushChannel", Some(push_channel));
        self.0.shift_remove("pushChannelExpired");
        Ok(())
    }

    /// Has the service found that the channel is no longer good?
    pub fn push_channel_expired(&self) -> bool {
        self.0.get("pushChannelExpired") == Some(&Value::Bool(true))
    }

    /// How many tags it has.
    pub fn tag_count(&self) -> usize {
        tags::count(&self.0)
    }

    /// One of them.
    pub fn tag(&self, index: usize) -> Option<&str> {
        tags::get(&self.0, index)
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        tags::add(&mut self.0, tag)
    }

    /// Removes a tag, if it has it.
    pub fn remove_tag(&mut self, tag: &str) {
        tags::remove(&mut self.0, tag);
    }

    /// Its templates by name.
    pub fn templates(&self) -> Option<&Members> {
        object(&self.0, "templates")
    }

    /// A copy of one of them.
    pub fn template(&self, name: &str) -> Option<InstallationTemplate> {
        template(&self.0, name)
    }

    /// Sets a template.
    pub fn set_template(&mut self, name: &str, template: InstallationTemplate) -> Result<()> {
        set_template(&mut self.0, name, template)
    }

    /// Removes a template, if it has it.
    pub fn remove_template(&mut self, name: &str) {
        remove_in(&mut self.0, "templates", name);
    }
}
