//! Text, bytes and results across the boundary: the only file that follows a
//! raw pointer.
//!
//! Objects need no code here: exported functions take `Option<&T>` and
//! `Option<Box<T>>`, which are plain nullable pointers in C. What no Rust type
//! can say is that text ends in a NUL and that bytes are as many as announced;
//! the header's contract says it ("text", "bytes"), and these functions rely
//! on it. They are reachable from `ffi` alone, whose functions only C calls.
#![allow(clippy::not_unsafe_ptr_arg_deref)]

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::str::Utf8Error;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::error::{Error, Result};

// The words of errors are apart from what most exported functions are part of.

#[cold]
#[inline(never)]
fn is_null(argument: &str) -> Error {
    Error::argument(format!("{argument} is NULL"))
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

/// Text handed out: what C reads ends at its first NUL, so none is kept.
pub fn c_string(text: &str) -> CString {
    // With room for the NUL at its end: growing would leave a copy of what may
    // be a secret.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    CString::new(bytes).unwrap_or_else(|_| without_nul(text))
}

#[cold]
fn without_nul(text: &str) -> CString {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend(text.bytes().map(|b| if b == 0 { b' ' } else { b }));
    CString::new(bytes).unwrap_or_default()
}

/// Text that is handed over: where it has room for the NUL, it stays where it is.
pub fn into_c_string(text: String) -> CString {
    CString::new(text).unwrap_or_else(|error| {
        let bytes = error.into_vec();
        without_nul(&String::from_utf8_lossy(&bytes))
    })
}

/// Pointer to text that the object owns, or NULL.
pub fn borrowed(text: Option<&CString>) -> *const c_char {
    text.map_or(ptr::null(), |text| text.as_ptr())
}

/// Which text of an object: field, and index where there are several.
type Key = (&'static str, usize, usize);

/// Texts of an object as C reads them, each made when it is first asked for
/// and kept until the object changes. Keys and device handles are among them.
#[derive(Default)]
pub struct Texts(Mutex<BTreeMap<Key, Zeroizing<CString>>>);

impl Texts {
    /// Pointer to a text that lives as long as the object stays as it is;
    /// NULL for none.
    pub fn get(&self, key: Key, text: Option<&str>) -> *const c_char {
        let Some(text) = text else {
            return ptr::null();
        };
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The characters are on the heap, so they stay where they are when the
        // map grows.
        texts
            .entry(key)
            .or_insert_with(|| Zeroizing::new(c_string(text)))
            .as_ptr()
    }

    /// The object changes: what was handed out is no longer what it says.
    pub fn clear(&mut self) {
        self.0
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
