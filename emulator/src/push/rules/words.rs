//! What each rule means for whoever breaks it: what is wrong, and what to do.

/// By the id of the rule. Each can stand alone and behind a colon.
const WORDS: [(&str, &str); 48] = [
    (
        "apple-json",
        "Apple takes nothing but a JSON object; send one, such as {\"aps\":{\"alert\":\"Hello\"}}",
    ),
    (
        "apple-size",
        "Apple takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest",
    ),
    (
        "apple-size-voip",
        "Apple takes at most 5120 bytes of a push for VoIP; shorten it, or send an id by which the app fetches the rest",
    ),
    (
        "apple-aps",
        "Apple looks for an object aps and does not find it; put alert, badge and sound into one",
    ),
    (
        "apple-aps-types",
        "Apple wants alert and sound in aps to be text or objects, badge, content-available and mutable-content numbers without quotes, category and thread-id text; one of them is something else",
    ),
    (
        "apple-priority",
        "Apple knows the priorities 10, 5 and 1 only; give apns-priority one of them, or leave it out",
    ),
    (
        "apple-collapse-id",
        "Apple takes at most 64 bytes of apns-collapse-id; choose a shorter one",
    ),
    (
        "apple-topic",
        "Apple wants the topic of this push type to end in a suffix of its own; set apns-topic to the bundle id with that suffix, such as .voip",
    ),
    (
        "apple-alert-content",
        "Apple shows nothing of a push of type alert whose aps has neither alert nor badge nor sound; add one of them, or make it a background push",
    ),
    (
        "apple-background-content",
        "Apple wakes no app for a background push without it; set content-available in aps to the number 1",
    ),
    (
        "apple-background-silent",
        "Apple lets a background push show nothing; take alert, badge and sound out of aps, or make its type alert",
    ),
    (
        "apple-background-priority",
        "Apple wants a background push to have the priority 5; set apns-priority to it",
    ),
    (
        "apple-live-activity",
        "Apple wants aps of a Live Activity to say what happens and when; set event to start, update or end, and timestamp to a number",
    ),
    (
        "fcmv1-json",
        "FCM takes nothing but a JSON object; send one, such as {\"message\":{\"notification\":{\"title\":\"Hello\"}}}",
    ),
    (
        "fcmv1-size",
        "FCM takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest",
    ),
    (
        "fcmv1-message",
        "FCM v1 wants all of it inside one object message; move what stands beside it into it",
    ),
    (
        "fcmv1-receiver",
        "FCM is told the receiver by the hub; take token, topic and condition out of message",
    ),
    (
        "fcmv1-members",
        "FCM v1 does not know a member of message; it may have notification, data, android, webpush, apns and fcm_options, and ttl, priority and collapse_key belong into android",
    ),
    (
        "fcmv1-notification",
        "FCM v1 takes title, body and image in notification, and each as text; move what is for Android alone into android.notification",
    ),
    (
        "fcmv1-android",
        "FCM v1 finds something of android in the wrong place; title, body and channel_id belong into android.notification, while ttl, collapse_key and data stay outside of it",
    ),
    (
        "fcmv1-android-text",
        "FCM v1 wants the options of android, and what android.notification shows, to be text; put quotes around the value that has none",
    ),
    (
        "fcmv1-ttl",
        "FCM v1 wants android.ttl to be seconds with an s behind them; write \"3600s\", for example",
    ),
    (
        "fcmv1-data-text",
        "FCM takes an object with values of text as data; put numbers and true into quotes, and write what is nested as text",
    ),
    (
        "fcmv1-data-keys",
        "FCM keeps some keys of data for itself; use none that is from or message_type, or that begins with google or gcm and a dot",
    ),
    (
        "gcm-json",
        "GCM takes nothing but a JSON object; send one, such as {\"data\":{\"text\":\"Hello\"}}",
    ),
    (
        "gcm-size",
        "GCM takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest",
    ),
    (
        "gcm-receiver",
        "GCM is told the receivers by the hub; take to, registration_ids, condition and notification_key out of the payload",
    ),
    (
        "gcm-message",
        "GCM does not know message, which is of FCM v1; send it as fcmv1, or give the payload data or notification",
    ),
    (
        "gcm-types",
        "GCM wants data and notification to be objects; one of them is something else",
    ),
    (
        "gcm-data-keys",
        "GCM keeps some keys of data for itself; use none that is from, or that begins with google or gcm",
    ),
    (
        "wns-size",
        "Windows takes at most 5000 bytes; shorten the text, or let the app fetch the rest",
    ),
    (
        "wns-xml",
        "Windows takes well-formed XML; correct it, or send it as raw with X-WNS-Type wns/raw",
    ),
    (
        "wns-root",
        "Windows wants the root element to be what X-WNS-Type says; make it toast, tile or badge, as in the header",
    ),
    (
        "wns-badge",
        "Windows shows a badge whose value is a number or the name of a glyph, such as alert or newMessage; give it one of them",
    ),
    (
        "mpns-size",
        "Windows Phone takes at most 3072 bytes; shorten the text, or let the app fetch the rest",
    ),
    (
        "mpns-size-raw",
        "Windows Phone takes at most 1024 bytes of a raw push; shorten it, or set X-WindowsPhone-Target where it is a toast or a tile",
    ),
    (
        "mpns-xml",
        "Windows Phone takes well-formed XML for a toast or a tile; correct it, or send it as raw without X-WindowsPhone-Target",
    ),
    (
        "mpns-root",
        "Windows Phone wants the root element Notification of the namespace WPNotification, and in it Toast or Tile as X-WindowsPhone-Target says; write it so",
    ),
    (
        "adm-json",
        "Amazon takes nothing but a JSON object; send one, such as {\"data\":{\"text\":\"Hello\"}}",
    ),
    (
        "adm-size",
        "Amazon takes at most 6144 bytes; shorten the text, or send an id by which the app fetches the rest",
    ),
    (
        "adm-data-text",
        "Amazon takes an object with values of text as data; put numbers and true into quotes, and write what is nested as text",
    ),
    (
        "baidu-json",
        "Baidu takes nothing but a JSON object; send one, such as {\"title\":\"Hello\",\"description\":\"World\"}",
    ),
    (
        "baidu-size",
        "Baidu takes at most 4096 bytes; shorten the text, or send an id by which the app fetches the rest",
    ),
    (
        "browser-json",
        "The hub sends browsers nothing but a JSON object; send one, such as {\"title\":\"Hello\"}",
    ),
    (
        "browser-size",
        "Push services of browsers need take no more than 3993 bytes, which are 4096 when they are encrypted; shorten the text",
    ),
    (
        "xiaomi-json",
        "Xiaomi takes nothing but a JSON object; send one, such as {\"title\":\"Hello\",\"description\":\"World\"}",
    ),
    (
        "xiaomi-title",
        "Xiaomi takes at most 50 characters of title; shorten it",
    ),
    (
        "xiaomi-description",
        "Xiaomi takes at most 128 characters of description; shorten it",
    ),
];

