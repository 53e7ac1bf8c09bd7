//! Checks of template bodies: the expression language, and the document that
//! it stands in.
//!
//! `$(name)`, `$(name, 10)`, `.(name, 10)`, `%(name)`, `#(name)`, and in braces
//! `{expression + 'text' + expression}`.

use serde_json::Value;

use crate::error::{Error, Result, Status};
use crate::platform::Platform;
use crate::xml::Node;

/// Checks a template's body for a platform. The error's column is where the
/// fault stands in the body, in characters.
pub fn check(platform: Platform, body: &str) -> Result<()> {
    if platform == Platform::Template {
        return Err(Error::argument(
            "platform: give the platform of the devices that the template is for",
        ));
    }
    if body.trim().is_empty() {
        return Err(fault("is empty", 1));
    }
    let is_xml = matches!(platform, Platform::Windows | Platform::Mpns);
    if is_xml && body.trim_start().starts_with('<') {
        if let Err(why) = Node::parse(body) {
            return Err(fault(&format!("is not XML: {why}"), 1));
        }
    } else if !is_xml {
        check_json(body)?;
    }
    let mut scanner = Scanner {
        chars: body.chars().collect(),
        at: 0,
    };
    while scanner.at < scanner.chars.len() {
        match scanner.peek(0) {
            Some('{') if scanner.opens_concatenation() => scanner.concatenation()?,
            Some('$') if scanner.peek(1) == Some('(') => scanner.expression()?,
            Some('#') if !is_xml && scanner.opens_number() => scanner.number()?,
            _ => scanner.at += 1,
        }
    }
    Ok(())
}

fn check_json(body: &str) -> Result<()> {
    match serde_json::from_str::<Value>(body) {
        Ok(Value::Object(object)) => {
            if has_expression_in_name(&Value::Object(object)) {
                return Err(fault(
                    "has an expression in the name of a member; only values may hold them",
                    1,
                ));
            }
            Ok(())
        }
        Ok(_) => Err(fault("is not a JSON object", 1)),
        Err(error) => {
            let mut lines = body.split_inclusive('\n');
            let before: usize = lines
                .by_ref()
                .take(error.line().saturating_sub(1))
                .map(|line| line.chars().count())
                .sum();
            // serde_json counts the bytes of a line.
            let line = lines.next().unwrap_or_default();
            let characters = line
                .bytes()
                .take(error.column())
                .filter(|byte| !matches!(byte, 0x80..=0xBF))
                .count();
            Err(fault("is not JSON", before + characters.max(1)))
        }
    }
}

fn has_expression_in_name(value: &Value) -> bool {
    match value {
        Value::Object(object) => object
            .iter()
            .any(|(name, value)| name.contains("$(") || has_expression_in_name(value)),
        Value::Array(items) => items.iter().any(has_expression_in_name),
        _ => false,
    }
}

fn fault(message: &str, column: usize) -> Error {
    Error::new(
        Status::InvalidPayload,
        format!("template body {message} (column {column})"),
    )
    .at_column(column)
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
}

