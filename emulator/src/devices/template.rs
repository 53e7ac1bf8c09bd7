//! The body of a template: prepared once when a device is stored, filled in for each send.

use crate::devices::platform::{NativeBody, Platform};
use crate::devices::template_expression::{self as expression, PropertyForm, TemplateValues, Term};
use crate::wire::xml::{self, Piece};
use quick_xml::escape::{escape, unescape};
use serde::de::IgnoredAny;

/// In characters.
pub const MAX_TEMPLATE_NAME: usize = 200;

/// The services take a few kilobytes. This is what keeps a template that repeats a long property
/// from filling the memory.
pub const MAX_RENDERED: usize = 65_536;

/// Expressions stand only where a value stands, so everything between them is kept as written.
#[derive(Debug)]
pub struct Template {
    kind: TemplateKind,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateKind {
    Json,
    Xml,
    /// A raw notification of WNS or MPNS may be any text.
    Text,
}

#[derive(Debug)]
enum Segment {
    Raw(String),
    JsonString(Vec<Term>),
    XmlText(Vec<Term>),
    CData(Vec<Term>),
    Text(Vec<Term>),
}

impl Template {
    /// `raw` says that the body may be anything, even if it looks like XML.
    pub fn prepare(platform: Platform, raw: bool, body: &str) -> Result<Template, String> {
        let json = serde_json::from_str::<IgnoredAny>(body);
        let kind = match platform.body() {
            NativeBody::Json => {
                json.map_err(|error| format!("the body is not JSON: {error}"))?;
                TemplateKind::Json
            }
            // A WNS template with a JSON body has been seen in the service's answers.
            NativeBody::Xml if json.is_ok() => TemplateKind::Json,
            NativeBody::Xml if looks_like_xml(body) && !(raw && xml::check(body).is_err()) => {
                TemplateKind::Xml
            }
            NativeBody::Xml => TemplateKind::Text,
        };
        let segments = match kind {
            TemplateKind::Json => json_segments(body)?,
            TemplateKind::Xml => xml_segments(body)?,
            TemplateKind::Text => vec![Segment::Text(expression::parse_raw(body)?)],
        };
        Ok(Template { kind, segments })
    }

    pub fn kind(&self) -> TemplateKind {
        self.kind
    }

    /// None if it comes out larger than any push service takes.
    pub fn render(&self, values: TemplateValues) -> Option<String> {
        let mut text = String::new();
        for segment in &self.segments {
            segment.render(values, &mut text);
            if text.len() > MAX_RENDERED {
                return None;
            }
        }
        Some(text)
    }
}

impl Segment {
    fn render(&self, values: TemplateValues, text: &mut String) {
        let evaluate = |terms: &[Term]| expression::evaluate(terms, values, MAX_RENDERED);
        match self {
            Segment::Raw(raw) => text.push_str(raw),
            Segment::Text(terms) => text.push_str(&evaluate(terms)),
            Segment::JsonString(terms) => {
                let value = evaluate(terms);
                match is_number(terms, &value) {
                    true => text.push_str(&value),
                    false => text.push_str(&serde_json::Value::from(value).to_string()),
                }
            }
            Segment::XmlText(terms) => text.push_str(&escape(xml_chars(&evaluate(terms)))),
            Segment::CData(terms) => {
                let value = xml_chars(&evaluate(terms));
                text.push_str(&value.replace("]]>", "]]]]><![CDATA[>"));
            }
        }
    }
}

/// `#(name)` alone in a JSON value, and its text a number as the documentation has it:
/// `(0|([1-9][0-9]*))(\.[0-9]+)?((e|E)(+|-)?[0-9]+)?`. A sign before it or a blank is none.
fn is_number(terms: &[Term], value: &str) -> bool {
    matches!(
        terms,
        [Term::Property {
            form: PropertyForm::Number,
            ..
        }]
    ) && value.starts_with(|c: char| c.is_ascii_digit())
        && !value.ends_with(|c: char| c.is_whitespace())
        && serde_json::from_str::<serde_json::Number>(value).is_ok()
}

fn looks_like_xml(body: &str) -> bool {
    let body = body.trim_start_matches('\u{feff}');
    body.trim_start().starts_with('<')
}

fn xml_chars(value: &str) -> String {
    value.chars().filter(|c| xml::is_char(*c)).collect()
}

/// Nothing in the value asks for anything, so that it can stay as it was written.
fn is_literal(terms: &[Term], value: &str) -> bool {
    match terms {
        [] => true,
        [Term::Text(text)] => text == value,
        _ => false,
    }
}

/// `body` is known to be JSON. A string that a colon follows is a name and never an expression.
fn json_segments(body: &str) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    let mut raw_start = 0;
    let mut position = 0;
    while let Some(quote) = body[position..].find('"') {
        let start = position + quote;
        let end = json_string_end(body, start);
        position = end;
        if body[end..].trim_start().starts_with(':') {
            continue;
        }
        let value: String =
            serde_json::from_str(&body[start..end]).map_err(|error| error.to_string())?;
        let terms = expression::parse(&value)?;
        if !is_literal(&terms, &value) {
            segments.push(Segment::Raw(body[raw_start..start].to_owned()));
            segments.push(Segment::JsonString(terms));
            raw_start = end;
        }
    }
    segments.push(Segment::Raw(body[raw_start..].to_owned()));
    Ok(segments)
}

