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
    // One line for each, which is what tests/run counts.
    let Some(file) = std::env::var_os("NH_SKIPPED") else {
        return;
    };
    let thread = std::thread::current();
    let line = format!("{}\t{what}\n", thread.name().unwrap_or("?"));
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.append(true).create(true).open(file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}
