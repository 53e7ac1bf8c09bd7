//! Reading a tag expression, with the column of what is wrong with it.

use super::{TAG_CHARS, TagExpression, check_tag, is_tag_char, shown};
use crate::error::{Error, Result, Status};

/// Deepest nesting: more parentheses than any expression within the limits
/// needs, and a bound for the parser's recursion.
const MAX_DEPTH: usize = 64;

fn fault(message: &str, column: usize) -> Error {
    Error::new(
        Status::InvalidTagExpression,
        format!("tag expression {message} (column {column})"),
    )
    .at_column(column)
}

impl TagExpression {
    /// Parses and checks `text`.
    pub fn parse(text: &str) -> Result<TagExpression> {
        let mut parser = Parser {
            chars: text.chars().collect(),
            at: 0,
            depth: 0,
        };
        parser.skip_space();
        if parser.at == parser.chars.len() {
            return Err(fault("is empty; to reach everyone use a broadcast", 1));
        }
        let expression = parser.or()?;
        if parser.at < parser.chars.len() {
            return Err(parser.unexpected());
        }
        expression.check_limits()?;
        Ok(expression)
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn or(&mut self) -> Result<TagExpression> {
        let mut expression = self.and()?;
        while self.take_operator('|', "||")? {
            expression = expression.or(self.and()?);
        }
        Ok(expression)
    }

    fn and(&mut self) -> Result<TagExpression> {
        let mut expression = self.not()?;
        while self.take_operator('&', "&&")? {
            expression = expression.and(self.not()?);
        }
        Ok(expression)
    }

    fn not(&mut self) -> Result<TagExpression> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(fault("is nested too deeply", self.at + 1));
        }
        let expression = match self.peek() {
            Some('!') => {
                self.advance();
                self.not()?.negate()
            }
            Some('(') => {
                let open = self.at;
                self.advance();
                let inner = self.or()?;
                if self.peek() != Some(')') {
                    return Err(if self.peek().is_none() {
                        fault("has a '(' that is never closed", open + 1)
                    } else {
                        self.unexpected()
                    });
                }
                self.advance();
                inner
            }
            Some(c) if is_tag_char(c) || c == '$' => self.tag()?,
            None => return Err(fault("ends where a tag should stand", self.at + 1)),
            Some(_) => return Err(self.unexpected()),
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn tag(&mut self) -> Result<TagExpression> {
        let start = self.at;
        let in_tag = |c: char| is_tag_char(c) || c == '$';
        while self.peek().is_some_and(in_tag) {
            self.at += 1;
        }
        if self.peek() == Some('{') {
            self.at = self.end_of_id();
        }
        let tag: String = self.chars[start..self.at].iter().collect();
        check_tag(&tag).map_err(|error| {
            let column = start + error.column.unwrap_or(1);
            let what = error.message.trim_start_matches("tag ");
            let what = what.split(" (column").next().unwrap_or(what);
            fault(&format!("has a tag that {what}"), column)
        })?;
        self.skip_space();
        Ok(TagExpression::Tag(tag))
    }

    /// Where an id that stands in braces ends: behind the brace that closes it, or,
    /// where none does, in front of the first blank.
    fn end_of_id(&self) -> usize {
        let rest = &self.chars[self.at + 1..];
        let brace = rest.iter().position(|c| matches!(c, '{' | '}'));
        let end = match brace {
            Some(at) if rest[at] == '}' => at + 1,
            _ => rest.iter().position(|c| *c == ' ').unwrap_or(rest.len()),
        };
        self.at + 1 + end
    }

    /// The sign of an operator that is written as a word, here or just before.
    fn operator_in_words(&self) -> Option<(&'static str, &'static str)> {
        let in_word = |c: &char| is_tag_char(*c);
        let behind = self.chars[self.at..].iter().copied();
        let after: String = behind.take_while(|c| in_word(c)).collect();
        let before: Vec<char> = self.chars[..self.at].to_vec();
        let before = before.rsplit(|c| !in_word(c)).find(|word| !word.is_empty());
        let before: String = before.unwrap_or_default().iter().collect();
        [("AND", "&&"), ("OR", "||"), ("NOT", "!")]
            .into_iter()
            .find(|(word, _)| after.eq_ignore_ascii_case(word) || before.eq_ignore_ascii_case(word))
    }

    /// Takes a doubled operator; a single one is a common slip of its own.
    fn take_operator(&mut self, c: char, operator: &str) -> Result<bool> {
        if self.peek() != Some(c) {
            return Ok(false);
        }
        if self.chars.get(self.at + 1) != Some(&c) {
            return Err(fault(
                &format!("has a single '{c}'; write {operator}"),
                self.at + 1,
            ));
        }
        self.at += 1;
        self.advance();
        Ok(true)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at += 1;
        self.skip_space();
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.at += 1;
        }
    }

    fn unexpected(&self) -> Error {
        let what = match self.peek() {
            Some(c) if is_tag_char(c) || c == '$' => match self.operator_in_words() {
                Some((word, sign)) => {
                    format!("has two tags side by side; write {sign} for {word}")
                }
                None => "has two tags without an operator between them; a tag cannot hold a blank"
                    .to_owned(),
            },
            Some(')') => "has a ')' that no '(' opened, or nothing before it".to_owned(),
            Some('|' | '&') => "has an operator where a tag should stand".to_owned(),
            Some(',') => "has ',' between tags; write || for any of them, or && for all".to_owned(),
            Some(c) => format!(
                "has {}, a character that expressions cannot have; tags are made of {TAG_CHARS}",
                shown(c)
            ),
            None => "ends too early".to_owned(),
        };
        fault(&what, self.at + 1)
    }
}
