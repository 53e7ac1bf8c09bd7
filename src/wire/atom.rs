//! Atom entries and feeds, in which the service wraps its XML.

use crate::wire::xml::{Node, XmlWriter};

/// Namespace of the service's own elements.
pub const SERVICE: &str = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
/// Namespace of `i:type` and `i:nil`.
pub const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Content type of an entry.
pub const ENTRY: &str = "application/atom+xml;type=entry;charset=utf-8";

/// What is wrong with an answer, in a few words.
pub type Malformed = &'static str;

/// An entry: what it is called, and what it describes.
#[derive(Debug)]
pub struct Entry {
    /// The entry's title: usually an id or a name.
    pub title: String,
    /// The described element, such as `AppleRegistrationDescription`.
    pub content: Option<Node>,
}

impl Entry {
    fn read(node: Node) -> Entry {
        let title = node.value("title").unwrap_or_default().to_owned();
        let content = node
            .children
            .into_iter()
            .find(|child| child.name == "content")
            .and_then(|content| content.children.into_iter().next());
        Entry { title, content }
    }
}

/// Reads a document that must be an entry. A feed in its place is how the
/// service says that there is no such thing (`Ok(None)`).
pub fn entry(body: &[u8]) -> Result<Option<Entry>, Malformed> {
    let node = parse(body)?;
    match node.name.as_str() {
        "entry" => Ok(Some(Entry::read(node))),
        "feed" => Ok(None),
        _ => Err("it is not an Atom entry"),
    }
}

/// Reads a feed's entries.
pub fn feed(body: &[u8]) -> Result<Vec<Entry>, Malformed> {
    let node = parse(body)?;
    if node.name != "feed" {
        return Err("it is not an Atom feed");
    }
    Ok(node
        .children
        .into_iter()
        .filter(|child| child.name == "entry")
        .map(Entry::read)
        .collect())
}

/// Reads any document of the service.
pub fn parse(body: &[u8]) -> Result<Node, Malformed> {
    Node::parse(std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?)
}

/// Writes an entry around the element `name`, whose content `write` adds.
pub fn write_entry(name: &str, write: impl FnOnce(&mut XmlWriter)) -> crate::error::Result<String> {
    let mut xml = XmlWriter::default();
    xml.open("entry", &[("xmlns", "http://www.w3.org/2005/Atom")]);
    xml.open("content", &[("type", "application/xml")]);
    xml.open(name, &[("xmlns:i", INSTANCE), ("xmlns", SERVICE)]);
    write(&mut xml);
    xml.close(name);
    xml.close("content");
    xml.close("entry");
    xml.finish()
}
