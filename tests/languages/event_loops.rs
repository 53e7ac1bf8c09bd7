//! The manual's programs for event loops that a waiting call would stop: ten sends of half a
//! second each are under way together, since the loop waits for the queue's descriptor.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::fetched::{koffi, python_loops};
use crate::support::pages::fences;
use crate::support::shipped::{have, have_with, root, run, shared_object};
use crate::support::{LocalHub, check};

/// The program of a page that has this line.
fn program(page: &str, line: &str) -> String {
    let mut programs = fences(&root().join("docs").join(page)).into_iter();
    let found = programs.find(|fence| fence.code.lines().any(|each| each == line));
    found.unwrap().code
}

fn sends_side_by_side(program: &mut Command) {
    let hub = LocalHub::start();
    hub.script(&json!([{ "method": "POST", "path": "/*/messages", "delay_ms": 500 }]));
    let started = Instant::now();
    let output = run(program.env("NH_LIBRARY", shared_object()).envs(&hub.env));
    let took = started.elapsed();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.matches("accepted").count(), 10, "{printed}");
    assert_eq!(hub.sends().len(), 10);
    // One after the other they take five seconds.
    assert!(took < Duration::from_secs(4), "{took:?}");
}

fn in_python(line: &str) {
    let Some(loops) = python_loops() else {
        return;
    };
    let paths = [root().join("bindings/python/src"), loops];
    sends_side_by_side(
        Command::new("python3")
            .args(["-B", "-c", &program("python.md", line)])
            .env("PYTHONPATH", std::env::join_paths(paths).unwrap()),
    );
}

#[test]
fn with_gevent() {
    in_python("import gevent");
}

#[test]
fn with_trio() {
    in_python("import trio");
}

/// The tests of asyncio's loops that end, on uvloop's.
#[test]
fn nothing_is_left_of_uvloops() {
    const RUN: &str = "
import asyncio, runpy, sys, uvloop
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
sys.path.insert(0, sys.argv[1])
folder, sys.argv = sys.argv[1], ['run.py', 'test_loops.py']
runpy.run_path(folder + '/run.py', run_name='__main__')
";
    let Some(loops) = python_loops() else {
        return;
    };
    let hub = LocalHub::start();
    let paths = [root().join("bindings/python/src"), loops];
    let mut tests = Command::new("python3");
    tests
        .args(["-B", "-c", RUN])
        .arg(root().join("bindings/python/tests"))
        .env("PYTHONPATH", std::env::join_paths(paths).unwrap())
        .env("NH_LIBRARY", shared_object())
        .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string());
    check(&mut tests, &hub);
}

/// Through a queue, since its pool has four threads.
#[test]
fn with_node() {
    if !have("node") {
        return;
    }
    let Some(packages) = koffi() else {
        return;
    };
    sends_side_by_side(
        Command::new("node")
            .arg(root().join("bindings/examples/node/queue.mjs"))
            .env("NH_CDEF", root().join("include/notification_hubs.cdef.h"))
            .env("NH_NODE_MODULES", packages.join("from.js")),
    );
}

#[test]
fn with_rubys_fiber_scheduler() {
    if have_with("ruby", "ffi") && have_with("ruby", "async") {
        sends_side_by_side(
            Command::new("ruby")
                .args(["-e", &program("ruby.md", "require 'async'")])
                .env("RUBYLIB", root().join("bindings/ruby/lib")),
        );
    }
}
