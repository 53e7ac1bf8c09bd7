//! Google: FCM v1, and the legacy interface.

use serde_json::{Map, Value};

use crate::notification::platform::Platform;
use crate::notification::rules::reserved::{is_reserved_gcm_key, is_reserved_key};
use crate::notification::rules::subject::{
    Problem, Rule, Subject, at_most, json_object, not_text, shown,
};

const FCM: &[Platform] = &[Platform::Fcmv1];
const GCM: &[Platform] = &[Platform::Gcm];
const MESSAGES: &str = "Google, REST Resource: projects.messages";
const TYPES: &str = "Google, Firebase Cloud Messaging message types";
const LEGACY: &str = "Google, Firebase Cloud Messaging HTTP protocol";
const MIGRATION: &str =
    "Microsoft, Google Firebase Cloud Messaging migration using REST API and the Azure portal";

const fn rule(
    platforms: &'static [Platform],
    id: &'static str,
    says: &'static str,
    source: &'static str,
    check: fn(&Subject<'_>) -> Option<Problem>,
) -> Rule {
    Rule {
        id,
        platforms,
        says,
        source,
        is_of_shape: true,
        check,
    }
}

const fn of_values(rule: Rule) -> Rule {
    Rule {
        is_of_shape: false,
        ..rule
    }
}

pub const RULES: &[Rule] = &[
    of_values(rule(
        FCM,
        "fcmv1-json",
        "a JSON object",
        MESSAGES,
        json_object,
    )),
    of_values(rule(
        FCM,
        "fcmv1-size",
        "at most 4096 bytes",
        TYPES,
        |subject| at_most(subject, 4096),
    )),
    rule(
        FCM,
        "fcmv1-message",
        "an object `message`, and nothing beside it but `validate_only`",
        MIGRATION,
        message,
    ),
    rule(
        FCM,
        "fcmv1-receiver",
        "no `token`, `topic` or `condition` in `message`: the hub names the receiver",
        MESSAGES,
        |subject| {
            let message = subject.object("message")?;
            let name = find(message, &["token", "topic", "condition"])?;
            Some(format!("names its receiver ({name}), which the hub does; take it out").into())
        },
    ),
    rule(
        FCM,
        "fcmv1-members",
        "`message` has `notification`, `data`, `android`, `webpush`, `apns` and `fcm_options` alone; `ttl`, `collapse_key` and `priority` are `android`'s",
        MESSAGES,
        members,
    ),
    rule(
        FCM,
        "fcmv1-notification",
        "`notification` is an object of `title`, `body` and `image`, which are text; `channel_id` and what else is Android's is in `android.notification`",
        MESSAGES,
        notification,
    ),
    rule(
        FCM,
        "fcmv1-android",
        "`android` is an object; `title`, `body` and `channel_id` are in its object `notification`, `ttl`, `collapse_key` and `data` are not",
        MESSAGES,
        android,
    ),
    rule(
        FCM,
        "fcmv1-android-text",
        "`collapse_key`, `ttl`, `priority` and `restricted_package_name` of `android`, and `title`, `body`, `channel_id`, `icon`, `tag`, `color`, `sound` and `click_action` of `android.notification`, are text",
        MESSAGES,
        android_text,
    ),
    of_values(rule(
        FCM,
        "fcmv1-ttl",
        "`android.ttl` is seconds with an s behind them, such as \"3.5s\"",
        MESSAGES,
        ttl,
    )),
    rule(
        FCM,
        "fcmv1-data-text",
        "`data`, `android.data` and `webpush.data` are objects of text",
        MIGRATION,
        |subject| {
            let name = "data";
            datas(subject).find_map(|data| not_text(name, data))
        },
    ),
    rule(
        FCM,
        "fcmv1-data-keys",
        "no key of these is `from` or `message_type`, or begins with `google.` or `gcm.`",
        MESSAGES,
        |subject| datas(subject).find_map(reserved),
    ),
    of_values(rule(GCM, "gcm-json", "a JSON object", LEGACY, json_object)),
    of_values(rule(
        GCM,
        "gcm-size",
        "at most 4096 bytes",
        LEGACY,
        |subject| at_most(subject, 4096),
    )),
    rule(
        GCM,
        "gcm-receiver",
        "no `to`, `registration_ids`, `condition` or `notification_key`: the hub names the receivers",
        LEGACY,
        |subject| {
            const TARGETS: [&str; 4] = ["registration_ids", "to", "condition", "notification_key"];
            let name = find(subject.json.as_ref()?, &TARGETS)?;
            Some(format!("names its receivers ({name}), which the hub does; take it out").into())
        },
    ),
    rule(
        GCM,
        "gcm-message",
        "no `message` without `data` and `notification`: that is a payload of FCM v1",
        LEGACY,
        |subject| {
            subject.member("message")?;
            let empty =
                subject.member("data").is_none() && subject.member("notification").is_none();
            empty.then(|| "has \"message\" and neither \"data\" nor \"notification\"; send FCM v1 payloads as fcmv1".into())
        },
    ),
    rule(
        GCM,
        "gcm-types",
        "`data` and `notification` are objects",
        LEGACY,
        |subject| {
            let is_other =
                |name: &&str| subject.member(name).is_some_and(|value| !value.is_object());
            let name = ["data", "notification"].into_iter().find(is_other)?;
            Some(format!("has {name} that is not an object").into())
        },
    ),
    rule(
        GCM,
        "gcm-data-keys",
        "no key of `data` is `from`, or begins with `google` or `gcm`",
        LEGACY,
        |subject| {
            let mut names = subject.object("data")?.keys();
            let name = names.find(|name| is_reserved_gcm_key(name))?;
            Some(
                format!(
                    "has a key in data that Google reserves ({}); rename it",
                    shown(name)
                )
                .into(),
            )
        },
    ),
];

fn find(members: &Map<String, Value>, names: &[&'static str]) -> Option<&'static str> {
    names
        .iter()
        .copied()
        .find(|name| members.contains_key(*name))
}

/// Google's JSON takes both spellings of a name.
fn is_one_of(name: &str, snake_names: &[&str]) -> bool {
    snake_names.iter().any(|snake| {
        let plain = snake.bytes().filter(|b| *b != b'_');
        name == *snake
            || (!name.contains('_')
                && name.bytes().map(|b| b.to_ascii_lowercase()).eq(plain)
                && camel(snake) == name)
    })
}

fn camel(snake: &str) -> String {
    let mut upper = false;
    let mut camel = String::new();
    for c in snake.chars() {
        match c {
            '_' => upper = true,
            c if std::mem::take(&mut upper) => camel.push(c.to_ascii_uppercase()),
            c => camel.push(c),
        }
    }
    camel
}

fn message(subject: &Subject<'_>) -> Option<Problem> {
    let payload = subject.json.as_ref()?;
    if subject.object("message").is_none() {
        return Some("has no object \"message\"; all of it belongs into one".into());
    }
    let is_other = |name: &&String| *name != "message" && !is_one_of(name, &["validate_only"]);
    let name = payload.keys().find(is_other)?;
    Some(format!("has {} beside \"message\"; it belongs into it", shown(name)).into())
}

fn members(subject: &Subject<'_>) -> Option<Problem> {
    const KNOWN: [&str; 10] = [
        "name",
        "notification",
        "data",
        "android",
        "webpush",
        "apns",
        "fcm_options",
        // Another rule's.
        "token",
        "topic",
        "condition",
    ];
    let message = subject.object("message")?;
    let name = message.keys().find(|name| !is_one_of(name, &KNOWN))?;
    let place = match name.as_str() {
        "ttl" | "collapse_key" | "collapseKey" | "priority" | "restricted_package_name" => {
            "; it belongs into \"android\""
        }
        "channel_id" | "channelId" => "; it belongs into \"android\".\"notification\"",
        "time_to_live" => "; it is \"ttl\" in \"android\", such as \"60s\"",
        "title" | "body" => "; it belongs into \"notification\"",
        _ => ", which is no member of it",
    };
    Some(format!("has {} in \"message\"{place}", shown(name)).into())
}

fn notification(subject: &Subject<'_>) -> Option<Problem> {
    let Value::Object(shows) = subject.object("message")?.get("notification")? else {
        return Some("has a notification that is not an object".into());
    };
    let known = |name: &str| matches!(name, "title" | "body" | "image");
    if let Some(name) = shows.keys().find(|name| !known(name)) {
        return Some(
            format!(
                "has {} in \"notification\", which has title, body and image alone; what is for Android belongs into \"android\".\"notification\"",
                shown(name)
            )
            .into(),
        );
    }
    not_text(
        "a notification",
        subject.object("message")?.get("notification")?,
    )
}

fn android(subject: &Subject<'_>) -> Option<Problem> {
    let Value::Object(android) = subject.object("message")?.get("android")? else {
        return Some("has an android that is not an object".into());
    };
    let shown_here = ["title", "body", "channel_id", "channelId"];
    if let Some(name) = find(android, &shown_here) {
        return Some(
            format!("has {name} in \"android\"; it belongs into its \"notification\"").into(),
        );
    }
    let Value::Object(shows) = android.get("notification")? else {
        return Some("has an android.notification that is not an object".into());
    };
    let sent_there = ["ttl", "collapse_key", "collapseKey", "data"];
    let name = find(shows, &sent_there)?;
    Some(format!("has {name} in \"android\".\"notification\"; it belongs into \"android\"").into())
}

fn android_text(subject: &Subject<'_>) -> Option<Problem> {
    const OPTIONS: [&str; 4] = ["collapse_key", "ttl", "priority", "restricted_package_name"];
    const SHOWS: [&str; 8] = [
        "title",
        "body",
        "channel_id",
        "icon",
        "tag",
        "color",
        "sound",
        "click_action",
    ];
    let android = subject.object("message")?.get("android")?.as_object()?;
    let not_text = |members: &Map<String, Value>, names: &[&str]| {
        let mut members = members.iter();
        members
            .find(|(name, value)| is_one_of(name, names) && !value.is_string())
            .map(|(name, _)| format!("has a {name} for Android that is not text").into())
    };
    let shows = android.get("notification").and_then(Value::as_object);
    not_text(android, &OPTIONS).or_else(|| not_text(shows?, &SHOWS))
}

fn ttl(subject: &Subject<'_>) -> Option<Problem> {
    let ttl = subject
        .object("message")?
        .get("android")?
        .get("ttl")?
        .as_str()?;
    let is_good = ttl.strip_suffix('s').is_some_and(|seconds| {
        let (whole, rest) = seconds.split_once('.').unwrap_or((seconds, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits(whole) && digits(rest) && rest.len() <= 9
    });
    (!is_good)
        .then(|| "has a ttl that is not seconds with an s behind them, such as \"60s\"".into())
}

fn datas<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a Value> {
    let message = subject.object("message");
    [None, Some("android"), Some("webpush")]
        .into_iter()
        .filter_map(move |part| match part {
            None => message?.get("data"),
            Some(part) => message?.get(part)?.get("data"),
        })
}

fn reserved(data: &Value) -> Option<Problem> {
    let name = data
        .as_object()?
        .keys()
        .find(|name| is_reserved_key(name))?;
    Some(
        format!(
            "has a key in data that Google reserves ({}); rename it",
            shown(name)
        )
        .into(),
    )
}
