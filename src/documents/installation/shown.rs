//! Whether the service shows what was written.

use serde_json::Value;

use crate::documents::members::Members;
use crate::wire::utc_time::unix_seconds;

/// Whether each member of `wanted` is in `now`, with a value that means the same. A null
/// stands for absence, and an empty object or list too, which the service leaves out.
pub fn shows(now: &Members, wanted: &Members) -> bool {
    wanted
        .iter()
        .all(|(name, value)| is_same(now.get(name).unwrap_or(&Value::Null), value))
}

fn is_same(now: &Value, wanted: &Value) -> bool {
    match (now, wanted) {
        (now, wanted) if is_nothing(wanted) => is_nothing(now),
        (Value::Object(now), Value::Object(wanted)) => shows(now, wanted),
        (Value::Array(now), Value::Array(wanted)) => {
            now.len() == wanted.len() && wanted.iter().all(|item| now.contains(item))
        }
        (Value::String(now), Value::String(wanted)) => {
            now == wanted
                || unix_seconds(now).is_some_and(|time| Some(time) == unix_seconds(wanted))
        }
        (now, wanted) => now == wanted,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_is_shown_in_whatever_order_with_whatever_beside() {
        let now = json!({
            "installationId": "a", "tags": ["x", "y"], "expirationTime": "2027-01-15T00:00:00.0000000Z",
            "templates": {"t": {"body": "{}", "tags": ["t", "u"], "headers": {}}},
            "pushChannelExpired": false,
        });
        for (wanted, shown) in [
            (json!({}), true),
            (json!({"installationId": "a", "tags": ["y", "x"]}), true),
            (json!({"tags": ["x"]}), false),
            (json!({"tags": ["x", "z"]}), false),
            (json!({"tags": []}), false),
            (json!({"userId": "ann"}), false),
            (
                json!({"userId": null, "pushVariables": {}, "secondaryTiles": []}),
                true,
            ),
            (json!({"expirationTime": "2027-01-15T00:00:00Z"}), true),
            (json!({"expirationTime": "2027-01-15T01:00:00+01:00"}), true),
            (json!({"expirationTime": "2027-01-15T00:00:01Z"}), false),
            (
                json!({"templates": {"t": {"body": "{}", "tags": ["u", "t"]}}}),
                true,
            ),
            (json!({"templates": {"t": {"body": "{ }"}}}), false),
            (json!({"templates": {"other": {"body": "{}"}}}), false),
            (json!({"pushChannelExpired": true}), false),
        ] {
            let members = |value: &Value| value.as_object().cloned().unwrap();
            assert_eq!(shows(&members(&now), &members(&wanted)), shown, "{wanted}");
        }
    }
}
