//! Queues.
//!
//! Calls that do not wait: they are handed in, and their outcomes are taken
//! later. The functions that hand in stand in a chapter of their own, "Calls that
//! do not wait".
use std::ffi::c_void;
use std::os::fd::IntoRawFd as _;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use libc::size_t;

use crate::error::nh_status;
use crate::error::{Error, Result};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, built_or, opaque};
use crate::ffi::boundary::pointers::required;
use crate::ffi::callbacks::nh_outcome_callback;
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::nh_outcome;
use crate::hub::Hub;
use crate::outcome::Outcome;
use crate::queue::prepared_call::PreparedCall;
use crate::queue::{Queue, QueueOptions};

/// How much a queue holds and how fast it sends.
pub struct nh_queue_options(Object<QueueOptions>);

/// Calls under way and their outcomes. One queue serves any number of hubs and
/// threads. It belongs to the process that made it: in a child of fork() every
/// function answers NH_STATUS_FORKED and leaves it alone.
pub struct nh_queue(Queue);

opaque!(nh_queue_options(QueueOptions), "options");

/// Queue options with their defaults. Free with nh_queue_options_free. Setters
/// return their status and also keep the first failure, with which nh_queue_new
/// then fails.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_new() -> Option<Box<nh_queue_options>> {
    guard::new("nh_queue_options_new", || Ok(QueueOptions::default()))
}

/// Frees queue options. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_free(options: Option<Box<nh_queue_options>>) {
    guard::free(options);
}

/// How many calls the queue holds, each from nh_send_async (or another function
/// that ends in _async) until its outcome is taken. Default 1024; 1 to 10000000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_set_capacity(
    options: Option<&mut nh_queue_options>,
    entries: u32,
) -> nh_status {
    guard::set("nh_queue_options_set_capacity", options, |o| {
        o.set_capacity(entries)
    })
}

/// How many bytes it holds of their bodies and, once they are made, of the
/// answers, of what was read from them, and of what is to be logged. While
/// outcomes that nobody takes fill it no call begins, until there is room or the
/// queue is closed; the body of an answer that finds too little room is cut, what
/// was read from it is not. Default 16 MiB; 65536 and up.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_set_capacity_bytes(
    options: Option<&mut nh_queue_options>,
    bytes: size_t,
) -> nh_status {
    guard::set("nh_queue_options_set_capacity_bytes", options, |o| {
        o.set_capacity_bytes(bytes)
    })
}

/// How many calls to one hub are made at the same time, each on a thread and a
/// connection of its own. Default 32, as many as a hub keeps idle connections
/// (nh_options_set_pool_size); 1 to 1024.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_set_concurrency(
    options: Option<&mut nh_queue_options>,
    sends: u32,
) -> nh_status {
    guard::set("nh_queue_options_set_concurrency", options, |o| {
        o.set_concurrency(sends)
    })
}

/// How long nh_send_async waits for room in a full queue, for programs in which
/// another thread takes the outcomes. Default 0: it does not wait. At most
/// 86400000.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_options_set_full_wait_ms(
    options: Option<&mut nh_queue_options>,
    full_wait_ms: u32,
) -> nh_status {
    guard::set("nh_queue_options_set_full_wait_ms", options, |o| {
        o.set_full_wait_ms(full_wait_ms)
    })
}

/// Makes a queue. It has no thread before the first nh_send_async. options may
/// be NULL. Returns NULL on failure. Free with nh_queue_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_new(options: Option<&nh_queue_options>) -> Option<Box<nh_queue>> {
    guard::new("nh_queue_new", || {
        let options = built_or(options, &QueueOptions::default()).cloned()?;
        Ok(nh_queue(Queue::new(options)))
    })
}

/// What all functions that end in `_async` do.
pub fn submit(
    function: &str,
    hub: Option<&nh_hub>,
    queue: Option<&nh_queue>,
    user_data: *mut c_void,
    prepare: &mut dyn FnMut(&Arc<Hub>) -> Result<PreparedCall>,
) -> nh_status {
    guard::status(function, || {
        let _inside = entered(hub)?;
        let hub = built(hub)?;
        let queue = &required(queue, "queue")?.0;
        queue.submit(|| prepare(hub), user_data.expose_provenance())
    })
}