/// One past the closing quote of the string that opens at `start`.
fn json_string_end(body: &str, start: usize) -> usize {
    let mut escaped = false;
    for (offset, byte) in body.bytes().enumerate().skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return offset + 1,
            _ => {}
        }
    }
    body.len()
}

fn xml_segments(body: &str) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    let mut fault = None;
    let walked = xml::walk(body, |piece, raw| {
        let added = match piece {
            Piece::Other => {
                segments.push(Segment::Raw(raw.to_owned()));
                Ok(())
            }
            Piece::Text => xml_value(&mut segments, raw),
            Piece::Tag => xml_attributes(&mut segments, raw),
            Piece::CData => expression::parse(raw).map(|terms| {
                segments.push(Segment::CData(terms));
            }),
        };
        if let Err(error) = added {
            fault.get_or_insert(error);
        }
    });
    walked.map_err(|error| format!("the body is not XML: {error}"))?;
    match fault {
        Some(fault) => Err(fault),
        None => Ok(segments),
    }
}

/// The text of an element, or an attribute's value without its quotes.
fn xml_value(segments: &mut Vec<Segment>, raw: &str) -> Result<(), String> {
    let value = unescape(raw).map_err(|error| error.to_string())?;
    let terms = expression::parse(&value)?;
    segments.push(match is_literal(&terms, &value) {
        true => Segment::Raw(raw.to_owned()),
        false => Segment::XmlText(terms),
    });
    Ok(())
}

