//! Text and bytes that C is given, which lives as long as the object it is of.

use std::collections::BTreeSet;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::RwLock;

use zeroize::Zeroize as _;

use crate::sys::sync::EvenIfPoisoned as _;

/// Text as C reads it: up to its first NUL, so none but the last is kept.
pub fn c_string(text: &str) -> CString {
    // With room for the NUL at its end: growing would leave a copy of what may
    // be a secret.
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend(text.bytes().map(|b| if b == 0 { b' ' } else { b }));
    CString::new(bytes).unwrap_or_default()
}

/// One text. Keys and device handles are among them, so all are wiped.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Text(CString);

impl Drop for Text {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The texts that C was given of an object, each made when it is first asked
/// for. They are found again by what they say, so that none can be given in
/// place of another; and dropped when the object changes.
#[derive(Default)]
pub struct Texts(RwLock<BTreeSet<Text>>);

impl Texts {
    /// Pointer to a text that lives as long as the object stays as it is; NULL
    /// for none.
    #[inline(never)]
    pub fn get(&self, text: Option<&str>) -> *const c_char {
        let Some(text) = text else {
            return ptr::null();
        };
        let text = Text(c_string(text));
        // Only reads where it is there: a child of fork() that reads too would
        // wait for ever for a thread of its parent that writes.
        let texts = self.0.read().even_if_poisoned();
        if let Some(known) = texts.get(&text) {
            return known.0.as_ptr();
        }
        drop(texts);
        let mut texts = self.0.write().even_if_poisoned();
        // Another thread may have been faster.
        if let Some(known) = texts.get(&text) {
            return known.0.as_ptr();
        }
        // The characters are on the heap, so they stay where they are.
        let pointer = text.0.as_ptr();
        texts.insert(text);
        pointer
    }

    /// The object changes: what was given is no longer what it says.
    #[inline(never)]
    pub fn clear(&mut self) {
        *self = Texts::default();
    }
}

/// Bytes with a NUL behind the last one. None at all take no memory.
pub struct BytesWithNul(Vec<u8>);

impl From<Vec<u8>> for BytesWithNul {
    fn from(mut bytes: Vec<u8>) -> BytesWithNul {
        if !bytes.is_empty() {
            bytes.push(0);
        }
        BytesWithNul(bytes)
    }
}

impl BytesWithNul {
    /// Where they are.
    pub fn as_ptr(&self) -> *const c_char {
        if self.0.is_empty() {
            return c"".as_ptr();
        }
        self.0.as_ptr().cast()
    }

    /// How many they are, without the NUL.
    pub fn len(&self) -> usize {
        self.0.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn a_text_stays_where_it_is_and_is_never_another() {
        let texts = Texts::default();
        let words: Vec<String> = (0..100).map(|n| format!("text {n}")).collect();
        let get = |word: &String| texts.get(Some(word));
        let given: Vec<*const c_char> = words.iter().map(get).collect();
        assert_eq!(words.iter().map(get).collect::<Vec<_>>(), given);
        for (word, pointer) in words.iter().zip(given) {
            // SAFETY: `texts` has it, ends it in a NUL and does not change.
            assert_eq!(unsafe { CStr::from_ptr(pointer) }.to_str().unwrap(), word);
        }
        assert!(texts.get(None).is_null());
        let nul = texts.get(Some("a\0b"));
        // SAFETY: as above.
        assert_eq!(unsafe { CStr::from_ptr(nul) }, c"a b");
    }
}
