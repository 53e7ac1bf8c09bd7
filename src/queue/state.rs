//! What a queue holds: calls that wait, lane by lane, and outcomes that were
//! not yet taken. Only numbers and lists; who waits for what is elsewhere.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::documents::notification_outcome::TestOutcome;
use crate::hub::Hub;
use crate::log::Held;
use crate::outcome::Outcome;
use crate::queue::options::QueueOptions;
use crate::queue::prepared_call::PreparedCall;
use crate::sys::cancel::Watch;
use crate::sys::ready_fd::ReadyFd;
use crate::sys::sync::Condvar;
use crate::transport::call::Fault;

/// A hub, by its address, which no other has while anything of the lane is
/// there: see [`Lane::hub`].
pub type LaneId = usize;

/// The lane of a hub.
pub fn lane_id(hub: &Arc<Hub>) -> LaneId {
    Arc::as_ptr(hub).addr()
}

/// Behind the queue's lock.
#[derive(Default)]
pub struct State {
    /// Accepted, and the outcome not yet taken.
    pub entries: usize,
    /// What all entries hold: each the body of its request, then what its
    /// answer brought.
    pub bytes: usize,
    /// Of those, what answers brought.
    pub answer_bytes: usize,
    /// Waiting or being made.
    pub unfinished: usize,
    pub lanes: BTreeMap<LaneId, Lane>,
    pub outcomes: VecDeque<Finished>,
    pub is_closed: bool,
    /// Raised while there are outcomes; there from when somebody asked for it.
    pub ready: Option<ReadyFd>,
    pub has_timekeeper: bool,
    /// Threads of the program that wait until there is room.
    pub waiting_for_room: usize,
    /// Threads of lanes that wait until a call may begin.
    pub waiting_to_begin: usize,
    /// Threads that wait for an outcome.
    pub waiting_for_outcome: usize,
}

/// The calls of one hub that wait, and its threads.
pub struct Lane {
    /// Keeps the hub's place in memory from being given to another, and not the
    /// hub itself: only calls hold that.
    _hub: std::sync::Weak<Hub>,
    /// In the order in which they were handed in.
    pub waiting: VecDeque<Item>,
    pub threads: usize,
    /// Those of them that have nothing to do or are just starting. While no more
    /// calls wait than this, each is as good as begun.
    pub free: usize,
    /// Wakes a thread that has nothing to do.
    pub work: Arc<Condvar>,
    /// Rings the timekeeper when the hub is closed.
    pub closing: Option<Watch>,
}

impl Lane {
    pub fn new(hub: &Arc<Hub>) -> Lane {
        Lane {
            _hub: Arc::downgrade(hub),
            waiting: VecDeque::new(),
            threads: 0,
            free: 0,
            work: Arc::new(Condvar::new()),
            closing: None,
        }
    }
}

/// A call that was accepted.
pub struct Item {
    pub call: PreparedCall,
    pub user_data: usize,
    /// Does the timekeeper look after it?
    pub is_timed: bool,
    /// Rings the timekeeper when it is cancelled, where it has to wait.
    pub cancelling: Option<Watch>,
}

impl Item {
    pub fn new(call: PreparedCall, user_data: usize) -> Item {
        Item {
            call,
            user_data,
            is_timed: false,
            cancelling: None,
        }
    }
}

/// An outcome that nobody has taken yet.
pub struct Finished {
    pub outcome: Outcome,
    pub user_data: usize,
    /// For the program's own log and its spans, on a thread of the program.
    pub told: Vec<Held>,
    /// What it brought beside its body, in bytes.
    brought_bytes: usize,
}

impl Finished {
    /// One with this to tell.
    pub fn new(outcome: Outcome, user_data: usize, told: Vec<Held>) -> Finished {
        let brought = outcome.brought.as_ref();
        Finished {
            // Before its body is cut.
            brought_bytes: brought.map_or(0, |brought| brought.bytes(outcome.body.len())),
            outcome,
            user_data,
            told,
        }
    }

    /// What it holds beside its body.
    fn other_bytes(&self) -> usize {
        let test = self.outcome.test.as_ref();
        let told = self.told.iter().map(Held::bytes).sum::<usize>();
        told + test.map_or(0, TestOutcome::bytes) + self.brought_bytes
    }

    /// What it holds.
    pub fn bytes(&self) -> usize {
        self.other_bytes() + self.outcome.body.len()
    }

    /// Cuts its body, if need be, so that it holds no more than this.
    pub fn shorten(&mut self, bytes: usize) {
        let room = bytes.saturating_sub(self.other_bytes());
        let body = &mut self.outcome.body;
        if body.len() > room && !self.outcome.is_body_wanted {
            body.truncate(room);
            body.shrink_to_fit();
        }
    }
}

impl State {
    /// Is there room for one more with a body of so many bytes? A queue that
    /// holds none has always.
    pub fn has_room(&self, options: &QueueOptions, bytes: usize) -> bool {
        let all = self.bytes.saturating_add(bytes);
        self.entries < options.capacity && (all <= options.capacity_bytes || self.bytes == 0)
    }

    /// May a call be begun, whose answer will want room? Not while answers
    /// that nobody takes fill the queue. Closing waits for nobody.
    pub fn may_begin(&self, options: &QueueOptions) -> bool {
        self.is_closed || self.answer_bytes == 0 || self.bytes < options.capacity_bytes
    }

    /// Wakes all threads that have nothing to do.
    pub fn wake_lanes(&self) {
        for lane in self.lanes.values() {
            lane.work.notify_all();
        }
    }

    /// All calls that wait.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.lanes.values().flat_map(|lane| &lane.waiting)
    }

    /// Takes out what waits and has a reason to wait no longer.
    pub fn remove_waiting(
        &mut self,
        reason: impl Fn(&PreparedCall) -> Option<Fault>,
    ) -> Vec<(Item, Fault)> {
        let mut removed = Vec::new();
        for lane in self.lanes.values_mut() {
            let before = lane.waiting.len();
            for _ in 0..before {
                let Some(item) = lane.waiting.pop_front() else {
                    break;
                };
                match reason(&item.call) {
                    Some(fault) => removed.push((item, fault)),
                    None => lane.waiting.push_back(item),
                }
            }
        }
        removed
    }
}
