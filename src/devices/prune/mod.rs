//! Deletes the devices whose handles are dead, or says which it would delete.

mod dead_handles;
pub mod decision;
mod finding;

use std::collections::BTreeSet;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use crate::devices::prune::dead_handles::{Asks, DeadErrors, DeadHandle, handles_of};
use crate::devices::prune::decision::{Decision, Pruned};
use crate::devices::prune::finding::{Found, Lifetime, Results, find, still_dead};
use crate::devices::seen_ids::SeenIds;
use crate::devices::together::{AT_ONCE, PORTION, make_together, stopped};
use crate::documents::feedback::Feedback;
use crate::error::{Error, Result, Status};
use crate::hub::Hub;
use crate::hub::read::{OutcomeWith, is_missing};
use crate::notification::handle::check_handle;
use crate::outcome::{Outcome, Verdict};
use crate::policy::options::CallOptions;
use crate::transport::call::Call;

/// Is told how many handles of how many are done.
pub trait ProgressSink: fmt::Debug + Send + Sync {
    /// So many of so many.
    fn done(&self, done: usize, total: usize);
}

/// A pruning: its settings, and what it did so far.
#[derive(Debug, Default)]
pub struct Prune {
    deletes: bool,
    errors: DeadErrors,
    progress: Option<Arc<dyn ProgressSink>>,
    /// Handles that need not be looked at again.
    settled: SeenIds,
    lifetime: Lifetime,
    counts: [u64; Decision::ALL.len()],
}

impl Prune {
    /// Deletes, or only says what it would delete, which is what it does first.
    pub fn set_deletes(&mut self, deletes: bool) {
        if deletes && !self.deletes {
            // They were looked at, and are there still.
            self.settled = SeenIds::default();
        }
        self.deletes = deletes;
    }

    /// Takes devices with this error as dead too.
    pub fn add_error(&mut self, error: &str) -> Result<()> {
        if error.trim().is_empty() {
            return Err(Error::argument(
                "error is empty; it must be a word of the service, such as \"WrongToken\"",
            ));
        }
        self.errors.add(error);
        Ok(())
    }

    /// Tells how far a call has come.
    pub fn set_progress(&mut self, progress: Option<Arc<dyn ProgressSink>>) {
        self.progress = progress;
    }

    /// How many decisions of this kind were made.
    pub fn count(&self, decision: Decision) -> u64 {
        self.counts[decision as usize - 1]
    }

    /// The devices that these entries say are dead. After a failure the same entries can be
    /// given again: what is settled is passed over.
    pub fn feedback(
        &mut self,
        hub: &Arc<Hub>,
        entries: &[Feedback],
        options: &CallOptions,
    ) -> OutcomeWith<Vec<Pruned>> {
        let mut left = Vec::new();
        for entry in entries {
            let decision = match self.errors.asks(entry) {
                Asks::Deletion => continue,
                Asks::Replacement => Decision::Replaced,
                Asks::Nothing => Decision::NotDead,
            };
            let (handle, error) = (entry.pns_handle.as_deref(), entry.error.as_deref());
            left.push(Pruned::new(decision, handle, error));
        }
        let dead = entries
            .iter()
            .filter(|entry| self.errors.asks(entry) == Asks::Deletion);
        let now = hub.client.options.clock.unix_time().as_secs();
        let dead = handles_of(dead, i64::try_from(now).unwrap_or(i64::MAX));
        self.run(hub, dead, left, options)
    }

    /// The devices that have these handles.
    pub fn handles(
        &mut self,
        hub: &Arc<Hub>,
        handles: &[String],
        options: &CallOptions,
    ) -> OutcomeWith<Vec<Pruned>> {
        for (index, handle) in handles.iter().enumerate() {
            if let Err(mut error) = check_handle("handles", handle) {
                error.message = format!("handle number {index}: {}", error.message);
                return OutcomeWith::failed(error);
            }
        }
        let different: BTreeSet<&String> = handles.iter().collect();
        let dead = different.into_iter();
        let dead = dead.map(|handle| DeadHandle::of_any_device(handle));
        self.run(hub, dead.collect(), Vec::new(), options)
    }

