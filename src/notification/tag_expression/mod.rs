//! Tags and tag expressions, checked before the wire.
//!
//! `expr := and { "||" and }`, `and := not { "&&" not }`,
//! `not := "!" not | "(" expr ")" | tag`.

pub mod matching;
mod parser;

use std::fmt::Write as _;

use crate::error::{Error, Result, Status};

/// Longest tag, in characters.
pub const MAX_TAG: usize = 120;
/// Most tags in an expression that only uses `||`.
pub const MAX_TAGS_OR: usize = 20;
/// Most tags in an expression with `&&` or `!`.
pub const MAX_TAGS_MIXED: usize = 6;
/// A parsed or composed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagExpression {
    /// One tag.
    Tag(String),
    /// Everyone without.
    Not(Box<TagExpression>),
    /// All of.
    And(Vec<TagExpression>),
    /// Any of.
    Or(Vec<TagExpression>),
}

impl TagExpression {
    /// One tag, checked.
    pub fn tag(text: &str) -> Result<TagExpression> {
        check_tag(text)?;
        Ok(TagExpression::Tag(text.to_owned()))
    }

    /// `self && other`.
    pub fn and(self, other: TagExpression) -> TagExpression {
        let mut terms = match self {
            TagExpression::And(terms) => terms,
            single => vec![single],
        };
        match other {
            TagExpression::And(more) => terms.extend(more),
            single => terms.push(single),
        }
        TagExpression::And(terms)
    }

    /// `self || other`.
    pub fn or(self, other: TagExpression) -> TagExpression {
        let mut terms = match self {
            TagExpression::Or(terms) => terms,
            single => vec![single],
        };
        match other {
            TagExpression::Or(more) => terms.extend(more),
            single => terms.push(single),
        }
        TagExpression::Or(terms)
    }

    /// `!self`. Two negations cancel out, so that composing cannot nest
    /// without bound.
    pub fn negate(self) -> TagExpression {
        match self {
            TagExpression::Not(inner) => *inner,
            other => TagExpression::Not(Box::new(other)),
        }
    }

    /// Refuses more tags than the service takes.
    pub fn check_limits(&self) -> Result<()> {
        let tags = self.count_tags();
        let (most, kind) = if self.is_only_or() {
            (MAX_TAGS_OR, "with only || may have")
        } else {
            (MAX_TAGS_MIXED, "with && or ! may have")
        };
        if tags > most {
            return Err(Error::new(
                Status::InvalidTagExpression,
                format!("tag expression has {tags} tags; one {kind} at most {most}"),
            ));
        }
        Ok(())
    }

    /// The text to send. Parentheses go round everything composite, because
    /// the service does not document which operator binds tighter.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        match self {
            TagExpression::Tag(tag) => out.push_str(tag),
            TagExpression::Not(inner) => {
                out.push('!');
                inner.write_grouped(out);
            }
            TagExpression::And(terms) => write_joined(terms, "&&", out),
            TagExpression::Or(terms) => write_joined(terms, "||", out),
        }
    }

    fn write_grouped(&self, out: &mut String) {
        match self {
            TagExpression::And(_) | TagExpression::Or(_) => {
                out.push('(');
                self.write(out);
                out.push(')');
            }
            TagExpression::Tag(_) | TagExpression::Not(_) => self.write(out),
        }
    }

    fn count_tags(&self) -> usize {
        match self {
            TagExpression::Tag(_) => 1,
            TagExpression::Not(inner) => inner.count_tags(),
            TagExpression::And(terms) | TagExpression::Or(terms) => {
                terms.iter().map(TagExpression::count_tags).sum()
            }
        }
    }

    fn is_only_or(&self) -> bool {
        match self {
            TagExpression::Tag(_) => true,
            TagExpression::Or(terms) => terms.iter().all(TagExpression::is_only_or),
            TagExpression::Not(_) | TagExpression::And(_) => false,
        }
    }
}

fn write_joined(terms: &[TagExpression], operator: &str, out: &mut String) {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            // Writing to a String cannot fail.
            let _ = write!(out, " {operator} ");
        }
        term.write_grouped(out);
    }
}

