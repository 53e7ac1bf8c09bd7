//! Durations as .NET writes them into XML, such as `P90D` and `PT1H30M0.5S`.

use time::Duration;

/// The longest duration of .NET, by which the service says never.
const NEVER: &str = "P10675199DT2H48M5.4775807S";
const TICKS: i128 = 10_000_000;
/// That duration in .NET's ticks of 100 nanoseconds.
const MAX_TICKS: i128 = i64::MAX as i128;
const DAY: Duration = Duration::DAY;

pub fn write(duration: Option<Duration>) -> String {
    let Some(duration) = duration else {
        return NEVER.to_owned();
    };
    let ticks = duration.whole_nanoseconds() / 100;
    let (seconds, fraction) = (ticks / TICKS, ticks % TICKS);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes, seconds) = (rest / 3600, rest % 3600 / 60, rest % 60);
    let mut text = String::from("P");
    if days > 0 {
        text.push_str(&format!("{days}D"));
    }
    if rest > 0 || fraction > 0 {
        text.push('T');
    }
    if hours > 0 {
        text.push_str(&format!("{hours}H"));
    }
    if minutes > 0 {
        text.push_str(&format!("{minutes}M"));
    }
    if fraction > 0 {
        let fraction = format!("{fraction:07}");
        text.push_str(&format!("{seconds}.{}S", fraction.trim_end_matches('0')));
    } else if seconds > 0 {
        text.push_str(&format!("{seconds}S"));
    }
    text
}

/// How long registrations live: a day at least. None for never.
pub fn parse_ttl(text: &str) -> Result<Option<Duration>, String> {
    let ticks =
        ticks(text).ok_or_else(|| format!("RegistrationTtl is no ISO 8601 duration: '{text}'"))?;
    if ticks >= MAX_TICKS {
        return Ok(None);
    }
    let seconds = i64::try_from(ticks / TICKS).map_err(|error| error.to_string())?;
    let nanoseconds = i32::try_from(ticks % TICKS * 100).map_err(|error| error.to_string())?;
    let duration = Duration::new(seconds, nanoseconds);
    match duration < DAY {
        true => Err("RegistrationTtl is a day at least".to_owned()),
        false => Ok(Some(duration)),
    }
}

/// Of `PnYnMnDTnHnMnS` all but years and months, which have no one length.
fn ticks(text: &str) -> Option<i128> {
    let text = text.strip_prefix('P')?;
    let (days, times) = match text.split_once('T') {
        Some((days, times)) if !times.is_empty() => (days, times),
        Some(_) => return None,
        None => (text, ""),
    };
    if days.is_empty() && times.is_empty() {
        return None;
    }
    let whole = |number: &str| number.parse::<u32>().ok().map(i128::from);
    let mut ticks = match days {
        "" => 0,
        days => whole(days.strip_suffix('D')?)? * 86_400 * TICKS,
    };
    let mut rest = times;
    for (unit, seconds) in [('H', 3600), ('M', 60)] {
        if let Some((number, after)) = rest.split_once(unit) {
            ticks += whole(number)? * seconds * TICKS;
            rest = after;
        }
    }
    if !rest.is_empty() {
        let number = rest.strip_suffix('S')?;
        let (seconds, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let digits = fraction.bytes().all(|b| b.is_ascii_digit());
        if !digits || fraction.is_empty() || fraction.len() > 7 {
            return None;
        }
        ticks += whole(seconds)? * TICKS + format!("{fraction:0<7}").parse::<i128>().ok()?;
    }
    Some(ticks)
}

/// For serde: the text that the service writes.
pub mod text {
    use super::*;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&write(*value))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        parse_ttl(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_refusals() {
        for text in [NEVER, "P90D", "P1D", "P1DT1H", "P2DT3H4M5.5S", "P30DT1S"] {
            assert_eq!(write(parse_ttl(text).unwrap()), text);
        }
        assert_eq!(write(parse_ttl("PT24H").unwrap()), "P1D");
        assert_eq!(parse_ttl("P10675200D").unwrap(), None);
        for text in [
            "", "P", "PT", "90D", "P1Y", "P1M", "PT1H", "P1DT", "PT1.S", "PT-1H", "P1D2H", "never",
        ] {
            assert!(parse_ttl(text).is_err(), "{text}");
        }
    }
}
