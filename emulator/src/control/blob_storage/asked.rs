//! A request to the blob store, and what all kinds of them check and say.

use crate::app::App;
use crate::http::answer::Answer;
use crate::http::storage_error::StorageError;
use crate::http::target::Target;
use crate::state::blob_url::{BlobUrl, Refusal};
use crate::state::blobs::{self, Properties};
use crate::wire::timestamp;
use hyper::header::{ETAG, HeaderName, HeaderValue, LAST_MODIFIED};
use hyper::{HeaderMap, Method, StatusCode};
use std::io;

pub struct Asked<'a> {
    pub app: &'a App,
    pub method: &'a Method,
    pub target: &'a Target,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
    pub url: BlobUrl,
}

pub fn parse(target: &Target) -> Result<BlobUrl, StorageError> {
    BlobUrl::parse(&target.url("")).map_err(|_| {
        let message = "The requested URI does not represent any resource on the server.";
        StorageError::new(StatusCode::BAD_REQUEST, "InvalidUri", message)
    })
}

impl Asked<'_> {
    pub fn check_signature(&self) -> Result<(), StorageError> {
        let (key, now) = (&self.app.storage_key, self.app.clock.now());
        self.url.check_signature(key, now).map_err(|refusal| {
            StorageError::authentication_failed(match refusal {
                Refusal::NotSigned => {
                    "Signature did not match. It is not one that this nh-emulator has given since it was started.".to_owned()
                }
                Refusal::Over(expiry) => format!(
                    "Signature not valid in the specified time frame: Expiry [{}] - Current [{}]",
                    timestamp::http_date(expiry),
                    timestamp::http_date(now)
                ),
            })
        })
    }

    /// An address that names permissions needs one of these.
    pub fn allow_any(&self, of: &str) -> Result<(), StorageError> {
        match self.url.allows_any(of) {
            true => Ok(()),
            false => Err(StorageError::permission_mismatch()),
        }
    }

    pub fn properties(&self, name: &str) -> Result<Option<Properties>, StorageError> {
        let found = self.app.blobs.properties(&self.url.container, name);
        found.map_err(refused)
    }

    pub fn need_container(&self) -> Result<(), StorageError> {
        match self.app.blobs.has_container(&self.url.container) {
            Ok(true) => Ok(()),
            Ok(false) => Err(StorageError::container_not_found()),
            Err(error) => Err(refused(error)),
        }
    }

    pub fn no_blob(&self) -> StorageError {
        match self.need_container() {
            Ok(()) => StorageError::blob_not_found(),
            Err(error) => error,
        }
    }
}

pub fn with_properties(answer: Answer, properties: &Properties) -> Answer {
    let etag = format!("\"{}\"", properties.etag);
    let modified = timestamp::http_date(properties.modified);
    with_text(with_text(answer, ETAG, &etag), LAST_MODIFIED, &modified)
}

pub fn with_text(answer: Answer, name: HeaderName, value: &str) -> Answer {
    match HeaderValue::try_from(value) {
        Ok(value) => answer.header(name, value),
        Err(_) => answer,
    }
}

pub fn refused(error: io::Error) -> StorageError {
    let (status, code) = match blobs::is_bad_name(&error) {
        true => (StatusCode::BAD_REQUEST, "InvalidResourceName"),
        false => (StatusCode::INTERNAL_SERVER_ERROR, "InternalError"),
    };
    let message = format!("nh-emulator cannot do so on its disk: {error}");
    StorageError::new(status, code, message)
}
