//! How much of an answer is on its way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// How much of an answer was handed to the system, or is about to be: a client that has it all never
/// finds less in the log.
#[derive(Default)]
pub struct Progress(AtomicU8);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerSent {
    None,
    /// Not even the whole head.
    PartOfHead,
    Head,
    Whole,
}

impl Progress {
    pub fn whole() -> Arc<Progress> {
        Arc::new(Progress(AtomicU8::new(AnswerSent::Whole as u8)))
    }

    pub fn reach(&self, sent: AnswerSent) {
        self.0.fetch_max(sent as u8, Ordering::AcqRel);
    }

    pub fn get(&self) -> AnswerSent {
        match self.0.load(Ordering::Acquire) {
            0 => AnswerSent::None,
            1 => AnswerSent::PartOfHead,
            2 => AnswerSent::Head,
            _ => AnswerSent::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_back() {
        let progress = Progress::default();
        assert_eq!(progress.get(), AnswerSent::None);
        for (reach, then) in [
            (AnswerSent::Head, AnswerSent::Head),
            (AnswerSent::PartOfHead, AnswerSent::Head),
            (AnswerSent::Whole, AnswerSent::Whole),
        ] {
            progress.reach(reach);
            assert_eq!(progress.get(), then);
        }
        assert_eq!(Progress::whole().get(), AnswerSent::Whole);
    }
}
