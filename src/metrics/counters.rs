//! What a hub has done since it was opened, in numbers for monitoring.
//!
//! Counting takes no lock and no memory. Each number is added with `Release` and
//! read with `Acquire`, those of a call's end before those of its begin, so that
//! whoever reads while calls run never sees more calls ended than begun.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::http::effect::Effect;
use crate::outcome::Verdict;
use crate::sys::clock::Clock;

/// What is counted; pass it as int32_t. The first eight are known for each
/// nh_call_kind, those of connections for the hub as a whole.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_counter {
    /// Calls that began. One that was refused for its arguments, for want of a
    /// token, or because the hub was closed, began none. A direct batch is a call for each thousand handles,
    /// a list one for each page, a wait one for each time that it asked.
    CallsBegun = 1,
    /// Requests of those calls, repetitions included: the sum of
    /// nh_outcome_attempts.
    Attempts = 2,
    /// Attempts after the first of their call.
    Retries = 3,
    /// Answers that told to wait: 429, and 403 with Retry-After.
    ThrottledAnswers = 4,
    /// Calls that ended with NH_VERDICT_ACCEPTED.
    Accepted = 5,
    /// Calls that ended with NH_VERDICT_NOT_ACCEPTED.
    NotAccepted = 6,
    /// Calls that ended with NH_VERDICT_UNKNOWN.
    Unknown = 7,
    /// Time that the calls took that ended, in microseconds: with all attempts
    /// and the pauses between them.
    DurationUs = 8,
    /// TCP connections opened, to the hub or to a proxy.
    ConnectionsOpened = 9,
    /// Requests for which a connection was there already.
    ConnectionsReused = 10,
    /// Bytes written to those connections, TLS and HTTP included.
    BytesSent = 11,
    /// Bytes read from them.
    BytesReceived = 12,
}

pub use nh_counter as Counter;

impl Counter {
    /// Those of each kind of call, in the order in which a call counts them.
    const OF_KIND: [Counter; 8] = [
        Counter::CallsBegun,
        Counter::Attempts,
        Counter::Retries,
        Counter::ThrottledAnswers,
        Counter::Accepted,
        Counter::NotAccepted,
        Counter::Unknown,
        Counter::DurationUs,
    ];
    /// Those of the hub's connections.
    const OF_HUB: [Counter; 4] = [
        Counter::ConnectionsOpened,
        Counter::ConnectionsReused,
        Counter::BytesSent,
        Counter::BytesReceived,
    ];

    /// The counter with this number.
    pub fn from_number(number: i32) -> Option<Counter> {
        let all = Counter::OF_KIND.iter().chain(&Counter::OF_HUB);
        all.copied().find(|counter| *counter as i32 == number)
    }

    /// Its place among those of a kind, or among those of the hub.
    const fn place(self) -> usize {
        let number = self as usize - 1;
        number % Counter::OF_KIND.len()
    }

    const fn is_of_hub(self) -> bool {
        self as usize > Counter::OF_KIND.len()
    }
}

/// Kinds of calls, by what it comes to when one is made twice; pass it as
/// int32_t.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum nh_call_kind {
    /// All of them together.
    All = 0,
    /// What must not happen twice: sends, direct batches, scheduled sends; also
    /// nh_create_registration, nh_update_registration with an etag, and
    /// nh_submit_job.
    Send = 1,
    /// Puts, patches, deletes.
    Change = 2,
    /// What changes nothing.
    Read = 3,
}

pub use nh_call_kind as CallKind;

impl CallKind {
    /// Each kind for itself, and the word for it.
    pub const EACH: [(CallKind, &str); 3] = [
        (CallKind::Send, "send"),
        (CallKind::Change, "change"),
        (CallKind::Read, "read"),
    ];

    /// The kind with this number.
    pub fn from_number(number: i32) -> Option<CallKind> {
        let all = [
            CallKind::All,
            CallKind::Send,
            CallKind::Change,
            CallKind::Read,
        ];
        all.into_iter().find(|kind| *kind as i32 == number)
    }

    fn includes(self, place: usize) -> bool {
        self == CallKind::All || self as usize == place + 1
    }
}

