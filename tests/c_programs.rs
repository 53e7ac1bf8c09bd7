//! The C test programs and the bindings' first steps: a real compiler, a real
//! PHP, a real Ruby; plain, under valgrind, and under ASan and UBSan.

mod support;

use std::path::PathBuf;
use std::process::Command;

use support::shipped::{POSIX, STRICT, compile, have, php, root, ruby, run, scratch};
use support::{LocalHub, check};

const SANITIZE: [&str; 4] = [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-g",
    "-O1",
];
const VALGRIND: [&str; 5] = [
    "--quiet",
    "--error-exitcode=9",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=definite,indirect",
];

fn source(name: &str) -> PathBuf {
    root().join("tests/c").join(name)
}

fn hub(plain: bool) -> LocalHub {
    let devices = source("devices.json");
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

/// Compiles and runs a program about the rest of the API, as `three_ways` does;
/// all three over plain HTTP, since it looks inside the hub by itself.
fn rest_three_ways(name: &str) {
    let dir = scratch(&format!("c_rest_{name}"));
    let sources = [root().join(format!("tests/c-rest/{name}.c"))];
    let mut flags = STRICT.to_vec();
    flags.push(POSIX);
    let program = dir.join("plain");
    compile("cc", &flags, &sources, &program);
    let fresh = || LocalHub::start_with(&["--plain"]);
    let hub = fresh();
    check(Command::new(&program).envs([with_root(&hub)]), &hub);
    if have("valgrind") {
        let hub = fresh();
        let mut valgrind = Command::new("valgrind");
        valgrind.args(VALGRIND).arg(&program);
        check(valgrind.envs([with_root(&hub)]), &hub);
    }
    let sanitized = dir.join("sanitized");
    flags.extend(SANITIZE);
    compile("cc", &flags, &sources, &sanitized);
    let hub = fresh();
    check(Command::new(&sanitized).envs([with_root(&hub)]), &hub);
}

/// Compiles and runs a C program three times: over TLS as it is, and over
/// plain HTTP under valgrind and with sanitizers.
fn three_ways(name: &str) {
    let dir = scratch(&format!("c_programs_{name}"));
    let sources = [source(&format!("{name}.c"))];
    let program = dir.join("plain");
    let mut flags = STRICT.to_vec();
    flags.push(POSIX);
    compile("cc", &flags, &sources, &program);
    check(&mut Command::new(&program), &hub(false));
    let plain = hub(true);
    if have("valgrind") {
        check(
            Command::new("valgrind").args(VALGRIND).arg(&program),
            &plain,
        );
    }
    let sanitized = dir.join("sanitized");
    flags.extend(SANITIZE);
    compile("cc", &flags, &sources, &sanitized);
    check(&mut Command::new(&sanitized), &plain);
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
fn a_cxx_program_uses_the_header() {
    if !have("g++") {
        return;
    }
    let dir = scratch("c_programs_cxx");
    for standard in ["-std=c++11", "-std=c++17"] {
        let program = dir.join(standard);
        let mut flags = STRICT.to_vec();
        flags[0] = standard;
        compile("g++", &flags, &[source("cxx_smoke.cpp")], &program);
        check(&mut Command::new(&program), &hub(false));
    }
}

#[test]
fn php_sends() {
    if have("php") {
        check(&mut php("send.php"), &hub(false));
    }
}

#[test]
fn ruby_sends() {
    if have("ruby") {
        check(&mut ruby("send.rb"), &hub(false));
    }
}

#[test]
fn installations_from_c() {
    rest_three_ways("installations");
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
fn bad_input_to_the_rest_is_named() {
    three_ways("bad_input_rest");
}

#[test]
fn every_function_is_called_from_c() {
    run(Command::new("sh")
        .arg(root().join("tests/c-rest/covered.sh"))
        .current_dir(root()));
}
