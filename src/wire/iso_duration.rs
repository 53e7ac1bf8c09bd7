//! Durations as XML Schema writes them.

/// `P90D`, `P1DT12H`, `P10675199DT2H48M5.4775807S`; whole seconds of it. Years and
/// months are as long as .NET takes them.
pub fn seconds(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = rest.split_once('T').unwrap_or((rest, ""));
    if (date.is_empty() && time.is_empty()) || text.ends_with('T') {
        return None;
    }
    const DAY: u64 = 86_400;
    let date = sum_of_units(date, &[('Y', 365 * DAY), ('M', 30 * DAY), ('D', DAY)])?;
    let time = sum_of_units(time, &[('H', 3600), ('M', 60), ('S', 1)])?;
    date.checked_add(time)
}

/// Numbers before their units, in the order of `units`, each at most once.
fn sum_of_units(mut text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut sum = 0_u64;
    for (unit, seconds) in units {
        let Some((number, rest)) = text.split_once(*unit) else {
            continue;
        };
        let whole = match (number.split_once('.'), unit) {
            (Some((whole, part)), 'S') if part.bytes().all(|b| b.is_ascii_digit()) => whole,
            _ => number,
        };
        if !whole.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number: u64 = whole.parse().ok()?;
        sum = sum.checked_add(number.checked_mul(*seconds)?)?;
        text = rest;
    }
    text.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_seconds_of_what_is_a_duration() {
        for (text, wanted) in [
            ("P90D", Some(90 * 86_400)),
            ("P1DT12H", Some(129_600)),
            ("P1Y2M", Some(425 * 86_400)),
            ("PT1M1.9S", Some(61)),
            ("P10675199DT2H48M5.4775807S", Some(922_337_203_685)),
            ("", None),
            ("P", None),
            ("PT", None),
            ("P1DT", None),
            ("P1H", None),
            ("P1.5D", None),
            ("P-1D", None),
            ("P1D2D", None),
            ("PT1S1M", None),
            ("P99999999999999999999D", None),
            ("90 days", None),
        ] {
            assert_eq!(seconds(text), wanted, "{text}");
        }
    }
}
