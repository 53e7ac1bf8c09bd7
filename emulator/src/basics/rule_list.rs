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
    /// All of an array of rules, or the fault that `check` finds in one of them. There is room for
    /// them now, so that several that come at once may end a little above.
    pub fn read<R: DeserializeOwned>(
        &self,
        json: &[u8],
        check: impl Fn(&R) -> Result<(), String>,
    ) -> Result<Vec<R>, String> {
        let new: Vec<R> = serde_json::from_slice(json)
            .map_err(|error| format!("This is not an array of rules: {error}"))?;
        for (index, rule) in new.iter().enumerate() {
            check(rule).map_err(|fault| format!("Rule {index}: {fault}"))?;
        }
        let count = locks::lock(&self.rules).len();
        match count + new.len() > MAX_RULES {
            true => Err(format!(
                "There are {count} rules, and {MAX_RULES} at most: DELETE forgets them"
            )),
            false => Ok(new),
        }
    }

    pub fn extend(&self, new: impl IntoIterator<Item = T>) {
        let mut rules = locks::lock(&self.rules);
        rules.extend(new);
        self.has_rules.store(!rules.is_empty(), Ordering::Release);
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
