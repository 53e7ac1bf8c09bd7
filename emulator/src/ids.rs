//! The identifiers the service hands out, in the shapes seen in its answers.

use crate::clock;
use time::OffsetDateTime;
use uuid::Uuid;

/// The service writes the number of the hub's scale unit into each notification id.
const HUB_NUMBER: u32 = 586_152;

/// `{32 hex}-{yyyyMMddHHmmss}-{hub number}-{1..32}`
pub fn notification(now: OffsetDateTime) -> String {
    let random = Uuid::new_v4();
    let partition = random.as_u64_pair().1 % 32 + 1;
    let time = clock::compact(now);
    format!("{}-{time}-{HUB_NUMBER}-{partition}", random.simple())
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

        let id = registration();
        let parts: Vec<&str> = id.split('-').collect();
        assert_eq!(parts.len(), 3, "{id}");
        assert!(parts[0].parse::<i64>().unwrap() > 0 && parts[1].parse::<i64>().unwrap() > 0);
        assert!((1..=5).contains(&parts[2].parse::<u32>().unwrap()));
    }
}
