//! Templates: the check of a body, and what it makes of sample properties.

mod expression;
mod values;

use serde_json::Value as Json;

use crate::error::{Error, Result, Status};
use crate::notification::Notification;
use crate::notification::kind::{MpnsType, WnsType};
use crate::notification::platform::Platform;
use crate::notification::rules::{self, Subject};
use crate::wire::json::{is_shallow, parse};
use crate::wire::xml_check::Place;
use expression::{Form, Parsed, Term};
use values::{Kind, Value};

/// What a URI may hold as it is.
const UNRESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A body that was read.
struct Template<'a> {
    body: &'a str,
    segments: Vec<Segment>,
}

/// An expression, and where it stands.
struct Segment {
    kind: Option<Kind>,
    range: std::ops::Range<usize>,
    terms: Vec<Term>,
}

/// What expressions are put in for.
enum Filling<'a> {
    /// What a property may be: text, or a number where one is asked for.
    Anything,
    /// Properties, as text members of an object.
    Properties(&'a serde_json::Map<String, Json>),
}

/// Checks a template's body for a platform: its document, its expressions, and
/// its shape. The error's column is where the fault stands in the body, in
/// characters.
pub fn check(platform: Platform, body: &str) -> Result<()> {
    let template = Template::read(platform, body)?;
    let payload = template.render(&Filling::Anything);
    let no_header = |_: &str| None;
    let subject = Subject::new(platform, payload.as_bytes(), &no_header);
    match rules::broken_shape(&subject) {
        Some(broken) => Err(broken.into_error(platform)),
        None => Ok(()),
    }
}

/// The same, and checks what the template makes of `sample`, a template
/// notification: its properties, and its headers for Apple. `headers` are those
/// of the template.
pub fn check_with_sample(
    platform: Platform,
    body: &str,
    headers: &[(&str, &str)],
    sample: &Notification,
) -> Result<()> {
    check(platform, body)?;
    if !headers.is_empty() && !matches!(platform, Platform::Windows | Platform::Mpns) {
        return Err(Error::new(
            Status::InvalidPayload,
            "template of an installation has headers, which the service is reported to take for Windows and Windows Phone only",
        ));
    }
    if sample.platform() != Platform::Template {
        return Err(Error::argument(
            "sample must be a template notification, such as nh_notification_new_template gives",
        ));
    }
    // Finds one without properties.
    sample.for_each_header(|_, _| ())?;
    let properties = match serde_json::from_slice(sample.body()) {
        Ok(Json::Object(properties)) => properties,
        _ => {
            return Err(Error::argument(
                "sample: its properties are not a JSON object",
            ));
        }
    };
    let payload = Template::read(platform, body)?.render(&Filling::Properties(&properties));
    let header = |name: &str| header_of(platform, &payload, headers, sample, name);
    match rules::broken(&Subject::new(platform, payload.as_bytes(), &header)) {
        // A column is one of the body, and this is found in the payload.
        Some(broken) => {
            let mut error = broken.into_error(platform);
            error.column = None;
            Err(error)
        }
        None => Ok(()),
    }
}

/// A header that the rendered payload goes with: the template's own, the
/// sender's for Apple, or what the payload says by its root.
fn header_of(
    platform: Platform,
    payload: &str,
    headers: &[(&str, &str)],
    sample: &Notification,
    name: &str,
) -> Option<String> {
    let own = headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, value)) = own {
        return Some((*value).to_owned());
    }
    match platform {
        Platform::Apple if !name.eq_ignore_ascii_case("content-type") => sample.header(name),
        Platform::Windows if name == "X-WNS-Type" => {
            let kind = WnsType::detect(payload).unwrap_or(match payload.starts_with('<') {
                true => WnsType::Toast,
                false => WnsType::Raw,
            });
            Some(kind.header().to_owned())
        }
        Platform::Mpns if name == "X-WindowsPhone-Target" && headers.is_empty() => {
            let kind = MpnsType::detect(payload).unwrap_or(match payload.starts_with('<') {
                true => MpnsType::Toast,
                false => MpnsType::Raw,
            });
            kind.target().map(str::to_owned)
        }
        _ => None,
    }
}

