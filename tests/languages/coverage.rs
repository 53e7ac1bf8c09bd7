//! Each binding has the whole C interface: a function without one fails here on
//! the day it appears.
//!
//! A function is bound if its name is in the binding's sources, or if
//! `bindings/LANGUAGE/coverage.txt` says how else. Its lines, a word why at the end:
//!
//!     dynamic nh_options_set_  functions with this prefix are reached generically
//!     omit nh_outcome_body_len  deliberately not bound

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::c_functions::functions;
use crate::support::shipped::root;
use crate::support::skips;

/// Languages and where their sources are.
const BINDINGS: [(&str, &[&str]); 4] = [
    (
        "cpp",
        &["include/notification_hubs.hpp", "include/notification_hubs"],
    ),
    ("php", &["bindings/php/src"]),
    ("python", &["bindings/python/src"]),
    ("ruby", &["bindings/ruby/lib"]),
];

/// Everything in a file or a directory, but for copies of the header, in which
/// every function is.
fn text_of(path: &Path, text: &mut String) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap();
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            text_of(&entry, text);
        }
    } else if !path.to_string_lossy().ends_with(".cdef.h") {
        let bytes = std::fs::read(path).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
        text.push('\n');
    }
}

/// The names of C in a text.
fn names_in(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("nh_"))
        .collect()
}

/// What is wrong with a binding, in sentences.
fn faults(functions: &[String], sources: &str, coverage: &str) -> Vec<String> {
    let named = names_in(sources);
    let mut unbound: BTreeSet<&str> = functions.iter().map(String::as_str).collect();
    unbound.retain(|function| !named.contains(function));
    // What each line is for is judged by what is unbound without any of them.
    let without_lines = unbound.clone();
    let mut faults = Vec::new();
    let lines = coverage
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let mut words = line.split_whitespace();
        let (how, what) = (words.next().unwrap(), words.next().unwrap_or_default());
        if words.next().is_none() {
            faults.push(format!("does not say why: {line}"));
        }
        let covers = |function: &&str| match how {
            "dynamic" => what.ends_with('_') && function.starts_with(what),
            "omit" => *function == what,
            _ => false,
        };
        if !without_lines.iter().any(covers) {
            faults.push(format!("is not needed: {line}"));
        }
        unbound.retain(|function| !covers(function));
    }
    let unbound = unbound.iter().map(|function| format!("has not {function}"));
    faults.extend(unbound);
    faults
}

#[test]
fn every_function_is_bound_in_every_language() {
    let functions: Vec<String> = functions().into_iter().map(|each| each.name).collect();
    assert!(functions.len() >= 391, "{}", functions.len());
    let mut all = String::new();
    for (language, places) in BINDINGS {
        if !root().join(places[0]).exists() {
            skips::for_want_of(&format!("a binding for {language}"));
            continue;
        }
        let mut sources = String::new();
        for place in places.iter().map(|place| root().join(place)) {
            if place.exists() {
                text_of(&place, &mut sources);
            }
        }
        let coverage = root().join("bindings").join(language).join("coverage.txt");
        let coverage = std::fs::read_to_string(coverage).unwrap_or_default();
        for fault in faults(&functions, &sources, &coverage) {
            all += &format!("{language} {fault}\n");
        }
    }
    assert!(all.is_empty(), "bindings/LANGUAGE/coverage.txt:\n{all}");
}

#[test]
fn what_is_missing_and_what_is_too_much_is_told() {
    let functions = ["nh_a", "nh_a_len", "nh_options_set_x", "nh_options_set_y"].map(str::to_owned);
    let told = |sources: &str, coverage: &str| faults(&functions, sources, coverage);
    let all = "nh_a(); lib->nh_a_len; 'nh_options_set_x' nh_options_set_y";
    assert!(told(all, "").is_empty());
    // A longer name is another name.
    assert_eq!(
        told("nh_a_len nh_options_set_x nh_options_set_y", ""),
        ["has not nh_a"]
    );
    let some = "nh_a";
    assert!(
        told(
            some,
            "omit nh_a_len  a twin\ndynamic nh_options_set_  keywords\n"
        )
        .is_empty()
    );
    assert_eq!(
        told(some, "# nothing\n\nomit nh_a_len  a twin"),
        ["has not nh_options_set_x", "has not nh_options_set_y"]
    );
    assert_eq!(
        told(all, "omit nh_a  why\ndynamic nh_options_set_  why"),
        [
            "is not needed: omit nh_a  why",
            "is not needed: dynamic nh_options_set_  why"
        ]
    );
    assert_eq!(
        told(all, "omit nh_gone  why\nleave nh_a  why"),
        [
            "is not needed: omit nh_gone  why",
            "is not needed: leave nh_a  why"
        ]
    );
    let unsaid = told(some, "omit nh_a_len\ndynamic nh_options_set_ why");
    assert_eq!(unsaid, ["does not say why: omit nh_a_len"]);
    // A prefix is of whole words.
    assert_eq!(
        told("nh_a nh_a_len", "dynamic nh_options_set  why"),
        [
            "is not needed: dynamic nh_options_set  why",
            "has not nh_options_set_x",
            "has not nh_options_set_y"
        ]
    );
}
