//! A payload that rules are applied to, and what several rules ask.

use serde_json::{Map, Value};

use crate::notification::platform::Platform;
use crate::wire::json;
use crate::wire::xml_check::{self, Place};

/// One rule.
pub struct Rule {
    /// How messages and the manual call it.
    pub id: &'static str,
    /// Whose payloads it is for.
    pub platforms: &'static [Platform],
    /// What it asks for.
    pub says: &'static str,
    /// The page that says so.
    pub source: &'static str,
    /// Is it about shape alone, so that a template can be judged by it before
    /// its properties are known?
    pub is_of_shape: bool,
    /// Finds what is wrong.
    pub check: fn(&Subject<'_>) -> Option<Problem>,
}

/// A payload under examination, with the headers that go with it.
pub struct Subject<'a> {
    /// Its platform.
    pub platform: Platform,
    /// Its bytes.
    pub body: &'a [u8],
    /// Its headers for the push service, by name in any case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// Its members, where it is a JSON object.
    pub json: Option<Map<String, Value>>,
}

/// What a rule finds.
pub struct Problem {
    /// What is wrong, as what "the payload" does.
    pub message: String,
    /// Where, in characters from the payload's first.
    pub column: Option<usize>,
}

impl From<String> for Problem {
    fn from(message: String) -> Problem {
        Problem {
            message,
            column: None,
        }
    }
}

impl From<&str> for Problem {
    fn from(message: &str) -> Problem {
        Problem::from(message.to_owned())
    }
}

impl<'a> Subject<'a> {
    /// A payload and its headers.
    pub fn new(
        platform: Platform,
        body: &'a [u8],
        header: &'a dyn Fn(&str) -> Option<String>,
    ) -> Subject<'a> {
        let is_xml = matches!(platform, Platform::Windows | Platform::Mpns);
        let json = match is_xml {
            true => None,
            false => match json::parse(body) {
                Ok(Value::Object(members)) => Some(members),
                _ => None,
            },
        };
        Subject {
            platform,
            body,
            header,
            json,
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<String> {
        (self.header)(name)
    }

    /// Is that its value?
    pub fn header_is(&self, name: &str, value: &str) -> bool {
        self.header(name).as_deref() == Some(value)
    }

    /// A member of the payload, where that is a JSON object.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.json.as_ref()?.get(name)
    }

    /// The same where it is an object itself.
    pub fn object(&self, name: &str) -> Option<&Map<String, Value>> {
        self.member(name)?.as_object()
    }

    /// Its text, where it is UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.body).unwrap_or_default()
    }
}

/// How long a payload may be.
pub fn at_most(subject: &Subject<'_>, most: usize) -> Option<Problem> {
    let length = subject.body.len();
    (length > most).then(|| {
        format!("has {length} bytes; the push service takes at most {most}; shorten its texts")
            .into()
    })
}

/// Every JSON platform's first rule.
pub fn json_object(subject: &Subject<'_>) -> Option<Problem> {
    if subject.json.is_some() {
        return None;
    }
    if !json::is_shallow(subject.body) {
        return Some("is nested too deeply".into());
    }
    let error = match serde_json::from_slice::<Value>(subject.body) {
        Ok(_) => return Some("is not a JSON object".into()),
        Err(error) => error,
    };
    // Only where, since the error's own words can quote the payload. It counts
    // the bytes of a line.
    let mut lines = subject.body.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines
        .by_ref()
        .take(error.line().saturating_sub(1))
        .map(characters)
        .sum();
    let line = lines.next().unwrap_or_default();
    let column = characters(&line[..error.column().min(line.len())]).max(1);
    Some(Problem {
        message: format!("is not JSON (line {}, column {column})", error.line()),
        column: Some(before + column),
    })
}

fn characters(bytes: &[u8]) -> usize {
    let is_first = |byte: &&u8| !matches!(byte, 0x80..=0xBF);
    bytes.iter().filter(is_first).count()
}

/// What is not well-formed, and where.
pub fn xml(subject: &Subject<'_>) -> Option<Problem> {
    let document = subject.text();
    let fault = xml_check::walk(document, |_| {}).err()?;
    let place = Place::of(document, fault.at);
    let before = document.get(..fault.at).unwrap_or(document);
    Some(Problem {
        message: format!(
            "is not well-formed XML: it has {} (line {}, column {})",
            fault.what, place.line, place.column
        ),
        column: Some(before.chars().count() + 1),
    })
}

/// A name for a message: it may be anything, and is told where it is harmless.
pub fn shown(name: &str) -> &str {
    let is_harmless = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    match name.len() <= 40 && name.bytes().all(is_harmless) {
        true => name,
        false => "one of them",
    }
}

/// What is no text among the members of an object of texts.
pub fn not_text(what: &str, value: &Value) -> Option<Problem> {
    let Some(members) = value.as_object() else {
        return Some(format!("has {what} that is not an object").into());
    };
    let (name, _) = members.iter().find(|(_, value)| !value.is_string())?;
    let name = shown(name);
    Some(format!("has {what} that is not text ({name}); write numbers as \"1\"").into())
}
