//! The service's forms on the wire: XML, times, durations, ids, bodies of several parts.

pub mod element;
pub mod ids;
pub mod iso_duration;
pub mod multipart;
pub mod timestamp;
pub mod xml;
pub mod xml_writer;
