//! Calls on registrations.
//!
//! They create, read, change, delete and list the registrations of a hub.
use std::ffi::c_char;
use std::sync::Arc;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::{optional_text, required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};
use crate::ffi::registration::nh_registration;
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;
use crate::hub::registration_cursor::RegistrationCursor;
use crate::hub::registration_page::Filter;
use crate::hub::registrations::Match;

/// Asks for a new registration id, which nh_outcome_registration_id gives. It
/// registers nothing yet: nh_put_registration does. outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_create_registration_id(
    hub: Option<&nh_hub>,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_create_registration_id", outcome, || {
        let hub = entered(hub)?;
        Ok(hub.create_registration_id(or_default(options)?))
    })
}

/// Creates a registration under an id that the service chooses. Two for one
/// handle are two registrations, so after a lost answer this is repeated only
/// with NH_RETRY_ALWAYS; prefer nh_put_registration. created is set to NULL or
/// to what is to be freed with nh_registration_free; outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_create_registration(
    hub: Option<&nh_hub>,
    registration: Option<&nh_registration>,
    options: Option<&nh_call_options>,
    created: *mut *mut nh_registration,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_create_registration", created, outcome, || {
        let hub = entered(hub)?;
        let registration = built(registration)?;
        Ok(hub.create_registration(registration, or_default(options)?))
    })
}

/// Creates the registration of this id, or replaces it whatever it was.
/// NH_STATUS_GONE: ask for another id. written and outcome as in
/// nh_create_registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_put_registration(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    registration: Option<&nh_registration>,
    options: Option<&nh_call_options>,
    written: *mut *mut nh_registration,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_put_registration", written, outcome, || {
        let hub = entered(hub)?;
        let id = text(registration_id, "registration_id")?;
        let registration = built(registration)?;
        Ok(hub.put_registration(id, registration, or_default(options)?))
    })
}

/// Replaces the registration of this id if it is there (else
/// NH_STATUS_NOT_FOUND), and if etag is NULL or still its etag (else
/// NH_STATUS_PRECONDITION_FAILED). An etag is given as nh_registration_etag gives
/// it; "*" is none. With one a repetition would meet its own change, so after a
/// lost answer it is repeated only with NH_RETRY_ALWAYS. written and outcome as
/// in nh_create_registration.
#[unsafe(no_mangle)]
pub extern "C" fn nh_update_registration(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    registration: Option<&nh_registration>,
    etag: *const c_char,
    options: Option<&nh_call_options>,
    written: *mut *mut nh_registration,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_update_registration", written, outcome, || {
        let hub = entered(hub)?;
        let id = text(registration_id, "registration_id")?;
        let registration = built(registration)?;
        let matching = matching(etag)?;
        Ok(hub.update_registration(id, registration, matching, or_default(options)?))
    })
}

/// What an etag says may be there.
pub fn matching<'a>(etag: *const c_char) -> crate::error::Result<Match<'a>> {
    Ok(optional_text(etag, "etag")?.map_or(Match::Any, Match::Etag))
}

/// Reads a registration. registration is set to NULL or to what is to be freed
/// with nh_registration_free; outcome as in nh_send, with the service's XML as
/// its body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_registration(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    options: Option<&nh_call_options>,
    registration: *mut *mut nh_registration,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_get_registration", registration, outcome, || {
        let hub = entered(hub)?;
        let id = text(registration_id, "registration_id")?;
        Ok(hub.registration(id, or_default(options)?))
    })
}

/// Is there such a registration? exists is set to the answer, to false if the
/// call fails. That there is none is no failure.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_exists(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    options: Option<&nh_call_options>,
    exists: *mut bool,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read_plain("nh_registration_exists", exists, outcome, || {
        let hub = entered(hub)?;
        let id = text(registration_id, "registration_id")?;
        Ok(hub.registration_exists(id, or_default(options)?))
    })
}

