//! An answer before it becomes an HTTP response.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, TRANSFER_ENCODING, UPGRADE,
};
use hyper::{Response, StatusCode};

/// The content type of nearly everything the service answers: also of empty answers, and of the
/// JSON of an installation.
pub const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");
pub const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// What speaks of a connection has no place in HTTP/2.
const OF_A_CONNECTION: [HeaderName; 5] = [
    CONNECTION,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub content_type: Option<HeaderValue>,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn empty(status: StatusCode) -> Answer {
        Answer {
            status,
            content_type: None,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn with_body(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Answer {
        Answer {
            content_type: Some(content_type),
            body,
            ..Answer::empty(status)
        }
    }

    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Answer {
        self.headers.push((name, value));
        self
    }

    pub fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.body)));
        *response.status_mut() = self.status;
        if let Some(content_type) = self.content_type {
            response.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }

    /// Head and body for a stream of HTTP/2, with the length that hyper adds in HTTP/1.1.
    pub fn into_stream_parts(mut self) -> (Response<()>, Bytes) {
        let body = Bytes::from(std::mem::take(&mut self.body));
        let mut head = self.into_response().map(|_| ());
        for name in &OF_A_CONNECTION {
            head.headers_mut().remove(name);
        }
        let has_length = !matches!(
            head.status(),
            StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
        );
        if has_length && !head.headers().contains_key(CONTENT_LENGTH) {
            let length = HeaderValue::from(body.len());
            head.headers_mut().insert(CONTENT_LENGTH, length);
        }
        (head, body)
    }
}
