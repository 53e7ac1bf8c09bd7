//! The members of a JSON object: what the service keeps of a device is kept here
//! as it came, so that nothing is lost that this version does not know.

use serde_json::{Map, Value};

/// A JSON object, in its own order.
pub type Members = Map<String, Value>;

/// A member that is text.
pub fn text<'a>(members: &'a Members, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}

/// A member that is a list; an empty one where there is none.
pub fn list<'a>(members: &'a Members, name: &str) -> &'a [Value] {
    let list = members.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A member that is an object.
pub fn object<'a>(members: &'a Members, name: &str) -> Option<&'a Members> {
    members.get(name)?.as_object()
}

/// The object that is number `index` in a member that is an object of objects.
pub fn object_at<'a>(
    members: &'a Members,
    name: &str,
    index: usize,
) -> Option<(&'a str, &'a Members)> {
    let (name, value) = object(members, name)?.iter().nth(index)?;
    Some((name, value.as_object()?))
}

/// About how many bytes these hold beside their texts.
pub fn parts(members: &Members) -> usize {
    members.values().map(|value| MEMBER + parts_of(value)).sum()
}

/// A name and a value, and their place in the order.
const MEMBER: usize = size_of::<(u64, String, Value)>() + size_of::<usize>();

fn parts_of(value: &Value) -> usize {
    match value {
        Value::Array(list) => {
            let inner: usize = list.iter().map(parts_of).sum();
            list.len() * size_of::<Value>() + inner
        }
        Value::Object(object) => parts(object),
        _ => 0,
    }
}

/// Sets a member to text, or removes it.
pub fn set_text(members: &mut Members, name: &str, text: Option<&str>) {
    match text {
        Some(text) => drop(members.insert(name.to_owned(), text.into())),
        None => drop(members.shift_remove(name)),
    }
}

/// Sets what is called `key` in a member that is an object, which is made if
/// there is none.
pub fn set_in(members: &mut Members, name: &str, key: &str, value: Value) {
    let object = members.entry(name).or_insert(Value::Null);
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    if let Value::Object(object) = object {
        object.insert(key.to_owned(), value);
    }
}

/// Removes it again, and the object with its last.
pub fn remove_in(members: &mut Members, name: &str, key: &str) {
    let Some(Value::Object(object)) = members.get_mut(name) else {
        return;
    };
    if object.shift_remove(key).is_some() && object.is_empty() {
        members.shift_remove(name);
    }
}
