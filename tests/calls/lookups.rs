//! Names whose lookup fails in part, or says something else the next time, in a
//! network of the test's own. A proxy's name is one of them.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use notification_hubs::error::Status;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Verdict;
use notification_hubs::policy::options::CallOptions;
use notification_hubs::policy::retry::Retry;
use notification_hubs::sys::cancel::Cancel;

use crate::named::{
    CREATED_AND_CLOSED, LAST, Named, PORT, at, connecting, descriptors, in_namespace, manner,
    server, until,
};
use crate::support::names::{Manner, NAME_ERROR, NO_ERROR, REFUSED, SERVER_FAILURE, names};
use crate::support::ports::FullListener;
use crate::support::raw_server::{RawServer, read_request};
use crate::support::{failure, send_with};

fn silent() -> Manner {
    Manner::Silent(Arc::new(|| ()))
}

#[test]
fn a_family_that_cannot_be_looked_up_does_not_spoil_the_other() {
    in_namespace(
        "lookups::a_family_that_cannot_be_looked_up_does_not_spoil_the_other",
        || {
            let (v4, v6) = ("127.0.0.2", "::1");
            let servers = [v4, v6].map(server);
            let mut expected = 0;
            for bad in [
                Manner::Fail(NAME_ERROR),
                Manner::Fail(NO_ERROR),
                Manner::Fail(SERVER_FAILURE),
                Manner::Fail(REFUSED),
                Manner::Late,
            ] {
                // What is late is a good answer without an address of IPv6.
                let v6_alone = [bad.clone(), manner(&[v6])];
                let is_late = matches!(bad, Manner::Late);
                let v4_alone = [manner(&[v4]), bad];
                Named::with(Manner::Families(Box::new(v4_alone)), |_, _, _| ()).sends();
                if !is_late {
                    Named::with(Manner::Families(Box::new(v6_alone)), |_, _, _| ()).sends();
                }
                expected += 1;
            }
            let seen = servers.map(|server| server.connections());
            assert_eq!(seen, [expected, expected - 1]);
        },
    );
}

/// The system's lookup waits for both families. What is known ends that wait.
#[test]
fn a_silent_family_holds_up_no_name_that_is_known() {
    in_namespace(
        "lookups::a_silent_family_holds_up_no_name_that_is_known",
        || {
            let v4 = "127.0.0.2";
            let good = server(v4);
            let hub = Named::new(&[v4]);
            hub.sends();
            let v6_is_silent = || Manner::Families(Box::new([manner(&[v4]), silent()]));
            names().change(&hub.name, v6_is_silent());
            hub.clock.jump(31);
            hub.sends();
            assert_eq!(good.connections(), 2);
            // Where nothing is known the call's own time ends it.
            let mut options = CallOptions::default();
            options.set_timeout_ms(300).unwrap();
            let hub = Named::with(v6_is_silent(), |_, _, _| ());
            let outcome = send_with(&hub.hub, &Target::broadcast(), &options);
            assert_eq!(outcome.verdict, Verdict::NotAccepted);
            let error = failure(&outcome);
            assert_eq!(error.status, Status::Timeout, "{error}");
            assert!(error.message.contains("looking up"), "{error}");
        },
    );
}

#[test]
fn a_new_lookup_that_fails_hides_neither_the_addresses_nor_why_they_failed() {
    in_namespace(
        "lookups::a_new_lookup_that_fails_hides_neither_the_addresses_nor_why_they_failed",
        || {
            // Nobody listens at any of the twenty.
            let dead: Vec<String> = (2..22).map(|number| format!("127.0.1.{number}")).collect();
            let dead: Vec<&str> = dead.iter().map(String::as_str).collect();
            let hub = Named::new(&dead);
            for changed in [
                None,
                Some(manner(&dead)),
                Some(Manner::Fail(NAME_ERROR)),
                Some(Manner::Fail(SERVER_FAILURE)),
                Some(silent()),
            ] {
                if let Some(manner) = changed {
                    names().change(&hub.name, manner);
                    hub.clock.jump(1);
                }
                let outcome = hub.send();
                assert_eq!(outcome.verdict, Verdict::NotAccepted);
                let error = failure(&outcome);
                assert_eq!(error.status, Status::Network, "{error}");
                assert!(error.message.contains("Connection refused"), "{error}");
                assert!(error.message.contains("; and 17 more;"), "{error}");
            }
            // One of them is back; the name server is not.
            let back = server(dead[19]);
            hub.clock.jump(1);
            hub.sends();
            assert_eq!(back.connections(), 1);
        },
    );
}