/// A descriptor for poll(), epoll, libuv and their kin: readable as long as the
/// queue has outcomes. Take them with nh_queue_next or nh_queue_dispatch and a
/// timeout of 0. The descriptor is the queue's, the same one each time, and is
/// closed by nh_queue_free: neither read it nor close it.
///
/// Where it is closed all the same, no file is harmed that gets its number: the
/// queue uses descriptors of its own, and nh_queue_free looks whether the number
/// is still the queue's, unless another thread changes that between this look and
/// the close. So where a language wants to own what it watches: nh_queue_dup_fd.
/// -1 for NULL, in a child of fork() and if the process has no descriptor left;
/// nh_last_error says why.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_fd(queue: Option<&nh_queue>) -> i32 {
    guard::descriptor("nh_queue_fd", || required(queue, "queue")?.0.fd())
}

/// A duplicate of what nh_queue_fd gives, for objects that close what they watch,
/// such as those of Go, Perl and Node. It is the caller's, who closes it, before
/// or after nh_queue_free. Take it out of epoll first: what was closed stays there
/// as long as a duplicate of it is open. Each call makes one. -1 as nh_queue_fd.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_dup_fd(queue: Option<&nh_queue>) -> i32 {
    guard::descriptor("nh_queue_dup_fd", || {
        let duplicate = required(queue, "queue")?.0.dup_fd()?;
        Ok(duplicate.into_raw_fd())
    })
}

impl From<(usize, Outcome)> for nh_outcome {
    fn from((user_data, outcome): (usize, Outcome)) -> nh_outcome {
        let mut outcome = nh_outcome::from(outcome);
        outcome.user_data = ptr::with_exposed_provenance_mut(user_data);
        outcome
    }
}

fn ms(timeout_ms: u32) -> Duration {
    Duration::from_millis(timeout_ms.into())
}

/// Takes the next outcome, waiting for it timeout_ms at most (0: does not wait).
/// NH_STATUS_OK means that there is one, which says what became of the send; free
/// it with nh_outcome_free. Otherwise outcome is set to NULL:
/// NH_STATUS_WOULD_BLOCK if none came, NH_STATUS_CLOSED if the queue is closed and
/// all were taken, NH_STATUS_FORKED. Any thread may call this.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_next(
    queue: Option<&nh_queue>,
    timeout_ms: u32,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    guard::give_if_ok("nh_queue_next", outcome, || {
        let queue = required(queue, "queue")?;
        // What is taken and not given to anybody would be lost.
        if outcome.is_null() {
            return Err(Error::argument("outcome is NULL"));
        }
        queue.0.next(ms(timeout_ms))
    })
}

/// Runs callback on this thread for each outcome that is there, waiting for the
/// first timeout_ms at most (0: does not wait). Those that come meanwhile are for
/// the next call, so that it ends. NH_STATUS_OK if there was any; otherwise as
/// nh_queue_next. Any thread may call this.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_dispatch(
    queue: Option<&nh_queue>,
    callback: nh_outcome_callback,
    timeout_ms: u32,
) -> nh_status {
    guard::status("nh_queue_dispatch", || {
        let queue = &required(queue, "queue")?.0;
        let callback = required(callback, "callback")?;
        queue.dispatch(ms(timeout_ms), |taken| {
            let outcome = nh_outcome::from(taken);
            // SAFETY: the contract of nh_outcome_callback: it can be called with
            // the user data of the send and an outcome that lasts for the call.
            unsafe { callback(outcome.user_data, &outcome) };
        })
    })
}

/// How many calls were handed in whose outcome was not yet taken; 0 for NULL and
/// in a child of fork().
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_pending(queue: Option<&nh_queue>) -> size_t {
    guard::get(queue, 0, |queue| queue.0.pending())
}

/// Closes a queue: new calls are refused from now on. Waits timeout_ms at most
/// for those that are left (0: does not wait), and then ends them: those that
/// were not begun come back as outcomes with NH_STATUS_CLOSED, 0 attempts and
/// NH_VERDICT_NOT_ACCEPTED, those under way with NH_STATUS_CLOSED and a verdict
/// that says whether they may have been sent. NH_STATUS_OK if all were made,
/// NH_STATUS_TIMEOUT if any had to be ended. In both cases take what is left with
/// nh_queue_next until it says NH_STATUS_CLOSED; then nh_queue_free loses nothing.
/// Any thread may call this.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_close(queue: Option<&nh_queue>, timeout_ms: u32) -> nh_status {
    guard::status("nh_queue_close", || {
        required(queue, "queue")?.0.close(ms(timeout_ms))
    })
}

/// Frees a queue, which no other thread may be using. Waits for nothing: calls
/// that are left are ended as by nh_queue_close with 0, and outcomes that were
/// not taken are discarded. In a child of fork() it leaves the parent's queue
/// alone. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_queue_free(queue: Option<Box<nh_queue>>) {
    guard::free(queue);
}
