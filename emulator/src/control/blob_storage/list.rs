//! List Blobs: the names in a container, a page at a time.

use crate::control::blob_storage::asked::{Asked, refused};
use crate::http::answer::Answer;
use crate::http::storage_error::StorageError;
use crate::state::blobs::Properties;
use crate::wire::timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use hyper::header::HeaderValue;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::{escape, partial_escape};
use std::fmt::Write;

const XML: HeaderValue = HeaderValue::from_static("application/xml");
const MAX_PAGE: usize = 5000;
/// So begins what a page says of the next.
const MARKER: &str = "2!";

pub fn answer(asked: &Asked) -> Result<Answer, StorageError> {
    asked.need_container()?;
    let given = |name: &str| asked.target.query(name).filter(|value| !value.is_empty());
    if given("delimiter").is_some() {
        return Err(StorageError::unsupported_parameter("delimiter"));
    }
    let prefix = given("prefix").unwrap_or_default();
    let from = given("marker")
        .map(name_of)
        .transpose()?
        .unwrap_or_default();
    let max = given("maxresults").map(page_size).transpose()?;
    let container = &asked.url.container;
    let mut names = asked.app.blobs.names(container).map_err(refused)?;
    names.retain(|name| name.starts_with(prefix) && *name >= from);
    let next = names.get(max.unwrap_or(MAX_PAGE)).map(|name| marker(name));

    // As Azure's own, which begins with a byte order mark.
    let mut xml = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"{}/\" ContainerName=\"{}\">",
        escape(asked.target.base.as_str()),
        escape(container.as_str())
    );
    for (name, value) in [
        ("Prefix", given("prefix")),
        ("Marker", given("marker")),
        ("MaxResults", given("maxresults")),
    ] {
        if let Some(value) = value {
            text(&mut xml, name, value);
        }
    }
    xml.push_str("<Blobs>");
    for name in names.iter().take(max.unwrap_or(MAX_PAGE)) {
        // Deleted since, it is left out.
        if let Some(properties) = asked.properties(name)? {
            blob(&mut xml, name, &properties);
        }
    }
    xml.push_str("</Blobs>");
    match next {
        Some(next) => text(&mut xml, "NextMarker", &next),
        None => xml.push_str("<NextMarker />"),
    }
    xml.push_str("</EnumerationResults>");
    Ok(Answer::with_body(StatusCode::OK, XML, xml.into_bytes()))
}

fn blob(xml: &mut String, name: &str, properties: &Properties) {
    let modified = timestamp::http_date(properties.modified);
    xml.push_str("<Blob>");
    text(xml, "Name", name);
    let _ = write!(
        xml,
        "<Properties><Last-Modified>{modified}</Last-Modified><Etag>{}</Etag><Content-Length>{}</Content-Length><Content-Type>application/octet-stream</Content-Type><BlobType>BlockBlob</BlobType><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted></Properties><OrMetadata /></Blob>",
        properties.etag, properties.length
    );
}

/// What no XML can hold is percent-encoded, and said to be.
fn text(xml: &mut String, element: &str, value: &str) {
    let is_fit = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let _ = match value.chars().all(is_fit) {
        true => write!(xml, "<{element}>{}</{element}>", partial_escape(value)),
        false => {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            write!(xml, "<{element} Encoded=\"true\">{value}</{element}>")
        }
    };
}

fn page_size(text: &str) -> Result<usize, StorageError> {
    let fail = |code, message| Err(StorageError::new(StatusCode::BAD_REQUEST, code, message));
    match text.parse::<i64>() {
        Ok(size @ 1..) => Ok(usize::try_from(size).unwrap_or(MAX_PAGE).min(MAX_PAGE)),
        Ok(_) => fail(
            "OutOfRangeQueryParameterValue",
            "One of the query parameters specified in the request URI is outside the permissible range.",
        ),
        Err(_) => fail("InvalidQueryParameterValue", INVALID_VALUE),
    }
}

const INVALID_VALUE: &str =
    "Value for one of the query parameters specified in the request URI is invalid.";

/// Where the next page begins, for nobody to look into: also where the blob itself is gone by then.
fn marker(name: &str) -> String {
    format!("{MARKER}{}", URL_SAFE_NO_PAD.encode(name))
}

fn name_of(marker: &str) -> Result<String, StorageError> {
    let decoded = || {
        let encoded = marker.strip_prefix(MARKER)?;
        String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()
    };
    decoded().ok_or_else(|| {
        let code = "InvalidQueryParameterValue";
        StorageError::new(StatusCode::BAD_REQUEST, code, INVALID_VALUE)
    })
}
