//! When to try which address of a name, as RFC 8305 (section 5) has it. Pure:
//! it opens nothing, and time is what it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// The next attempt starts so long after the one before.
const BETWEEN_STARTS: Duration = Duration::from_millis(250);
/// Not even a call with little time left starts them faster, unless they fail.
const SHORTEST_BETWEEN_STARTS: Duration = Duration::from_millis(10);
/// So many attempts go on at a time; then the oldest makes room.
const MOST_UNDER_WAY: usize = 8;

/// Attempts to connect to the addresses of a name. `T` is what its user keeps of
/// an attempt under way.
#[derive(Debug)]
pub struct AttemptSchedule<T> {
    waiting: VecDeque<SocketAddr>,
    /// In the order of their start.
    under_way: Vec<(SocketAddr, T)>,
    /// When the next one may start; at once if there is none.
    next_start: Option<Instant>,
    end: Instant,
}

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Begin an attempt, and say so by [`AttemptSchedule::started`]. One that
    /// fails at once is not under way: just ask for the next step.
    Start(SocketAddr),
    /// The oldest attempt has made room: it is dropped, and counts as failed.
    GiveUp(SocketAddr),
    /// Wait until something happens, at most until then.
    Wait(Instant),
    /// Every attempt has failed.
    AllFailed,
    /// No time is left. Attempts may still be under way.
    TimeOver,
}

impl<T> AttemptSchedule<T> {
    /// One for `addresses`, in that order, which ends at `end`.
    pub fn new(addresses: &[SocketAddr], end: Instant) -> AttemptSchedule<T> {
        AttemptSchedule {
            waiting: addresses.iter().copied().collect(),
            under_way: Vec::new(),
            next_start: None,
            end,
        }
    }

    /// What to do at `now`.
    pub fn step(&mut self, now: Instant) -> Step {
        if now >= self.end {
            return Step::TimeOver;
        }
        let Some(&address) = self.waiting.front() else {
            return match self.under_way.is_empty() {
                true => Step::AllFailed,
                false => Step::Wait(self.end),
            };
        };
        if let Some(start) = self.next_start.filter(|start| now < *start) {
            return Step::Wait(start.min(self.end));
        }
        if self.under_way.len() == MOST_UNDER_WAY {
            return Step::GiveUp(self.under_way.remove(0).0);
        }
        self.waiting.pop_front();
        Step::Start(address)
    }

    /// An attempt has begun.
    pub fn started(&mut self, address: SocketAddr, attempt: T, now: Instant) {
        self.under_way.push((address, attempt));
        // Where little time is left, half of it is for the other addresses.
        let half = self.end.saturating_duration_since(now) / 2;
        let pause = half.clamp(SHORTEST_BETWEEN_STARTS, BETWEEN_STARTS);
        self.next_start = Some(now + pause);
    }

    /// The attempt at this place of [`AttemptSchedule::under_way`] has failed.
    pub fn failed(&mut self, place: usize) {
        self.under_way.remove(place);
        self.next_start = None;
    }

