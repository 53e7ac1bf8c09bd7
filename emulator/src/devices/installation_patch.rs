//! `PATCH {hub}/installations/{id}`: a list of changes to parts of an installation. All SDKs write
//! every value as a string, with JSON as text in it where a part is no string; real JSON is taken
//! as well.

use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
struct PatchChange {
    op: String,
    path: String,
    value: Option<Value>,
}

/// Changes `document`, an installation as the hub gives it back. It may be left half changed if
/// there is a fault.
pub fn apply(document: &mut Value, patch: &[u8]) -> Result<(), String> {
    let changes: Vec<PatchChange> = serde_json::from_slice(patch)
        .map_err(|error| format!("The patch is not a JSON array of changes: {error}"))?;
    let Value::Object(installation) = document else {
        return Err("The installation is not a JSON object".to_owned());
    };
    for change in &changes {
        apply_one(installation, change)
            .map_err(|fault| format!("{} {}: {fault}", change.op, change.path))?;
    }
    Ok(())
}

fn apply_one(installation: &mut Map<String, Value>, change: &PatchChange) -> Result<(), String> {
    let path = change.path.strip_prefix('/').unwrap_or(&change.path);
    let path: Vec<String> = path
        .split('/')
        .map(|part| part.replace("~1", "/").replace("~0", "~"))
        .collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    // A null is as good as nothing: .NET writes one where it removes.
    let value = change.value.as_ref().filter(|value| !value.is_null());
    let edit = match (change.op.as_str(), value) {
        ("remove", _) => Edit::Remove,
        ("add", Some(value)) => Edit::Add(value),
        ("replace", Some(value)) => Edit::Replace(value),
        ("add" | "replace", None) => return Err("value is missing".to_owned()),
        _ => return Err("op is add, replace or remove".to_owned()),
    };
    match path.as_slice() {
        [name] if is(name, "pushChannel") => match edit {
            Edit::Remove => Err("an installation needs its pushChannel".to_owned()),
            edit => {
                set(installation, "pushChannelExpired", Some(false.into()))?;
                set(installation, "pushChannel", edit.value().cloned())
            }
        },
        // The documentation once says `/user`.
        [name] if is(name, "userId") || is(name, "user") => {
            set(installation, "userId", edit.text()?.map(Value::from))
        }
        [name, rest @ ..] if is(name, "tags") => tags(installation, rest, edit),
        [name, rest @ ..] if is(name, "templates") => templates(installation, rest, edit),
        [name, rest @ ..] if is(name, "pushVariables") => match rest {
            [variable] => {
                let value = edit.text()?.map(Value::from);
                set(object(installation, "pushVariables")?, variable, value)
            }
            [] => whole_object(installation, "pushVariables", edit),
            _ => Err(UNKNOWN_PATH.to_owned()),
        },
        [name, rest @ ..] if is(name, "secondaryTiles") => tiles(installation, rest, edit),
        _ => Err(UNKNOWN_PATH.to_owned()),
    }
}

const UNKNOWN_PATH: &str = "this is not a part that can be changed";

#[derive(Clone, Copy)]
enum Edit<'a> {
    Add(&'a Value),
    Replace(&'a Value),
    Remove,
}

impl<'a> Edit<'a> {
    fn value(self) -> Option<&'a Value> {
        match self {
            Edit::Add(value) | Edit::Replace(value) => Some(value),
            Edit::Remove => None,
        }
    }

    /// None removes.
    fn text(self) -> Result<Option<String>, String> {
        match self.value() {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err("value is not a string".to_owned()),
        }
    }

    /// An object, as it is or as text.
    fn object(self) -> Result<Option<Map<String, Value>>, String> {
        let Some(value) = self.value() else {
            return Ok(None);
        };
        let parsed = match value {
            Value::String(text) => serde_json::from_str(text).ok(),
            value => Some(value.clone()),
        };
        match parsed {
            Some(Value::Object(members)) => Ok(Some(members)),
            _ => Err("value is not a JSON object".to_owned()),
        }
    }

    /// One tag, or an array of them, which may be text.
    fn tags(self) -> Result<Vec<Value>, String> {
        match self.value() {
            None => Ok(Vec::new()),
            Some(Value::Array(tags)) => Ok(tags.clone()),
            Some(Value::String(text)) => match serde_json::from_str(text) {
                Ok(Value::Array(tags)) => Ok(tags),
                _ => Ok(vec![Value::from(text.as_str())]),
            },
            Some(_) => Err("value is neither a tag nor an array of tags".to_owned()),
        }
    }
}

fn is(name: &str, member: &str) -> bool {
    name.eq_ignore_ascii_case(member)
}

