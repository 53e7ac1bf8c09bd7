//! Connections that lie idle: the one used last is taken first.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::sys::sync::EvenIfPoisoned as _;

/// Idle connections to one place.
pub struct Pool<C> {
    /// Each with when it has been idle too long.
    idle: Mutex<VecDeque<(Box<C>, Instant)>>,
    most: usize,
    longest: Duration,
}

impl<C> Pool<C> {
    /// Keeps so many, each so long.
    pub fn new(most: usize, longest: Duration) -> Pool<C> {
        Pool {
            idle: Mutex::default(),
            most,
            longest,
        }
    }

    /// The one used last, unless it has been idle too long.
    pub fn take(&self, now: Instant) -> Option<Box<C>> {
        let (connection, until) = self.lock().pop_back()?;
        // Those before it have been idle longer; they go as others come.
        (now < until).then_some(connection)
    }

    /// Gives one back.
    pub fn put(&self, now: Instant, connection: Box<C>) {
        if self.most == 0 {
            return;
        }
        let until = now + self.longest;
        let mut idle = self.lock();
        idle.push_back((connection, until));
        // The oldest are in front. One for each that comes is enough.
        let is_old = idle.front().is_some_and(|(_, until)| now >= *until);
        let gone = match is_old || idle.len() > self.most {
            true => idle.pop_front(),
            false => None,
        };
        // Closing takes time that others need not wait for.
        drop(idle);
        drop(gone);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Box<C>, Instant)>> {
        self.idle.lock().even_if_poisoned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_first_and_neither_too_many_nor_too_old_ones_are_kept() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let pool = Pool::new(2, Duration::from_secs(10));
        for number in 0..3 {
            pool.put(at(number), Box::new(number));
        }
        assert_eq!(pool.lock().len(), 2);
        assert_eq!(pool.take(at(3)).as_deref(), Some(&2));
        pool.put(at(4), Box::new(2));
        assert_eq!(pool.take(at(14)), None, "too old");
        assert_eq!(pool.lock().len(), 1);
        pool.put(at(15), Box::new(3));
        assert_eq!(pool.lock().len(), 1, "an old one goes as one comes");
        assert_eq!(pool.take(at(15)).as_deref(), Some(&3));
        let none = Pool::new(0, Duration::from_secs(10));
        none.put(at(0), Box::new(0));
        assert_eq!(none.take(at(0)), None);
    }
}
