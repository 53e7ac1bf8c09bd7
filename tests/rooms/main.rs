//! The rooms of `src/` and `emulator/src/`: each imports what the tables in
//! docs/design.md allow and no more, no files import each other in a circle, and
//! the picture of the rooms is that of the table.

mod circles;
mod fixtures;
mod imports;
mod names;
mod rules;
mod scopes;
mod source;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod words;

use std::process::Command;

use rules::{against_the_table, circles_of_files};
use source::Source;
use support::shipped::{have, root, run};

/// The crates, and the headings of their tables.
const CRATES: [(&str, &str); 2] = [
    ("src", "## The rooms of `src/`"),
    ("emulator/src", "## The rooms of `emulator/src/`"),
];

fn assert_nothing(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} things:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn each_room_imports_what_the_page_allows() {
    let page = std::fs::read_to_string(root().join("docs/design.md")).unwrap();
    let wrong = CRATES.map(|(folder, heading)| {
        let source = Source::read(&root().join(folder), folder);
        against_the_table(&source, &page, heading)
    });
    assert_nothing(&wrong.concat());
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let wrong =
        CRATES.map(|(folder, _)| circles_of_files(&Source::read(&root().join(folder), folder)));
    assert_nothing(&wrong.concat());
}

#[test]
fn the_picture_is_that_of_the_table() {
    if !have("python3") {
        return;
    }
    let drawn = run(Command::new(root().join("docs/rooms-picture")).arg("-")).stdout;
    let committed = std::fs::read(root().join("docs/rooms.svg")).unwrap();
    assert!(
        drawn == committed,
        "docs/rooms-picture draws docs/rooms.svg anew"
    );
}
