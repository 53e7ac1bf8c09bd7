//! Changes to an installation: one JSON-Patch operation for each.
//!
//! Values are strings, as all SDKs send them; whole templates and lists are
//! JSON inside a string.

use serde_json::{Value, json};

use crate::documents::installation::checks::{check_id, check_template_name};
use crate::documents::installation::parts::{InstallationTemplate, SecondaryTile};
use crate::documents::members::list;
use crate::documents::tags::{check_device_tag, check_stored_tag};
use crate::error::{Error, Result};
use crate::notification::handle::check_handle;
use crate::notification::subscription::Subscription;

/// Changes in the order in which they are applied.
#[derive(Clone, Default)]
pub struct InstallationPatch {
    operations: Vec<Value>,
    /// Channels in it, which no log may show.
    pub(crate) secrets: Vec<String>,
}

impl InstallationPatch {
    /// The JSON to send; fails if there is no change.
    pub fn to_json(&self) -> Result<String> {
        if self.operations.is_empty() {
            return Err(Error::argument("patch has no changes"));
        }
        Ok(Value::Array(self.operations.clone()).to_string())
    }

    fn set(&mut self, op: &str, path: String, value: &str) {
        self.operations
            .push(json!({ "op": op, "path": path, "value": value }));
    }

    fn remove(&mut self, path: String) {
        self.operations
            .push(json!({ "op": "remove", "path": path }));
    }

    /// Any operation, for paths that no other function has. The value is sent as
    /// text, as all SDKs send it: what is no text is JSON in it.
    pub fn add_operation(&mut self, op: &str, path: &str, value: Option<&str>) -> Result<()> {
        if !path.starts_with('/') {
            return Err(Error::argument(
                "path must begin with / and name a member of the installation, such as /secondaryTiles/ID/tags",
            ));
        }
        match (op, value) {
            ("add" | "replace", Some(value)) => {
                if path.to_ascii_lowercase().ends_with("/pushchannel") {
                    self.hide_channel(value);
                }
                self.set(op, path.to_owned(), value);
            }
            ("remove", None) => self.remove(path.to_owned()),
            ("add" | "replace", None) => return Err(Error::argument("value is NULL")),
            ("remove", Some(_)) => return Err(Error::argument("value: remove takes none")),
            _ => return Err(Error::argument("op must be add, replace or remove")),
        }
        Ok(())
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        check_device_tag(tag)?;
        self.add_tag_at("/tags", tag);
        Ok(())
    }

    /// Adds a tag where tags are; to none, if the change before removed all.
    fn add_tag_at(&mut self, path: &str, tag: &str) {
        let removal = json!({ "op": "remove", "path": path });
        // Both in one, as the service documents `replace`: to remove and to add.
        let replaces = self.operations.pop_if(|last| *last == removal).is_some();
        let op = if replaces { "replace" } else { "add" };
        self.set(op, path.to_owned(), tag);
    }

    /// Removes a tag, in whatever spelling it is stored.
    pub fn remove_tag(&mut self, tag: &str) -> Result<()> {
        check_stored_tag(tag)?;
        self.remove(format!("/tags/{}", escape(tag)));
        Ok(())
    }

    /// Removes all tags.
    pub fn remove_all_tags(&mut self) -> Result<()> {
        self.remove("/tags".to_owned());
        Ok(())
    }

    /// Sets whose device it is.
    pub fn set_user_id(&mut self, user_id: &str) -> Result<()> {
        check_id("user_id", user_id)?;
        self.set("replace", "/userId".to_owned(), user_id);
        Ok(())
    }

    /// Makes it nobody's.
    pub fn remove_user_id(&mut self) -> Result<()> {
        self.remove("/userId".to_owned());
        Ok(())
    }

    /// Sets a new handle, or a browser's subscription as JSON.
    pub fn set_push_channel(&mut self, channel: &str) -> Result<()> {
        if Subscription::is_json(channel) {
            self.set_subscription(&Subscription::parse("push_channel", channel)?);
        } else {
            check_handle("push_channel", channel)?;
            self.set_channel_at("/pushChannel".to_owned(), channel);
        }
        Ok(())
    }

    /// Sets a browser's new subscription.
    pub fn set_browser_channel(&mut self, endpoint: &str, p256dh: &str, auth: &str) -> Result<()> {
        self.set_subscription(&Subscription::new(endpoint, p256dh, auth)?);
        Ok(())
    }

    fn set_subscription(&mut self, subscription: &Subscription) {
        let text = subscription.to_value().to_string();
        self.set_channel_at("/pushChannel".to_owned(), &text);
    }

    fn set_channel_at(&mut self, path: String, channel: &str) {
        self.hide_channel(channel);
        self.set("replace", path, channel);
    }

