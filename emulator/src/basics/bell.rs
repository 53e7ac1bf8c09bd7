//! Tells those who listen that something has changed, and not what.

use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// How often a listener is told at most: who looks anew each time is not kept busy by it.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Costs next to nothing where nobody listens. Its clones are the same bell.
#[derive(Clone, Default)]
pub struct Bell(watch::Sender<()>);

pub struct Listener {
    bell: watch::Receiver<()>,
    /// Rung since it was told.
    rung: bool,
    not_before: Instant,
}

impl Bell {
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    pub fn listen(&self) -> Listener {
        Listener {
            bell: self.0.subscribe(),
            rung: false,
            not_before: Instant::now(),
        }
    }
}

impl Listener {
    /// Comes back when [`Listener::told`] says yes.
    pub async fn heard(&mut self) {
        while !self.rung {
            if self.bell.changed().await.is_err() {
                // Nobody will ever ring it again.
                return std::future::pending().await;
            }
            self.rung = true;
        }
        tokio::time::sleep_until(self.not_before).await;
    }

    /// Whether it was rung since this said so before.
    pub fn told(&mut self) -> bool {
        self.rung |= self.bell.has_changed().unwrap_or_default();
        self.bell.mark_unchanged();
        let now = Instant::now();
        let is_told = self.rung && now >= self.not_before;
        if is_told {
            self.rung = false;
            self.not_before = now + TOLD_EVERY;
        }
        is_told
    }

    /// As if it were rung now.
    pub fn remind(&mut self) {
        self.rung = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_is_told_now_and_then() {
        let bell = Bell::default();
        bell.ring();
        let mut listener = bell.listen();
        assert!(!listener.told());
        bell.ring();
        listener.heard().await;
        assert!(listener.told() && !listener.told());
        let start = Instant::now();
        for _ in 0..100 {
            bell.ring();
        }
        listener.heard().await;
        assert!(start.elapsed() >= TOLD_EVERY && listener.told());
        let nothing = tokio::time::timeout(2 * TOLD_EVERY, listener.heard());
        assert!(nothing.await.is_err());
        listener.remind();
        assert!(listener.told() && !listener.told());
    }
}
