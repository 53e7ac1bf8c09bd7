//! The C++ header: clean under both compilers and in both standards, with exceptions
//! and without; and the programs of `tests/interface/cpp`, which use all of it, against the
//! local hub over TLS, under valgrind, and with ASan and UBSan.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::shipped::{checked_ways, compile, have, root, run, scratch};
use crate::support::{LocalHub, check};

/// For g++, and for what is compiled to be run.
pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-pedantic", "-Werror"];

/// For clang++. What it says beyond these is no fault of a header: it is no C++98, it
/// may have padding, and it has no place of its own for vtables and for what lives as
/// long as a thread or the process.
const EVERYTHING: [&str; 8] = [
    "-Weverything",
    "-pedantic",
    "-Werror",
    "-Wno-c++98-compat",
    "-Wno-c++98-compat-pedantic",
    "-Wno-padded",
    "-Wno-weak-vtables",
    "-Wno-exit-time-destructors",
];

pub const WITHOUT_EXCEPTIONS: &str = "-fno-exceptions";

fn source(name: &str) -> PathBuf {
    root().join("tests/interface/cpp").join(name)
}

/// Is this source meant for a compiler without exceptions?
pub fn is_without(path: &Path) -> bool {
    path.file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .contains("without")
}

pub fn files(dir: &str, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(dir))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    assert!(files.len() > 2, "{dir} has {files:?}");
    files
}

/// Compiles without making anything.
pub fn look_at(compiler: &str, standard: &str, path: &Path, more: &[&str]) {
    let warnings = match compiler {
        "clang++" => &EVERYTHING[..],
        _ => &STRICT[..],
    };
    run(Command::new(compiler)
        .arg("-fsyntax-only")
        .arg(standard)
        .args(warnings)
        .args(more)
        .arg("-I")
        .arg(root().join("include"))
        .arg(path));
}

#[test]
fn every_part_of_the_header_is_clean_and_whole_in_itself() {
    if !have("clang++") {
        return;
    }
    let parts = files("include/notification_hubs", "hpp");
    for part in parts.iter().filter(|part| !is_for_coroutines(part)) {
        look_at_alone("clang++", "-std=c++17", part, &[]);
    }
}

/// No part of `notification_hubs.hpp`, but a header over it, of which cpp_coroutines.rs is.
pub fn is_for_coroutines(header: &Path) -> bool {
    let name = header.file_name().unwrap();
    name == "coroutine.hpp" || name == "asio.hpp"
}

/// Compiles a header that nothing stands before, and that is included twice.
pub fn look_at_alone(compiler: &str, standard: &str, header: &Path, more: &[&str]) {
    let name = header.file_stem().unwrap().to_str().unwrap();
    let alone = scratch(&format!("cpp_header_part_{name}")).join("alone.cpp");
    let text = format!("#include \"{0}\"\n#include \"{0}\"\n", header.display());
    std::fs::write(&alone, text).unwrap();
    look_at(compiler, standard, &alone, more);
}

/// g++ in C++17 is not here: the programs are compiled so to be run.
#[test]
fn all_that_is_done_with_it_compiles_without_a_warning() {
    for (compiler, standard) in [
        ("g++", "-std=c++20"),
        ("clang++", "-std=c++17"),
        ("clang++", "-std=c++20"),
    ] {
        if !have(compiler) {
            continue;
        }
        for path in files("tests/interface/cpp", "cpp") {
            let without = [WITHOUT_EXCEPTIONS];
            let more = if is_without(&path) { &without[..] } else { &[] };
            look_at(compiler, standard, &path, more);
        }
    }
}

pub fn hub(plain: bool) -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    let mut arguments = vec!["--devices", devices.to_str().unwrap()];
    if plain {
        arguments.push("--plain");
    }
    LocalHub::start_with(&arguments)
}

/// Compiles and runs a program over TLS, as it is and with sanitizers, and over plain
/// HTTP under valgrind, which takes the cryptography's tricks for faults. Gives the
/// hub of the first way.
fn three_ways(name: &str, more: &[&str]) -> Option<LocalHub> {
    let flags = [&["-std=c++17"], more].concat();
    three_ways_of(&source(&format!("{name}.cpp")), &flags)
}

/// The same of any program.
pub fn three_ways_of(source: &Path, flags: &[&str]) -> Option<LocalHub> {
    if !have("g++") {
        return None;
    }
    let [folder, name] = [source.parent().unwrap(), source].map(|path| path.file_stem().unwrap());
    let dir = scratch(&format!("{}_{}", folder.display(), name.display()));
    let flags = [&STRICT[..], flags].concat();
    let mut first = None;
    for mut way in checked_ways("g++", &flags, source, &dir) {
        let hub = hub(way.get_program() == "valgrind");
        way.env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string());
        check(&mut way, &hub);
        first.get_or_insert(hub);
    }
    first
}

#[test]
fn sends_reach_every_platform() {
    let Some(hub) = three_ways("sends", &[]) else {
        return;
    };
    let deliveries = hub.deliveries();
    let platforms: HashSet<&str> = deliveries
        .iter()
        .map(|delivery| delivery["platform"].as_str().unwrap())
        .collect();
    assert_eq!(platforms.len(), 9, "{platforms:?}");
    assert!(deliveries.iter().any(|d| d["format"] == "template"));
}

#[test]
fn nothing_is_lost_or_freed_twice() {
    three_ways("ownership", &[]);
}

#[test]
fn queues_give_everything_back() {
    three_ways("queue", &[]);
}

/// Neither under valgrind nor with sanitizers: see there.
#[test]
fn a_child_leaves_the_queue_alone() {
    if !have("g++") {
        return;
    }
    let program = scratch("cpp_header_fork").join("program");
    let flags = [&["-std=c++17"], &STRICT[..]].concat();
    compile("g++", &flags, &[source("fork.cpp")], &program);
    check(&mut Command::new(program), &hub(false));
}

#[test]
fn the_rest_of_the_service() {
    three_ways("rest", &[]);
}

#[test]
fn results_do_where_exceptions_are_off() {
    three_ways("without_exceptions", &[WITHOUT_EXCEPTIONS]);
}

#[test]
fn units_with_exceptions_and_without_make_one_program() {
    if !have("g++") {
        return;
    }
    let dir = scratch("cpp_header_units");
    let unit = |name: &str, more: &[&str]| {
        let object = dir.join(name).with_extension("o");
        run(Command::new("g++")
            .args(["-std=c++17", "-c"])
            .args(STRICT)
            .args(more)
            .arg("-I")
            .arg(root().join("include"))
            .arg(source(name))
            .arg("-o")
            .arg(&object));
        object
    };
    // That without comes first: of two functions of one name the linker takes its.
    let objects = [
        unit("units_without.cpp", &[WITHOUT_EXCEPTIONS]),
        unit("units.cpp", &[]),
        unit("units_more.cpp", &[]),
    ];
    let program = dir.join("program");
    compile("g++", &[], &objects, &program);
    check(&mut Command::new(program), &hub(false));
}
