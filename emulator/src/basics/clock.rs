//! The time of day as the hub sees it. Everything that looks at the time asks a [`Clock`], so that
//! a test can say what time it is.

use crate::basics::locks;
use std::sync::{Arc, RwLock};
use std::time::Duration as StdDuration;
use time::{Duration, OffsetDateTime};
use tokio::sync::watch;

#[derive(Clone)]
pub struct Clock {
    setting: Arc<RwLock<Setting>>,
    /// Tells those who wait for a time of day that it may have come.
    changes: watch::Sender<()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Real,
    /// The real time and this.
    Shifted(Duration),
    Frozen(OffsetDateTime),
}

impl Setting {
    /// None if that is no time that can be written down.
    fn now(self) -> Option<OffsetDateTime> {
        let real = OffsetDateTime::now_utc();
        match self {
            Setting::Real => Some(real),
            Setting::Shifted(shift) => real.checked_add(shift),
            Setting::Frozen(time) => Some(time),
        }
    }
}

impl Clock {
    pub fn system() -> Clock {
        Clock {
            setting: Arc::new(RwLock::new(Setting::Real)),
            changes: watch::Sender::new(()),
        }
    }

    pub fn now(&self) -> OffsetDateTime {
        let now = locks::read(&self.setting).now();
        now.unwrap_or_else(OffsetDateTime::now_utc)
    }

    pub fn is_real(&self) -> bool {
        *locks::read(&self.setting) == Setting::Real
    }

    pub fn is_frozen(&self) -> bool {
        matches!(*locks::read(&self.setting), Setting::Frozen(_))
    }

    pub fn set_real(&self) {
        self.change(Setting::Real);
    }

    /// Jumps to `time`, and goes on from there or stays. False if the time cannot be written down.
    pub fn set(&self, time: OffsetDateTime, frozen: bool) -> bool {
        self.change(match frozen {
            true => Setting::Frozen(time),
            false => Setting::Shifted(time - OffsetDateTime::now_utc()),
        })
    }

    /// Whether ids and documents have room for such a year.
    pub fn is_possible(time: OffsetDateTime) -> bool {
        (1..9999).contains(&time.year())
    }

    fn change(&self, new: Setting) -> bool {
        if !new.now().is_some_and(Clock::is_possible) {
            return false;
        }
        *locks::write(&self.setting) = new;
        self.changes.send_replace(());
        true
    }

    /// Comes back when the clock was changed, or after `longest`.
    pub async fn changed(&self, longest: StdDuration) {
        let mut changes = self.changes.subscribe();
        let _ = tokio::time::timeout(longest, changes.changed()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jumps() {
        let clock = Clock::system();
        let real = clock.now();
        assert!(clock.is_real());
        assert!(clock.set(real + Duration::days(2), false));
        assert!(!clock.is_real() && !clock.is_frozen());
        assert!((clock.now() - real - Duration::days(2)).abs() < Duration::minutes(1));
        let time = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        assert!(clock.set(time, true) && clock.is_frozen());
        assert_eq!(clock.now(), time);
        // The first moment of the year 9999.
        let late = OffsetDateTime::from_unix_timestamp(253_370_764_800).unwrap();
        assert!(!clock.set(late, true) && !clock.set(late, false));
        assert_eq!(clock.now(), time);
        assert!(clock.set(time, false));
        assert!(clock.now() >= time && clock.now() - time < Duration::minutes(1));
        clock.set_real();
        assert!((clock.now() - real).abs() < Duration::minutes(1));
    }

    #[tokio::test]
    async fn who_waits_is_told() {
        let clock = Clock::system();
        let waiting = clock.clone();
        let waiter =
            tokio::spawn(async move { waiting.changed(StdDuration::from_secs(600)).await });
        while clock.changes.receiver_count() == 0 {
            tokio::task::yield_now().await;
        }
        clock.set(clock.now(), true);
        waiter.await.unwrap();
    }
}
