//! A log that forgets its oldest entries rather than growing without end.

use std::collections::VecDeque;

pub struct Ring<T> {
    entries: VecDeque<(T, usize)>,
    weight: usize,
    max_entries: usize,
    max_weight: usize,
    dropped: u64,
}

impl<T> Ring<T> {
    pub fn new(max_entries: usize, max_weight: usize) -> Ring<T> {
        Ring {
            entries: VecDeque::new(),
            weight: 0,
            max_entries,
            max_weight,
            dropped: 0,
        }
    }

    /// `weight` is about how many bytes the entry keeps alive.
    pub fn push(&mut self, entry: T, weight: usize) {
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
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter().map(|(entry, _)| entry)
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
    }
}
