//! Tag expressions: `(a || b) && !c`. Not binds closer than and, and closer than or.

use crate::devices::tag;
use std::ops::Range;

/// Most tags of an expression that uses `||` only.
const MAX_TERMS_OR: usize = 20;
/// Most tags of an expression with `&&` or `!`.
const MAX_TERMS_OTHER: usize = 6;
/// Deeper nesting has no use with so few terms, and the parser recurses.
const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagExpression {
    /// A folded tag.
    Tag(String),
    Not(Box<TagExpression>),
    All(Vec<TagExpression>),
    Any(Vec<TagExpression>),
}

impl TagExpression {
    pub fn parse(text: &str) -> Result<TagExpression, String> {
        TagExpression::parse_with_places(text).map(|(expression, _)| expression)
    }

    /// And where in the text each of its tags stands, from left to right.
    pub fn parse_with_places(text: &str) -> Result<(TagExpression, Vec<Range<usize>>), String> {
        let mut parser = Parser {
            text,
            position: 0,
            depth: 0,
            tags: Vec::new(),
            only_or: true,
        };
        let expression = parser.any()?;
        parser.skip_blanks();
        if parser.position < text.len() {
            return Err(parser.fault("an operator or the end was expected"));
        }
        let (limit, kind) = match parser.only_or {
            true => (MAX_TERMS_OR, "with || only"),
            false => (MAX_TERMS_OTHER, "with && or !"),
        };
        if parser.tags.len() > limit {
            return Err(format!(
                "{} tags are more than the {limit} that an expression {kind} may have",
                parser.tags.len()
            ));
        }
        Ok((expression, parser.tags))
    }

    /// Whether a device with these tags, folded and sorted, is meant.
    pub fn matches(&self, tags: &[String]) -> bool {
        match self {
            TagExpression::Tag(tag) => tags.binary_search(tag).is_ok(),
            TagExpression::Not(inner) => !inner.matches(tags),
            TagExpression::All(terms) => terms.iter().all(|term| term.matches(tags)),
            TagExpression::Any(terms) => terms.iter().any(|term| term.matches(tags)),
        }
    }
}

impl TagExpression {
    /// Which part of it is false for a device with these tags; None where it is true.
    pub fn why_not(&self, tags: &[String]) -> Option<String> {
        if self.matches(tags) {
            return None;
        }
        Some(match self {
            TagExpression::Tag(tag) => format!("it has no tag '{tag}'"),
            TagExpression::Not(inner) => match &**inner {
                TagExpression::Tag(tag) => format!("it has the tag '{tag}', which is excluded"),
                other => format!("{other} is true, and excluded"),
            },
            // The first is enough: one that is false makes all false.
            TagExpression::All(terms) => terms
                .iter()
                .find_map(|term| term.why_not(tags))
                .unwrap_or_default(),
            TagExpression::Any(terms) => {
                let terms = terms.iter().filter_map(|term| term.why_not(tags));
                terms.collect::<Vec<_>>().join("; ")
            }
        })
    }
}

impl std::fmt::Display for TagExpression {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let joined = |terms: &[TagExpression], operator: &str| {
            let terms: Vec<String> = terms.iter().map(TagExpression::to_string).collect();
            format!("({})", terms.join(operator))
        };
        match self {
            TagExpression::Tag(tag) => f.write_str(tag),
            TagExpression::Not(inner) => write!(f, "!{inner}"),
            TagExpression::All(terms) => f.write_str(&joined(terms, " && ")),
            TagExpression::Any(terms) => f.write_str(&joined(terms, " || ")),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    position: usize,
    depth: usize,
    tags: Vec<Range<usize>>,
    only_or: bool,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<TagExpression, String> {
        let mut terms = vec![self.all()?];
        while self.take("||") {
            terms.push(self.all()?);
        }
        Ok(single_or(terms, TagExpression::Any))
    }

    fn all(&mut self) -> Result<TagExpression, String> {
        let mut terms = vec![self.not()?];
        while self.take("&&") {
            self.only_or = false;
            terms.push(self.not()?);
        }
        Ok(single_or(terms, TagExpression::All))
    }

    fn not(&mut self) -> Result<TagExpression, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault("the nesting is too deep"));
        }
        let expression = if self.take("!") {
            self.only_or = false;
            TagExpression::Not(Box::new(self.not()?))
        } else if self.take("(") {
            let inner = self.any()?;
            if !self.take(")") {
                return Err(self.fault("a ) was expected"));
            }
            inner
        } else {
            self.tag()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn tag(&mut self) -> Result<TagExpression, String> {
        self.skip_blanks();
        let rest = &self.text[self.position..];
        let length = tag::special_prefix(rest)
            .unwrap_or_else(|| rest.find(|c| !tag::is_tag_char(c)).unwrap_or(rest.len()));
        if length == 0 {
            return Err(self.fault("a tag was expected"));
        }
        let word = &rest[..length];
        if word.chars().count() > tag::MAX_TAG_CHARS {
            let limit = tag::MAX_TAG_CHARS;
            return Err(self.fault(&format!("the tag is longer than {limit} characters")));
        }
        let start = self.position;
        self.position += length;
        self.tags.push(start..self.position);
        Ok(TagExpression::Tag(tag::fold(word)))
    }

    fn take(&mut self, token: &str) -> bool {
        self.skip_blanks();
        let found = self.text[self.position..].starts_with(token);
        if found {
            self.position += token.len();
        }
        found
    }

    fn skip_blanks(&mut self) {
        let rest = &self.text[self.position..];
        self.position += rest.len() - rest.trim_start().len();
    }

    fn fault(&self, what: &str) -> String {
        let column = self.text[..self.position].chars().count() + 1;
        format!("{what} at column {column}")
    }
}

