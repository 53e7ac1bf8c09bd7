//! Installations.

use serde_json::{Map, Value, json};

use super::{Counts, DOCUMENTS, Random};
use crate::documents::installation::Installation;
use crate::documents::installation::parts::{InstallationTemplate, SecondaryTile};

fn maybe(random: &mut Random, members: &mut Map<String, Value>, name: &str, value: Value) {
    if !random.one_in(4) {
        members.insert(name.to_owned(), value);
    }
}

fn random_template(random: &mut Random) -> Value {
    let mut members = Map::new();
    members.insert("body".to_owned(), random.text().into());
    let headers = json!({"X-WNS-Type": "wns/toast", "X-WNS-Tag": random.text()});
    maybe(random, &mut members, "headers", headers);
    maybe(random, &mut members, "expiry", json!("$(expiry)"));
    let tags = random.tags();
    maybe(random, &mut members, "tags", json!(tags));
    maybe(random, &mut members, "later", json!({"x": [1, 2.50, null]}));
    Value::Object(members)
}

fn random_templates(random: &mut Random) -> Value {
    let names = ["Template Name", "t", "a/b~c"];
    let named = names
        .iter()
        .filter(|_| !random.one_in(4))
        .collect::<Vec<_>>();
    let all = named.into_iter();
    Value::Object(
        all.map(|name| ((*name).to_owned(), random_template(random)))
            .collect(),
    )
}

fn random_installation(random: &mut Random) -> Map<String, Value> {
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    set("installationId", json!("ef4ffd64"));
    set("pushChannel", json!("https://some.url/?a=b"));
    set("pushChannelExpired", json!(random.one_in(2)));
    set("platform", json!("wns"));
    set("expirationTime", json!("9999-12-31T23:59:59.9999999Z"));
    maybe(random, &mut members, "userId", json!("d798d460"));
    let tags = random.tags();
    maybe(random, &mut members, "tags", json!(tags));
    let variables = json!({"n": random.text(), "odd": 7, "m": random.text()});
    maybe(random, &mut members, "pushVariables", variables);
    let templates = random_templates(random);
    maybe(random, &mut members, "templates", templates);
    let tile = json!({
        "pushChannel": "https://tile/", "pushChannelExpired": false, "tags": random.tags(),
        "templates": random_templates(random), "older": random.text(),
    });
    maybe(
        random,
        &mut members,
        "secondaryTiles",
        json!({"tile": tile}),
    );
    maybe(
        random,
        &mut members,
        "lastUpdate",
        json!("2025-01-01T00:00:00Z"),
    );
    maybe(random, &mut members, "absent", Value::Null);
    maybe(
        random,
        &mut members,
        "exact",
        json!({"deep": [18446744073709551615_u64, 1e30]}),
    );
    members
}

/// A change by the library, and the same by hand.
type Change = (
    &'static str,
    fn(&mut Installation),
    fn(&mut Map<String, Value>),
);

fn object<'a>(members: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let value = members.entry(name).or_insert_with(|| json!({}));
    value.as_object_mut().unwrap()
}

fn without(members: &mut Map<String, Value>, name: &str, key: &str) {
    if members.contains_key(name) {
        object(members, name).shift_remove(key);
    }
}

fn tags_without(members: &mut Map<String, Value>, tag: &str) {
    if let Some(Value::Array(tags)) = members.get_mut("tags") {
        tags.retain(|known| known != tag);
    }
}

/// Changes the template `t`, if there is one.
fn in_template(device: &mut Installation, change: impl FnOnce(&mut InstallationTemplate)) {
    if let Some(mut template) = device.template("t") {
        change(&mut template);
        device.set_template("t", template).unwrap();
    }
}

fn in_template_by_hand(
    members: &mut Map<String, Value>,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    if let Some(template) = members
        .get_mut("templates")
        .and_then(|all| all.get_mut("t"))
    {
        change(template.as_object_mut().unwrap());
    }
}

fn in_tile(device: &mut Installation, change: impl FnOnce(&mut SecondaryTile)) {
    if let Some(mut tile) = device.secondary_tile("tile") {
        change(&mut tile);
        device.set_secondary_tile("tile", tile).unwrap();
    }
}

fn in_tile_by_hand(members: &mut Map<String, Value>, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Some(tile) = members
        .get_mut("secondaryTiles")
        .and_then(|all| all.get_mut("tile"))
    {
        change(tile.as_object_mut().unwrap());
    }
}

