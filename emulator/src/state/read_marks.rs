//! How far each device's deliveries were looked at.

use crate::basics::locks;
use crate::state::device_key::DeviceKey;
use std::collections::HashMap;
use std::sync::Mutex;

/// So many are kept before those that say nothing any more are looked for.
const FEW: usize = 1000;

#[derive(Default)]
pub struct ReadMarks(Mutex<Marks>);

#[derive(Default)]
struct Marks {
    of: HashMap<String, u64>,
    tidy_at: usize,
}

/// The marks as they were at one moment.
#[derive(Default)]
pub struct MarksThen(HashMap<String, u64>);

impl MarksThen {
    /// The number of the first delivery that is unread, if there is one.
    pub fn first_unread(&self, hub: &str, device: DeviceKey) -> u64 {
        self.0.get(&name(hub, device)).copied().unwrap_or_default()
    }
}

impl ReadMarks {
    pub fn now(&self) -> MarksThen {
        MarksThen(locks::lock(&self.0).of.clone())
    }

    /// The number of the first delivery that is unread, if there is one.
    pub fn first_unread(&self, hub: &str, device: DeviceKey) -> u64 {
        let marks = locks::lock(&self.0);
        marks
            .of
            .get(&name(hub, device))
            .copied()
            .unwrap_or_default()
    }

    /// `next` follows a delivery of this device, and `oldest` is the number of the oldest in the
    /// log. So there are never more marks that say something than deliveries. True for news.
    pub fn set(&self, hub: &str, device: DeviceKey, next: u64, oldest: u64) -> bool {
        let mut marks = locks::lock(&self.0);
        let mark = marks.of.entry(name(hub, device)).or_default();
        let is_news = next > *mark;
        *mark = next.max(*mark);
        if marks.of.len() > marks.tidy_at {
            marks.of.retain(|_, next| *next > oldest);
            marks.tidy_at = (marks.of.len() * 2).max(FEW);
        }
        is_news
    }

    pub fn clear(&self) {
        *locks::lock(&self.0) = Marks::default();
    }
}

/// No hub has a slash in its name.
fn name(hub: &str, device: DeviceKey) -> String {
    format!("{}/{device}", hub.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_say_nothing_any_more_go() {
        let marks = ReadMarks::default();
        let ann = DeviceKey::Installation("ann");
        assert_eq!(marks.first_unread("demo", ann), 0);
        assert!(marks.set("Demo", ann, 7, 0));
        assert!(!marks.set("demo", ann, 5, 0));
        assert_eq!(marks.first_unread("demo", ann), 7);
        assert_eq!(marks.now().first_unread("demo", ann), 7);
        for number in 0..10_000u64 {
            let id = number.to_string();
            marks.set(
                "demo",
                DeviceKey::Installation(&id),
                number,
                number.saturating_sub(10),
            );
        }
        assert!(locks::lock(&marks.0).of.len() <= FEW + 1);
        marks.clear();
        assert_eq!(marks.first_unread("demo", ann), 0);
    }
}
