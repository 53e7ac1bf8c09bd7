//! The oldest Rust that will do: what asks for it, and what those are told who have
//! an older one. No compiler of that version builds this in CI. Clippy looks after
//! our own code (`incompatible_msrv`), and this after what we depend on.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::package::packages;
use crate::support::shipped::{root, scratch};

const OURS: &str = env!("CARGO_PKG_RUST_VERSION");

const MANIFESTS: [&str; 4] = [
    "Cargo.toml",
    "emulator/Cargo.toml",
    "fuzz/Cargo.toml",
    "packaging/library/Cargo.toml",
];

const PAGES: [&str; 4] = [
    "CONTRIBUTING.md",
    "README.md",
    "docs/installing.md",
    "docs/start.md",
];

#[test]
fn no_dependency_wants_a_newer_compiler_than_we_say() {
    let number = |text: &str| -> Vec<u32> {
        text.split('.')
            .chain(["0", "0"])
            .take(3)
            .map(|part| part.parse().unwrap())
            .collect()
    };
    for package in packages() {
        if let Some(wanted) = package["rust_version"].as_str() {
            let name = package["name"].as_str().unwrap();
            assert!(
                number(wanted) <= number(OURS),
                "{name} wants Rust {wanted}, and we say that {OURS} will do"
            );
        }
    }
}

#[test]
fn pages_name_the_same_compiler() {
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        let named: Vec<&str> = text
            .split("Rust ")
            .filter_map(|rest| rest.split_once(" or newer"))
            .map(|(version, _)| version)
            .filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))
            .collect();
        assert!(!named.is_empty(), "{page} names no Rust");
        let is_ours = named.iter().all(|version| *version == OURS);
        assert!(is_ours, "{page}: {named:?}");
    }
}

/// A cargo that only says which one it is.
fn cargo_of(version: &str) -> String {
    let cargo = scratch(&format!("cargo-{version}")).join("cargo");
    let script = format!("#!/bin/sh\necho 'cargo {version} (0123abc 2026-01-31)'\n");
    std::fs::write(&cargo, script).unwrap();
    std::fs::set_permissions(&cargo, Permissions::from_mode(0o755)).unwrap();
    cargo.to_str().unwrap().to_owned()
}

/// Whether the script is content with a cargo, and what it says.
fn asked(cargo: &str) -> (bool, String) {
    let output = Command::new(root().join("packaging/need-rust.sh"))
        .arg(cargo)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), said)
}

#[test]
fn an_older_cargo_is_told_in_one_sentence() {
    let patched = format!("{OURS}.1");
    for good in [OURS, &patched, "1.100.0", "1.100.0-nightly", "2.0.0"] {
        assert_eq!(asked(&cargo_of(good)), (true, String::new()), "{good}");
    }
    let needed = format!("Rust {OURS} or newer is needed");
    for old in ["0.66.0", "1.9.0", "1.65.0"] {
        let (is_enough, said) = asked(&cargo_of(old));
        assert!(!is_enough, "{old}");
        let is_told = said.contains(&format!("of Rust {old}.")) && said.contains(&needed);
        assert!(is_told && said.lines().count() == 1, "{old}: {said}");
    }
    // One that fails, and one that is another program.
    for other in ["false", "echo"] {
        let (is_cargo, said) = asked(other);
        let is_told = said.contains("does not answer as cargo does") && said.contains(&needed);
        assert!(!is_cargo && is_told, "{other}: {said}");
    }
    let (is_there, said) = asked("/nonexistent/cargo");
    assert!(!is_there && said.contains(&needed), "{said}");
    assert!(said.contains("'/nonexistent/cargo' is not here"), "{said}");
}

/// Whoever builds by these commands is told before cargo reads anything.
#[test]
fn commands_ask_which_cargo_it_is() {
    let old = cargo_of("1.70.0");
    let path = std::env::var("PATH").unwrap();
    let folder = old.strip_suffix("/cargo").unwrap();
    for command in [
        &["make", "-s", "-C", "examples-c", "lib"][..],
        &["make", "-s", "-C", "examples-c", "emulator"],
        &["tests/run"],
    ] {
        let output = Command::new(command[0])
            .args(&command[1..])
            .current_dir(root())
            .env("CARGO", &old)
            .env("PATH", format!("{folder}:{path}"))
            .env_remove("CI")
            .env_remove("NH_LIB_DIR")
            .env_remove("NH_EMULATOR")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{command:?}");
        assert!(said.contains("of Rust 1.70.0."), "{command:?}: {said}");
    }
}

/// Plain cargo says it by itself: from 1.85 on by `rust-version`, before that by the
/// edition. But it reads profiles first, and `debug = "line-tables-only"` was a riddle.
#[test]
fn manifests_ask_for_the_same_compiler_and_old_ones_can_read_that() {
    let mut profiles = 0;
    for file in MANIFESTS {
        let manifest = std::fs::read_to_string(root().join(file)).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let wanted = manifest["package"]["rust-version"].as_str();
        assert_eq!(wanted, Some(OURS), "{file}");
        let all = manifest.get("profile").and_then(toml::Value::as_table);
        for (name, profile) in all.into_iter().flatten() {
            let debug = profile.get("debug");
            let is_old = debug.is_none_or(|debug| !debug.is_str());
            assert!(is_old, "{file}, profile.{name}: {debug:?}");
            profiles += 1;
        }
    }
    assert!(profiles > 3);
}
