//! Payloads that the library writes, field by field.

mod contents;
pub mod field;
pub mod fields;
mod form;
mod given;
mod json;
mod xml;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::notification::rules::{is_reserved_gcm_key, is_reserved_key};
use contents::Contents;
use field::Field;
use fields::{FIELDS, FieldRule};
pub use form::Form;
pub use given::Given;
use given::Refusal;

/// A payload that is being put together.
#[derive(Clone, Debug)]
pub struct Draft(Contents);

impl Draft {
    /// One without anything.
    pub fn new(form: Form) -> Draft {
        Draft(Contents {
            form,
            fields: BTreeMap::new(),
            properties: Map::new(),
        })
    }

    /// The same with a field, which a caller gave as `argument`; `None` leaves it as
    /// it is.
    pub fn with(mut self, field: Field, argument: &str, given: Option<Given<'_>>) -> Result<Draft> {
        if let Some(given) = given {
            let rule = self.rule(field as i32)?;
            self.put(rule, given)
                .map_err(|refusal| refusal.of_argument(rule, argument))?;
        }
        Ok(self)
    }

    /// What kind of payload it is.
    pub fn form(&self) -> Form {
        self.0.form
    }

    /// What is missing, if it cannot be sent so; fields come one by one.
    pub fn missing(&self) -> Option<&'static str> {
        let contents = &self.0;
        let has = |field| contents.fields.contains_key(&field);
        let count = |field| contents.texts(field).len();
        match contents.form {
            Form::Template if contents.properties.is_empty() => {
                Some("has no properties; set one with nh_notification_set_property")
            }
            Form::WindowsToast
                if count(Field::WindowsButton) != count(Field::WindowsButtonArguments) =>
            {
                Some(
                    "has not as many NH_FIELD_WINDOWS_BUTTON_ARGUMENTS as NH_FIELD_WINDOWS_BUTTON; add one for each button",
                )
            }
            // The key makes an object of the text, in which they stand.
            Form::AppleLiveActivity
                if has(Field::AppleTitleLocArgs) && !has(Field::AppleTitleLocKey) =>
            {
                Some(
                    "has NH_FIELD_APPLE_TITLE_LOC_ARGS without NH_FIELD_APPLE_TITLE_LOC_KEY; set the key",
                )
            }
            Form::AppleLiveActivity if has(Field::AppleLocArgs) && !has(Field::AppleLocKey) => {
                Some("has NH_FIELD_APPLE_LOC_ARGS without NH_FIELD_APPLE_LOC_KEY; set the key")
            }
            _ => None,
        }
    }

    /// Sets a field by its number.
    pub fn set(&mut self, number: i32, given: Given<'_>) -> Result<()> {
        let rule = self.rule(number)?;
        self.put(rule, given)
            .map_err(|refusal| refusal.of_field(rule))
    }

    fn put(&mut self, rule: &FieldRule, given: Given<'_>) -> std::result::Result<(), Refusal> {
        match given.value(rule, self.0.fields.get(&rule.field))? {
            Some(value) => self.0.fields.insert(rule.field, value),
            None => self.0.fields.remove(&rule.field),
        };
        Ok(())
    }

    fn rule(&self, number: i32) -> Result<&'static FieldRule> {
        let of_number = || FIELDS.iter().filter(|rule| rule.field as i32 == number);
        if let Some(rule) = of_number().find(|rule| rule.belongs_to(self.0.form)) {
            return Ok(rule);
        }
        Err(Error::argument(match of_number().next() {
            Some(rule) => format!(
                "field {} does not belong to {}, which this notification is",
                rule.field.name(),
                self.0.form.words()
            ),
            None => format!("field {number} is not an nh_field"),
        }))
    }

    /// Sets a property: what the app gets beside the fields.
    pub fn set_property(&mut self, name: &str, value: Value) -> Result<()> {
        let refused = |why: &str| Err(Error::argument(format!("property name {why}")));
        match self.0.form {
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
            Form::Gcm => {
                if name.is_empty() || is_reserved_gcm_key(name) {
                    return refused("is empty or one that Google reserves (from, google…, gcm…)");
                }
            }
            Form::Fcmv1 => {
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
                    self.0.form.words()
                )));
            }
        }
        let is_text_alone = matches!(
            self.0.form,
            Form::Template | Form::Fcmv1 | Form::Gcm | Form::Adm
        );
        if is_text_alone && !value.is_string() {
            return Err(Error::argument(format!(
                "a property of {} is text; set it with nh_notification_set_property",
                self.0.form.words()
            )));
        }
        self.0.properties.insert(name.to_owned(), value);
        Ok(())
    }

    /// The payload as it is now.
    pub fn to_body(&self) -> Result<Vec<u8>> {
        match self.0.form {
            Form::WindowsToast => xml::toast(&self.0),
            Form::WindowsTile => xml::tile(&self.0),
            Form::MpnsToast => xml::phone_toast(&self.0),
            Form::MpnsTile => xml::phone_tile(&self.0),
            _ => json::body(&self.0),
        }
    }
}

#[cfg(test)]
mod tests;
