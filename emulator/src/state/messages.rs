//! What is kept of the notifications of a hub, for those who ask what became of them.

use crate::basics::locks;
use crate::devices::platform::Platform;
use crate::devices::registration::Registration;
use crate::push::content::Content;
use crate::push::delivery::Notification;
use crate::push::pns::PnsOutcome;
use crate::state::ring::Ring;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;

const MAX_MESSAGES: usize = 20_000;
const MAX_BYTES: usize = 64 << 20;
/// About what an entry takes beside its texts.
const ENTRY_BYTES: usize = 400;

const REFUSED_BYTES: usize = 40;

/// How often each outcome came for each platform.
#[derive(Default)]
pub struct OutcomeCounts {
    of: BTreeMap<(&'static str, PnsOutcome), u64>,
    templates: bool,
}

impl OutcomeCounts {
    pub fn add(&mut self, registration: &Registration, outcome: PnsOutcome) {
        let platform = registration.platform.format_word();
        *self.of.entry((platform, outcome)).or_default() += 1;
        self.templates |= registration.template.is_some();
    }

    pub fn has_failures(&self) -> bool {
        self.of.keys().any(|(_, outcome)| outcome.is_failure())
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub fn sum(&self, is_wanted: impl Fn(PnsOutcome) -> bool) -> u64 {
        let of = self.of.iter();
        of.filter(|((_, outcome), _)| is_wanted(*outcome))
            .map(|(_, count)| count)
            .sum()
    }

    pub fn of_platform(&self, platform: Platform) -> impl Iterator<Item = (PnsOutcome, u64)> {
        let word = platform.format_word();
        let of = self.of.iter();
        of.filter(move |((known, _), _)| *known == word)
            .map(|((_, outcome), count)| (*outcome, *count))
    }

    /// The platforms that were reached, as telemetry lists them.
    pub fn platforms(&self) -> Vec<String> {
        let suffix = if self.templates { "template" } else { "" };
        let platforms = self.of.keys();
        let mut platforms: Vec<String> = platforms
            .map(|(platform, _)| format!("{platform}{suffix}"))
            .collect();
        platforms.dedup();
        platforms
    }
}

/// A notification that was handed over.
pub struct SentNotification {
    pub notification: Arc<Notification>,
    pub body: Vec<u8>,
    /// What each device's is made of. Kept where a push service refused it, so that it can be made
    /// again.
    pub content: Option<Content>,
    pub counts: OutcomeCounts,
    /// Whom their push service refused it for, why, and by which rule if by one.
    pub refused: Vec<(Arc<Registration>, PnsOutcome, Option<&'static str>)>,
    /// The details of its failures.
    pub errors: Option<String>,
}

/// Those of one hub, the oldest forgotten first.
pub struct Messages(Mutex<Ring<Arc<KeptMessage>>>);

pub enum KeptMessage {
    Sent(SentNotification),
    Canceled(WaitingNotification),
}

/// A notification that waits, or waited, for its time.
pub struct WaitingNotification {
    pub id: String,
    /// When the client asked for it.
    pub enqueued: OffsetDateTime,
    pub body: Vec<u8>,
    pub tags: Option<String>,
    pub format: String,
}

impl Messages {
    pub fn new() -> Messages {
        Messages(Mutex::new(Ring::new(MAX_MESSAGES, MAX_BYTES)))
    }

    pub fn add(&self, sent: SentNotification) {
        let texts = [&sent.notification.tag_expression, &sent.errors];
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        let refused = sent.refused.len() * REFUSED_BYTES;
        let content = sent.content.as_ref().map_or(0, |_| sent.body.len());
        let weight = ENTRY_BYTES + sent.body.len() + content + texts + refused;
        locks::lock(&self.0).push(Arc::new(KeptMessage::Sent(sent)), weight);
    }

    pub fn add_canceled(&self, waiting: WaitingNotification) {
        let weight = ENTRY_BYTES + waiting.body.len();
        locks::lock(&self.0).push(Arc::new(KeptMessage::Canceled(waiting)), weight);
    }

    pub fn clear(&self) {
        locks::lock(&self.0).clear();
    }

    /// By its id, or the one that its sender can be tracked by.
    pub fn find_any(&self, id: &str) -> Option<Arc<KeptMessage>> {
        let messages = locks::lock(&self.0);
        let is_it = |message: &&Arc<KeptMessage>| match &***message {
            KeptMessage::Sent(sent) => {
                let notification = &sent.notification;
                notification.id == id || notification.tracking_id == id
            }
            KeptMessage::Canceled(waiting) => waiting.id == id,
        };
        messages.iter().rev().find(is_it).cloned()
    }

    /// Those of these ids.
    pub fn find_all(&self, ids: &HashSet<&str>) -> HashMap<String, Arc<KeptMessage>> {
        let messages = locks::lock(&self.0);
        let with_ids = messages.iter().map(|message| (message.id(), message));
        with_ids
            .filter(|(id, _)| ids.contains(id))
            .map(|(id, message)| (id.to_owned(), Arc::clone(message)))
            .collect()
    }

    /// Sends are many and questions few, so there is no index. The new ones are asked for first.
    pub fn find(&self, id: &str) -> Option<Arc<KeptMessage>> {
        let messages = locks::lock(&self.0);
        let is_it = |message: &&Arc<KeptMessage>| message.id() == id;
        messages.iter().rev().find(is_it).cloned()
    }
}

impl KeptMessage {
    fn id(&self) -> &str {
        match self {
            KeptMessage::Sent(sent) => &sent.notification.id,
            KeptMessage::Canceled(waiting) => &waiting.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let messages = Messages::new();
        let waiting = |n: usize| WaitingNotification {
            id: n.to_string(),
            enqueued: OffsetDateTime::UNIX_EPOCH,
            body: Vec::new(),
            tags: None,
            format: String::new(),
        };
        for n in 0..=MAX_MESSAGES {
            messages.add_canceled(waiting(n));
        }
        assert!(messages.find("0").is_none());
        assert!(messages.find("1").is_some());
        let large = WaitingNotification {
            body: vec![0; MAX_BYTES - 2 * ENTRY_BYTES],
            ..waiting(99_999)
        };
        messages.add_canceled(large);
        assert!(messages.find("1").is_none());
        assert!(messages.find("99999").is_some());
    }
}
