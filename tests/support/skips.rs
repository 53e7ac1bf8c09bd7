//! What cannot run here is skipped: said aloud, and counted by tests/run, so that it is not taken
//! for passed.

use std::io::Write as _;

/// Says that this test, or a part of it, is skipped for lack of something that `tests/run
/// --install` brings. Where everything has to run (CI) that is a failure.
pub fn for_lack_of(what: &str) {
    assert!(
        std::env::var_os("NH_REQUIRE_TOOLS").is_none(),
        "there is no {what}"
    );
    for_want_of(what);
}

/// The same for what nobody can install: a kernel's permission, files that are not public.
pub fn for_want_of(what: &str) {
    eprintln!("SKIPPED for lack of {what}");
    note(this_test(), what);
}

/// Passes on what a program that this test runs has skipped of its own. It prints a line for
/// each part: `SKIPPED PART for lack of WHAT`. tests/run counts `TEST/PART`, and this test not as
/// passed. Gives the number of these lines.
pub fn of_program(printed: &[u8]) -> usize {
    let text = String::from_utf8_lossy(printed);
    let parts: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("SKIPPED "))
        .filter_map(|line| line.split_once(" for lack of "))
        .collect();
    for (part, what) in &parts {
        assert!(
            std::env::var_os("NH_REQUIRE_TOOLS").is_none(),
            "there is no {what}, which {part} needs"
        );
        eprintln!("SKIPPED {part} for lack of {what}");
        note(format!("{}/{}", this_test(), part.replace(' ', "-")), what);
    }
    parts.len()
}

/// A test's thread has its name. Who asks in another one names it so, or nobody would know what
/// is skipped.
fn this_test() -> String {
    let thread = std::thread::current();
    thread.name().expect("a thread of a test's name").to_owned()
}

/// One line for each, which is what tests/run counts.
fn note(test: String, what: &str) {
    let Some(file) = std::env::var_os("NH_SKIPPED") else {
        return;
    };
    let line = format!("{test}\t{what}\n");
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.append(true).create(true).open(file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}
