//! A push as its service sees it, and how a rule says that it is broken.

use crate::push::pns::PnsOutcome;
use crate::push::pns_headers::PnsHeaders;
use serde_json::{Map, Value};

/// What is handed to a push service.
pub struct Push<'a> {
    pub payload: &'a [u8],
    pub headers: &'a PnsHeaders,
}

/// A rule that a payload breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    pub rule: &'static str,
    /// What its push service makes of it.
    pub outcome: PnsOutcome,
}

/// Too long for its push service.
pub fn too_long(rule: &'static str) -> Result<(), Breach> {
    let outcome = PnsOutcome::InvalidNotificationSize;
    Err(Breach { rule, outcome })
}

/// The push service answers that it does not understand it.
pub fn refused(rule: &'static str) -> Result<(), Breach> {
    let outcome = PnsOutcome::PnsInterfaceError;
    Err(Breach { rule, outcome })
}

/// The push service takes it and shows nobody anything.
pub fn dropped(rule: &'static str) -> Result<(), Breach> {
    let outcome = PnsOutcome::Dropped;
    Err(Breach { rule, outcome })
}

pub fn judge_json(push: &Push, rule: &'static str) -> Result<Map<String, Value>, Breach> {
    match serde_json::from_slice(push.payload) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Breach {
            rule,
            outcome: PnsOutcome::PnsInterfaceError,
        }),
    }
}

/// An object of text.
pub fn is_flat(data: &Value) -> bool {
    let members = data.as_object();
    members.is_some_and(|members| members.values().all(Value::is_string))
}
