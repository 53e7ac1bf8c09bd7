//! Counters.
//!
//! What hubs have done, in numbers for monitoring.
use std::ffi::c_char;

use libc::size_t;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::object::{Object, opaque};
use crate::ffi::hub::{entered, nh_hub};
use crate::metrics::counters::{BOUNDS, BUCKETS, CallKind, Counter, Totals};
use crate::metrics::prometheus;

/// What one or more hubs had done when they were asked. Its numbers stay as they
/// are; make a new one for new numbers.
pub struct nh_counters(Object<Totals>);

opaque!(nh_counters(Totals), "counters");

/// Asks a hub what it has done since it was opened; in a child of fork(), what
/// it has done there. Sends nothing and waits for nothing. Any thread may call
/// this at any time, also after nh_hub_close. Calls that are under way have
/// begun and not ended: the verdicts are never more than the begun. What an
/// nh_namespace does is not counted. Returns NULL on failure. Free with
/// nh_counters_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_new(hub: Option<&nh_hub>) -> Option<Box<nh_counters>> {
    guard::new("nh_counters_new", || {
        let mut totals = Totals::default();
        totals.add(entered(hub)?.counters());
        Ok(totals)
    })
}

/// Adds what another hub has done: numbers are then sums, and the Prometheus
/// text has the lines of each. Hubs with the same name and host have the same
/// lines, with their sums. What is added twice counts twice: of a hub that is
/// shared (nh_hub_new_shared) add one.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_add(
    counters: Option<&mut nh_counters>,
    hub: Option<&nh_hub>,
) -> nh_status {
    guard::set("nh_counters_add", counters, |c| {
        c.add(entered(hub)?.counters());
        Ok(())
    })
}

/// A number: counter is an nh_counter, kind an nh_call_kind, of which those of
/// connections know only NH_CALL_KIND_ALL. 0 for what is not counted, for
/// numbers that are none of these, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_get(counters: Option<&nh_counters>, counter: i32, kind: i32) -> u64 {
    guard::find(counters, 0, |c| {
        let (counter, kind) = (Counter::from_number(counter)?, CallKind::from_number(kind)?);
        Some(c.0.core.total().get(counter, kind))
    })
}

/// How many buckets the histogram of the calls' durations has; 0 for NULL. It is
/// the same for all hubs.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_bucket_count(counters: Option<&nh_counters>) -> size_t {
    guard::get(counters, 0, |_| BUCKETS)
}

/// How long the calls in bucket number index took at most, in microseconds: from
/// 1000 to 60000000. UINT64_MAX for the last one, which has no bound, past it and
/// for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_bucket_bound_us(
    counters: Option<&nh_counters>,
    index: size_t,
) -> u64 {
    guard::find(counters, u64::MAX, |_| {
        u64::try_from(BOUNDS.get(index)?.as_micros()).ok()
    })
}

/// How many calls of this nh_call_kind ended and took no longer than the bound
/// of bucket number index; those of the buckets before are among them, and in
/// the last there are all. 0 past the last, for a number that is no
/// nh_call_kind, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_bucket(
    counters: Option<&nh_counters>,
    index: size_t,
    kind: i32,
) -> u64 {
    guard::find(counters, 0, |c| {
        Some(c.0.core.total().bucket(index, CallKind::from_number(kind)?))
    })
}

/// All of it for Prometheus: its text exposition format, version 0.0.4, to be
/// served as "text/plain; version=0.0.4". Names begin with notification_hubs_;
/// labels are hub and host, and for calls kind and verdict. Nothing in it is
/// secret. Borrowed from the counters until nh_counters_add; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_prometheus(counters: Option<&nh_counters>) -> *const c_char {
    guard::made_text(counters, |c| prometheus::text(c.hubs()))
}

/// Frees counters; the hub counts on. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_free(counters: Option<Box<nh_counters>>) {
    guard::free(counters);
}
