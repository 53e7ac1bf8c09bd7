//! The price tiers of the service.

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
