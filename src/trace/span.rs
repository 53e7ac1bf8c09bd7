//! Spans: what a call, or one of its attempts, was, and when.

use std::fmt::Debug;
use std::sync::Arc;

use crate::log::{Held, hold};

/// A span that is over.
#[derive(Clone, Debug)]
pub struct Span {
    /// What it is, of few different words.
    pub name: String,
    /// Is it one request? Otherwise it is a call with all its requests.
    pub is_attempt: bool,
    /// The trace it is part of, in 32 hexadecimal digits.
    pub trace_id: String,
    /// Its own id, in 16 hexadecimal digits.
    pub id: String,
    /// The span that it is part of: of an attempt its call, of a call the caller's.
    pub parent_id: Option<String>,
    /// May whoever began the trace have recorded it?
    pub is_sampled: bool,
    /// When it began, in nanoseconds since 1970.
    pub start_unix_ns: i64,
    /// When it ended.
    pub end_unix_ns: i64,
    /// What it was like.
    pub attributes: Vec<(&'static str, Value)>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
}

impl Span {
    /// An attribute that is a text.
    pub fn text(&mut self, name: &'static str, value: impl Into<String>) {
        self.attributes.push((name, Value::Text(value.into())));
    }

    /// An attribute that is a number.
    pub fn number(&mut self, name: &'static str, value: impl Into<i64>) {
        self.attributes.push((name, Value::Number(value.into())));
    }

    fn bytes(&self) -> usize {
        let texts = self.attributes.iter().map(|(_, value)| match value {
            Value::Text(text) => text.len(),
            Value::Number(_) => 0,
        });
        let attributes = size_of_val(self.attributes.as_slice());
        size_of::<Span>() + self.name.len() + 64 + attributes + texts.sum::<usize>()
    }
}

/// Takes spans that are over. Called on the thread that makes the call, never on one
/// of the library's own.
pub trait SpanSink: Debug + Send + Sync {
    /// One span; an attempt's before that of its call.
    fn take(&self, span: Span);
}

/// Hands on a span; on a thread of the library it is held, as log text is.
pub fn tell(sink: &Arc<dyn SpanSink>, span: Span) {
    let sink = Arc::clone(sink);
    hold(Held::new(span.bytes(), move || sink.take(span)));
}
