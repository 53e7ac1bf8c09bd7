//! The identifiers the service hands out, in the shapes seen in its answers.

use crate::wire::timestamp;
use time::OffsetDateTime;
use uuid::Uuid;

/// The service writes the number of the hub's scale unit into each notification id.
const HUB_NUMBER: u32 = 586_152;

/// `{32 hex}-{yyyyMMddHHmmss}-{hub number}-{1..32}`
pub fn notification(now: OffsetDateTime) -> String {
    let random = Uuid::new_v4();
    let partition = random.as_u64_pair().1 % 32 + 1;
    let time = timestamp::compact(now);
    format!("{}-{time}-{HUB_NUMBER}-{partition}", random.simple())
}

/// `{32 hex}_{yyyyMMddHHmmss}_{hub number}_{n}_QNHQueue{32 hex}-S{63 bits}`: the service names the
/// queue in which the notification waits.
pub fn scheduled(now: OffsetDateTime) -> String {
    let random = Uuid::new_v4();
    let (queue, message) = (Uuid::new_v4(), Uuid::new_v4().as_u64_pair().0 >> 1);
    let partition = random.as_u64_pair().1 % 32 + 1;
    let (random, time) = (random.simple(), timestamp::compact(now));
    let queue = queue.simple();
    format!("{random}_{time}_{HUB_NUMBER}_{partition}_QNHQueue{queue}-S{message}")
}

/// Two positive 63-bit numbers and a small partition number.
pub fn registration() -> String {
    let positive = |n: u64| (n & (i64::MAX as u64)).max(1);
    // A v4 UUID has fixed bits in each half; mixing two of them leaves none fixed.
    let (a, b) = Uuid::new_v4().as_u64_pair();
    let (c, d) = Uuid::new_v4().as_u64_pair();
    let first = positive(a ^ d.rotate_left(32));
    let second = positive(b ^ c.rotate_left(32));
    format!("{first}-{second}-{}", a % 5 + 1)
}

/// `{19 digits}{uuid}`: the digits count the time backwards, so that newer jobs sort first.
pub fn job(now: OffsetDateTime) -> String {
    /// .NET's ticks of 100 nanoseconds from its year 1 to its last moment, and to the year 1970.
    const MAX_TICKS: i128 = 3_155_378_975_999_999_999;
    const EPOCH_TICKS: i128 = 621_355_968_000_000_000;
    let ticks = EPOCH_TICKS + now.unix_timestamp_nanos() / 100;
    format!(
        "{:019}{}",
        (MAX_TICKS - ticks).max(0),
        Uuid::new_v4().hyphenated()
    )
}

pub fn tracking() -> String {
    Uuid::new_v4().hyphenated().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let id = notification(OffsetDateTime::from_unix_timestamp(1_541_549_914).unwrap());
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.len(), 4, "{id}");
        assert!(parts[0].len() == 32 && parts[0].bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(parts[1], "20181107001834");
        assert!((1..=32).contains(&parts[3].parse::<u32>().unwrap()));

        let id = scheduled(OffsetDateTime::from_unix_timestamp(1_541_549_912).unwrap());
        let (place, message) = id.split_once("-S").unwrap();
        let parts: Vec<&str> = place.split('_').collect();
        assert_eq!(parts.len(), 5, "{id}");
        assert!(parts[0].len() == 32 && parts[1] == "20181107001832", "{id}");
        assert_eq!(parts[4].strip_prefix("QNHQueue").unwrap().len(), 32);
        assert!(message.parse::<i64>().unwrap() > 0);

        // The recorded job of the real service was made about then.
        let id = job(OffsetDateTime::from_unix_timestamp_nanos(1_593_713_007_575_880_600).unwrap());
        assert!(id.starts_with("2518085877924241193"), "{id}");
        assert_eq!(id.len(), 19 + 36);

        let id = registration();
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.len(), 3, "{id}");
        assert!(parts[0].parse::<i64>().unwrap() > 0 && parts[1].parse::<i64>().unwrap() > 0);
        assert!((1..=5).contains(&parts[2].parse::<u32>().unwrap()));
    }
}
