//! What each device got, in the order in which it was handed over.

use crate::basics::locks;
use crate::http::event_stream::{self, Events};
use crate::push::delivery::Delivery;
use crate::state::delivery_record::DeliveryRecord;
use crate::state::ring::Ring;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

const MAX_DELIVERIES: usize = 100_000;
const MAX_BYTES: usize = 256 << 20;
/// About what an entry takes beside its payload.
const ENTRY_BYTES: usize = 200;
/// How many events are made at once, with the log held.
const PORTION: usize = 100;

pub struct DeliveryLog {
    ring: Mutex<Ring<Delivery>>,
    /// Wakes those who follow it.
    grown: watch::Sender<()>,
}

/// Some of the log, taken out of it, so that it is not held while somebody looks at them.
pub struct Portion {
    /// How often the log was forgotten on demand.
    pub resets: u64,
    /// The number of the oldest in the log.
    pub first: u64,
    /// The number of the next to come.
    pub next: u64,
    pub deliveries: Vec<(u64, Delivery)>,
}

impl DeliveryLog {
    pub fn new() -> DeliveryLog {
        DeliveryLog {
            ring: Mutex::new(Ring::new(MAX_DELIVERIES, MAX_BYTES)),
            grown: watch::Sender::new(()),
        }
    }

    pub fn add(&self, deliveries: Vec<Delivery>) {
        let mut ring = locks::lock(&self.ring);
        let mut deliveries = deliveries.into_iter().peekable();
        while let Some(delivery) = deliveries.next() {
            // A message that many deliveries share lives as long as the last of them.
            let shared = deliveries
                .peek()
                .is_some_and(|next| Arc::ptr_eq(&next.message, &delivery.message));
            let weight = match shared {
                true => ENTRY_BYTES,
                false => ENTRY_BYTES + delivery.message.payload.len(),
            };
            ring.push(delivery, weight);
        }
        drop(ring);
        self.grown.send_replace(());
    }

    pub fn clear(&self) {
        locks::lock(&self.ring).clear();
        self.grown.send_replace(());
    }

    pub fn read<T>(&self, look: impl FnOnce(&Ring<Delivery>) -> T) -> T {
        look(&locks::lock(&self.ring))
    }

    /// So many at most, from the number on that `start` chooses. It is told those of the oldest and
    /// of the next to come.
    pub fn portion(&self, start: impl FnOnce(u64, u64) -> u64, most: usize) -> Portion {
        self.read(|ring| {
            let from = start(ring.first(), ring.next());
            let found = ring.iter_from(from).take(most);
            Portion {
                resets: ring.resets(),
                first: ring.first(),
                next: ring.next(),
                deliveries: found
                    .map(|(number, delivery)| (number, delivery.clone()))
                    .collect(),
            }
        })
    }

    /// Tells when there is more.
    pub fn grown(&self) -> watch::Receiver<()> {
        self.grown.subscribe()
    }

    /// Those from this number on, and then each as it comes.
    pub fn follow(self: &Arc<DeliveryLog>, from: u64) -> impl Events + use<> {
        Follower {
            log: Arc::clone(self),
            grown: self.grown(),
            next: from,
        }
    }
}

struct Follower {
    log: Arc<DeliveryLog>,
    grown: watch::Receiver<()>,
    next: u64,
}

impl Events for Follower {
    const NAME: &str = "deliveries";

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut events = Vec::new();
        self.log.read(|ring| {
            for (number, delivery) in ring.iter_from(self.next).take(PORTION) {
                self.next = number + 1;
                event_stream::write(
                    &mut events,
                    None,
                    Some(self.next),
                    &DeliveryRecord::of(delivery),
                );
            }
        });
        (!events.is_empty()).then_some(events)
    }

    async fn more(&mut self) {
        let _ = self.grown.changed().await;
    }
}
