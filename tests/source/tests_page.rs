//! tests/README.md is true: each file with tests stands in its tables and is compiled,
//! and what it names is there. Commands that run tests, on pages and in scripts, name
//! programs and files that are there: cargo is content when a filter fits no test.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("tests")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn page() -> String {
    read(&folder().join("README.md"))
}

/// What a folder holds, in order.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The files with tests below this folder.
fn with_tests(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in listed(folder) {
        if path.is_dir() {
            found.extend(with_tests(&path));
        } else if name(&path).ends_with(".rs") && read(&path).contains("\n#[test]\n") {
            found.push(path);
        }
    }
    found
}

/// What stands in `back quotes` in the rows of the page's tables.
fn in_rows(page: &str) -> Vec<&str> {
    page.lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

#[test]
fn every_file_with_tests_has_a_row() {
    let page = page();
    let rows = in_rows(&page);
    let files = with_tests(&folder());
    assert!(files.len() > 45, "{} files with tests", files.len());
    for file in files {
        let file = file.strip_prefix(folder()).unwrap();
        // A folder that keeps one promise has one row.
        let of_folder = format!("{}/", file.parent().unwrap().display());
        let of_file = file.display().to_string();
        assert!(
            rows.contains(&of_file.as_str()) || rows.contains(&of_folder.as_str()),
            "no row of tests/README.md has `{of_file}` or `{of_folder}`"
        );
    }
}

#[test]
fn every_folder_and_every_long_test_has_a_row() {
    let page = page();
    let rows = in_rows(&page);
    for path in listed(&folder()) {
        let folder = format!("{}/", name(&path));
        let is_there = rows.iter().any(|row| row.starts_with(&folder));
        assert!(
            !path.is_dir() || is_there,
            "no row of tests/README.md has {folder}"
        );
    }
    for long in listed(&folder().join("long.d")) {
        let name = name(&long);
        assert!(
            rows.contains(&name),
            "no row of tests/README.md has `{name}`"
        );
    }
}

#[test]
fn what_the_page_names_is_there() {
    let page = page();
    let prose: String = page.split("\n```").step_by(2).collect();
    let paths: Vec<&str> = prose
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('/') && !word.contains(' '))
        .collect();
    assert!(paths.len() > 60, "{paths:?}");
    for path in paths {
        let is_there = [folder(), root().to_owned()]
            .iter()
            .any(|place| place.join(path).exists());
        assert!(is_there, "tests/README.md: {path} is not there");
    }
}

/// A file that no `mod` line names is compiled by nobody, and its tests do not run.
#[test]
fn every_file_with_tests_is_compiled() {
    for file in with_tests(&folder()) {
        let place = file.strip_prefix(root()).unwrap().display();
        let (file_name, dir) = (name(&file), file.parent().unwrap());
        assert!(dir != folder(), "{place} belongs into a folder");
        let (module, dir) = match file_name {
            "main.rs" => continue,
            "mod.rs" => (name(dir), dir.parent().unwrap()),
            _ => (file_name.trim_end_matches(".rs"), dir),
        };
        let main = read(&dir.join("main.rs"));
        let line = format!("mod {module};");
        assert!(
            main.lines().any(|one| one == line),
            "{place}: no `{line}` in the main.rs beside it"
        );
    }
}

/// Commands of a page, which stand in back quotes, or of a script, whose lines they are.
fn commands(file: &Path) -> Vec<String> {
    let text = read(file);
    let parts: Vec<&str> = match file.extension() {
        Some(end) if end == "md" => text.split('`').collect(),
        _ => text.lines().collect(),
    };
    parts
        .into_iter()
        .filter(|part| {
            ["cargo test", "cargo nextest", "long_form.sh"]
                .iter()
                .any(|c| part.contains(c))
        })
        .map(str::to_owned)
        .collect()
}

/// Test programs, and files of them, that a command names.
fn named(command: &str) -> (Vec<&str>, Vec<&str>) {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (mut programs, mut files) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let name_behind = |count: usize| {
            let is_name = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            words.get(at + count).copied().filter(is_name)
        };
        if *word == "--test" {
            programs.extend(name_behind(1));
        } else if word.ends_with("/long_form.sh") {
            programs.extend(name_behind(1));
            files.extend(name_behind(2));
        }
        files.extend(word.strip_suffix("::"));
    }
    (programs, files)
}

#[test]
fn commands_name_tests_that_are_there() {
    let mut places: Vec<PathBuf> = listed(root());
    places.extend(listed(&root().join("docs")));
    places.retain(|path| name(path).ends_with(".md"));
    places.push(folder().join("README.md"));
    places.extend(listed(&folder().join("long.d")));
    places.extend([".ci/run", "packaging/release"].map(|script| root().join(script)));
    // The library's tests, and the local hub's.
    let folders = [folder(), root().join("emulator/tests")];
    let is_there = |path: &str| folders.iter().any(|folder| folder.join(path).exists());
    let mut checked = 0;
    for place in places {
        for command in commands(&place) {
            let (programs, files) = named(&command);
            for program in &programs {
                let is_there = is_there(&format!("{program}/main.rs"));
                assert!(is_there, "{}: no {program} in {command}", place.display());
            }
            for file in &files {
                let is_there = programs.iter().any(|program| {
                    let path = format!("{program}/{file}");
                    is_there(&format!("{path}.rs")) || is_there(&format!("{path}/mod.rs"))
                });
                assert!(is_there, "{}: no {file} in {command}", place.display());
            }
            checked += programs.len() + files.len();
        }
    }
    assert!(checked > 40, "{checked} names were found");
}