impl<'a> Template<'a> {
    fn read(platform: Platform, body: &'a str) -> Result<Template<'a>> {
        if platform == Platform::Template {
            return Err(Error::argument(
                "platform: give the platform of the devices that the template is for",
            ));
        }
        if body.trim().is_empty() {
            return Err(fault(body, 0, "is empty"));
        }
        let takes_xml = matches!(platform, Platform::Windows | Platform::Mpns);
        let found = if !takes_xml {
            json(body)?
        } else if body
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('<')
        {
            xml(body)?
        } else if matches!(parse(body.as_bytes()), Ok(Json::Object(_))) {
            json(body)?
        } else {
            let characters: Vec<char> = body.chars().collect();
            let terms = expression::parse_raw(&characters).map_err(|(at, what)| {
                let at = body.char_indices().nth(at).map_or(body.len(), |(at, _)| at);
                fault(body, at, what)
            })?;
            let segments = vec![Segment {
                kind: None,
                range: 0..body.len(),
                terms,
            }];
            return Ok(Template { body, segments });
        };
        let mut segments = Vec::new();
        for value in found {
            let characters: Vec<char> = value.characters.iter().map(|(c, _)| *c).collect();
            let parsed = expression::parse(&characters).map_err(|(at, what)| {
                let written = value.characters.get(at).map(|(_, at)| *at);
                let end = value.range.end - usize::from(value.kind == Kind::Json);
                fault(body, written.unwrap_or(end), what)
            })?;
            if let Parsed::Terms(terms) = parsed {
                segments.push(Segment {
                    kind: Some(value.kind),
                    range: value.range,
                    terms,
                });
            }
        }
        Ok(Template { body, segments })
    }

    fn render(&self, filling: &Filling<'_>) -> String {
        let mut payload = String::new();
        let mut at = 0;
        for segment in &self.segments {
            payload.push_str(&self.body[at..segment.range.start]);
            at = segment.range.end;
            let text: String = segment
                .terms
                .iter()
                .map(|term| filling.text(term))
                .collect();
            match segment.kind {
                None => payload.push_str(&text),
                Some(Kind::Json) if is_number(&segment.terms, &text) => payload.push_str(&text),
                Some(Kind::Json) => payload.push_str(&Json::from(text).to_string()),
                Some(Kind::Xml) => payload.push_str(&quick_xml::escape::escape(xml_chars(&text))),
                Some(Kind::CData) => {
                    payload.push_str(&xml_chars(&text).replace("]]>", "]]]]><![CDATA[>"));
                }
            }
        }
        payload.push_str(&self.body[at..]);
        payload
    }
}

impl Filling<'_> {
    fn text(&self, term: &Term) -> String {
        let (name, form, default) = match term {
            Term::Literal(text) => return text.clone(),
            Term::Property {
                name,
                form,
                default,
            } => (name, *form, default),
        };
        let text = match self {
            Filling::Anything if form == Form::Number => "0",
            Filling::Anything => "text",
            Filling::Properties(properties) => properties
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .and_then(|(_, value)| value.as_str())
                .or(default.as_deref())
                .unwrap_or_default(),
        };
        formed(text, form)
    }
}

fn formed(text: &str, form: Form) -> String {
    match form {
        Form::Plain | Form::Number | Form::Braced => text.to_owned(),
        Form::Clipped(most) => text.chars().take(most).collect(),
        Form::Shortened(most) if text.chars().count() > most => {
            let kept = text.chars().take(most.saturating_sub(3));
            kept.chain("...".chars().take(most.min(3))).collect()
        }
        Form::Shortened(_) => text.to_owned(),
        Form::Encoded => percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string(),
    }
}

/// `#(name)` alone, whose text is a number as the service documents it:
/// `(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn is_number(terms: &[Term], text: &str) -> bool {
    let [
        Term::Property {
            form: Form::Number, ..
        },
    ] = terms
    else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent
            .is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

fn xml_chars(text: &str) -> String {
    text.chars()
        .filter(|c| crate::wire::xml_check::is_char(*c))
        .collect()
}

fn json(body: &str) -> Result<Vec<Value>> {
    if !is_shallow(body.as_bytes()) {
        return Err(fault(body, 0, "is nested too deeply"));
    }
    match serde_json::from_str::<Json>(body) {
        Ok(Json::Object(_)) => {}
        Ok(_) => return Err(fault(body, 0, "is not a JSON object")),
        Err(error) => {
            let mut lines = body.split_inclusive('\n');
            let before: usize = lines
                .by_ref()
                .take(error.line().saturating_sub(1))
                .map(str::len)
                .sum();
            // The byte of that line up to which it was read, counted from 1.
            let line = lines.next().unwrap_or_default();
            let at = error.column().saturating_sub(1).min(line.len());
            let at = (0..=at).rev().find(|at| line.is_char_boundary(*at));
            return Err(fault(body, before + at.unwrap_or_default(), "is not JSON"));
        }
    }
    let (values, names) = values::of_json(body);
    let is_expression =
        |name: &String| name.contains("$(") || name.starts_with(".(") || name.starts_with("%(");
    match names.iter().any(is_expression) {
        true => Err(fault(
            body,
            0,
            "has an expression in the name of a member; only values may hold them",
        )),
        false => Ok(values),
    }
}

fn xml(body: &str) -> Result<Vec<Value>> {
    values::of_xml(body).map_err(|found| {
        let place = Place::of(body, found.at);
        let what = format!(
            "is not XML: it has {} (line {}, column {})",
            found.what, place.line, place.column
        );
        fault(body, found.at, &what)
    })
}

fn fault(body: &str, at: usize, what: &str) -> Error {
    let column = body.get(..at).unwrap_or(body).chars().count() + 1;
    Error::new(
        Status::InvalidPayload,
        format!("template body {what} (column {column})"),
    )
    .at_column(column)
}

#[cfg(test)]
mod tests;