    /// The attempts that go on, oldest first.
    pub fn under_way(&self) -> &[(SocketAddr, T)] {
        &self.under_way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an address does with an attempt, in milliseconds after its start.
    #[derive(Clone, Copy, Debug)]
    enum Peer {
        /// The attempt fails before it is under way.
        FailsAtOnce,
        Refuses(u64),
        Connects(u64),
        Silent,
    }

    use Peer::{Connects, FailsAtOnce, Refuses, Silent};

    #[derive(Debug, Default)]
    struct Race {
        /// When each address that was tried was, in milliseconds.
        starts: Vec<u64>,
        /// When attempts failed.
        failures: Vec<u64>,
        /// Places of the addresses that were given up, and when.
        given_up: Vec<(usize, u64)>,
        most_under_way: usize,
        end: Option<Ending>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Ending {
        /// The address at this place, then.
        Won(usize, u64),
        AllFailed(u64),
        TimeOver(u64),
    }

    fn address(place: usize) -> SocketAddr {
        let port = u16::try_from(place).unwrap();
        SocketAddr::from(([192, 0, 2, 1], port))
    }

    fn place(address: SocketAddr) -> usize {
        usize::from(address.port())
    }

    /// Plays `peers` on a clock of its own.
    fn race(peers: &[Peer], limit_ms: u64) -> Race {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        // As poll() does it: a wait is over when its last millisecond is.
        let ms = |at: Instant| u64::try_from((at - begun).as_nanos().div_ceil(1_000_000)).unwrap();
        let addresses: Vec<SocketAddr> = (0..peers.len()).map(address).collect();
        // Kept of each attempt: when something happens to it, and is that good?
        let mut schedule = AttemptSchedule::<(Option<u64>, bool)>::new(&addresses, at(limit_ms));
        let mut race = Race::default();
        let mut now = 0;
        let end = loop {
            match schedule.step(at(now)) {
                Step::Start(address) => {
                    race.starts.push(now);
                    let event = match peers[place(address)] {
                        FailsAtOnce => {
                            race.failures.push(now);
                            continue;
                        }
                        Refuses(after) => (Some(now + after), false),
                        Connects(after) => (Some(now + after), true),
                        Silent => (None, false),
                    };
                    schedule.started(address, event, at(now));
                    race.most_under_way = race.most_under_way.max(schedule.under_way().len());
                }
                Step::GiveUp(address) => race.given_up.push((place(address), now)),
                Step::Wait(until) => {
                    assert!(until > at(now), "a wait for nothing: {race:?}");
                    let attempts = schedule.under_way().iter().enumerate();
                    let next = attempts
                        .filter_map(|(place, (_, (when, good)))| when.map(|w| (w, place, *good)))
                        .min();
                    now = ms(until);
                    if let Some((when, at, is_good)) = next
                        && when <= now
                    {
                        now = when;
                        if is_good {
                            break Ending::Won(place(schedule.under_way()[at].0), now);
                        }
                        race.failures.push(now);
                        schedule.failed(at);
                    }
                }
                Step::AllFailed => break Ending::AllFailed(now),
                Step::TimeOver => break Ending::TimeOver(now),
            }
        };
        race.end = Some(end);
        race
    }

    fn end(peers: &[Peer], limit_ms: u64) -> Ending {
        race(peers, limit_ms).end.unwrap()
    }

    #[test]
    fn the_next_starts_a_quarter_of_a_second_later_and_earlier_ones_go_on() {
        let four = race(&[Silent, Silent, Silent, Connects(20)], 10_000);
        assert_eq!(four.starts, [0, 250, 500, 750]);
        assert_eq!(four.end, Some(Ending::Won(3, 770)));
        // The first is slow and still first.
        assert_eq!(
            end(&[Connects(400), Silent, Connects(1)], 10_000),
            Ending::Won(0, 400)
        );
        // Nothing more starts once one has won.
        assert_eq!(race(&[Connects(250), Silent], 10_000).starts, [0]);
    }

    #[test]
    fn one_that_fails_starts_the_next_at_once() {
        let quick = race(&[FailsAtOnce, Refuses(10), Refuses(0), Connects(5)], 10_000);
        assert_eq!(quick.starts, [0, 0, 10, 10]);
        assert_eq!(quick.end, Some(Ending::Won(3, 15)));
        // Also an older one; the pause counts from the start that it caused.
        let older = race(&[Refuses(300), Silent, Silent, Connects(0)], 10_000);
        assert_eq!(older.starts, [0, 250, 300, 550]);
        assert_eq!(
            end(&[FailsAtOnce, Refuses(3)], 10_000),
            Ending::AllFailed(3)
        );
        assert_eq!(end(&[], 10_000), Ending::AllFailed(0));
    }

    #[test]
    fn eight_go_on_and_the_oldest_makes_room() {
        let mut peers = [Silent; 16];
        peers[15] = Connects(1);
        let sixteen = race(&peers, 10_000);
        assert_eq!(sixteen.most_under_way, 8);
        assert_eq!(sixteen.given_up.len(), 8);
        assert_eq!(sixteen.given_up[0], (0, 2_000));
        assert_eq!(sixteen.end, Some(Ending::Won(15, 3_751)));
    }

    #[test]
    fn the_end_is_kept_and_little_time_is_shared() {
        assert_eq!(end(&[Silent], 10_000), Ending::TimeOver(10_000));
        assert_eq!(end(&[Silent; 100], 3_000), Ending::TimeOver(3_000));
        assert_eq!(end(&[Connects(0)], 0), Ending::TimeOver(0));
        let little = race(&[Silent, Silent, Connects(20)], 200);
        assert_eq!(little.starts, [0, 100, 150]);
        assert_eq!(little.end, Some(Ending::Won(2, 170)));
        // No storm in the last moments.
        assert!(race(&[Silent; 64], 100).starts.len() <= 9);
    }

    /// What must hold whatever addresses do; each kind of end is met often.
    #[test]
    fn random_addresses_keep_to_the_rules() {
        let mut random = fastrand::Rng::with_seed(8305);
        let (mut won, mut lost, mut over, mut made_room) = (0, 0, 0, 0);
        for _ in 0..20_000 {
            let peers: Vec<Peer> = (0..random.usize(0..24))
                .map(|_| match random.u32(0..10) {
                    0..=2 => Silent,
                    3 => FailsAtOnce,
                    4 => Connects(random.u64(0..6_000)),
                    _ => Refuses(random.u64(0..3_000)),
                })
                .collect();
            let limit = random.u64(1..12_000);
            let race = race(&peers, limit);
            let case = format!("{peers:?} within {limit}: {race:?}");
            assert!(race.most_under_way <= 8, "{case}");
            for (place, start) in race.starts.iter().enumerate().skip(1) {
                let pause = start - race.starts[place - 1];
                let after_failure = race.failures.contains(start);
                let little = limit - race.starts[place - 1] < 500 && pause >= 10;
                assert!(pause == 250 || after_failure || little, "{case}");
            }
            // An attempt succeeds at this time, if it is let go on so long.
            let success = |place: usize, start: u64| match peers[place] {
                Connects(after) => {
                    let given_up = race.given_up.iter().find(|(which, _)| *which == place);
                    let at = start + after;
                    given_up.is_none_or(|(_, when)| at < *when).then_some(at)
                }
                _ => None,
            };
            let best = race.starts.iter().enumerate();
            let best = best
                .filter_map(|(place, start)| success(place, *start))
                .min();
            match race.end.unwrap() {
                Ending::Won(winner, at) => {
                    won += 1;
                    assert_eq!(best, Some(at), "{case}");
                    assert_eq!(success(winner, race.starts[winner]), Some(at), "{case}");
                    assert!(at <= limit, "{case}");
                }
                Ending::AllFailed(at) => {
                    lost += 1;
                    assert_eq!(race.starts.len(), peers.len(), "{case}");
                    assert_eq!(best, None, "{case}");
                    let gone = race.failures.len() + race.given_up.len();
                    assert_eq!(gone, peers.len(), "{case}");
                    assert!(at < limit, "{case}");
                }
                Ending::TimeOver(at) => {
                    over += 1;
                    assert_eq!(at, limit, "{case}");
                    assert!(best.is_none_or(|best| best >= limit), "{case}");
                }
            }
            made_room += usize::from(!race.given_up.is_empty());
        }
        for often in [won, lost, over, made_room] {
            assert!(often > 500, "{won} {lost} {over} {made_room}");
        }
    }
}
