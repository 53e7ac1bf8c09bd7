//! Functions of the program that the library calls: they take its log text, bring
//! tokens, take spans, and say whether to go on.
use std::ffi::{CString, c_char, c_void};
use std::fmt::{self, Debug};

use libc::size_t;

use crate::auth::credential::TokenSource;
use crate::auth::secret::Secret;
use crate::devices::prune::ProgressSink;
use crate::ffi::boundary::pointers::optional_text;
use crate::ffi::boundary::texts::c_string;
use crate::ffi::outcome::nh_outcome;
use crate::ffi::tracing::nh_span;
use crate::log::{Level, LogSink};
use crate::trace::span::{Span, SpanSink};

/// Takes log text: one line, or a dump of several. Called on the thread that
/// makes the call being logged, never on another; what a queued send says comes
/// together when its outcome is taken, on the thread that takes it. From several
/// threads at the same time if several use the hub. text ends in NUL and is valid only during
/// the call. Must not unwind: no C++ exception, no longjmp. May call nh_
/// functions, but must not free what is in use.
pub type nh_log_callback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, level: i32, text: *const c_char)>;

pub struct LogCallback {
    pub function: unsafe extern "C" fn(*mut c_void, i32, *const c_char),
    pub user_data: *mut c_void,
}

// SAFETY: the contract of nh_log_callback: it may be called from any thread
// that uses the hub, at the same time, with the user data it came with. The
// library itself never looks at the user data.
unsafe impl Send for LogCallback {}
// SAFETY: as above.
unsafe impl Sync for LogCallback {}

impl LogSink for LogCallback {
    fn log(&self, level: Level, message: &str) {
        let message = CString::new(message.replace('\0', "\u{fffd}")).unwrap_or_default();
        // SAFETY: the contract of nh_log_callback: the function is one that
        // can be called with these arguments as long as a hub uses it.
        unsafe { (self.function)(self.user_data, level as i32, message.as_ptr()) };
    }
}

/// Takes a span that is over: that of an attempt, or that of a call, which comes after
/// those of its attempts. Called on the thread that makes the call, never on another; those
/// of a queued call come together when its outcome is taken, on the thread that takes it.
/// From several threads at the same time if several use the hub. span lasts only for the
/// call, and so do its texts. Must not unwind: no C++ exception, no longjmp. May call nh_
/// functions, but must not free what is in use.
pub type nh_span_callback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, span: *const nh_span)>;

pub struct SpanCallback {
    pub function: unsafe extern "C" fn(*mut c_void, *const nh_span),
    pub user_data: *mut c_void,
}

// SAFETY: the contract of nh_span_callback: it may be called from any thread
// that uses the hub, at the same time, with the user data it came with. The
// library itself never looks at the user data.
unsafe impl Send for SpanCallback {}
// SAFETY: as above.
unsafe impl Sync for SpanCallback {}

impl Debug for SpanCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpanCallback")
    }
}

impl SpanSink for SpanCallback {
    fn take(&self, span: Span) {
        let span = nh_span::from(span);
        // SAFETY: the contract of nh_span_callback: the function is one that
        // can be called with these arguments as long as a hub uses it.
        unsafe { (self.function)(self.user_data, &raw const span) };
    }
}

/// Is told how far a call has come: done of total, on the thread that makes the call. Must
/// not unwind: no C++ exception, no longjmp. May call nh_ functions, such as nh_cancel_trigger,
/// but must not free what is in use.
pub type nh_progress_callback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, done: size_t, total: size_t)>;

pub struct ProgressCallback {
    pub function: unsafe extern "C" fn(*mut c_void, size_t, size_t),
    pub user_data: *mut c_void,
}

// SAFETY: the contract of nh_progress_callback: it is called on the thread that makes the
// call, with the user data it came with. The library itself never looks at the user data.
unsafe impl Send for ProgressCallback {}
// SAFETY: as above; a pruning is used by one thread at a time.
unsafe impl Sync for ProgressCallback {}

impl Debug for ProgressCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressCallback")
    }
}

impl ProgressSink for ProgressCallback {
    fn done(&self, done: usize, total: usize) {
        // SAFETY: the contract of nh_progress_callback: the function is one that can be
        // called with these arguments as long as the pruning is used.
        unsafe { (self.function)(self.user_data, done, total) };
    }
}

/// Takes the outcome of a queued send, on the thread that called
/// nh_queue_dispatch. user_data is what was given to nh_send_async. The outcome
/// lasts only for the call. Must not unwind: no C++ exception, no longjmp. May
/// call nh_ functions, nh_send_async on the same queue too, but must not free
/// the queue.
pub type nh_outcome_callback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, outcome: *const nh_outcome)>;

/// Brings a token for uri, which lasts only for the call: the whole value of an
/// Authorization header, "SharedAccessSignature sr=...&sig=...&se=...&skn=...",
/// or NULL if there is none now (the call then fails with NH_STATUS_NO_TOKEN).
/// The library copies it before it calls again on the same thread, keeps it
/// until 80 % of its life are over, and asks again when the service refuses it.
/// Called on the thread that makes a call or hands it to a queue, from several
/// at the same time if several use the hub, with no lock held; its time comes on
/// top of the call's. Must not unwind.
pub type nh_token_callback =
    Option<unsafe extern "C" fn(user_data: *mut c_void, uri: *const c_char) -> *const c_char>;

pub struct TokenCallback {
    pub function: unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_char,
    pub user_data: *mut c_void,
}

// SAFETY: the contract of nh_token_callback: it may be called from any thread
// that uses the hub, at the same time, with the user data it came with. The
// library itself never looks at the user data.
unsafe impl Send for TokenCallback {}
// SAFETY: as above.
unsafe impl Sync for TokenCallback {}

impl Debug for TokenCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCallback")
    }
}

impl TokenSource for TokenCallback {
    fn token(&self, uri: &str) -> Option<Secret> {
        let uri = c_string(uri);
        // SAFETY: the contract of nh_token_callback: the function is one that
        // can be called with these arguments as long as a hub uses it.
        let token = unsafe { (self.function)(self.user_data, uri.as_ptr()) };
        optional_text(token, "token")
            .ok()
            .flatten()
            .map(Secret::new)
    }
}

/// Says whether a call that waits is to go on: 0 if so, anything else ends it. Called
/// on the thread that waits, with no lock held; its time is part of the call's. Must
/// not unwind: no C++ exception, no longjmp. May call nh_ functions, also such as wait,
/// which do not ask meanwhile, but must not free what is in use.
pub type nh_interrupt_callback = Option<unsafe extern "C" fn(user_data: *mut c_void) -> i32>;
