//! Names with several addresses, some of them dead, in a network of the test's own.
//! Times are printed and never judged; src/transport/attempt_schedule.rs has a model
//! of them.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use notification_hubs::error::Status;
use notification_hubs::hub::Hub;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;
use notification_hubs::sys::clock::Clock;

use crate::support::names::{Manner, names};
use crate::support::namespace::{inside, run_inside};
use crate::support::ports::FullListener;
use crate::support::queues::{hand_in_with, next, one_at_a_time};
use crate::support::raw_server::{KEY, RawServer, read_request};
use crate::support::{failure, send_with};

/// Of all servers here: the addresses of a name share it.
const PORT: u16 = 8080;
/// The system puts it behind 127.0.0.2 and its neighbours, which look more like
/// the source of the connection.
const LAST: &str = "127.64.0.1";
/// A test fails, and does not hang, if what must happen never does.
const PATIENCE: Duration = Duration::from_secs(60);
/// Attempts that may go on at a time.
const MOST: usize = 8;

/// Runs `body`, which is all of the test of this name, in a network of its own.
fn in_namespace(test: &str, body: impl FnOnce()) {
    match inside() {
        Some(_) => body(),
        None => {
            run_inside(&format!("addresses::{test}"));
        }
    }
}

fn at(ip: &str) -> SocketAddr {
    SocketAddr::new(ip.parse().unwrap(), PORT)
}

/// A server at this address that accepts one send on each connection.
fn server(ip: &str) -> RawServer {
    RawServer::serve(TcpListener::bind(at(ip)).unwrap(), |_, mut stream| {
        if read_request(&mut stream).is_some() {
            let _ = stream.write_all(CREATED_AND_CLOSED.as_bytes());
        }
    })
}

const CREATED_AND_CLOSED: &str =
    "HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

fn silent(count: u8) -> Vec<(String, FullListener)> {
    (2..2 + count)
        .map(|number| format!("127.0.0.{number}"))
        .map(|ip| (ip.clone(), FullListener::at(at(&ip))))
        .collect()
}

fn manner(addresses: &[&str]) -> Manner {
    let addresses = addresses.iter().map(|ip| ip.parse::<IpAddr>().unwrap());
    Manner::At(addresses.collect())
}

/// Its monotonic clock runs, and jumps when told to.
#[derive(Debug, Default)]
struct JumpingClock(AtomicU64);

