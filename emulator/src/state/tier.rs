//! The price tiers of the service, and what each of them refuses.

use crate::api::router::Operation;
use crate::http::error::ServiceError;
use crate::state::hub::Hub;
use hyper::StatusCode;
use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Free,
    Basic,
    Standard,
}

const ALL: [(Tier, &str); 3] = [
    (Tier::Free, "free"),
    (Tier::Basic, "basic"),
    (Tier::Standard, "standard"),
];
const MAX_FREE_DEVICES: usize = 500;

impl Tier {
    pub fn parse(word: &str) -> Result<Tier, String> {
        let found = ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(word));
        found
            .map(|(tier, _)| *tier)
            .ok_or_else(|| "the tiers are free, basic and standard".to_owned())
    }

    pub fn name(self) -> &'static str {
        let found = ALL.iter().find(|(tier, _)| *tier == self);
        found.map_or("", |(_, name)| name)
    }

    /// Answers tell the address of a notification on this tier only.
    pub fn tells_location(self) -> bool {
        self == Tier::Standard
    }
}

/// The tier of the namespace; it can be changed while the hub runs.
pub struct CurrentTier(AtomicU8);

impl CurrentTier {
    pub fn new(tier: Tier) -> CurrentTier {
        CurrentTier(AtomicU8::new(tier as u8))
    }

    pub fn get(&self) -> Tier {
        match self.0.load(Ordering::Relaxed) {
            0 => Tier::Free,
            1 => Tier::Basic,
            _ => Tier::Standard,
        }
    }

    pub fn set(&self, tier: Tier) {
        self.0.store(tier as u8, Ordering::Relaxed);
    }
}

/// The service answers 403; its text is ours, since a local hub is where people find out why.
pub fn check(tier: Tier, operation: &Operation) -> Result<(), ServiceError> {
    let needed = match operation {
        Operation::SendBatch => Tier::Basic,
        Operation::Schedule
        | Operation::CancelScheduled(_)
        | Operation::GetMessage(_)
        | Operation::FeedbackContainer
        | Operation::SubmitJob
        | Operation::GetJob(_)
        | Operation::ListJobs => Tier::Standard,
        _ => Tier::Free,
    };
    match tier >= needed {
        true => Ok(()),
        false => Err(forbidden(format!(
            "The {} tier does not have this operation",
            tier.name()
        ))),
    }
}

/// Counts before the device is added, so that several that come at once may end a little above.
pub fn check_quota(tier: Tier, hub: &Hub, operation: &Operation) -> Result<(), ServiceError> {
    if tier != Tier::Free {
        return Ok(());
    }
    let full = hub.read(|store| {
        let is_new = match operation {
            Operation::PutInstallation(id) => store.installation(id).is_none(),
            Operation::PutRegistration(id) => store.registration(id).is_none(),
            Operation::CreateRegistration => true,
            _ => false,
        };
        is_new && store.devices() >= MAX_FREE_DEVICES
    });
    match full {
        true => Err(forbidden(format!(
            "The free tier has room for {MAX_FREE_DEVICES} devices"
        ))),
        false => Ok(()),
    }
}

fn forbidden(message: String) -> ServiceError {
    ServiceError::new(StatusCode::FORBIDDEN, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (tier, name) in ALL {
            assert_eq!(Tier::parse(&name.to_uppercase()), Ok(tier));
            let current = CurrentTier::new(Tier::Free);
            current.set(tier);
            assert_eq!(current.get(), tier);
            assert_eq!(tier.name(), name);
        }
        assert!(Tier::parse("premium").is_err());
    }
}
