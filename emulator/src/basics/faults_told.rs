//! What is wrong with a file that may hold keys and handles of devices: where and what, but never
//! the words that stand there.

use serde_json::error::Category;

/// For JSON that does not read as what it should be.
pub fn in_json(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        Category::Eof => "it ends too early".to_owned(),
        Category::Syntax => "it is not JSON".to_owned(),
        Category::Io => "it cannot be read".to_owned(),
        Category::Data => wrong_data(&error.to_string()),
    };
    match error.line() {
        0 => what,
        line => format!("{what} (line {line}, column {})", error.column()),
    }
}

/// serde quotes what it found. The names that it misses or expects are ours.
fn wrong_data(message: &str) -> String {
    let place = message.rfind(" at line ").unwrap_or(message.len());
    let message = &message[..place];
    if message.starts_with("missing field `") {
        return message.to_owned();
    }
    match message.rsplit_once(", expected ") {
        Some((_, expected)) => format!("something else is there than {expected}"),
        None => "a value is wrong".to_owned(),
    }
}

/// The words of others are in quotes; whatever stands between the first and the last one goes.
pub fn without_quoted(message: &str) -> String {
    let quotes = ['\'', '"', '`'];
    match (message.find(quotes), message.rfind(quotes)) {
        (Some(first), Some(last)) if first < last => {
            format!("{}'…'{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Kind {
        #[expect(dead_code, reason = "it is only read")]
        Known { member: u8 },
    }

    #[test]
    fn the_place_is_told_and_the_words_are_not() {
        for (json, told) in [
            (
                "{\"known\":{\n\"member\":\"s3cret\"}}",
                "than u8 (line 2, column 17)",
            ),
            ("{\"s3cret\":{}}", "than `known` (line 1"),
            ("\"s3cret, expected `s3cret\"", "than `known` (line 1"),
            (
                "{\"known\":{\"s3cret\":1}}",
                "missing field `member` (line 1",
            ),
            ("{\"known\":{\"member\":1},\"s3cret\":1}", "line 1"),
            ("{\"known\":s3cret}", "it is not JSON (line 1, column 10)"),
            ("{\"known\":\"s3cret", "it ends too early (line 1"),
        ] {
            let said = in_json(&serde_json::from_str::<Kind>(json).unwrap_err());
            assert!(said.contains(told) && !said.contains("s3cret"), "{said}");
        }
    }

    #[test]
    fn quoted_words_are_left_out() {
        let said = without_quoted("template 'a': 's3cret isn't' is not a template expression");
        assert_eq!(said, "template '…' is not a template expression");
        assert_eq!(without_quoted("platform is missing"), "platform is missing");
    }
}
