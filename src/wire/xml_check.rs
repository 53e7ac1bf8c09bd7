//! Is a document well-formed XML 1.0? quick-xml cuts it into pieces and compares
//! end tags; what it lets pass (it reads more than XML) is looked at here.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

/// What is wrong with a document, and where: the byte at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Offset of a character's first byte, at most the length.
    pub at: usize,
    /// A few words: "is …" or "has …" is for the caller to put before them.
    pub what: &'static str,
}

/// A place, counted in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Of the document.
    pub line: usize,
    /// In that line.
    pub column: usize,
}

impl Place {
    /// The place of a byte.
    pub fn of(document: &str, at: usize) -> Place {
        let before = document.get(..at).unwrap_or(document);
        let last = before.rsplit('\n').next().unwrap_or_default();
        let last = last.trim_start_matches(BOM);
        Place {
            line: before.matches('\n').count() + 1,
            column: last.chars().count() + 1,
        }
    }
}

/// A part of a document that holds text, as it is written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// An attribute's value without its quotes.
    Attribute(Range<usize>),
    /// The text between two tags, with its entities.
    Text(Range<usize>),
    /// What stands between `<![CDATA[` and `]]>`.
    CData(Range<usize>),
}

const BOM: char = '\u{feff}';
const CDATA_START: usize = "<![CDATA[".len();
const CDATA_END: usize = "]]>".len();

