//! Reading the body of a request, within limits of size and time.

use crate::http::error::ServiceError;
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes};
use hyper::header::EXPECT;
use hyper::{HeaderMap, StatusCode};
use std::fmt::Display;
use std::time::Duration;
use tokio::time::timeout;

/// What is read and thrown away of a body that is too large. A client that is still writing when
/// the connection closes sees a reset instead of the answer.
const MAX_DISCARDED: usize = 8 << 20;
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// The body of a request of either protocol.
pub trait RequestBody: Body<Data = Bytes, Error: Display> + Unpin {}

impl<B: Body<Data = Bytes, Error: Display> + Unpin> RequestBody for B {}

pub async fn receive(
    mut body: impl RequestBody,
    headers: &HeaderMap,
    max: usize,
    time: Duration,
) -> Result<Vec<u8>, ServiceError> {
    let announced = body.size_hint().lower();
    if announced > max as u64 {
        // A client that asks first has not begun to write.
        if !headers.contains_key(EXPECT) {
            let _ = timeout(DISCARD_TIME, read(&mut body, 0, MAX_DISCARDED)).await;
        }
        return Err(too_large());
    }
    match timeout(time, read(&mut body, max, max)).await {
        Ok(Ok(Some(content))) => Ok(content),
        Ok(Ok(None)) => {
            let _ = timeout(DISCARD_TIME, read(&mut body, 0, MAX_DISCARDED)).await;
            Err(too_large())
        }
        Ok(Err(error)) => Err(ServiceError::bad_request(format!(
            "The body could not be read: {error}"
        ))),
        Err(_) => Err(ServiceError::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time",
        )),
    }
}

/// Stops as soon as there are `count` bytes, and tells whether that was all of the body.
pub async fn receive_some(
    body: &mut impl RequestBody,
    count: usize,
    time: Duration,
) -> (Vec<u8>, bool) {
    let mut content = Vec::new();
    let read = async {
        while content.len() < count {
            match body.frame().await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => content.extend(frame.data_ref().into_iter().flatten()),
            }
        }
        body.is_end_stream()
    };
    let complete = timeout(time, read).await.unwrap_or(false);
    (content, complete)
}

/// Keeps up to `keep` bytes and stops after `max`; None if there were more.
async fn read<B: RequestBody>(
    body: &mut B,
    keep: usize,
    max: usize,
) -> Result<Option<Vec<u8>>, B::Error> {
    let mut content = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        length += data.len();
        if length > max {
            return Ok(None);
        }
        if length <= keep {
            content.extend_from_slice(data);
        }
    }
    Ok(Some(content))
}

fn too_large() -> ServiceError {
    ServiceError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "The message is larger than this address takes",
    )
}
