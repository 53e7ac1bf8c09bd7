//! The version is in Cargo.toml; what has to repeat it repeats it rightly.

use std::path::{Path, PathBuf};

use toml::Table;

use crate::support::shipped::root;
use crate::support::skips;
use crate::support::soname;

/// Files that have the version after some text, on a line of their own.
const REPEATED: [(&str, &str); 4] = [
    (
        "include/notification_hubs.h",
        "#define NH_VERSION_STRING \"",
    ),
    ("bindings/php/composer.json", "\"version\": \""),
    (
        "bindings/python/src/notification_hubs/_version.py",
        "__version__ = \"",
    ),
    (
        "bindings/ruby/lib/notification_hubs/version.rb",
        "VERSION = '",
    ),
];

/// The other packages of the workspace.
const MEMBERS: [&str; 2] = ["emulator/Cargo.toml", "packaging/library/Cargo.toml"];

/// Where other versions' sonames may be: what is written about them, or of old.
const ABOUT_OTHERS: [&str; 3] = ["CHANGELOG.md", "abi", "docs/abi.md"];

fn manifest(path: &str) -> Table {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    text.parse().unwrap()
}

#[test]
fn what_repeats_the_version_repeats_it_rightly() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, before) in REPEATED {
        let Ok(text) = std::fs::read_to_string(root().join(file)) else {
            assert!(file.starts_with("bindings/"), "{file}");
            skips::for_want_of(file);
            continue;
        };
        let rest = text
            .lines()
            .find_map(|line| line.split_once(before))
            .unwrap_or_else(|| panic!("{file} has no {before}"))
            .1;
        assert_eq!(rest.split(['"', '\'']).next(), Some(version), "{file}");
    }
}

#[test]
fn man_pages_are_of_this_version() {
    let Ok(pages) = std::fs::read_dir(root().join("man")) else {
        skips::for_want_of("man pages");
        return;
    };
    for page in pages.map(|page| page.unwrap().path()) {
        let text = std::fs::read_to_string(&page).unwrap_or_default();
        for line in text
            .lines()
            .filter(|line| line.starts_with(".Os libnotification_hubs "))
        {
            let version = line.rsplit(' ').next();
            assert_eq!(
                version,
                Some(env!("CARGO_PKG_VERSION")),
                "{}",
                page.display()
            );
        }
    }
}

/// Every text file of the source, but for what is built.
fn sources(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_built = ["target", "build", "node_modules", "corpus", "vendor"];
        if name.starts_with(".git") || is_built.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Bindings, programs and pages name the shared object by its soname, which a new
/// minor version changes, and so do Debian's packages.
#[test]
fn all_name_the_soname_of_this_version() {
    const NAMES: [&str; 2] = ["libnotification_hubs.so.", "libnotification-hubs"];
    let number = soname::number(env!("CARGO_PKG_VERSION"));
    let mut files = Vec::new();
    sources(root(), &mut files);
    let mut found = 0;
    for file in files {
        let place = file.strip_prefix(root()).unwrap();
        if ABOUT_OTHERS.iter().any(|about| place.starts_with(about)) {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        let places = NAMES
            .iter()
            .flat_map(|name| text.split(name).skip(1).map(move |rest| (name, rest)));
        for (name, rest) in places {
            let digits = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next();
            let digits = digits.unwrap_or_default().trim_end_matches('.');
            // `….so.{major}` is filled in, `….so.0.1.0` is the file.
            let is_number = digits.contains('.');
            let is_ours = digits == number || digits == env!("CARGO_PKG_VERSION");
            assert!(!is_number || is_ours, "{}: {name}{digits}", place.display());
            found += usize::from(is_number);
        }
    }
    eprintln!("{found} sonames");
}

#[test]
fn members_of_the_workspace_agree() {
    let ours = manifest("Cargo.toml");
    for member in MEMBERS {
        let member = manifest(member);
        for key in ["version", "edition", "license"] {
            let name = member["package"]["name"].as_str().unwrap();
            assert_eq!(
                ours["package"][key], member["package"][key],
                "{name}: {key}"
            );
        }
    }
}