/// A character that a document may hold, written or as a reference.
pub fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Checks a document and shows its texts in their order. A document type is
/// refused: no push service takes one.
pub fn walk(document: &str, mut visit: impl FnMut(Part)) -> Result<(), Fault> {
    if let Some((at, _)) = document.char_indices().find(|(_, c)| !is_char(*c)) {
        return Err(fault(at, "a character that XML does not allow"));
    }
    let skipped = document.len() - document.trim_start_matches(BOM).len();
    let content = &document[skipped..];
    let mut reader = Reader::from_str(content);
    reader.config_mut().check_comments = true;
    let mut open: Vec<usize> = Vec::new();
    let mut has_root = false;
    let mut run: Option<Range<usize>> = None;
    loop {
        let start = skipped + position(reader.buffer_position());
        let event = reader.read_event();
        let end = skipped + position(reader.buffer_position());
        let event = event.map_err(|_| {
            let at = skipped + position(reader.error_position());
            fault(
                at.min(document.len()),
                "a tag or comment that is not whole, or an end tag without its start tag",
            )
        })?;
        let raw = &document[start..end];
        if matches!(event, Event::Text(_) | Event::GeneralRef(_)) {
            check_text(start, raw, &event, open.is_empty())?;
            run.get_or_insert(start..end).end = end;
            continue;
        }
        if let Some(run) = run.take() {
            visit(Part::Text(run));
        }
        match event {
            Event::Start(_) | Event::Empty(_) => {
                if open.is_empty() && has_root {
                    return Err(fault(start, "a second root element"));
                }
                has_root = true;
                check_tag(start, raw, &mut visit)?;
                if matches!(event, Event::Start(_)) {
                    open.push(start);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::CData(_) if open.is_empty() => {
                return Err(fault(start, "text outside its root element"));
            }
            Event::CData(_) => visit(Part::CData(start + CDATA_START..end - CDATA_END)),
            Event::Decl(decl) => {
                if start != skipped || decl.version().is_err() {
                    return Err(fault(
                        start,
                        "a declaration that is not whole, or not the first thing",
                    ));
                }
            }
            Event::PI(_) => check_instruction(start, raw)?,
            Event::DocType(_) => return Err(fault(start, "a document type")),
            Event::Eof => break,
            Event::Comment(_) | Event::Text(_) | Event::GeneralRef(_) => {}
        }
    }
    match open.last() {
        Some(start) => Err(fault(*start, "an element that is never closed")),
        None if !has_root => Err(fault(document.len(), "no root element")),
        None => Ok(()),
    }
}

fn position(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

fn fault(at: usize, what: &'static str) -> Fault {
    Fault { at, what }
}

fn check_text(start: usize, raw: &str, event: &Event<'_>, is_outside: bool) -> Result<(), Fault> {
    if is_outside {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        return match raw.find(|c| !blank(c)) {
            Some(at) => Err(fault(start + at, "text outside its root element")),
            None => Ok(()),
        };
    }
    if let Event::GeneralRef(reference) = event {
        return check_reference(reference).map_err(|what| fault(start, what));
    }
    match raw.find("]]>") {
        Some(at) => Err(fault(start + at, "]]> in its text")),
        None => Ok(()),
    }
}

fn check_reference(reference: &BytesRef<'_>) -> Result<(), &'static str> {
    let known = match reference.resolve_char_ref() {
        Ok(Some(c)) => is_char(c),
        Ok(None) => quick_xml::escape::resolve_xml_entity(reference).is_some(),
        Err(_) => false,
    };
    match known {
        true => Ok(()),
        false => Err("a reference to no character or entity of XML"),
    }
}

/// A start tag or an empty element, from `<` to `>`.
fn check_tag(start: usize, raw: &str, visit: &mut impl FnMut(Part)) -> Result<(), Fault> {
    let end = raw.len() - if raw.ends_with("/>") { 2 } else { 1 };
    let mut at =
        name_end(raw, 1, end).ok_or_else(|| fault(start + 1, "a name that XML does not allow"))?;
    let mut names: Vec<&str> = Vec::new();
    loop {
        let blank = blanks(raw, at, end);
        if blank == end {
            return Ok(());
        }
        if blank == at {
            return Err(fault(
                start + at,
                "no blank before an attribute, or a name that XML does not allow",
            ));
        }
        let name_at = blank;
        let name = name_end(raw, name_at, end)
            .ok_or_else(|| fault(start + name_at, "a name that XML does not allow"))?;
        if names.contains(&&raw[name_at..name]) {
            return Err(fault(start + name_at, "an attribute twice"));
        }
        names.push(&raw[name_at..name]);
        let equals = blanks(raw, name, end);
        let quote_at = blanks(raw, equals + 1, end);
        let quote = raw[..end]
            .get(quote_at..)
            .and_then(|rest| rest.chars().next());
        let (Some(b'='), Some(quote @ ('"' | '\''))) = (raw.as_bytes().get(equals), quote) else {
            return Err(fault(
                start + name_at,
                "an attribute without a value in quotes",
            ));
        };
        let value_at = quote_at + 1;
        let value = &raw[value_at..end];
        let length = value
            .find(quote)
            .ok_or_else(|| fault(start + quote_at, "a value whose quotes are not closed"))?;
        check_value(start + value_at, &value[..length])?;
        visit(Part::Attribute(start + value_at..start + value_at + length));
        at = value_at + length + 1;
    }
}

fn check_value(start: usize, value: &str) -> Result<(), Fault> {
    if let Some(at) = value.find('<') {
        return Err(fault(start + at, "< in an attribute"));
    }
    for (at, _) in value.match_indices('&') {
        let bad = || fault(start + at, "a reference to no character or entity of XML");
        let name = value[at + 1..].split_once(';').ok_or_else(bad)?.0;
        check_reference(&BytesRef::new(name)).map_err(|_| bad())?;
    }
    Ok(())
}

/// `<?target …?>`
fn check_instruction(start: usize, raw: &str) -> Result<(), Fault> {
    let end = raw.len() - 2;
    let target = name_end(raw, 2, end).filter(|name| {
        let is_whole = blanks(raw, *name, end) > *name || *name == end;
        is_whole && !raw[2..*name].eq_ignore_ascii_case("xml")
    });
    match target {
        Some(_) => Ok(()),
        None => Err(fault(
            start,
            "a processing instruction without a proper name",
        )),
    }
}

fn blanks(raw: &str, at: usize, end: usize) -> usize {
    let rest = raw.get(at..end).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())
}

/// Where the name that begins at `at` ends.
fn name_end(raw: &str, at: usize, end: usize) -> Option<usize> {
    let name = raw.get(at..end)?;
    let length = name.find(|c| !is_name_char(c)).unwrap_or(name.len());
    name.chars().next().filter(|c| is_name_start(*c))?;
    Some(at + length)
}

fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(document: &str) -> Result<(), (usize, usize, &'static str)> {
        walk(document, |_| {}).map_err(|fault| {
            let place = Place::of(document, fault.at);
            (place.line, place.column, fault.what)
        })
    }

    #[test]
    fn tells_where_a_document_is_not_well_formed() {
        for (document, line, column, what) in [
            ("<toast/>x", 1, 9, "outside its root"),
            ("<toast/>\n é<b/>", 2, 2, "outside its root"),
            ("<a/><b/>", 1, 5, "second root"),
            ("<a>&#1;</a>", 1, 4, "reference"),
            ("<a>&#x0;</a>", 1, 4, "reference"),
            ("<a>&#xfffe;</a>", 1, 4, "reference"),
            ("<a b='&#1;'/>", 1, 7, "reference"),
            ("<a b='x & y'/>", 1, 9, "reference"),
            ("<a>x & y</a>", 1, 6, ""),
            ("<a>&nbsp;</a>", 1, 4, "reference"),
            ("<a>\nü\u{1}</a>", 2, 2, "character"),
            ("<a>\u{fffe}</a>", 1, 4, "character"),
            ("<a>x]]>y</a>", 1, 5, "]]>"),
            ("<a b=\"<\"/>", 1, 7, "< in an attribute"),
            ("<1a/>", 1, 2, "name"),
            ("<a 1b='x'/>", 1, 4, "name"),
            ("<a-b/>\n\n<-a/>", 3, 1, "second root"),
            ("<a><-b/></a>", 1, 5, "name"),
            ("<a b='1'c='2'/>", 1, 9, "blank"),
            ("<a b='1' b='2'/>", 1, 10, "twice"),
            ("<a b=1/>", 1, 4, "value in quotes"),
            ("<a b/>", 1, 4, "value in quotes"),
            ("<a b='1/>", 1, 1, "not whole"),
            ("<a>", 1, 1, "never closed"),
            ("<a>\n <b>\n</a>", 3, 1, "not whole"),
            ("</a>", 1, 1, "not whole"),
            ("", 1, 1, "no root"),
            (" <!-- a -->", 1, 12, "no root"),
            ("text", 1, 1, "outside its root"),
            ("<![CDATA[x]]><a/>", 1, 1, "outside its root"),
            ("<a/><![CDATA[x]]>", 1, 5, "outside its root"),
            ("&amp;<a/>", 1, 1, "outside its root"),
            ("<a/>&#32;", 1, 5, "outside its root"),
            ("<!-- a -- b --><a/>", 1, 8, "comment"),
            (" <?xml version='1.0'?><a/>", 1, 2, "declaration"),
            ("<?xml encoding='utf-8'?><a/>", 1, 1, "declaration"),
            ("<?1?><a/>", 1, 1, "instruction"),
            ("<?XML a?><a/>", 1, 1, "instruction"),
            ("<!DOCTYPE a><a/>", 1, 1, "document type"),
            ("<a><![CDATA[</a>", 1, 4, "not whole"),
            ("<a", 1, 1, "not whole"),
            ("< a/>", 1, 2, "name"),
        ] {
            let (found_line, found_column, found) = verdict(document).unwrap_err();
            assert_eq!(
                (found_line, found_column),
                (line, column),
                "{document}: {found}"
            );
            assert!(found.contains(what), "{document}: {found}");
        }
    }

    #[test]
    fn takes_what_xml_allows() {
        for document in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<!-- <b> -->\n<a x='1>2' y=\"&lt;&#65;\" >t &amp; &#x1F600;<b\n/><![CDATA[<c>]]]]> ]] > end</a >\n<?pi x?>\n",
            "<ü:é-1.b _x='' :y=\"'\"/>",
            "<a>]]</a>",
        ] {
            assert_eq!(verdict(document), Ok(()), "{document}");
        }
    }

    #[test]
    fn shows_texts_where_they_stand() {
        let document = "\u{feff}<a x='1' y = \"&lt;\">t&amp;u<b/><![CDATA[<c>]]>v<!-- w --></a>";
        let mut parts = Vec::new();
        walk(document, |part| {
            parts.push(match part {
                Part::Attribute(at) => format!("@{}", &document[at]),
                Part::Text(at) => document[at].to_owned(),
                Part::CData(at) => format!("[{}]", &document[at]),
            });
        })
        .unwrap();
        assert_eq!(parts, ["@1", "@&lt;", "t&amp;u", "[<c>]", "v"]);
    }
}
