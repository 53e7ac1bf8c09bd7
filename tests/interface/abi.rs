//! The C interface over time: abi/symbols.txt is what the header declares and the
//! library exports, and abi/check notices what old programs would not survive.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use notification_hubs::error::Status;

use crate::support::c_functions::functions;
use crate::support::c_types::enums;
use crate::support::shipped::{have, root, run, scratch, shared_object};

type Version = [u32; 3];

/// A line of abi/symbols.txt.
#[derive(Debug)]
struct Symbol {
    name: String,
    /// Of a constant.
    number: Option<i64>,
    since: Version,
    last: Option<Version>,
}

fn version(text: &str) -> Version {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.try_into().expect(text)
}

fn this_version() -> Version {
    version(env!("CARGO_PKG_VERSION"))
}

fn symbols() -> Vec<Symbol> {
    let text = std::fs::read_to_string(root().join("abi/symbols.txt")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (number, versions) = match words[1] {
                "=" => (Some(words[2].parse().unwrap()), &words[3..]),
                _ => (None, &words[1..]),
            };
            assert!(matches!(versions.len(), 1 | 2), "abi/symbols.txt: {line}");
            Symbol {
                name: words[0].to_owned(),
                number,
                since: version(versions[0]),
                last: versions.get(1).map(|text| version(text)),
            }
        })
        .collect()
}

/// Functions and constants of the header; constants with their numbers.
fn declared() -> BTreeMap<String, Option<i64>> {
    let constants = enums().into_iter().flat_map(|each| each.constants);
    let constants = constants.map(|constant| (constant.name, Some(constant.number)));
    let functions = functions()
        .into_iter()
        .map(|function| (function.name, None));
    constants.chain(functions).collect()
}

/// What abi/symbols.txt has not, as lines to add.
fn missing(listed: &[Symbol], declared: &BTreeMap<String, Option<i64>>) -> String {
    let listed: BTreeSet<&str> = listed.iter().map(|symbol| symbol.name.as_str()).collect();
    let mut lines = String::new();
    for (name, number) in declared {
        if !listed.contains(name.as_str()) {
            let first = match number {
                Some(number) => format!("{name} = {number}"),
                None => name.clone(),
            };
            writeln!(lines, "{first:<46}  {}", env!("CARGO_PKG_VERSION")).unwrap();
        }
    }
    lines
}

#[test]
fn the_list_is_what_the_header_declares() {
    let declared = declared();
    assert!(declared.len() > 500, "{}", declared.len());
    let symbols = symbols();
    let missing = missing(&symbols, &declared);
    assert!(missing.is_empty(), "add to abi/symbols.txt:\n{missing}");
    for symbol in &symbols {
        let Symbol { name, number, .. } = symbol;
        match (declared.get(name), symbol.last) {
            (Some(is), None) => assert_eq!(is, number, "the number of {name} has changed"),
            (Some(_), Some(last)) => panic!("{name} is here, but listed as gone after {last:?}"),
            (None, None) => panic!("{name} is gone: give the last version that had it"),
            (None, Some(last)) => assert!(
                last >= symbol.since && last < this_version(),
                "{name}: {last:?}"
            ),
        }
        assert!(symbol.since <= this_version(), "{name} is of the future");
    }
}

#[test]
fn the_list_is_what_the_library_exports() {
    let output = run(Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(shared_object()));
    let text = String::from_utf8(output.stdout).unwrap();
    let exported: BTreeSet<&str> = text
        .lines()
        .map(|line| line.split_whitespace().last().unwrap())
        .collect();
    let symbols = symbols();
    let listed: BTreeSet<&str> = symbols
        .iter()
        .filter(|symbol| symbol.number.is_none() && symbol.last.is_none())
        .map(|symbol| symbol.name.as_str())
        .collect();
    let differences: Vec<_> = exported.symmetric_difference(&listed).collect();
    assert!(
        differences.is_empty(),
        "in one of them alone: {differences:?}"
    );
}

/// The library has a table of them.
#[test]
fn each_status_has_its_name() {
    let statuses = enums().into_iter().find(|each| each.name == "nh_status");
    for constant in statuses.unwrap().constants {
        let number = constant.number.try_into().unwrap();
        let status = Status::from_number(number).expect(&constant.name);
        assert_eq!(status.name().to_str().unwrap(), constant.name);
    }
}

