//! Tracing.
//!
//! What nh_options_set_span_callback is told of: each call, and each of its attempts. Names
//! and attributes are OpenTelemetry's for clients of HTTP.
use std::ffi::c_char;

use libc::size_t;

use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::trace::span::{Span, Value};

/// A call, or one of its attempts, that is over. Getters accept NULL; text is borrowed
/// from it. It never holds a device handle, a key, a tag or a payload.
pub struct nh_span(Object<Span>);

opaque!(nh_span(Span), "span");

/// What it is, of few different words: "notification_hubs send", and of an attempt
/// "POST /{hub}/messages". NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_name(span: Option<&nh_span>) -> *const c_char {
    guard::text(span, |s| Some(&s.name))
}

/// Is it one request, and not a call with all its requests?
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_is_attempt(span: Option<&nh_span>) -> bool {
    guard::get(span, false, |s| s.0.core.is_attempt)
}

/// The trace that it is part of, in 32 hexadecimal digits: the caller's, where it gave a
/// traceparent, and else a new one for each call.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_trace_id(span: Option<&nh_span>) -> *const c_char {
    guard::text(span, |s| Some(&s.trace_id))
}

/// Its own id, in 16 hexadecimal digits. That of an attempt is in the traceparent that its
/// request carried.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_id(span: Option<&nh_span>) -> *const c_char {
    guard::text(span, |s| Some(&s.id))
}

/// The id of the span that it is part of: of an attempt its call, of a call the caller's;
/// NULL for a call whose caller gave no traceparent.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_parent_id(span: Option<&nh_span>) -> *const c_char {
    guard::text(span, |s| s.parent_id.as_ref())
}

/// Says the caller's traceparent that the trace is recorded? True where there was none.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_is_sampled(span: Option<&nh_span>) -> bool {
    guard::get(span, false, |s| s.0.core.is_sampled)
}

/// When it began, in nanoseconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_start_unix_ns(span: Option<&nh_span>) -> i64 {
    guard::get(span, 0, |s| s.0.core.start_unix_ns)
}

/// When it ended, in nanoseconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_end_unix_ns(span: Option<&nh_span>) -> i64 {
    guard::get(span, 0, |s| s.0.core.end_unix_ns)
}

/// How many attributes it has. It has failed if one of them is error.type.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_attribute_count(span: Option<&nh_span>) -> size_t {
    guard::get(span, 0, |s| s.0.core.attributes.len())
}

/// Name of attribute number index, such as "http.response.status_code"; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_attribute_name(span: Option<&nh_span>, index: size_t) -> *const c_char {
    guard::text(span, |s| Some(s.attributes.get(index)?.0))
}

/// Attribute number index where it is a text; NULL where it is a number, and past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_attribute_text(span: Option<&nh_span>, index: size_t) -> *const c_char {
    guard::text(span, |s| match &s.attributes.get(index)?.1 {
        Value::Text(text) => Some(text),
        Value::Number(_) => None,
    })
}

/// Attribute number index where it is a number; 0 where it is a text, and past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_span_attribute_number(span: Option<&nh_span>, index: size_t) -> i64 {
    guard::find(span, 0, |s| match s.0.core.attributes.get(index)?.1 {
        Value::Number(number) => Some(number),
        Value::Text(_) => None,
    })
}
