//! Tokens.
//!
//! The library makes one for each call by itself. These are for others: devices
//! and other programs.
use std::ffi::{CString, c_char};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{c_string, optional_text};
use crate::ffi::hub::{entered, nh_hub};

/// A shared access signature.
#[allow(non_camel_case_types)]
pub struct nh_sas_token {
    text: Zeroizing<CString>,
    expires_at: u64,
}

/// Signs a token with the hub's key, for a device or another program: whoever
/// has it may do below uri what the key's policy may do, until it expires. Use
/// a hub that was opened with a Listen policy for tokens that leave the server.
///
/// uri is absolute, such as "https://NAMESPACE.servicebus.windows.net/HUB";
/// NULL stands for the hub itself. lifetime_ms is from 1000 (one second) to
/// one year; parts of a second are dropped. Returns NULL on failure. Free with
/// nh_sas_token_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_new(
    hub: Option<&nh_hub>,
    uri: *const c_char,
    lifetime_ms: u64,
) -> Option<Box<nh_sas_token>> {
    guard::new("nh_sas_token_new", || {
        let hub = entered(hub)?;
        let uri = optional_text(uri, "uri")?;
        let token = hub.sas_token(uri, Duration::from_millis(lifetime_ms))?;
        Ok(nh_sas_token {
            text: Zeroizing::new(c_string(token.text.expose())),
            expires_at: token.expires_at,
        })
    })
}

/// The token: the whole value of an Authorization header. Borrowed from the
/// token; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_text(token: Option<&nh_sas_token>) -> *const c_char {
    guard::get(token, c"".as_ptr(), |t| t.text.as_ptr())
}

/// Unix time in seconds at which the token expires; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_expires_at(token: Option<&nh_sas_token>) -> u64 {
    guard::get(token, 0, |t| t.expires_at)
}

/// Frees a token and wipes its memory. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_free(token: Option<Box<nh_sas_token>>) {
    guard::quiet(|| drop(token));
}
