//! Payloads whose properties are set one by one.

use serde_json::{Map, Value, json};

use crate::error::{Error, Result, Status};
use crate::notification::rules::is_reserved_key;

/// A payload that is being put together: properties can be added to it.
#[derive(Clone, Debug)]
pub enum Draft {
    /// Template properties.
    Template(Map<String, Value>),
    /// An Apple payload: properties stand beside `aps`.
    Apple(Map<String, Value>),
    /// An FCM v1 message: properties are its data, which are all text.
    Fcmv1(Map<String, Value>),
}

impl Draft {
    /// Adds a property.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        let value = Value::String(value.to_owned());
        match self {
            Draft::Template(properties) => {
                if name.is_empty() || name.chars().count() > 120 {
                    return Err(Error::argument(
                        "property name must have 1 to 120 characters",
                    ));
                }
                if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
                    return Err(Error::argument(
                        "property name has a character other than letters, digits and _",
                    ));
                }
                properties.insert(name.to_owned(), value);
            }
            Draft::Apple(payload) => {
                if name.is_empty() || name == "aps" {
                    return Err(Error::argument(
                        "property name is empty or aps, which is Apple's own",
                    ));
                }
                payload.insert(name.to_owned(), value);
            }
            Draft::Fcmv1(data) => {
                if name.is_empty() || is_reserved_key(name) {
                    return Err(Error::argument(
                        "property name is empty or one that Google reserves (from, message_type, google.…, gcm.…)",
                    ));
                }
                data.insert(name.to_owned(), value);
            }
        }
        Ok(())
    }

    /// The payload as it is now; `fcm` is what an FCM message has beside data.
    pub fn to_body(&self, fcm: Option<&Value>) -> Result<Vec<u8>> {
        let value = match self {
            Draft::Template(map) | Draft::Apple(map) => Value::Object(map.clone()),
            Draft::Fcmv1(data) => {
                let mut message = Map::new();
                if let Some(notification) = fcm {
                    message.insert("notification".to_owned(), notification.clone());
                }
                if !data.is_empty() {
                    message.insert("android".to_owned(), json!({ "data": data }));
                }
                json!({ "message": message })
            }
        };
        serde_json::to_vec(&value)
            .map_err(|error| Error::new(Status::Internal, format!("payload: {error}")))
    }
}
