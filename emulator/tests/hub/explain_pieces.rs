//! The expression of a send, taken apart for each device.

use crate::support::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

const TAGS: [&str; 8] = [
    "vip",
    "VIP",
    "en",
    "Größe",
    "a:b",
    "x#1",
    "$InstallationId:{d1}",
    "$userid:{U=2}",
];

fn explain(hub: &Hub, query: &str) -> Value {
    let answer = hub.control("GET", &format!("explain{query}"), "");
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn joined(pieces: &Value) -> String {
    let pieces = pieces.as_array().unwrap().iter();
    pieces
        .map(|piece| piece["text"].as_str().unwrap())
        .collect()
}

fn has(device: &Value, tag: &str) -> bool {
    let tags = device["tags"].as_array().unwrap().iter();
    let mut tags = tags.map(|tag| tag.as_str().unwrap().to_lowercase());
    tags.any(|known| known == tag.to_lowercase())
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound) as usize
    }

    fn blanks(&mut self) -> &'static str {
        ["", "", " ", "  ", "\t"][self.below(5)]
    }

    /// Never more than four tags.
    fn expression(&mut self, depth: usize) -> String {
        let (before, after) = (self.blanks(), self.blanks());
        let inner = match (depth, self.below(4)) {
            (0, _) | (_, 0) => TAGS[self.below(8)].to_owned(),
            (_, 1) => format!("!{}", self.expression(depth - 1)),
            (_, 2) => format!("({})", self.expression(depth - 1)),
            _ => {
                let operator = ["&&", "||"][self.below(2)];
                let (left, right) = (self.expression(depth - 1), self.expression(depth - 1));
                format!("({left}){operator}{right}")
            }
        };
        format!("{before}{inner}{after}")
    }
}

fn devices(hub: &Hub) {
    for (id, user, tags) in [
        ("d1", Some("u=1"), json!(["vip", "grÖSSE"])),
        ("d2", Some("u=2"), json!(["EN", "GRÖßE", "X#1"])),
        ("d3", None, json!(["a:B"])),
        ("D1x", None, json!([])),
    ] {
        hub.install(&json!({
            "installationId": id, "userId": user, "platform": "gcm", "pushChannel": id, "tags": tags,
        }));
    }
}

