//! `If-Match` and `If-None-Match`: clients that read a blob in pieces make sure so that all are of
//! one content.

use crate::http::storage_error::StorageError;
use crate::state::blobs::Properties;
use hyper::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use hyper::{HeaderMap, StatusCode};

pub fn check_read(headers: &HeaderMap, blob: &Properties) -> Result<(), StorageError> {
    if fits(headers, IF_MATCH, blob) == Some(false) {
        let status = StatusCode::PRECONDITION_FAILED;
        return Err(StorageError::condition_not_met(status));
    }
    match fits(headers, IF_NONE_MATCH, blob) {
        Some(true) => Err(StorageError::condition_not_met(StatusCode::NOT_MODIFIED)),
        _ => Ok(()),
    }
}

/// None where there is no blob yet.
pub fn check_write(headers: &HeaderMap, blob: Option<&Properties>) -> Result<(), StorageError> {
    let failed = || StorageError::condition_not_met(StatusCode::PRECONDITION_FAILED);
    let Some(blob) = blob else {
        return match headers.contains_key(IF_MATCH) {
            true => Err(failed()),
            false => Ok(()),
        };
    };
    let only_new = headers.get(IF_NONE_MATCH).is_some_and(|tag| tag == "*");
    if only_new {
        return Err(StorageError::new(
            StatusCode::CONFLICT,
            "BlobAlreadyExists",
            "The specified blob already exists.",
        ));
    }
    let wrong = fits(headers, IF_MATCH, blob) == Some(false)
        || fits(headers, IF_NONE_MATCH, blob) == Some(true);
    match wrong {
        true => Err(failed()),
        false => Ok(()),
    }
}

/// None where the client sent no such header.
fn fits(headers: &HeaderMap, name: HeaderName, blob: &Properties) -> Option<bool> {
    let wanted = headers.get(name)?.to_str().unwrap_or_default();
    let mut tags = wanted.split(',').map(str::trim);
    Some(tags.any(|tag| tag == "*" || tag.trim_matches('"') == blob.etag))
}
