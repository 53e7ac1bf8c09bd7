//! Which ids came before, in little memory.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

/// Ids, each as 128 bits. Keys that nobody knows go into them, so that no choice of ids
/// makes two the same; by chance two of ten million are with a probability of 1 in 10^24.
#[derive(Debug, Default)]
pub struct SeenIds {
    hashers: [RandomState; 2],
    seen: HashSet<[u64; 2]>,
}

impl SeenIds {
    /// Notes an id; false if it was noted before.
    pub fn insert(&mut self, id: &str) -> bool {
        self.seen.insert(self.key(id))
    }

    /// Was it noted before?
    pub fn contains(&self, id: &str) -> bool {
        self.seen.contains(&self.key(id))
    }

    fn key(&self, id: &str) -> [u64; 2] {
        [0, 1].map(|hasher: usize| self.hashers[hasher].hash_one(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_new_once() {
        let mut seen = SeenIds::default();
        for round in 0..2 {
            for id in 0..10_000 {
                assert_eq!(seen.insert(&format!("device-{id}")), round == 0);
            }
        }
        assert_eq!(seen.seen.len(), 10_000);
    }

    /// A table has eight places for at most seven entries, each with a byte beside it, and
    /// twice as many when it grows, with the old ones beside the new for that moment.
    #[test]
    fn an_id_takes_at_most_64_bytes() {
        let mut seen = SeenIds::default();
        let place = size_of::<[u64; 2]>() + 1;
        let mut old_places = 0;
        for id in 1..200_000 {
            seen.insert(&id.to_string());
            let places = (seen.seen.capacity() * 8).div_ceil(7).next_power_of_two();
            if places != old_places && id > 100 {
                assert!((places + old_places) * place <= 64 * id, "{id}: {places}");
            }
            old_places = places;
        }
    }
}
