//! Walking through a well-formed XML document without changing a byte of it.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

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

/// Cuts `text` into pieces, in order and without gaps. A document type is refused: no push service
/// takes one, and it is what entity bombs are made of.
pub fn walk<'a>(text: &'a str, mut visit: impl FnMut(Piece, &'a str)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    let mut roots = 0_usize;
    let mut run_start = 0;
    loop {
        let start = position(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let end = position(&reader);
        if matches!(event, Event::Text(_) | Event::GeneralRef(_)) {
            // Entities come as events of their own; the run goes on until a tag.
            continue;
        }
        if start > run_start {
            let run = &text[run_start..start];
            let plain = unescape(run).map_err(|error| error.to_string())?;
            let blank = plain
                .trim_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
                .is_empty();
            if depth == 0 && !blank {
                return Err("there is text outside the root element".to_owned());
            }
            visit(Piece::Text, run);
        }
        run_start = end;
        let raw = &text[start..end];
        match event {
            Event::Start(tag) => {
                check_attributes(&tag)?;
                roots += usize::from(depth == 0);
                depth += 1;
                visit(Piece::Tag, raw);
            }
            Event::Empty(tag) => {
                check_attributes(&tag)?;
                roots += usize::from(depth == 0);
                visit(Piece::Tag, raw);
            }
            Event::End(_) => {
                depth -= 1;
                visit(Piece::Other, raw);
            }
            Event::CData(_) => {
                let content = raw.len() - CDATA_END.len();
                visit(Piece::Other, &raw[..CDATA_START.len()]);
                visit(Piece::CData, &raw[CDATA_START.len()..content]);
                visit(Piece::Other, &raw[content..]);
            }
            Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
            Event::Eof => break,
            _ => visit(Piece::Other, raw),
        }
    }
    match (depth, roots) {
        (0, 1) => Ok(()),
        (0, 0) => Err("there is no root element".to_owned()),
        (0, _) => Err("there is more than one root element".to_owned()),
        _ => Err("an element is not closed".to_owned()),
    }
}

pub fn check(text: &str) -> Result<(), String> {
    walk(text, |_, _| {})
}

fn check_attributes(tag: &BytesStart) -> Result<(), String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        unescape(&attribute.value).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    // Never more than the length of the text, which is a usize.
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
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
