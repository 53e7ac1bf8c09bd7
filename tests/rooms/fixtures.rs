//! Small crates on which the rules must say no, and others on which they must not.

use std::path::Path;

use crate::rules::{against_the_table, circles_of_files};
use crate::source::Source;
use crate::support::shipped::scratch;

/// A crate with two rooms, `high` above `low`, and `middle`, which hands on what is
/// high. A test adds the file `low/user.rs`.
const CRATE: [(&str, &str); 7] = [
    (
        "lib.rs",
        "#[macro_use]\nmod high;\nmod low;\nmod middle;\npub use high::Top;\n",
    ),
    (
        "high/mod.rs",
        "pub mod deep;\npub const LIMIT: u8 = 1;\npub struct Top;\npub trait Tall {}\n\
         pub enum Kind { One }\npub fn go() {}\n\
         #[macro_export]\nmacro_rules! made { () => {} }\n\
         macro_rules! local { () => {} }\n",
    ),
    ("high/deep.rs", "pub struct Deep;\npub fn go() {}\n"),
    (
        "middle/mod.rs",
        "pub use crate::high::{Kind::*, Top as Upper};\npub use std::sync::Mutex;\n",
    ),
    ("low/mod.rs", "mod tests;\nmod user;\npub fn go() {}\n"),
    (
        "low/tests.rs",
        "#![cfg(test)]\nuse crate::high::Top;\nmod more;\n",
    ),
    ("low/tests/more.rs", "use crate::high::Top;\n"),
];

const TABLE: &str = "\
## Rooms

| room | what lives there | may import |
|---|---|---|
| `high/` | | nothing |
| `middle/` | | high |
| `low/` | | nothing |
| `lib.rs` | | everything |
";

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// What is wrong with the crate if `low/user.rs` has this text.
fn wrong_with(test: &str, user: &str, table: &str) -> Vec<String> {
    let folder = scratch(&format!("rooms_{test}"));
    write(&folder, &CRATE);
    write(&folder, &[("low/user.rs", user)]);
    against_the_table(&Source::read(&folder, "src"), table, "## Rooms")
}

/// Each text imports from the room `high`, and from nowhere else: the line and path.
fn assert_red(test: &str, texts: &[(&str, &str)]) {
    for (number, (text, expected)) in texts.iter().enumerate() {
        let wrong = wrong_with(&format!("{test}_{number}"), text, TABLE);
        let (line, path) = expected.split_once(' ').unwrap();
        let file = if path.contains("deep") {
            "deep.rs"
        } else {
            "mod.rs"
        };
        let expected = format!(
            "src/low/user.rs:{line}: {path} leads to src/high/{file}: \
             `low/` may not import `high/`"
        );
        assert_eq!(wrong, [expected], "{text}");
    }
}

fn assert_green(test: &str, texts: &[&str]) {
    for (number, text) in texts.iter().enumerate() {
        let wrong = wrong_with(&format!("{test}_{number}"), text, TABLE);
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
    }
}

#[test]
fn paths_behind_use_are_seen() {
    assert_red(
        "use",
        &[
            ("use crate::high::Top;", "1 crate::high::Top"),
            ("use crate::high;", "1 crate::high"),
            ("\nuse crate::high::*;", "2 crate::high::*"),
            (
                "use crate::high::Top as T;\nfn f(_: T) {}",
                "1 crate::high::Top",
            ),
            ("use crate::high::Tall as _;", "1 crate::high::Tall"),
            (
                "use super::super::high::deep;",
                "1 super::super::high::deep",
            ),
            (
                "use super::{\n go,\n super::high::deep::Deep,\n};",
                "3 super::super::high::deep::Deep",
            ),
            ("use crate::high::deep::{self};", "1 crate::high::deep"),
            (
                "use crate::{low, high::{Kind::One}};",
                "1 crate::high::Kind::One",
            ),
            (
                "fn f() {\n use crate::high::go;\n go()\n}",
                "2 crate::high::go",
            ),
            ("pub(crate) use crate::high::Top;", "1 crate::high::Top"),
            (
                "extern crate self as this;\nuse this::high::Top;",
                "2 this::high::Top",
            ),
        ],
    );
}