/// `tag` is well-formed, so that each quote in it opens or closes an attribute's value.
fn xml_attributes(segments: &mut Vec<Segment>, tag: &str) -> Result<(), String> {
    let mut rest = tag;
    while let Some(open) = rest.find(['"', '\'']) {
        let quote = &rest[open..open + 1];
        let (before, value) = rest.split_at(open + 1);
        let close = value.find(quote).unwrap_or(value.len());
        segments.push(Segment::Raw(before.to_owned()));
        xml_value(segments, &value[..close])?;
        segments.push(Segment::Raw(quote.to_owned()));
        rest = value.get(close + 1..).unwrap_or_default();
    }
    segments.push(Segment::Raw(rest.to_owned()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn render(platform: Platform, body: &str) -> String {
        let message = HashMap::from(
            [
                ("msg", "He said \"hi\" & <left>\n\u{1}"),
                ("name", "Ann"),
                ("n", "42"),
                ("big", "1e3"),
                ("zero", "007"),
                ("minus", "-1"),
                ("blank", " 3"),
                ("end", "a]]>b"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let values = TemplateValues {
            message: &message,
            push_variables: &HashMap::new(),
        };
        Template::prepare(platform, false, body)
            .unwrap()
            .render(values)
            .unwrap()
    }

    #[test]
    fn json_bodies() {
        for (body, expected) in [
            (
                r##"{ "aps" : {"alert":"$(msg)"} }"##,
                r##"{ "aps" : {"alert":"He said \"hi\" & <left>\n\u0001"} }"##,
            ),
            (r##"{"badge":"#(n)"}"##, r##"{"badge":42}"##),
            (r##"{"badge":"#(big)"}"##, r##"{"badge":1e3}"##),
            // No JSON number, not alone, or not there: stays text.
            (r##"{"badge":"#(zero)"}"##, r##"{"badge":"007"}"##),
            (r##"{"badge":"{#(n)}"}"##, r##"{"badge":"42"}"##),
            (r##"{"badge":"#(minus)"}"##, r##"{"badge":"-1"}"##),
            (r##"{"badge":"#(blank)"}"##, r##"{"badge":" 3"}"##),
            (r##"{"badge":"#(none)"}"##, r##"{"badge":""}"##),
            (r##"{"badge":"$(n)"}"##, r##"{"badge":"42"}"##),
            // Names are no values; other values stay byte for byte.
            (
                r##"{"$(name)": "x", "\u0041\"b": [1.0, "\u00e4", null]}"##,
                r##"{"$(name)": "x", "\u0041\"b": [1.0, "\u00e4", null]}"##,
            ),
            (
                r##"{"a":"{'Hi ' + $(name) + \"!\"}"}"##,
                r##"{"a":"Hi Ann!"}"##,
            ),
            (r##"{"a":"{'x'}", "b":""}"##, r##"{"a":"x", "b":""}"##),
            (r##"["$(name)","\\"]"##, r##"["Ann","\\"]"##),
        ] {
            assert_eq!(render(Platform::Apple, body), expected, "{body}");
        }
    }

    #[test]
    fn xml_bodies() {
        for (body, expected) in [
            (
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<toast launch='$(n)'><text id=\"1\">$(msg)</text></toast>",
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<toast launch='42'><text id=\"1\">He said &quot;hi&quot; &amp; &lt;left&gt;\n</text></toast>",
            ),
            (
                "<badge value=\"$(msg)\"/>",
                "<badge value=\"He said &quot;hi&quot; &amp; &lt;left&gt;\n\"/>",
            ),
            (
                "<a>{'Tom &amp; ' + $(name)}<b>&#65; stays</b></a>",
                "<a>Tom &amp; Ann<b>&#65; stays</b></a>",
            ),
            (
                "<a><![CDATA[$(end)]]><!-- $(name) --></a>",
                "<a><![CDATA[a]]]]><![CDATA[>b]]><!-- $(name) --></a>",
            ),
        ] {
            assert_eq!(render(Platform::Windows, body), expected, "{body}");
            xml::check(expected).unwrap();
        }
    }

    #[test]
    fn a_raw_body_is_plain_text_and_a_json_body_is_json_on_windows_too() {
        assert_eq!(render(Platform::Windows, "n=$(n)&x"), "n=42&x");
        assert_eq!(
            render(Platform::Windows, r##"{"aps":{"alert":"$(msg)"}}"##),
            r##"{"aps":{"alert":"He said \"hi\" & <left>\n\u0001"}}"##
        );
    }

    #[test]
    fn bodies_that_cannot_be_templates() {
        for (platform, body) in [
            (Platform::Apple, "{'a':1}"),
            (Platform::Gcm, ""),
            (Platform::Gcm, r##"{"a":"$(b c)"}"##),
            (Platform::Windows, "<toast>"),
            (Platform::Windows, "<toast a='$()'/>"),
            (Platform::WindowsPhone, "$(x"),
        ] {
            assert!(Template::prepare(platform, false, body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_raw_body_may_look_like_xml() {
        let body = "<no $(name) xml";
        assert!(Template::prepare(Platform::Windows, false, body).is_err());
        let template = Template::prepare(Platform::Windows, true, body).unwrap();
        assert_eq!(template.kind(), TemplateKind::Text);
    }

    #[test]
    fn what_comes_out_is_bounded() {
        let message = HashMap::from([("m".to_owned(), "x".repeat(60_000))]);
        let values = TemplateValues {
            message: &message,
            push_variables: &HashMap::new(),
        };
        let render = |body: &str| {
            let template = Template::prepare(Platform::Gcm, false, body).unwrap();
            template.render(values).map(|text| text.len())
        };
        assert_eq!(render(r#"["$(m)"]"#), Some(60_004));
        assert_eq!(render(r#"["$(m)","$(m)"]"#), None);
        let many = format!("[\"{{{}''}}\"]", "$(m)+".repeat(90));
        assert_eq!(render(&many), None);
    }

    /// Odd text of every kind: whatever it is, preparing and rendering it ends without a panic, and
    /// what was JSON or XML before is so afterwards.
    #[test]
    fn random_bodies() {
        const PARTS: [&str; 24] = [
            "<a>",
            "</a>",
            "<a b='",
            "'",
            "\"",
            "/>",
            "<![CDATA[",
            "]]>",
            "&amp;",
            "&",
            "$(x)",
            ".(x, 2)",
            "#(x)",
            "%(x)",
            "{",
            "'s' + ",
            "}",
            "[",
            "]",
            ",",
            "ä\u{1F600}",
            "\\",
            "<!--",
            "-->",
        ];
        let message = HashMap::from([("x".to_owned(), "<\"&ä]]>".to_owned())]);
        let values = TemplateValues {
            message: &message,
            push_variables: &HashMap::new(),
        };
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |bound: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % bound) as usize
        };
        let mut prepared = 0;
        for _ in 0..20_000 {
            let length = next(8);
            let inner: String = (0..length).map(|_| PARTS[next(24)]).collect();
            let body = match next(3) {
                0 => inner,
                1 => format!("<r>{inner}</r>"),
                _ => format!("[\"{inner}\"]"),
            };
            for platform in [Platform::Windows, Platform::Apple] {
                let Ok(template) = Template::prepare(platform, false, &body) else {
                    continue;
                };
                prepared += 1;
                let Some(text) = template.render(values) else {
                    continue;
                };
                match template.kind() {
                    TemplateKind::Json => {
                        serde_json::from_str::<IgnoredAny>(&text).unwrap();
                    }
                    TemplateKind::Xml => xml::check(&text).unwrap(),
                    TemplateKind::Text => {}
                }
            }
        }
        assert!(prepared > 1000, "{prepared}");
    }
}
