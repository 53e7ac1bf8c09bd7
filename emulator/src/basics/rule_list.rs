//! A list of rules that comes as JSON and may change at any time. While it is empty, asking it costs
//! nothing.

use crate::basics::locks;
use serde::de::DeserializeOwned;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// More than any test needs. Each request asks them one after the other.
const MAX_RULES: usize = 10_000;

pub struct RuleList<T> {
    /// Kept beside the list, so that nobody waits for its lock where there are no rules.
    has_rules: AtomicBool,
    rules: Mutex<Vec<T>>,
}

impl<T> Default for RuleList<T> {
    fn default() -> RuleList<T> {
        RuleList {
            has_rules: AtomicBool::new(false),
            rules: Mutex::default(),
        }
    }
}

impl<T> RuleList<T> {
    /// All of an array of rules, or none if `check` finds a fault in one of them.
    pub fn add<R: DeserializeOwned>(
        &self,
        json: &[u8],
        check: impl Fn(&R) -> Result<(), String>,
        entry: impl Fn(R) -> T,
    ) -> Result<(), String> {
        let new: Vec<R> = serde_json::from_slice(json)
            .map_err(|error| format!("This is not an array of rules: {error}"))?;
        for (index, rule) in new.iter().enumerate() {
            check(rule).map_err(|fault| format!("Rule {index}: {fault}"))?;
        }
        let mut rules = locks::lock(&self.rules);
        if rules.len() + new.len() > MAX_RULES {
            return Err(format!(
                "There are {} rules, and {MAX_RULES} at most: DELETE forgets them",
                rules.len()
            ));
        }
        rules.extend(new.into_iter().map(entry));
        self.has_rules.store(!rules.is_empty(), Ordering::Release);
        Ok(())
    }

    pub fn clear(&self) {
        let mut rules = locks::lock(&self.rules);
        rules.clear();
        self.has_rules.store(false, Ordering::Release);
    }

    pub fn map<A>(&self, look: impl Fn(&T) -> A) -> Vec<A> {
        locks::lock(&self.rules).iter().map(look).collect()
    }

    /// What the first rule says that says anything.
    pub fn first<A>(&self, ask: impl FnMut(&mut T) -> Option<A>) -> Option<A> {
        if !self.has_rules.load(Ordering::Acquire) {
            return None;
        }
        locks::lock(&self.rules).iter_mut().find_map(ask)
    }
}
