//! Sends that do not wait.
//!
//! A function whose name ends in _async hands in what the one without it would do:
//! nh_send_async says all that holds for each of them. Calls of more than one
//! request have no such form: whole lists, and those that wait for something.
// tests/source/asynchronous.rs writes this from asynchronous.list.
use std::ffi::{c_char, c_void};

use crate::error::nh_status;
use crate::ffi::batch::{listed, nh_handles};
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::nh_hub;
use crate::ffi::notification::nh_notification;
use crate::ffi::queue::{nh_queue, submit};
use crate::ffi::target::nh_target;
use crate::queue::prepared_call::PreparedCall;

/// Hands in what nh_send would send, and returns at once: it is sent on a thread
/// of the library, and its outcome comes out of the queue with user_data, which
/// may be NULL and is never looked at.
///
/// NH_STATUS_OK means that it was taken: there will be exactly one outcome,
/// whatever happens. With any other status there will be none: the arguments
/// were refused as nh_send would refuse them; NH_STATUS_WOULD_BLOCK: the queue
/// is full, so take outcomes and call again (nh_queue_options_set_full_wait_ms);
/// NH_STATUS_CLOSED: the queue or the hub is closed; NH_STATUS_FORKED.
///
/// Everything is copied, and the hub may be freed at once. Sends to one hub are
/// begun in the order in which they were handed in, and may end in another. The
/// timeout of a send runs from this call on; one that never got its turn ends
/// with NH_STATUS_TIMEOUT, 0 attempts and NH_VERDICT_NOT_ACCEPTED. No function of
/// the program runs on a thread of the library: a token callback is asked here,
/// and what a send has to log is told when its outcome is taken. options may be
/// NULL.
///
/// What a call reads comes with its outcome: nh_outcome_take_installation and its
/// like take it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_async(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit("nh_send_async", hub, queue, user_data, &mut |hub| {
        let notification = built(notification)?;
        let target = built(target)?;
        let options = or_default(options)?;
        PreparedCall::send(hub, notification, target, options)
    })
}

/// Hands in what nh_send_direct_batch would send, of 1000 handles at most, so that
/// it is one request, with one outcome: hand in a list for each thousand. What
/// stops a batch, such as a handle that cannot be one, refuses it here, with
/// nothing sent; more than 1000 handles and none are NH_STATUS_INVALID_ARGUMENT.
/// There is no report: the outcome is that of all its handles. Status, queue and
/// user_data as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_direct_batch_async(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    handles: Option<&nh_handles>,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_send_direct_batch_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let notification = built(notification)?;
            let handles = listed(handles)?;
            let options = or_default(options)?;
            PreparedCall::send_direct_batch(hub, notification, handles, options)
        },
    )
}

/// Hands in what nh_schedule would do; status, outcome, queue and user_data as in
/// nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_schedule_async(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    unix_ms: i64,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit("nh_schedule_async", hub, queue, user_data, &mut |hub| {
        let notification = built(notification)?;
        let target = built(target)?;
        let options = or_default(options)?;
        PreparedCall::schedule(hub, notification, target, unix_ms, options)
    })
}

/// Hands in what nh_cancel_scheduled would do; status, outcome, queue and user_data
/// as in nh_send_async.
#[unsafe(no_mangle)]
pub extern "C" fn nh_cancel_scheduled_async(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_cancel_scheduled_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let notification_id = text(notification_id, "notification_id")?;
            let options = or_default(options)?;
            PreparedCall::cancel_scheduled(hub, notification_id, options)
        },
    )
}

/// Hands in what nh_get_notification_details would do; status, outcome, queue and
/// user_data as in nh_send_async. nh_outcome_take_notification_details gives what
/// it brings.
#[unsafe(no_mangle)]
pub extern "C" fn nh_get_notification_details_async(
    hub: Option<&nh_hub>,
    notification_id: *const c_char,
    options: Option<&nh_call_options>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
) -> nh_status {
    submit(
        "nh_get_notification_details_async",
        hub,
        queue,
        user_data,
        &mut |hub| {
            let notification_id = text(notification_id, "notification_id")?;
            let options = or_default(options)?;
            PreparedCall::notification_details(hub, notification_id, options)
        },
    )
}
