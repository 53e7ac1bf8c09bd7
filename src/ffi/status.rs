//! Version and statuses.
//!
//! Which library this is, and the number that says what each call came to.
use std::ffi::c_char;
use std::ptr;

use crate::error::Status;
use crate::ffi::boundary::guard;

/// The version of the library that runs, such as "1.2.3". Static. The macros
/// NH_VERSION_* say what the program was compiled with.
#[unsafe(no_mangle)]
pub extern "C" fn nh_version() -> *const c_char {
    guard::value(ptr::null(), || {
        const TEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
        TEXT.as_ptr().cast()
    })
}

/// The version as a number that can be compared: 0x00MMmmpp.
#[unsafe(no_mangle)]
pub extern "C" fn nh_version_number() -> u32 {
    guard::value(0, || {
        const {
            number(env!("CARGO_PKG_VERSION_MAJOR")) << 16
                | number(env!("CARGO_PKG_VERSION_MINOR")) << 8
                | number(env!("CARGO_PKG_VERSION_PATCH"))
        }
    })
}

/// A part of the version, when the library is compiled.
const fn number(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut value = 0;
    let mut index = 0;
    while index < bytes.len() {
        value = value * 10 + (bytes[index] - b'0') as u32;
        index += 1;
    }
    value
}

/// The identifier of an nh_status, such as "NH_STATUS_TIMEOUT", for logs.
/// Static; "NH_STATUS_UNKNOWN" for a number that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_status_name(status: i32) -> *const c_char {
    guard::value(c"NH_STATUS_UNKNOWN".as_ptr(), || {
        Status::ALL
            .into_iter()
            .find(|known| *known as i32 == status)
            .map_or(c"NH_STATUS_UNKNOWN", Status::name)
            .as_ptr()
    })
}
