//! What all readers and writers of XML here have in common.

use std::ops::Range;

use crate::error::{Error, Result as CallResult};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The text that an event adds to its element's value: `Ok(None)` for an event
/// that is not text, `Err(())` for a reference to anything but a character or
/// one of XML's five own entities (no answer of the service defines others).
pub fn text_piece(event: &Event<'_>) -> Result<Option<String>, ()> {
    match event {
        Event::Text(text) => Ok(Some(text.to_string())),
        Event::CData(data) => Ok(Some(data.to_string())),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(c)) => Ok(Some(c.to_string())),
            Ok(None) => quick_xml::escape::resolve_xml_entity(reference)
                .map(|text| Some(text.to_owned()))
                .ok_or(()),
            Err(_) => Err(()),
        },
        _ => Ok(None),
    }
}

/// Deepest document that is read: the service's own have less than ten levels.
const MAX_DEPTH: usize = 32;
/// Most elements and attributes of one document: a page of a list has a few
/// thousand.
const MAX_NODES: usize = 200_000;
/// Most attributes of one element: the service's own have three.
const MAX_ATTRIBUTES: usize = 100;

/// An element with what it holds. Names are without prefix: each of the
/// service's documents uses one namespace for its data, under changing
/// prefixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Local name.
    pub name: String,
    /// Attributes by local name.
    pub attributes: Vec<(String, String)>,
    /// Its own text.
    pub text: String,
    /// Its elements.
    pub children: Vec<Node>,
    /// The namespaces that it declares, by prefix; "" is the default one.
    pub namespaces: Vec<(String, String)>,
    /// Where it stands in the document.
    pub range: Range<usize>,
}

impl Node {
    /// Reads a document. The error says in a few words what is wrong with it.
    pub fn parse(text: &str) -> Result<Node, &'static str> {
        let document = text.trim_start_matches('\u{feff}');
        let skipped = text.len() - document.len();
        let mut reader = Reader::from_str(document);
        // It counts in the 64 bits of a file, and this is memory.
        let place = |reader: &Reader<&[u8]>| skipped + reader.buffer_position() as usize;
        let mut open: Vec<Node> = Vec::new();
        let mut nodes = 0;
        loop {
            let from = place(&reader);
            let event = reader.read_event().map_err(|_| "it is not well-formed")?;
            let done = match &event {
                Event::Start(start) | Event::Empty(start) => {
                    let mut node = Node::open(start)?;
                    node.range.start = from;
                    nodes += 1 + node.attributes.len() + node.namespaces.len();
                    if open.len() == MAX_DEPTH || nodes > MAX_NODES {
                        return Err("it is nested too deeply or too large");
                    }
                    if matches!(event, Event::Empty(_)) {
                        Some(node)
                    } else {
                        open.push(node);
                        None
                    }
                }
                Event::End(_) => open.pop(),
                // One could only be there to define entities.
                Event::DocType(_) => return Err("it has a document type"),
                Event::Eof => return Err("it breaks off"),
                text => {
                    let piece = text_piece(text).map_err(|()| "it has an unknown entity")?;
                    match (open.last_mut(), piece) {
                        (Some(node), Some(piece)) => node.text.push_str(&piece),
                        (None, Some(piece)) if !piece.trim().is_empty() => {
                            return Err("it does not begin with an element");
                        }
                        _ => {}
                    }
                    None
                }
            };
            if let Some(mut node) = done {
                node.range.end = place(&reader);
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => return Ok(node),
                }
            }
        }
    }

    fn open(start: &BytesStart<'_>) -> Result<Node, &'static str> {
        let mut node = Node {
            name: start.local_name().as_ref().to_owned(),
            ..Node::default()
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| "it has a malformed attribute")?;
            let value = quick_xml::escape::unescape(&attribute.value)
                .map_err(|_| "it has an unknown entity")?;
            if node.attributes.len() + node.namespaces.len() == MAX_ATTRIBUTES {
                return Err("it is nested too deeply or too large");
            }
            let name = attribute.key.as_ref();
            let declared = match name.split_once(':') {
                Some(("xmlns", prefix)) => Some(prefix),
                _ => (name == "xmlns").then_some(""),
            };
            let value = value.into_owned();
            match declared {
                Some(prefix) => node.namespaces.push((prefix.to_owned(), value)),
                None => {
                    let name = attribute.key.local_name().as_ref().to_owned();
                    node.attributes.push((name, value));
                }
            }
        }
        Ok(node)
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name)?;
        Some(&found.1)
    }

    /// The first element of this name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first element of this name; `None` if it is not there,
    /// or is nil.
    pub fn value(&self, name: &str) -> Option<&str> {
        let child = self.child(name)?;
        (!child.is_nil()).then_some(&child.text)
    }

    /// The same where there is any text.
    pub fn non_empty(&self, name: &str) -> Option<String> {
        let text = self.value(name).filter(|text| !text.is_empty());
        text.map(str::to_owned)
    }

    /// The same without the blanks around it.
    pub fn trimmed(&self, name: &str) -> Option<String> {
        let text = self.value(name).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The elements of the first element of this name.
    pub fn children_of(&self, name: &str) -> &[Node] {
        self.child(name).map_or(&[], |list| &list.children)
    }

    /// `i:nil="true"`
    pub fn is_nil(&self) -> bool {
        self.attribute("nil")
            .is_some_and(|nil| nil.eq_ignore_ascii_case("true") || nil == "1")
    }
}