/// What the pieces say and who got it must agree, whatever the expression and its blanks are.
#[test]
fn a_thousand_expressions() {
    let hub = Hub::start(&["--plain"]);
    devices(&hub);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut delivered, mut missed) = (0, 0);
    for _ in 0..1000 {
        let expression = random.expression(2);
        // Blanks at the ends of a header's value do not belong to it.
        let sent = expression.trim_matches([' ', '\t']);
        let request = send("gcm", r#"{"data":{"a":"b"}}"#);
        let answer = hub.call(&request.header("ServiceBusNotification-Tags", sent));
        assert_eq!(answer.status, 201, "{expression}: {}", answer.body);
        let explanation = explain(&hub, &format!("?request={}", answer.header("trackingid")));
        let rows = explanation["devices"].as_array().unwrap();
        let reached = hub.reached();
        let counted = |result: &str| explanation["counts"][result].as_u64().unwrap();
        assert_eq!(counted("delivered"), reached.len() as u64);
        assert_eq!(counted("delivered") + counted("not matched"), 4);
        for row in rows {
            let pieces = &row["pieces"];
            assert_eq!(joined(pieces), sent);
            let mut truth = String::new();
            for piece in pieces.as_array().unwrap() {
                let text = piece["text"].as_str().unwrap();
                if piece["tag"].as_bool() == Some(true) {
                    assert_eq!(piece["has"], has(row, text), "{expression} {row}");
                    truth += if has(row, text) { "1" } else { "0" };
                } else {
                    assert!(text.chars().all(|c| " \t()&|!".contains(c)), "{expression}");
                    assert_eq!(piece.as_object().unwrap().len(), 1, "{piece}");
                    truth += &text.replace([' ', '\t'], "");
                }
            }
            let id = row["installationId"].as_str().unwrap().to_owned();
            let got = reached.contains(&id);
            assert_eq!(row["device"], format!("i:{id}"));
            assert_eq!(row["result"], if got { "delivered" } else { "not matched" });
            assert_eq!(
                got,
                any(&mut truth.chars().peekable()),
                "{expression} {truth}"
            );
            match got {
                true => delivered += 1,
                false => missed += 1,
            }
        }
    }
    assert!(delivered > 500 && missed > 500, "{delivered} {missed}");
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Of an expression whose tags are 1 where the device has it and 0 where not.
fn any(text: &mut Chars) -> bool {
    let mut value = all(text);
    while text.peek() == Some(&'|') {
        text.nth(1);
        value |= all(text);
    }
    value
}

fn all(text: &mut Chars) -> bool {
    let mut value = not(text);
    while text.peek() == Some(&'&') {
        text.nth(1);
        value &= not(text);
    }
    value
}

fn not(text: &mut Chars) -> bool {
    match text.next().unwrap() {
        '!' => !not(text),
        '(' => {
            let value = any(text);
            text.next();
            value
        }
        tag => tag == '1',
    }
}

#[test]
fn one_device_and_one_result() {
    let hub = Hub::start(&["--plain"]);
    devices(&hub);
    let answer = hub.call(
        &send("gcm", r#"{"data":{"a":"b"}}"#).header("ServiceBusNotification-Tags", "vip||en"),
    );
    assert_eq!(answer.status, 201);
    let all = explain(&hub, "");
    let counts =
        json!({"delivered": 2, "refused": 0, "skipped": 0, "not matched": 2, "not meant": 0});
    assert_eq!(all["counts"], counts);
    let row = &all["devices"][1];
    assert_eq!(
        (&row["device"], &row["userId"]),
        (&json!("i:d2"), &json!("u=2"))
    );
    assert_eq!(all["devices"][2]["userId"], Value::Null);
    let key = utf8_percent_encode("i:d2", NON_ALPHANUMERIC);
    for (query, ids) in [
        (format!("?device={key}"), &["i:d2"][..]),
        ("?device=i:d2&result=refused".to_owned(), &[]),
        ("?result=not%20matched".to_owned(), &["i:d3", "i:D1x"]),
        ("?device=r:d2".to_owned(), &[]),
    ] {
        let some = explain(&hub, &query);
        let rows = some["devices"].as_array().unwrap().iter();
        let devices: Vec<_> = rows.map(|row| row["device"].as_str().unwrap()).collect();
        assert_eq!(devices, ids, "{query}");
        // What is said of all stays.
        assert_eq!(some["summary"], all["summary"]);
        assert_eq!(some["counts"], counts);
    }
    // No tags, no pieces.
    hub.call(&send("gcm", r#"{"data":{"a":"b"}}"#));
    assert_eq!(explain(&hub, "")["devices"][0]["pieces"], Value::Null);
    for query in ["?device=x", "?result=lost"] {
        assert_eq!(
            hub.control("GET", &format!("explain{query}"), "").status,
            400
        );
    }
}

#[test]
fn the_command_asks_about_one_device() {
    let hub = Hub::start(&["--plain"]);
    devices(&hub);
    hub.call(
        &send("gcm", r#"{"data":{"a":"b"}}"#).header("ServiceBusNotification-Tags", "vip && !en"),
    );
    let registrations = explain(&hub, "");
    let row = &registrations["devices"][0];
    let command = |device: &str| {
        let output = emulator()
            .args(["explain", "--device", device, "--env-file"])
            .arg(hub.env_file())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (status, shown, _) = command("d2");
    let last = shown.lines().last().unwrap();
    assert_eq!((status, shown.lines().count()), (Some(0), 4), "{shown}");
    assert_eq!(last, "d2      gcm       not matched  it has no tag 'vip'");
    // An installation's registration is told about with it.
    let (status, _, said) = command(row["registrationId"].as_str().unwrap());
    assert_eq!(status, Some(1));
    assert!(said.contains("It says nothing of"), "{said}");
}
