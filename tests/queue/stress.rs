//! Many sends through queues that are cancelled, closed and dropped at random:
//! each that was accepted has exactly one outcome, and the server agrees with
//! every verdict.
//!
//! NH_QUEUE_SENDS is how many (`tests/long queue` has the full form).

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::queue::Queue;
use notification_hubs::sys::cancel::Cancel;

use crate::support::queues::{LONG, hand_in_with, queue};
use crate::support::raw_server::{CREATED, RawServer, read_request};

/// Sends of a queue; the next one is made anew.
const ROUND: usize = 1000;
const THREADS: usize = 2;

/// What the server did with a send: nothing yet, or one of these.
const TOOK: u8 = 1;
const REFUSED: u8 = 2;
const HUNG_UP: u8 = 3;

/// By number of the send.
type Marks = Arc<Vec<AtomicU8>>;

fn marks(count: usize) -> Marks {
    Arc::new((0..count).map(|_| AtomicU8::new(0)).collect())
}

/// The number that a send carries as its tracking id.
fn number_of(request: &str) -> usize {
    let (_, rest) = request.split_once("send-").unwrap();
    rest.split('-').next().unwrap().parse().unwrap()
}

/// Takes most sends, some of them late, refuses some and hangs up on some.
fn server(fates: &Marks) -> RawServer {
    let fates = Arc::clone(fates);
    RawServer::start(move |_, mut stream| {
        while let Some(request) = read_request(&mut stream) {
            let number = number_of(&request);
            let (fate, answer) = match number % 20 {
                0 => (REFUSED, "HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n"),
                1 => (HUNG_UP, ""),
                _ => (TOOK, CREATED),
            };
            if number.is_multiple_of(7) {
                thread::sleep(Duration::from_millis(3));
            }
            let before = fates[number].swap(fate, Ordering::SeqCst);
            assert_eq!(before, 0, "send {number} came twice");
            if answer.is_empty() || stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    })
}

#[derive(Debug, Default)]
struct Counts {
    submitted: AtomicUsize,
    accepted: AtomicUsize,
    refused: AtomicUsize,
    unknown: AtomicUsize,
    /// Never begun: closed, cancelled, or no turn in time.
    handed_back: AtomicUsize,
}

/// What the threads of a round share.
struct Round {
    queue: Queue,
    hubs: [Arc<Hub>; 2],
    cancels: Vec<Arc<Cancel>>,
    fates: Marks,
    outcomes: Marks,
    submitted: Marks,
    /// Threads that have handed in all that they have.
    done: AtomicUsize,
}

impl Round {
    fn new(random: &mut fastrand::Rng) -> Round {
        let fates = marks(ROUND);
        let hubs = [(); 2].map(|()| {
            let server = server(&fates);
            Arc::new(server.open(HubOptions::default()))
        });
        let concurrency = random.u32(1..8);
        let capacity = random.u32(1..200);
        Round {
            queue: queue(|options| {
                options.set_concurrency(concurrency).unwrap();
                options.set_capacity(capacity).unwrap();
                options.set_full_wait_ms(60_000).unwrap();
            }),
            hubs,
            cancels: (0..8).map(|_| Arc::default()).collect(),
            fates,
            outcomes: marks(ROUND),
            submitted: marks(ROUND),
            done: AtomicUsize::new(0),
        }
    }

    /// Every number from `first` on that this thread has.
    fn submit(&self, first: usize, mut random: fastrand::Rng) {
        for number in (first..ROUND).step_by(THREADS) {
            let mut options = CallOptions::default();
            options.set_tracking_id(&format!("send-{number}-")).unwrap();
            if random.u8(..) < 50 {
                let cancel = &self.cancels[random.usize(..self.cancels.len())];
                options.set_cancel(Arc::clone(cancel));
            }
            if random.u8(..) < 20 {
                options.set_timeout_ms(random.u32(1..20)).unwrap();
            }
            let hub = &self.hubs[usize::from(random.u8(..) < 60)];
            match hand_in_with(&self.queue, hub, &options, number) {
                Ok(()) => self.submitted[number].store(1, Ordering::SeqCst),
                Err(error) => assert_eq!(error.status, Status::Closed, "{error}"),
            }
        }
        self.done.fetch_add(1, Ordering::SeqCst);
    }

    /// Takes outcomes until there can be none.
    fn take(&self, counts: &Counts) {
        loop {
            match self.queue.next(LONG) {
                Ok((number, outcome)) => self.judge(number, &outcome, counts),
                Err(error) => {
                    assert_eq!(error.status, Status::Closed, "{error}");
                    return;
                }
            }
        }
    }

    fn judge(&self, number: usize, outcome: &Outcome, counts: &Counts) {
        let before = self.outcomes[number].fetch_add(1, Ordering::SeqCst);
        assert_eq!(before, 0, "a second outcome of {number}: {outcome:?}");
        let fate = self.fates[number].load(Ordering::SeqCst);
        let (count, is_true) = match outcome.verdict {
            Verdict::Accepted => (&counts.accepted, fate == TOOK),
            Verdict::Unknown => (&counts.unknown, true),
            Verdict::NotAccepted if outcome.attempts == 0 => (&counts.handed_back, fate == 0),
            Verdict::NotAccepted => (&counts.refused, [0, REFUSED].contains(&fate)),
        };
        count.fetch_add(1, Ordering::SeqCst);
        assert!(is_true, "{number} has the fate {fate}: {outcome:?}");
    }

    /// Cancels some, closes a hub and the queue, each at its own time.
    fn disturb(&self, mut random: fastrand::Rng) {
        let mut pause = || {
            let until = random.usize(..ROUND / 4);
            while self.queue.pending() > 0 && self.taken() < until {
                thread::yield_now();
            }
        };
        for cancel in self.cancels.iter().take(4) {
            pause();
            cancel.cancel();
        }
        pause();
        self.hubs[1].close(LONG).unwrap();
        let until = random.usize(ROUND / 2..ROUND * 2);
        // Sends through the closed hub are not taken: there may be fewer.
        let is_over = || self.done.load(Ordering::SeqCst) == THREADS && self.queue.pending() == 0;
        while self.taken() < until.min(ROUND) && !is_over() {
            thread::yield_now();
        }
        let _ = self.queue.close(Duration::from_millis(random.u64(..50)));
    }

    fn taken(&self) -> usize {
        let taken = self.outcomes.iter();
        taken
            .filter(|mark| mark.load(Ordering::Relaxed) > 0)
            .count()
    }
}

fn round(seed: u64, counts: &Counts) {
    let mut random = fastrand::Rng::with_seed(seed);
    let round = Round::new(&mut random);
    thread::scope(|scope| {
        for first in 0..THREADS {
            let random = random.fork();
            let round = &round;
            scope.spawn(move || round.submit(first, random));
            scope.spawn(move || round.take(counts));
        }
        round.disturb(random.fork());
    });
    assert_eq!(round.queue.pending(), 0);
    for number in 0..ROUND {
        let submitted = round.submitted[number].load(Ordering::SeqCst);
        let outcomes = round.outcomes[number].load(Ordering::SeqCst);
        assert_eq!(outcomes, submitted, "outcomes of send {number}");
        counts
            .submitted
            .fetch_add(submitted.into(), Ordering::SeqCst);
    }
}

#[test]
fn every_send_has_one_true_outcome_whatever_happens() {
    let sends = std::env::var("NH_QUEUE_SENDS").map_or(5000, |text| text.parse().unwrap());
    let counts = Counts::default();
    for seed in 0..sends / ROUND as u64 {
        round(seed, &counts);
    }
    println!("{counts:?}");
    let of = |count: &AtomicUsize| count.load(Ordering::SeqCst);
    let ended = [
        &counts.accepted,
        &counts.refused,
        &counts.unknown,
        &counts.handed_back,
    ];
    assert_eq!(of(&counts.submitted), ended.map(of).iter().sum::<usize>());
    assert!(ended.iter().all(|count| of(count) > 0), "{counts:?}");
}
