//! The expression language of the values of a template: `$(name)`, `$(name, 5)`, `.(name, 5)`,
//! `%(name)`, `#(name)`, each with a default as in `$(name:{text})`, and `{'text' + $(name)}`.
//! Which values are one is as in the documentation ("Templates", Template expression language) and
//! in `ExpressionEvaluator` of the .NET SDK, which is the service's own.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;

const MAX_NAME: usize = 120;
/// Most terms of one concatenation.
const MAX_TERMS: usize = 100;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    Text(String),
    Property {
        name: String,
        form: PropertyForm,
        /// For a device whose message and push variables have no such property.
        default: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyForm {
    /// `$(name)`
    Plain,
    /// `$(name, n)`: at most n characters.
    Clipped(usize),
    /// `.(name, n)`: at most n characters, three dots for what was cut off included.
    Shortened(usize),
    /// `%(name)`
    UriEncoded,
    /// `#(name)`: a number, if it is all there is in a JSON value, and not in braces.
    Number,
}

/// The values an expression can refer to. Names are folded to lower case.
#[derive(Clone, Copy)]
pub struct TemplateValues<'a> {
    pub message: &'a HashMap<String, String>,
    pub push_variables: &'a HashMap<String, String>,
}

impl<'a> TemplateValues<'a> {
    /// A property of the message wins over a push variable of the device; what neither has is
    /// empty.
    fn get(&self, name: &str) -> Option<&'a str> {
        self.message
            .get(name)
            .or_else(|| self.push_variables.get(name))
            .map(String::as_str)
    }
}

/// Stops soon after `limit` bytes: the caller has no use for what is longer.
pub fn evaluate(terms: &[Term], values: TemplateValues, limit: usize) -> String {
    let mut text = String::new();
    for term in terms {
        if text.len() > limit {
            break;
        }
        match term {
            Term::Text(literal) => text.push_str(literal),
            Term::Property {
                name,
                form,
                default,
            } => {
                let value = values.get(name).or(default.as_deref());
                push_value(&mut text, value.unwrap_or_default(), *form);
            }
        }
    }
    text
}

fn push_value(text: &mut String, value: &str, form: PropertyForm) {
    match form {
        PropertyForm::Plain | PropertyForm::Number => text.push_str(value),
        PropertyForm::Clipped(limit) => text.extend(value.chars().take(limit)),
        PropertyForm::Shortened(limit) if value.chars().count() > limit => {
            text.extend(value.chars().take(limit.saturating_sub(3)));
            text.extend("...".chars().take(limit));
        }
        PropertyForm::Shortened(_) => text.push_str(value),
        PropertyForm::UriEncoded => text.extend(utf8_percent_encode(value, UNRESERVED)),
    }
}

/// A value that begins with the sign of an expression is one to its end; others are text.
pub fn parse(value: &str) -> Result<Vec<Term>, String> {
    let (terms, rest) = match value.chars().next() {
        Some('{') => concatenation(value)?,
        Some('$' | '.' | '%' | '#') => {
            let (term, rest) = property(value)?;
            (vec![term], rest)
        }
        None => return Ok(Vec::new()),
        Some(_) => return Ok(vec![Term::Text(value.to_owned())]),
    };
    match rest.is_empty() {
        true => Ok(terms),
        false => Err(format!("'{}' stands behind an expression", start_of(rest))),
    }
}

/// A raw body is no value of anything; what is undocumented there is left to whoever writes `$(`.
pub fn parse_raw(text: &str) -> Result<Vec<Term>, String> {
    let mut terms = Vec::new();
    let mut rest = text;
    if text.starts_with(".(") || text.starts_with("%(") {
        let (term, after) = property(text)?;
        terms.push(term);
        rest = after;
    }
    while let Some(at) = rest.find("$(") {
        if at > 0 {
            terms.push(Term::Text(rest[..at].to_owned()));
        }
        let (term, after) = property(&rest[at..])?;
        terms.push(term);
        rest = after;
    }
    if !rest.is_empty() {
        terms.push(Term::Text(rest.to_owned()));
    }
    Ok(terms)
}

fn start_of(text: &str) -> String {
    text.chars().take(30).collect()
}

/// `{term + term}`; the braces are what tells a concatenation from text with a plus sign.
fn concatenation(text: &str) -> Result<(Vec<Term>, &str), String> {
    let fail = |rest: &str| {
        Err(format!(
            "'{}' is not what goes on in braces",
            start_of(rest)
        ))
    };
    let mut terms = Vec::new();
    let mut rest = &text[1..];
    while terms.len() < MAX_TERMS {
        rest = rest.trim_start();
        let (term, after) = match rest.chars().next() {
            Some(quote @ ('\'' | '"')) => quoted(rest, quote)?,
            Some('$' | '.' | '%' | '#') => property(rest)?,
            _ => return fail(rest),
        };
        terms.push(term);
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return closed(terms).map(|terms| (terms, after));
        }
        let Some(after) = rest.strip_prefix('+') else {
            return fail(rest);
        };
        rest = after;
    }
    Err(format!("more than {MAX_TERMS} terms are in braces"))
}

/// A number is only what stands without braces; among others it is refused.
fn closed(mut terms: Vec<Term>) -> Result<Vec<Term>, String> {
    let alone = terms.len() == 1;
    for term in &mut terms {
        if let Term::Property {
            form: form @ PropertyForm::Number,
            ..
        } = term
        {
            if !alone {
                return Err("#( ) is one of several terms".to_owned());
            }
            *form = PropertyForm::Plain;
        }
    }
    Ok(terms)
}