/// Writes a document element by element.
#[derive(Default)]
pub struct XmlWriter {
    text: String,
    /// The first element whose text XML cannot hold, and why.
    bad: Option<String>,
}

impl XmlWriter {
    /// Opens an element; `attributes` are names and values.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.check(name, value);
            self.text.push_str("=\"");
            self.text.push_str(&quick_xml::escape::escape(*value));
            self.text.push('"');
        }
        self.text.push('>');
    }

    /// Closes the element of this name.
    pub fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element that holds text.
    pub fn element(&mut self, name: &str, text: &str) {
        self.element_with(name, &[], text);
    }

    /// An element with attributes that holds text.
    pub fn element_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.check(name, text);
        self.text.push_str(&quick_xml::escape::escape(text));
        self.close(name);
    }

    /// An element whose text is CDATA, as the service wants template bodies. A
    /// `]]>` in it is split over two sections.
    pub fn cdata(&mut self, name: &str, text: &str) {
        self.open(name, &[]);
        self.check(name, text);
        self.text.push_str("<![CDATA[");
        self.text.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
        self.text.push_str("]]>");
        self.close(name);
    }

    /// An element that holds text, if there is any.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.element(name, text);
        }
    }

    /// What was read elsewhere and goes on as it came.
    pub fn raw(&mut self, xml: &str) {
        self.text.push_str(xml);
    }

    /// The document, unless something in it cannot be written in XML.
    pub fn finish(self) -> CallResult<String> {
        match self.bad {
            Some(bad) => Err(Error::argument(bad)),
            None => Ok(self.text),
        }
    }

    /// Most control characters have no place in XML 1.0, not even escaped.
    fn check(&mut self, name: &str, text: &str) {
        let is_bad = |c: &char| {
            (*c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        if self.bad.is_none()
            && let Some(bad) = text.chars().find(is_bad)
        {
            let code = u32::from(bad);
            self.bad = Some(format!(
                "the text of {name} has the character U+{code:04X}, which XML cannot hold"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_attributes_text_and_nil() {
        let node = Node::parse(
            "<?xml version='1.0'?><a:root xmlns:a='n' x='1 &amp; 2'><a:b>t<![CDATA[<&>]]>&#33;</a:b><c i:nil='true' xmlns:i='i'/><c/></a:root>",
        )
        .unwrap();
        assert_eq!(
            (node.name.as_str(), node.attribute("x")),
            ("root", Some("1 & 2"))
        );
        assert_eq!(node.value("b"), Some("t<&>!"));
        assert_eq!(node.value("c"), None);
        assert_eq!(node.children.len(), 3);
    }

    #[test]
    fn says_where_an_element_stands_and_which_namespaces_it_declares() {
        let text = "\u{feff}<?xml version='1.0'?> <a:r xmlns:a='n' xmlns='d'>x<a:b c='1'>y</a:b ><e/></a:r>";
        let node = Node::parse(text).unwrap();
        assert!(text[node.range.clone()].starts_with("<a:r") && node.attributes.is_empty());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(node.namespaces, [pair("a", "n"), pair("", "d")]);
        let places = node.children.iter().map(|child| &text[child.range.clone()]);
        assert_eq!(places.collect::<Vec<_>>(), ["<a:b c='1'>y</a:b >", "<e/>"]);
    }

    #[test]
    fn refuses_what_is_hostile_or_broken() {
        for text in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a b></a>",
            "<a>&x;</a>",
            "<a b='&x;'/>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            &"<a>".repeat(100_000),
            &format!("<a>{}</a>", "<b/>".repeat(MAX_NODES)),
        ] {
            assert!(
                Node::parse(text).is_err(),
                "{}",
                &text[..text.len().min(40)]
            );
        }
    }

    #[test]
    fn a_document_is_read_up_to_its_bounds() {
        let deep = |levels| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        let wide = |nodes| format!("<a>{}</a>", "<b c=''/>".repeat((nodes - 1) / 2));
        let laden = |attributes| {
            let attributes: String = (0..attributes).map(|n| format!(" a{n}=''")).collect();
            format!("<a{attributes}/>")
        };
        for (bounded, most) in [
            (&deep as &dyn Fn(usize) -> String, MAX_DEPTH),
            (&wide, MAX_NODES - 1),
            (&laden, MAX_ATTRIBUTES),
        ] {
            assert!(Node::parse(&bounded(most)).is_ok(), "{most}");
            let why = Node::parse(&bounded(most + 2)).unwrap_err();
            assert_eq!(why, "it is nested too deeply or too large");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let mut xml = XmlWriter::default();
        xml.open("r", &[("a", "\"<&>\"")]);
        xml.element("t", "<&>\"'");
        xml.cdata("c", "a]]>b]]>");
        xml.optional("n", None);
        xml.close("r");
        let node = Node::parse(&xml.finish().unwrap()).unwrap();
        assert_eq!(node.attribute("a"), Some("\"<&>\""));
        assert_eq!(node.value("t"), Some("<&>\"'"));
        assert_eq!(node.value("c"), Some("a]]>b]]>"));
        assert_eq!(node.child("n"), None);
    }
}
