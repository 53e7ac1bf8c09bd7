//! Names with several addresses, some of them dead, in a network of the test's own.
//! Times are printed and never judged; src/transport/attempt_schedule.rs has a model
//! of them.

use std::io::Write as _;
use std::net::{TcpListener, ToSocketAddrs as _};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use notification_hubs::error::Status;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::CallOptions;
use notification_hubs::sys::cancel::Cancel;

use crate::named::{
    CREATED_AND_CLOSED, LAST, Named, PATIENCE, PORT, at, connecting, descriptors, in_namespace,
    manner, server, threads, until,
};
use crate::support::names::names;
use crate::support::ports::FullListener;
use crate::support::queues::{hand_in_with, next, one_at_a_time};
use crate::support::raw_server::read_request;
use crate::support::{failure, send_with};

/// Attempts that may go on at a time.
const MOST: usize = 8;

fn silent(count: u8) -> Vec<(String, FullListener)> {
    (2..2 + count)
        .map(|number| format!("127.0.0.{number}"))
        .map(|ip| (ip.clone(), FullListener::at(at(&ip))))
        .collect()
}

#[test]
fn dead_addresses_before_a_good_one_cost_little() {
    in_namespace(
        "addresses::dead_addresses_before_a_good_one_cost_little",
        || {
            let good = server(LAST);
            let _silent = silent(15);
            let _silent_v6 = FullListener::at(at("::1"));
            // Nobody listens at 127.0.1.x.
            let fifteen: Vec<String> = (2..17).map(|number| format!("127.0.0.{number}")).collect();
            let fifteen: Vec<&str> = fifteen.iter().map(String::as_str).collect();
            let _ = names();
            let (idle, open, running) = (connecting(), descriptors(), threads());
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
                // Those that were overtaken are closed, and nobody waits for them.
                drop(hub);
                until("all are closed", || connecting() == idle);
                until("no descriptor is left", || descriptors() == open);
                until("no thread is left", || threads() == running);
            }
        },
    );
}

#[test]
fn what_ends_a_call_ends_all_its_attempts_and_leaves_no_descriptor() {
    in_namespace(
        "addresses::what_ends_a_call_ends_all_its_attempts_and_leaves_no_descriptor",
        || {
            let silent = silent(20);
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
        "addresses::a_failure_is_remembered_for_five_minutes_and_hides_no_address",
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
    in_namespace("addresses::a_cancel_says_nothing_of_an_address", || {
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
    in_namespace(
        "addresses::a_name_that_moved_is_found_in_the_same_call",
        || {
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
        },
    );
}
