//! The formats that documents are wrapped in: XML, Atom, multipart.

pub mod atom;
pub mod multipart;
pub mod xml;
