//! Pruning.
//!
//! Deletes the installations and registrations whose handles are dead, or says which it
//! would delete.
use std::ffi::{c_char, c_void};
use std::sync::Arc;

use libc::size_t;

use crate::devices::prune::decision::{Decision, Pruned};
use crate::devices::prune::{ProgressSink, Prune};
use crate::error::nh_status;
use crate::ffi::batch::{listed, nh_handles};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::{required, text};
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::callbacks::{ProgressCallback, nh_progress_callback};
use crate::ffi::feedback::nh_feedback;
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::outcome::{self, nh_outcome};

/// A pruning: its settings, and what it did so far. It keeps 16 bytes and what a table of
/// them takes for each handle that is settled. One thread at a time.
pub struct nh_prune(Object<Prune>);

opaque!(nh_prune(Prune), "prune");

/// What one call of a pruning decided, device by device. Getters accept NULL; text is
/// borrowed from it, and NULL past the last.
pub struct nh_prune_report(Object<Vec<Pruned>>);

opaque!(nh_prune_report(Vec<Pruned>), "report");

/// A pruning that deletes nothing, and only says what it would delete. Free with
/// nh_prune_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_new() -> Option<Box<nh_prune>> {
    guard::new("nh_prune_new", || Ok(Prune::default()))
}

/// Deletes dead devices (true), or only says which are dead (false, the default).
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_set_delete(prune: Option<&mut nh_prune>, deletes: bool) -> nh_status {
    guard::set("nh_prune_set_delete", prune, |p| {
        p.set_deletes(deletes);
        Ok(())
    })
}

/// Takes devices with this error as dead too. error: a word of the service, as
/// nh_feedback_error gives it, such as "WrongToken". Without it these are dead:
/// ExpiredChannel and BadChannel. Take care: with the credentials of another environment,
/// such as Apple's sandbox, the service says WrongToken of devices that are alive.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_add_error(
    prune: Option<&mut nh_prune>,
    error: *const c_char,
) -> nh_status {
    guard::set("nh_prune_add_error", prune, |p| {
        p.add_error(text(error, "error")?)
    })
}

/// Tells callback how far a call has come, on the thread that makes it. NULL: nobody, the
/// default. user_data is handed to it, and must last as long as the pruning.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_set_progress_callback(
    prune: Option<&mut nh_prune>,
    callback: nh_progress_callback,
    user_data: *mut c_void,
) -> nh_status {
    guard::set("nh_prune_set_progress_callback", prune, |p| {
        p.set_progress(callback.map(|function| {
            let sink: Arc<dyn ProgressSink> = Arc::new(ProgressCallback {
                function,
                user_data,
            });
            sink
        }));
        Ok(())
    })
}

/// Deletes the devices that feedback says are dead (Manage right), or says which: see
/// nh_prune_set_delete. feedback: of nh_feedback_cursor_next or nh_feedback_parse.
///
/// Of each dead handle the registrations are listed, each installation is read, and what is
/// dead is deleted, eight requests at a time, all within the call's timeout. A device is left
/// alone if it registered again: if it has another handle by now, if the handle is another
/// device's, or if it was written after the time of the entry. When it was written is known of
/// an installation that says so, and on a hub whose devices end after a time
/// (RegistrationTtl). For that the hub's description is read once, which takes a policy of the
/// namespace with the Manage right: the hub may be opened with its connection string.
/// Otherwise nobody knows it. A registration that is changed while this call runs is left alone
/// too; an installation cannot be held to a version.
///
/// A request that fails for its device alone makes its decision NH_PRUNE_DECISION_FAILED, and
/// the call goes on. Where those that follow would fail the same way, such as without an
/// answer, without the right, or when the service asks to wait, the call ends, and its status
/// says why. report is set to what is to be freed with nh_prune_report_free, also then; with
/// the same feedback again the next call goes on behind what is settled. outcome as in
/// nh_send, of the last request, or of the one that failed.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_feedback(
    prune: Option<&mut nh_prune>,
    hub: Option<&nh_hub>,
    feedback: Option<&nh_feedback>,
    options: Option<&nh_call_options>,
    report: *mut *mut nh_prune_report,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_prune_feedback", report, outcome, || {
        let _inside = entered(hub)?;
        let prune = required(prune, "prune")?;
        prune.0.built()?;
        let (entries, _) = built(feedback)?;
        Ok(prune
            .0
            .core
            .feedback(built(hub)?, entries, or_default(options)?))
    })
}

/// Deletes all devices that have these handles (Manage right), or says which. report and
/// outcome as in nh_prune_feedback.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_handles(
    prune: Option<&mut nh_prune>,
    hub: Option<&nh_hub>,
    handles: Option<&nh_handles>,
    options: Option<&nh_call_options>,
    report: *mut *mut nh_prune_report,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_prune_handles", report, outcome, || {
        let _inside = entered(hub)?;
        let prune = required(prune, "prune")?;
        prune.0.built()?;
        let handles = listed(handles)?;
        Ok(prune
            .0
            .core
            .handles(built(hub)?, handles, or_default(options)?))
    })
}

/// How often this was decided so far, in all calls of the pruning. decision is an
/// nh_prune_decision. 0 for another number, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_count(prune: Option<&nh_prune>, decision: i32) -> u64 {
    guard::find(prune, 0, |p| {
        Some(p.0.core.count(Decision::from_number(decision)?))
    })
}

/// Frees a pruning. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_free(prune: Option<Box<nh_prune>>) {
    guard::free(prune);
}

/// How many decisions there are: one for each device that was found, and one for each
/// handle or entry for which none was.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_count(report: Option<&nh_prune_report>) -> size_t {
    guard::get(report, 0, |r| r.0.core.len())
}

/// Decision number index, an nh_prune_decision; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_decision(report: Option<&nh_prune_report>, index: size_t) -> i32 {
    guard::find(report, 0, |r| Some(r.0.core.get(index)?.decision as i32))
}

/// The device's platform, an nh_platform; 0 if no device was found.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_platform(report: Option<&nh_prune_report>, index: size_t) -> i32 {
    guard::find(report, 0, |r| Some(r.0.core.get(index)?.platform? as i32))
}

fn of_report(
    report: Option<&nh_prune_report>,
    index: size_t,
    read: impl FnOnce(&Pruned) -> Option<&String>,
) -> *const c_char {
    guard::text(report, |report| report.get(index).and_then(read))
}

/// The handle: a secret.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_pns_handle(
    report: Option<&nh_prune_report>,
    index: size_t,
) -> *const c_char {
    of_report(report, index, |pruned| pruned.handle.as_ref())
}

/// The id of the installation that was found.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_installation_id(
    report: Option<&nh_prune_report>,
    index: size_t,
) -> *const c_char {
    of_report(report, index, |pruned| pruned.installation_id.as_ref())
}

/// The id of the registration that was found, if it is no part of an installation.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_registration_id(
    report: Option<&nh_prune_report>,
    index: size_t,
) -> *const c_char {
    of_report(report, index, |pruned| pruned.registration_id.as_ref())
}

/// The service's word for what is wrong, such as "ExpiredChannel".
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_error(
    report: Option<&nh_prune_report>,
    index: size_t,
) -> *const c_char {
    of_report(report, index, |pruned| pruned.error.as_ref())
}

/// Frees a report. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_prune_report_free(report: Option<Box<nh_prune_report>>) {
    guard::free(report);
}
