//! The headers that every answer of the service has.

use crate::app::App;
use crate::http::answer::Answer;
use crate::wire::ids;
use crate::wire::timestamp;
use hyper::HeaderMap;
use hyper::header::{DATE, HeaderName, HeaderValue, SERVER, STRICT_TRANSPORT_SECURITY};

const TRACKING_ID: HeaderName = HeaderName::from_static("trackingid");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");
const MAX_TRACKING_ID: usize = 128;

/// The client's own id, if it sent one, so that both sides can be found under it.
pub fn tracking_id(headers: &HeaderMap) -> String {
    headers
        .get(TRACKING_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| !id.is_empty() && id.len() <= MAX_TRACKING_ID)
        .map_or_else(ids::tracking, str::to_owned)
}

/// Its time is that of the hub's clock: clients learn from it how wrong their own is.
pub fn with_date(app: &App, answer: Answer) -> Answer {
    match HeaderValue::try_from(timestamp::http_date(app.clock.now())) {
        Ok(date) => answer.header(DATE, date),
        Err(_) => answer,
    }
}

pub fn with_common_headers(app: &App, answer: Answer, tracking_id: &str) -> Answer {
    // The HTTP library adds the real time.
    let answer = match app.clock.is_real() {
        true => answer,
        false => with_date(app, answer),
    };
    let mut answer = answer.header(SERVER, HeaderValue::from_static("nh-emulator"));
    let ids = [
        (TRACKING_ID, HeaderValue::try_from(tracking_id)),
        (CORRELATION_ID, HeaderValue::try_from(ids::tracking())),
    ];
    for (name, value) in ids {
        if let Ok(value) = value {
            answer = answer.header(name, value);
        }
    }
    match app.tls {
        true => answer.header(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=2592000"),
        ),
        false => answer,
    }
}
