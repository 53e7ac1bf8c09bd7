//! What a payload would show on a device, in one line for people.

use crate::wire::xml::{self, Piece};
use quick_xml::escape::unescape;
use serde_json::{Map, Value};

pub fn summary(payload: &str) -> String {
    let text = match serde_json::from_str(payload) {
        // Apple shows what `aps` asks for, and of other members nothing.
        Ok(Value::Object(members)) if shows_nothing(&members) => {
            Some(format!("(nothing is shown) {payload}"))
        }
        Ok(Value::Object(members)) => of_json(&members),
        _ => of_xml(payload),
    };
    let text = text.filter(|text| !text.trim().is_empty());
    one_line(text.as_deref().unwrap_or(payload))
}

/// Line ends become blanks. Other control characters are what could play tricks on a terminal.
pub fn one_line(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars()
        .map(visible)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn of_json(payload: &Map<String, Value>) -> Option<String> {
    if let Some(aps) = object(payload, "aps") {
        return of_apple(aps);
    }
    let message = object(payload, "message").unwrap_or(payload);
    let android = object(message, "android");
    let parts = [Some(message), android];
    for part in parts.into_iter().flatten() {
        if let Some(text) = object(part, "notification").and_then(title_and_text) {
            return Some(text);
        }
    }
    for part in parts.into_iter().flatten() {
        if let Some(data) = object(part, "data") {
            return Some(title_and_text(data).unwrap_or_else(|| pairs(data)));
        }
    }
    title_and_text(payload)
}

fn shows_nothing(payload: &Map<String, Value>) -> bool {
    let aps = object(payload, "aps");
    aps.is_some_and(|aps| {
        !["alert", "badge", "sound"]
            .iter()
            .any(|name| aps.contains_key(*name))
    })
}

fn of_apple(aps: &Map<String, Value>) -> Option<String> {
    let alert = match aps.get("alert") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Object(alert)) => title_and_text(alert),
        _ => None,
    };
    let badge = aps.get("badge").map(|badge| format!("[badge {badge}]"));
    let parts: Vec<String> = alert.into_iter().chain(badge).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn title_and_text(members: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let body = ["body", "description", "message", "msg", "text"]
        .into_iter()
        .find_map(text);
    match (text("title"), body) {
        (Some(title), Some(body)) => Some(format!("{title}: {body}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

fn pairs(members: &Map<String, Value>) -> String {
    let pairs: Vec<String> = members
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}={text}"),
            value => format!("{name}={value}"),
        })
        .collect();
    pairs.join(", ")
}

fn object<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    members.get(name).and_then(Value::as_object)
}

/// All text there is, as a toast shows it.
fn of_xml(payload: &str) -> Option<String> {
    let mut texts = Vec::new();
    xml::walk(payload, |piece, raw| match piece {
        Piece::CData => texts.push(raw.to_owned()),
        Piece::Text => texts.extend(unescape(raw).map(String::from)),
        Piece::Tag | Piece::Other => {}
    })
    .ok()?;
    let words: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_platform_shows() {
        for (payload, shown) in [
            (r#"{"aps":{"alert":"hi"}}"#, "hi"),
            (
                r#"{"aps":{"alert":{"title":"T","body":"B"},"badge":3}}"#,
                "T: B [badge 3]",
            ),
            (
                r#"{"aps":{"content-available":1}}"#,
                r#"(nothing is shown) {"aps":{"content-available":1}}"#,
            ),
            (
                r#"{"message":{"notification":{"title":"T","body":"B"},"data":{"a":"b"}}}"#,
                "T: B",
            ),
            (r#"{"message":{"android":{"data":{"k":"v"}}}}"#, "k=v"),
            (r#"{"data":{"message":"hello"}}"#, "hello"),
            (r#"{"title":"T","description":"D"}"#, "T: D"),
            (
                "<toast><visual><text id=\"1\">a &amp; b</text>\n<text><![CDATA[c]]></text></visual></toast>",
                "a & b c",
            ),
            ("<badge value=\"3\"/>", "<badge value=\"3\"/>"),
            ("raw \u{1b}[2J\ntext", "raw \u{fffd}[2J text"),
        ] {
            assert_eq!(summary(payload), shown, "{payload}");
        }
    }
}
