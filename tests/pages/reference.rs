//! The HTML reference and the man pages: they say all that the header says, what
//! is committed is what the header says now, and nothing in them leads nowhere.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::c_functions::functions;
use crate::support::shipped::{have, help_of_programs, root, run, scratch};

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(end))
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Types and enumerators of the header, by what follows their declaration.
fn types_and_numbers() -> Vec<String> {
    let header = read(&root().join("include/notification_hubs.cdef.h"));
    let mut found = Vec::new();
    for line in header.lines() {
        let line = line.trim();
        if let Some((number, _)) = line.split_once(" = ") {
            found.push(number.to_owned());
        } else if let Some(enumeration) = line.strip_prefix("} ") {
            found.push(enumeration.trim_end_matches(';').to_owned());
        } else if let Some(object) = line.strip_prefix("typedef struct ") {
            found.push(object.split(' ').next().unwrap().to_owned());
        } else if let Some((_, callback)) = line.split_once("(*") {
            found.push(callback.split(')').next().unwrap().to_owned());
        }
    }
    found
}

/// The reference, made into a folder of this name.
fn reference(folder: &str) -> PathBuf {
    let dir = scratch(folder);
    run(Command::new(root().join("docs/reference/build")).arg(&dir));
    dir
}

/// The values of these attributes in a page.
fn attributes(page: &str, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in names {
        let begin = format!(" {attribute}=\"");
        let values = page.split(&begin).skip(1);
        found.extend(values.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    found
}

#[test]
fn the_reference_has_all_of_the_header_and_its_links_lead_somewhere() {
    if !have("doxygen") || !have("python3") {
        return;
    }
    let dir = reference("reference");
    let pages: HashMap<String, String> = files(&dir, ".html")
        .iter()
        .map(|path| (name(path), read(path)))
        .collect();
    let groups: String = pages
        .iter()
        .filter(|(page, _)| page.starts_with("group__"))
        .map(|(_, text)| text.as_str())
        .collect();

    // A title of its own for each function and type, an anchor for each number.
    for function in functions() {
        let title = format!("</a></span>{}()</h2>", function.name);
        assert_eq!(groups.matches(&title).count(), 1, "{}", function.name);
    }
    let others = types_and_numbers();
    assert!(others.len() > 150, "{}", others.len());
    for other in others {
        let title = format!("</a></span>{other}</h2>");
        let number = format!("></a>{other}&#160;</td>");
        let found = groups.matches(&title).count() + groups.matches(&number).count();
        assert_eq!(found, 1, "{other}");
    }

    let anchors: HashMap<&str, HashSet<String>> = pages
        .iter()
        .map(|(page, text)| {
            (
                page.as_str(),
                attributes(text, &["id", "name"]).into_iter().collect(),
            )
        })
        .collect();
    let mut checked = 0;
    for (page, text) in &pages {
        assert!(text.contains("name=\"viewport\""), "{page}");
        for link in attributes(text, &["href", "src"]) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if file.is_empty() { page } else { file };
            assert!(dir.join(file).exists(), "{page}: {link}");
            let is_there = anchor.is_empty() || anchors[file].contains(anchor);
            assert!(is_there, "{page}: {link}");
            checked += 1;
        }
    }
    assert!(checked > 1000, "{checked} links were found");
}

#[test]
fn the_reference_is_the_same_at_every_build() {
    if !have("doxygen") || !have("python3") {
        return;
    }
    let [one, other] = ["reference_one", "reference_other"].map(reference);
    let pages = files(&one, "");
    assert_eq!(pages.len(), files(&other, "").len());
    for page in pages {
        let same = std::fs::read(&page).unwrap() == std::fs::read(other.join(name(&page))).unwrap();
        assert!(same, "{}", page.display());
    }
}

#[test]
fn the_manual_pages_are_what_the_header_says() {
    if !have("python3") {
        return;
    }
    let made = scratch("reference_man");
    run(Command::new(root().join("man/generate")).arg(&made));
    let committed = root().join("man");
    let names = |folder: &Path| -> Vec<String> {
        files(folder, ".3").iter().map(|path| name(path)).collect()
    };
    assert_eq!(names(&made), names(&committed), "run man/generate");
    let mut all = String::new();
    for page in files(&made, ".3") {
        let text = read(&page);
        let same = text == read(&committed.join(name(&page)));
        assert!(same, "{}: run man/generate", name(&page));
        all.push_str(&text);
    }
    for function in functions() {
        let line = format!("\n.Fo {}\n", function.name);
        assert_eq!(all.matches(&line).count(), 1, "{}", function.name);
    }
}

#[test]
fn the_manual_pages_are_clean() {
    if !have("mandoc") {
        return;
    }
    let man = root().join("man");
    let debian = root().join("packaging/debian");
    let pages = [files(&man, ".1"), files(&man, ".3"), files(&debian, ".1")].concat();
    assert!(pages.len() > 30);
    run(Command::new("mandoc")
        .args(["-T", "lint", "-W", "warning"])
        .args(&pages));
    // Where they send the reader there is a page.
    for page in pages {
        for line in read(&page).lines() {
            let words: Vec<&str> = line.split(' ').collect();
            if let Some(at) = words
                .iter()
                .position(|word| *word == "Xr" || *word == ".Xr")
            {
                let other = man.join(format!("{}.{}", words[at + 1], words[at + 2]));
                assert!(other.exists(), "{}: {line}", page.display());
            }
        }
    }
}

#[test]
fn the_programs_pages_have_the_options_of_their_help() {
    for (program, known) in help_of_programs() {
        let page = read(&root().join(format!("man/{program}.1")));
        let described: HashSet<String> = page
            .split("Fl -")
            .skip(1)
            .map(|rest| format!("--{}", rest.split_whitespace().next().unwrap()))
            .collect();
        assert_eq!(described, known, "man/{program}.1 and {program} --help");
    }
}
