//! The addresses of a name, in the order in which to try them. Pure.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long an address that failed is tried after the others.
const REMEMBERED: Duration = Duration::from_secs(5 * 60);
/// More addresses than that are not tried, and more failures not remembered: as
/// many as a minute and more of attempts could start.
const MOST: usize = 64;

/// What is known of a name's addresses.
#[derive(Debug, Default)]
pub struct KnownAddresses {
    /// Those of the last good answer, in its order, each once.
    found: Vec<SocketAddr>,
    /// Those that failed last time, oldest failure first. They outlive an
    /// answer: the next one may name them again.
    failed: Vec<(SocketAddr, Instant)>,
}

impl KnownAddresses {
    /// An answer came, in the order that the system prefers.
    pub fn found(&mut self, answer: impl IntoIterator<Item = SocketAddr>) {
        self.found.clear();
        for address in answer {
            if self.found.len() < MOST && !self.found.contains(&address) {
                self.found.push(address);
            }
        }
    }

    /// Is none known?
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them: the families take turns, beginning with that of the system's
    /// first choice (RFC 8305, section 4); those that failed come last.
    pub fn in_order(&self, now: Instant) -> Vec<SocketAddr> {
        let is_good = |address: &SocketAddr| !self.has_failed(*address, now);
        let mut ordered = families_in_turn(self.found.iter().copied().filter(is_good).collect());
        let failed = self.failed.iter().map(|(address, _)| *address);
        let is_left =
            |address: &SocketAddr| self.found.contains(address) && !ordered.contains(address);
        let failed: Vec<SocketAddr> = failed.filter(is_left).collect();
        ordered.extend(failed);
        ordered
    }

    /// Have all of them failed?
    pub fn have_all_failed(&self, now: Instant) -> bool {
        self.found.iter().all(|one| self.has_failed(*one, now))
    }

    /// This one did.
    pub fn failed(&mut self, address: SocketAddr, now: Instant) {
        self.worked(address);
        self.failed.retain(|(_, at)| is_remembered(*at, now));
        if self.failed.len() == MOST {
            self.failed.remove(0);
        }
        self.failed.push((address, now));
    }

    /// This one connected.
    pub fn worked(&mut self, address: SocketAddr) {
        self.failed.retain(|(failed, _)| *failed != address);
    }

    fn has_failed(&self, address: SocketAddr, now: Instant) -> bool {
        let mut failed = self.failed.iter();
        failed.any(|(failed, at)| *failed == address && is_remembered(*at, now))
    }
}

fn families_in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let begins_with_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (first, second): (Vec<SocketAddr>, Vec<SocketAddr>) = addresses
        .into_iter()
        .partition(|one| one.is_ipv4() == begins_with_v4);
    let turns = 0..first.len().max(second.len());
    turns
        .flat_map(|turn| [first.get(turn), second.get(turn)])
        .flatten()
        .copied()
        .collect()
}

fn is_remembered(failed_at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(failed_at) < REMEMBERED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        let ip = text.parse().unwrap();
        SocketAddr::new(ip, 443)
    }

    fn known(addresses: &[&str]) -> KnownAddresses {
        let mut known = KnownAddresses::default();
        known.found(addresses.iter().map(|text| address(text)));
        known
    }

    fn order(known: &KnownAddresses, now: Instant) -> Vec<String> {
        let order = known.in_order(now).into_iter();
        order.map(|address| address.ip().to_string()).collect()
    }

    #[test]
    fn families_take_turns_and_the_systems_first_choice_begins() {
        let now = Instant::now();
        for (found, expected) in [
            (
                "a::1 a::2 a::3 10.0.0.1 10.0.0.2",
                "a::1 10.0.0.1 a::2 10.0.0.2 a::3",
            ),
            ("10.0.0.1 10.0.0.2 a::1", "10.0.0.1 a::1 10.0.0.2"),
            ("10.0.0.1 a::1 a::2 a::3", "10.0.0.1 a::1 a::2 a::3"),
            ("10.0.0.2 10.0.0.1", "10.0.0.2 10.0.0.1"),
            ("a::1 10.0.0.1 a::1 10.0.0.1", "a::1 10.0.0.1"),
            ("", ""),
        ] {
            let known = known(&found.split_whitespace().collect::<Vec<_>>());
            assert_eq!(order(&known, now).join(" "), expected, "{found}");
        }
    }

    #[test]
    fn what_failed_comes_last_for_five_minutes_and_hides_nothing() {
        let begun = Instant::now();
        let mut known = known(&["10.0.0.1", "10.0.0.2", "a::1"]);
        known.failed(address("10.0.0.1"), begun);
        assert_eq!(order(&known, begun), ["10.0.0.2", "a::1", "10.0.0.1"]);
        assert!(!known.have_all_failed(begun));
        // The one whose failure is longest ago is the first of them.
        let later = begun + Duration::from_secs(1);
        known.failed(address("a::1"), later);
        known.failed(address("10.0.0.2"), later);
        assert_eq!(order(&known, later), ["10.0.0.1", "a::1", "10.0.0.2"]);
        assert!(known.have_all_failed(later));
        known.failed(address("10.0.0.1"), later);
        assert_eq!(order(&known, later), ["a::1", "10.0.0.2", "10.0.0.1"]);
        // A new answer with them changes nothing, one that worked is as before.
        known.found(["10.0.0.1", "10.0.0.2"].map(address));
        assert_eq!(order(&known, later), ["10.0.0.2", "10.0.0.1"]);
        known.worked(address("10.0.0.1"));
        assert_eq!(order(&known, later), ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(known.failed.len(), 2);
        let forgotten = later + REMEMBERED;
        assert!(!known.have_all_failed(forgotten));
        assert_eq!(order(&known, forgotten), ["10.0.0.1", "10.0.0.2"]);
    }

    #[test]
    fn the_only_address_is_tried_however_often_it_failed() {
        let now = Instant::now();
        let mut known = known(&["10.0.0.1"]);
        for _ in 0..3 {
            known.failed(address("10.0.0.1"), now);
            assert_eq!(order(&known, now), ["10.0.0.1"]);
        }
        assert_eq!(known.failed.len(), 1);
    }

    #[test]
    fn endless_answers_are_cut_and_endless_failures_forgotten() {
        let now = Instant::now();
        let mut known = KnownAddresses::default();
        let many = |from: u32| {
            (from..from + 1000).map(|ip| SocketAddr::new(std::net::Ipv4Addr::from(ip).into(), 443))
        };
        known.found(many(1 << 24));
        assert_eq!(known.in_order(now).len(), MOST);
        for address in many(1 << 24) {
            known.failed(address, now);
        }
        assert_eq!(known.failed.len(), MOST);
        assert_eq!(known.in_order(now).len(), MOST);
    }
}