fn set(object: &mut Map<String, Value>, name: &str, value: Option<Value>) -> Result<(), String> {
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.remove(name),
    };
    Ok(())
}

/// The object of this name, made if there is none.
fn object<'a>(
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> Result<&'a mut Map<String, Value>, String> {
    match parent.entry(name).or_insert_with(|| Map::new().into()) {
        Value::Object(members) => Ok(members),
        _ => Err(format!("{name} is not a JSON object")),
    }
}

/// Adding merges, replacing replaces, removing removes all.
fn whole_object(parent: &mut Map<String, Value>, name: &str, edit: Edit) -> Result<(), String> {
    if !matches!(edit, Edit::Add(_)) {
        parent.remove(name);
    }
    if let Some(members) = edit.object()? {
        object(parent, name)?.extend(members);
    }
    Ok(())
}

/// `/tags` and `/tags/{tag}` of an installation, a template or a tile.
fn tags(owner: &mut Map<String, Value>, path: &[&str], edit: Edit) -> Result<(), String> {
    let same = |known: &Value, tag: &str| {
        let known = known.as_str().unwrap_or_default();
        known.to_lowercase() == tag.to_lowercase()
    };
    match (path, edit) {
        ([], Edit::Remove) => {
            owner.remove("tags");
        }
        ([], edit) => {
            let added = edit.tags()?;
            if matches!(edit, Edit::Replace(_)) {
                owner.remove("tags");
            }
            let tags = owner
                .entry("tags")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(tags) = tags {
                tags.extend(added);
            }
        }
        ([tag], Edit::Remove) => {
            if let Some(Value::Array(tags)) = owner.get_mut("tags") {
                tags.retain(|known| !same(known, tag));
            }
        }
        _ => return Err(UNKNOWN_PATH.to_owned()),
    }
    Ok(())
}

/// `/templates`, `/templates/{name}` and its parts, of an installation or a tile.
fn templates(owner: &mut Map<String, Value>, path: &[&str], edit: Edit) -> Result<(), String> {
    let [name, part @ ..] = path else {
        return whole_object(owner, "templates", edit);
    };
    let templates = object(owner, "templates")?;
    let [part, rest @ ..] = part else {
        return set(templates, name, edit.object()?.map(Value::from));
    };
    let Some(Value::Object(template)) = templates.get_mut(*name) else {
        return Err("there is no such template".to_owned());
    };
    match (*part, rest) {
        (part, []) if is(part, "body") => {
            let body = match edit.value() {
                // A body is text, also where it is JSON.
                Some(Value::String(text)) => Some(text.clone()),
                Some(value) => Some(value.to_string()),
                None => None,
            };
            set(template, "body", body.map(Value::from))
        }
        (part, []) if is(part, "headers") => {
            set(template, "headers", edit.object()?.map(Value::from))
        }
        (part, []) if is(part, "expiry") => set(template, "expiry", edit.text()?.map(Value::from)),
        (part, rest) if is(part, "tags") => tags(template, rest, edit),
        _ => Err(UNKNOWN_PATH.to_owned()),
    }
}

