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
        let declared = node.namespaces;
        let content = node
            .children
            .into_iter()
            .find(|child| child.name == "content")
            .map(|content| inheriting(content, &declared))
            .and_then(|mut content| {
                let description = content.children.drain(..).next()?;
                Some(inheriting(description, &content.namespaces))
            });
        Entry { title, content }
    }
}

/// An element with the namespaces that those around it declare.
fn inheriting(mut node: Node, around: &[(String, String)]) -> Node {
    for declared in around {
        if !node.namespaces.iter().any(|(own, _)| *own == declared.0) {
            node.namespaces.push(declared.clone());
        }
    }
    node
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
    let declared = node.namespaces;
    Ok(node
        .children
        .into_iter()
        .filter(|child| child.name == "entry")
        .map(|entry| Entry::read(inheriting(entry, &declared)))
        .collect())
}

/// Reads any document of the service.
pub fn parse(body: &[u8]) -> Result<Node, Malformed> {
    Node::parse(std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?)
}

/// Writes an entry around the element `name`, whose content `write` adds, and which
/// declares `namespaces` too.
pub fn write_entry(
    name: &str,
    namespaces: &[(String, String)],
    write: impl FnOnce(&mut XmlWriter),
) -> crate::error::Result<String> {
    let mut xml = XmlWriter::default();
    xml.open("entry", &[("xmlns", "http://www.w3.org/2005/Atom")]);
    xml.open("content", &[("type", "application/xml")]);
    let mut declared = vec![
        ("xmlns:i".to_owned(), INSTANCE),
        ("xmlns".to_owned(), SERVICE),
    ];
    for (prefix, namespace) in namespaces {
        if !prefix.is_empty() && prefix != "i" {
            declared.push((format!("xmlns:{prefix}"), namespace));
        }
    }
    let declared: Vec<(&str, &str)> = declared
        .iter()
        .map(|(name, of)| (name.as_str(), *of))
        .collect();
    xml.open(name, &declared);
    write(&mut xml);
    xml.close(name);
    xml.close("content");
    xml.close("entry");
    xml.finish()
}
