//! Explanations.
//!
//! Why a notification reached somebody, or nobody.
use std::ffi::c_char;

use libc::size_t;

use crate::error::nh_status;
use crate::explain::report::Explanation;
use crate::explain::{Question, explain};
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, built, opaque};
use crate::ffi::boundary::pointers::optional_text;
use crate::ffi::call_options::{nh_call_options, or_default};
use crate::ffi::hub::{entered, nh_hub};
use crate::ffi::notification::nh_notification;
use crate::ffi::outcome::{self, nh_outcome};
use crate::ffi::target::nh_target;

/// What was found out. Getters accept NULL; text is borrowed from it. It holds no handle, no
/// payload and no key.
pub struct nh_explanation(Object<Explanation>);

opaque!(nh_explanation(Explanation), "explanation");

/// Explains why a notification reached somebody, or nobody. Asks the service what became of
/// it (Standard tier), who matches its target now (Manage right), which credentials the hub
/// has (Manage right, with a policy of the namespace) and what feedback says of those that
/// match (Standard tier), and checks the payload. What the service refuses to tell is a finding, NH_FINDING_NOT_KNOWN.
///
/// notification: what is sent; NULL if it is not at hand. target: whom it is for; NULL for
/// whom the service says that it was for. notification_id: as nh_outcome_notification_id
/// gave it; NULL for one that was not sent. One of target and notification_id is needed.
/// max_pages: how many pages of a hundred registrations are read at most; 0 for 100. The call
/// takes a second or a minute: set nh_call_options_set_timeout_ms to what you can wait.
///
/// explanation is set to what is to be freed with nh_explanation_free, also on failure: then
/// it has what was found before. The call fails if everything was refused, or its time is
/// over, or it was cancelled. outcome as in nh_send, of the last request that was answered,
/// without its body.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explain(
    hub: Option<&nh_hub>,
    notification: Option<&nh_notification>,
    target: Option<&nh_target>,
    notification_id: *const c_char,
    max_pages: u32,
    options: Option<&nh_call_options>,
    explanation: *mut *mut nh_explanation,
    outcome: *mut *mut nh_outcome,
) -> nh_status {
    outcome::read("nh_explain", explanation, outcome, || {
        let hub = entered(hub)?;
        let question = Question {
            notification: notification.map(|it| built(Some(it))).transpose()?,
            target: target.map(|it| built(Some(it))).transpose()?,
            notification_id: optional_text(notification_id, "notification_id")?,
            max_pages,
        };
        Ok(explain(&hub, question, or_default(options)?))
    })
}

/// How many findings there are, in the order of a notification's way: payload, service,
/// registrations, credentials, push service.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_count(explanation: Option<&nh_explanation>) -> size_t {
    guard::get(explanation, 0, |e| e.0.core.findings.len())
}

/// Finding number index, an nh_finding; 0 past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_finding(
    explanation: Option<&nh_explanation>,
    index: size_t,
) -> i32 {
    guard::find(explanation, 0, |e| {
        Some(e.0.core.findings.get(index)?.kind as i32)
    })
}

/// The same in a sentence or two, which say what to do; NULL past the last.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_text(
    explanation: Option<&nh_explanation>,
    index: size_t,
) -> *const c_char {
    guard::text(explanation, |e| {
        e.findings.get(index).map(|f| f.text.as_ref())
    })
}

/// How many registrations match the target now, as far as they were looked at.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_matched(explanation: Option<&nh_explanation>) -> u64 {
    guard::get(explanation, 0, |e| e.0.core.listed.total())
}

/// How many registrations were looked at. Where all that match have one tag, these are those
/// that have it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_looked_at(explanation: Option<&nh_explanation>) -> u64 {
    guard::get(explanation, 0, |e| e.0.core.listed.looked_at)
}

/// True if the list was not read to its end.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_is_cut(explanation: Option<&nh_explanation>) -> bool {
    guard::get(explanation, false, |e| e.0.core.listed.is_cut)
}

/// The report for people: each finding on a line of its own.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_words(explanation: Option<&nh_explanation>) -> *const c_char {
    guard::made_text_if_any(explanation, |e| Some(e.words()))
}

/// The report as a JSON object: "findings", "matches" (with numbers by platform and the ids of
/// ten that match), "notification" (state, times, counts; null if not asked or not known),
/// "credentials" (platforms; null if not known), "deadHandles" (numbers by error). Members may
/// be added.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_json(explanation: Option<&nh_explanation>) -> *const c_char {
    guard::made_text_if_any(explanation, |e| Some(e.json()))
}

/// Frees an explanation. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_explanation_free(explanation: Option<Box<nh_explanation>>) {
    guard::free(explanation);
}
