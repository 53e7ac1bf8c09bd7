//! What the push services want of a payload: one table of rules, each with its
//! source. `docs/payload-rules.md` shows it.

mod apple;
mod google;
mod microsoft;
mod others;
mod reserved;
mod subject;

use crate::error::{Error, Status};
use crate::notification::platform::Platform;

pub use reserved::{is_reserved_gcm_key, is_reserved_key};
pub use subject::{Rule, Subject};

use subject::Problem;

/// All rules. A payload is told of the first that it breaks.
pub fn table() -> impl Iterator<Item = &'static Rule> {
    [apple::RULES, google::RULES, microsoft::RULES, others::RULES]
        .into_iter()
        .flatten()
}

/// The first rule that a payload breaks.
pub fn broken(subject: &Subject<'_>) -> Option<Broken> {
    first(subject, |_| true)
}

/// The first rule about its shape that it breaks.
pub fn broken_shape(subject: &Subject<'_>) -> Option<Broken> {
    first(subject, |rule| rule.is_of_shape)
}

fn first(subject: &Subject<'_>, wanted: impl Fn(&Rule) -> bool) -> Option<Broken> {
    table()
        .filter(|rule| rule.platforms.contains(&subject.platform) && wanted(rule))
        .find_map(|rule| {
            let problem = (rule.check)(subject)?;
            Some(Broken { rule, problem })
        })
}

/// A rule that a payload breaks.
pub struct Broken {
    /// Which.
    pub rule: &'static Rule,
    problem: Problem,
}

impl Broken {
    /// The error for the caller.
    pub fn into_error(self, platform: Platform) -> Error {
        let error = Error::new(
            Status::InvalidPayload,
            format!(
                "{} payload {} (rule {})",
                platform.format(),
                self.problem.message,
                self.rule.id
            ),
        );
        match self.problem.column {
            Some(column) => error.at_column(column),
            None => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_every_rule_has_a_source() {
        let mut ids: Vec<&str> = table().map(|rule| rule.id).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for rule in table() {
            assert!(
                !rule.source.is_empty() && !rule.platforms.is_empty(),
                "{}",
                rule.id
            );
            assert!(
                !rule.says.contains('|') && !rule.source.contains('|'),
                "{}",
                rule.id
            );
        }
    }
}