const fn place_of(effect: Effect) -> usize {
    let kind = match effect {
        Effect::Send => CallKind::Send,
        Effect::Change => CallKind::Change,
        Effect::Read => CallKind::Read,
    };
    kind as usize - 1
}

/// How long the calls of each bucket took at most; the last one has no bound.
pub const BOUNDS: [Duration; 15] = [
    Duration::from_micros(1_000),
    Duration::from_micros(2_500),
    Duration::from_micros(5_000),
    Duration::from_micros(10_000),
    Duration::from_micros(25_000),
    Duration::from_micros(50_000),
    Duration::from_micros(100_000),
    Duration::from_micros(250_000),
    Duration::from_micros(500_000),
    Duration::from_micros(1_000_000),
    Duration::from_micros(2_500_000),
    Duration::from_micros(5_000_000),
    Duration::from_micros(10_000_000),
    Duration::from_micros(30_000_000),
    Duration::from_micros(60_000_000),
];
/// Buckets of the histogram.
pub const BUCKETS: usize = BOUNDS.len() + 1;

/// The numbers of a process, for one hub.
#[derive(Debug, Default)]
pub struct Counters {
    kinds: [OfKind; 3],
    hub: [AtomicU64; Counter::OF_HUB.len()],
}

#[derive(Debug, Default)]
struct OfKind {
    counters: [AtomicU64; Counter::OF_KIND.len()],
    buckets: [AtomicU64; BUCKETS],
}

fn add(number: &AtomicU64, more: u64) {
    number.fetch_add(more, Ordering::Release);
}

impl Counters {
    /// A call begins now.
    pub fn begin<'a>(
        &'a self,
        effect: Effect,
        clock: &'a dyn Clock,
        began: Instant,
    ) -> CountedCall<'a> {
        let numbers = &self.kinds[place_of(effect)];
        let call = CountedCall {
            numbers,
            clock,
            began,
            verdict: Verdict::NotAccepted,
        };
        call.count(Counter::CallsBegun);
        call
    }

    /// Adds to a counter of connections.
    pub fn add(&self, counter: Counter, more: usize) {
        debug_assert!(counter.is_of_hub());
        add(&self.hub[counter.place()], more as u64);
    }

    /// What they say now.
    pub fn read(&self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for (into, from) in snapshot.hub.iter_mut().zip(&self.hub) {
            *into = from.load(Ordering::Acquire);
        }
        for (into, from) in snapshot.kinds.iter_mut().zip(&self.kinds) {
            for (into, from) in into.buckets.iter_mut().zip(&from.buckets) {
                *into = from.load(Ordering::Acquire);
            }
            // Backwards: what a call counts first is read last.
            for (into, from) in into.counters.iter_mut().zip(&from.counters).rev() {
                *into = from.load(Ordering::Acquire);
            }
        }
        snapshot
    }
}

/// A call that is under way. It ends when this is dropped, also by a panic, of
/// which C is told that it was not accepted.
pub struct CountedCall<'a> {
    numbers: &'a OfKind,
    clock: &'a dyn Clock,
    began: Instant,
    /// What it has come to.
    pub verdict: Verdict,
}

impl CountedCall<'_> {
    /// Attempt number `number` of the call, from 1, is made.
    pub fn attempt(&self, number: u32) {
        self.count(Counter::Attempts);
        if number > 1 {
            self.count(Counter::Retries);
        }
    }

    /// The service told to wait.
    pub fn throttled(&self) {
        self.count(Counter::ThrottledAnswers);
    }

    fn count(&self, counter: Counter) {
        self.add(counter, 1);
    }

    fn add(&self, counter: Counter, more: u64) {
        add(&self.numbers.counters[counter.place()], more);
    }
}

impl Drop for CountedCall<'_> {
    fn drop(&mut self) {
        let took = self.clock.now().saturating_duration_since(self.began);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.count(match self.verdict {
            Verdict::Accepted => Counter::Accepted,
            Verdict::NotAccepted => Counter::NotAccepted,
            Verdict::Unknown => Counter::Unknown,
        });
        self.add(Counter::DurationUs, micros);
        let bucket = BOUNDS.partition_point(|bound| *bound < took);
        add(&self.numbers.buckets[bucket], 1);
    }
}

