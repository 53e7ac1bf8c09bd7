//! What the service's XML documents have in common when they are written.

use quick_xml::escape::partial_escape;
use std::fmt::Write;

pub const SERVICE_BUS: &str = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
pub const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The start tag of a document. The prefix `i` is that of `i:nil` and `i:type`.
pub fn root(name: &str) -> String {
    format!("<{name} xmlns=\"{SERVICE_BUS}\" xmlns:i=\"{INSTANCE}\">")
}

pub fn member(xml: &mut String, name: &str, value: &str) {
    let _ = write!(xml, "<{name}>{}</{name}>", partial_escape(value));
}
