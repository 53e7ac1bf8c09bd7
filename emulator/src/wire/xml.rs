//! XML 1.0 as push services read it: cut into pieces without changing a byte, or refused. Written by
//! hand, since it judges what a library lets pass.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Text with its entities as they were written.
    Text,
    /// The text between `<![CDATA[` and `]]>`.
    CData,
    /// A start tag or an empty element, from `<` to `>`.
    Tag,
    /// All else: end tags, declarations, comments, the marks round a CDATA section.
    Other,
}

const CDATA_START: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// Cuts `text` into pieces, in order and without gaps. A document type is refused: no push service
/// takes one, and it is what entity bombs are made of.
pub fn walk<'a>(text: &'a str, mut visit: impl FnMut(Piece, &'a str)) -> Result<(), String> {
    if let Some(c) = text.chars().find(|c| !is_char(*c)) {
        return Err(format!("U+{:04X} is no character of XML", u32::from(c)));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let mut rest = text;
    if let Some(content) = text.strip_prefix('\u{feff}') {
        visit(Piece::Other, &text[..text.len() - content.len()]);
        rest = content;
    }
    let mut first = true;
    while !rest.is_empty() {
        let run = rest.find('<').unwrap_or(rest.len());
        if run > 0 {
            let (run, after) = rest.split_at(run);
            check_run(run, open.is_empty())?;
            visit(Piece::Text, run);
            rest = after;
        } else if rest.starts_with("<?") {
            let raw = up_to(rest, "?>").ok_or("a processing instruction is not closed")?;
            check_instruction(&raw[2..raw.len() - 2], first)?;
            visit(Piece::Other, raw);
            rest = &rest[raw.len()..];
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            let length = comment.find("--").ok_or("a comment is not closed")?;
            if !comment[length..].starts_with("-->") {
                return Err("a comment has -- in it".to_owned());
            }
            let (raw, after) = rest.split_at("<!--".len() + length + "-->".len());
            visit(Piece::Other, raw);
            rest = after;
        } else if rest.starts_with(CDATA_START) {
            let raw = up_to(rest, CDATA_END).ok_or("a CDATA section is not closed")?;
            if open.is_empty() {
                return Err("there is text outside the root element".to_owned());
            }
            let content = raw.len() - CDATA_END.len();
            visit(Piece::Other, &raw[..CDATA_START.len()]);
            visit(Piece::CData, &raw[CDATA_START.len()..content]);
            visit(Piece::Other, &raw[content..]);
            rest = &rest[raw.len()..];
        } else if rest.starts_with("<!") {
            return Err("a document type is not allowed".to_owned());
        } else if let Some(tag) = rest.strip_prefix("</") {
            let length = tag.find('>').ok_or("an end tag is not closed")?;
            let name = tag[..length].trim_end_matches(BLANKS);
            if open.pop() != Some(name) {
                return Err("an end tag has no start tag".to_owned());
            }
            let (raw, after) = rest.split_at("</".len() + length + 1);
            visit(Piece::Other, raw);
            rest = after;
        } else {
            let tag = StartTag::read(rest)?;
            if open.is_empty() {
                roots += 1;
            }
            if roots > 1 {
                return Err("there is more than one root element".to_owned());
            }
            if !tag.is_empty {
                open.push(tag.name);
            }
            let (raw, after) = rest.split_at(tag.length);
            visit(Piece::Tag, raw);
            rest = after;
        }
        first = false;
    }
    match (open.is_empty(), roots) {
        (false, _) => Err("an element is not closed".to_owned()),
        (true, 0) => Err("there is no root element".to_owned()),
        (true, _) => Ok(()),
    }
}

pub fn check(text: &str) -> Result<(), String> {
    walk(text, |_, _| {})
}

fn up_to<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    text.find(end).map(|at| &text[..at + end.len()])
}

/// The text between two tags.
fn check_run(run: &str, is_outside: bool) -> Result<(), String> {
    if is_outside && !run.trim_matches(BLANKS).is_empty() {
        return Err("there is text outside the root element".to_owned());
    }
    if run.contains(CDATA_END) {
        return Err("]]> stands in text".to_owned());
    }
    check_references(run)
}

fn check_references(text: &str) -> Result<(), String> {
    for part in text.split('&').skip(1) {
        let name = part.split_once(';').map_or("", |(name, _)| name);
        let code = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix('x') {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            },
            None => match name {
                "amp" | "lt" | "gt" | "quot" | "apos" => continue,
                _ => None,
            },
        };
        if !code.and_then(char::from_u32).is_some_and(is_char) {
            return Err("a reference is to no character or entity of XML".to_owned());
        }
    }
    Ok(())
}

fn number(digits: &str, radix: u32) -> Option<u32> {
    // Without the sign that Rust would take.
    let plain = digits.chars().all(|c| c.is_digit(radix));
    u32::from_str_radix(digits, radix).ok().filter(|_| plain)
}

/// What is between `<?` and `?>`.
fn check_instruction(content: &str, first: bool) -> Result<(), String> {
    let end = content.find(BLANKS).unwrap_or(content.len());
    let (target, data) = content.split_at(end);
    match target {
        "xml" if first && data.trim_start().starts_with("version") => Ok(()),
        "xml" => Err("the declaration is not whole, or not the first thing".to_owned()),
        _ if is_name(target) && !target.eq_ignore_ascii_case("xml") => Ok(()),
        _ => Err("a processing instruction has no proper name".to_owned()),
    }
}

