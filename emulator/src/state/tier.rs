//! The price tiers of the service.

use crate::basics::locks;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use time::OffsetDateTime;

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

/// What a namespace has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    pub devices: usize,
    /// In a calendar month; None where what is more is paid for.
    pub pushes: Option<usize>,
}

impl Tier {
    /// As the price list has them.
    pub fn quotas(self) -> Quotas {
        let (devices, pushes) = match self {
            Tier::Free => (500, Some(1_000_000)),
            Tier::Basic => (200_000, None),
            Tier::Standard => (10_000_000, None),
        };
        Quotas { devices, pushes }
    }
}

/// The tier of the namespace; it can be changed while the hub runs.
pub struct CurrentTier {
    tier: AtomicU8,
    devices: AtomicUsize,
    /// The most there is stands for no bound.
    pushes: AtomicUsize,
    pushed: Mutex<MonthlyPushes>,
}

#[derive(Default)]
struct MonthlyPushes {
    month: (i32, u8),
    count: usize,
}

impl CurrentTier {
    pub fn new(tier: Tier) -> CurrentTier {
        let current = CurrentTier {
            tier: AtomicU8::new(0),
            devices: AtomicUsize::new(0),
            pushes: AtomicUsize::new(0),
            pushed: Mutex::default(),
        };
        current.set(tier, tier.quotas());
        current
    }

    pub fn get(&self) -> Tier {
        match self.tier.load(Ordering::Relaxed) {
            0 => Tier::Free,
            1 => Tier::Basic,
            _ => Tier::Standard,
        }
    }

    pub fn quotas(&self) -> Quotas {
        let pushes = self.pushes.load(Ordering::Relaxed);
        Quotas {
            devices: self.devices.load(Ordering::Relaxed),
            pushes: (pushes != usize::MAX).then_some(pushes),
        }
    }

    pub fn set(&self, tier: Tier, quotas: Quotas) {
        self.tier.store(tier as u8, Ordering::Relaxed);
        self.devices.store(quotas.devices, Ordering::Relaxed);
        let pushes = quotas.pushes.unwrap_or(usize::MAX);
        self.pushes.store(pushes, Ordering::Relaxed);
    }

    /// To so many devices, whatever became of it.
    pub fn count_pushes(&self, now: OffsetDateTime, count: usize) {
        let mut pushed = locks::lock(&self.pushed);
        pushed.go_to(now);
        pushed.count = pushed.count.saturating_add(count);
    }

    pub fn may_push(&self, now: OffsetDateTime) -> bool {
        let Some(most) = self.quotas().pushes else {
            return true;
        };
        let mut pushed = locks::lock(&self.pushed);
        pushed.go_to(now);
        pushed.count < most
    }

    pub fn forget_pushes(&self) {
        *locks::lock(&self.pushed) = MonthlyPushes::default();
    }
}

impl MonthlyPushes {
    fn go_to(&mut self, now: OffsetDateTime) {
        let month = (now.year(), u8::from(now.month()));
        if self.month != month {
            *self = MonthlyPushes { month, count: 0 };
        }
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
            current.set(tier, tier.quotas());
            assert_eq!((current.get(), current.quotas()), (tier, tier.quotas()));
            assert_eq!(tier.name(), name);
        }
        assert!(Tier::parse("premium").is_err());
    }

    #[test]
    fn pushes_count_by_the_month() {
        let current = CurrentTier::new(Tier::Free);
        let pushes = Some(10);
        current.set(Tier::Free, Quotas { devices: 1, pushes });
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let (january, february) = (at(1_735_689_600), at(1_738_368_000));
        current.count_pushes(january, 9);
        assert!(current.may_push(january));
        current.count_pushes(january, 100);
        assert!(!current.may_push(january));
        assert!(current.may_push(february));
        current.count_pushes(february, 10);
        assert!(!current.may_push(february));
        current.forget_pushes();
        assert!(current.may_push(february));
        current.set(Tier::Basic, Tier::Basic.quotas());
        current.count_pushes(february, usize::MAX);
        assert!(current.may_push(february));
    }
}
