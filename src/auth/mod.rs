//! Keys and tokens: where they come from, how they sign, and why the service
//! refused one.

pub mod connection_string;
pub mod credential;
pub mod refusal;
pub mod sas_token;
pub mod secret;
