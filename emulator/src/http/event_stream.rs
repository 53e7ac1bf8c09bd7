//! Events that a server sends for as long as somebody reads them (`text/event-stream`).

use crate::http::answer::Answer;
use crate::http::headers;
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, HeaderValue};
use serde::Serialize;
use std::time::Duration;
use tokio::sync::mpsc;

const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
/// A comment: readers of events pass it over.
const SIGN_OF_LIFE: &[u8] = b":\n\n";
const SIGN_OF_LIFE_AFTER: Duration = Duration::from_secs(15);

/// What the events of a stream come from.
pub trait Events: Send + 'static {
    /// What the stream calls itself in its first line.
    const NAME: &str;

    /// Some of the events that are there, or none yet though there may be more: in portions, so that
    /// others come to their turn, and a slow reader has few of them waiting. None when all that
    /// there was is told.
    fn next(&mut self) -> Option<Vec<u8>>;

    /// Comes back when there may be more.
    fn more(&mut self) -> impl Future<Output = ()> + Send;
}

/// Ends with the reader.
pub fn answer(events: impl Events) -> Answer {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(tell(events, sender));
    let no_store = HeaderValue::from_static("no-store");
    Answer::live(EVENTS, receiver).header(CACHE_CONTROL, no_store)
}

/// A reader that lost its connection says which was the last that it got.
pub fn last_id(headers: &HeaderMap) -> Option<u64> {
    headers::text(headers, "last-event-id")?.parse().ok()
}

async fn tell<E: Events>(mut source: E, reader: mpsc::Sender<Bytes>) {
    let mut events = format!(": {}\n\n", E::NAME).into_bytes();
    loop {
        if events.is_empty() {
            tokio::task::yield_now().await;
        } else if reader.send(Bytes::from(events)).await.is_err() {
            return;
        }
        events = match source.next() {
            Some(events) => events,
            None => tokio::select! {
                () = source.more() => Vec::new(),
                () = reader.closed() => return,
                // A reader that is gone without a word is found out.
                () = tokio::time::sleep(SIGN_OF_LIFE_AFTER) => SIGN_OF_LIFE.to_vec(),
            },
        };
    }
}

/// `id` is what a reader says that comes back, to go on where it stopped.
pub fn write(events: &mut Vec<u8>, kind: Option<&str>, id: Option<u64>, data: &impl Serialize) {
    if let Some(kind) = kind {
        events.extend_from_slice(format!("event: {kind}\n").as_bytes());
    }
    if let Some(id) = id {
        events.extend_from_slice(format!("id: {id}\n").as_bytes());
    }
    events.extend_from_slice(b"data: ");
    // One line: JSON has no line end in it. It is text, and so this does not fail.
    let _ = serde_json::to_writer(&mut *events, data);
    events.extend_from_slice(b"\n\n");
}