    fn run(
        &mut self,
        hub: &Arc<Hub>,
        mut dead: Vec<DeadHandle>,
        left: Vec<Pruned>,
        options: &CallOptions,
    ) -> OutcomeWith<Vec<Pruned>> {
        dead.retain(|dead| !self.settled.contains(&dead.handle));
        let call = hub.client.begin(options);
        let mut options = options.clone();
        options.takes_turns = true;
        let mut results = Results {
            pruned: left,
            outcome: Outcome::accepted(),
            is_over: false,
        };
        let mut done = 0;
        for portion in dead.chunks(PORTION) {
            let before = results.pruned.len();
            self.portion(hub, portion, &options, &call, &mut results);
            let mut unsettled = Vec::new();
            for pruned in &results.pruned[before..] {
                if matches!(
                    pruned.decision,
                    Decision::Failed | Decision::RegisteredAgain
                ) {
                    unsettled.extend(pruned.handle.as_deref());
                }
            }
            for dead in portion {
                if !unsettled.contains(&dead.handle.as_str()) {
                    self.settled.insert(&dead.handle);
                }
            }
            if results.is_over {
                break;
            }
            done += portion.len();
            if let Some(progress) = &self.progress {
                progress.done(done, dead.len());
            }
        }
        for pruned in &results.pruned {
            self.counts[pruned.decision as usize - 1] += 1;
        }
        let mut outcome = match results.outcome.error {
            Some(_) => stopped(&call, results.outcome),
            None => Outcome {
                verdict: Verdict::Accepted,
                ..results.outcome
            },
        };
        outcome.body = Vec::new();
        OutcomeWith {
            outcome,
            value: Some(results.pruned),
        }
    }

    fn portion(
        &mut self,
        hub: &Arc<Hub>,
        portion: &[DeadHandle],
        options: &CallOptions,
        call: &Rc<Call>,
        results: &mut Results,
    ) {
        let mut found = find(hub, portion, options, call, results);
        // Few at a time, so that what was read is not old when it is deleted.
        while !found.is_empty() && !results.is_over {
            let rest = found.split_off(found.len().min(AT_ONCE));
            let few = std::mem::replace(&mut found, rest);
            let few = still_dead(hub, few, &mut self.lifetime, options, call, results);
            match self.deletes {
                true => delete(hub, &few, options, call, results),
                false => {
                    let dead = few.iter().map(|found| found.pruned(Decision::Dead));
                    results.pruned.extend(dead);
                }
            }
        }
        let unknown = found.iter().map(|found| found.pruned(Decision::Failed));
        results.pruned.extend(unknown);
    }
}

fn delete(
    hub: &Arc<Hub>,
    found: &[Found<'_>],
    options: &CallOptions,
    call: &Rc<Call>,
    results: &mut Results,
) {
    let prepare = |hub: &_, found: &Found<'_>, options: &_| {
        found.device.deletion(hub, found.version(), options)
    };
    let outcomes = make_together(hub, options, call, found, prepare);
    for (found, outcome) in found.iter().zip(outcomes) {
        let decision = match &outcome.error {
            None => Decision::Deleted,
            // Somebody else was faster.
            Some(_) if is_missing(&outcome) => Decision::NotRegistered,
            Some(error) if error.status == Status::PreconditionFailed => Decision::RegisteredAgain,
            Some(_) => Decision::Failed,
        };
        match decision {
            Decision::Failed => results.fail(found.pruned(decision), outcome),
            _ => {
                results.pruned.push(found.pruned(decision));
                results.answered(Outcome {
                    error: None,
                    ..outcome
                });
            }
        }
    }
}
