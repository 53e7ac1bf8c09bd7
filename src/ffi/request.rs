//! The dry run.
//!
//! The request that a send would make, without sending it.
use std::ffi::c_char;

use libc::size_t;

use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::texts::BytesWithNul;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::target::nh_target;
use crate::http::request::Request;

/// An HTTP request that was prepared but not sent.
pub struct nh_request {
    /// Without the body.
    object: Object<Request<'static>>,
    body: BytesWithNul,
}

opaque!(nh_request.object: Request<'static>, "request");

impl From<Request<'_>> for nh_request {
    fn from(request: Request<'_>) -> nh_request {
        let mut request = request.into_owned();
        nh_request {
            body: std::mem::take(&mut request.body).into_owned().into(),
            object: request.into(),
        }
    }
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
        let notification = built(notification)?;
        let target = built(target)?;
        let request = hub.dry_run(notification, target, or_default(options)?)?;
        Ok(nh_request::from(request))
    })
}

/// The method, "POST". Borrowed from the request, as all that follows; "" for
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_method(request: Option<&nh_request>) -> *const c_char {
    guard::text_or_empty(request, |r| r.method)
}

/// The absolute URL; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_url(request: Option<&nh_request>) -> *const c_char {
    guard::text_or_empty(request, |r| &r.url)
}

/// How many headers it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_count(request: Option<&nh_request>) -> size_t {
    guard::get(request, 0, |r| r.object.core.all_headers().count())
}

/// Name of header number index, from 0; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_name(
    request: Option<&nh_request>,
    index: size_t,
) -> *const c_char {
    guard::text(request, |r| Some(r.all_headers().nth(index)?.0))
}

/// True if header number index holds a secret: do not print its value.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_is_secret(request: Option<&nh_request>, index: size_t) -> bool {
    guard::get(request, false, |r| r.object.core.is_secret(index))
}

/// Value of header number index, from 0; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_header_value(
    request: Option<&nh_request>,
    index: size_t,
) -> *const c_char {
    guard::text(request, |r| Some(r.all_headers().nth(index)?.1))
}

/// The body, nh_request_body_len bytes with a NUL behind them; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_body(request: Option<&nh_request>) -> *const c_char {
    guard::get(request, c"".as_ptr(), |r| r.body.as_ptr())
}

/// How many bytes the body has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_body_len(request: Option<&nh_request>) -> size_t {
    guard::get(request, 0, |r| r.body.len())
}

/// Frees a request and wipes its token. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_request_free(request: Option<Box<nh_request>>) {
    guard::free(request);
}
