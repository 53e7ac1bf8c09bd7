//! Names of numbers, and the version.
use std::ffi::c_char;
use std::ptr;

use crate::error::Status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::optional_text;
use crate::notification::platform::Platform;
use crate::outcome::Verdict;

/// The identifier of a status, such as "NH_STATUS_TIMEOUT", for logs. Static;
/// "NH_STATUS_UNKNOWN" for a number that this version does not know.
#[unsafe(no_mangle)]
pub extern "C" fn nh_status_name(status: i32) -> *const c_char {
    guard::value(c"NH_STATUS_UNKNOWN".as_ptr(), || {
        Status::from_number(status)
            .map_or(c"NH_STATUS_UNKNOWN", Status::name)
            .as_ptr()
    })
}

/// The service's word for a platform (an nh_platform), such as "apple" or
/// "windowsphone": what outcomes and telemetry call it. Static; NULL for a
/// number that is no platform.
#[unsafe(no_mangle)]
pub extern "C" fn nh_platform_name(platform: i32) -> *const c_char {
    guard::value(ptr::null(), || {
        Platform::from_number(platform).map_or(ptr::null(), |p| p.name().as_ptr())
    })
}

/// The platform (an nh_platform) of a word, in any case: the words that
/// nh_platform_name gives, those of installations ("apns", "wns", "mpns"), and
/// "google". 0 for any other, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_platform_from_name(name: *const c_char) -> i32 {
    guard::value(0, || {
        let name = optional_text(name, "name").ok().flatten();
        name.and_then(Platform::from_name).map_or(0, |p| p as i32)
    })
}

/// A word for an nh_verdict: "accepted", "not accepted" or "unknown". Static.
#[unsafe(no_mangle)]
pub extern "C" fn nh_verdict_name(verdict: i32) -> *const c_char {
    guard::value(c"unknown".as_ptr(), || {
        let known = Verdict::from_number(verdict).unwrap_or(Verdict::Unknown);
        known.name().as_ptr()
    })
}

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
    match u32::from_str_radix(text, 10) {
        Ok(number) => number,
        Err(_) => 0,
    }
}
