//! The C test programs and the bindings' first steps: a real compiler, a real
//! PHP, a real Ruby; plain, under valgrind, and under ASan and UBSan.

use std::path::PathBuf;
use std::process::Command;

use crate::support::shipped::{
    POSIX, STRICT, checked_ways, compile, have, have_with, php, root, ruby, run, scratch,
};
use crate::support::{LocalHub, check};

fn source(name: &str) -> PathBuf {
    root().join("tests/programs/c").join(name)
}

fn hub(plain: bool) -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    let mut arguments = vec!["--devices", devices.to_str().unwrap()];
    if plain {
        arguments.push("--plain");
    }
    LocalHub::start_with(&arguments)
}

/// What the programs need beside what the hub prints: the namespace's key.
fn with_root(hub: &LocalHub) -> (&'static str, String) {
    ("NH_ROOT_CONNECTION_STRING", hub.root_connection_string())
}

/// The flags of programs that need POSIX.
fn posix() -> Vec<&'static str> {
    [&STRICT[..], &[POSIX]].concat()
}

/// Compiles and runs a program about the rest of the API, as `three_ways` does;
/// all three over plain HTTP, since it looks inside the hub by itself.
fn rest_three_ways(name: &str) {
    let dir = scratch(&format!("c_rest_{name}"));
    let source = root().join(format!("tests/programs/c-rest/{name}.c"));
    for mut way in checked_ways("cc", &posix(), &source, &dir) {
        let hub = LocalHub::start_with(&["--plain"]);
        check(way.envs([with_root(&hub)]), &hub);
    }
}

/// Compiles and runs a C program three times: over TLS as it is, and over
/// plain HTTP under valgrind and with sanitizers.
fn three_ways(name: &str) {
    let dir = scratch(&format!("c_programs_{name}"));
    let source = source(&format!("{name}.c"));
    let ways = checked_ways("cc", &posix(), &source, &dir);
    let hubs = [hub(false), hub(true)];
    for (number, mut way) in ways.into_iter().enumerate() {
        check(&mut way, &hubs[usize::from(number > 0)]);
    }
}

#[test]
fn bad_input_is_named_and_loses_nothing() {
    three_ways("bad_input");
}

#[test]
fn every_platform_and_target_is_sent() {
    three_ways("send_all");
}

#[test]
fn threads_share_a_hub() {
    three_ways("threads");
}

#[test]
fn a_closed_standard_error_does_not_end_the_process() {
    three_ways("closed_stderr");
}

/// Neither under valgrind nor with sanitizers, which keep copies of their own.
#[test]
fn nothing_is_left_of_a_freed_hubs_key_and_token() {
    let program = scratch("c_programs_secrets_wiped").join("program");
    // All of the program's calls are bound at its start: binding one later saves
    // the registers on the stack, with what the program has just read in them.
    let flags = [&STRICT[..], &["-O2", "-Wl,-z,now"]].concat();
    compile("cc", &flags, &[source("secrets_wiped.c")], &program);
    for plain in [false, true] {
        let hub = hub(plain);
        check(Command::new(&program).envs([with_root(&hub)]), &hub);
    }
}

#[test]
fn a_cxx_program_uses_the_header() {
    if !have("g++") {
        return;
    }
    for standard in ["-std=c++11", "-std=c++17"] {
        let dir = scratch(&format!("c_programs_cxx{standard}"));
        let flags = [&[standard], &STRICT[1..]].concat();
        for mut way in checked_ways("g++", &flags, &source("cxx_smoke.cpp"), &dir) {
            check(&mut way, &hub(true));
        }
    }
}

#[test]
fn php_sends() {
    if have_with("php", "FFI") {
        check(&mut php("send.php"), &hub(false));
    }
}

#[test]
fn ruby_sends() {
    if have_with("ruby", "ffi") {
        check(&mut ruby("send.rb"), &hub(false));
    }
}

#[test]
fn installations_from_c() {
    rest_three_ways("installations");
}

#[test]
fn many_devices_from_c() {
    rest_three_ways("many_devices");
}

#[test]
fn dead_devices_from_c() {
    rest_three_ways("dead_devices");
}

#[test]
fn explained_from_c() {
    rest_three_ways("explained");
}

#[test]
fn registrations_from_c() {
    rest_three_ways("registrations");
}

#[test]
fn jobs_and_feedback_from_c() {
    rest_three_ways("jobs_and_feedback");
}

