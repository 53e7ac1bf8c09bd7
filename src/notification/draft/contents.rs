//! What a draft holds.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::notification::draft::field::Field;
use crate::notification::draft::form::Form;

/// The fields and properties of a payload.
#[derive(Clone, Debug)]
pub struct Contents {
    /// What kind of payload it is.
    pub form: Form,
    /// As they are written; texts of a list as an array.
    pub fields: BTreeMap<Field, Value>,
    /// What the app gets beside them.
    pub properties: Map<String, Value>,
}

impl Contents {
    /// The text of a field.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.fields.get(&field)?.as_str()
    }

    /// The texts of a field.
    pub fn texts(&self, field: Field) -> Vec<&str> {
        let texts = self.fields.get(&field).and_then(Value::as_array);
        texts
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Is the flag set?
    pub fn is_set(&self, field: Field) -> bool {
        self.fields.get(&field).and_then(Value::as_bool) == Some(true)
    }
}