    fn hide_channel(&mut self, channel: &str) {
        self.secrets.push(channel.to_owned());
        if let Ok(subscription) = Subscription::parse("", channel) {
            let Subscription {
                endpoint,
                p256dh,
                auth,
            } = subscription;
            self.secrets.extend([endpoint, p256dh, auth]);
        }
    }

    /// Sets a whole template.
    pub fn set_template(&mut self, name: &str, template: &InstallationTemplate) -> Result<()> {
        let value = Value::Object(template.0.clone()).to_string();
        self.set("replace", template_path(name, "")?, &value);
        Ok(())
    }

    /// Removes a template.
    pub fn remove_template(&mut self, name: &str) -> Result<()> {
        self.remove(template_path(name, "")?);
        Ok(())
    }

    /// Sets a template's body.
    pub fn set_template_body(&mut self, name: &str, body: &str) -> Result<()> {
        if body.is_empty() {
            return Err(Error::argument("body is empty"));
        }
        self.set("replace", template_path(name, "/body")?, body);
        Ok(())
    }

    /// Sets all headers of a template to those of another.
    pub fn set_template_headers(
        &mut self,
        name: &str,
        template: &InstallationTemplate,
    ) -> Result<()> {
        let path = template_path(name, "/headers")?;
        let headers = template.headers().cloned().unwrap_or_default();
        self.set("replace", path, &Value::Object(headers).to_string());
        Ok(())
    }

    /// Sets a template's expression for the expiry, or removes it.
    pub fn set_template_expiry(&mut self, name: &str, expiry: Option<&str>) -> Result<()> {
        let path = template_path(name, "/expiry")?;
        match expiry {
            Some(expiry) => self.set("replace", path, expiry),
            None => self.remove(path),
        }
        Ok(())
    }

    /// Adds a tag to a template.
    pub fn add_template_tag(&mut self, name: &str, tag: &str) -> Result<()> {
        check_device_tag(tag)?;
        self.add_tag_at(&template_path(name, "/tags")?, tag);
        Ok(())
    }

    /// Removes a tag from a template, in whatever spelling it is stored.
    pub fn remove_template_tag(&mut self, name: &str, tag: &str) -> Result<()> {
        check_stored_tag(tag)?;
        self.remove(template_path(name, &format!("/tags/{}", escape(tag)))?);
        Ok(())
    }

    /// Sets a push variable.
    pub fn set_push_variable(&mut self, name: &str, value: &str) -> Result<()> {
        self.set("replace", variable_path(name)?, value);
        Ok(())
    }

    /// Removes a push variable.
    pub fn remove_push_variable(&mut self, name: &str) -> Result<()> {
        self.remove(variable_path(name)?);
        Ok(())
    }

    /// Sets a secondary tile's channel, its tags, and the templates that `tile`
    /// has, each by an operation that the service documents.
    pub fn set_secondary_tile(&mut self, id: &str, tile: &SecondaryTile) -> Result<()> {
        let path = tile_path(id)?;
        self.set_channel_at(format!("{path}/pushChannel"), tile.push_channel());
        match list(&tile.0, "tags") {
            [] => self.remove(format!("{path}/tags")),
            tags => {
                let tags = Value::Array(tags.to_vec()).to_string();
                self.set("replace", format!("{path}/tags"), &tags);
            }
        }
        for (name, template) in tile.templates().into_iter().flatten() {
            let path = format!("{path}/templates/{}", escape(name));
            self.set("replace", path, &template.to_string());
        }
        Ok(())
    }

    /// Removes a secondary tile.
    pub fn remove_secondary_tile(&mut self, id: &str) -> Result<()> {
        self.remove(tile_path(id)?);
        Ok(())
    }
}

fn template_path(name: &str, part: &str) -> Result<String> {
    check_template_name(name)?;
    Ok(format!("/templates/{}{part}", escape(name)))
}

fn variable_path(name: &str) -> Result<String> {
    if name.is_empty() {
        return Err(Error::argument("name is empty"));
    }
    Ok(format!("/pushVariables/{}", escape(name)))
}

fn tile_path(id: &str) -> Result<String> {
    if id.is_empty() {
        return Err(Error::argument("tile_id is empty"));
    }
    Ok(format!("/secondaryTiles/{}", escape(id)))
}