/// Empty for what is no rule of the hub.
pub fn words(rule: &str) -> &'static str {
    let found = WORDS.iter().find(|(id, _)| *id == rule);
    found.map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const SOURCES: [&str; 4] = [
        include_str!("apple.rs"),
        include_str!("google.rs"),
        include_str!("microsoft.rs"),
        include_str!("mod.rs"),
    ];
    const PLATFORMS: [&str; 9] = [
        "apple", "fcmv1", "gcm", "wns", "mpns", "adm", "baidu", "browser", "xiaomi",
    ];

    /// The ids that a breach can have are literals of these files.
    fn rules_of_the_hub() -> BTreeSet<&'static str> {
        let literals = SOURCES.iter().flat_map(|text| text.split('"'));
        let is_rule = |text: &&str| {
            text.split_once('-').is_some_and(|(start, rest)| {
                PLATFORMS.contains(&start)
                    && rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            })
        };
        literals.filter(is_rule).collect()
    }

    #[test]
    fn every_rule_has_words_and_no_other_has() {
        let known: BTreeSet<&str> = WORDS.iter().map(|(id, _)| *id).collect();
        assert_eq!(known.len(), WORDS.len());
        assert_eq!(known, rules_of_the_hub());
        assert_eq!(words("apple-siz"), "");
    }

    /// They end up in a line each: in a table, on standard error, in an answer.
    #[test]
    fn words_are_one_sentence_in_one_line() {
        for (id, words) in WORDS {
            assert!(words.starts_with(|c: char| c.is_uppercase()), "{id}");
            assert!(words.len() > 30 && words.len() < 220, "{id}");
            let ends = [". ", "\n", "  "];
            assert!(!ends.iter().any(|end| words.contains(end)), "{id}");
        }
    }

    #[test]
    fn the_page_of_rules_has_the_same() {
        let page = include_str!("../../../../docs/payload-rules.md");
        let ids = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        // The properties of a template are the service's own business.
        let listed: BTreeSet<&str> = ids.filter(|id| !id.starts_with("template-")).collect();
        assert_eq!(listed, rules_of_the_hub());
    }
}