#[test]
fn hubs_from_c() {
    rest_three_ways("hubs");
}

#[test]
fn mistakes_from_c() {
    rest_three_ways("mistakes");
}

#[test]
fn payloads_from_c() {
    rest_three_ways("payloads");
}

#[test]
fn direct_and_batch_from_c() {
    rest_three_ways("direct_and_batch");
}

#[test]
fn schedule_and_telemetry_from_c() {
    rest_three_ways("schedule_and_telemetry");
}

#[test]
fn sends_and_options_from_c() {
    rest_three_ways("sends_and_options");
}

#[test]
fn hubs_in_use_from_c() {
    rest_three_ways("hubs_in_use");
}

#[test]
fn traces_from_c() {
    rest_three_ways("traces");
}

#[test]
fn counters_from_c() {
    rest_three_ways("counters");
}

#[test]
fn queues_from_c() {
    rest_three_ways("queue");
}

#[test]
fn a_signal_handler_cancels_the_call_of_its_thread() {
    rest_three_ways("cancel_in_handler");
}

#[test]
fn a_thread_that_waits_asks_whether_to_go_on() {
    rest_three_ways("interrupts");
}

/// Neither under valgrind nor with sanitizers: what the calls held is lost.
#[test]
fn a_hub_goes_on_and_closes_after_a_callback_that_never_returned() {
    let program = scratch("c_rest_left_callbacks").join("program");
    let source = root().join("tests/programs/c-rest/left_callbacks.c");
    let flags = [&posix()[..], &["-pthread"]].concat();
    compile("cc", &flags, &[source], &program);
    let hub = LocalHub::start_with(&["--plain"]);
    check(Command::new(&program).envs([with_root(&hub)]), &hub);
}

/// Neither under valgrind nor with sanitizers, which need stack of their own.
#[test]
fn threads_with_small_stacks_do_everything() {
    let program = scratch("c_rest_small_stacks").join("program");
    let source = root().join("tests/programs/c-rest/small_stacks.c");
    let flags = [&posix()[..], &["-pthread"]].concat();
    compile("cc", &flags, &[source], &program);
    for plain in [false, true] {
        let hub = hub(plain);
        check(Command::new(&program).envs([with_root(&hub)]), &hub);
    }
}

/// Neither under valgrind nor with sanitizers, which need threads and descriptors.
#[test]
fn a_process_at_its_limits_is_told_so() {
    let program = scratch("c_rest_limits").join("program");
    let source = root().join("tests/programs/c-rest/limits.c");
    compile("cc", &posix(), &[source], &program);
    let hub = LocalHub::start_with(&["--plain"]);
    check(Command::new(&program).envs([with_root(&hub)]), &hub);
}

/// Neither under valgrind nor with sanitizers, which have descriptors of their own.
#[test]
fn numbers_of_descriptors_that_are_others_are_left_alone() {
    let program = scratch("c_rest_taken_descriptors").join("program");
    let source = root().join("tests/programs/c-rest/taken_descriptors.c");
    compile("cc", &posix(), &[source], &program);
    let hub = LocalHub::start_with(&["--plain"]);
    check(Command::new(&program).envs([with_root(&hub)]), &hub);
}

/// Neither under valgrind nor with sanitizers, which have ends of their own.
#[test]
fn sends_are_made_while_a_thread_and_the_process_end() {
    if !have("g++") {
        return;
    }
    let program = scratch("c_programs_last_sends").join("program");
    let flags = [&["-std=c++11", "-pthread"][..], &STRICT[1..]].concat();
    compile("g++", &flags, &[source("last_sends.cpp")], &program);
    for plain in [false, true] {
        let hub = hub(plain);
        let output = run(Command::new(&program).envs(&hub.env));
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(
            shown.contains("destructor of a static: NH_STATUS_OK"),
            "{shown}"
        );
        assert!(!shown.contains("not ok"), "{shown}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
}

#[test]
fn queued_calls_from_c() {
    rest_three_ways("queued_calls");
}

#[test]
fn queued_reads_from_c() {
    rest_three_ways("queued_reads");
}

#[test]
fn bad_input_to_the_rest_is_named() {
    three_ways("bad_input_rest");
}

#[test]
fn every_function_is_called_from_c() {
    run(Command::new("sh")
        .arg(root().join("tests/programs/c-rest/covered.sh"))
        .current_dir(root()));
}
