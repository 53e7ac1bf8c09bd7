//! The time machine: the library and the local hub are told what time it is.
//! Tokens expire, wall clocks jump and are wrong, and 2038 and 2106 come and
//! go; deadlines go by another clock and are left alone.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::sys::clock::Clock;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::support;
use crate::support::raw_server::{CREATED, RawServer};
use crate::support::{LocalHub, failure, header, send_to, send_with};

const START: u64 = 1_800_000_000;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
/// A token lives for an hour, and is replaced when a fifth of it is left.
const LIFETIME: u64 = HOUR;
const LEAST_LEFT: u64 = LIFETIME / 5;

/// A wall clock that says what it is told to.
#[derive(Debug)]
struct SetClock(AtomicU64);

impl Clock for SetClock {
    fn unix_time(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

/// A hub and the library, each with a clock of its own.
struct TimeMachine {
    service: LocalHub,
    clock: Arc<SetClock>,
    hub: Hub,
}

/// A send, and what the service saw of its last request.
struct Sent {
    outcome: Outcome,
    /// When its token expires.
    expiry: u64,
}

impl TimeMachine {
    fn new() -> TimeMachine {
        let service = LocalHub::start();
        let clock = Arc::new(SetClock(AtomicU64::new(START)));
        let hub = open(&service, &clock);
        let machine = TimeMachine {
            service,
            clock,
            hub,
        };
        machine.go(START);
        machine
    }

    /// Both clocks.
    fn go(&self, time: u64) {
        self.set_client(time);
        let at = OffsetDateTime::from_unix_timestamp(time as i64).unwrap();
        let (year, month, day) = at.to_calendar_date();
        let (hour, minute, second) = at.time().as_hms();
        let month = u8::from(month);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        let setting = json!({"set": text, "frozen": true});
        self.service.set("clock", &setting);
    }

    /// The client's clock alone.
    fn set_client(&self, time: u64) {
        self.clock.0.store(time, Ordering::SeqCst);
    }

    fn send(&self) -> Sent {
        let outcome = send_to(&self.hub, &Target::tag("all").unwrap());
        let request = self.service.last_send();
        Sent {
            outcome,
            expiry: expiry(&request),
        }
    }

    /// A send at `time` by both clocks that is accepted, with a token that is
    /// neither near its end nor from another time; gives when it expires.
    fn sends_at(&self, time: u64) -> u64 {
        self.go(time);
        let sent = self.send();
        assert_eq!(sent.outcome.verdict, Verdict::Accepted, "at {time}");
        assert_eq!(sent.outcome.attempts, 1, "at {time}");
        let good = time + LEAST_LEFT..=time + LIFETIME;
        assert!(good.contains(&sent.expiry), "at {time}: {}", sent.expiry);
        sent.expiry
    }
}

/// A hub with this clock.
fn open(service: &LocalHub, clock: &Arc<SetClock>) -> Hub {
    let mut options = service.options();
    options.set_clock(clock.clone());
    service.open(options)
}

/// `se` of the token in a recorded request.
fn expiry(request: &Value) -> u64 {
    let token = header(request, "Authorization").unwrap();
    let (_, rest) = token.split_once("&se=").unwrap();
    rest.split('&').next().unwrap().parse().unwrap()
}

#[test]
fn tokens_are_replaced_before_they_expire_and_not_earlier() {
    let machine = TimeMachine::new();
    // A day in steps of ten minutes: a token is replaced when it is 48 minutes
    // old, so at every fifth step.
    let steps = DAY / 600;
    let tokens: HashSet<u64> = (0..steps)
        .map(|step| machine.sends_at(START + step * 600))
        .collect();
    assert_eq!(tokens.len() as u64, steps.div_ceil(5));
    // To the second.
    let start = START + 2 * DAY;
    let first = machine.sends_at(start);
    let old = LIFETIME - LEAST_LEFT;
    assert_eq!(machine.sends_at(start + old - 1), first);
    assert_eq!(machine.sends_at(start + old), start + old + LIFETIME);
}

#[test]
fn clocks_that_jump_together_leave_no_token_of_another_time() {
    let machine = TimeMachine::new();
    let mut time = START;
    for jump in [1, -1, -1, 1, 30, -60, 365, -1].map(|days| days * DAY as i64) {
        time = time.checked_add_signed(jump).unwrap();
        assert_eq!(machine.sends_at(time), time + LIFETIME);
    }
    // Small jumps, as a time server makes them, cost a token at most.
    for jump in [-600, 300, -1, 1, -2000, 1800] {
        time = time.checked_add_signed(jump).unwrap();
        machine.sends_at(time);
    }
}

#[test]
fn a_wrong_clock_is_made_up_for_and_forgotten_when_it_is_right_again() {
    let machine = TimeMachine::new();
    for wrong in [START - DAY, START + DAY, 0, 1 << 31, 1 << 32] {
        machine.set_client(wrong);
        let sent = machine.send();
        assert_eq!(sent.outcome.verdict, Verdict::Accepted, "{wrong}");
        // A token that is expired already is made again, by the service's clock.
        let attempts = if wrong < START { 2 } else { 1 };
        assert_eq!(sent.outcome.attempts, attempts, "{wrong}");
        assert_eq!(machine.sends_at(START), START + LIFETIME, "after {wrong}");
    }
}

/// A service of which each answer has a date of its own, and which refuses the first
/// `refused` requests.
fn dated(dates: &'static [Option<u64>], refused: usize) -> RawServer {
    let count = AtomicUsize::new(0);
    RawServer::start(move |_, mut stream| {
        use std::io::Write as _;
        while support::raw_server::read_request(&mut stream).is_some() {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let date = match dates[number.min(dates.len() - 1)] {
                Some(time) => {
                    let time = std::time::UNIX_EPOCH + Duration::from_secs(time);
                    format!("Date: {}\r\n", httpdate::fmt_http_date(time))
                }
                None => String::new(),
            };
            let answer = match number < refused {
                true => format!("HTTP/1.1 401 No\r\n{date}Content-Length: 0\r\n\r\n"),
                false => CREATED.replace("\r\n\r\n", &format!("\r\n{}\r\n", date)),
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
    })
}

/// When the hub's tokens expire after `sends` sends to a service like that.
fn expiry_after(dates: &'static [Option<u64>], refused: usize, sends: usize) -> u64 {
    let server = dated(dates, refused);
    let mut options = HubOptions::default();
    options.set_clock(Arc::new(SetClock(AtomicU64::new(START))));
    let hub = server.open(options);
    for _ in 0..sends {
        send_to(&hub, &Target::broadcast());
    }
    let token = hub.sas_token(None, Duration::from_secs(LIFETIME)).unwrap();
    token.expires_at
}

#[test]
fn no_service_makes_tokens_live_longer_than_the_time_that_it_can_have() {
    const YEAR: u64 = 366 * DAY;
    let right = START + LIFETIME;
    // 9999, 2126 and 1970, with right dates afterwards, with none, and for ever.
    for wild in [253_402_300_799, START + 100 * YEAR, 0, START - 10 * YEAR] {
        let dates: &[Option<u64>] = vec![Some(wild), Some(START)].leak();
        assert_eq!(expiry_after(dates, 1, 3), right, "{wild}");
        let dates: &[Option<u64>] = vec![Some(wild), None].leak();
        assert_eq!(expiry_after(dates, 1, 3), right, "{wild}");
        let dates: &[Option<u64>] = vec![Some(wild)].leak();
        assert_eq!(expiry_after(dates, 1, 3), right, "{wild}");
        assert_eq!(expiry_after(dates, 0, 3), right, "{wild}");
    }
    // Possible, and true as far as anybody can tell.
    let later = START + 5 * YEAR;
    let dates: &[Option<u64>] = vec![Some(later)].leak();
    assert_eq!(expiry_after(dates, 1, 1), later + LIFETIME);
    // Never from an answer that refused nothing.
    assert_eq!(expiry_after(dates, 0, 3), right);
    // Refused all the same, so this was not the reason.
    assert_eq!(expiry_after(dates, 2, 1), right);
    // Another answer says something else.
    let dates: &[Option<u64>] = vec![Some(later), Some(START)].leak();
    assert_eq!(expiry_after(dates, 1, 1), right);
}

#[test]
fn a_day_in_2038_2106_and_2200_is_like_any_other() {
    let machine = TimeMachine::new();
    const YEAR: u64 = 366 * DAY;
    // The last second of 31 and of 32 bits, and a later one.
    for last in [(1 << 31) - 1, (1 << 32) - 1, 7_258_118_399] {
        let mut tokens = HashSet::new();
        for time in [last - LIFETIME, last - 1, last, last + 1, last + LIFETIME] {
            tokens.insert(machine.sends_at(time));
        }
        assert_eq!(tokens.len(), 3);
        machine.go(last);
        let token = machine
            .hub
            .sas_token(None, Duration::from_secs(YEAR))
            .unwrap();
        assert_eq!(token.expires_at, last + YEAR);
        assert_eq!(machine.sends_at(last + DAY), last + DAY + LIFETIME);
    }
}

/// A wall clock that is a day ahead or behind, or far away, each time that it
/// is asked.
#[derive(Debug, Default)]
struct JumpingClock(AtomicUsize);

impl Clock for JumpingClock {
    fn unix_time(&self) -> Duration {
        let times = [START, START - DAY, START + DAY, 1 << 32, 0];
        let asked = self.0.fetch_add(1, Ordering::SeqCst);
        Duration::from_secs(times[asked % times.len()])
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

fn jumping() -> (HubOptions, Arc<JumpingClock>) {
    let clock = Arc::<JumpingClock>::default();
    let mut options = HubOptions::default();
    options.set_clock(clock.clone());
    (options, clock)
}

#[test]
fn a_jump_of_the_wall_clock_moves_no_deadline() {
    // No answer ever comes: only its deadline ends this call.
    let silent =
        RawServer::start(
            |_, mut stream| {
                while support::raw_server::read_request(&mut stream).is_some() {}
            },
        );
    let (options, clock) = jumping();
    let hub = silent.open(options);
    let target = Target::tag("all").unwrap();
    let mut short = CallOptions::default();
    short.set_timeout_ms(200).unwrap();
    for _ in 0..5 {
        let outcome = send_with(&hub, &target, &short);
        assert_eq!(failure(&outcome).status, Status::Timeout);
        assert_eq!(outcome.verdict, Verdict::Unknown);
    }
    assert!(clock.0.load(Ordering::SeqCst) >= 5);

    // An answer that comes in time is in time, and so are repetitions, and
    // connections do not age by that clock.
    let throttling = RawServer::start(|_, mut stream| {
        use std::io::Write as _;
        let throttled = "HTTP/1.1 429 No\r\nretry-after-ms: 20\r\nContent-Length: 0\r\n\r\n";
        for answer in [throttled, CREATED].iter().cycle() {
            if support::raw_server::read_request(&mut stream).is_none() {
                return;
            }
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let hub = throttling.open(jumping().0);
    for _ in 0..5 {
        let outcome = send_to(&hub, &target);
        assert_eq!((outcome.verdict, outcome.attempts), (Verdict::Accepted, 2));
    }
    assert_eq!(throttling.connections(), 1);
}

#[test]
fn a_date_to_retry_after_is_read_by_the_services_clock() {
    let machine = TimeMachine::new();
    let rule = json!([{"kind": "status", "status": 429, "retry_after_date_s": 40}]);
    machine.service.set("faults", &rule);
    let mut once = CallOptions::default();
    once.set_max_attempts(1).unwrap();
    for client in [START, START - DAY, START + DAY, 0, 1 << 32] {
        machine.set_client(client);
        // A hub each time: what it was told before is not to matter.
        let hub = open(&machine.service, &machine.clock);
        let outcome = send_with(&hub, &Target::tag("all").unwrap(), &once);
        let wait = failure(&outcome).retry_after;
        assert_eq!(wait, Some(Duration::from_secs(40)), "at {client}");
    }
}