#[test]
fn the_list_is_in_order_and_no_number_comes_twice() {
    let symbols = symbols();
    let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(unique.len(), names.len(), "a name comes twice");
    let functions: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| name.starts_with("nh_"))
        .collect();
    assert!(functions.is_sorted(), "functions are listed by name");

    // Retired constants have no enumeration but by their name.
    let prefixes: Vec<String> = enums()
        .iter()
        .map(|each| format!("{}_", each.name.to_uppercase()))
        .collect();
    let mut taken = BTreeMap::new();
    for symbol in symbols.iter().filter(|symbol| symbol.number.is_some()) {
        let prefix = prefixes
            .iter()
            .filter(|prefix| symbol.name.starts_with(*prefix))
            .max_by_key(|prefix| prefix.len());
        let of = prefix.unwrap_or_else(|| panic!("{}: of which enumeration?", symbol.name));
        let other = taken.insert((of, symbol.number), &symbol.name);
        assert_eq!(other, None, "{} takes its number again", symbol.name);
    }
}

#[test]
fn a_new_symbol_is_named_with_its_line() {
    let mut declared = declared();
    declared.insert("nh_quite_new".to_owned(), None);
    declared.insert("NH_STATUS_QUITE_NEW".to_owned(), Some(7_777));
    let lines = missing(&symbols(), &declared);
    let lines: Vec<Vec<&str>> = lines
        .lines()
        .map(|l| l.split_whitespace().collect())
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        lines,
        [
            vec!["NH_STATUS_QUITE_NEW", "=", "7777", version],
            vec!["nh_quite_new", version],
        ]
    );
}