/// Checks one tag: 1 to 120 characters of letters, digits and `_@#.:-`, or
/// `$InstallationId:{…}` or `$UserId:{…}`, where `=` is allowed as well.
pub fn check_tag(text: &str) -> Result<()> {
    let error = |message: &str, column: usize| {
        Err(Error::new(
            Status::InvalidTag,
            format!("tag {message} (column {column})"),
        )
        .at_column(column))
    };
    if text.is_empty() {
        return error("is empty; to reach everyone use a broadcast", 1);
    }
    // What most are: this is on the way of every send.
    if text.len() <= MAX_TAG && text.bytes().all(|b| is_tag_char(char::from(b))) {
        return Ok(());
    }
    if text.chars().count() > MAX_TAG {
        return error("is longer than 120 characters", MAX_TAG + 1);
    }
    if let Some(name) = special_name(text) {
        let Some(rest) = text[name.len()..].strip_prefix('{') else {
            let column = name.len() + 1;
            return error(&format!("has no '{{'; write {name}{{ID}}"), column);
        };
        let before_id = name.len() + 1;
        let Some(id) = rest.strip_suffix('}') else {
            return error("has no closing '}'", text.chars().count() + 1);
        };
        if id.is_empty() {
            return error("has no id between '{' and '}'", before_id + 1);
        }
        return match id.chars().zip(1..).find(|(c, _)| !is_id_char(*c)) {
            Some((c, at)) => error(
                &format!("has {}, a character that ids cannot have", shown(c)),
                before_id + at,
            ),
            None => Ok(()),
        };
    }
    match text.chars().zip(1..).find(|(c, _)| !is_tag_char(*c)) {
        Some(('$', 1)) => error(
            "begins with '$', as only $InstallationId:{ID} and $UserId:{ID} may",
            1,
        ),
        Some((c, at)) => error(
            &format!("has {}, a character other than {TAG_CHARS}", shown(c)),
            at,
        ),
        None => Ok(()),
    }
}

/// The service's own tag for an id: `name` is [`USER_ID`] or [`INSTALLATION_ID`].
pub fn id_tag(argument: &str, name: &str, id: &str) -> Result<String> {
    let refused = |why: String| Err(Error::new(Status::InvalidTag, format!("{argument} {why}")));
    if id.is_empty() {
        return refused("is empty; to reach everyone use a broadcast".to_owned());
    }
    if let Some(c) = id.chars().find(|c| !is_id_char(*c)) {
        return refused(format!(
            "has {}, a character other than {TAG_CHARS} and =; give the id alone",
            shown(c)
        ));
    }
    let most = MAX_TAG - name.len() - "{}".len();
    if id.len() > most {
        return refused(format!("is longer than {most} characters"));
    }
    Ok(format!("{name}{{{id}}}"))
}

/// The service's own tag of an installation.
pub const INSTALLATION_ID: &str = "$InstallationId:";
/// The service's own tag of a user.
pub const USER_ID: &str = "$UserId:";

/// The service's own tag of a user with any id that installations take: longer ones cannot be
/// a target, but are listed.
pub fn user_tag(id: &str) -> String {
    format!("{USER_ID}{{{id}}}")
}

/// The id in a tag of that name, as the service gives it to devices.
pub fn id_in_tag<'a>(name: &str, tag: &'a str) -> Option<&'a str> {
    let start = tag.get(..name.len())?;
    let id = tag[start.len()..].strip_prefix('{')?.strip_suffix('}')?;
    start.eq_ignore_ascii_case(name).then_some(id)
}

/// What tags are made of, in words.
const TAG_CHARS: &str = "letters from A to Z, digits and _@#.:-";

/// A character as messages name it.
pub fn shown(c: char) -> String {
    match c {
        ' ' => "a blank".to_owned(),
        c if c.is_control() => "a control character".to_owned(),
        c => format!("'{c}'"),
    }
}

/// `$InstallationId:` or `$UserId:` at the start of `text`, as it is spelled there.
fn special_name(text: &str) -> Option<&str> {
    [INSTALLATION_ID, USER_ID].into_iter().find_map(|name| {
        let start = text.get(..name.len())?;
        start.eq_ignore_ascii_case(name).then_some(start)
    })
}

// .NET's check takes any Unicode letter, but a tag travels in an HTTP header,
// which has no agreed encoding beyond ASCII; the service's documentation names
// letters and digits. So only ASCII can be sent and arrive as meant.
fn is_tag_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '#' | '.' | ':' | '-')
}

