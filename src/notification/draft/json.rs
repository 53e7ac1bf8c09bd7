//! Payloads of JSON.

use serde_json::{Map, Value};

use crate::error::{Error, Result, Status};
use crate::notification::draft::contents::Contents;
use crate::notification::draft::fields::{FIELDS, Takes};
use crate::notification::draft::form::Form;

/// The payload.
pub fn body(contents: &Contents) -> Result<Vec<u8>> {
    let mut root = Map::new();
    if contents.form == Form::Fcmv1 {
        root.insert("message".to_owned(), Value::Object(Map::new()));
    }
    let rules = FIELDS.iter().filter(|rule| rule.belongs_to(contents.form));
    for rule in rules {
        if let Some(value) = contents.fields.get(&rule.field) {
            let value = match rule.takes {
                Takes::TextsInText => value.to_string().into(),
                _ => value.clone(),
            };
            put(&mut root, rule.path, value);
        }
    }
    if contents.form == Form::AppleBackground {
        put(&mut root, "aps/content-available", 1.into());
    }
    match contents.form {
        Form::Template => root.extend(contents.properties.clone()),
        Form::AppleAlert | Form::AppleBackground | Form::AppleLiveActivity => {
            if let Some(Value::Object(aps)) = root.get_mut("aps") {
                as_apple_writes_it(contents.form, aps);
            }
            root.extend(contents.properties.clone());
        }
        Form::Adm => put(&mut root, "data", contents.properties.clone().into()),
        _ if contents.properties.is_empty() => {}
        Form::Fcmv1 => put(
            &mut root,
            "message/android/data",
            contents.properties.clone().into(),
        ),
        Form::Baidu => put(
            &mut root,
            "custom_content",
            contents.properties.clone().into(),
        ),
        _ => put(&mut root, "data", contents.properties.clone().into()),
    }
    serde_json::to_vec(&root)
        .map_err(|error| Error::new(Status::Internal, format!("payload: {error}")))
}

/// Puts a value where its path leads, through objects. A text on the way makes room:
/// in a Live Activity `title` is a text or an object with its key.
fn put(root: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('/') {
        None => {
            root.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = root
                .entry(name)
                .or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// An alert of nothing but its text is that text, and so is a sound of nothing but
/// its name; a critical one must have a name.
fn as_apple_writes_it(form: Form, aps: &mut Map<String, Value>) {
    if form == Form::AppleAlert {
        simplify(aps, "alert", "body");
    }
    if let Some(Value::Object(sound)) = aps.get_mut("sound")
        && !sound.contains_key("name")
    {
        sound.insert("name".to_owned(), "default".into());
    }
    simplify(aps, "sound", "name");
}

fn simplify(aps: &mut Map<String, Value>, member: &str, alone: &str) {
    let Some(Value::Object(object)) = aps.get(member) else {
        return;
    };
    if object.len() == 1
        && let Some(text) = object.get(alone).cloned()
    {
        aps.insert(member.to_owned(), text);
    }
}
