//! Direct batches.
//!
//! One notification to many devices whose handles you keep yourself.
use std::ffi::{c_char, c_void};

use libc::size_t;

use crate::error::{Result, nh_status};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::last_error::{nh_error, set_last_error};
use crate::ffi::boundary::object::built;
use crate::ffi::boundary::pointers::{give, optional_text, required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::outcome::nh_outcome;
use crate::hub::batch::BatchReport;
use crate::notification::handle::check_handle;
use crate::outcome::Verdict;

/// A list of device handles.
pub struct nh_handles(Vec<String>);

/// An empty list. Free with nh_handles_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_handles_new() -> Option<Box<nh_handles>> {
    guard::new("nh_handles_new", || Ok(nh_handles(Vec::new())))
}

/// Adds a handle, which is copied. A failure leaves the list as it was.
#[unsafe(no_mangle)]
pub extern "C" fn nh_handles_add(
    handles: Option<&mut nh_handles>,
    handle: *const c_char,
) -> nh_status {
    guard::status("nh_handles_add", || {
        let handles = required(handles, "handles")?;
        let handle = text(handle, "handle")?;
        check_handle("handle", handle)?;
        handles.0.push(handle.to_owned());
        Ok(())
    })
}

/// How many handles it has.
#[unsafe(no_mangle)]
pub extern "C" fn nh_handles_count(handles: Option<&nh_handles>) -> size_t {
    guard::get(handles, 0, |h| h.0.len())
}

/// Frees a list. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_handles_free(handles: Option<Box<nh_handles>>) {
    guard::free(handles);
}

/// The handles of a list.
pub fn listed(handles: Option<&nh_handles>) -> Result<&[String]> {
    Ok(&required(handles, "handles")?.0)
}

/// Gives the next device handle, or NULL at the end, after which it is not called
/// again. What it points to must stay until the next call. Called on the thread
/// that sends; must not unwind.
pub type nh_next_handle = Option<unsafe extern "C" fn(user_data: *mut c_void) -> *const c_char>;

/// What became of a batch send, request by request.
pub struct nh_batch_report {
    batches: Vec<Batch>,
    next: u64,
    accepted: u64,
    unknown: u64,
    bad_handle: Option<u64>,
    error: Option<nh_error>,
}

struct Batch {
    first: u64,
    count: size_t,
    outcome: nh_outcome,
}

impl From<BatchReport> for nh_batch_report {
    fn from(report: BatchReport) -> nh_batch_report {
        nh_batch_report {
            next: report.next(),
            accepted: report.handles(Verdict::Accepted),
            unknown: report.handles(Verdict::Unknown),
            bad_handle: report.bad_handle,
            batches: report
                .batches
                .into_iter()
                .map(|batch| Batch {
                    first: batch.first,
                    count: batch.count,
                    outcome: batch.outcome.into(),
                })
                .collect(),
            error: report.error.map(nh_error::from),
        }
    }
}

/// Sends a notification directly to each device in a list: a thousand in a
/// request, one request after the other, within the call's timeout, until one
/// is not accepted. Needs the Basic or Standard tier: else the first request
/// ends in NH_STATUS_FORBIDDEN. Never a test send.
///
/// Refused before anything is sent: template and browser notifications, and no
/// handles at all. A handle that cannot be one stops the batch before the
/// request that would hold it: see nh_batch_report_bad_handle.
///
/// report may be NULL; if not, it is always set, and is to be freed with
/// nh_batch_report_free. Returns NH_STATUS_OK if all were accepted. If not,
/// nh_batch_report_next is the handle to go on with, and the last request's
/// outcome says whether its devices may have been reached all the same. Of the
/// answers to accepted requests the report keeps 1 MiB in all.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_direct_batch(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    handles: Option<&nh_handles>,
    options: Option<&nh_call_options>,
    report: *mut *mut nh_batch_report,
) -> nh_status {
    report_of("nh_send_direct_batch", report, || {
        let hub = entered(hub)?;
        let notification = built(notification)?;
        let handles = listed(handles)?;
        let mut handles = handles.iter().map(|handle| Ok(handle.clone()));
        Ok(hub.send_direct_batch(notification, &mut handles, or_default(options)?))
    })
}

