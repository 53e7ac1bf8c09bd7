//! The dry run.
//!
//! The request that a send would make, without sending it.
use std::ffi::{CString, c_char};
use std::ptr;

use libc::size_t;
use zeroize::Zeroizing;

use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{c_string, required};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::target::nh_target;

/// Name and value; one value is the token.
type Header = (CString, Zeroizing<CString>);

/// An HTTP request that was prepared but not sent.
#[allow(non_camel_case_types)]
pub struct nh_request {
    method: CString,
    url: CString,
    headers: Vec<Header>,
    /// With a NUL behind the last byte.
    body: Vec<u8>,
}

/// A dry run: the request that nh_send would make with the same arguments,
/// for programs with an HTTP stack of their own and for audits. Sends nothing.
///
/// It has every header except Host and Content-Length, which HTTP stacks add,
/// and holds a token that is valid for up to an hour, since tokens are used
/// again until most of their time is over: treat it as a secret. Returns NULL on
/// failure. Free with nh_request_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_new(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    options: Option<&nh_call_options>,
) -> Option<Box<nh_request>> {
    guard::new("nh_request_new", || {
        let hub = entered(hub)?;
        let notification = required(notification, "notification")?;
        let target = required(target, "target")?;
        let options = or_default(options);
        let request = hub.dry_run(&notification.0, &target.0, &options)?;
        let authorization = (
            c"Authorization".to_owned(),
            Zeroizing::new(c_string(request.token.text.expose())),
        );
        let others = request
            .headers
            .iter()
            .map(|(name, value)| (c_string(name), Zeroizing::new(c_string(value))));
        Ok(nh_request {
            method: c_string(request.method),
            url: c_string(&request.url),
            headers: std::iter::once(authorization).chain(others).collect(),
            body: [&request.body, &b"\0"[..]].concat(),
        })
    })
}

/// The method, "POST". Borrowed from the request, as all that follows; "" for
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_method(request: Option<&nh_request>) -> *const c_char {
    guard::get(request, c"".as_ptr(), |r| r.method.as_ptr())
}

/// The absolute URL; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_url(request: Option<&nh_request>) -> *const c_char {
    guard::get(request, c"".as_ptr(), |r| r.url.as_ptr())
}

/// How many headers it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_count(request: Option<&nh_request>) -> size_t {
    guard::get(request, 0, |r| r.headers.len())
}

/// Name of header number index, from 0; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_name(
    request: Option<&nh_request>,
    index: size_t,
) -> *const c_char {
    guard::value(ptr::null(), || {
        header(request, index).map_or(ptr::null(), |(name, _)| name.as_ptr())
    })
}

/// True if header number index holds a secret: do not print its value.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_is_secret(request: Option<&nh_request>, index: size_t) -> bool {
    guard::value(false, || {
        const SECRET: [&[u8]; 4] = [
            b"authorization",
            b"servicebusnotification-devicehandle",
            b"p256dh",
            b"auth",
        ];
        header(request, index).is_some_and(|(name, _)| {
            SECRET.contains(&name.to_bytes().to_ascii_lowercase().as_slice())
        })
    })
}

/// Value of header number index, from 0; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_value(
    request: Option<&nh_request>,
    index: size_t,
) -> *const c_char {
    guard::value(ptr::null(), || {
        header(request, index).map_or(ptr::null(), |(_, value)| value.as_ptr())
    })
}

fn header(request: Option<&nh_request>, index: size_t) -> Option<&Header> {
    request?.headers.get(index)
}

/// The body, nh_request_body_len bytes with a NUL behind them; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_body(request: Option<&nh_request>) -> *const c_char {
    guard::get(request, c"".as_ptr(), |r| r.body.as_ptr().cast())
}

/// How many bytes the body has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_body_len(request: Option<&nh_request>) -> size_t {
    guard::get(request, 0, |r| r.body.len().saturating_sub(1))
}

/// Frees a request and wipes its token. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_free(request: Option<Box<nh_request>>) {
    guard::quiet(|| drop(request));
}