#[test]
fn paths_elsewhere_are_seen() {
    assert_red(
        "elsewhere",
        &[
            ("fn f() {\n crate::high::go()\n}", "2 crate::high::go"),
            (
                "fn f() { super::super::high::go() }",
                "1 super::super::high::go",
            ),
            (
                "mod a { fn f() { self::super::super::super::high::go() } }",
                "1 self::super::super::super::high::go",
            ),
            (
                "fn f(_: &[Option<crate::high::Top>]) {}",
                "1 crate::high::Top",
            ),
            ("struct S(crate::high::Top);", "1 crate::high::Top"),
            ("trait T: crate::high::Tall {}", "1 crate::high::Tall"),
            ("impl crate::high::Tall for u8 {}", "1 crate::high::Tall"),
            (
                "fn f<T>() where T: crate::high::Tall {}",
                "1 crate::high::Tall",
            ),
            (
                "type T = <u8 as crate::high::Tall>::Size;",
                "1 crate::high::Tall::Size",
            ),
            (
                "fn f(n: u8) -> bool { match n { crate::high::LIMIT => true, _ => false } }",
                "1 crate::high::LIMIT",
            ),
            (
                "fn f() -> u8 { 0 + { let n = || crate::high::LIMIT; n() } }",
                "1 crate::high::LIMIT",
            ),
            ("static N: u8 = crate::high::LIMIT;", "1 crate::high::LIMIT"),
            (
                "fn f() { Vec::<crate::high::Top>::new(); }",
                "1 crate::high::Top",
            ),
            (
                "#[derive(Debug, crate::high::Top)]\nstruct S;",
                "1 crate::high::Top",
            ),
            (
                "struct S {\n #[serde(with = \"crate::high::deep\")]\n a: u8,\n}",
                "2 crate::high::deep",
            ),
            ("fn f() { crate::Top::new() }", "1 crate::Top::new"),
            (
                "#[cfg(not(test))]\nfn f() { crate::high::go() }",
                "2 crate::high::go",
            ),
            (
                "#[cfg(any(test, unix))]\nfn f() { crate::high::go() }",
                "2 crate::high::go",
            ),
        ],
    );
}

#[test]
fn paths_in_macros_are_seen() {
    assert_red(
        "macros",
        &[
            (
                "fn f() {\n println!(\"{}\",\n crate::high::LIMIT)\n}",
                "3 crate::high::LIMIT",
            ),
            (
                "fn f() { assert!(matches!(1, super::super::high::LIMIT)); }",
                "1 super::super::high::LIMIT",
            ),
            (
                "macro_rules! m {\n ($a:expr) => { $crate::high::go($a) };\n}",
                "2 crate::high::go",
            ),
            (
                "macro_rules! m { () => { <$crate::high::Top>::new() }; }",
                "1 crate::high::Top",
            ),
            (
                "macro_rules! m {\n () => {\n  use $crate::{low, high::Top};\n };\n}",
                "3 crate::high::Top",
            ),
            (
                "thread_local! { static A: crate::Top = make(0..super::go()); }",
                "1 crate::Top",
            ),
            ("fn f() { crate::made!() }", "1 crate::made"),
            ("fn f() { local!(1) }", "1 local!"),
            ("fn f() { vec![local!()]; }", "1 local!"),
        ],
    );
}

/// A name that a `use` declares can begin another path, which may lead further.
#[test]
fn paths_that_begin_with_a_declared_name_are_seen() {
    for (number, text) in [
        "use crate::high;\nfn f() { high::deep::go() }",
        "use crate::high as up;\nfn f() { up::deep::go() }",
        "use super::super as top;\nfn f() { top::high::deep::go(); top::high::go() }",
        "fn f() {\n use crate::high; {\n high::deep::go() }\n}",
        "macro_rules! m { () => { use $crate::high; f(high::deep::go()) }; }",
        "use crate::*;\nfn f() { high::deep::go(); high::go() }",
    ]
    .into_iter()
    .enumerate()
    {
        let wrong = wrong_with(&format!("declared_{number}"), text, TABLE);
        let about = |file: &str| wrong.iter().any(|line| line.contains(file));
        assert!(
            about("::deep::go leads to src/high/deep.rs"),
            "{text}: {wrong:?}"
        );
        assert!(about("leads to src/high/mod.rs"), "{text}: {wrong:?}");
    }
}

/// Who imports a thing from where it is handed on depends on where it is at home.
#[test]
fn what_is_handed_on_is_seen() {
    assert_red(
        "handed_on",
        &[
            ("use crate::Top;", "1 crate::Top"),
            ("fn f(_: crate::middle::Upper) {}", "1 crate::middle::Upper"),
            ("use crate::middle::{One};", "1 crate::middle::One"),
        ],
    );
    let table = TABLE.replace("| `low/` | | nothing", "| `low/` | | middle");
    let by_glob = "use crate::middle::*;\nfn f(_: Upper, a: u8) { b.One + println!(\"{a}\") }";
    assert_eq!(
        wrong_with("handed_on_by_glob", by_glob, &table),
        ["src/low/user.rs:2: Upper leads to src/high/mod.rs: `low/` may not import `high/`"]
    );
    // Another crate's, handed on: the file that does so is what is imported.
    let foreign = "use crate::middle::Mutex;";
    assert_eq!(
        wrong_with("handed_on_foreign", foreign, TABLE),
        [
            "src/low/user.rs:1: crate::middle::Mutex leads to src/middle/mod.rs: \
          `low/` may not import `middle/`"
        ]
    );
    assert!(wrong_with("handed_on_allowed", foreign, &table).is_empty());
}

