//! The time of day as the hub sees it. Everything that looks at the time asks a [`Clock`], so that
//! a test can say what time it is.

use std::sync::Arc;
use time::{Month, OffsetDateTime};

#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    pub fn system() -> Clock {
        Clock(Arc::new(OffsetDateTime::now_utc))
    }

    pub fn now(&self) -> OffsetDateTime {
        (self.0)()
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
    fn the_three_forms_of_a_time() {
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        assert_eq!(rfc3339(at(1_735_689_600)), "2025-01-01T00:00:00.000Z");
        assert_eq!(compact(at(1_541_549_914)), "20181107001834");
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
