//! An answer before it becomes an HTTP response.

use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue,
    TRANSFER_ENCODING, UPGRADE, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

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
    /// That of the notification that goes out for the request.
    pub notification_id: Option<String>,
    /// What comes after it for as long as somebody reads.
    pub live: Option<mpsc::Receiver<Bytes>>,
}

/// The body of a response.
pub enum AnswerBody {
    Whole(Full<Bytes>),
    Live(mpsc::Receiver<Bytes>),
}

impl Answer {
    pub fn empty(status: StatusCode) -> Answer {
        Answer {
            status,
            content_type: None,
            headers: Vec::new(),
            body: Vec::new(),
            notification_id: None,
            live: None,
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

    /// What needs no key is no part of anybody else's page, and is kept nowhere.
    pub fn for_own_pages(self) -> Answer {
        const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
        self.header(RESOURCE, HeaderValue::from_static("same-origin"))
            .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
            .header(CACHE_CONTROL, HeaderValue::from_static("no-store"))
    }

    pub fn live(content_type: HeaderValue, live: mpsc::Receiver<Bytes>) -> Answer {
        Answer {
            live: Some(live),
            ..Answer::with_body(StatusCode::OK, content_type, Vec::new())
        }
    }

    pub fn into_response(self) -> Response<AnswerBody> {
        let mut response = Response::new(match self.live {
            Some(live) => AnswerBody::Live(live),
            None => AnswerBody::Whole(Full::new(Bytes::from(self.body))),
        });
        *response.status_mut() = self.status;
        if let Some(content_type) = self.content_type {
            response.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }

    /// The head for a stream of HTTP/2.
    pub fn into_stream_head(self) -> Response<()> {
        let mut head = self.into_response().map(|_| ());
        for name in &OF_A_CONNECTION {
            head.headers_mut().remove(name);
        }
        head
    }

    /// With the body, and the length that hyper adds in HTTP/1.1.
    pub fn into_stream_parts(mut self) -> (Response<()>, Bytes) {
        let body = Bytes::from(std::mem::take(&mut self.body));
        let mut head = self.into_stream_head();
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

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            AnswerBody::Whole(body) => Pin::new(body).poll_frame(context),
            AnswerBody::Live(live) => live
                .poll_recv(context)
                .map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            AnswerBody::Whole(body) => body.is_end_stream(),
            AnswerBody::Live(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            AnswerBody::Whole(body) => body.size_hint(),
            AnswerBody::Live(_) => SizeHint::default(),
        }
    }
}