#[test]
fn what_is_for_tests_is_not_seen() {
    assert_green(
        "tests",
        &[
            "#[cfg(test)]\nmod tests { use crate::high::Top; fn f() { crate::high::go() } }",
            "#[cfg(test)]\nuse crate::high::Top;\n#[cfg(test)]\nfn f(_: Top) {}",
            "#[cfg(all(test, unix))]\nfn f() { crate::high::go() }",
            "#[cfg(any(test, all(unix, test)))]\nfn f() { crate::high::go() }",
            "#[test]\nfn f() { crate::high::go() }",
            "struct S; impl S { #[cfg(test)] fn f() { crate::high::go() } }",
            "fn f() { #[cfg(test)] crate::high::go(); #[cfg(test)] let a = crate::high::go(); }",
            "fn f() { #[cfg(test)] { crate::high::go() } #[cfg(test)] println!(\"\", crate::Top); }",
            "struct S { #[cfg(test)] a: crate::high::Top }",
            "fn f(n: u8) { match n { #[cfg(test)] crate::high::LIMIT => {} _ => {} } }",
            "#[cfg_attr(test, derive(crate::high::Top))]\nstruct S;",
            "#[cfg(test)]\n#[path = \"tests/more.rs\"]\nmod more;",
        ],
    );
}

#[test]
fn what_is_no_import_is_not_seen() {
    assert_green(
        "no_import",
        &[
            "use ::high::Top;\nuse std::high::go;\nfn f(_: ::high::Top) {}",
            "//! crate::high::Top\n/// [`crate::high::Top`]\nfn f() -> &'static str { \"crate::Top\" }",
            "pub(in crate::low) struct S;\npub(super) mod a {}\npub(crate) use super::go;",
            "macro_rules! m { ($a:ident) => { pub(in crate::low) fn $a() { $a::high::go() } }; }",
            "fn f(high: u8) { high.go(); Self::high(); println!(\"{}\", high) }",
            "use super::go;\nuse self::a::b;\nmod a { pub fn b() { super::super::go() } }",
        ],
    );
}

#[test]
fn what_the_table_allows_is_green() {
    let table = TABLE.replace("| `low/` | | nothing", "| `low/` | | `high/` (a, b)");
    for (number, text) in [
        "use crate::high::Top;",
        "fn f() { super::super::high::go() }",
        "macro_rules! m { () => { $crate::Top }; }",
    ]
    .into_iter()
    .enumerate()
    {
        let wrong = wrong_with(&format!("allowed_{number}"), text, &table);
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
    }
}

#[test]
fn table_and_folders_do_not_differ() {
    let wrong = |test: &str, row: &str, instead: &str| {
        let table = TABLE.replace(row, instead);
        assert_ne!(table, TABLE);
        wrong_with(&format!("table_{test}"), "", &table)
    };
    let low = "| `low/` | | nothing |\n";
    assert_eq!(
        wrong("no_row", low, ""),
        ["src/low/ has 0 rows in the table"]
    );
    let twice = wrong("two_rows", low, &low.repeat(2));
    assert_eq!(twice, ["src/low/ has 2 rows in the table"]);
    let more = format!("{low}| `attic/` | | nothing |\n");
    let no_folder = wrong("no_folder", low, &more);
    assert_eq!(no_folder, ["line 8 of the page: src/attic/ is not there"]);
    assert_eq!(
        wrong("unknown", low, "| `low/` | | cellar |\n"),
        ["line 7 of the page: `cellar` names 0 other rooms"]
    );
    assert_eq!(
        wrong("unused", low, "| `low/` | | middle |\n"),
        ["line 7 of the page: `low/` may import `middle/` and does not"]
    );
    let circle = wrong("circle", "| `high/` | | nothing", "| `high/` | | middle");
    let expected = "the table allows a circle: `high/` -> `middle/`";
    assert!(circle.iter().any(|line| line == expected), "{circle:?}");
}

#[test]
fn circles_of_files_are_named_with_their_lines() {
    let folder = scratch("rooms_circle");
    write(
        &folder,
        &[
            ("main.rs", "mod a;\nmod b;\nmod c;\n"),
            ("a.rs", "use crate::b;\n"),
            ("b.rs", "\nfn f() {\n super::c::d::go() }\n"),
            (
                "c.rs",
                "pub mod d;\npub use d::go;\n#[cfg(test)]\nuse super::b;\n",
            ),
            ("c/d.rs", "pub fn go() { println!(\"{}\", crate::a::N) }"),
        ],
    );
    assert_eq!(
        circles_of_files(&Source::read(&folder, "src")),
        [
            "3 files import each other: src/a.rs, src/b.rs, src/c/d.rs\n  \
          src/a.rs:1: crate::b leads to src/b.rs\n  \
          src/b.rs:3: super::c::d::go leads to src/c/d.rs\n  \
          src/c/d.rs:1: crate::a::N leads to src/a.rs"
        ]
    );
}

#[test]
#[should_panic(expected = "no `mod` line leads to it")]
fn a_file_that_belongs_to_no_module_is_not_passed_over() {
    let folder = scratch("rooms_lost");
    write(
        &folder,
        &[("lib.rs", ""), ("lost.rs", "use crate::high::Top;")],
    );
    Source::read(&folder, "src");
}
