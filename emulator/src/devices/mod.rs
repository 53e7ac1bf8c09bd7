//! Who can be reached: installations and registrations with their tags and templates, and the
//! service's documents about them.

pub mod checks;
pub mod device_token;
pub mod filter;
pub mod installation;
pub mod installation_patch;
pub mod platform;
pub mod registration;
pub mod registration_reader;
mod registration_schema;
pub mod registration_writer;
pub mod tag;
pub mod tag_expression;
pub mod tag_pieces;
pub mod template;
pub mod template_expression;