/// What the counters said at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    kinds: [SnapshotOfKind; 3],
    hub: [u64; Counter::OF_HUB.len()],
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct SnapshotOfKind {
    counters: [u64; Counter::OF_KIND.len()],
    buckets: [u64; BUCKETS],
}

impl Snapshot {
    /// A counter, of these calls; 0 for one of connections that is asked for
    /// some of the calls.
    pub fn get(&self, counter: Counter, kind: CallKind) -> u64 {
        if !counter.is_of_hub() {
            return self.sum(kind, |numbers| numbers.counters[counter.place()]);
        }
        match kind {
            CallKind::All => self.hub[counter.place()],
            _ => 0,
        }
    }

    /// How many calls took no longer than the bound of this bucket: those of
    /// the buckets before are among them. 0 past the last bucket.
    pub fn bucket(&self, index: usize, kind: CallKind) -> u64 {
        self.sum(kind, |numbers| {
            let upto = numbers.buckets.get(..=index);
            upto.map_or(0, |buckets| buckets.iter().sum())
        })
    }

    /// Adds what another hub did.
    pub fn add(&mut self, other: &Snapshot) {
        for (kind, more) in self.kinds.iter_mut().zip(&other.kinds) {
            add_each(&mut kind.counters, &more.counters);
            add_each(&mut kind.buckets, &more.buckets);
        }
        add_each(&mut self.hub, &other.hub);
    }

    fn sum(&self, kind: CallKind, number: impl Fn(&SnapshotOfKind) -> u64) -> u64 {
        let kinds = self.kinds.iter().enumerate();
        kinds
            .filter(|(place, _)| kind.includes(*place))
            .map(|(_, numbers)| number(numbers))
            .sum()
    }
}

fn add_each(to: &mut [u64], more: &[u64]) {
    for (to, more) in to.iter_mut().zip(more) {
        *to += more;
    }
}

/// A hub and what it did.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name.
    pub hub: String,
    /// Host and port, where one is given.
    pub host: String,
    /// What it did.
    pub counted: Snapshot,
}

/// What several hubs did: each of them, and all together.
#[derive(Debug, Default)]
pub struct Totals {
    hubs: Vec<Series>,
    total: Snapshot,
}

impl Totals {
    /// Adds what a hub did. Hubs of the same name and host are one with their
    /// sums: Prometheus takes no line twice.
    pub fn add(&mut self, more: Series) {
        self.total.add(&more.counted);
        let is_same = |known: &&mut Series| known.hub == more.hub && known.host == more.host;
        match self.hubs.iter_mut().find(is_same) {
            Some(known) => known.counted.add(&more.counted),
            None => self.hubs.push(more),
        }
    }

    /// Each of them.
    pub fn hubs(&self) -> &[Series] {
        &self.hubs
    }

    /// All together.
    pub fn total(&self) -> &Snapshot {
        &self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_of_the_same_name_and_host_are_one() {
        let counters = Counters::default();
        counters.add(Counter::ConnectionsOpened, 3);
        let series = |hub: &str, host: &str| Series {
            hub: hub.to_owned(),
            host: host.to_owned(),
            counted: counters.read(),
        };
        let mut totals = Totals::default();
        for (hub, host) in [("a", "h"), ("b", "h"), ("a", "h"), ("a", "i")] {
            totals.add(series(hub, host));
        }
        let opened = |counted: &Snapshot| counted.get(Counter::ConnectionsOpened, CallKind::All);
        let each: Vec<(&str, &str, u64)> = totals
            .hubs()
            .iter()
            .map(|s| (s.hub.as_str(), s.host.as_str(), opened(&s.counted)))
            .collect();
        assert_eq!(each, [("a", "h", 6), ("b", "h", 3), ("a", "i", 3)]);
        assert_eq!(opened(totals.total()), 12);
    }

    #[test]
    fn past_the_last_bucket_there_is_nothing() {
        let counters = Counters::default();
        drop(counters.begin(
            Effect::Send,
            &crate::sys::clock::SystemClock,
            Instant::now(),
        ));
        let counted = counters.read();
        assert_eq!(counted.bucket(BUCKETS - 1, CallKind::All), 1);
        for index in [BUCKETS, usize::MAX] {
            assert_eq!(counted.bucket(index, CallKind::All), 0);
        }
    }
}
