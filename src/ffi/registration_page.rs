//! Pages of registrations.
//!
//! A list of registrations in parts, for programs that show it so, or go on with
//! it in another process. Who wants all of it takes a cursor.
use std::ffi::c_char;

use libc::size_t;

use crate::documents::registration::RegistrationPage;
use crate::error::{Error, Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::boundary::pointers::optional_text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};
use crate::ffi::registration::nh_registration;
use crate::hub::registration_page::Filter;

/// A page of a list of registrations. Getters accept NULL.
pub struct nh_registration_page {
    registrations: Vec<nh_registration>,
    /// Its continuation token.
    object: Object<Option<String>>,
}

opaque!(nh_registration_page.object: Option<String>, "page");

impl From<RegistrationPage> for nh_registration_page {
    fn from(page: RegistrationPage) -> nh_registration_page {
        let registrations = page.registrations.into_iter();
        nh_registration_page {
            registrations: registrations.map(nh_registration::from).collect(),
            object: page.continuation_token.into(),
        }
    }
}

/// Which list these two arguments name.
pub fn filter<'a>(tag: *const c_char, channel: *const c_char) -> Result<Filter<'a>> {
    match (
        optional_text(tag, "tag")?,
        optional_text(channel, "channel")?,
    ) {
        (None, None) => Ok(Filter::All),
        (Some(tag), None) => Ok(Filter::Tag(tag)),
        (None, Some(channel)) => Ok(Filter::Channel(channel)),
        (Some(_), Some(_)) => Err(Error::argument(
            "tag and channel are both given; the service lists by one of them, so let the other be NULL",
        )),
    }
}

/// Reads a page of a list: of the registrations with a tag, of those of a handle
/// on whatever platform (channel), or of all if both are NULL. All and by tag
/// need the Manage right. continuation_token is NULL for the first page, and for
/// the next what nh_registration_page_continuation_token gave; it is good in any
/// process, as long as the service knows it. The page has a hundred at most, and
/// may have none though more follow. page is set to NULL or to what is to be
/// freed with nh_registration_page_free; outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_registration_page(
    hub: Option<&nh_hub>,
    tag: *const c_char,
    channel: *const c_char,
    continuation_token: *const c_char,
    options: Option<&nh_call_options>,
    page: *mut *mut nh_registration_page,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_registration_page", page, outcome, || {
        let hub = entered(hub)?;
        let filter = filter(tag, channel)?;
        let token = optional_text(continuation_token, "continuation_token")?;
        Ok(hub.registration_page(filter, token, or_default(options)?))
    })
}

/// How many registrations it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_page_count(page: Option<&nh_registration_page>) -> size_t {
    guard::get(page, 0, |page| page.registrations.len())
}

/// Registration number index, borrowed from the page; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_page_get(
    page: Option<&nh_registration_page>,
    index: size_t,
) -> *const nh_registration {
    guard::pointer(page, |page| page.registrations.get(index))
}

/// What nh_get_registration_page takes for the next page; NULL if this is the
/// last. Borrowed from the page.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_page_continuation_token(
    page: Option<&nh_registration_page>,
) -> *const c_char {
    guard::text(page, |token| token.as_ref())
}

/// Frees a page and its registrations. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_page_free(page: Option<Box<nh_registration_page>>) {
    guard::free(page);
}
