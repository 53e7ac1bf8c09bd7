//! Get Blob and Get Blob Properties: a blob whole or in pieces.

use crate::control::blob_storage::asked::{Asked, refused, with_properties, with_text};
use crate::control::blob_storage::conditions;
use crate::http::answer::Answer;
use crate::http::storage_error::StorageError;
use crate::state::blobs::Properties;
use hyper::header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, HeaderName, HeaderValue, RANGE};
use hyper::{HeaderMap, Method, StatusCode};
use std::io::{self, Read, Seek, SeekFrom};

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");
const BLOB_TYPE: HeaderName = HeaderName::from_static("x-ms-blob-type");
/// Comes before `Range`, which some clients cannot set.
const OWN_RANGE: HeaderName = HeaderName::from_static("x-ms-range");

pub fn answer(asked: &Asked, name: &str) -> Result<Answer, StorageError> {
    let opened = asked.app.blobs.open(&asked.url.container, name);
    let mut file = opened.map_err(refused)?.ok_or_else(|| asked.no_blob())?;
    // Of the open file: under the name there may be another one by now.
    let metadata = file.metadata();
    let blob = metadata
        .and_then(|of| Properties::of(&of))
        .map_err(refused)?;
    conditions::check_read(asked.headers, &blob)?;
    let answer = match asked.method {
        &Method::HEAD => Answer::with_body(StatusCode::OK, BYTES, Vec::new())
            .header(CONTENT_LENGTH, HeaderValue::from(blob.length)),
        _ => match range(asked.headers) {
            None => {
                let bytes = read(&mut file, 0, blob.length).map_err(refused)?;
                Answer::with_body(StatusCode::OK, BYTES, bytes)
            }
            Some((first, _)) if first >= blob.length => {
                return Err(StorageError::invalid_range(blob.length));
            }
            Some((first, last)) => {
                let last = last.min(blob.length - 1);
                let bytes = read(&mut file, first, last - first + 1).map_err(refused)?;
                let range = format!("bytes {first}-{last}/{}", blob.length);
                let part = Answer::with_body(StatusCode::PARTIAL_CONTENT, BYTES, bytes);
                with_text(part, CONTENT_RANGE, &range)
            }
        },
    };
    Ok(with_properties(answer, &blob)
        .header(ACCEPT_RANGES, HeaderValue::from_static("bytes"))
        .header(BLOB_TYPE, HeaderValue::from_static("BlockBlob")))
}

/// What was there when its length was asked for: others may append meanwhile.
fn read(file: &mut std::fs::File, first: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(first))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// First and last byte, in the two forms that the storage takes. Others are passed over, as HTTP has
/// it: the answer is the whole.
fn range(headers: &HeaderMap) -> Option<(u64, u64)> {
    let value = headers.get(OWN_RANGE).or_else(|| headers.get(RANGE))?;
    let (first, last) = value
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    let number = |text: &str| -> Option<u64> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let first = number(first)?;
    let last = match last {
        "" => u64::MAX,
        last => number(last)?,
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let of = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            range(&headers)
        };
        assert_eq!(of("range", "bytes=0-9"), Some((0, 9)));
        assert_eq!(of("x-ms-range", "bytes=7-"), Some((7, u64::MAX)));
        for passed_over in [
            "bytes=-5",
            "bytes=5-4",
            "bytes=a-b",
            "bytes=0-1,3-4",
            "bytes=+1-2",
            "bytes",
            "0-1",
            "",
            "bytes=-",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(of("range", passed_over), None, "{passed_over}");
        }
        let mut both = HeaderMap::new();
        both.insert("range", HeaderValue::from_static("bytes=0-1"));
        both.insert("x-ms-range", HeaderValue::from_static("bytes=2-3"));
        assert_eq!(range(&both), Some((2, 3)));
    }
}