/// JSON Pointer: `~` and `/` inside a name.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_is_one_operation() {
        let mut patch = InstallationPatch::default();
        assert!(patch.to_json().is_err());
        patch.add_tag("oslo").unwrap();
        patch.remove_tag("vip").unwrap();
        patch.set_user_id("u2").unwrap();
        patch.remove_user_id().unwrap();
        patch
            .set_template("a/b", &InstallationTemplate::new("{}").unwrap())
            .unwrap();
        patch.set_template_body("t", "<x/>").unwrap();
        patch.add_template_tag("t", "u").unwrap();
        patch.remove_template("t").unwrap();
        patch.set_push_variable("n", "v").unwrap();
        assert_eq!(
            patch.to_json().unwrap(),
            r#"[{"op":"add","path":"/tags","value":"oslo"},{"op":"remove","path":"/tags/vip"},{"op":"replace","path":"/userId","value":"u2"},{"op":"remove","path":"/userId"},{"op":"replace","path":"/templates/a~1b","value":"{\"body\":\"{}\"}"},{"op":"replace","path":"/templates/t/body","value":"<x/>"},{"op":"add","path":"/templates/t/tags","value":"u"},{"op":"remove","path":"/templates/t"},{"op":"replace","path":"/pushVariables/n","value":"v"}]"#
        );
        let json = patch.to_json().unwrap();
        assert!(patch.add_tag("a b").unwrap_err().message.contains("tag"));
        assert_eq!(patch.to_json().unwrap(), json, "nothing was added");
    }

    #[test]
    fn all_tags_are_replaced_in_one_patch() {
        let mut patch = InstallationPatch::default();
        patch.remove_all_tags().unwrap();
        patch.add_tag("a").unwrap();
        patch.add_tag("b").unwrap();
        assert_eq!(
            patch.to_json().unwrap(),
            r#"[{"op":"replace","path":"/tags","value":"a"},{"op":"add","path":"/tags","value":"b"}]"#
        );
        let mut none = InstallationPatch::default();
        none.remove_all_tags().unwrap();
        assert_eq!(
            none.to_json().unwrap(),
            r#"[{"op":"remove","path":"/tags"}]"#
        );
    }

    #[test]
    fn browsers_tiles_expiries_and_odd_tags_have_operations() {
        let mut patch = InstallationPatch::default();
        let own = r#"{"endpoint":"https://e/","keys":{"p256dh":"key","auth":"secret"}}"#;
        patch.set_push_channel(own).unwrap();
        patch.set_browser_channel("https://f/", "k2", "a2").unwrap();
        patch.remove_tag("My Template/\u{e9}").unwrap();
        patch.remove_template_tag("t", "a b").unwrap();
        patch.set_template_expiry("t", Some("$(e)")).unwrap();
        patch.set_template_expiry("t", None).unwrap();
        let mut tile = SecondaryTile::new("https://tile/").unwrap();
        tile.add_tag("x").unwrap();
        tile.set_template("n", InstallationTemplate::new("b").unwrap())
            .unwrap();
        patch.set_secondary_tile("s", &tile).unwrap();
        patch.remove_secondary_tile("s").unwrap();
        patch
            .add_operation("replace", "/secondaryTiles/s/pushChannel", Some("h5"))
            .unwrap();
        patch.add_operation("remove", "/shiny", None).unwrap();
        let json = patch.to_json().unwrap();
        assert_eq!(
            json,
            r#"[{"op":"replace","path":"/pushChannel","value":"{\"endpoint\":\"https://e/\",\"p256dh\":\"key\",\"auth\":\"secret\"}"},{"op":"replace","path":"/pushChannel","value":"{\"endpoint\":\"https://f/\",\"p256dh\":\"k2\",\"auth\":\"a2\"}"},{"op":"remove","path":"/tags/My Template~1é"},{"op":"remove","path":"/templates/t/tags/a b"},{"op":"replace","path":"/templates/t/expiry","value":"$(e)"},{"op":"remove","path":"/templates/t/expiry"},{"op":"replace","path":"/secondaryTiles/s/pushChannel","value":"https://tile/"},{"op":"replace","path":"/secondaryTiles/s/tags","value":"[\"x\"]"},{"op":"replace","path":"/secondaryTiles/s/templates/n","value":"{\"body\":\"b\"}"},{"op":"remove","path":"/secondaryTiles/s"},{"op":"replace","path":"/secondaryTiles/s/pushChannel","value":"h5"},{"op":"remove","path":"/shiny"}]"#
        );
        for secret in ["secret", "a2", "https://tile/", "h5"] {
            assert!(patch.secrets.iter().any(|s| s == secret), "{secret}");
        }
        for (op, path, value) in [
            ("move", "/a", None),
            ("add", "/a", None),
            ("remove", "/a", Some("b")),
            ("add", "a", Some("b")),
        ] {
            assert!(patch.add_operation(op, path, value).is_err());
        }
        assert!(patch.add_tag("$UserId:{u}").is_err() && patch.remove_tag("").is_err());
        assert_eq!(patch.to_json().unwrap(), json, "nothing was added");
    }
}
