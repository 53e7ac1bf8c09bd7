//! fork(): hubs made before it are used by parent and children at once, from C,
//! PHP and Ruby, while other threads are in the middle of calls; and programs
//! that end, or close the library, without cleaning up.
//!
//! NH_FORK_RUNS is how often (`tests/long fork` has the full form).

use std::collections::HashMap;
use std::process::Command;

use serde_json::json;

use crate::support::shipped::{
    POSIX, STRICT, c_program, compile, have, have_with, php, root, ruby, scratch,
};
use crate::support::{LocalHub, check, shipped};

fn runs() -> String {
    std::env::var("NH_FORK_RUNS").unwrap_or_else(|_| "5".to_owned())
}

/// It looks for no leaks: what the parent's other threads held is lost in a child.
const VALGRIND: [&str; 3] = ["--quiet", "--error-exitcode=9", "--leak-check=no"];

/// A hub that takes its time for every fifth send, so that forks find calls
/// that are under way.
fn hub(arguments: &[&str]) -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    let hub =
        LocalHub::start_with(&[arguments, &["--devices", devices.to_str().unwrap()]].concat());
    hub.set(
        "faults",
        &json!([{
            "method": "POST", "path": "/*/messages", "probability": 0.2,
            "delay_ms": 5, "delay_max_ms": 50,
        }]),
    );
    hub
}

/// Runs a program that forks. Each send that it reports must be one delivery,
/// with the id that the program was told: had two processes shared a
/// connection, they would have got each other's answers.
fn forks(what: &str, command: &mut Command, arguments: &[&str]) {
    let hub = hub(arguments);
    let output = check(command.arg(runs()), &hub);
    let mut deliveries = HashMap::new();
    for delivery in hub.deliveries() {
        let payload: serde_json::Value =
            serde_json::from_str(delivery["payload"].as_str().unwrap()).unwrap();
        let id = payload["aps"]["alert"].as_str().unwrap().to_owned();
        let notification = delivery["notificationId"].as_str().unwrap().to_owned();
        let before = deliveries.insert(id, notification);
        assert!(before.is_none(), "sent twice: {delivery}");
    }
    let mut sends = 0;
    for line in output.lines().filter(|line| line.starts_with("sent\t")) {
        let [_, id, notification] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let delivered = deliveries.remove(id);
        assert_eq!(delivered.as_deref(), Some(notification), "{id}");
        sends += 1;
    }
    assert!(deliveries.is_empty(), "not reported: {deliveries:?}");
    println!("| {what} | {} runs | {sends} sends | 0 bad |", runs());
}

#[test]
fn c_forks() {
    let program = c_program("fork", "fork");
    forks("C", &mut Command::new(&program), &[]);
    forks("C, plain HTTP", &mut Command::new(&program), &["--plain"]);
}

/// Not with AddressSanitizer: the locks of its own allocator stay held in a child
/// of fork() as another thread has left them.
#[test]
fn c_forks_touch_no_memory_that_is_not_theirs() {
    if have("valgrind") {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(VALGRIND)
            .arg(c_program("fork_valgrind", "fork"));
        forks("C, valgrind", &mut valgrind, &["--plain"]);
    }
}

#[test]
fn children_leave_queues_alone_and_parents_miss_nothing() {
    let program = c_program("fork", "queue_fork");
    forks("C, queue", &mut Command::new(&program), &[]);
    if have("valgrind") {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(VALGRIND).arg(&program);
        forks("C, queue, valgrind", &mut valgrind, &["--plain"]);
    }
}

#[test]
fn php_forks() {
    if have_with("php", "FFI") && have_with("php", "pcntl") {
        forks("PHP", &mut php("fork.php"), &[]);
    }
}

#[test]
fn ruby_forks() {
    if have_with("ruby", "ffi") {
        forks("Ruby", &mut ruby("fork.rb"), &[]);
    }
}

#[test]
fn a_child_that_cancels_leaves_its_parents_calls_alone() {
    let program = c_program("fork", "child_cancels");
    check(&mut Command::new(&program), &hub(&["--plain"]));
}

#[test]
fn a_child_can_look_up_names_whatever_its_parent_was_doing() {
    let program = c_program("fork", "fork_lookup");
    check(&mut Command::new(&program), &hub(&[]));
}

#[test]
fn programs_end_without_cleaning_up() {
    let program = c_program("fork", "exits");
    for plain in [&[][..], &["--plain"]] {
        check(&mut Command::new(&program), &hub(plain));
    }
}

#[test]
fn the_library_is_closed_while_it_is_used() {
    let program = scratch("fork_dlclose").join("dlclose");
    let source = root().join("tests/programs/c/dlclose.c");
    let flags = [&STRICT[..], &[POSIX, "-Wl,--as-needed"]].concat();
    compile("cc", &flags, &[source], &program);
    for plain in [&[][..], &["--plain"]] {
        let mut command = Command::new(&program);
        check(command.arg(shipped::shared_object()), &hub(plain));
    }
}