struct StartTag<'a> {
    name: &'a str,
    is_empty: bool,
    /// From `<` to `>`.
    length: usize,
}

impl<'a> StartTag<'a> {
    fn read(text: &'a str) -> Result<StartTag<'a>, String> {
        let is_end =
            |c: char| BLANKS.contains(&c) || matches!(c, '>' | '/' | '=' | '"' | '\'' | '<');
        let mut rest = &text[1..];
        let (name, after) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        if !is_name(name) {
            return Err("an element has no proper name".to_owned());
        }
        rest = after;
        let mut names = Vec::new();
        loop {
            let blank = rest.starts_with(BLANKS);
            rest = rest.trim_start_matches(BLANKS);
            for (end, is_empty) in [("/>", true), (">", false)] {
                if let Some(after) = rest.strip_prefix(end) {
                    let length = text.len() - after.len();
                    return Ok(StartTag {
                        name,
                        is_empty,
                        length,
                    });
                }
            }
            let (attribute, after) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
            if !blank || !is_name(attribute) || names.contains(&attribute) {
                return Err(
                    "an attribute has no proper name, is there twice, or has no blank before it"
                        .to_owned(),
                );
            }
            names.push(attribute);
            rest = attribute_value(after)?;
        }
    }
}

/// What is behind `= "value"`.
fn attribute_value(text: &str) -> Result<&str, String> {
    let quoted = text
        .trim_start_matches(BLANKS)
        .strip_prefix('=')
        .map(|value| value.trim_start_matches(BLANKS))
        .and_then(|value| {
            Some((
                value.chars().next().filter(|c| matches!(c, '"' | '\''))?,
                value,
            ))
        });
    let (quote, value) = quoted.ok_or("an attribute has no value in quotes")?;
    let (value, after) = value[1..]
        .split_once(quote)
        .ok_or("a value is not closed")?;
    if value.contains('<') {
        return Err("< stands in an attribute".to_owned());
    }
    check_references(value)?;
    Ok(after)
}

fn is_name(name: &str) -> bool {
    let starts = |c: char| {
        matches!(u32::from(c),
            0x3A | 0x41..=0x5A | 0x5F | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2FF
            | 0x370..=0x37D | 0x37F..=0x1FFF | 0x200C..=0x200D | 0x2070..=0x218F | 0x2C00..=0x2FEF
            | 0x3001..=0xD7FF | 0xF900..=0xFDCF | 0xFDF0..=0xFFFD | 0x1_0000..=0xE_FFFF)
    };
    let goes_on = |c: char| {
        starts(c)
            || matches!(u32::from(c), 0x2D | 0x2E | 0x30..=0x39 | 0xB7 | 0x300..=0x36F | 0x203F..=0x2040)
    };
    name.chars().next().is_some_and(starts) && name.chars().all(goes_on)
}

/// With the replacement character in place of those that a document may not contain.
pub fn replace_others(text: &str) -> String {
    let replace = |c| match is_char(c) {
        true => c,
        false => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(replace).collect()
}

/// A character that an XML 1.0 document may contain.
pub fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_document() {
        let document = "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<!-- <a> --><a x='1>2' y=\"&lt;\">t &amp; &#65;<b/><![CDATA[<c>]]> end</a>\n";
        let mut pieces = Vec::new();
        walk(document, |piece, raw| pieces.push((piece, raw))).unwrap();
        let joined: String = pieces.iter().map(|(_, raw)| *raw).collect();
        assert_eq!(joined, document);
        assert!(pieces.contains(&(Piece::Text, "t &amp; &#65;")));
        assert!(pieces.contains(&(Piece::Text, " end")));
        assert!(pieces.contains(&(Piece::CData, "<c>")));
        assert!(pieces.contains(&(Piece::Tag, "<a x='1>2' y=\"&lt;\">")));
        assert!(pieces.contains(&(Piece::Tag, "<b/>")));
    }

    #[test]
    fn what_is_not_a_document() {
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "</a>",
            "x<a/>",
            "<a>&nothing;</a>",
            "<a>a & b</a>",
            "<a x=1/>",
            "<a x='&nothing;'/>",
            "<a x='1' x='2'/>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "<a><![CDATA[</a>",
            "<a",
            "<a/>x",
            "<a>&#1;</a>",
            "<a>&#+65;</a>",
            "<a>\u{1}</a>",
            "<a>x]]>y</a>",
            "<a b=\"<\"/>",
            "<1a/>",
            "<a b='1'c='2'/>",
            "<a><!-- -- --></a>",
            " <?xml version='1.0'?><a/>",
            "<a/>&#32;",
            "<![CDATA[x]]><a/>",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn characters_that_xml_does_not_have() {
        assert_eq!(replace_others("a\u{0}<\u{fffe}\n"), "a\u{fffd}<\u{fffd}\n");
        let raw = String::from_utf8_lossy(b"a\xff\x00<");
        assert_eq!(replace_others(&raw), "a\u{fffd}\u{fffd}<");
    }
}
