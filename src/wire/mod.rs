//! The formats that documents are wrapped in: XML, Atom, JSON, multipart; durations.

pub mod atom;
pub mod iso_duration;
pub mod json;
pub mod multipart;
pub mod utc_time;
pub mod xml;
pub mod xml_check;
