//! An XML document as a tree. Names are local ones: what clients send differs in its prefixes, and
//! no two elements of the service's documents differ in their namespace alone.

use crate::wire::xml;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// The service's documents are five or six levels deep.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    /// All text in it, entities and CDATA sections resolved, without that of its children.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn parse(document: &[u8]) -> Result<Element, String> {
        let text = str::from_utf8(document).map_err(|_| "it is not UTF-8".to_owned())?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open: Vec<Element> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) => {
                    if open.len() == MAX_DEPTH {
                        return Err("it is nested too deeply".to_owned());
                    }
                    open.push(Element::of(&tag)?);
                }
                Event::Empty(tag) => close(Element::of(&tag)?, &mut open, &mut root)?,
                Event::End(_) => {
                    if let Some(element) = open.pop() {
                        close(element, &mut open, &mut root)?;
                    }
                }
                Event::Text(text) => text_into(&mut open, &text)?,
                Event::CData(text) => text_into(&mut open, &text)?,
                Event::GeneralRef(reference) => {
                    let entity = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        Ok(None) => resolve_predefined_entity(&reference).map(str::to_owned),
                        Err(_) => None,
                    };
                    let entity = entity.ok_or("it has an unknown entity")?;
                    text_into(&mut open, &entity)?;
                }
                // What entity bombs are made of; no client of the service sends one.
                Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
                Event::Eof => break,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
        match (open.is_empty(), root) {
            (true, Some(root)) => Ok(root),
            (true, None) => Err("there is no element in it".to_owned()),
            (false, _) => Err("an element is not closed".to_owned()),
        }
    }

    fn of(tag: &BytesStart) -> Result<Element, String> {
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = unescape(&attribute.value).map_err(|error| error.to_string())?;
            attributes.push((
                attribute.key.local_name().as_ref().to_owned(),
                value.into_owned(),
            ));
        }
        Ok(Element {
            name: tag.local_name().as_ref().to_owned(),
            attributes,
            ..Element::default()
        })
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Those of `known`. A strict reader refuses others, and those that come out of this order.
    pub fn known_children(
        &self,
        known: &[&str],
        strict: bool,
    ) -> impl Iterator<Item = Result<&Element, String>> {
        let mut last = 0;
        self.children.iter().filter_map(move |child| {
            let name = &child.name;
            match known.iter().position(|one| one == name) {
                Some(position) if strict && position < last => {
                    Some(Err(format!("'{name}' comes after its place")))
                }
                Some(position) => {
                    last = position;
                    Some(Ok(child))
                }
                None => strict.then(|| Err(format!("'{name}' is not a member of it"))),
            }
        })
    }

    /// The text of the child with this name, if it has any.
    pub fn child_text(&self, name: &str) -> Option<&str> {
        let child = self.child(name).filter(|child| !child.is_nil())?;
        Some(child.trimmed()).filter(|text| !text.is_empty())
    }

    /// `i:nil="true"`, by which .NET says null.
    pub fn is_nil(&self) -> bool {
        matches!(self.attribute("nil"), Some("true" | "1"))
    }

    /// The text without the blanks round it.
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// The document that an Atom entry carries.
    pub fn of_entry(document: &[u8]) -> Result<Element, String> {
        let entry = Element::parse(document)?;
        if entry.name != "entry" {
            return Err("it is not an Atom entry".to_owned());
        }
        let content = entry.children.into_iter().find(|c| c.name == "content");
        let mut content = content.ok_or("the entry has no content")?.children;
        match content.len() {
            1 => Ok(content.remove(0)),
            _ => Err("the content is not one element".to_owned()),
        }
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), String> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_some() => return Err("there is more than one element in it".to_owned()),
        None => *root = Some(element),
    }
    Ok(())
}

fn text_into(open: &mut [Element], text: &str) -> Result<(), String> {
    if !text.chars().all(xml::is_char) {
        return Err("it has a character that XML does not have".to_owned());
    }
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err("there is text outside of it".to_owned()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_with_all_that_clients_write() {
        let root = Element::parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?><!-- c --><a:x xmlns:a='n' i:type=\"T&amp;\">t&lt;&#65;<y i:nil='true'/> <![CDATA[<c>]]></a:x>\n",
        )
        .unwrap();
        assert_eq!(root.name, "x");
        assert_eq!(root.attribute("type"), Some("T&"));
        assert_eq!(root.text, "t<A <c>");
        assert!(root.child("y").unwrap().is_nil());
        assert!(!root.is_nil());
    }

    #[test]
    fn entries() {
        let entry =
            b"<entry xmlns='x'><updated/><content type='application/xml'> <B>1</B> </content></entry>";
        assert_eq!(Element::of_entry(entry).unwrap().text, "1");
        for wrong in [
            "<B/>",
            "<entry/>",
            "<entry><content/></entry>",
            "<entry><content><A/><B/></content></entry>",
        ] {
            assert!(Element::of_entry(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_refused() {
        let deep = "<a>".repeat(33) + &"</a>".repeat(33);
        for wrong in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&unknown;</a>",
            "<a x='&unknown;'/>",
            "<a x=1/>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "<a/>text",
            "<a>&#xFFFFFFFF;</a>",
            "<a>&#1;</a>",
            "<a>\u{1}</a>",
            "<a",
            &deep,
        ] {
            assert!(Element::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(Element::parse(b"<a>\xff</a>").is_err());
    }
}