#[test]
fn an_answer_that_changed_is_followed() {
    in_namespace("lookups::an_answer_that_changed_is_followed", || {
        let [old, new, refuses, last] = ["127.0.0.2", "127.0.0.3", "127.0.0.4", LAST];
        let [at_old, at_new, at_last] = [old, new, last].map(server);
        let seen = || [&at_old, &at_new, &at_last].map(RawServer::connections);
        let hub = Named::new(&[old]);
        hub.sends();
        // The old address still answers, and is used while its answer is good.
        names().change(&hub.name, manner(&[new]));
        hub.clock.jump(29);
        hub.sends();
        assert_eq!(seen(), [2, 0, 0]);
        hub.clock.jump(1);
        hub.sends();
        assert_eq!(seen(), [2, 1, 0]);
        // All that is known fails, and the new answer has some of the old and some new.
        let hub = Named::new(&[refuses]);
        assert_eq!(failure(&hub.send()).status, Status::Network);
        let silent = "127.0.0.5";
        let _full = FullListener::at(at(silent));
        names().change(&hub.name, manner(&[refuses, silent, last]));
        hub.clock.jump(1);
        hub.sends();
        assert_eq!(seen(), [2, 1, 1]);
    });
}

/// Does something when the first attempt has failed.
struct AfterFirst<F>(F);

impl<F: Fn() + Send + Sync> LogSink for AfterFirst<F> {
    fn log(&self, _: Level, text: &str) {
        if text.starts_with("attempt 1 failed") {
            (self.0)();
        }
    }
}

#[test]
fn a_repeated_attempt_looks_the_name_up_anew() {
    in_namespace("lookups::a_repeated_attempt_looks_the_name_up_anew", || {
        let moved_to = "127.0.0.3";
        let new = server(moved_to);
        let hub = Named::with(manner(&["127.0.0.2"]), |options, name, clock| {
            let (name, clock) = (name.to_owned(), Arc::clone(clock));
            let moves = AfterFirst(move || {
                names().change(&name, manner(&[moved_to]));
                clock.jump(1);
            });
            options
                .set_log(Level::Warn as i32, Arc::new(moves))
                .unwrap();
            options.set_retry(Retry::NotAccepted as i32).unwrap();
        });
        let outcome = hub.send();
        assert_eq!(outcome.verdict, Verdict::Accepted, "{:?}", outcome.error);
        assert_eq!((outcome.attempts, new.connections()), (2, 1));
    });
}

/// A proxy that is the hub too: behind its tunnel it accepts one send.
fn proxy(ip: &str) -> RawServer {
    RawServer::serve(TcpListener::bind(at(ip)).unwrap(), |_, mut stream| {
        let Some(connect) = read_request(&mut stream) else {
            return;
        };
        assert!(connect.starts_with("CONNECT "), "{connect}");
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        if read_request(&mut stream).is_some() {
            let _ = stream.write_all(CREATED_AND_CLOSED.as_bytes());
        }
    })
}

/// A hub behind a proxy whose name has these addresses.
fn behind_proxy(addresses: &[&str]) -> Named {
    Named::with(manner(addresses), |options, name, _| {
        options.set_proxy(&format!("http://{name}:{PORT}")).unwrap();
    })
}

#[test]
fn a_proxys_addresses_are_tried_as_a_hubs() {
    in_namespace("lookups::a_proxys_addresses_are_tried_as_a_hubs", || {
        let [refuses, silent, new] = ["127.0.0.2", "127.0.0.3", "127.0.0.4"];
        let full = FullListener::at(at(silent));
        let good = proxy(LAST);
        let _ = names();
        let (idle, open) = (connecting(), descriptors());
        let hub = behind_proxy(&[refuses, silent, LAST]);
        hub.sends();
        assert_eq!(good.connections(), 1);

        let only_silent = behind_proxy(&[refuses, silent]);
        let cancel = Arc::new(Cancel::default());
        let mut options = CallOptions::default();
        options.set_cancel(Arc::clone(&cancel));
        let outcome = thread::scope(|scope| {
            let call = scope.spawn(|| send_with(&only_silent.hub, &Target::broadcast(), &options));
            until("the second is tried", || connecting() > idle);
            cancel.cancel();
            call.join().unwrap()
        });
        assert_eq!(outcome.verdict, Verdict::NotAccepted);
        let error = failure(&outcome);
        assert_eq!(error.status, Status::Cancelled, "{error}");
        assert!(error.message.contains("the proxy n"), "{error}");

        let moved = behind_proxy(&[refuses]);
        let error = failure(&moved.send()).clone();
        assert_eq!(error.status, Status::Network, "{error}");
        assert!(error.message.contains("the proxy n"), "{error}");
        let _new = proxy(new);
        names().change(&moved.name, manner(&[refuses, new]));
        moved.clock.jump(1);
        moved.sends();

        drop((hub, only_silent, moved));
        until("all are closed", || connecting() == idle);
        // The new proxy's listener is still open.
        until("no descriptor is left", || descriptors() == open + 1);
        drop(full);
    });
}
