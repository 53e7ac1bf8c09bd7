//! `/_emulator/inbox…`: what the page in a browser shows, in pieces of the size that it shows.

pub mod parameters;

use crate::app::App;
use crate::http::answer::{Answer, JSON};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use hyper::{HeaderMap, Method, StatusCode};
use serde::Serialize;

/// `path` is what follows `inbox` in the address.
pub fn handle(
    _app: &App,
    method: &Method,
    path: &[&str],
    _target: &Target,
    _headers: &HeaderMap,
    _body: &[u8],
) -> Result<Answer, ServiceError> {
    match (method, path) {
        _ => Err(ServiceError::not_found(
            "There is no such part of the inbox",
        )),
    }
}

fn json(value: &impl Serialize) -> Result<Answer, ServiceError> {
    let json = serde_json::to_vec(value).map_err(ServiceError::internal)?;
    Ok(Answer::with_body(StatusCode::OK, JSON, json))
}
