//! Which operation a request asks for, and which right that takes.

use crate::error::ServiceError;
use crate::policy::Right;
use hyper::{Method, StatusCode};

/// Largest message: "over 64 KB" is refused.
pub const MAX_MESSAGE: usize = 65_536;
/// An installation may carry many templates; the service states no limit for it.
const MAX_DOCUMENT: usize = 1 << 20;

#[derive(Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    Send,
    PutInstallation(&'a str),
    GetInstallation(&'a str),
    DeleteInstallation(&'a str),
}

impl Operation<'_> {
    /// `path` is what follows the hub. Literals are compared without regard to case, ids are not.
    pub fn find<'a>(method: &Method, path: &'a [String]) -> Result<Operation<'a>, ServiceError> {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [messages] if messages.eq_ignore_ascii_case("messages") => match *method {
                Method::POST => Ok(Operation::Send),
                _ => Err(wrong_method(method)),
            },
            [installations, id] if installations.eq_ignore_ascii_case("installations") => {
                match *method {
                    Method::PUT => Ok(Operation::PutInstallation(id)),
                    Method::GET => Ok(Operation::GetInstallation(id)),
                    Method::DELETE => Ok(Operation::DeleteInstallation(id)),
                    _ => Err(wrong_method(method)),
                }
            }
            _ => Err(ServiceError::new(
                StatusCode::NOT_FOUND,
                "The address is not one of this service",
            )),
        }
    }

    pub fn right(&self) -> Right {
        match self {
            Operation::Send => Right::Send,
            Operation::PutInstallation(_)
            | Operation::GetInstallation(_)
            | Operation::DeleteInstallation(_) => Right::Listen,
        }
    }

    pub fn max_body(&self) -> usize {
        match self {
            Operation::Send => MAX_MESSAGE,
            _ => MAX_DOCUMENT,
        }
    }
}

fn wrong_method(method: &Method) -> ServiceError {
    ServiceError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{method} is not a method of this address"),
    )
}
