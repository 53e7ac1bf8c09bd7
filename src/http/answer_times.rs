//! Times that an answer tells: how long to wait, and when it was given.

use std::time::Duration;

use crate::http::answer_headers::{Headers, Kept};

/// Longest wait taken over from a service: longer ones are a mistake, and
/// every wait is bounded by the call's deadline anyway.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// `retry-after-ms` and `x-ms-retry-after-ms` in milliseconds, `Retry-After`
/// in seconds or as a date. A date is the service's, and so is the time to
/// compare it with where the answer says it: `now` is that of a clock that may
/// be wrong.
pub fn retry_after(headers: &Headers, now: Duration) -> Option<Duration> {
    let ms = [Kept::RetryAfterMs, Kept::MsRetryAfterMs]
        .into_iter()
        .find_map(|which| number(headers.text(which)?))
        .map(Duration::from_millis);
    let wait = ms.or_else(|| {
        let value = headers.text(Kept::RetryAfter)?;
        if let Some(seconds) = number(value) {
            return Some(Duration::from_secs(seconds));
        }
        let sent_at = headers.text(Kept::Date).and_then(unix_time).unwrap_or(now);
        Some(unix_time(value)?.saturating_sub(sent_at))
    })?;
    Some(wait.min(LONGEST_WAIT))
}

/// The service's clock when it answered, in seconds of Unix time.
pub fn service_time(headers: &Headers) -> Option<u64> {
    Some(unix_time(headers.text(Kept::Date)?)?.as_secs())
}

/// A number, however many digits it has: the largest for those that are larger.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// A date as in HTTP's headers. The day of the week may be a wrong one: it says nothing
/// that the rest does not.
fn unix_time(date: &str) -> Option<Duration> {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let letters = date.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (_, rest) = date.split_at(letters);
    let of_day = |day: &str| {
        let day = if letters == 3 { &day[..3] } else { day };
        httpdate::parse_http_date(&format!("{day}{rest}")).ok()
    };
    let date = httpdate::parse_http_date(date)
        .ok()
        .or_else(|| DAYS.into_iter().find_map(of_day))?;
    date.duration_since(std::time::UNIX_EPOCH).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::response::tests::answer;

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        for (headers, expected) in [
            (&[("Retry-After", "7")][..], Some(7_000)),
            (
                &[("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")],
                Some(7_000),
            ),
            (&[("Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT")], Some(0)),
            (
                &[
                    ("Retry-After", "Sat, 06 Nov 2094 08:49:37 GMT"),
                    ("Date", "Sat, 06 Nov 2094 08:49:35 GMT"),
                ],
                Some(2_000),
            ),
            (
                &[
                    ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
                    ("Date", "yesterday"),
                ],
                Some(7_000),
            ),
            (&[("retry-after-ms", "50"), ("Retry-After", "7")], Some(50)),
            (&[("x-ms-retry-after-ms", "51")], Some(51)),
            (&[("Retry-After", "999999999999")], Some(86_400_000)),
            (&[("Retry-After", "99999999999999999999")], Some(86_400_000)),
            (
                &[("retry-after-ms", "99999999999999999999")],
                Some(86_400_000),
            ),
            // Wrong days of the week, in all three forms.
            (
                &[("Retry-After", "Mon, 06 Nov 1994 08:49:37 GMT")],
                Some(7_000),
            ),
            (
                &[("Retry-After", "Monday, 06-Nov-94 08:49:37 GMT")],
                Some(7_000),
            ),
            (&[("Retry-After", "Mon Nov  6 08:49:37 1994")], Some(7_000)),
            (&[("Retry-After", "Mon, 99 Nov 1994 08:49:37 GMT")], None),
            (&[("Retry-After", "-1")], None),
            (&[("Retry-After", "+1")], None),
            (&[("Retry-After", "soon")], None),
            (&[], None),
        ] {
            let answer = answer(429, headers, "");
            let now = unix_time("Sun, 06 Nov 1994 08:49:30 GMT").unwrap();
            let wait = retry_after(&answer.headers, now);
            assert_eq!(wait.map(|d| d.as_millis()), expected, "{headers:?}");
        }
    }
}
