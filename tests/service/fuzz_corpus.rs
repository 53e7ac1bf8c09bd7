//! What fuzzing began with and what it found, through the very functions that
//! it fuzzes: see `fuzz/README.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::Table;

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use targets::TARGETS;

fn fuzz_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// What a folder holds, in order.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn stems(folder: &Path) -> Vec<String> {
    listed(folder)
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_input_keeps_the_promises() {
    let mut size = 0;
    for (name, target) in TARGETS {
        let inputs = listed(&fuzz_folder().join("corpus").join(name));
        assert!(inputs.len() >= 3, "{name} has {} inputs", inputs.len());
        for path in inputs {
            // The last one that is printed is the one that failed.
            println!("{}", path.display());
            let input = std::fs::read(&path).unwrap();
            size += input.len();
            target(&input);
        }
        target(b"");
    }
    assert!(size < 200_000, "a small corpus has no {size} bytes");
}

#[test]
fn every_target_is_built_and_has_inputs() {
    let names = TARGETS.map(|(name, _)| name);
    assert!(names.is_sorted());
    assert_eq!(stems(&fuzz_folder().join("targets")), names);
    assert_eq!(stems(&fuzz_folder().join("corpus")), names);
    let manifest = std::fs::read_to_string(fuzz_folder().join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")));
        let wrapper = fuzz_folder().join("targets").join(format!("{name}.rs"));
        let call = format!("notification_hubs_fuzz::{name}(data)");
        assert!(std::fs::read_to_string(wrapper).unwrap().contains(&call));
    }
}

/// Fuzzing has a lock file of its own, which nothing else reads: one that is behind
/// would be noticed by whoever wants to fuzz.
#[test]
fn what_the_library_depends_on_is_locked() {
    let table =
        |path: PathBuf| -> Table { std::fs::read_to_string(path).unwrap().parse().unwrap() };
    let manifest = table(fuzz_folder().with_file_name("Cargo.toml"));
    let loom = &manifest["target"]["cfg(nh_loom)"]["dependencies"];
    let kinds = [
        &manifest["dependencies"],
        &manifest["build-dependencies"],
        loom,
    ];
    let needed: BTreeSet<&str> = kinds
        .iter()
        .flat_map(|kind| kind.as_table().unwrap().keys())
        .map(String::as_str)
        .collect();
    let lock = table(fuzz_folder().join("Cargo.lock"));
    let mut packages = lock["package"].as_array().unwrap().iter();
    let library = packages.find(|package| package["name"].as_str() == Some("notification_hubs"));
    let locked: BTreeSet<&str> = library.unwrap()["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry.as_str().unwrap().split(' ').next().unwrap())
        .collect();
    assert_eq!(locked, needed, "cargo metadata in fuzz/ writes it anew");
}
