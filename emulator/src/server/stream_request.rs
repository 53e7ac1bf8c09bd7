//! A request of HTTP/2 in the form that those of HTTP/1.1 have.

use h2::RecvStream;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CONTENT_LENGTH, EXPECT, HOST, HeaderValue};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Request, Uri};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::sync::Notify;

/// `reads_body` is told when a client that waits for "100 Continue" should get it.
pub fn usual(request: Request<RecvStream>, reads_body: Arc<Notify>) -> Request<StreamBody> {
    let (mut parts, stream) = request.into_parts();
    set_host(&mut parts);
    let expects = is_100_continue(&parts.headers) && !stream.is_end_stream();
    let body = StreamBody {
        announced: announced(&parts.headers),
        stream,
        asked_for: expects.then_some(reads_body),
    };
    Request::from_parts(parts, body)
}

/// The authority is an address's in HTTP/2, and the Host header's in HTTP/1.1.
fn set_host(parts: &mut Parts) {
    let Some(authority) = parts.uri.authority() else {
        return;
    };
    // An authority has no byte that a header has not.
    if let Ok(host) = HeaderValue::from_str(authority.as_str()) {
        parts.headers.insert(HOST, host);
    }
    if let Some(path) = parts.uri.path_and_query() {
        parts.uri = Uri::from(path.clone());
    }
}

fn is_100_continue(headers: &HeaderMap) -> bool {
    let expected = headers.get(EXPECT).map(HeaderValue::as_bytes);
    expected.is_some_and(|value| value.eq_ignore_ascii_case(b"100-continue"))
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

pub struct StreamBody {
    stream: RecvStream,
    announced: Option<u64>,
    asked_for: Option<Arc<Notify>>,
}

impl Body for StreamBody {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        let polled = self.stream.poll_data(context);
        if polled.is_pending()
            && let Some(reads_body) = self.asked_for.take()
        {
            reads_body.notify_one();
        }
        let Some(data) = ready!(polled) else {
            return Poll::Ready(None);
        };
        let data = data?;
        // The client may send as much again.
        let windows = self.stream.flow_control();
        windows.release_capacity(data.len())?;
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.stream.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.announced.map(SizeHint::with_exact).unwrap_or_default()
    }
}
