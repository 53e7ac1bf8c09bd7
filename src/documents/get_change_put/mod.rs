//! Nothing is lost between a reading and a writing: random documents of the shapes
//! that the service answers with are read, changed in one member, and written. What
//! is written is compared with the document, which another hand changed likewise.

mod installations;
mod registrations;

use std::collections::BTreeMap;

const DOCUMENTS: usize = 6000;
/// A change that is made less often says little.
const LEAST: usize = 50;

/// Random numbers, and what is made of them.
struct Random(fastrand::Rng);

impl Random {
    /// The same numbers in each run, unless NH_SEED asks for others.
    fn new() -> Random {
        let seed = std::env::var("NH_SEED").ok();
        let seed = seed.and_then(|text| text.parse().ok()).unwrap_or(14);
        println!("NH_SEED={seed}");
        Random(fastrand::Rng::with_seed(seed))
    }

    fn one_of<T>(&mut self, all: &[T]) -> usize {
        self.0.usize(..all.len())
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.0.usize(..many) == 0
    }

    /// Text as devices have it, with what needs care in JSON and XML.
    fn text(&mut self) -> String {
        let parts = [
            "a",
            "B7",
            "<&>\"'",
            "\u{e9}\u{1f600}",
            "]]>",
            " x",
            "$(n)",
            "{'q' + $(m)}",
        ];
        (0..=self.0.usize(..3))
            .map(|_| parts[self.one_of(&parts)])
            .collect()
    }

    fn tags(&mut self) -> Vec<String> {
        let tags = [
            "news",
            "My Template",
            "Caf\u{e9}",
            "$UserId:{u}",
            "a:b#c",
            "two",
        ];
        let all = tags.iter().filter(|_| !self.one_in(3));
        all.map(|tag| (*tag).to_owned()).collect()
    }
}

/// How often each change was made: where there was nothing to change it does not count.
#[derive(Default)]
struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    fn are_enough(&self, changes: usize) {
        println!("{:?}", self.0);
        assert_eq!(self.0.len(), changes);
        for (change, count) in &self.0 {
            assert!(*count >= LEAST, "{change} was made {count} times");
        }
    }
}