impl JumpingClock {
    fn jump(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for JumpingClock {
    fn unix_time(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
    }

    fn now(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A hub with a name of its own, which has these addresses.
struct Named {
    name: String,
    hub: Arc<Hub>,
    clock: Arc<JumpingClock>,
}

impl Named {
    fn new(addresses: &[&str]) -> Named {
        let name = names().add(manner(addresses));
        let clock = Arc::new(JumpingClock::default());
        let mut options = HubOptions::default();
        options.set_clock(clock.clone());
        options.set_retry(Retry::Never as i32).unwrap();
        options.set_timeout_ms(600_000).unwrap();
        options.set_connect_timeout_ms(600_000).unwrap();
        let text = format!(
            "Endpoint=http://{name}:{PORT}/;SharedAccessKeyName=P;SharedAccessKey={KEY};UseDevelopmentEmulator=true"
        );
        let hub = Hub::new(&text, Some("demo"), options).unwrap();
        Named {
            name,
            hub: Arc::new(hub),
            clock,
        }
    }

    fn send(&self) -> Outcome {
        send_with(&self.hub, &Target::broadcast(), &CallOptions::default())
    }

    /// One that must be accepted.
    fn sends(&self) {
        let outcome = self.send();
        assert_eq!(outcome.verdict, Verdict::Accepted, "{:?}", outcome.error);
    }
}

#[test]
fn dead_addresses_before_a_good_one_cost_little() {
    in_namespace("dead_addresses_before_a_good_one_cost_little", || {
        let good = server(LAST);
        let _silent = silent(15);
        let _silent_v6 = FullListener::at(at("::1"));
        // Nobody listens at 127.0.1.x.
        let fifteen: Vec<String> = (2..17).map(|number| format!("127.0.0.{number}")).collect();
        let fifteen: Vec<&str> = fifteen.iter().map(String::as_str).collect();
        println!("| dead addresses before a good one | ms |");
        println!("|---|---:|");
        for (what, dead) in [
            ("none", &[][..]),
            ("three refuse", &["127.0.1.2", "127.0.1.3", "127.0.1.4"]),
            ("one is silent", &fifteen[..1]),
            ("one of IPv6 is silent", &["::1"]),
            ("three are silent", &fifteen[..3]),
            (
                "of both kinds",
                &["::1", "127.0.1.2", "127.0.0.2", "127.0.1.3"],
            ),
            ("fifteen are silent", &fifteen[..]),
        ] {
            let hub = Named::new(&[dead, &[LAST]].concat());
            let order = (hub.name.as_str(), PORT).to_socket_addrs().unwrap();
            assert_eq!(order.last(), Some(at(LAST)), "{what}: it proves nothing");
            let (before, begun) = (good.connections(), Instant::now());
            hub.sends();
            println!("| {what} | {} |", begun.elapsed().as_millis());
            assert_eq!(good.connections(), before + 1, "{what}");
        }
    });
}

/// Sockets of this network that are connecting: in state 2, SYN_SENT.
fn connecting() -> usize {
    let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap();
    let states = table
        .lines()
        .filter_map(|line| line.split_whitespace().nth(3));
    states.filter(|state| *state == "02").count()
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Waits until `condition` holds.
fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn what_ends_a_call_ends_all_its_attempts_and_leaves_no_descriptor() {
    in_namespace(
        "what_ends_a_call_ends_all_its_attempts_and_leaves_no_descriptor",
        || {
            let silent = silent(12);
            let ips: Vec<&str> = silent.iter().map(|(ip, _)| ip.as_str()).collect();
            let _ = names();
            let (before, idle) = (descriptors(), connecting());
            for (what, status) in [
                ("cancel", Status::Cancelled),
                ("close of the hub", Status::Closed),
                ("close of the queue", Status::Closed),
                ("deadline", Status::Timeout),
            ] {
                // Where all have begun, nothing but their sockets can wake the call.
                let several = if what == "deadline" { ips.len() } else { 4 };
                let hub = Named::new(&ips[..several]);
                let queue = one_at_a_time();
                let cancel = Arc::new(Cancel::default());
                let mut options = CallOptions::default();
                options.set_cancel(Arc::clone(&cancel));
                if what == "deadline" {
                    options.set_timeout_ms(5_000).unwrap();
                }
                let mut most = 0;
                let mut sees = |count: usize| {
                    // The table is read piece by piece: while one attempt makes room for
                    // the next it may show both, though not twice.
                    most = most.max(connecting().min(connecting()) - idle);
                    most >= count
                };
                let (done, ended) = mpsc::channel();
                let outcome = thread::scope(|scope| {
                    if what == "close of the queue" {
                        hand_in_with(&queue, &hub.hub, &options, 0).unwrap();
                    } else {
                        scope.spawn(|| {
                            let outcome = send_with(&hub.hub, &Target::broadcast(), &options);
                            done.send(outcome).unwrap();
                        });
                    }
                    until("several attempts go on", || sees(several.min(MOST)));
                    match what {
                        "cancel" => cancel.cancel(),
                        "close of the hub" => hub.hub.close(PATIENCE).unwrap(),
                        "close of the queue" => {
                            queue.close(Duration::ZERO).unwrap_err();
                            return next(&queue).1;
                        }
                        _ => {
                            let mut outcome = None;
                            until("its time is over", || {
                                sees(0);
                                outcome = ended.try_recv().ok();
                                outcome.is_some()
                            });
                            return outcome.unwrap();
                        }
                    }
                    ended.recv_timeout(PATIENCE).unwrap()
                });
                assert_eq!(outcome.verdict, Verdict::NotAccepted, "{what}");
                let error = failure(&outcome);
                assert_eq!(error.status, status, "{what}: {error}");
                assert!(error.message.contains("connecting to n"), "{error}");
                if what == "deadline" {
                    let named = "the call's time was over (127.0.0.";
                    assert!(error.message.contains(named), "{error}");
                    assert!(error.message.contains(": no answer; and "), "{error}");
                }
                assert!(most <= MOST, "{most} at a time");
                until("all are closed", || connecting() == idle);
                drop((hub, queue));
                until("no descriptor is left", || descriptors() == before);
            }
        },
    );
}

#[test]
fn a_failure_is_remembered_for_five_minutes_and_hides_no_address() {
    in_namespace(
        "a_failure_is_remembered_for_five_minutes_and_hides_no_address",
        || {
            let first = "127.0.0.2";
            let dead = FullListener::at(at(first));
            let good = server(LAST);
            let hub = Named::new(&[first, LAST]);
            hub.sends();
            drop(dead);
            let first = server(first);
            for _ in 0..3 {
                hub.sends();
                // An old answer is asked for anew, and changes nothing.
                hub.clock.jump(60);
            }
            assert_eq!((first.connections(), good.connections()), (0, 4));
            hub.clock.jump(300);
            hub.sends();
            assert_eq!((first.connections(), good.connections()), (1, 4));

            let only = "127.0.0.3";
            let hub = Named::new(&[only]);
            let error = failure(&hub.send()).to_string();
            let refused = format!("{}: Connection refused (os error 111)", at(only));
            assert!(error.contains(&refused), "{error}");
            let only = server(only);
            hub.sends();
            assert_eq!(only.connections(), 1);
        },
    );
}

#[test]
fn a_cancel_says_nothing_of_an_address() {
    in_namespace("a_cancel_says_nothing_of_an_address", || {
        let (refusing, silent) = ("127.0.0.4", "127.0.0.5");
        let full = FullListener::at(at(silent));
        let hub = Named::new(&[refusing, silent]);
        let idle = connecting();
        let cancel = Arc::new(Cancel::default());
        let mut options = CallOptions::default();
        options.set_cancel(Arc::clone(&cancel));
        thread::scope(|scope| {
            scope.spawn(|| send_with(&hub.hub, &Target::broadcast(), &options));
            until("the second is tried", || connecting() > idle);
            cancel.cancel();
        });
        drop(full);
        let [refusing, silent] = [refusing, silent].map(server);
        hub.sends();
        assert_eq!((refusing.connections(), silent.connections()), (0, 1));
    });
}

#[test]
fn a_name_that_moved_is_found_in_the_same_call() {
    in_namespace("a_name_that_moved_is_found_in_the_same_call", || {
        let old = "127.0.0.2";
        let listener = TcpListener::bind(at(old)).unwrap();
        let hub = Named::new(&[old]);
        thread::scope(|scope| {
            scope.spawn(|| hub.sends());
            let (mut stream, _) = listener.accept().unwrap();
            read_request(&mut stream).unwrap();
            stream.write_all(CREATED_AND_CLOSED.as_bytes()).unwrap();
        });
        drop(listener);
        let new = server("127.0.0.3");
        names().change(&hub.name, manner(&["127.0.0.3"]));
        // The answer is good for half a minute, were it not for its address.
        hub.clock.jump(1);
        hub.sends();
        assert_eq!(new.connections(), 1);
    });
}
