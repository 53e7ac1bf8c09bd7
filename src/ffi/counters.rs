//! Counters.
//!
//! What hubs have done, in numbers for monitoring.
use std::ffi::{CString, c_char};
use std::sync::OnceLock;

use libc::size_t;

use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{c_string, required};
use crate::ffi::hub::{entered, nh_hub};
use crate::hub::Hub;
use crate::metrics::counters::{BOUNDS, BUCKETS, CallKind, Counter, Series, Snapshot};
use crate::metrics::prometheus;

/// What one or more hubs had done when they were asked. Its numbers stay as they
/// are; make a new one for new numbers.
#[allow(non_camel_case_types)]
#[derive(Default)]
pub struct nh_counters {
    hubs: Vec<Series>,
    total: Snapshot,
    text: OnceLock<CString>,
}

impl nh_counters {
    fn add(&mut self, hub: &Hub) {
        let more = hub.counters();
        self.total.add(&more.counted);
        let same = self
            .hubs
            .iter_mut()
            .find(|known| known.hub == more.hub && known.host == more.host);
        match same {
            Some(known) => known.counted.add(&more.counted),
            None => self.hubs.push(more),
        }
        self.text = OnceLock::new();
    }
}

/// Asks a hub what it has done since it was opened; in a child of fork(), what
/// it has done there. Sends nothing and waits for nothing. Any thread may call
/// this at any time, also after nh_hub_close. Calls that are under way have
/// begun and not ended: the verdicts are never more than the begun. What an
/// nh_namespace does is not counted. Returns NULL on failure. Free with
/// nh_counters_free.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_new(hub: Option<&nh_hub>) -> Option<Box<nh_counters>> {
    guard::new("nh_counters_new", || {
        let mut counters = nh_counters::default();
        counters.add(&*entered(hub)?);
        Ok(counters)
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
    guard::status("nh_counters_add", || {
        let counters = required(counters, "counters")?;
        counters.add(&*entered(hub)?);
        Ok(())
    })
}

/// A number: counter is an nh_counter, kind an nh_call_kind, of which those of
/// connections know only NH_CALL_KIND_ALL. 0 for what is not counted, for
/// numbers that are none of these, and for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_get(counters: Option<&nh_counters>, counter: i32, kind: i32) -> u64 {
    guard::get(counters, 0, |c| {
        let counter = Counter::from_number(counter);
        let wanted = counter.zip(CallKind::from_number(kind));
        wanted.map_or(0, |(counter, kind)| c.total.get(counter, kind))
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
    guard::get(counters, u64::MAX, |_| {
        let bound = BOUNDS.get(index).map(|bound| bound.as_micros());
        bound
            .and_then(|bound| u64::try_from(bound).ok())
            .unwrap_or(u64::MAX)
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
    guard::get(counters, 0, |c| {
        let kind = CallKind::from_number(kind).filter(|_| index < BUCKETS);
        kind.map_or(0, |kind| c.total.bucket(index, kind))
    })
}

/// All of it for Prometheus: its text exposition format, version 0.0.4, to be
/// served as "text/plain; version=0.0.4". Names begin with notification_hubs_;
/// labels are hub and host, and for calls kind and verdict. Nothing in it is
/// secret. Borrowed from the counters until nh_counters_add; "" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_prometheus(counters: Option<&nh_counters>) -> *const c_char {
    guard::get(counters, c"".as_ptr(), |c| {
        let text = c.text.get_or_init(|| c_string(&prometheus::text(&c.hubs)));
        text.as_ptr()
    })
}

/// Frees counters; the hub counts on. NULL does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn nh_counters_free(counters: Option<Box<nh_counters>>) {
    guard::quiet(|| drop(counters));
}