/// The same with handles that next gives, one call for each, so that a million
/// of them need no list. next is called with user_data, on this thread. It may
/// have been asked for up to a thousand handles behind nh_batch_report_next: to
/// go on, go back to that one.
#[unsafe(no_mangle)]
pub extern "C" fn nh_send_direct_batch_from(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    next: nh_next_handle,
    user_data: *mut c_void,
    options: Option<&nh_call_options>,
    report: *mut *mut nh_batch_report,
) -> nh_status {
    report_of("nh_send_direct_batch_from", report, || {
        let hub = entered(hub)?;
        let notification = built(notification)?;
        let next = required(next, "next")?;
        let mut handles = std::iter::from_fn(|| {
            // SAFETY: the contract of nh_next_handle: it can be called with the
            // user data that came with it, on this thread.
            let handle = unsafe { next(user_data) };
            let handle = optional_text(handle, "handle").transpose()?;
            Some(handle.map(str::to_owned))
        })
        .fuse();
        Ok(hub.send_direct_batch(notification, &mut handles, or_default(options)?))
    })
}

/// Why it stopped before the end; NULL if it did not. Borrowed from the report.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_error(report: Option<&nh_batch_report>) -> *const nh_error {
    guard::pointer(report, |r| r.error.as_ref())
}

/// Number of the first handle, from 0, that was not accepted; if all were, how
/// many there were. Of those from there on, the first nh_batch_report_unknown
/// may have been reached all the same: going on from here may reach them twice,
/// going on behind them may leave them out.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_next(report: Option<&nh_batch_report>) -> u64 {
    guard::get(report, 0, |r| r.next)
}

/// Number of the handle, from 0, that stopped the batch because it cannot be
/// one; -1 if none did. nh_batch_report_next is then the first handle of the
/// request that would have held it: leave it out and go on from there.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_bad_handle(report: Option<&nh_batch_report>) -> i64 {
    guard::find(report, -1, |r| i64::try_from(r.bad_handle?).ok())
}

/// How many handles were in accepted requests.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_accepted(report: Option<&nh_batch_report>) -> u64 {
    guard::get(report, 0, |r| r.accepted)
}

/// How many handles were in a request whose outcome is unknown.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_unknown(report: Option<&nh_batch_report>) -> u64 {
    guard::get(report, 0, |r| r.unknown)
}

/// How many requests were made.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_count(report: Option<&nh_batch_report>) -> size_t {
    guard::get(report, 0, |r| r.batches.len())
}

/// Number of the first handle of request number index; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_first(report: Option<&nh_batch_report>, index: size_t) -> u64 {
    guard::find(report, 0, |r| Some(r.batches.get(index)?.first))
}

/// How many handles request number index had; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_handle_count(
    report: Option<&nh_batch_report>,
    index: size_t,
) -> size_t {
    guard::find(report, 0, |r| Some(r.batches.get(index)?.count))
}

/// Outcome of request number index, borrowed from the report; NULL past the
/// last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_outcome(
    report: Option<&nh_batch_report>,
    index: size_t,
) -> *const nh_outcome {
    guard::pointer(report, |r| Some(&r.batches.get(index)?.outcome))
}

/// Frees a report and the outcomes in it. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_batch_report_free(report: Option<Box<nh_batch_report>>) {
    guard::free(report);
}

/// For direct batches. Whatever happens, there is a report.
fn report_of(
    function: &str,
    report_out: *mut *mut nh_batch_report,
    body: impl FnOnce() -> Result<BatchReport>,
) -> nh_status {
    let result = guard::caught(body).unwrap_or_else(|| Err(guard::fault(function)));
    let report = result.unwrap_or_else(|error| BatchReport {
        error: Some(error),
        ..BatchReport::default()
    });
    let status = report.error.as_ref().map_or(nh_status::Ok, |e| e.status);
    if let Some(error) = &report.error {
        set_last_error(error.clone());
    }
    give(report_out, nh_batch_report::from(report));
    status
}