const CHANGES: &[Change] = &[
    ("nothing", |_| {}, |_| {}),
    (
        "userId",
        |d| d.set_user_id("u").unwrap(),
        |m| drop(m.insert("userId".to_owned(), json!("u"))),
    ),
    ("userId removed", Installation::remove_user_id, |m| {
        drop(m.shift_remove("userId"))
    }),
    (
        "pushChannel",
        |d| d.set_push_channel("https://new/").unwrap(),
        |m| {
            m.insert("pushChannel".to_owned(), json!("https://new/"));
            m.shift_remove("pushChannelExpired");
        },
    ),
    (
        "expirationTime",
        |d| d.set_expiration_time(Some("2027-01-15T00:00:00Z")).unwrap(),
        |m| drop(m.insert("expirationTime".to_owned(), json!("2027-01-15T00:00:00Z"))),
    ),
    (
        "expirationTime removed",
        |d| d.set_expiration_time(None).unwrap(),
        |m| drop(m.shift_remove("expirationTime")),
    ),
    (
        "tag added",
        |d| d.add_tag("new").unwrap(),
        |m| {
            let tags = m.entry("tags").or_insert_with(|| json!([]));
            tags.as_array_mut().unwrap().push(json!("new"));
        },
    ),
    (
        "tag removed",
        |d| d.remove_tag("My Template"),
        |m| tags_without(m, "My Template"),
    ),
    (
        "push variable",
        |d| d.set_push_variable("n", "<v>").unwrap(),
        |m| drop(object(m, "pushVariables").insert("n".to_owned(), json!("<v>"))),
    ),
    (
        "push variable removed",
        |d| d.remove_push_variable("m"),
        |m| without(m, "pushVariables", "m"),
    ),
    (
        "template",
        |d| {
            d.set_template("n", InstallationTemplate::new("b").unwrap())
                .unwrap()
        },
        |m| drop(object(m, "templates").insert("n".to_owned(), json!({"body": "b"}))),
    ),
    (
        "template removed",
        |d| d.remove_template("t"),
        |m| without(m, "templates", "t"),
    ),
    (
        "template's body",
        |d| in_template(d, |t| t.set_body("{}").unwrap()),
        |m| in_template_by_hand(m, |t| drop(t.insert("body".to_owned(), json!("{}")))),
    ),
    (
        "template's header",
        |d| in_template(d, |t| t.set_header("x-wns-type", "wns/raw").unwrap()),
        |m| {
            in_template_by_hand(m, |t| {
                let known = t.contains_key("headers");
                let name = if known { "X-WNS-Type" } else { "x-wns-type" };
                object(t, "headers").insert(name.to_owned(), json!("wns/raw"));
            });
        },
    ),
    (
        "template's header removed",
        |d| in_template(d, |t| t.remove_header("X-WNS-TAG")),
        |m| in_template_by_hand(m, |t| without(t, "headers", "X-WNS-Tag")),
    ),
    (
        "template's expiry",
        |d| in_template(d, |t| t.set_expiry(Some("$(e)"))),
        |m| in_template_by_hand(m, |t| drop(t.insert("expiry".to_owned(), json!("$(e)")))),
    ),
    (
        "template's tag removed",
        |d| in_template(d, |t| t.remove_tag("Caf\u{e9}")),
        |m| in_template_by_hand(m, |t| tags_without(t, "Caf\u{e9}")),
    ),
    (
        "tile's channel",
        |d| in_tile(d, |t| t.set_push_channel("https://t2/").unwrap()),
        |m| {
            in_tile_by_hand(m, |t| {
                t.insert("pushChannel".to_owned(), json!("https://t2/"));
                t.shift_remove("pushChannelExpired");
            });
        },
    ),
    (
        "tile's tag removed",
        |d| in_tile(d, |t| t.remove_tag("two")),
        |m| in_tile_by_hand(m, |t| tags_without(t, "two")),
    ),
    (
        "tile's template",
        |d| {
            let template = InstallationTemplate::new("b").unwrap();
            in_tile(d, |t| t.set_template("n", template).unwrap());
        },
        |m| {
            in_tile_by_hand(m, |t| {
                object(t, "templates").insert("n".to_owned(), json!({"body": "b"}));
            });
        },
    ),
    (
        "tile removed",
        |d| d.remove_secondary_tile("tile"),
        |m| without(m, "secondaryTiles", "tile"),
    ),
    (
        "another member",
        |d| d.set_member("exact", Some("[1.0]")).unwrap(),
        |m| drop(m.insert("exact".to_owned(), serde_json::from_str("[1.0]").unwrap())),
    ),
    (
        "another member removed",
        |d| d.set_member("lastUpdate", None).unwrap(),
        |m| drop(m.shift_remove("lastUpdate")),
    ),
];

/// Without lists and objects that are empty, which say the same as none.
fn normal(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(normal);
        members.retain(|_, value| {
            !matches!(value, Value::Object(m) if m.is_empty())
                && !matches!(value, Value::Array(a) if a.is_empty())
        });
    }
}

#[test]
fn an_installation_differs_in_what_was_changed_alone() {
    let mut random = Random::new();
    let mut counts = Counts::default();
    for _ in 0..DOCUMENTS {
        let mut members = random_installation(&mut random);
        let (name, change, by_hand) = CHANGES[random.one_of(CHANGES)];
        let json = Value::Object(members.clone()).to_string();
        let mut device = Installation::from_json(json.as_bytes()).unwrap();
        change(&mut device);
        let before = members.clone();
        by_hand(&mut members);
        let changes = members != before || name == "nothing";
        let mut written: Value = serde_json::from_str(&device.to_json().unwrap()).unwrap();
        let mut expected = Value::Object(members);
        normal(&mut written);
        normal(&mut expected);
        assert_eq!(written, expected, "{name} of {json}");
        *counts.0.entry(name).or_default() += usize::from(changes);
    }
    counts.are_enough(CHANGES.len());
}