/// Runs `abi/check --compare`; is it content, and what does it say?
fn compare(old: &Path, new: &Path) -> (bool, String) {
    let output = Command::new(root().join("abi/check"))
        .arg("--compare")
        .args([old, new])
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

fn dump() -> String {
    let version: Vec<&str> = env!("CARGO_PKG_VERSION").split('.').collect();
    let name = format!("abi/notification_hubs-{}.{}.abi", version[0], version[1]);
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The lines of one element, and what `edit` makes of them.
fn edited(dump: &str, begin: &str, end: &str, edit: impl Fn(&str) -> String) -> String {
    let at = dump.find(begin).unwrap_or_else(|| panic!("no {begin}"));
    let length = dump[at..].find(end).unwrap() + end.len();
    let (head, rest) = dump.split_at(at);
    let (element, tail) = rest.split_at(length);
    let new = edit(element);
    assert_ne!(new, element, "{begin}");
    format!("{head}{new}{tail}")
}

fn function(dump: &str, name: &str, edit: impl Fn(&str) -> String) -> String {
    edited(
        dump,
        &format!("<function-decl name=\"{name}\""),
        "</function-decl>",
        edit,
    )
}

fn removed(dump: &str, name: &str) -> String {
    let symbol = format!("<elf-symbol name=\"{name}\"");
    let without = edited(dump, &symbol, "/>", |_| String::new());
    function(&without, name, |_| String::new())
}

#[test]
fn what_the_dump_has_is_listed() {
    let symbols = symbols();
    let listed: BTreeSet<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    let dump = dump();
    let names: Vec<&str> = dump
        .split("<elf-symbol name=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(names.len() > 300, "{}", names.len());
    for name in names {
        assert!(
            listed.contains(name),
            "{name} was released, and is not in abi/symbols.txt"
        );
    }
}

#[test]
fn what_old_programs_would_not_survive_is_noticed() {
    if !have("abidiff") {
        return;
    }
    let dump = dump();
    let dir = scratch("abi_compare");
    let old = dir.join("old.abi");
    let new = dir.join("new.abi");
    std::fs::write(&old, &dump).unwrap();
    let widened = |name, from: &str, to: &str| function(&dump, name, |it| it.replace(from, to));
    for (text, says) in [
        (
            widened("nh_options_set_timeout_ms", "uint32_t", "uint64_t"),
            "nh_options_set_timeout_ms",
        ),
        (widened("nh_queue_fd", "int32_t", "int64_t"), "nh_queue_fd"),
        (
            widened("nh_send", "nh_target*", "nh_handles*"),
            "parameter 3",
        ),
        (removed(&dump, "nh_send"), "1 Removed"),
        (
            dump.replace("value=\"205\"", "value=\"299\""),
            "NH_STATUS_THROTTLED",
        ),
        (
            edited(&dump, "<enumerator name=\"NH_STATUS_GONE\"", "/>", |_| {
                String::new()
            }),
            "NH_STATUS_GONE",
        ),
        (
            edited(&dump, "id=\"char*(void*)\"", "</function-type>", |it| {
                it.replace("type-id=\"char*\"", "type-id=\"int32_t\"")
            }),
            "nh_send_direct_batch_from",
        ),
        (dump.replace(".so.", ".so.9"), "SONAME changed"),
    ] {
        std::fs::write(&new, text).unwrap();
        let (is_content, said) = compare(&old, &new);
        assert!(!is_content && said.contains(says), "{says}: {said}");
    }
}

#[test]
fn additions_are_told_and_harm_nobody() {
    if !have("abidiff") {
        return;
    }
    let dump = dump();
    let dir = scratch("abi_additions");
    let (less, more) = (dir.join("less.abi"), dir.join("more.abi"));
    std::fs::write(&more, &dump).unwrap();
    assert_eq!(compare(&more, &more), (true, String::new()));

    std::fs::write(&less, removed(&dump, "nh_send")).unwrap();
    let (is_content, said) = compare(&less, &more);
    assert!(is_content, "{said}");
    assert!(said.starts_with("added: nh_status nh_send("), "{said}");

    let newer = edited(&dump, "<enumerator name=\"NH_STATUS_GONE\"", "/>", |it| {
        format!("{it}<enumerator name=\"NH_STATUS_NEW\" value=\"299\" />")
    });
    std::fs::write(&less, &dump).unwrap();
    std::fs::write(&more, newer).unwrap();
    assert_eq!(compare(&less, &more), (true, String::new()));
}

#[test]
fn a_comparison_that_cannot_be_made_fails() {
    if !have("abidiff") {
        return;
    }
    let dir = scratch("abi_broken");
    let (good, bad) = (dir.join("good.abi"), dir.join("bad.abi"));
    std::fs::write(&good, dump()).unwrap();
    std::fs::write(&bad, "no dump").unwrap();
    assert!(!compare(&good, &bad).0);
    assert!(!compare(&good, &dir.join("not there")).0);
}

/// A library of two functions, as rustc makes it, seen through abidw and
/// abi/reduce.py: the debug information says what the tests above edit.
#[test]
fn a_change_in_rust_is_noticed() {
    if !have("abidw") {
        return;
    }
    let dir = scratch("abi_rust");
    let build = |name: &str, timeout: &str, throttled: i32| {
        let source = dir.join(format!("{name}.rs"));
        let code = format!(
            "#![allow(non_camel_case_types)]
             pub struct nh_hub {{ name: String }}
             #[repr(C)] pub enum nh_status {{ Ok = 0, Throttled = {throttled} }}
             #[unsafe(no_mangle)]
             pub extern \"C\" fn nh_hub_free(_: Option<Box<nh_hub>>) {{}}
             #[unsafe(no_mangle)]
             pub extern \"C\" fn nh_hub_close(hub: Option<&nh_hub>, ms: {timeout}) -> nh_status {{
                 match hub {{
                     Some(hub) if hub.name.len() > ms as usize => nh_status::Ok,
                     _ => nh_status::Throttled,
                 }}
             }}"
        );
        std::fs::write(&source, code).unwrap();
        let library = dir.join(format!("lib{name}.so"));
        run(Command::new("rustc")
            .args(["--edition=2024", "--crate-type=cdylib", "-Cdebuginfo=2"])
            .arg("-Clink-arg=-Wl,-soname,libx.so.0.1")
            .arg("-o")
            .arg(&library)
            .arg(&source));
        let xml = dir.join(format!("{name}.xml"));
        run(Command::new("abidw")
            .arg("--out-file")
            .args([&xml, &library]));
        let reduced = run(Command::new("python3")
            .arg(root().join("abi/reduce.py"))
            .arg(&xml));
        let dump = dir.join(format!("{name}.abi"));
        std::fs::write(&dump, reduced.stdout).unwrap();
        dump
    };
    let old = build("old", "u32", 205);
    assert!(compare(&old, &build("same", "u32", 205)).0);
    for (dump, says) in [
        (build("wide", "u64", 205), "from 'uint32_t' to 'uint64_t'"),
        (build("number", "u32", 206), "NH_STATUS_THROTTLED"),
    ] {
        let (is_content, said) = compare(&old, &dump);
        assert!(!is_content && said.contains(says), "{said}");
    }
}
