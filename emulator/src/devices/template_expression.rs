//! The expression language inside the values of a template: `$(name)`, `$(name, 5)`, `.(name, 5)`,
//! `%(name)`, `#(name)` and `{'text' + $(name)}`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::HashMap;

const MAX_NAME: usize = 120;
/// Longest text between the parentheses of a reference: a name, a limit, and some blanks. Together
/// with the next constant it keeps a hostile template from being scanned over and over.
const MAX_REFERENCE: usize = MAX_NAME + 40;
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
    Property { name: String, form: PropertyForm },
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
    /// `#(name)`: a number, if it is all there is in a JSON value.
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
    fn get(&self, name: &str) -> &'a str {
        self.message
            .get(name)
            .or_else(|| self.push_variables.get(name))
            .map_or("", String::as_str)
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
            Term::Property { name, form } => push_value(&mut text, values.get(name), *form),
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

/// Splits a value into literal text and references. Text that only resembles an expression stays
/// text, except after `$(`, which has no other use in a template.
pub fn parse(value: &str) -> Result<Vec<Term>, String> {
    let mut terms = Vec::new();
    let mut literal = String::new();
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let found = match c {
            '{' => concatenation(rest),
            _ => property(rest).map(|(term, rest)| (vec![term], rest)),
        };
        match found {
            Some((found, after)) => {
                if !literal.is_empty() {
                    terms.push(Term::Text(std::mem::take(&mut literal)));
                }
                terms.extend(found);
                rest = after;
            }
            None if rest.starts_with("$(") => {
                let excerpt: String = rest.chars().take(30).collect();
                return Err(format!("'{excerpt}' is not a template expression"));
            }
            None => {
                literal.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    if !literal.is_empty() {
        terms.push(Term::Text(literal));
    }
    Ok(terms)
}

/// `{term + term}`; the braces are what tells a concatenation from text with a plus sign.
fn concatenation(text: &str) -> Option<(Vec<Term>, &str)> {
    let mut terms = Vec::new();
    let mut rest = text.strip_prefix('{')?;
    while terms.len() < MAX_TERMS {
        rest = rest.trim_start();
        let (term, after) = quoted(rest).or_else(|| property(rest))?;
        terms.push(term);
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return Some((terms, after));
        }
        rest = rest.strip_prefix('+')?;
    }
    None
}

fn quoted(text: &str) -> Option<(Term, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (literal, rest) = text[1..].split_once(quote)?;
    Some((Term::Text(literal.to_owned()), rest))
}

fn property(text: &str) -> Option<(Term, &str)> {
    let kind = text.chars().next()?;
    if !matches!(kind, '$' | '.' | '%' | '#') {
        return None;
    }
    let inside = text[1..].strip_prefix('(')?;
    let close = inside.bytes().take(MAX_REFERENCE).position(|b| b == b')')?;
    let (inside, rest) = (&inside[..close], &inside[close + 1..]);
    let (name, limit) = match inside.split_once(',') {
        Some((name, limit)) => (name, Some(limit.trim().parse().ok()?)),
        None => (inside, None),
    };
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.len() <= MAX_NAME
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !is_name {
        return None;
    }
    let form = match (kind, limit) {
        ('$', None) => PropertyForm::Plain,
        ('$', Some(limit)) => PropertyForm::Clipped(limit),
        ('.', Some(limit)) => PropertyForm::Shortened(limit),
        ('%', None) => PropertyForm::UriEncoded,
        ('#', None) => PropertyForm::Number,
        _ => return None,
    };
    let name = name.to_lowercase();
    Some((Term::Property { name, form }, rest))
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
            ("$(msg,4)", "Grüß"),
            ("$(msg, 400)", "Grüß Gott"),
            ("$(msg, 0)", ""),
            (".(msg, 8)", "Grüß ..."),
            (".(msg, 9)", "Grüß Gott"),
            (".(msg, 2)", ".."),
            ("%(query)", "a%20b%26c%2F%C3%A4"),
            ("#(n)", "42"),
            // The message's property wins over the push variable of the same name.
            ("$(city)", "Oslo"),
            ("$(First_Name)", "Ann"),
            ("{'Hi ' + $(first_name) + \"!\"}", "Hi Ann!"),
            ("{ 'a'+'b' }", "ab"),
            ("{$(city)}", "Oslo"),
            (
                "{.(msg, 5) + '|' + %(query) + #(n)}",
                "Gr...|a%20b%26c%2F%C3%A442",
            ),
            ("From $(city): $(n) new", "From Oslo: 42 new"),
            // Only resembles an expression:
            ("100% (sure)", "100% (sure)"),
            ("see.(2)", "see.(2)"),
            ("%(a b)", "%(a b)"),
            ("{n}", "{n}"),
            ("{'a' + }", "{'a' + }"),
            ("'quoted'", "'quoted'"),
            ("1 + 2 $ #", "1 + 2 $ #"),
        ] {
            assert_eq!(render(value), expected, "{value}");
        }
    }

    #[test]
    fn a_broken_reference_is_refused() {
        let long = format!("$({})", "x".repeat(121));
        for value in [
            "$()",
            "$(a b)",
            "$(a",
            "$(a,)",
            "$(a,b)",
            "$(a,-1)",
            "x $($body)",
            &long,
        ] {
            assert!(parse(value).is_err(), "{value}");
        }
        assert!(parse(&format!("$({})", "x".repeat(120))).is_ok());
    }
}
