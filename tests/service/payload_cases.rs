//! Payloads made from the table of rules: for each rule, one that breaks it and no other, or one that
//! keeps it where it applies. And templates that make the same payloads.

use std::collections::BTreeMap;

use fastrand::Rng;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use serde_json::{Map, Value, json};

/// A payload and its headers.
pub struct Case {
    pub platform: Platform,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Case {
    pub fn json(platform: Platform, payload: Value) -> Case {
        Case {
            platform,
            body: payload.to_string(),
            headers: Vec::new(),
        }
    }

    fn text(platform: Platform, body: String) -> Case {
        Case {
            platform,
            body,
            headers: Vec::new(),
        }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Case {
        self.headers.push((name, value.into()));
        self
    }

    pub fn headers(&self) -> BTreeMap<&str, &str> {
        let headers = self.headers.iter();
        headers
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    pub fn notification(&self) -> Notification {
        let mut notification = Notification::new(self.platform, self.body.as_bytes()).unwrap();
        for (name, value) in &self.headers {
            notification.set_header(name, value).unwrap();
        }
        notification
    }
}

fn one<T: Clone>(random: &mut Rng, of: &[T]) -> T {
    of[random.usize(0..of.len())].clone()
}

/// Some words; they begin with no sign of an expression.
fn words(random: &mut Rng, most: usize) -> String {
    const WORDS: [&str; 9] = [
        "hello",
        "Grüße",
        "a \"b\"",
        "x & y",
        "100% (sure)",
        "see.(2)",
        "<c>",
        "Ω",
        "it's",
    ];
    let count = random.usize(1..6);
    let text: Vec<&str> = (0..count).map(|_| one(random, &WORDS)).collect();
    text.join(" ").chars().take(most).collect()
}

/// The text of a payload of just so many bytes: `make` puts a filling into it.
fn sized(size: usize, make: impl Fn(&str) -> String) -> String {
    let bare = make("").len();
    make(&"x".repeat(size - bare))
}

/// Around a limit: one that keeps to it, or not.
fn near(most: usize, broken: bool, random: &mut Rng) -> usize {
    match broken {
        true => most + 1 + random.usize(0..300),
        false => most - random.usize(0..4),
    }
}

fn alert(random: &mut Rng) -> Value {
    match random.usize(0..3) {
        0 => json!(words(random, 60)),
        1 => json!({"title": words(random, 40), "body": words(random, 40)}),
        _ => json!({"loc-key": "KEY", "loc-args": ["a", "b"]}),
    }
}

fn aps(random: &mut Rng) -> Map<String, Value> {
    let mut aps = Map::new();
    aps.insert("alert".to_owned(), alert(random));
    for (name, value) in [
        ("badge", json!(random.u8(..))),
        (
            "sound",
            one(
                random,
                &[
                    json!("default"),
                    json!({"critical": 1, "name": "a", "volume": 1}),
                ],
            ),
        ),
        ("category", json!("INVITE")),
        ("thread-id", json!(words(random, 20))),
        ("mutable-content", json!(1)),
        ("interruption-level", json!("active")),
    ] {
        if random.bool() {
            aps.insert(name.to_owned(), value);
        }
    }
    aps
}

/// A payload of Apple with other members beside `aps`.
fn apple(aps: Map<String, Value>, random: &mut Rng) -> Case {
    let mut payload = Map::new();
    payload.insert("aps".to_owned(), Value::Object(aps));
    if random.bool() {
        payload.insert(
            "match".to_owned(),
            json!({"id": 4711, "name": words(random, 30)}),
        );
    }
    Case::json(Platform::Apple, Value::Object(payload))
}

fn members(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// `message` with other good members.
fn fcm(mut message: Map<String, Value>, random: &mut Rng) -> Case {
    for (name, value) in [
        (
            "notification",
            json!({"title": words(random, 30), "body": words(random, 60)}),
        ),
        ("data", json!({"match": "4711", "word": words(random, 20)})),
        (
            "android",
            json!({"ttl": "3.5s", "collapse_key": "a", "notification": {"channel_id": "news"}, "data": {"k": "v"}}),
        ),
        ("webpush", json!({"data": {"k": "v"}})),
        ("apns", json!({"payload": {"aps": {"badge": 1}}})),
        ("fcm_options", json!({"analytics_label": "a"})),
    ] {
        if random.bool() && !message.contains_key(name) {
            message.insert(name.to_owned(), value);
        }
    }
    Case::json(Platform::Fcmv1, json!({ "message": message }))
}

fn gcm(mut payload: Map<String, Value>, random: &mut Rng) -> Case {
    for (name, value) in [
        (
            "data",
            json!({"msg": words(random, 50), "n": random.u8(..)}),
        ),
        ("notification", json!({"title": words(random, 30)})),
        ("collapse_key", json!("a")),
        ("time_to_live", json!(60)),
    ] {
        if random.bool() && !payload.contains_key(name) {
            payload.insert(name.to_owned(), value);
        }
    }
    Case::json(Platform::Gcm, Value::Object(payload))
}

/// What is no JSON object.
fn no_object(platform: Platform, random: &mut Rng) -> Case {
    let word = words(random, 20);
    let body = match random.usize(0..6) {
        0 => format!("{{\"aps\":{}", json!(word)),
        1 => json!([word]).to_string(),
        2 => json!(word).to_string(),
        3 => format!("{}x", json!({"a": word})),
        4 => format!("{{'a':{}}}", json!(word)),
        _ => format!("{{\"a\":{},}}", json!(word)),
    };
    Case::text(platform, body)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

fn toast(random: &mut Rng) -> String {
    let declaration = one(
        random,
        &["", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"],
    );
    format!(
        "{declaration}<toast launch='{}'><visual><binding template=\"ToastText02\"><text id=\"1\">{}</text><text id='2'><![CDATA[{}]]></text></binding></visual></toast>",
        escaped(&words(random, 20)),
        escaped(&words(random, 40)),
        words(random, 20),
    )
}

fn phone(kind: &str, random: &mut Rng) -> String {
    format!(
        "<wp:Notification xmlns:wp=\"WPNotification\"><wp:{kind}><wp:Text1>{}</wp:Text1></wp:{kind}></wp:Notification>",
        escaped(&words(random, 40))
    )
}

/// Not well-formed, of this root.
fn malformed(good: &str, random: &mut Rng) -> String {
    let end = good.rfind("</").unwrap();
    let (start, close) = good.split_at(end);
    match random.usize(0..12) {
        0 => format!("{good}x"),
        1 => format!("{good}{}", &good[good.find('<').unwrap()..]),
        2 => format!("{start}&#1;{close}"),
        3 => format!("{start}\u{2}{close}"),
        4 => format!("{start}x]]>y{close}"),
        5 => format!("{start}<a b=\"<\"/>{close}"),
        6 => format!("{start}<1a/>{close}"),
        7 => format!("{start}<a b='1' b='2'/>{close}"),
        8 => format!("{start}<a b=1/>{close}"),
        9 => format!("{start}&nothing;{close}"),
        10 => format!("{start}<a>{close}"),
        _ => start.to_owned(),
    }
}

fn topic(push_type: &str) -> &'static str {
    match push_type {
        "voip" => ".voip",
        "complication" => ".complication",
        "fileprovider" => ".pushkit.fileprovider",
        "location" => ".location-query",
        "liveactivity" => ".push-type.liveactivity",
        _ => ".voip-ptt",
    }
}

/// One that breaks this rule and no other, or keeps it where it applies.
pub fn case(id: &str, broken: bool, random: &mut Rng) -> Case {
    match id.split('-').next().unwrap() {
        "apple" => of_apple(id, broken, random),
        "fcmv1" => of_fcm(id, broken, random),
        "gcm" => of_gcm(id, broken, random),
        "wns" | "mpns" => of_microsoft(id, broken, random),
        _ => of_others(id, broken, random),
    }
}

fn of_apple(id: &str, broken: bool, random: &mut Rng) -> Case {
    let push = |case: Case, push_type: &str| case.with("apns-push-type", push_type);
    let good = aps(random);
    match (id, broken) {
        ("apple-json", true) => no_object(Platform::Apple, random),
        ("apple-size", _) => {
            let size = near(4096, broken, random);
            let push_type = one(random, &["", "alert", "liveactivity"]);
            let body = sized(size, |filling| {
                json!({"aps": {"alert": filling, "event": "update", "timestamp": 1}}).to_string()
            });
            let case = Case::text(Platform::Apple, body);
            if push_type.is_empty() {
                case
            } else {
                push(case, push_type)
            }
        }
        ("apple-size-voip", _) => {
            let size = near(5120, broken, random);
            let body = sized(size, |filling| json!({"call": filling}).to_string());
            push(Case::text(Platform::Apple, body), "voip")
        }
        ("apple-aps", true) => {
            let payload = one(
                random,
                &[
                    json!({"alert": "x"}),
                    json!({"data": {"message": "Hello!"}}),
                    json!({"aps": "text"}),
                    json!({"aps": [1]}),
                    json!({"message": {"notification": {}}}),
                ],
            );
            Case::json(Platform::Apple, payload)
        }
        ("apple-aps", false) => {
            let push_type = one(random, &["voip", "mdm", "fileprovider"]);
            push(
                Case::json(Platform::Apple, json!({"mdm": words(random, 20)})),
                push_type,
            )
        }
        ("apple-aps-types", _) => {
            let mut aps = good;
            let (name, wrong) = one(
                random,
                &[
                    ("badge", json!("3")),
                    ("alert", json!(["a"])),
                    ("alert", json!(7)),
                    ("sound", json!(1)),
                    ("category", json!(2)),
                    ("thread-id", json!(3)),
                    ("content-available", json!("1")),
                    ("mutable-content", json!(true)),
                ],
            );
            if broken {
                aps.insert(name.to_owned(), wrong);
            }
            apple(aps, random)
        }
        ("apple-priority", _) => {
            let priority = match broken {
                true => one(random, &["0", "7", "high", "010", "11"]),
                false => one(random, &["1", "5", "10"]),
            };
            apple(good, random).with("apns-priority", priority)
        }
        ("apple-collapse-id", _) => {
            let length = match broken {
                true => random.usize(65..200),
                false => random.usize(1..65),
            };
            apple(good, random).with("apns-collapse-id", "c".repeat(length))
        }
        ("apple-topic", _) => {
            let types = [
                "voip",
                "complication",
                "fileprovider",
                "location",
                "liveactivity",
                "pushtotalk",
            ];
            let push_type = one(random, &types);
            let suffix = match broken {
                true => one(random, &["", ".other", ".VOIP", ".push-type"]),
                false => topic(push_type),
            };
            let mut aps = good;
            aps.insert("event".to_owned(), json!("update"));
            aps.insert("timestamp".to_owned(), json!(1));
            push(apple(aps, random), push_type)
                .with("apns-topic", format!("com.example.app{suffix}"))
        }
        ("apple-alert-content", true) => {
            let aps = one(
                random,
                &[
                    json!({}),
                    json!({"content-available": 1}),
                    json!({"category": "a"}),
                ],
            );
            push(apple(members(aps), random), "alert")
        }
        ("apple-background-content", true) => {
            let aps = one(
                random,
                &[
                    json!({}),
                    json!({"content-available": 0}),
                    json!({"category": "a"}),
                ],
            );
            push(apple(members(aps), random), "background").with("apns-priority", "5")
        }
        ("apple-background-silent", true) => {
            let (name, value) = one(
                random,
                &[
                    ("alert", json!("a")),
                    ("badge", json!(1)),
                    ("sound", json!("a")),
                ],
            );
            let aps = members(json!({"content-available": 1, name: value}));
            push(apple(aps, random), "background").with("apns-priority", "5")
        }
        ("apple-background-priority", true) => {
            let case = push(
                apple(members(json!({"content-available": 1})), random),
                "background",
            );
            match one(random, &["", "10", "1"]) {
                "" => case,
                priority => case.with("apns-priority", priority),
            }
        }
        (
            "apple-background-content" | "apple-background-silent" | "apple-background-priority",
            false,
        ) => push(
            apple(members(json!({"content-available": 1})), random),
            "background",
        )
        .with("apns-priority", "5"),
        ("apple-live-activity", true) => {
            let aps = one(
                random,
                &[
                    json!({"event": "stop", "timestamp": 1}),
                    json!({"timestamp": 1, "content-state": {}}),
                    json!({"event": "update"}),
                    json!({"event": "update", "timestamp": "1"}),
                    json!({"event": 1, "timestamp": 1}),
                ],
            );
            push(apple(members(aps), random), "liveactivity")
        }
        ("apple-live-activity", false) => {
            let event = one(random, &["start", "update", "end"]);
            let aps =
                json!({"event": event, "timestamp": random.u32(..), "content-state": {"a": "b"}});
            push(apple(members(aps), random), "liveactivity")
        }
        ("apple-json", false) => apple(good, random),
        ("apple-alert-content", false) => push(apple(good, random), "alert"),
        _ => panic!("no payloads for the rule {id}"),
    }
}

fn of_fcm(id: &str, broken: bool, random: &mut Rng) -> Case {
    if id == "fcmv1-json" && broken {
        return no_object(Platform::Fcmv1, random);
    }
    if id == "fcmv1-size" {
        let size = near(4096, broken, random);
        let body = sized(size, |filling| {
            json!({"message": {"data": {"k": filling}}}).to_string()
        });
        return Case::text(Platform::Fcmv1, body);
    }
    if id == "fcmv1-message" && broken {
        let payload = one(
            random,
            &[
                json!({"notification": {"title": "t"}}),
                json!({"data": {"a": "b"}}),
                json!({"message": "text"}),
                json!({"message": []}),
                json!({"message": {"data": {}}, "android": {"ttl": "3s"}}),
            ],
        );
        return Case::json(Platform::Fcmv1, payload);
    }
    let android = |value: Value| json!({"android": value});
    let message = match (id, broken) {
        ("fcmv1-receiver", true) => one(
            random,
            &[
                json!({"token": "t"}),
                json!({"topic": "news"}),
                json!({"condition": "'a' in topics"}),
            ],
        ),
        ("fcmv1-members", true) => one(
            random,
            &[
                json!({"ttl": "3s"}),
                json!({"collapse_key": "a"}),
                json!({"priority": "high"}),
                json!({"channel_id": "c"}),
                json!({"time_to_live": 3}),
                json!({"title": "a"}),
                json!({"whatever": {}}),
            ],
        ),
        ("fcmv1-notification", true) => one(
            random,
            &[
                json!({"notification": []}),
                json!({"notification": "text"}),
                json!({"notification": {"title": 1}}),
                json!({"notification": {"title": "a", "channel_id": "c"}}),
                json!({"notification": {"icon": "c"}}),
                json!({"notification": {"body": null}}),
            ],
        ),
        ("fcmv1-android", true) => android(one(
            random,
            &[
                json!([]),
                json!("text"),
                json!({"channel_id": "c"}),
                json!({"title": "c"}),
                json!({"notification": []}),
                json!({"notification": {"ttl": "3s"}}),
                json!({"notification": {"collapse_key": "3s"}}),
            ],
        )),
        ("fcmv1-android-text", true) => android(one(
            random,
            &[
                json!({"ttl": 3}),
                json!({"collapse_key": 3}),
                json!({"priority": 1}),
                json!({"notification": {"channel_id": 7}}),
                json!({"notification": {"title": ["a"]}}),
                json!({"notification": {"clickAction": 1}}),
            ],
        )),
        ("fcmv1-android-text" | "fcmv1-android", false) => android(json!({
            "ttl": "60s", "collapseKey": words(random, 10), "priority": "HIGH", "direct_boot_ok": true,
            "notification": {"title": words(random, 20), "channel_id": "c", "notification_count": 3},
        })),
        ("fcmv1-ttl", true) => android(
            json!({"ttl": one(random, &["", "s", "3", "3m", "-3s", "3.s", ".5s", "3.1234567890s", "3 s", "1.2.3s"])}),
        ),
        ("fcmv1-ttl", false) => {
            android(json!({"ttl": one(random, &["0s", "3s", "3.5s", "2419200s", "0.123456789s"])}))
        }
        ("fcmv1-data-text", true) => {
            let data = one(
                random,
                &[
                    json!([]),
                    json!("a"),
                    json!({"n": 1}),
                    json!({"n": null}),
                    json!({"n": {"a": "b"}}),
                ],
            );
            match random.usize(0..3) {
                0 => json!({"data": data}),
                1 => android(json!({"data": data})),
                _ => json!({"webpush": {"data": data}}),
            }
        }
        ("fcmv1-data-keys", _) => {
            let key = match broken {
                true => one(
                    random,
                    &[
                        "from",
                        "message_type",
                        "google.a",
                        "gcm.n",
                        "gcm.notification.title",
                    ],
                ),
                false => one(
                    random,
                    &["From", "messageType", "google", "gcm_id", "agoogle.b", "to"],
                ),
            };
            let data = json!({"a": "b", key: words(random, 20)});
            match random.usize(0..3) {
                0 => json!({"data": data}),
                1 => android(json!({"data": data})),
                _ => json!({"webpush": {"data": data}}),
            }
        }
        ("fcmv1-notification", false) => {
            json!({"notification": {"title": words(random, 20), "image": "https://a/b.png"}})
        }
        (
            "fcmv1-json" | "fcmv1-message" | "fcmv1-receiver" | "fcmv1-members" | "fcmv1-data-text",
            false,
        ) => {
            json!({"data": {"a": words(random, 20)}})
        }
        _ => panic!("no payloads for the rule {id}"),
    };
    fcm(members(message), random)
}

fn of_gcm(id: &str, broken: bool, random: &mut Rng) -> Case {
    let payload = match (id, broken) {
        ("gcm-json", true) => return no_object(Platform::Gcm, random),
        ("gcm-size", _) => {
            let size = near(4096, broken, random);
            let body = sized(size, |filling| json!({"data": {"k": filling}}).to_string());
            return Case::text(Platform::Gcm, body);
        }
        ("gcm-receiver", true) => one(
            random,
            &[
                json!({"to": "x"}),
                json!({"registration_ids": ["x"]}),
                json!({"condition": "'a' in topics"}),
                json!({"notification_key": "x"}),
            ],
        ),
        ("gcm-message", true) => {
            return Case::json(
                Platform::Gcm,
                json!({"message": {"data": {"a": words(random, 20)}}}),
            );
        }
        ("gcm-message", false) => json!({"message": words(random, 20), "data": {"a": "b"}}),
        ("gcm-types", true) => one(
            random,
            &[
                json!({"data": []}),
                json!({"data": "text"}),
                json!({"notification": "text"}),
                json!({"notification": 1, "data": {}}),
            ],
        ),
        ("gcm-data-keys", _) => {
            let key = match broken {
                true => one(random, &["from", "google", "google.a", "gcm", "gcm_id"]),
                false => one(random, &["From", "message_type", "msg", "agcm", "to"]),
            };
            json!({"data": {"a": 1, key: words(random, 20)}})
        }
        ("gcm-json" | "gcm-receiver" | "gcm-types", false) => {
            json!({"data": {"a": words(random, 20)}})
        }
        _ => panic!("no payloads for the rule {id}"),
    };
    gcm(members(payload), random)
}

fn of_microsoft(id: &str, broken: bool, random: &mut Rng) -> Case {
    let windows = |kind: &str, body: String| {
        Case::text(Platform::Windows, body).with("X-WNS-Type", format!("wns/{kind}"))
    };
    let phones = |target: &str, body: String| {
        let class = if target == "toast" { "2" } else { "1" };
        Case::text(Platform::Mpns, body)
            .with("X-WindowsPhone-Target", target)
            .with("X-NotificationClass", class)
    };
    match (id, broken) {
        ("wns-size", _) => {
            let size = near(5000, broken, random);
            match random.bool() {
                true => windows("raw", sized(size, |filling| format!("raw {filling}"))),
                false => windows(
                    "toast",
                    sized(size, |filling| format!("<toast><a>{filling}</a></toast>")),
                ),
            }
        }
        ("wns-xml", true) => {
            let good = toast(random);
            windows("toast", malformed(&good, random))
        }
        ("wns-xml", false) => match random.usize(0..4) {
            0 => windows("raw", format!("raw & {}", words(random, 20))),
            _ => windows("toast", toast(random)),
        },
        ("wns-root", _) => {
            let kinds = ["toast", "tile", "badge"];
            let kind = one(random, &kinds);
            let root = match broken {
                true => one(
                    random,
                    &[
                        "note",
                        "raw",
                        "Notification",
                        if kind == "tile" { "toast" } else { "tile" },
                    ],
                ),
                false => kind,
            };
            let prefix = one(random, &["", "w:"]);
            let declared = if prefix.is_empty() {
                ""
            } else {
                " xmlns:w='w'"
            };
            windows(
                kind,
                format!("<{prefix}{root}{declared} value='7'><a/></{prefix}{root}>"),
            )
        }
        ("wns-badge", _) => {
            let value = match broken {
                true => one(random, &["many", "-1", "", "Alert", "7.5", "newmessage"]),
                false => one(random, &["0", "7", "100", "none", "newMessage", "alert"]),
            };
            windows("badge", format!("<badge version=\"1\" value='{value}'/>"))
        }
        ("mpns-size", _) => {
            let size = near(3072, broken, random);
            phones(
                "toast",
                sized(size, |filling| {
                    format!(
                        "<Notification xmlns='WPNotification'><Toast><Text1>{filling}</Text1></Toast></Notification>"
                    )
                }),
            )
        }
        ("mpns-size-raw", _) => {
            let size = near(1024, broken, random);
            let body = sized(size, |filling| format!("raw {filling}"));
            Case::text(Platform::Mpns, body).with("X-NotificationClass", "3")
        }
        ("mpns-xml", true) => {
            let good = phone("Toast", random);
            phones("toast", malformed(&good, random))
        }
        ("mpns-root", true) => match random.usize(0..5) {
            0 => phones("toast", phone("Tile", random)),
            1 => phones("token", phone("Toast", random)),
            2 => phones("toast", "<Notification><Toast/></Notification>".to_owned()),
            3 => phones(
                "toast",
                "<Notification xmlns='WPNotification'></Notification>".to_owned(),
            ),
            _ => phones("toast", toast(random)),
        },
        ("mpns-xml" | "mpns-root", false) => match random.bool() {
            true => phones("toast", phone("Toast", random)),
            false => phones("token", phone("Tile", random)),
        },
        _ => panic!("no payloads for the rule {id}"),
    }
}

fn of_others(id: &str, broken: bool, random: &mut Rng) -> Case {
    let platform = match id.split('-').next().unwrap() {
        "adm" => Platform::Adm,
        "baidu" => Platform::Baidu,
        "browser" => Platform::Browser,
        "xiaomi" => Platform::Xiaomi,
        _ => Platform::Template,
    };
    let sized_data = |most: usize, random: &mut Rng| {
        let size = near(most, broken, random);
        Case::text(
            platform,
            sized(size, |filling| json!({"data": {"k": filling}}).to_string()),
        )
    };
    let long = |name: &str, most: usize, random: &mut Rng| {
        let length = near(most, broken, random);
        let mut payload = json!({"payload": words(random, 20), "description": "d"});
        payload[name] = json!("ä".repeat(length));
        Case::json(platform, payload)
    };
    match (id, broken) {
        (_, true) if id.ends_with("-json") => no_object(platform, random),
        ("adm-size", _) => sized_data(6144, random),
        ("baidu-size", _) => sized_data(4096, random),
        ("browser-size", _) => sized_data(3993, random),
        ("adm-data-text", true) => {
            let data = one(
                random,
                &[
                    json!([]),
                    json!("a"),
                    json!({"a": 1}),
                    json!({"a": {"b": "c"}}),
                    json!({"a": null}),
                ],
            );
            Case::json(platform, json!({"data": data, "consolidationKey": "Sync"}))
        }
        ("xiaomi-title", _) => long("title", 50, random),
        ("xiaomi-description", _) => long("description", 128, random),
        ("template-text", true) => {
            let value = one(
                random,
                &[
                    json!(1),
                    json!(null),
                    json!(true),
                    json!({"a": "b"}),
                    json!(["a"]),
                ],
            );
            Case::json(platform, json!({"a": "b", "n": value}))
        }
        ("template-json" | "template-text", false) => {
            Case::json(platform, json!({"a": words(random, 40)}))
        }
        ("adm-json" | "adm-data-text", false) => Case::json(
            platform,
            json!({"data": {"a": words(random, 20)}, "consolidationKey": "Sync"}),
        ),
        ("baidu-json" | "browser-json" | "xiaomi-json", false) => Case::json(
            platform,
            json!({"title": words(random, 20), "description": words(random, 20)}),
        ),
        _ => panic!("no payloads for the rule {id}"),
    }
}

/// A template and a message that together make the payload of the case.
pub fn templated(case: &Case, random: &mut Rng) -> (String, Notification) {
    let mut sample = Notification::template();
    sample.set_property("unused", "").unwrap();
    if case.platform == Platform::Apple {
        for (name, value) in &case.headers {
            sample.set_header(name, value).unwrap();
        }
    }
    let body = match serde_json::from_str::<Value>(&case.body) {
        Ok(mut payload) if payload.is_object() => {
            with_gaps(&mut payload, &mut sample, random);
            payload.to_string()
        }
        _ if case.body.starts_with("raw ") => {
            sample.set_property("rest", &case.body[4..]).unwrap();
            "raw $(rest)".to_owned()
        }
        _ => xml_with_gaps(&case.body, &mut sample, random),
    };
    (body, sample)
}

fn property(sample: &mut Notification, value: &str, random: &mut Rng) -> String {
    let name = format!("p{}", random.u64(..));
    sample.set_property(&name, value).unwrap();
    name
}

/// A text as one of the expressions that make it.
fn expression(text: &str, sample: &mut Notification, random: &mut Rng) -> String {
    let name = property(sample, text, random);
    match random.usize(0..4) {
        0 if !text.is_empty() => {
            let (first, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
            let name = property(sample, rest, random);
            format!("{{'{}' + $({name})}}", first.replace('\'', "''"))
        }
        1 => format!("$({name}, 100000)"),
        2 => format!(".({}, 100000)", name.to_uppercase()),
        _ => format!("$({name})"),
    }
}

fn with_gaps(value: &mut Value, sample: &mut Notification, random: &mut Rng) {
    match value {
        Value::Object(members) => members
            .values_mut()
            .for_each(|value| with_gaps(value, sample, random)),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|value| with_gaps(value, sample, random)),
        // One that begins as an expression can be there through one alone.
        Value::String(text) if random.bool() || text.starts_with(['$', '.', '%', '#', '{']) => {
            *text = expression(text, sample, random);
        }
        Value::Number(number) if random.bool() && !number.to_string().starts_with('-') => {
            *value = json!(format!(
                "#({})",
                property(sample, &number.to_string(), random)
            ));
        }
        _ => {}
    }
}

/// Puts expressions where good XML has the texts of the generator.
fn xml_with_gaps(body: &str, sample: &mut Notification, random: &mut Rng) -> String {
    let unescaped = |text: &str| quick_xml::escape::unescape(text).unwrap().into_owned();
    let mut template = body.to_owned();
    for (open, close) in [
        ("<text id=\"1\">", "</text>"),
        ("<wp:Text1>", "</wp:Text1>"),
        ("<a>x", "</a>"),
        ("<Text1>", "</Text1>"),
        ("value='", "'/>"),
        ("launch='", "'>"),
    ] {
        let Some(start) = template.find(open) else {
            continue;
        };
        let start = start + if open == "<a>x" { 3 } else { open.len() };
        let Some(length) = template[start..].find(close) else {
            continue;
        };
        let text = &template[start..start + length];
        if text.contains(['<', '\u{2}'])
            || text.contains("]]>")
            || text.contains("&#")
            || text.contains("&nothing")
        {
            continue;
        }
        let made = expression(&unescaped(text), sample, random);
        // In an attribute, and in text, an expression is escaped as any text is.
        let made = escaped(&made);
        template.replace_range(start..start + length, &made);
    }
    template
}
