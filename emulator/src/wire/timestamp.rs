//! Times as the service writes them into Atom documents and descriptions.

use crate::basics::clock;
use time::format_description::well_known::Iso8601;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

/// The date of what never expires.
const NEVER: &str = "9999-12-31T23:59:59";
const NEVER_YEAR: i32 = 9999;

/// `2018-11-07T00:18:26Z`, in Atom's own elements.
pub fn seconds(time: OffsetDateTime) -> String {
    format!("{}Z", to_second(time))
}

/// `2020-07-02T18:03:28.2009314Z`, to a .NET tick.
pub fn ticks(time: OffsetDateTime) -> String {
    format!("{}.{:07}Z", to_second(time), time.nanosecond() / 100)
}

/// How a registration says when it expires: by milliseconds, and without a time zone where a write
/// is answered; by ticks where an installation is behind it.
pub fn expiration(time: Option<OffsetDateTime>, by_ticks: bool, zone: bool) -> String {
    let (second, nanosecond) = match time {
        Some(time) => (to_second(time), time.nanosecond()),
        None => (NEVER.to_owned(), 999_999_999),
    };
    let fraction = match by_ticks {
        true => format!("{:07}", nanosecond / 100),
        false => format!("{:03}", nanosecond / 1_000_000),
    };
    let zone = if zone { "Z" } else { "" };
    format!("{second}.{fraction}{zone}")
}

/// None for what never expires, and for what is no time. Without a zone it is UTC.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let time = OffsetDateTime::parse(text, &Iso8601::PARSING)
        .or_else(|_| {
            PrimitiveDateTime::parse(text, &Iso8601::PARSING).map(PrimitiveDateTime::assume_utc)
        })
        .ok()?;
    (time.year() < NEVER_YEAR).then_some(time)
}

/// `time` plus what may be more than there are years.
pub fn after(time: OffsetDateTime, duration: Duration) -> Option<OffsetDateTime> {
    time.checked_add(duration)
        .filter(|time| time.year() < NEVER_YEAR)
}

fn to_second(time: OffsetDateTime) -> String {
    // `2025-01-01T12:00:00.123Z`
    let mut text = clock::rfc3339(time);
    text.truncate(text.len() - 5);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let time = OffsetDateTime::from_unix_timestamp_nanos(1_593_713_008_200_931_400).unwrap();
        assert_eq!(seconds(time), "2020-07-02T18:03:28Z");
        assert_eq!(ticks(time), "2020-07-02T18:03:28.2009314Z");
        assert_eq!(expiration(None, false, false), "9999-12-31T23:59:59.999");
        assert_eq!(expiration(None, false, true), "9999-12-31T23:59:59.999Z");
        assert_eq!(expiration(None, true, true), "9999-12-31T23:59:59.9999999Z");
        assert_eq!(
            expiration(Some(time), false, true),
            "2020-07-02T18:03:28.200Z"
        );
        for text in [
            "2020-07-02T18:03:28.2009314Z",
            "2020-07-02T18:03:28.2009314",
            "2020-07-02T20:03:28.2009314+02:00",
        ] {
            assert_eq!(parse(text), Some(time), "{text}");
        }
        for text in [
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.999",
            "x",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(after(time, Duration::MAX), None);
    }
}
