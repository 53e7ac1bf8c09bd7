//! Times as the service and the push services write them.

/// `yyyy-MM-ddTHH:mm:ss`, in UTC and without a zone; `None` for what is no time.
pub fn utc_text(unix_seconds: i64) -> Option<String> {
    let time = time::OffsetDateTime::from_unix_timestamp(unix_seconds).ok()?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    Some(format!(
        "{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}",
        u8::from(month)
    ))
}

/// The second of a time such as `2027-01-15T00:00:00.0000000Z`, with a zone or, in UTC,
/// without; `None` for what is no such time.
pub fn unix_seconds(text: &str) -> Option<i64> {
    let (date_and_time, rest) = text.split_at_checked("yyyy-MM-ddTHH:mm:ss".len())?;
    let number =
        |range: std::ops::Range<usize>| -> Option<u8> { date_and_time.get(range)?.parse().ok() };
    let year = date_and_time.get(..4)?.parse().ok()?;
    let month = time::Month::try_from(number(5..7)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, number(8..10)?).ok()?;
    let of_day = time::Time::from_hms(number(11..13)?, number(14..16)?, number(17..19)?).ok()?;
    let zone = rest.trim_start_matches(['.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let sign = match zone.get(..1) {
        Some("+") => 1,
        Some("-") => -1,
        Some("Z" | "z") | None => 0,
        Some(_) => return None,
    };
    let offset = match sign {
        0 => 0,
        _ => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            sign * minutes * 60
        }
    };
    let utc = time::PrimitiveDateTime::new(date, of_day).assume_utc();
    Some(utc.unix_timestamp() - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        assert_eq!(unix_seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(unix_seconds("1970-01-01T00:00:00"), Some(0));
        assert_eq!(unix_seconds("1970-01-01T00:00:01.9999999Z"), Some(1));
        assert_eq!(unix_seconds("1970-01-01T01:30:00+01:30"), Some(0));
        assert_eq!(unix_seconds("1969-12-31T23:00:00-01:00"), Some(0));
        let text = utc_text(1_800_000_000).unwrap();
        assert_eq!(unix_seconds(&text), Some(1_800_000_000));
        for none in [
            "",
            "soon",
            "2027-13-01T00:00:00Z",
            "2027-01-01T00:00:00 GMT",
            "2027-01-01T00:00:00+1",
        ] {
            assert_eq!(unix_seconds(none), None, "{none}");
        }
    }
}
