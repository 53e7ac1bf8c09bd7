//! Installations as JSON: read strictly enough that what is wrong is named.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::documents::members::Members;
use crate::notification::subscription::Subscription;
use crate::wire::json::parse;

/// What a member must be. Null stands for absence, as .NET and the service write
/// it, unless the member is needed.
enum Shape {
    Text,
    Flag,
    Texts,
    Object,
    Templates,
    Tiles,
    Channel,
}

const INSTALLATION: [(&str, Shape); 10] = [
    ("installationId", Shape::Text),
    ("platform", Shape::Text),
    ("pushChannel", Shape::Channel),
    ("userId", Shape::Text),
    ("pushChannelExpired", Shape::Flag),
    ("expirationTime", Shape::Text),
    ("tags", Shape::Texts),
    ("pushVariables", Shape::Object),
    ("templates", Shape::Templates),
    ("secondaryTiles", Shape::Tiles),
];
/// So many of them are needed.
const NEEDED: usize = 3;

const TEMPLATE: [(&str, Shape); 4] = [
    ("body", Shape::Text),
    ("headers", Shape::Object),
    ("expiry", Shape::Text),
    ("tags", Shape::Texts),
];

const TILE: [(&str, Shape); 4] = [
    ("pushChannel", Shape::Text),
    ("pushChannelExpired", Shape::Flag),
    ("tags", Shape::Texts),
    ("templates", Shape::Templates),
];

/// Is it an installation? The error names the member that is wrong, by its place
/// where its name is the program's own.
pub fn check(members: &Members) -> Result<(), String> {
    for (name, _) in &INSTALLATION[..NEEDED] {
        if members.get(*name).is_none_or(Value::is_null) {
            return Err(format!("{name} is missing"));
        }
    }
    check_members(members, &INSTALLATION, "")
}

fn check_members(members: &Members, shapes: &[(&str, Shape)], path: &str) -> Result<(), String> {
    for (name, shape) in shapes {
        if let Some(value) = members.get(*name).filter(|value| !value.is_null()) {
            check_value(value, shape, &format!("{path}{name}"))?;
        }
    }
    Ok(())
}

fn check_value(value: &Value, shape: &Shape, path: &str) -> Result<(), String> {
    let (is_right, wanted) = match shape {
        Shape::Text => (value.is_string(), "text"),
        Shape::Flag => (value.is_boolean(), "true or false"),
        Shape::Object => (value.is_object(), "an object"),
        Shape::Channel => (
            value.is_string() || Subscription::from_value(value).is_some(),
            "text, or an object with endpoint, p256dh and auth",
        ),
        Shape::Texts => {
            for (index, tag) in value.as_array().into_iter().flatten().enumerate() {
                check_value(tag, &Shape::Text, &format!("{path}[{index}]"))?;
            }
            (value.is_array(), "a list of texts")
        }
        Shape::Templates => return check_objects(value, &TEMPLATE, path),
        Shape::Tiles => return check_objects(value, &TILE, path),
    };
    match is_right {
        true => Ok(()),
        false => Err(format!("{path} is not {wanted}")),
    }
}

fn check_objects(value: &Value, shapes: &[(&str, Shape)], path: &str) -> Result<(), String> {
    let Value::Object(objects) = value else {
        return Err(format!("{path} is not an object"));
    };
    for (index, object) in objects.values().enumerate() {
        let Value::Object(members) = object else {
            return Err(format!("{path}[{index}] is not an object"));
        };
        check_members(members, shapes, &format!("{path}[{index}]."))?;
    }
    Ok(())
}

/// Reads JSON, and refuses what has a member twice: whoever reads it next might
/// take the other one. The error repeats nothing of the document but the names
/// that the service documents.
pub fn json(json: &[u8]) -> Result<Value, String> {
    let value = parse(json)?;
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    match NoneTwice.deserialize(&mut deserializer) {
        Ok(()) => Ok(value),
        Err(twice) => Err(twice.to_string()),
    }
}

/// A value in which no object has a member twice.
struct NoneTwice;

impl<'de> DeserializeSeed<'de> for NoneTwice {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NoneTwice {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(NoneTwice)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            if names.contains(&name) {
                let all = INSTALLATION.iter().chain(&TEMPLATE).chain(&TILE);
                let mut known = all.map(|(known, _)| *known);
                let name = known.find(|known| **known == name).unwrap_or("a member");
                return Err(A::Error::custom(format_args!("{name} is there twice")));
            }
            names.insert(name);
            object.next_value_seed(NoneTwice)?;
        }
        Ok(())
    }
}
