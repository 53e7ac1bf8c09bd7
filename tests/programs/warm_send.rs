//! What a warm send costs, in counts that do not depend on the machine's load.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::LocalHub;
use crate::support::shipped::{compile, have, root, run, scratch};

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

/// Instructions in user mode of all the program for `sends` sends.
fn instructions(program: &Path, sends: u32, hub: &LocalHub) -> u64 {
    let output = run(Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .arg(sends.to_string())
        .envs(&hub.env));
    let text = String::from_utf8(output.stderr).unwrap();
    // "==17== Collected : 12345678".
    let (_, count) = text.split_once("Collected : ").unwrap();
    let end = count.find(|c: char| !c.is_ascii_digit()).unwrap();
    count[..end].parse().unwrap()
}

/// `tests/programs/c/warm_sends.c`, compiled for the test `name`.
fn warm_sends(name: &str) -> PathBuf {
    let program = scratch(name).join("program");
    compile(
        "cc",
        &["-std=c99"],
        &[root().join("tests/programs/c/warm_sends.c")],
        &program,
    );
    program
}

/// What one more send costs. Differences of two lengths: what starting costs
/// cancels out.
fn for_each_send(count: impl Fn(u32) -> u64) -> f64 {
    let few = count(50);
    let many = count(250);
    (many - few) as f64 / 200.0
}

#[test]
fn a_warm_send_makes_three_system_calls() {
    if !have("strace") {
        return;
    }
    let hub = LocalHub::start();
    let program = warm_sends("warm_send_calls");
    // A session ticket or a timer may add one call somewhere, hence not
    // exactly 3.
    let calls = for_each_send(|sends| system_calls(&program, sends, &hub));
    println!("{calls} system calls for each send");
    assert!(calls < 3.05, "{calls} system calls for each send");
}

#[test]
fn a_warm_send_takes_few_instructions() {
    if !have("valgrind") {
        return;
    }
    let hub = LocalHub::start();
    let program = warm_sends("warm_send_instructions");
    // docs/performance.md has what it was; compilers and the hub's headers move
    // it by a few per cent, a copy or a lookup too many by more.
    let instructions = for_each_send(|sends| instructions(&program, sends, &hub));
    println!("{instructions} instructions for each send");
    assert!(
        instructions < 29_500.0,
        "{instructions} instructions for each send"
    );
}

/// Pieces of memory that all the program takes for `sends` sends.
fn allocations(program: &Path, sends: u32, hub: &LocalHub) -> u64 {
    let output = run(Command::new("valgrind")
        .arg(program)
        .arg(sends.to_string())
        .envs(&hub.env));
    let text = String::from_utf8(output.stderr).unwrap();
    // "total heap usage: 1,234 allocs, 1,234 frees".
    let (_, count) = text.split_once("total heap usage: ").unwrap();
    let (count, _) = count.split_once(" allocs").unwrap();
    count.replace(',', "").parse().unwrap()
}

#[test]
fn a_warm_send_takes_few_pieces_of_memory() {
    if !have("valgrind") {
        return;
    }
    let hub = LocalHub::start();
    let program = warm_sends("warm_send_allocations");
    // The hub's correlation id is one more than docs/performance.md counts.
    let pieces = for_each_send(|sends| allocations(&program, sends, &hub));
    println!("{pieces} allocations for each send");
    assert!(pieces < 13.5, "{pieces} allocations for each send");
}
