//! Text that must not be printed.

use zeroize::{Zeroize as _, Zeroizing};

/// A key or a token: wiped when dropped, and without `Display`, so that no
/// format string can print it by accident.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a copy of `text`.
    pub fn new(text: &str) -> Secret {
        Secret(Zeroizing::new(text.to_owned()))
    }

    /// The text itself. Each caller of this is a place to audit.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Overwrites what was a secret, quickly: for buffers that others can see too, so
/// that the compiler may not leave it out.
pub fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    std::hint::black_box(bytes);
}

/// Overwrites the part of the stack that a function called just before has
/// used. What hmac and sha2 keep they wipe themselves, but not the blocks, key
/// among them, that they copy on their way.
#[inline(never)]
pub fn wipe_stack() {
    [0_u8; 8192].zeroize();
}
