//! A log that forgets its oldest entries rather than growing without end.

use std::collections::VecDeque;

pub struct Ring<T> {
    entries: VecDeque<(T, usize)>,
    weight: usize,
    max_entries: usize,
    max_weight: usize,
    dropped: u64,
    /// How many there ever were: each has a number, from 0.
    pushed: u64,
    resets: u64,
}

impl<T> Ring<T> {
    pub fn new(max_entries: usize, max_weight: usize) -> Ring<T> {
        Ring {
            entries: VecDeque::new(),
            weight: 0,
            max_entries,
            max_weight,
            dropped: 0,
            pushed: 0,
            resets: 0,
        }
    }

    /// `weight` is about how many bytes the entry keeps alive.
    pub fn push(&mut self, entry: T, weight: usize) {
        self.pushed += 1;
        self.entries.push_back((entry, weight));
        self.weight += weight;
        while self.entries.len() > self.max_entries || self.weight > self.max_weight {
            let Some((_, weight)) = self.entries.pop_front() else {
                break;
            };
            self.weight -= weight;
            self.dropped += 1;
        }
    }

    pub fn clear(&mut self) {
        self.entries.clear();
        self.weight = 0;
        self.dropped = 0;
        self.resets += 1;
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter().map(|(entry, _)| entry)
    }

    /// Those from this number on, with their numbers.
    pub fn iter_from(&self, number: u64) -> impl Iterator<Item = (u64, &T)> {
        let first = self.first().max(number.min(self.pushed));
        let skipped = (first - self.first()) as usize;
        let entries = self.entries.range(skipped..);
        (first..).zip(entries.map(|(entry, _)| entry))
    }

    /// The number of the oldest.
    pub fn first(&self) -> u64 {
        self.pushed - self.entries.len() as u64
    }

    /// The number of the next to come.
    pub fn next(&self) -> u64 {
        self.pushed
    }

    /// How often it was cleared.
    pub fn resets(&self) -> u64 {
        self.resets
    }

    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let mut ring = Ring::new(3, 100);
        for n in 0..5 {
            ring.push(n, 10);
        }
        assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(ring.dropped(), 2);
        ring.push(5, 85);
        assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [4, 5]);
        ring.push(6, 1000);
        assert_eq!(ring.iter().count(), 0);
        ring.clear();
        assert_eq!(ring.dropped(), 0);
        ring.push(7, 100);
        assert_eq!(ring.iter().count(), 1);
        ring.push(8, 0);
        // Seven came before the one that is the eighth.
        let from = |number| ring.iter_from(number).collect::<Vec<_>>();
        assert_eq!(from(0), [(7, &7), (8, &8)]);
        assert_eq!(from(8), [(8, &8)]);
        assert!(from(9).is_empty() && from(u64::MAX).is_empty());
    }
}
