//! Changes to an installation: one JSON-Patch operation for each.
//!
//! Values are strings, as all SDKs send them; whole templates and lists are
//! JSON inside a string.

use serde_json::{Map, Value, json};

use crate::documents::installation::{InstallationTemplate, check_id, check_template_name};
use crate::error::{Error, Result};
use crate::notification::tag_expression::check_tag;
use crate::notification::target::check_handle;

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

    fn add(&mut self, op: &str, path: String, value: Option<String>) {
        let mut operation = json!({ "op": op, "path": path });
        if let (Some(value), Some(object)) = (value, operation.as_object_mut()) {
            object.insert("value".to_owned(), value.into());
        }
        self.operations.push(operation);
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        check_tag(tag)?;
        self.add("add", "/tags".to_owned(), Some(tag.to_owned()));
        Ok(())
    }

    /// Removes a tag.
    pub fn remove_tag(&mut self, tag: &str) -> Result<()> {
        check_tag(tag)?;
        self.add("remove", format!("/tags/{}", escape(tag)), None);
        Ok(())
    }

    /// Sets whose device it is.
    pub fn set_user_id(&mut self, user_id: &str) -> Result<()> {
        check_id("user_id", user_id)?;
        self.add("replace", "/userId".to_owned(), Some(user_id.to_owned()));
        Ok(())
    }

    /// Makes it nobody's.
    pub fn remove_user_id(&mut self) -> Result<()> {
        self.add("remove", "/userId".to_owned(), None);
        Ok(())
    }

    /// Sets a new handle.
    pub fn set_push_channel(&mut self, channel: &str) -> Result<()> {
        check_handle("push_channel", channel)?;
        self.secrets.push(channel.to_owned());
        let path = "/pushChannel".to_owned();
        self.add("replace", path, Some(channel.to_owned()));
        Ok(())
    }

    /// Sets a whole template.
    pub fn set_template(&mut self, name: &str, template: &InstallationTemplate) -> Result<()> {
        let value = serde_json::to_value(template).unwrap_or_default();
        self.add("replace", template_path(name, "")?, Some(value.to_string()));
        Ok(())
    }

    /// Removes a template.
    pub fn remove_template(&mut self, name: &str) -> Result<()> {
        self.add("remove", template_path(name, "")?, None);
        Ok(())
    }

    /// Sets a template's body.
    pub fn set_template_body(&mut self, name: &str, body: &str) -> Result<()> {
        if body.is_empty() {
            return Err(Error::argument("body is empty"));
        }
        let path = template_path(name, "/body")?;
        self.add("replace", path, Some(body.to_owned()));
        Ok(())
    }

    /// Sets all headers of a template.
    pub fn set_template_headers(&mut self, name: &str, headers: &Map<String, Value>) -> Result<()> {
        let path = template_path(name, "/headers")?;
        let value = Value::Object(headers.clone()).to_string();
        self.add("replace", path, Some(value));
        Ok(())
    }

    /// Adds a tag to a template.
    pub fn add_template_tag(&mut self, name: &str, tag: &str) -> Result<()> {
        check_tag(tag)?;
        let path = template_path(name, "/tags")?;
        self.add("add", path, Some(tag.to_owned()));
        Ok(())
    }

    /// Sets a push variable.
    pub fn set_push_variable(&mut self, name: &str, value: &str) -> Result<()> {
        let path = variable_path(name)?;
        self.add("replace", path, Some(value.to_owned()));
        Ok(())
    }

    /// Removes a push variable.
    pub fn remove_push_variable(&mut self, name: &str) -> Result<()> {
        self.add("remove", variable_path(name)?, None);
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
}