fn is_id_char(c: char) -> bool {
    is_tag_char(c) || c == '='
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_writes_back_with_every_group_marked() {
        for (text, written) in [
            ("a", "a"),
            (" a||b ", "a || b"),
            ("a && b || c", "(a && b) || c"),
            ("a || b && !c", "a || (b && !c)"),
            ("!(a||b)&&c", "!(a || b) && c"),
            ("!!a", "a"),
            ("((a))", "a"),
            ("(a || b) || c", "a || b || c"),
            (
                "$InstallationId:{6f-1=} && $userid:{u@x.y}",
                "$InstallationId:{6f-1=} && $userid:{u@x.y}",
            ),
            ("follows_RedSox:2@x#y.z-1", "follows_RedSox:2@x#y.z-1"),
        ] {
            let parsed = TagExpression::parse(text).unwrap();
            assert_eq!(parsed.text(), written, "{text}");
            assert_eq!(TagExpression::parse(written).unwrap(), parsed, "{text}");
        }
    }

    #[test]
    fn reports_the_column_of_the_fault() {
        for (text, column, what) in [
            ("", 1, "empty"),
            ("   ", 1, "empty"),
            ("a b", 3, "a tag cannot hold a blank"),
            ("a AND b", 3, "write && for AND"),
            ("a && not b", 10, "write ! for NOT"),
            ("or b", 4, "write || for OR"),
            ("a | b", 3, "single '|'"),
            ("a & b", 3, "single '&'"),
            ("a ||", 5, "ends where"),
            ("|| a", 1, "operator where"),
            ("a && || b", 6, "operator where"),
            ("(a || b", 1, "never closed"),
            ("a)", 2, "')'"),
            ("()", 2, "')'"),
            ("a,b", 2, "write || for any of them"),
            ("a\r\nb", 2, "a control character"),
            ("caf\u{e9}", 4, "'\u{e9}'"),
            ("a=b", 2, "'='"),
            ("$InstallationId:[x]", 17, "write $InstallationId:{ID}"),
            ("$userid:x", 9, "write $userid:{ID}"),
            (
                "$UserId:{a b}",
                11,
                "a blank, a character that ids cannot have",
            ),
            ("$UserId:{a && $UserId:{b}", 11, "no closing"),
            ("$InstallationId:{}", 18, "no id"),
            ("a || $UserId:{x", 16, "no closing"),
            ("$UserId:{a*b}", 11, "'*', a character that ids cannot have"),
            ("$Other:{x}", 1, "begins with '$'"),
        ] {
            let error = TagExpression::parse(text).unwrap_err();
            assert_eq!(error.status, Status::InvalidTagExpression, "{text}");
            assert_eq!(error.column, Some(column), "{text}: {error}");
            assert!(error.message.contains(what), "{text}: {error}");
        }
        let long = format!("a || {}", "x".repeat(121));
        assert_eq!(
            TagExpression::parse(&long).unwrap_err().column,
            Some(5 + 121)
        );
        assert!(TagExpression::parse(&"x".repeat(120)).is_ok());
        let deep = format!("{}a", "(".repeat(100_000));
        assert!(
            TagExpression::parse(&deep)
                .unwrap_err()
                .message
                .contains("deeply")
        );
    }

    #[test]
    fn counts_terms_as_the_service_does() {
        let or = |n: usize| vec!["t"; n].join("||");
        assert!(TagExpression::parse(&or(20)).is_ok());
        assert!(
            TagExpression::parse(&or(21))
                .unwrap_err()
                .message
                .contains("at most 20")
        );
        let and = |n: usize| vec!["t"; n].join("&&");
        assert!(TagExpression::parse(&and(6)).is_ok());
        assert!(
            TagExpression::parse(&and(7))
                .unwrap_err()
                .message
                .contains("at most 6")
        );
        assert!(TagExpression::parse(&format!("!({})", or(7))).is_err());
        assert!(TagExpression::parse(&format!("({}) || (a || b)", or(18))).is_ok());
    }

    #[test]
    fn composes_with_parentheses() {
        let tag = |text: &str| TagExpression::tag(text).unwrap();
        let expression = tag("a").or(tag("b")).and(tag("c").and(tag("d")).negate());
        assert_eq!(expression.text(), "(a || b) && !(c && d)");
        assert_eq!(
            TagExpression::parse(&expression.text()).unwrap(),
            expression
        );
        assert_eq!(
            TagExpression::tag("a b").unwrap_err().status,
            Status::InvalidTag
        );
    }
}
