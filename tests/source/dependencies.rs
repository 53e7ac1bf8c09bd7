//! The policy of `deny.toml`, kept without cargo-deny, which cannot be had from
//! every machine that runs the tests, and takes minutes to compile.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use toml::Table;

/// Macros that run while the library or its tests are built. cargo-deny has no
/// list of these.
const PROC_MACROS: [&str; 8] = [
    "asn1-rs-derive",
    "asn1-rs-impl",
    "displaydoc",
    "rustversion",
    "serde_derive",
    "thiserror-impl",
    "time-macros",
    "tokio-macros",
];

fn policy() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Everything that is compiled on the platform of the policy, tests included.
fn packages(policy: &Table) -> Vec<Value> {
    let target = policy["graph"]["targets"][0].as_str().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--all-features"])
        .args(["--format-version", "1", "--filter-platform", target])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].take();
    let Value::Array(packages) = packages else {
        panic!("cargo metadata lists no packages");
    };
    assert!(packages.len() > 50);
    packages
}

fn text<'a>(package: &'a Value, member: &str) -> &'a str {
    package[member].as_str().unwrap_or_default()
}

fn strings(list: &toml::Value) -> BTreeSet<&str> {
    let list = list.as_array().unwrap();
    list.iter().map(|item| item.as_str().unwrap()).collect()
}

/// The crates of a list of tables, each `name` or `name@version`.
fn crates(list: &toml::Value) -> BTreeSet<&str> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|item| item["crate"].as_str().unwrap())
        .collect()
}

/// Has the package a target of this kind?
fn is(package: &Value, kind: &str) -> bool {
    let targets = package["targets"].as_array().unwrap();
    targets
        .iter()
        .any(|target| target["kind"].as_array().unwrap().contains(&kind.into()))
}

/// Does a licence expression hold with these licences? `OR` binds loosest, and
/// the old `/` stands for it.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let result = any_of(&mut words, allowed);
    assert!(words.next().is_none(), "cannot be read: {expression}");
    result
}

type Words<'a, 'b> = std::iter::Peekable<std::str::SplitWhitespace<'b>>;

fn any_of<'b>(words: &mut Words<'_, 'b>, allowed: &BTreeSet<&str>) -> bool {
    let mut result = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        result |= all_of(words, allowed);
    }
    result
}

fn all_of<'b>(words: &mut Words<'_, 'b>, allowed: &BTreeSet<&str>) -> bool {
    let mut result = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        result &= one(words, allowed);
    }
    result
}

fn one<'b>(words: &mut Words<'_, 'b>, allowed: &BTreeSet<&str>) -> bool {
    match words.next() {
        Some("(") => {
            let result = any_of(words, allowed);
            assert_eq!(words.next(), Some(")"));
            result
        }
        Some(licence) => match words.next_if_eq(&"WITH") {
            // An exception is a licence of its own in the list.
            Some(_) => {
                let exception = words.next().unwrap();
                allowed.contains(format!("{licence} WITH {exception}").as_str())
            }
            None => allowed.contains(licence),
        },
        None => false,
    }
}

#[test]
fn licence_expressions_are_read_as_they_bind() {
    let allowed = BTreeSet::from(["MIT", "ISC"]);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("MIT AND ISC", true),
        ("GPL-3.0 AND MIT OR ISC", true),
        ("GPL-3.0 AND (MIT OR ISC)", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("MIT WITH x OR GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn licences_are_those_of_the_policy() {
    let policy = policy();
    let allowed = strings(&policy["licenses"]["allow"]);
    let exceptions = policy["licenses"]["exceptions"].as_array().unwrap();
    for package in packages(&policy) {
        let name = text(&package, "name");
        let mut allowed = allowed.clone();
        for exception in exceptions {
            if exception["crate"].as_str() == Some(name) {
                allowed.extend(strings(&exception["allow"]));
            }
        }
        let licence = text(&package, "license");
        assert!(is_allowed(licence, &allowed), "{name}: {licence:?}");
    }
}

#[test]
fn all_comes_from_crates_io() {
    let policy = policy();
    let registries = strings(&policy["sources"]["allow-registry"]);
    let sources: Vec<String> = registries.iter().map(|r| format!("registry+{r}")).collect();
    for package in packages(&policy) {
        let source = package["source"].as_str();
        let ours = ["notification_hubs", "nh-emulator", "nh-library"];
        let is_ours = ours.contains(&text(&package, "name"));
        match source {
            None => assert!(is_ours, "{} is a folder", text(&package, "name")),
            Some(source) => assert!(sources.iter().any(|known| known == source), "{source}"),
        }
    }
}

#[test]
fn no_crate_comes_twice_or_is_banned_or_takes_any_version() {
    let policy = policy();
    let packages = packages(&policy);
    let skipped = crates(&policy["bans"]["skip"]);
    let denied = crates(&policy["bans"]["deny"]);
    let mut versions = BTreeMap::<&str, Vec<&str>>::new();
    for package in &packages {
        let (name, version) = (text(package, "name"), text(package, "version"));
        assert!(!denied.contains(name), "{name}");
        let is_skipped = skipped.iter().any(|skip| {
            let (skip, of) = skip.split_once('@').unwrap();
            skip == name && version.starts_with(&format!("{of}."))
        });
        if !is_skipped {
            versions.entry(name).or_default().push(version);
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            assert_ne!(text(dependency, "req"), "*", "of {name}");
        }
    }
    for (name, versions) in &versions {
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
    for skip in skipped {
        let (name, _) = skip.split_once('@').unwrap();
        let count = packages.iter().filter(|p| text(p, "name") == name).count();
        assert!(count > 1, "{skip} need not be skipped any more");
    }
}

#[test]
fn what_runs_while_it_is_built_is_listed() {
    let policy = policy();
    let packages = packages(&policy);
    let of_kind = |kind: &str| -> BTreeSet<&str> {
        let found = packages.iter().filter(|package| is(package, kind));
        found.map(|package| text(package, "name")).collect()
    };
    let listed = strings(&policy["bans"]["build"]["allow-build-scripts"]);
    assert_eq!(of_kind("custom-build"), listed);
    assert_eq!(of_kind("proc-macro"), BTreeSet::from(PROC_MACROS));
}
