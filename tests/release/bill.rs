//! The bill of materials keeps the rules of CycloneDX that its readers rely on and
//! has what cargo links in; the notices are of just that.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::support::shipped::{have, root, run};

fn bill() -> Value {
    let output = run(Command::new(root().join("packaging/sbom.py"))
        .env("CARGO", env!("CARGO"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("SOURCE_DATE_EPOCH", "1700000000"));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().unwrap()
}

/// What cargo links into a member, as "name version".
fn linked(member: &str) -> BTreeSet<String> {
    let output = run(Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", member])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .current_dir(root()));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            let (name, version) = (words.next().unwrap(), words.next().unwrap());
            format!("{name} {}", version.trim_start_matches('v'))
        })
        .collect()
}

#[test]
fn the_bill_keeps_the_rules_of_its_format() {
    if !have("python3") {
        return;
    }
    let bill = bill();
    assert_eq!(text(&bill, "bomFormat"), "CycloneDX");
    assert_eq!(text(&bill, "specVersion"), "1.5");
    assert_eq!(bill["version"], 1);
    let serial = text(&bill, "serialNumber");
    let uuid = serial.strip_prefix("urn:uuid:").unwrap();
    let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert_eq!(text(&bill["metadata"], "timestamp"), "2023-11-14T22:13:20Z");

    let ours = &bill["metadata"]["component"];
    assert_eq!(text(ours, "name"), "notification_hubs");
    assert_eq!(text(ours, "version"), env!("CARGO_PKG_VERSION"));
    let mut references = BTreeSet::new();
    let mut names = BTreeMap::new();
    for part in std::iter::once(ours).chain(list(&bill, "components")) {
        let name = text(part, "name");
        assert!(references.insert(text(part, "bom-ref")), "{name} twice");
        assert!(!text(part, "version").is_empty(), "{name}");
        assert!(["library", "application"].contains(&text(part, "type")));
        let licence = text(&part["licenses"][0], "expression");
        assert!(
            !licence.is_empty() && !licence.contains('/'),
            "{name}: {licence}"
        );
        if text(part, "purl").starts_with("pkg:cargo/") {
            assert_eq!(text(part, "purl"), text(part, "bom-ref"));
            let hash = &part["hashes"][0];
            assert_eq!(text(hash, "alg"), "SHA-256");
            let digits = text(hash, "content");
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(digits.len() == 64 && is_hex, "{name}: {digits}");
        }
        names.insert(name, part);
    }
    assert!(names.contains_key("rust-std") && names.contains_key("nh-emulator"));
    // Every part says what it needs, and needs what is there.
    let mut graph = BTreeSet::new();
    for node in list(&bill, "dependencies") {
        assert!(graph.insert(text(node, "ref")), "{node}");
        let needed = list(node, "dependsOn").iter().map(|r| r.as_str().unwrap());
        let needed: Vec<&str> = needed.collect();
        let unique: BTreeSet<&str> = needed.iter().copied().collect();
        assert_eq!(unique.len(), needed.len(), "{node}");
        assert!(unique.is_subset(&references), "{node}");
    }
    assert_eq!(graph, references);
}

#[test]
fn the_bill_is_what_cargo_links_in() {
    if !have("python3") {
        return;
    }
    let bill = bill();
    let ours = &bill["metadata"]["component"];
    let listed: BTreeSet<String> = std::iter::once(ours)
        .chain(list(&bill, "components"))
        .filter(|part| text(part, "name") != "rust-std")
        .map(|part| format!("{} {}", text(part, "name"), text(part, "version")))
        .collect();
    let mut must = linked("notification_hubs");
    must.extend(linked("nh-emulator"));
    assert!(must.len() > 50);
    assert_eq!(listed, must);
    assert_eq!(bill, self::bill(), "the same twice");
}

/// The licences of each crate, by its "name version": texts come after the names
/// of those that share them, between two rules.
fn terms(notices: &str) -> BTreeMap<&str, String> {
    let rule = format!("\n{}\n", "=".repeat(80));
    let mut parts = notices.split(rule.as_str()).skip(1);
    let mut terms = BTreeMap::<&str, String>::new();
    while let (Some(names), Some(text)) = (parts.next(), parts.next()) {
        for name in names.lines() {
            terms.entry(name).or_default().push_str(text);
        }
    }
    terms
}

#[test]
fn the_notices_are_of_what_is_linked_in() {
    if !have("python3") {
        return;
    }
    run(Command::new(root().join("packaging/notices.py"))
        .arg("--check")
        .env("CARGO", env!("CARGO"))
        .env("CARGO_NET_OFFLINE", "true"));
    let notices = std::fs::read_to_string(root().join("THIRD-PARTY-NOTICES")).unwrap();
    let terms = terms(&notices);
    for member in ["notification_hubs", "nh-emulator"] {
        for part in linked(member) {
            let is_ours = ["notification_hubs ", "nh-emulator "]
                .iter()
                .any(|ours| part.starts_with(ours));
            assert!(is_ours || terms.contains_key(part.as_str()), "{part}");
        }
    }
    // Terms that are none of MIT's are there in their own words.
    for (part, words) in [
        (
            "ring 0",
            "Permission to use, copy, modify, and/or distribute this software",
        ),
        (
            "rustls-webpki 0",
            "THE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHORS DISCLAIM ALL",
        ),
        ("untrusted 0", "Brian Smith"),
        (
            "subtle 2",
            "Neither the name of the copyright holder nor the names of its",
        ),
        ("foldhash 0", "This software is provided 'as-is'"),
    ] {
        let (_, own) = terms
            .iter()
            .find(|(name, _)| name.starts_with(part))
            .unwrap();
        assert!(own.contains(words), "{part}: {words}");
    }
}
