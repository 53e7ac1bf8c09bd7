//! The tags of a device.

use serde_json::Value;

use crate::documents::members::{Members, list};
use crate::error::{Error, Result, Status};
use crate::notification::tag_expression::check_tag;

/// Most bytes that the tags of a device come to, with a comma between each two.
pub const MAX_BYTES: usize = 8000;

const TAGS: &str = "tags";

/// Checks a tag that a device is to have.
pub fn check_device_tag(tag: &str) -> Result<()> {
    check_tag(tag)?;
    if tag.starts_with('$') {
        return Err(Error::new(
            Status::InvalidTag,
            "tag begins with $: the service gives such tags by itself; set the user id of an installation instead",
        ));
    }
    Ok(())
}

/// Checks a tag that a device may have, whoever gave it: other programs and the
/// service itself give some that [`check_device_tag`] refuses.
pub fn check_stored_tag(tag: &str) -> Result<()> {
    let (message, column) = match tag.chars().position(char::is_control) {
        _ if tag.is_empty() => ("tag is empty", 1),
        Some(at) => ("tag has a control character", at + 1),
        None => return Ok(()),
    };
    let message = format!("{message} (column {column})");
    Err(Error::new(Status::InvalidTag, message).at_column(column))
}

/// Checks a tag that comes to others; `Ok(false)` if it is there already.
pub fn may_be_added<'a>(others: impl Iterator<Item = &'a str>, tag: &str) -> Result<bool> {
    check_device_tag(tag)?;
    let mut bytes = tag.len();
    for other in others {
        if other == tag {
            return Ok(false);
        }
        bytes += other.len() + 1;
    }
    if bytes > MAX_BYTES {
        return Err(Error::new(
            Status::InvalidTag,
            format!("tags come to {bytes} bytes, and the service keeps {MAX_BYTES} at most"),
        ));
    }
    Ok(true)
}

/// How many tags the owner has.
pub fn count(owner: &Members) -> usize {
    list(owner, TAGS).len()
}

/// One of them.
pub fn get(owner: &Members, index: usize) -> Option<&str> {
    list(owner, TAGS).get(index)?.as_str()
}

/// Adds one.
pub fn add(owner: &mut Members, tag: &str) -> Result<()> {
    if may_be_added(list(owner, TAGS).iter().filter_map(Value::as_str), tag)? {
        let tags = owner.entry(TAGS).or_insert(Value::Null);
        match tags {
            Value::Array(tags) => tags.push(tag.into()),
            none => *none = Value::Array(vec![tag.into()]),
        }
    }
    Ok(())
}

/// Removes one, if it is there, and the list with its last.
pub fn remove(owner: &mut Members, tag: &str) {
    let Some(Value::Array(tags)) = owner.get_mut(TAGS) else {
        return;
    };
    let before = tags.len();
    tags.retain(|known| known.as_str() != Some(tag));
    if tags.is_empty() && before > 0 {
        owner.shift_remove(TAGS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_bounded_by_their_bytes_and_not_by_their_number() {
        let mut owner = Members::new();
        for n in 0..72 {
            add(&mut owner, &format!("t{n}")).unwrap();
        }
        assert_eq!(count(&owner), 72);
        let long = |n: usize| format!("{n:0>119}");
        let mut owner = Members::new();
        // 120 bytes each with its comma, but for the first.
        for n in 0..66 {
            add(&mut owner, &long(n)).unwrap();
        }
        add(&mut owner, &"x".repeat(81)).unwrap_err();
        add(&mut owner, &"x".repeat(80)).unwrap();
        add(&mut owner, &long(0)).unwrap();
    }

    #[test]
    fn those_of_the_service_are_kept_and_not_set() {
        let mut owner = Members::new();
        for tag in ["$UserId:{u}", "", "a b", "Caf\u{e9}"] {
            add(&mut owner, tag).unwrap_err();
        }
        for tag in ["$UserId:{u}", "a b", "Caf\u{e9}"] {
            check_stored_tag(tag).unwrap();
        }
        for tag in ["", "a\nb"] {
            check_stored_tag(tag).unwrap_err();
        }
        owner.insert(TAGS.to_owned(), serde_json::json!(["a b", "c"]));
        remove(&mut owner, "a b");
        assert_eq!((count(&owner), get(&owner, 0)), (1, Some("c")));
        remove(&mut owner, "none");
        remove(&mut owner, "c");
        assert!(owner.is_empty());
    }
}