/// `/secondaryTiles/{tile}` and its parts.
fn tiles(installation: &mut Map<String, Value>, path: &[&str], edit: Edit) -> Result<(), String> {
    let [tile, part @ ..] = path else {
        return whole_object(installation, "secondaryTiles", edit);
    };
    let tiles = object(installation, "secondaryTiles")?;
    let [part, rest @ ..] = part else {
        return set(tiles, tile, edit.object()?.map(Value::from));
    };
    let tile = object(tiles, tile)?;
    match (*part, rest) {
        (part, []) if is(part, "pushChannel") => {
            set(tile, "pushChannel", edit.text()?.map(Value::from))
        }
        (part, rest) if is(part, "tags") => tags(tile, rest, edit),
        (part, rest) if is(part, "templates") => templates(tile, rest, edit),
        _ => Err(UNKNOWN_PATH.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patched(patch: Value) -> Result<Value, String> {
        let mut document = json!({
            "installationId": "d", "pushChannel": "h", "userId": "u", "tags": ["a", "B"],
            "pushVariables": {"v": "1"},
            "templates": {"t": {"body": "{}", "headers": {"x": "1"}, "tags": ["t"]}},
        });
        apply(&mut document, patch.to_string().as_bytes())?;
        Ok(document)
    }

    #[test]
    fn every_path() {
        for (op, path, value, pointer, expected) in [
            (
                "add",
                "/pushChannel",
                json!("h2"),
                "/pushChannel",
                json!("h2"),
            ),
            (
                "replace",
                "/pushChannel",
                json!({"endpoint": "e"}),
                "/pushChannel",
                json!({"endpoint": "e"}),
            ),
            ("replace", "/userId", json!("u2"), "/userId", json!("u2")),
            ("add", "/USER", json!("u3"), "/userId", json!("u3")),
            ("add", "/tags", json!("c"), "/tags", json!(["a", "B", "c"])),
            (
                "add",
                "/tags",
                json!("[\"c\",\"d\"]"),
                "/tags",
                json!(["a", "B", "c", "d"]),
            ),
            (
                "add",
                "/tags",
                json!(["c"]),
                "/tags",
                json!(["a", "B", "c"]),
            ),
            ("replace", "/tags", json!("c"), "/tags", json!(["c"])),
            ("remove", "/tags/b", json!(null), "/tags", json!(["a"])),
            (
                "remove",
                "/tags/none",
                json!("x"),
                "/tags",
                json!(["a", "B"]),
            ),
            (
                "add",
                "/templates/n~1m",
                json!("{\"body\":\"x\"}"),
                "/templates/n~1m",
                json!({"body": "x"}),
            ),
            (
                "replace",
                "/templates/t",
                json!({"body": "x"}),
                "/templates/t",
                json!({"body": "x"}),
            ),
            (
                "replace",
                "/templates/t/body",
                json!("{\"a\":1}"),
                "/templates/t/body",
                json!("{\"a\":1}"),
            ),
            (
                "replace",
                "/templates/t/body",
                json!({"a": 1}),
                "/templates/t/body",
                json!("{\"a\":1}"),
            ),
            (
                "add",
                "/templates/t/headers",
                json!("{\"y\":\"2\"}"),
                "/templates/t/headers",
                json!({"y": "2"}),
            ),
            (
                "add",
                "/templates/t/expiry",
                json!("$(e)"),
                "/templates/t/expiry",
                json!("$(e)"),
            ),
            (
                "add",
                "/templates/t/tags",
                json!("u"),
                "/templates/t/tags",
                json!(["t", "u"]),
            ),
            (
                "remove",
                "/templates/t/tags/t",
                json!(null),
                "/templates/t/tags",
                json!([]),
            ),
            (
                "add",
                "/pushVariables/w",
                json!("2"),
                "/pushVariables",
                json!({"v": "1", "w": "2"}),
            ),
            (
                "replace",
                "/pushVariables",
                json!("{\"w\":\"2\"}"),
                "/pushVariables",
                json!({"w": "2"}),
            ),
            (
                "remove",
                "/pushVariables/v",
                json!(null),
                "/pushVariables",
                json!({}),
            ),
            (
                "add",
                "/secondaryTiles/s/pushChannel",
                json!("c"),
                "/secondaryTiles/s",
                json!({"pushChannel": "c"}),
            ),
            (
                "add",
                "/secondaryTiles/s/tags",
                json!("x"),
                "/secondaryTiles/s/tags",
                json!(["x"]),
            ),
            (
                "add",
                "/secondaryTiles/s/templates/t",
                json!({"body": "b"}),
                "/secondaryTiles/s/templates/t/body",
                json!("b"),
            ),
        ] {
            let document = patched(json!([{"op": op, "path": path, "value": value}])).unwrap();
            assert_eq!(document.pointer(pointer), Some(&expected), "{op} {path}");
        }
        for (path, pointer) in [
            ("/userId", "/userId"),
            ("/tags", "/tags"),
            ("/templates/t", "/templates/t"),
            ("/templates/t/headers", "/templates/t/headers"),
            ("/templates", "/templates"),
        ] {
            let document = patched(json!([{"op": "remove", "path": path}])).unwrap();
            assert_eq!(document.pointer(pointer), None, "{path}");
        }
    }

    #[test]
    fn what_is_refused() {
        for patch in [
            json!({}),
            json!([{"op": "add"}]),
            json!([{"op": "move", "path": "/tags", "value": "x"}]),
            json!([{"op": "add", "path": "/tags"}]),
            json!([{"op": "add", "path": "/tags", "value": 1}]),
            json!([{"op": "add", "path": "/tags/x", "value": "x"}]),
            json!([{"op": "remove", "path": "/pushChannel"}]),
            json!([{"op": "add", "path": "/installationId", "value": "x"}]),
            json!([{"op": "add", "path": "", "value": "x"}]),
            json!([{"op": "add", "path": "/templates/x/body", "value": "x"}]),
            json!([{"op": "add", "path": "/templates/x", "value": "no object"}]),
            json!([{"op": "add", "path": "/templates/t/other", "value": "x"}]),
            json!([{"op": "add", "path": "/userId", "value": 1}]),
        ] {
            assert!(patched(patch.clone()).is_err(), "{patch}");
        }
    }
}
