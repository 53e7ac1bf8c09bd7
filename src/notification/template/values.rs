//! Where values stand in a template's body: what of it may be an expression.

use std::ops::Range;

use crate::wire::xml_check::{self, Part};

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A JSON string, with its quotes.
    Json,
    /// Text or an attribute of XML.
    Xml,
    /// What is in a CDATA section.
    CData,
}

/// A value, and where it stands.
pub struct Value {
    /// How it is written.
    pub kind: Kind,
    /// The bytes of the body that it takes.
    pub range: Range<usize>,
    /// Its characters, each with the byte at which it is written.
    pub characters: Vec<(char, usize)>,
}

/// The values of a body that is known to be JSON, and the names of its members.
pub fn of_json(body: &str) -> (Vec<Value>, Vec<String>) {
    let (mut values, mut names) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = body[at..].find('"') {
        let start = at + found;
        let (characters, end) = json_string(body, start);
        at = end;
        if body[end..].trim_start().starts_with(':') {
            names.push(characters.into_iter().map(|(c, _)| c).collect());
            continue;
        }
        values.push(Value {
            kind: Kind::Json,
            range: start..end,
            characters,
        });
    }
    (values, names)
}

/// The characters of the string that opens at `start`, and one past its end.
fn json_string(body: &str, start: usize) -> (Vec<(char, usize)>, usize) {
    let mut characters = Vec::new();
    let mut units = body[start + 1..].char_indices();
    let mut high: Option<(u32, usize)> = None;
    while let Some((offset, c)) = units.next() {
        let at = start + 1 + offset;
        let c = match c {
            '"' => return (characters, at + 1),
            '\\' => match units.next().map(|(_, c)| c) {
                Some('u') => {
                    let digits: String = units.by_ref().take(4).map(|(_, c)| c).collect();
                    let unit = u32::from_str_radix(&digits, 16).unwrap_or(0xFFFD);
                    match (high.take(), unit) {
                        (_, 0xD800..=0xDBFF) => {
                            high = Some((unit, at));
                            continue;
                        }
                        (Some((first, at)), 0xDC00..=0xDFFF) => {
                            let both = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
                            characters.extend(char::from_u32(both).map(|c| (c, at)));
                            continue;
                        }
                        _ => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                    }
                }
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some(c) => c,
                None => break,
            },
            c => c,
        };
        characters.push((c, at));
    }
    (characters, body.len())
}

/// The values of a document.
pub fn of_xml(body: &str) -> Result<Vec<Value>, xml_check::Fault> {
    let mut values = Vec::new();
    xml_check::walk(body, |part| {
        let (kind, range) = match part {
            Part::Attribute(range) | Part::Text(range) => (Kind::Xml, range),
            Part::CData(range) => (Kind::CData, range),
        };
        let characters = match kind {
            Kind::CData => written(body, &range).collect(),
            _ => unescaped(body, &range),
        };
        values.push(Value {
            kind,
            range,
            characters,
        });
    })?;
    Ok(values)
}

fn written<'a>(body: &'a str, range: &Range<usize>) -> impl Iterator<Item = (char, usize)> + 'a {
    let start = range.start;
    body[range.clone()]
        .char_indices()
        .map(move |(offset, c)| (c, start + offset))
}

/// With references in place of which is what they stand for; they are known to
/// be good.
fn unescaped(body: &str, range: &Range<usize>) -> Vec<(char, usize)> {
    let mut characters = Vec::new();
    let mut all = written(body, range);
    while let Some((c, at)) = all.next() {
        if c != '&' {
            characters.push((c, at));
            continue;
        }
        let name: String = all
            .by_ref()
            .map(|(c, _)| c)
            .take_while(|c| *c != ';')
            .collect();
        let text = quick_xml::escape::unescape(&format!("&{name};"))
            .map(std::borrow::Cow::into_owned)
            .unwrap_or_default();
        characters.extend(text.chars().map(|c| (c, at)));
    }
    characters
}
