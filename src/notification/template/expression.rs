//! The expression language of a template's values, as the service documents it
//! and the official .NET SDK checks it.
//!
//! A value that begins with `$`, `.`, `%`, `#` or `{` is an expression from its
//! first character to its last: `$(name)`, `$(name, 10)`, `.(name, 10)`,
//! `%(name)`, `#(name)`, each with a default as in `$(name:{text})`; or, in
//! braces, several of these and texts in quotes, joined with `+`. Every other
//! value is text.

/// Longest name of a property.
const MAX_NAME: usize = 120;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Text, which stays as it is.
    Text,
    /// An expression.
    Terms(Vec<Term>),
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A text in quotes.
    Literal(String),
    /// A reference to a property.
    Property {
        /// Its name as written; the service folds its case.
        name: String,
        /// How its text is put in.
        form: Form,
        /// What stands for it where it is missing.
        default: Option<String>,
    },
}

/// How a property's text is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `$(name)`
    Plain,
    /// `$(name, n)`: at most n characters.
    Clipped(usize),
    /// `.(name, n)`: at most n characters, three dots for the rest included.
    Shortened(usize),
    /// `%(name)`: encoded for a URI.
    Encoded,
    /// `#(name)`: a number, where it is all of a JSON value.
    Number,
    /// The same in braces, where it is text.
    Braced,
}

