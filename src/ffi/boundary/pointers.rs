//! Text, bytes and results across the boundary: the only file that follows a
//! raw pointer.
//!
//! Objects need no code here: exported functions take `Option<&T>` and
//! `Option<Box<T>>`, which are plain nullable pointers in C. What no Rust type
//! can say is that text ends in a NUL and that bytes are as many as announced;
//! the header's contract says it ("text", "bytes"), and these functions rely
//! on it. They are reachable from `ffi` alone, whose functions only C calls.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

use std::ffi::{CStr, c_char};
use std::str::Utf8Error;

use crate::error::{Error, Result};

// The words of errors are apart from what most exported functions are part of.

#[cold]
#[inline(never)]
fn is_null(argument: &str) -> Error {
    Error::argument(match argument {
        "connection_string" => "connection_string is NULL; if it comes from getenv, that variable is not set (a local hub writes NH_CONNECTION_STRING into its --env-file)".to_owned(),
        "tag_expression" => "tag_expression is NULL; to reach everyone use a broadcast".to_owned(),
        _ => format!("{argument} is NULL"),
    })
}

#[cold]
#[inline(never)]
fn not_utf8(argument: &str, error: Utf8Error) -> Error {
    let byte = error.valid_up_to() + 1;
    Error::argument(format!("{argument} is not UTF-8 (byte {byte})"))
}

/// The object that `argument` points to.
pub fn required<T>(pointer: Option<T>, argument: &str) -> Result<T> {
    pointer.ok_or_else(|| is_null(argument))
}

/// Text that may be NULL.
pub fn optional_text<'a>(text: *const c_char, argument: &str) -> Result<Option<&'a str>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: the header's contract: text arguments point to NUL-terminated
    // characters that nobody changes during the call.
    let text = unsafe { CStr::from_ptr(text) };
    match text.to_str() {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(not_utf8(argument, error)),
    }
}

/// Text that must be there.
pub fn text<'a>(text: *const c_char, argument: &str) -> Result<&'a str> {
    required(optional_text(text, argument)?, argument)
}

/// Bytes; NULL is allowed where there are none.
pub fn bytes<'a>(bytes: *const c_char, length: usize, argument: &str) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if bytes.is_null() {
        return Err(is_null(argument));
    }
    if isize::try_from(length).is_err() {
        return Err(Error::argument(format!(
            "the length of {argument} is larger than memory"
        )));
    }
    // SAFETY: the header's contract: a bytes argument points to as many bytes
    // as its length says, unchanged during the call; NULL and lengths that no
    // object can have were refused above.
    Ok(unsafe { std::slice::from_raw_parts(bytes.cast(), length) })
}

/// Gives the caller an object through `out`, or drops it if `out` is NULL.
pub fn give<T>(out: *mut *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: the header's contract: an out-parameter is NULL or points to
        // a place for a pointer, which need not have been written before.
        unsafe { out.write(Box::into_raw(Box::new(value))) };
    }
}

/// Puts a plain value where the caller wants it, if anywhere.
pub fn put<T: Copy>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: the header's contract: an out-parameter is NULL or points to
        // a place for its value, which need not have been written before.
        unsafe { out.write(value) };
    }
}
