//! What the pages name is there: functions, types and constants of the header,
//! environment variables, files, options of our programs, tests, links.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::support::pages::manual;
use crate::support::shipped::{help_of_programs, options, root};

/// The manual, and the pages that it leads to.
fn pages() -> Vec<PathBuf> {
    let others = [
        "README.md",
        "SECURITY.md",
        "emulator/README.md",
        "tests/README.md",
    ];
    let mut pages = manual();
    pages.extend(others.map(|name| root().join(name)));
    pages
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// All files below these folders of the repository.
fn files(folders: &[&str]) -> Vec<PathBuf> {
    fn add(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "build" {
                add(&path, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in folders {
        add(&root().join(folder), &mut found);
    }
    found
}

/// The words of a text, with the dots that stand for a part of a name.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '…')
        .filter(|word| !word.is_empty())
}

/// What stands in `back quotes` outside of fences.
fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("\n```").step_by(2);
    prose
        .flat_map(|part| part.split('`').skip(1).step_by(2))
        .collect()
}

/// Is there a name that `pattern` fits? In it … stands for anything, and so does
/// what comes behind an underscore at its end.
fn fits(pattern: &str, names: &HashSet<String>) -> bool {
    if !pattern.contains('…') && !pattern.ends_with('_') {
        return names.contains(pattern);
    }
    let parts: Vec<&str> = pattern.split('…').collect();
    let end = parts[parts.len() - 1];
    names.iter().any(|name| {
        let Some(mut rest) = name.strip_prefix(parts[0]) else {
            return false;
        };
        for part in &parts[1..] {
            let Some((_, behind)) = rest.split_once(part) else {
                return false;
            };
            rest = behind;
        }
        pattern.ends_with('_') && parts.len() == 1 || name.ends_with(end)
    })
}

#[test]
fn the_headers_names() {
    let header = read(&root().join("include/notification_hubs.h"));
    let known: HashSet<String> = words(&header).map(str::to_owned).collect();
    // Names beginning with NH_ that are none of the header's are variables.
    let folders = [
        "src",
        "emulator",
        "tests",
        "examples-c",
        "bench",
        "docs/reference",
        ".ci",
    ];
    let variables: HashSet<String> = files(&folders)
        .iter()
        .filter(|file| file.extension().is_none_or(|end| end != "md"))
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .chain(std::iter::once(read(&root().join("build.rs"))))
        .flat_map(|text| words(&text).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.starts_with("NH_"))
        .collect();
    let mut checked = 0;
    for page in pages() {
        for word in words(&read(&page)) {
            let begins = |with: &str| word.starts_with(with);
            if begins("nh_") || begins("NH_") || begins("…_") {
                let is_there = fits(word, &known) || begins("NH_") && fits(word, &variables);
                assert!(is_there, "{}: {word} is not there", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 1000, "{checked} names were found");
}

#[test]
fn files_and_tests() {
    let folders = [
        "src",
        "tests",
        "fuzz",
        "emulator",
        "examples-c",
        "bench",
        "docs",
        "man",
    ];
    let all = files(&folders);
    let sources: String = all
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
        .map(|file| read(file))
        .collect();
    let top: HashSet<String> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (mut paths, mut tests) = (0, 0);
    for page in pages() {
        let text = read(&page);
        for name in quoted(&text) {
            let first = name.split('/').next().unwrap();
            if name.contains('/') && !name.contains([' ', '*', '…']) && top.contains(first) {
                // What is built is not there before.
                let places = [root(), page.parent().unwrap()];
                let is_there = places.iter().any(|place| place.join(name).exists());
                let is_there = first == "target" || is_there;
                assert!(is_there, "{}: {name} is not there", page.display());
                paths += 1;
            } else if name.matches('_').count() >= 3
                && name.chars().all(is_word)
                && !name.starts_with('_')
                && name.to_lowercase() == name
                && !name.starts_with("nh_")
            {
                // A test, a macro that makes tests, a member of a document, or what a
                // binding calls a function of C.
                let is_there = ["fn {}(", "{}!", "{}:", "fn nh_{}("]
                    .iter()
                    .any(|form| sources.contains(&form.replace("{}", name)));
                assert!(is_there, "{}: no test {name}", page.display());
                tests += 1;
            } else if name.ends_with(".rs") && !name.contains([' ', '*', '…', '/']) {
                let is_there = root().join(name).exists() || all.iter().any(|f| f.ends_with(name));
                assert!(is_there, "{}: {name} is not there", page.display());
                paths += 1;
            }
        }
    }
    assert!(paths > 100 && tests >= 15, "{paths} paths, {tests} tests");
}

/// `a_test`, `another` in `tests/file.rs` are in that file, and so in `src/file.rs`.
#[test]
fn tests_are_where_pages_say() {
    let mut checked = 0;
    for page in pages() {
        let text = read(&page);
        let parts: Vec<&str> = text.split('`').collect();
        for (at, pair) in parts.windows(2).enumerate() {
            let [" in ", file] = pair else { continue };
            let folders = ["tests/", "src/"];
            if !folders.iter().any(|folder| file.starts_with(folder)) || !file.ends_with(".rs") {
                continue;
            }
            let source = read(&root().join(file));
            let names = parts[..at].iter().rev().step_by(2);
            let joined = parts[..at].iter().rev().skip(1).step_by(2);
            let is_joined = |between: &&&str| matches!(**between, ", " | " and ");
            let others = joined.take_while(is_joined).count();
            // Other names that pages place in a file are types and modules.
            let is_test = |name: &&&str| name.matches('_').count() >= 3;
            for name in names.take(1 + others).filter(is_test) {
                let is_there = source.contains(&format!("fn {name}("));
                assert!(is_there, "{}: {name} in {file}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked >= 30, "{checked} were found");
}

/// What the table of bounds quotes of errors is what the library says.
#[test]
fn bounds_quote_what_the_library_says() {
    let sources: String = files(&["src"])
        .iter()
        .map(|file| read(file))
        .map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned())
        .collect();
    let page = read(&root().join("docs/reliability.md"));
    let (_, bounds) = page.split_once("\n## Bounds\n").unwrap();
    let (bounds, _) = bounds.split_once("\n## ").unwrap();
    let rows = bounds.lines().filter(|line| line.starts_with("| "));
    let mut checked = 0;
    for row in rows {
        for part in row.split('"').skip(1).step_by(2).flat_map(|t| t.split('…')) {
            assert!(sources.contains(part.trim()), "nothing says {part:?}");
            checked += 1;
        }
    }
    assert!(checked >= 15, "{checked} were found");
}

#[test]
fn options_of_our_programs() {
    let programs = help_of_programs();
    let mut checked = 0;
    for page in pages() {
        let text = read(&page).replace("\\\n", " ");
        // Commands, in fences or in back quotes; what is behind | or & is another.
        let commands = text.split(['\n', '`', '|', '&', ';']);
        for command in commands {
            for (name, known) in &programs {
                let mut before = command.trim().split(' ');
                let program = before.find(|word| !word.contains('='));
                if program.is_some_and(|word| word.rsplit('/').next() == Some(*name)) {
                    for option in options(command) {
                        assert!(known.contains(&option), "{}: {command}", page.display());
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked >= 15, "{checked} options were found");
}

#[test]
fn packages() {
    let made_of: String = files(&["."])
        .iter()
        .filter(|file| file.extension().is_none_or(|end| end != "md"))
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .collect();
    let mut checked = 0;
    for page in pages() {
        let text = read(&page);
        let part = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':';
        for name in text.split(part).filter(|word| {
            // CMake's, in small letters; Ruby's classes begin with a capital.
            let name = word.strip_prefix("NotificationHubs::").unwrap_or_default();
            name.starts_with(|c: char| c.is_ascii_lowercase())
        }) {
            assert!(made_of.contains(name), "{}: {name}", page.display());
            checked += 1;
        }
        for command in text.split("pkg-config --").skip(1) {
            let end = command.find([')', '`', '|', '\n']).unwrap_or(command.len());
            let names = command[..end].split(' ').skip(1);
            let is_name = |word: &&str| word.starts_with(|c: char| c.is_ascii_lowercase());
            for name in names.filter(is_name) {
                let file = format!("{name}.pc");
                assert!(made_of.contains(&file), "{}: {file}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 0);
}

/// A page without its programs, which may look like links.
fn without_fences(text: &str) -> String {
    let mut is_inside = false;
    text.lines()
        .filter(|line| {
            let is_fence = line.trim_start().starts_with("```");
            is_inside ^= is_fence;
            !is_inside && !is_fence
        })
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn links() {
    let mut checked = 0;
    for page in pages() {
        let text = without_fences(&read(&page));
        for target in text.split("](").skip(1) {
            let target = target.split(')').next().unwrap();
            if target.contains("://") {
                continue;
            }
            let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(file)
            };
            assert!(path.exists(), "{}: {target} is not there", page.display());
            if !fragment.is_empty() {
                let there = read(&path)
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#')) == fragment);
                assert!(there, "{}: no heading {target}", page.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "{checked} links were found");
}

#[test]
fn the_start_page_leads_to_every_page() {
    let start = read(&root().join("docs/index.md"));
    for page in manual() {
        let name = page.file_name().unwrap().to_str().unwrap();
        let is_linked = name == "index.md" || start.contains(&format!("]({name}"));
        assert!(is_linked, "docs/index.md does not lead to {name}");
    }
}
