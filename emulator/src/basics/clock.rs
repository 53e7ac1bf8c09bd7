//! The time of day as the hub sees it. Everything that looks at the time asks a [`Clock`], so that
//! a test can say what time it is.

use crate::basics::locks;
use std::sync::{Arc, RwLock};
use std::time::Duration as Wait;
use time::{Duration, Month, OffsetDateTime, Weekday};
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

    /// False if ids and documents have no room for such a year.
    fn change(&self, new: Setting) -> bool {
        let writable = |time: OffsetDateTime| (1..9999).contains(&time.year());
        if !new.now().is_some_and(writable) {
            return false;
        }
        *locks::write(&self.setting) = new;
        self.changes.send_replace(());
        true
    }

    /// Comes back when the clock was changed, or after `longest`.
    pub async fn changed(&self, longest: Wait) {
        let mut changes = self.changes.subscribe();
        let _ = tokio::time::timeout(longest, changes.changed()).await;
    }
}

/// `2025-01-01T12:00:00.123Z`
pub fn rfc3339(time: OffsetDateTime) -> String {
    let (date, hour, minute, second) = parts(time);
    let milli = time.millisecond();
    let (year, month, day) = date;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// `20250101120000`, the time inside a notification id.
pub fn compact(time: OffsetDateTime) -> String {
    let ((year, month, day), hour, minute, second) = parts(time);
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

/// `1/1/2025 12:18:37 PM`, the form in which the service writes times into error bodies.
pub fn us_english(time: OffsetDateTime) -> String {
    let ((year, month, day), hour, minute, second) = parts(time);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{month}/{day}/{year} {hour}:{minute:02}:{second:02} {half}")
}

/// `Wed, 07 Nov 2018 00:18:31 GMT`, as in the headers of HTTP.
pub fn http_date(time: OffsetDateTime) -> String {
    let ((year, month, day), hour, minute, second) = parts(time);
    let weekday = match time.to_utc().weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS[usize::from(month) - 1];
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// `11072018`, the name of a day's feedback.
pub fn month_day_year(time: OffsetDateTime) -> String {
    let ((year, month, day), ..) = parts(time);
    format!("{month:02}{day:02}{year:04}")
}

fn parts(time: OffsetDateTime) -> ((i32, u8, u8), u8, u8, u8) {
    let time = time.to_utc();
    let (year, month, day) = time.date().to_calendar_date();
    let month: Month = month;
    let (hour, minute, second) = time.time().as_hms();
    ((year, u8::from(month), day), hour, minute, second)
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
        let waiter = tokio::spawn(async move { waiting.changed(Wait::from_secs(600)).await });
        while clock.changes.receiver_count() == 0 {
            tokio::task::yield_now().await;
        }
        clock.set(clock.now(), true);
        waiter.await.unwrap();
    }

    #[test]
    fn the_forms_of_a_time() {
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        assert_eq!(rfc3339(at(1_735_689_600)), "2025-01-01T00:00:00.000Z");
        assert_eq!(compact(at(1_541_549_914)), "20181107001834");
        assert_eq!(month_day_year(at(1_541_549_914)), "11072018");
        assert_eq!(
            http_date(at(1_541_549_911)),
            "Wed, 07 Nov 2018 00:18:31 GMT"
        );
        // The recorded answer of the real service for this second.
        assert_eq!(us_english(at(1_541_549_917)), "11/7/2018 12:18:37 AM");
        assert_eq!(
            us_english(at(1_735_689_600 + 45_517)),
            "1/1/2025 12:38:37 PM"
        );
        assert_eq!(
            us_english(at(1_735_689_600 + 50_000)),
            "1/1/2025 1:53:20 PM"
        );
    }
}
