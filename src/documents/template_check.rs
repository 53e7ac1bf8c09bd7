//! Checks of template bodies: the expression language, and the document that
//! it stands in.
//!
//! `$(name)`, `$(name, 10)`, `.(name, 10)`, `%(name)`, `#(name)`, each with a
//! default as in `$(name:{text})`, and in braces `{expression + 'text' +
//! expression}`.

use serde_json::Value;

use crate::error::{Error, Result, Status};
use crate::notification::platform::Platform;
use crate::wire::xml::Node;

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
        is_json: !is_xml,
    };
    while scanner.at < scanner.chars.len() {
        match scanner.peek(0) {
            Some('{') if scanner.opens_concatenation() => scanner.concatenation()?,
            Some('$') if scanner.peek(1) == Some('(') => scanner.expression()?,
            Some('.' | '%') if scanner.opens_value() => scanner.expression()?,
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
        Value::Object(object) => object.iter().any(|(name, value)| {
            name.contains("$(")
                || name.starts_with(".(")
                || name.starts_with("%(")
                || has_expression_in_name(value)
        }),
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
    is_json: bool,
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
        if self.peek(0) == Some(':') && self.peek(1) == Some('{') {
            self.default_text()?;
        }
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

    /// `:{any text}`, in which a backslash takes the next character as it is.
    fn default_text(&mut self) -> Result<()> {
        let start = self.at;
        self.at += 2;
        let mut is_escaped = false;
        // At the latest it ends where the value does.
        let end = if self.is_json { '"' } else { '<' };
        while let Some(c) = self.peek(0).filter(|c| *c != end) {
            // Inside JSON a backslash is written with another.
            let (c, width) = match (c, self.peek(1)) {
                ('\\', Some(next)) if self.is_json => (next, 2),
                _ => (c, 1),
            };
            self.at += width;
            if c == '}' && !is_escaped {
                return Ok(());
            }
            is_escaped = c == '\\' && !is_escaped;
        }
        self.at = start;
        self.fault("has a default that is never closed")
    }

    /// Is this `.(` or `%(` the beginning of a value? Elsewhere they are text:
    /// people write "see.(1)" and "100%(sure)".
    fn opens_value(&self) -> bool {
        let before = |back| {
            self.at
                .checked_sub(back)
                .and_then(|at| self.chars.get(at))
                .copied()
        };
        let is_start = match (before(1), before(2)) {
            (None, _) => true,
            (Some('"'), Some('\\')) if self.is_json => false,
            (Some('"'), _) if self.is_json => true,
            (Some('>'), _) | (Some('"' | '\''), Some('=')) => !self.is_json,
            _ => false,
        };
        is_start && self.peek(1) == Some('(')
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
        let mut number_at = None;
        let mut terms = 0;
        loop {
            terms += 1;
            self.skip_space();
            if self.peek(0) == Some('#') {
                number_at = Some(self.at);
            }
            if let (Some(at), 2..) = (number_at, terms) {
                self.at = at;
                return self.fault("has a #( ) that is not the whole value");
            }
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
            if !self.chars[self.at..].starts_with(&quote) {
                self.at += 1;
                continue;
            }
            self.at += quote.len();
            // Twice, it is one quote of the text.
            if !self.chars[self.at..].starts_with(&quote) {
                return Ok(());
            }
            self.at += quote.len();
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
            r##"{"a":"{'it''s' + '' + $(a) + \"a \"\"word\"\"\"}","b":"{#(n)}"}"##,
            r#"{"a":{"b":"{ $(x) }","c":"costs 5$ (five)"}}"#,
            r##"{"a":".( long , 20 )","b":"%(uri)","c":"see.(1) or 100%(sure)","d":"\".(x)\""}"##,
            r##"{"a":"$(a:{}) $(b:{no, (none)},10)","b":".(b:{x\\}y},3)","c":"#(n:{0})"}"##,
        ] {
            check(Platform::Apple, body).unwrap();
        }
        check(
            Platform::Windows,
            "<toast launch=\"$(l)\"><text>{$(a) + ' ' + $(b)}</text></toast>",
        )
        .unwrap();
        check(
            Platform::Windows,
            "<toast launch='.(l, 9)'><text>%(u)</text><text>a .(b) 5%(c)</text></toast>",
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
            (
                Platform::Apple,
                r##"{"a":"{'n: ' + #(n)}"}"##,
                16,
                "whole value",
            ),
            (
                Platform::Apple,
                r##"{"a":"{#(n) + '!'}"}"##,
                8,
                "whole value",
            ),
            (Platform::Apple, r#"{"a":"{'it''s}"}"#, 8, "never closed"),
            (Platform::Apple, r#"{"a":".(b)"}"#, 10, "without the length"),
            (Platform::Apple, r#"{"a":".(b, x)"}"#, 12, "not a number"),
            (Platform::Apple, r#"{"a":"%(b, 5)"}"#, 10, "cannot have"),
            (Platform::Apple, r#"{"a":"%("}"#, 9, "without the name"),
            (Platform::Apple, r#"{"a":"$(b:{c)"}"#, 10, "never closed"),
            (Platform::Apple, r#"{"a":"$(b:{c} d)"}"#, 14, "cannot have"),
            (Platform::Apple, r#"{".(a, 5)":"b"}"#, 1, "name of a member"),
            (Platform::Windows, ".(text)", 7, "without the length"),
            (
                Platform::Windows,
                "<toast><text>%()</text></toast>",
                16,
                "without the name",
            ),
            (
                Platform::Windows,
                "<toast launch=\".(a)\"/>",
                19,
                "without the length",
            ),
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