fn single_or(
    mut terms: Vec<TagExpression>,
    combine: fn(Vec<TagExpression>) -> TagExpression,
) -> TagExpression {
    match terms.len() {
        1 => terms.remove(0),
        _ => combine(terms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(expression: &str, tags: &[&str]) -> bool {
        let mut tags: Vec<String> = tags.iter().map(|tag| tag::fold(tag)).collect();
        tags.sort();
        TagExpression::parse(expression).unwrap().matches(&tags)
    }

    #[test]
    fn truth_table() {
        for (expression, tags, expected) in [
            ("a", &["a"][..], true),
            ("a", &["b"], false),
            ("A", &["a"], true),
            ("a", &["A"], true),
            ("a||b", &["b"], true),
            ("a && b", &["a"], false),
            ("a && b", &["a", "b"], true),
            ("!a", &[], true),
            ("!!a", &["a"], true),
            // && binds closer than ||, ! closer than &&.
            ("a || b && c", &["a"], true),
            ("(a || b) && c", &["a"], false),
            ("!a && b", &["b"], true),
            ("!(a && b)", &["b"], true),
            ("  ( a||b )&&!c  ", &["b"], true),
            ("$InstallationId:{x=1}", &["$InstallationId:{X=1}"], true),
            ("$userId:{u} && !a", &["$UserId:{u}"], true),
            ("Größe", &["grösse", "GRÖßE"], true),
        ] {
            assert_eq!(
                matches(expression, tags),
                expected,
                "{expression} on {tags:?}"
            );
        }
    }

    #[test]
    fn the_part_that_is_false_is_named() {
        let why = |expression: &str| {
            let tags = ["a".to_owned(), "b".to_owned()];
            TagExpression::parse(expression).unwrap().why_not(&tags)
        };
        assert_eq!(why("a && (b || c)"), None);
        for (expression, expected) in [
            ("C", "it has no tag 'c'"),
            ("a && !b", "it has the tag 'b', which is excluded"),
            ("(c || d) && a", "it has no tag 'c'; it has no tag 'd'"),
            ("!(a && (b || c))", "(a && (b || c)) is true, and excluded"),
        ] {
            assert_eq!(why(expression).as_deref(), Some(expected), "{expression}");
        }
    }

    #[test]
    fn faults_name_their_column() {
        for (expression, column) in [
            ("", 1),
            ("  ", 3),
            ("a ||", 5),
            ("a | b", 3),
            ("a b", 3),
            ("(a", 3),
            ("a)", 2),
            ("&& a", 1),
            ("a=b", 2),
            ("a,b", 2),
            ("$UserId:{}", 1),
            ("a && $Other:{x}", 6),
            ("ä || !", 7),
        ] {
            let fault = TagExpression::parse(expression).unwrap_err();
            assert!(
                fault.ends_with(&format!("at column {column}")),
                "{expression}: {fault}"
            );
        }
    }

    #[test]
    fn limits() {
        let joined = |count: usize, operator: &str| {
            let tags: Vec<String> = (0..count).map(|n| format!("t{n}")).collect();
            TagExpression::parse(&tags.join(operator))
        };
        assert!(joined(20, " || ").is_ok());
        assert!(joined(21, " || ").is_err());
        assert!(joined(6, "&&").is_ok());
        assert!(joined(7, "&&").is_err());
        assert!(TagExpression::parse("!a||b||c||d||e||f||g").is_err());
        assert!(TagExpression::parse("(a||b||c)||(d||e||f||g)").is_ok());
        assert!(TagExpression::parse(&"x".repeat(120)).is_ok());
        assert!(TagExpression::parse(&"x".repeat(121)).is_err());
        assert!(TagExpression::parse(&"(".repeat(100_000)).is_err());
        assert!(TagExpression::parse(&"!".repeat(100_000)).is_err());
    }
}
