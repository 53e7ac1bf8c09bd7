//! The C++20 headers over the C++ header: clean under both compilers; and the programs of
//! `tests/interface/cpp20`, on a plain epoll loop and with Asio, against the local hub over TLS,
//! under valgrind, and with ASan and UBSan.

use std::path::PathBuf;
use std::process::Command;

use crate::cpp_header::{
    STRICT, WITHOUT_EXCEPTIONS, files, hub, is_for_coroutines, is_without, look_at, look_at_alone,
    three_ways_of,
};
use crate::support::check;
use crate::support::shipped::{compile, have, have_package, root, scratch};

const STANDARD: &str = "-std=c++20";
/// Asio looks for clang's coroutines in a header of libc++'s.
const ASIO: &str = "-DASIO_HAS_CO_AWAIT";

fn source(name: &str) -> PathBuf {
    root().join(format!("tests/interface/cpp20/{name}.cpp"))
}

/// By clang; g++ compiles all of it to be run.
#[test]
fn headers_and_programs_are_clean() {
    if !have("clang++") || !have_package("libasio-dev") {
        return;
    }
    let headers = files("include/notification_hubs", "hpp");
    for header in headers.iter().filter(|header| is_for_coroutines(header)) {
        look_at_alone("clang++", STANDARD, header, &[ASIO]);
    }
    for program in files("tests/interface/cpp20", "cpp") {
        let without = [ASIO, WITHOUT_EXCEPTIONS];
        let more = if is_without(&program) { 2 } else { 1 };
        look_at("clang++", STANDARD, &program, &without[..more]);
    }
}

#[test]
fn coroutines_on_an_epoll_loop() {
    three_ways_of(&source("coroutines"), &[STANDARD]);
}

#[test]
fn coroutines_of_asio() {
    if have_package("libasio-dev") {
        three_ways_of(&source("asio"), &[STANDARD]);
    }
}

#[test]
fn coroutines_without_exceptions() {
    three_ways_of(
        &source("without_exceptions"),
        &[STANDARD, WITHOUT_EXCEPTIONS],
    );
}

/// As they are alone, these two: sanitizers take a minute to compile each.
#[test]
fn every_call_in_a_coroutine() {
    if have("g++") {
        run_as_it_is("g++", "calls", &[]);
    }
}

#[test]
fn every_call_in_a_coroutine_of_asio() {
    if have("g++") && have_package("libasio-dev") {
        run_as_it_is("g++", "asio_calls", &[]);
    }
}

/// Optimised, which is where compilers differ about coroutines.
#[test]
fn clang_makes_the_same_of_them() {
    if have("clang++") {
        run_as_it_is("clang++", "coroutines", &["-O2"]);
    }
}

#[test]
fn clang_makes_the_same_of_those_of_asio() {
    if have("clang++") && have_package("libasio-dev") {
        run_as_it_is("clang++", "asio", &[ASIO]);
    }
}

fn run_as_it_is(compiler: &str, name: &str, more: &[&str]) {
    let program = scratch(&format!("cpp20_{compiler}_{name}")).join(name);
    let flags = [&[STANDARD], more, &STRICT[..]].concat();
    compile(compiler, &flags, &[source(name)], &program);
    check(&mut Command::new(&program), &hub(false));
}
