//! Apple (APNs).

use serde_json::{Map, Value};

use crate::notification::platform::Platform;
use crate::notification::rules::subject::{Problem, Rule, Subject, at_most, json_object};

const APPLE: &[Platform] = &[Platform::Apple];
const SENDING: &str = "Apple, Sending notification requests to APNs";
const GENERATING: &str = "Apple, Generating a remote notification";
const BACKGROUND: &str = "Apple, Pushing background updates to your App";

const fn rule(
    id: &'static str,
    says: &'static str,
    source: &'static str,
    check: fn(&Subject<'_>) -> Option<Problem>,
) -> Rule {
    Rule {
        id,
        platforms: APPLE,
        says,
        source,
        is_of_shape: false,
        check,
    }
}

pub const RULES: &[Rule] = &[
    rule("apple-json", "a JSON object", GENERATING, json_object),
    rule(
        "apple-size",
        "at most 4096 bytes; Live Activities too; VoIP has its own limit",
        SENDING,
        |subject| match is_type(subject, "voip") {
            true => None,
            false => at_most(subject, 4096),
        },
    ),
    rule(
        "apple-size-voip",
        "at most 5120 bytes with push type voip",
        SENDING,
        |subject| match is_type(subject, "voip") {
            true => at_most(subject, 5120),
            false => None,
        },
    ),
    rule(
        "apple-aps",
        "`aps` is an object; only push types other than alert, background and liveactivity can be without",
        "Apple, Payload Key Reference; PKPushPayload.dictionaryPayload (VoIP); Sending MDM commands to a device",
        aps,
    ),
    Rule {
        is_of_shape: true,
        ..rule(
            "apple-aps-types",
            "in `aps`, `alert` is text or an object, `sound` text or an object, `badge`, `content-available` and `mutable-content` numbers, `category` and `thread-id` text",
            GENERATING,
            aps_types,
        )
    },
    rule(
        "apple-priority",
        "`apns-priority` is 10, 5 or 1",
        SENDING,
        |subject| {
            let priority = subject.header("apns-priority")?;
            let known = matches!(priority.as_str(), "10" | "5" | "1");
            (!known).then(|| "has a priority other than 10, 5 and 1".into())
        },
    ),
    rule(
        "apple-collapse-id",
        "`apns-collapse-id` has at most 64 bytes",
        SENDING,
        |subject| {
            let id = subject.header("apns-collapse-id")?;
            (id.len() > 64).then(|| "has an apns-collapse-id of more than 64 bytes".into())
        },
    ),
    rule(
        "apple-topic",
        "`apns-topic` ends as the push type wants: .voip, .complication, .pushkit.fileprovider, .location-query, .push-type.liveactivity, .voip-ptt (pushtotalk)",
        SENDING,
        topic,
    ),
    rule(
        "apple-alert-content",
        "push type alert: `aps` has `alert`, `badge` or `sound`",
        SENDING,
        |subject| {
            let silent = is_type(subject, "alert") && seen(subject.object("aps")?).is_none();
            silent.then(|| "is an alert push that shows and plays nothing; add an alert, badge or sound, or send it as a background push".into())
        },
    ),
    rule(
        "apple-background-content",
        "push type background: `aps` has `content-available` 1",
        BACKGROUND,
        |subject| {
            let wakes = subject.object("aps")?.get("content-available") == Some(&Value::from(1));
            (is_type(subject, "background") && !wakes)
                .then(|| "is a background push without \"content-available\": 1".into())
        },
    ),
    rule(
        "apple-background-silent",
        "push type background: `aps` has neither `alert` nor `badge` nor `sound`",
        BACKGROUND,
        |subject| {
            let name = seen(subject.object("aps")?)?;
            is_type(subject, "background").then(|| {
                format!("is a background push with \"{name}\"; take it out, or send it as an alert")
                    .into()
            })
        },
    ),
    rule(
        "apple-background-priority",
        "push type background: `apns-priority` is 5",
        SENDING,
        |subject| {
            let is_low = subject.header_is("apns-priority", "5");
            (is_type(subject, "background") && !is_low).then(|| {
                "is a background push without priority 5, the only one that Apple takes for it"
                    .into()
            })
        },
    ),
    rule(
        "apple-live-activity",
        "push type liveactivity: `aps` has `event` (start, update or end) and a number `timestamp`",
        GENERATING,
        live_activity,
    ),
];

fn is_type(subject: &Subject<'_>, push_type: &str) -> bool {
    subject.header_is("apns-push-type", push_type)
}

/// What of `aps` a user would notice.
fn seen(aps: &Map<String, Value>) -> Option<&'static str> {
    ["alert", "badge", "sound"]
        .into_iter()
        .find(|name| aps.contains_key(*name))
}

fn aps(subject: &Subject<'_>) -> Option<Problem> {
    let push_type = subject.header("apns-push-type");
    let is_needed = matches!(
        push_type.as_deref(),
        None | Some("alert" | "background" | "liveactivity")
    );
    match subject.member("aps") {
        Some(Value::Object(_)) => None,
        None if !is_needed => None,
        _ => Some("has no object \"aps\"".into()),
    }
}

fn aps_types(subject: &Subject<'_>) -> Option<Problem> {
    let (name, _) = subject
        .object("aps")?
        .iter()
        .find(|(name, value)| !match name.as_str() {
            "alert" | "sound" => value.is_string() || value.is_object(),
            "badge" | "content-available" | "mutable-content" => value.is_number(),
            "category" | "thread-id" => value.is_string(),
            _ => true,
        })?;
    let wanted = match name.as_str() {
        "alert" | "sound" => "text or an object",
        "category" | "thread-id" => "text",
        _ => "a number (in a template \"#(name)\" makes one)",
    };
    Some(format!("has an \"{name}\" in aps that is not {wanted}").into())
}

fn topic(subject: &Subject<'_>) -> Option<Problem> {
    let suffix = match subject.header("apns-push-type")?.as_str() {
        "voip" => ".voip",
        "complication" => ".complication",
        "fileprovider" => ".pushkit.fileprovider",
        "location" => ".location-query",
        "liveactivity" => ".push-type.liveactivity",
        "pushtotalk" => ".voip-ptt",
        _ => return None,
    };
    let topic = subject.header("apns-topic")?;
    let has_it = topic.strip_suffix(suffix).is_some_and(|id| !id.is_empty());
    (!has_it).then(|| {
        format!("has an apns-topic that does not end with {suffix}, as its push type wants it: the app's bundle id and {suffix}").into()
    })
}

fn live_activity(subject: &Subject<'_>) -> Option<Problem> {
    if !is_type(subject, "liveactivity") {
        return None;
    }
    let aps = subject.object("aps")?;
    let event = aps.get("event").and_then(Value::as_str);
    if !matches!(event, Some("start" | "update" | "end")) {
        return Some(
            "is for a Live Activity, and \"event\" in aps is not start, update or end".into(),
        );
    }
    let has_time = aps.get("timestamp").is_some_and(Value::is_number);
    (!has_time)
        .then(|| "is for a Live Activity, and aps has no number \"timestamp\" (Unix time)".into())
}
