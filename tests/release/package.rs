//! The crate as `cargo package` makes it: what is in it, and what its manifest says.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::support::shipped::{root, run};

fn cargo(arguments: &[&str]) -> String {
    let output = run(Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(root()));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_package_has_what_it_needs_and_no_more() {
    let list = cargo(&[
        "package",
        "--list",
        "--allow-dirty",
        "-p",
        "notification_hubs",
    ]);
    let (sources, rest): (BTreeSet<&str>, BTreeSet<&str>) =
        list.lines().partition(|file| file.starts_with("src/"));
    assert!(sources.contains("src/lib.rs") && sources.len() > 100);
    assert!(sources.iter().all(|file| file.ends_with(".rs")));
    let mut must = BTreeSet::from([
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "SECURITY.md",
        "THIRD-PARTY-NOTICES",
        "build.rs",
        "cbindgen.toml",
        "header/layout.rs",
        "header/notification_hubs.h.in",
    ]);
    let (headers, rest): (BTreeSet<&str>, BTreeSet<&str>) = rest
        .into_iter()
        .partition(|file| file.starts_with("include/"));
    assert!(headers.contains("include/notification_hubs.h"));
    assert!(headers.contains("include/notification_hubs.cdef.h"));
    // Of a checkout alone, and not of the source tarball.
    if rest.contains(".cargo_vcs_info.json") {
        must.insert(".cargo_vcs_info.json");
    }
    assert_eq!(rest, must);
}

pub fn packages() -> Vec<Value> {
    let text = cargo(&["metadata", "--format-version", "1", "--all-features"]);
    let mut metadata: Value = serde_json::from_str(&text).unwrap();
    match metadata["packages"].take() {
        Value::Array(packages) => packages,
        _ => panic!("cargo metadata lists no packages"),
    }
}

#[test]
fn the_manifest_says_all_that_a_registry_shows() {
    let packages = packages();
    let ours = packages
        .iter()
        .find(|package| package["name"] == "notification_hubs")
        .unwrap();
    for key in ["description", "license", "readme", "rust_version"] {
        let text = ours[key].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "{key}");
    }
    let count = |key: &str| ours[key].as_array().unwrap().len();
    // A registry takes five of each.
    assert!((1..=5).contains(&count("keywords")));
    assert!((1..=5).contains(&count("categories")));
    assert!(ours["publish"].is_null(), "it may be published");
    for package in packages.iter().filter(|p| p["source"].is_null()) {
        let is_ours = package["name"] == "notification_hubs";
        assert_eq!(package["publish"].is_null(), is_ours, "{}", package["name"]);
    }
}
