//! Payloads that the library writes, field by field.

pub mod field;
pub mod fields;
mod given;
mod json;
mod xml;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::notification::platform::Platform;
use crate::notification::rules::is_reserved_key;
use field::Field;
use fields::{FIELDS, FieldRule};
pub use given::Given;

/// What kind of payload it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Template properties.
    Template,
    /// An Apple alert.
    AppleAlert,
    /// An Apple background push.
    AppleBackground,
    /// A push to a Live Activity.
    AppleLiveActivity,
    /// An FCM v1 message.
    Fcmv1,
    /// A message of Google's legacy API.
    Gcm,
    /// A Windows toast.
    WindowsToast,
    /// A Windows tile.
    WindowsTile,
    /// A Windows Phone toast.
    MpnsToast,
    /// A Windows Phone tile.
    MpnsTile,
    /// An Amazon message.
    Adm,
    /// A Baidu notification.
    Baidu,
    /// A push to browsers.
    Browser,
    /// A Xiaomi message.
    Xiaomi,
}

impl Form {
    /// Every form.
    pub fn all() -> [Form; 14] {
        [
            Form::Template,
            Form::AppleAlert,
            Form::AppleBackground,
            Form::AppleLiveActivity,
            Form::Fcmv1,
            Form::Gcm,
            Form::WindowsToast,
            Form::WindowsTile,
            Form::MpnsToast,
            Form::MpnsTile,
            Form::Adm,
            Form::Baidu,
            Form::Browser,
            Form::Xiaomi,
        ]
    }

    /// Its bit in a set of forms.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whom it is for.
    pub fn platform(self) -> Platform {
        match self {
            Form::Template => Platform::Template,
            Form::AppleAlert | Form::AppleBackground | Form::AppleLiveActivity => Platform::Apple,
            Form::Fcmv1 => Platform::Fcmv1,
            Form::Gcm => Platform::Gcm,
            Form::WindowsToast | Form::WindowsTile => Platform::Windows,
            Form::MpnsToast | Form::MpnsTile => Platform::Mpns,
            Form::Adm => Platform::Adm,
            Form::Baidu => Platform::Baidu,
            Form::Browser => Platform::Browser,
            Form::Xiaomi => Platform::Xiaomi,
        }
    }

    /// It in words.
    fn words(self) -> &'static str {
        match self {
            Form::Template => "template properties",
            Form::AppleAlert => "an Apple alert",
            Form::AppleBackground => "an Apple background push",
            Form::AppleLiveActivity => "a Live Activity push",
            Form::Fcmv1 => "an FCM v1 message",
            Form::Gcm => "a GCM message",
            Form::WindowsToast => "a Windows toast",
            Form::WindowsTile => "a Windows tile",
            Form::MpnsToast => "a Windows Phone toast",
            Form::MpnsTile => "a Windows Phone tile",
            Form::Adm => "an ADM message",
            Form::Baidu => "a Baidu notification",
            Form::Browser => "a browser notification",
            Form::Xiaomi => "a Xiaomi message",
        }
    }
}

/// A payload that is being put together.
#[derive(Clone, Debug)]
pub struct Draft {
    form: Form,
    /// As they are written; texts of a list as an array.
    fields: BTreeMap<Field, Value>,
    properties: Map<String, Value>,
}

impl Draft {
    /// One without anything.
    pub fn new(form: Form) -> Draft {
        Draft {
            form,
            fields: BTreeMap::new(),
            properties: Map::new(),
        }
    }

    /// The same with a field; `None` leaves it as it is.
    pub fn with(mut self, field: Field, given: Option<Given<'_>>) -> Result<Draft> {
        if let Some(given) = given {
            self.set(field as i32, given)?;
        }
        Ok(self)
    }

    /// What kind of payload it is.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Is there nothing in it?
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.properties.is_empty()
    }

    /// Sets a field by its number.
    pub fn set(&mut self, number: i32, given: Given<'_>) -> Result<()> {
        let rule = self.rule(number)?;
        match given.value(rule, self.fields.get(&rule.field))? {
            Some(value) => self.fields.insert(rule.field, value),
            None => self.fields.remove(&rule.field),
        };
        Ok(())
    }

    fn rule(&self, number: i32) -> Result<&'static FieldRule> {
        let of_number = || FIELDS.iter().filter(|rule| rule.field as i32 == number);
        if let Some(rule) = of_number().find(|rule| rule.belongs_to(self.form)) {
            return Ok(rule);
        }
        Err(Error::argument(match of_number().next() {
            Some(rule) => format!(
                "field {} does not belong to {}, which this notification is",
                rule.field.name(),
                self.form.words()
            ),
            None => format!("field {number} is not an nh_field"),
        }))
    }

    /// Sets a property: what the app gets beside the fields.
    pub fn set_property(&mut self, name: &str, value: Value) -> Result<()> {
        let refused = |why: &str| Err(Error::argument(format!("property name {why}")));
        match self.form {
            Form::Template => {
                if name.is_empty() || name.chars().count() > 120 {
                    return refused("must have 1 to 120 characters");
                }
                if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                    return refused("has a character other than letters, digits and _");
                }
            }
            Form::AppleAlert | Form::AppleBackground | Form::AppleLiveActivity => {
                if name.is_empty() || name == "aps" {
                    return refused("is empty or aps, which is Apple's own");
                }
            }
            Form::Fcmv1 | Form::Gcm => {
                if name.is_empty() || is_reserved_key(name) {
                    return refused(
                        "is empty or one that Google reserves (from, message_type, google.…, gcm.…)",
                    );
                }
            }
            Form::Adm | Form::Baidu | Form::Browser => {
                if name.is_empty() {
                    return refused("is empty");
                }
            }
            Form::WindowsToast
            | Form::WindowsTile
            | Form::MpnsToast
            | Form::MpnsTile
            | Form::Xiaomi => {
                return Err(Error::argument(format!(
                    "properties do not belong to {}; what the app is told is one of its fields",
                    self.form.words()
                )));
            }
        }
        let is_text_alone = matches!(
            self.form,
            Form::Template | Form::Fcmv1 | Form::Gcm | Form::Adm
        );
        if is_text_alone && !value.is_string() {
            return Err(Error::argument(format!(
                "a property of {} is text; set it with nh_notification_set_property",
                self.form.words()
            )));
        }
        self.properties.insert(name.to_owned(), value);
        Ok(())
    }

    /// The payload as it is now.
    pub fn to_body(&self) -> Result<Vec<u8>> {
        match self.form {
            Form::WindowsToast => xml::toast(self),
            Form::WindowsTile => xml::tile(self),
            Form::MpnsToast => xml::phone_toast(self),
            Form::MpnsTile => xml::phone_tile(self),
            _ => json::body(self),
        }
    }

    fn text(&self, field: Field) -> Option<&str> {
        self.fields.get(&field)?.as_str()
    }

    fn texts(&self, field: Field) -> Vec<&str> {
        let texts = self.fields.get(&field).and_then(Value::as_array);
        texts
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    fn is_set(&self, field: Field) -> bool {
        self.fields.get(&field).and_then(Value::as_bool) == Some(true)
    }
}

#[cfg(test)]
mod tests;
