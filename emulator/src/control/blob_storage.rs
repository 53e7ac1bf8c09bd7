//! `/_emulator/blobs/…`: the blob store over HTTP, as much of Azure's as it takes to put a file to
//! be imported, to list a container and to fetch what is in it. Needs no key; an address that names
//! permissions (`sp`) is held to them.

use crate::app::App;
use crate::http::answer::{Answer, XML};
use crate::http::error::ServiceError;
use crate::http::target::Target;
use crate::state::blob_url::BlobUrl;
use crate::state::blobs;
use hyper::header::HeaderValue;
use hyper::{Method, StatusCode};
use quick_xml::escape::partial_escape;
use std::io;

pub const MAX_BLOB: usize = 256 << 20;
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

pub fn handle(
    app: &App,
    method: &Method,
    target: &Target,
    body: &[u8],
) -> Result<Answer, ServiceError> {
    let url = BlobUrl::parse(&target.url("")).map_err(ServiceError::bad_request)?;
    let container = url.container.as_str();
    let allow = |needed: &str| url.check(needed).map_err(ServiceError::forbidden);
    match (method, url.name.as_deref()) {
        (&Method::GET, None) => {
            allow("l")?;
            list(app, container, target.query("prefix").unwrap_or_default())
        }
        // Containers are there as soon as something is in them.
        (&Method::PUT, None) => Ok(Answer::empty(StatusCode::CREATED)),
        (&Method::GET | &Method::HEAD, Some(name)) => {
            allow("r")?;
            let bytes = app.blobs.get(container, name).map_err(refused)?;
            let bytes = bytes.ok_or_else(not_found)?;
            Ok(Answer::with_body(StatusCode::OK, BYTES, bytes))
        }
        (&Method::PUT, Some(name)) => {
            allow("w")?;
            app.blobs.put(container, name, body).map_err(refused)?;
            Ok(Answer::empty(StatusCode::CREATED))
        }
        (&Method::DELETE, Some(name)) => {
            allow("d")?;
            match app.blobs.delete(container, name).map_err(refused)? {
                true => Ok(Answer::empty(StatusCode::ACCEPTED)),
                false => Err(not_found()),
            }
        }
        _ => Err(ServiceError::wrong_method(method)),
    }
}

/// In the form of Azure's storage, all on one page.
fn list(app: &App, container: &str, prefix: &str) -> Result<Answer, ServiceError> {
    let blobs = app.blobs.list(container).map_err(refused)?;
    let blobs: String = blobs
        .iter()
        .filter(|(name, _)| name.starts_with(prefix))
        .map(|(name, length)| {
            format!(
                "<Blob><Name>{}</Name><Properties><Content-Length>{length}</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>",
                partial_escape(name.as_str())
            )
        })
        .collect();
    let container = partial_escape(container);
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"{container}\"><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>"
    );
    Ok(Answer::with_body(StatusCode::OK, XML, xml.into_bytes()))
}

fn not_found() -> ServiceError {
    ServiceError::not_found("The specified blob does not exist")
}

fn refused(error: io::Error) -> ServiceError {
    match blobs::is_bad_name(&error) {
        true => ServiceError::bad_request(error.to_string()),
        false => ServiceError::of_disk(error),
    }
}
