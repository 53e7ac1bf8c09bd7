//! The hub, and tokens made with its key.
use std::ffi::{CString, c_char};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroize as _;

use crate::ffi::guard;
use crate::ffi::options::nh_options;
use crate::ffi::pointers::{c_string, optional_text, required, text};
use crate::hub::Hub;
use crate::options::HubOptions;

/// A notification hub. One hub serves any number of threads at the same time
/// and keeps its connections between sends: make it once.
#[allow(non_camel_case_types)]
pub struct nh_hub(pub(super) Arc<Hub>, CString);

/// A shared access signature.
#[allow(non_camel_case_types)]
pub struct nh_sas_token {
    text: CString,
    expires_at: u64,
}

impl Drop for nh_sas_token {
    fn drop(&mut self) {
        std::mem::take(&mut self.text).zeroize();
    }
}

/// Opens a hub. Connects to nothing yet; copies what it is given.
///
/// connection_string is the one that the portal shows for an access policy:
/// "Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;
/// SharedAccessKey=...", parts in any order. hub_name may be NULL if the
/// string has an EntityPath. "UseDevelopmentEmulator=true" in it allows an
/// Endpoint with http:// for a local hub.
///
/// options may be NULL. Returns NULL on failure: see nh_last_error at once.
/// Free with nh_hub_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_new(
    connection_string: *const c_char,
    hub_name: *const c_char,
    options: Option<&nh_options>,
) -> Option<Box<nh_hub>> {
    guard::new("nh_hub_new", || {
        let options = options.map_or_else(HubOptions::default, |o| o.0.clone());
        let hub = Hub::new(
            text(connection_string, "connection_string")?,
            optional_text(hub_name, "hub_name")?,
            options,
        )?;
        let url = c_string(hub.url());
        Ok(nh_hub(Arc::new(hub), url))
    })
}

/// The hub's URL, without a slash at its end: what tokens for parts of it, such
/// as one installation, are made for. Borrowed from the hub; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_url(hub: Option<&nh_hub>) -> *const c_char {
    hub.map_or(c"".as_ptr(), |h| h.1.as_ptr())
}

/// Frees a hub and closes its connections. Waits for nothing. No other thread
/// may be inside a call on it; cursors keep what they need of it. NULL does
/// nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_free(hub: Option<Box<nh_hub>>) {
    guard::quiet(|| drop(hub));
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
        let hub = required(hub, "hub")?;
        let uri = optional_text(uri, "uri")?;
        let token = hub.0.sas_token(uri, Duration::from_millis(lifetime_ms))?;
        Ok(nh_sas_token {
            // A token holds percent-encoded text only, so no NUL.
            text: CString::new(token.text.expose()).unwrap_or_default(),
            expires_at: token.expires_at,
        })
    })
}

/// The token: the whole value of an Authorization header. Borrowed from the
/// token; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_text(token: Option<&nh_sas_token>) -> *const c_char {
    token.map_or(c"".as_ptr(), |t| t.text.as_ptr())
}

/// Unix time in seconds at which the token expires; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_expires_at(token: Option<&nh_sas_token>) -> u64 {
    token.map_or(0, |t| t.expires_at)
}

/// Frees a token and wipes its memory. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_sas_token_free(token: Option<Box<nh_sas_token>>) {
    guard::quiet(|| drop(token));
}
