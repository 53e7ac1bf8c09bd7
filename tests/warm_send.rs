//! What a warm send costs, in counts that do not depend on the machine's load.

mod support;

use std::path::Path;
use std::process::Command;

use support::LocalHub;
use support::shipped::{compile, have, root, run, scratch};

/// System calls of all the program's threads for `sends` sends.
fn system_calls(program: &Path, sends: u32, hub: &LocalHub) -> u64 {
    let summary = program.with_extension(format!("{sends}.strace"));
    run(Command::new("strace")
        .args(["-f", "-c", "-o"])
        .arg(&summary)
        .arg(program)
        .arg(sends.to_string())
        .envs(&hub.env));
    let text = std::fs::read_to_string(&summary).unwrap();
    let total = text.lines().find(|line| line.ends_with(" total")).unwrap();
    // "100.00 0.000664 3 168 21 total": calls stand fourth.
    total.split_whitespace().nth(3).unwrap().parse().unwrap()
}

#[test]
fn a_warm_send_makes_three_system_calls() {
    if !have("strace") {
        return;
    }
    let hub = LocalHub::start();
    let program = scratch("warm_send").join("program");
    compile(
        "cc",
        &["-std=c99"],
        &[root().join("tests/c/warm_sends.c")],
        &program,
    );
    let few = system_calls(&program, 50, &hub);
    let many = system_calls(&program, 250, &hub);
    // Differences of two lengths: what starting costs cancels out. A session
    // ticket or a timer may add one call somewhere, hence not exactly 3.
    let for_each = (many - few) as f64 / 200.0;
    println!("{for_each} system calls for each send");
    assert!(for_each < 3.05, "{for_each} system calls for each send");
}