/// A fault: at which character of the value, counted from 0, and what.
pub type Fault = (usize, &'static str);

/// Reads a value.
pub fn parse(value: &[char]) -> Result<Parsed, Fault> {
    let mut reader = Reader { value, at: 0 };
    match value.first() {
        Some('$' | '.' | '%' | '#') => reader.single(),
        Some('{') => reader.braces(),
        _ => match find(value, 0, "$(") {
            Some(at) => Err((
                at,
                "has an expression amid text, which the service leaves as it is; join them in braces, as in {'Hello ' + $(name)}",
            )),
            None => Ok(Parsed::Text),
        },
    }
}

/// Reads a raw text, which is no value: expressions with `$` may stand anywhere
/// in it, and it may begin with another.
pub fn parse_raw(text: &[char]) -> Result<Vec<Term>, Fault> {
    let mut terms = Vec::new();
    let mut literal = String::new();
    let mut reader = Reader { value: text, at: 0 };
    while let Some(c) = reader.peek(0) {
        let begins = c == '$' || (reader.at == 0 && matches!(c, '.' | '%'));
        if begins && reader.peek(1) == Some('(') {
            if !literal.is_empty() {
                terms.push(Term::Literal(std::mem::take(&mut literal)));
            }
            terms.push(reader.expression()?);
        } else {
            literal.push(c);
            reader.at += 1;
        }
    }
    if !literal.is_empty() {
        terms.push(Term::Literal(literal));
    }
    Ok(terms)
}

fn find(value: &[char], from: usize, wanted: &str) -> Option<usize> {
    let wanted: Vec<char> = wanted.chars().collect();
    let found = value
        .get(from..)?
        .windows(wanted.len())
        .position(|part| part == wanted)?;
    Some(from + found)
}

struct Reader<'a> {
    value: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.value.get(self.at + ahead).copied()
    }

    fn skip_space(&mut self) {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err((self.at, what))
    }

    /// A value that is one expression.
    fn single(&mut self) -> Result<Parsed, Fault> {
        let is_number = self.peek(0) == Some('#');
        if self.peek(1) != Some('(') {
            return self.fault(
                "has a value that begins like an expression ($ . % #) and is none; write text in braces and quotes, as in {'$5'}",
            );
        }
        let term = self.expression()?;
        match self.peek(0) {
            None => Ok(Parsed::Terms(vec![term])),
            Some(_) if is_number => self.fault("has a #( ) that is not the whole value"),
            Some(_) => self.fault(
                "has something behind an expression; join them in braces, as in {$(name) + '!'}",
            ),
        }
    }

    /// `X(name)`, `X(name:{default})` or `X(name, length)`, at its first character.
    fn expression(&mut self) -> Result<Term, Fault> {
        let kind = self.peek(0);
        self.at += 2;
        self.skip_space();
        let name = self.name()?;
        self.skip_space();
        let default = match (self.peek(0), self.peek(1)) {
            (Some(':'), Some('{')) => Some(self.default_text()?),
            _ => None,
        };
        let length = match (self.peek(0), kind) {
            (Some(','), Some('$' | '.')) => Some(self.length()?),
            (_, Some('.')) => return self.fault("has a .( ) without the length to cut to"),
            _ => None,
        };
        if self.peek(0) != Some(')') {
            return self.fault(
                "has an expression without its ')', or with a character that a property name cannot have",
            );
        }
        self.at += 1;
        let form = match (kind, length) {
            (Some('%'), _) => Form::Encoded,
            (Some('#'), _) => Form::Number,
            (Some('.'), Some(length)) => Form::Shortened(length),
            (_, Some(length)) => Form::Clipped(length),
            _ => Form::Plain,
        };
        Ok(Term::Property {
            name,
            form,
            default,
        })
    }

    fn name(&mut self) -> Result<String, Fault> {
        let start = self.at;
        while self
            .peek(0)
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            self.at += 1;
        }
        match self.at - start {
            0 if self.peek(0) == Some('$') => {
                self.fault("uses a name that the service keeps for itself")
            }
            0 => self.fault("has an expression without the name of a property"),
            1..=MAX_NAME => Ok(self.value[start..self.at].iter().collect()),
            _ => {
                self.at = start;
                self.fault("has a property name of more than 120 characters")
            }
        }
    }

    /// `, 10`
    fn length(&mut self) -> Result<usize, Fault> {
        self.at += 1;
        self.skip_space();
        let start = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.value[start..self.at].iter().collect();
        let length = digits
            .parse::<i32>()
            .ok()
            .and_then(|n| usize::try_from(n).ok());
        let Some(length) = length else {
            self.at = start;
            return self.fault("has a length that is not a number");
        };
        self.skip_space();
        Ok(length)
    }

    /// `:{any text}`, in which a backslash takes the next character as it is.
    fn default_text(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.at += 2;
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            self.at += 1;
            match c {
                '}' => return Ok(text),
                '\\' => {
                    text.extend(self.peek(0));
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
        self.at = start;
        self.fault("has a default that is never closed")
    }

    /// `{term + term}`
    fn braces(&mut self) -> Result<Parsed, Fault> {
        self.at += 1;
        let mut number_at = None;
        let mut terms = Vec::new();
        loop {
            self.skip_space();
            if self.peek(0) == Some('#') {
                number_at = Some(self.at);
            }
            if let (Some(at), 1..) = (number_at, terms.len()) {
                self.at = at;
                return self.fault("has a #( ) that is not the whole value");
            }
            terms.push(self.term()?);
            self.skip_space();
            match self.peek(0) {
                Some('+') => self.at += 1,
                Some('}') => break,
                None => {
                    self.at = 0;
                    return self.fault("has a '{' that is never closed");
                }
                Some(_) => return self.fault("has no + between two terms in braces"),
            }
        }
        self.at += 1;
        if self.at < self.value.len() {
            return self
                .fault("has something behind the braces of an expression; put it into them");
        }
        if let [
            Term::Property {
                form: form @ Form::Number,
                ..
            },
        ] = terms.as_mut_slice()
        {
            *form = Form::Braced;
        }
        Ok(Parsed::Terms(terms))
    }

    fn term(&mut self) -> Result<Term, Fault> {
        match (self.peek(0), self.peek(1)) {
            (Some('$' | '.' | '%' | '#'), Some('(')) => self.expression(),
            (Some(quote @ ('\'' | '"')), _) => self.literal(quote),
            (None, _) => {
                self.at = 0;
                self.fault("has a '{' that is never closed")
            }
            _ => self.fault(
                "has something else than an expression or a text in quotes in braces; put text into both, as in {'{}'}",
            ),
        }
    }

    fn literal(&mut self, quote: char) -> Result<Term, Fault> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        while let Some(c) = self.peek(0) {
            self.at += 1;
            if c == quote {
                // Twice, it is one quote of the text.
                if self.peek(0) != Some(quote) {
                    return Ok(Term::Literal(text));
                }
                self.at += 1;
            }
            text.push(c);
        }
        self.at = start;
        self.fault("has a text in braces that is never closed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Parsed, Fault> {
        parse(&value.chars().collect::<Vec<_>>())
    }

    fn property(name: &str, form: Form, default: Option<&str>) -> Term {
        Term::Property {
            name: name.to_owned(),
            form,
            default: default.map(str::to_owned),
        }
    }

    #[test]
    fn the_documented_language() {
        use Form::*;
        let literal = |text: &str| Term::Literal(text.to_owned());
        for (value, terms) in [
            ("$(a)", vec![property("a", Plain, None)]),
            ("$( a , 10 )", vec![property("a", Clipped(10), None)]),
            (".(a,0)", vec![property("a", Shortened(0), None)]),
            ("%(a)", vec![property("a", Encoded, None)]),
            ("#(a)", vec![property("a", Number, None)]),
            ("{#(a)}", vec![property("a", Braced, None)]),
            (
                "$(nope:{none})",
                vec![property("nope", Plain, Some("none"))],
            ),
            (
                "$(b:{no, (none)},10)",
                vec![property("b", Clipped(10), Some("no, (none)"))],
            ),
            (
                ".(b:{x\\}y},3)",
                vec![property("b", Shortened(3), Some("x}y"))],
            ),
            (
                "{'it''s ' + $(m)}",
                vec![literal("it's "), property("m", Plain, None)],
            ),
            (
                "{ \"a \"\"b\"\"\" + '' }",
                vec![literal("a \"b\""), literal("")],
            ),
            ("{'$5'}", vec![literal("$5")]),
        ] {
            assert_eq!(read(value), Ok(Parsed::Terms(terms)), "{value}");
        }
        for text in [
            "",
            "  ",
            "text",
            "100% (sure)",
            "see.(2)",
            "'a' + b",
            " {",
            "costs 5$",
        ] {
            assert_eq!(read(text), Ok(Parsed::Text), "{text}");
        }
    }

    #[test]
    fn what_is_no_expression() {
        for (value, at) in [
            ("{'open", 1),
            ("{$(a) + }", 8),
            ("{", 0),
            ("{}", 1),
            ("{n}", 1),
            ("{$(a)", 0),
            ("{$(a)} b", 6),
            ("{$(a) $(b)}", 6),
            ("$(a) $(b)", 4),
            ("$(a) + $(b)", 4),
            ("$5", 0),
            ("#ff0000", 0),
            (".NET", 0),
            ("%", 0),
            ("$(a b)", 4),
            ("$(a,-1)", 4),
            ("$(a,99999999999)", 4),
            ("$(a", 3),
            ("#(a) x", 4),
            ("#(a, 3)", 3),
            ("{'n' + #(a)}", 7),
            ("Hello $(a)", 6),
        ] {
            assert_eq!(read(value).unwrap_err().0, at, "{value}");
        }
    }

    #[test]
    fn raw_text_has_expressions_anywhere() {
        let terms = |text: &str| parse_raw(&text.chars().collect::<Vec<_>>());
        assert_eq!(terms("n=$(n)&x").unwrap().len(), 3);
        assert_eq!(terms("see.(2) {x} #(y)").unwrap().len(), 1);
        assert!(terms(".(a)").is_err());
    }
}