impl Scanner {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) {
        while self.peek(0) == Some(' ') {
            self.at += 1;
        }
    }

    fn fault<T>(&self, message: &str) -> Result<T> {
        Err(fault(message, self.at + 1))
    }

    /// `X(name)` or `X(name, length)`, at its first character.
    fn expression(&mut self) -> Result<()> {
        let kind = self.peek(0);
        let start = self.at;
        self.at += 2;
        self.skip_space();
        let name_at = self.at;
        while self
            .peek(0)
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            self.at += 1;
        }
        match self.at - name_at {
            0 if self.peek(0) == Some('$') => {
                return self.fault("uses a name that the service keeps for itself");
            }
            0 => return self.fault("has an expression without the name of a property"),
            1..=120 => {}
            _ => {
                self.at = name_at;
                return self.fault("has a property name of more than 120 characters");
            }
        }
        self.skip_space();
        let takes_length = matches!(kind, Some('$' | '.'));
        if self.peek(0) == Some(',') && takes_length {
            self.at += 1;
            self.skip_space();
            let digits_at = self.at;
            while self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1;
            }
            if self.at == digits_at {
                return self.fault("has a length that is not a number");
            }
            self.skip_space();
        } else if kind == Some('.') {
            return self.fault("has a .( ) without the length to cut to");
        }
        match self.peek(0) {
            Some(')') => {
                self.at += 1;
                Ok(())
            }
            None => {
                self.at = start;
                self.fault("has an expression that is never closed")
            }
            Some(_) => self.fault("has a character that a property name cannot have"),
        }
    }

    /// Is this `{` the beginning of a concatenation and not of JSON?
    fn opens_concatenation(&self) -> bool {
        let mut rest = self.chars[self.at + 1..].iter().skip_while(|c| **c == ' ');
        let first = rest.next();
        let second = rest.next();
        matches!(
            (first, second),
            (Some('$' | '.' | '%' | '#'), Some('(')) | (Some('\''), _)
        )
    }

    /// `{term + term}`
    fn concatenation(&mut self) -> Result<()> {
        let start = self.at;
        self.at += 1;
        loop {
            self.skip_space();
            match self.peek(0) {
                Some('$' | '.' | '%' | '#') if self.peek(1) == Some('(') => self.expression()?,
                Some('\'') => self.literal("'")?,
                // Inside JSON a double quote is written with a backslash.
                Some('\\') if self.peek(1) == Some('"') => self.literal("\\\"")?,
                Some('"') => self.literal("\"")?,
                None => {
                    self.at = start;
                    return self.fault("has a '{' that is never closed");
                }
                Some(_) => {
                    return self.fault("has something else than an expression or a text in braces");
                }
            }
            self.skip_space();
            match self.peek(0) {
                Some('+') => self.at += 1,
                Some('}') => {
                    self.at += 1;
                    return Ok(());
                }
                None => {
                    self.at = start;
                    return self.fault("has a '{' that is never closed");
                }
                Some(_) => return self.fault("has no + between two terms in braces"),
            }
        }
    }

    fn literal(&mut self, quote: &str) -> Result<()> {
        let start = self.at;
        let quote: Vec<char> = quote.chars().collect();
        self.at += quote.len();
        while self.at < self.chars.len() {
            if self.chars[self.at..].starts_with(&quote) {
                self.at += quote.len();
                return Ok(());
            }
            self.at += 1;
        }
        self.at = start;
        self.fault("has a text in braces that is never closed")
    }

    /// Is this `#(` at the beginning of a JSON value?
    fn opens_number(&self) -> bool {
        self.peek(1) == Some('(') && self.at > 0 && self.chars[self.at - 1] == '"'
    }

    /// `"#(name)"`: a number only if it is the whole value.
    fn number(&mut self) -> Result<()> {
        self.expression()?;
        if self.peek(0) != Some('"') {
            return self.fault("has a #( ) that is not the whole value");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_whole_language() {
        for body in [
            r#"{"aps":{"alert":"$(msg)"}}"#,
            r##"{"aps":{"alert":"Hello $(name), $( msg , 10 ) and .(long, 20) %(uri)","badge":"#(count)"}}"##,
            r#"{"aps":{"alert":"{'Hi ' + $(name) + \"!\"}"}}"#,
            r#"{"a":{"b":"{ $(x) }","c":"costs 5$ (five)"}}"#,
        ] {
            check(Platform::Apple, body).unwrap();
        }
        check(
            Platform::Windows,
            "<toast launch=\"$(l)\"><text>{$(a) + ' ' + $(b)}</text></toast>",
        )
        .unwrap();
        check(Platform::Windows, "raw $(text)").unwrap();
    }

    #[test]
    fn reports_the_column_of_the_fault() {
        for (platform, body, column, what) in [
            (Platform::Apple, "", 1, "empty"),
            (Platform::Apple, "{\"a\":}", 6, "not JSON"),
            (Platform::Apple, "{\n\"a\":}", 7, "not JSON"),
            (Platform::Apple, "{\"éé\":\n \"é\":}", 12, "not JSON"),
            (Platform::Apple, "[]", 1, "object"),
            (Platform::Apple, r#"{"a":"$(b"}"#, 10, "cannot have"),
            (Platform::Apple, r#"{"a":"$()"}"#, 9, "without the name"),
            (Platform::Apple, r#"{"a":"$($body)"}"#, 9, "for itself"),
            (Platform::Apple, r#"{"a":"$(b,x)"}"#, 11, "not a number"),
            (Platform::Apple, r#"{"a":"$(b-c)"}"#, 10, "cannot have"),
            (Platform::Apple, r#"{"a":"{$(b) $(c)}"}"#, 13, "no +"),
            (
                Platform::Apple,
                r#"{"a":"{$(b) + }"}"#,
                15,
                "something else",
            ),
            (Platform::Apple, r#"{"a":"{'b + $(c)}"}"#, 8, "never closed"),
            (Platform::Apple, r##"{"a":"#(b) x"}"##, 11, "whole value"),
            (Platform::Apple, r#"{"$(a)":"b"}"#, 1, "name of a member"),
            (Platform::Windows, "<toast>", 1, "not XML"),
            (Platform::Windows, "<toast>$(a</toast>", 11, "cannot have"),
        ] {
            let error = check(platform, body).unwrap_err();
            assert_eq!(error.column, Some(column), "{body}: {error}");
            assert!(error.message.contains(what), "{body}: {error}");
        }
        let long = format!("{{\"a\":\"$({})\"}}", "x".repeat(121));
        assert!(
            check(Platform::Gcm, &long)
                .unwrap_err()
                .message
                .contains("120")
        );
        assert!(check(Platform::Template, "{}").is_err());
    }
}
