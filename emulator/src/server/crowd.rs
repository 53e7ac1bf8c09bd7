//! Who gives way when there is room for no more connections: those that have sent no whole request
//! for a while. Without need nobody does before the idle timeout.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// Long enough for the head of a request from any client that means to send one.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What one connection is at.
pub struct Activity {
    opened: Instant,
    /// Requests that are being answered.
    busy: AtomicUsize,
    /// When the last of them was, in milliseconds since it was opened.
    idle_since: AtomicU64,
}

/// A request that is being answered.
pub struct Busy(Arc<Activity>);

impl Activity {
    pub fn new() -> Activity {
        Activity {
            opened: Instant::now(),
            busy: AtomicUsize::new(0),
            idle_since: AtomicU64::new(0),
        }
    }

    pub fn busy(self: &Arc<Activity>) -> Busy {
        self.busy.fetch_add(1, Ordering::AcqRel);
        Busy(Arc::clone(self))
    }

    fn is_idle_for(&self, patience: Duration) -> bool {
        let since = Duration::from_millis(self.idle_since.load(Ordering::Acquire));
        let idle = self.opened.elapsed().saturating_sub(since);
        self.busy.load(Ordering::Acquire) == 0 && idle >= patience
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let Busy(activity) = self;
        let now = activity.opened.elapsed().as_millis();
        activity.idle_since.store(now as u64, Ordering::Release);
        activity.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The connections there are.
#[derive(Default)]
pub struct Crowd {
    all: Vec<(Arc<Activity>, AbortHandle)>,
    /// How many there may be before those that have ended are forgotten.
    bound: usize,
}

impl Crowd {
    pub fn add(&mut self, activity: Arc<Activity>, connection: AbortHandle) {
        if self.all.len() >= self.bound {
            self.all.retain(|(_, connection)| !connection.is_finished());
            self.bound = 2 * self.all.len() + 64;
        }
        self.all.push((activity, connection));
    }

    /// A slot for one more. None when there will be no more.
    pub async fn slot(&mut self, slots: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        loop {
            match timeout(LOOK_EVERY, Arc::clone(slots).acquire_owned()).await {
                Ok(slot) => return slot.ok(),
                Err(_) => self.make_room(),
            }
        }
    }

    pub fn make_room(&mut self) {
        self.all.retain(|(activity, connection)| {
            let stays = !connection.is_finished() && !activity.is_idle_for(PATIENCE);
            if !stays {
                connection.abort();
            }
            stays
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_idle_give_way() {
        let activity = Arc::new(Activity::new());
        assert!(activity.is_idle_for(Duration::ZERO));
        assert!(!activity.is_idle_for(PATIENCE));
        let (one, other) = (activity.busy(), activity.busy());
        assert!(!activity.is_idle_for(Duration::ZERO));
        drop(one);
        assert!(!activity.is_idle_for(Duration::ZERO));
        drop(other);
        assert!(activity.is_idle_for(Duration::ZERO));
    }
}
