//! The programs in `examples-c/`, compiled.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::shipped::{STRICT, checked_ways_of, compile, have_header, root, scratch};

/// A file, or all those of a folder.
pub fn sources(name: &str) -> Vec<PathBuf> {
    let folder = root().join("examples-c").join(name);
    if !folder.is_dir() {
        return vec![folder.with_extension("c")];
    }
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().path())
        .filter(|file| file.extension().is_some_and(|end| end == "c"))
        .collect()
}

/// A folder of this test's own for a program, so that tests can run side by side.
pub fn folder(name: &str) -> PathBuf {
    let test = std::thread::current().name().unwrap_or("main").to_owned();
    scratch(&format!("examples_{test}_{name}"))
}

pub fn example(name: &str) -> PathBuf {
    let program = folder(name).join(name);
    let files = sources(name);
    compile("cc", &flags(&files[0]), &files, &program);
    program
}

/// An example plain, under valgrind, and with sanitizers.
pub fn ways(name: &str) -> Vec<Command> {
    let files = sources(name);
    checked_ways_of("cc", &flags(&files[0]), &files, &folder(name))
}

/// For a C compiler: strict ones, and the other library that a program uses.
pub fn flags(source: &Path) -> Vec<&'static str> {
    let text = std::fs::read_to_string(source).unwrap();
    let mut flags = STRICT.to_vec();
    if text.contains("#include <event2/") {
        // It stands before the source that needs it.
        flags.extend(["-Wl,--no-as-needed", "-levent"]);
    }
    flags
}

pub fn have_libevent() -> bool {
    have_header("event2/event.h")
}
