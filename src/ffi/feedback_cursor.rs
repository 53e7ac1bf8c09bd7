//! Reading feedback.
//!
//! The service keeps feedback, and the details of a notification's errors, in a storage
//! account, at an address that it signs. A cursor asks for the address and reads what is there.
use std::ffi::c_char;
use std::sync::Arc;

use crate::devices::feedback_cursor::FeedbackCursor;
use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::feedback::nh_feedback;
use crate::ffi::hub::nh_hub;
use crate::ffi::outcome::{self, nh_outcome};
use crate::hub::Hub;
use crate::hub::read::OutcomeWith;

/// A place in feedback. It keeps the hub, which may be freed before it. One thread at a
/// time.
pub struct nh_feedback_cursor {
    hub: Arc<Hub>,
    object: Object<FeedbackCursor>,
}

opaque!(nh_feedback_cursor.object: FeedbackCursor, "cursor");

fn cursor(
    function: &str,
    hub: Option<&nh_hub>,
    begin: impl FnOnce() -> Result<FeedbackCursor>,
) -> Option<Box<nh_feedback_cursor>> {
    guard::new(function, || {
        let hub = Arc::clone(built(hub)?);
        Ok(nh_feedback_cursor {
            hub,
            object: begin()?.into(),
        })
    })
}

/// At the beginning of the hub's feedback (Standard tier, Manage right). Asks for nothing
/// yet. The address of the container is asked for when it is needed, and again when its
/// signature is over. Free with nh_feedback_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_new(hub: Option<&nh_hub>) -> Option<Box<nh_feedback_cursor>> {
    cursor("nh_feedback_cursor_new", hub, || {
        Ok(FeedbackCursor::of_hub())
    })
}

/// At the beginning of what is at uri: the URL of a storage container, or of a blob (sr=b),
/// with a signature that may read, and list a container. It is reached with the hub's
/// options, such as its proxy and its CA file. Plain http is taken for this machine alone,
/// or if the hub is reached so. uri is a secret: no message and no log has its signature.
/// Free with nh_feedback_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_new_uri(
    hub: Option<&nh_hub>,
    uri: *const c_char,
) -> Option<Box<nh_feedback_cursor>> {
    cursor("nh_feedback_cursor_new_uri", hub, || {
        FeedbackCursor::at_address(text(uri, "uri")?)
    })
}

/// At the beginning of the details of a notification's errors: what push services said of
/// each device that did not get it (Standard tier, Manage right). There are none if nothing
/// failed. nh_feedback_cursor_next waits, within its timeout, until the service has sent the
/// notification, as nh_wait_notification_details does. notification_id: as
/// nh_outcome_notification_id gives it. Free with nh_feedback_cursor_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_new_notification(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
) -> Option<Box<nh_feedback_cursor>> {
    cursor("nh_feedback_cursor_new_notification", hub, || {
        FeedbackCursor::of_notification(text(notification_id, "notification_id")?)
    })
}

/// Goes on where another cursor was when it gave this marker. Only before the first
/// nh_feedback_cursor_next. marker: as nh_feedback_cursor_marker gave it; at most 32 MiB.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_set_marker(
    cursor: Option<&mut nh_feedback_cursor>,
    marker: *const c_char,
) -> nh_status {
    guard::set("nh_feedback_cursor_set_marker", cursor, |c| {
        c.set_marker(text(marker, "marker")?)
    })
}

/// The place behind what was given last, as text to be kept in a file or a database: a
/// cursor with this marker gives what follows, also in another process and on another day.
/// It holds the names of the blobs and how much of each was read, and no secret. Borrowed
/// from the cursor, until its next call. NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_marker(cursor: Option<&nh_feedback_cursor>) -> *const c_char {
    guard::made_text_if_any(cursor, |c| Some(c.marker()))
}

/// How many documents could not be read, and were passed over. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_unreadable_count(cursor: Option<&nh_feedback_cursor>) -> u64 {
    guard::get(cursor, 0, |c| c.object.core.unreadable())
}

/// What follows: feedback is set to documents that came together, some hundred at most a
/// call, to be freed with nh_feedback_free. At the end it is NULL with NH_STATUS_OK; on
/// failure it is NULL with another status. Blobs are read in the order of their days, at
/// most 256 KiB at once. A request that failed is made again by the next call.
/// NH_STATUS_PROTOCOL with an outcome of 0 attempts: a blob is not feedback, ends in the midst
/// of a document, or cannot be read by pieces, for which storage must know the Range header if
/// the blob is larger than 4 MiB. What stands before was given, and the next call goes on with
/// the next blob. A blob that was deleted since it was listed is passed over.
/// NH_STATUS_FORBIDDEN: the signature of the uri is over, or does not allow it.
/// outcome as in nh_send, of the last request, with 0 attempts where none was needed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_next(
    cursor: Option<&mut nh_feedback_cursor>,
    options: Option<&nh_call_options>,
    feedback: *mut *mut nh_feedback,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_feedback_cursor_next", feedback, outcome, || {
        let nh_feedback_cursor { hub, object } = required(cursor, "cursor")?;
        let options = or_default(options)?;
        // With a wrong marker it would give all from the beginning.
        object.built()?;
        let _inside = hub.enter();
        let mut got = None;
        // The marker that was given before is dropped.
        object.set(|cursor| {
            got = Some(cursor.next(hub, options));
            Ok(())
        })?;
        let got = got.ok_or_else(|| guard::fault("nh_feedback_cursor_next"))?;
        Ok(OutcomeWith {
            value: got.value.flatten().map(|entries| (entries, 0)),
            outcome: got.outcome,
        })
    })
}

/// Frees a cursor. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_feedback_cursor_free(cursor: Option<Box<nh_feedback_cursor>>) {
    guard::free(cursor);
}
