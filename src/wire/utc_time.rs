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