/// Deletes a registration, if etag is NULL or still its etag: else
/// NH_STATUS_PRECONDITION_FAILED. An etag is given as nh_registration_etag gives
/// it; "*" is none. NH_STATUS_NOT_FOUND if there is none of this id; with the
/// verdict NH_VERDICT_UNKNOWN if a lost attempt of this call may have deleted it.
/// outcome as in nh_send.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_registration(
    hub: Option<&nh_hub>,
    registration_id: *const c_char,
    etag: *const c_char,
    options: Option<&nh_call_options>,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::call("nh_delete_registration", outcome, || {
        let hub = entered(hub)?;
        let id = text(registration_id, "registration_id")?;
        let matching = matching(etag)?;
        Ok(hub.delete_registration(id, matching, or_default(options)?))
    })
}

/// Deletes all registrations of a handle: lists them once and deletes one after
/// the other, within one timeout, until one cannot be deleted. None at all is no
/// failure, nor is one that somebody else deleted meanwhile. deleted is set to
/// how many this call deleted, after a failure too; outcome is that of the last
/// deletion, or of the list if that failed, as in nh_send. A list of more than
/// 10000 is NH_STATUS_PROTOCOL, with nothing deleted.
#[unsafe(no_mangle)]
pub extern "C" fn nh_delete_registrations_by_channel(
    hub: Option<&nh_hub>,
    channel: *const c_char,
    options: Option<&nh_call_options>,
    deleted: *mut u64,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read_plain(
        "nh_delete_registrations_by_channel",
        deleted,
        outcome,
        || {
            let hub = entered(hub)?;
            let channel = text(channel, "channel")?;
            Ok(hub.delete_registrations_by_channel(channel, or_default(options)?))
        },
    )
}

/// A place in a list of registrations. It keeps the hub, which may be freed
/// before it. One thread at a time.
pub struct nh_registration_cursor {
    hub: Arc<Hub>,
    cursor: RegistrationCursor,
}

fn cursor(
    function: &str,
    hub: Option<&nh_hub>,
    filter: impl FnOnce() -> crate::error::Result<RegistrationCursor>,
) -> Option<Box<nh_registration_cursor>> {
    guard::new(function, || {
        let hub = Arc::clone(built(hub)?);
        Ok(nh_registration_cursor {
            hub,
            cursor: filter()?,
        })
    })
}

/// All registrations of the hub (Manage right). Asks for nothing yet. Free with
/// nh_registration_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_cursor_new_all(
    hub: Option<&nh_hub>,
) -> Option<Box<nh_registration_cursor>> {
    cursor("nh_registration_cursor_new_all", hub, || {
        RegistrationCursor::new(Filter::All)
    })
}

/// The registrations with a tag, in whatever spelling it is stored (Manage right).
/// Free with nh_registration_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_cursor_new_by_tag(
    hub: Option<&nh_hub>,
    tag: *const c_char,
) -> Option<Box<nh_registration_cursor>> {
    cursor("nh_registration_cursor_new_by_tag", hub, || {
        RegistrationCursor::new(Filter::Tag(text(tag, "tag")?))
    })
}

/// The registrations of a handle, on whatever platform. Free with
/// nh_registration_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_cursor_new_by_channel(
    hub: Option<&nh_hub>,
    channel: *const c_char,
) -> Option<Box<nh_registration_cursor>> {
    cursor("nh_registration_cursor_new_by_channel", hub, || {
        RegistrationCursor::new(Filter::Channel(text(channel, "channel")?))
    })
}

/// The next registration: registration is set to what is to be freed with
/// nh_registration_free. At the end it is NULL with NH_STATUS_OK, now and in
/// every later call; on failure it is NULL with another status. Asks the service
/// for a page of a hundred when it needs one, within the call's timeout. After a
/// failure the cursor is where it was: another call asks for the same page again.
/// More than 100 pages in a row without a registration are NH_STATUS_PROTOCOL.
/// outcome as in nh_send, with 0 attempts where no page was needed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_cursor_next(
    cursor: Option<&mut nh_registration_cursor>,
    options: Option<&nh_call_options>,
    registration: *mut *mut nh_registration,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_registration_cursor_next", registration, outcome, || {
        let nh_registration_cursor { hub, cursor } = required(cursor, "cursor")?;
        let _inside = hub.enter();
        let got = cursor.next(hub, or_default(options)?);
        Ok(OutcomeWith {
            value: got.value.flatten(),
            outcome: got.outcome,
        })
    })
}

/// Frees a cursor. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_registration_cursor_free(cursor: Option<Box<nh_registration_cursor>>) {
    guard::free(cursor);
}