/// A quote that is written twice is one of the text.
fn quoted(text: &str, quote: char) -> Result<(Term, &str), String> {
    let mut literal = String::new();
    let mut rest = &text[1..];
    loop {
        let Some((part, after)) = rest.split_once(quote) else {
            return Err(format!("'{}' is not closed", start_of(text)));
        };
        literal.push_str(part);
        match after.strip_prefix(quote) {
            Some(after) => {
                literal.push(quote);
                rest = after;
            }
            None => return Ok((Term::Text(literal), after)),
        }
    }
}

fn property(text: &str) -> Result<(Term, &str), String> {
    let fail = || format!("'{}' is not a template expression", start_of(text));
    let kind = text.chars().next().ok_or_else(fail)?;
    let inside = text[1..].strip_prefix('(').ok_or_else(fail)?.trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (name, mut rest) = inside.split_at(inside.find(|c| !is_name(c)).unwrap_or(inside.len()));
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(fail());
    }
    rest = rest.trim_start();
    let mut default = None;
    if let Some(after) = rest.strip_prefix(":{") {
        let (text, after) = default_text(after).ok_or_else(fail)?;
        default = Some(text);
        rest = after;
    }
    let (limit, rest) = match rest.strip_prefix(',') {
        Some(after) => {
            let (limit, after) = after.split_once(')').ok_or_else(fail)?;
            let limit = limit.trim();
            let plain = limit.bytes().all(|b| b.is_ascii_digit());
            let number = limit
                .parse::<i32>()
                .ok()
                .filter(|_| plain)
                .ok_or_else(fail)?;
            (Some(usize::try_from(number).map_err(|_| fail())?), after)
        }
        None => (None, rest.strip_prefix(')').ok_or_else(fail)?),
    };
    let form = match (kind, limit) {
        ('$', None) => PropertyForm::Plain,
        ('$', Some(limit)) => PropertyForm::Clipped(limit),
        ('.', Some(limit)) => PropertyForm::Shortened(limit),
        ('%', None) => PropertyForm::UriEncoded,
        ('#', None) => PropertyForm::Number,
        _ => return Err(fail()),
    };
    let name = name.to_lowercase();
    Ok((
        Term::Property {
            name,
            form,
            default,
        },
        rest,
    ))
}

/// Up to the brace that no backslash takes.
fn default_text(text: &str) -> Option<(String, &str)> {
    let mut default = String::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '}' if !escaped => return Some((default, &text[at + 1..])),
            '\\' if !escaped => escaped = true,
            c => {
                default.push(c);
                escaped = false;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(value: &str) -> String {
        let message = HashMap::from(
            [
                ("msg", "Grüß Gott"),
                ("city", "Oslo"),
                ("n", "42"),
                ("query", "a b&c/ä"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let push_variables = HashMap::from(
            [("city", "Bergen"), ("first_name", "Ann")]
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let values = TemplateValues {
            message: &message,
            push_variables: &push_variables,
        };
        evaluate(&parse(value).unwrap(), values, usize::MAX)
    }

    #[test]
    fn language_table() {
        for (value, expected) in [
            ("$(msg)", "Grüß Gott"),
            ("$(MSG)", "Grüß Gott"),
            ("$( msg )", "Grüß Gott"),
            ("$(nothing)", ""),
            ("$(nothing:{none})", "none"),
            ("$(city:{none})", "Oslo"),
            ("$(x:{a\\}b,(c)}, 3)", "a}b"),
            ("$(msg,4)", "Grüß"),
            ("$(msg, 400)", "Grüß Gott"),
            ("$(msg, 0)", ""),
            (".(msg, 8)", "Grüß ..."),
            (".(msg, 9)", "Grüß Gott"),
            (".(msg, 2)", ".."),
            ("%(query)", "a%20b%26c%2F%C3%A4"),
            ("#(n)", "42"),
            ("{#(n)}", "42"),
            // The message's property wins over the push variable of the same name.
            ("$(city)", "Oslo"),
            ("$(First_Name)", "Ann"),
            ("{'Hi ' + $(first_name) + \"!\"}", "Hi Ann!"),
            ("{'it''s ' + $(city) + \" \"\"x\"\"\"}", "it's Oslo \"x\""),
            ("{ 'a'+'b' }", "ab"),
            ("{$(city)}", "Oslo"),
            (
                "{.(msg, 5) + '|' + %(query) + $(n)}",
                "Gr...|a%20b%26c%2F%C3%A442",
            ),
            // Does not begin as an expression:
            ("From $(city): $(n) new", "From $(city): $(n) new"),
            ("100% (sure)", "100% (sure)"),
            ("see.(2)", "see.(2)"),
            (" $(city)", " $(city)"),
            ("'quoted'", "'quoted'"),
            ("1 + 2 $ #", "1 + 2 $ #"),
            ("", ""),
        ] {
            assert_eq!(render(value), expected, "{value}");
        }
    }

    #[test]
    fn what_begins_as_an_expression_and_is_none() {
        let long = format!("$({})", "x".repeat(121));
        for value in [
            "$()",
            "$(a b)",
            "$(a",
            "$(a,)",
            "$(a,b)",
            "$(a,-1)",
            "$(a,+1)",
            "$($body)",
            "$(a:{b)",
            "$(a) $(b)",
            "$(a) + $(b)",
            "$5",
            "#ff0000",
            ".(a)",
            "%(a b)",
            "%(a, 3)",
            "#(n) new",
            "{n}",
            "{",
            "{'open",
            "{'a' + }",
            "{'a'} b",
            "{'a' + #(n)}",
            &long,
        ] {
            assert!(parse(value).is_err(), "{value}");
        }
        assert!(parse(&format!("$({})", "x".repeat(120))).is_ok());
    }
}
