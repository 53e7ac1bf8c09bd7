//! Times in all the forms in which the service writes them, and this hub its own.

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset, Weekday};

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

/// None for what never expires, and for what is no time.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    parse_iso(text).filter(|time| time.year() < NEVER_YEAR)
}

/// Without a zone it is UTC.
pub fn parse_iso(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Iso8601::PARSING)
        .or_else(|_| {
            PrimitiveDateTime::parse(text, &Iso8601::PARSING).map(PrimitiveDateTime::assume_utc)
        })
        .ok()
        .and_then(in_utc)
}

/// `2030-01-01T00:00:00Z` or with an offset, and with nothing else between date and time, for which
/// RFC 3339 allows a small letter and a blank.
pub fn parse_rfc3339(text: &str) -> Option<OffsetDateTime> {
    let separator = text.as_bytes().get(10)?;
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    matches!(separator, b'T' | b't' | b' ').then_some(())?;
    in_utc(time)
}

/// None for a year that has no four digits: near the ends of time an offset can lead to one.
fn in_utc(time: OffsetDateTime) -> Option<OffsetDateTime> {
    time.checked_to_offset(UtcOffset::UTC)
        .filter(|time| (1..=9999).contains(&time.year()))
}

/// `time` plus what may be more than there are years.
pub fn after(time: OffsetDateTime, duration: Duration) -> Option<OffsetDateTime> {
    time.checked_add(duration)
        .filter(|time| time.year() < NEVER_YEAR)
}

fn to_second(time: OffsetDateTime) -> String {
    // `2025-01-01T12:00:00.123Z`
    let mut text = rfc3339(time);
    text.truncate(text.len() - 5);
    text
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
    let (hour, minute, second) = time.time().as_hms();
    ((year, u8::from(month), day), hour, minute, second)
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

    #[test]
    fn the_ends_of_time() {
        for text in [
            "9999-12-31T23:59:59-01:00",
            "0001-01-01T00:00:00+01:00",
            "0000-06-01T00:00:00Z",
            "2030-01-01x00:00:00Z",
            "2030-01-01",
            "",
            "2030-01-0\u{e4}00:00:00Z",
        ] {
            assert_eq!(parse_rfc3339(text), None, "{text}");
        }
        for text in ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00"] {
            assert_eq!(parse_iso(text), None, "{text}");
        }
        let last = parse_rfc3339("9999-12-31 23:59:59z").unwrap();
        assert_eq!(rfc3339(last), "9999-12-31T23:59:59.000Z");
        let early = parse_iso("2030-01-01T00:00:00+02:00").unwrap();
        assert_eq!(seconds(early), "2029-12-31T22:00:00Z");
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
