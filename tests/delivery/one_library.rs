//! One library, whichever command builds it: cargo by itself, or make.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::installed::printed;
use crate::support::shipped::{cargo, make_lib, root, run, scratch, target_dir};

/// The package that makes it.
const PACKAGE: &str = "nh-library";
/// How cargo builds it, as the README says.
const BUILD: [&str; 3] = ["build", "--release", "--locked"];

/// What users see of a shared object: its size without symbols that nobody needs, and
/// the names that it exports.
fn seen(library: &Path, dir: &Path) -> (u64, BTreeSet<String>) {
    let stripped = dir.join("stripped.so");
    run(Command::new("strip").arg("-o").arg(&stripped).arg(library));
    let size = std::fs::metadata(&stripped).unwrap().len();
    let names = printed(
        Command::new("nm")
            .args(["-D", "--defined-only", "--format=just-symbols"])
            .arg(library),
    );
    (size, names.lines().map(str::to_owned).collect())
}

/// Both commands build into the same directory. So the second has nothing to do,
/// unless it would build another library.
#[test]
fn cargo_by_itself_builds_what_make_builds() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let command = format!("cargo {}", BUILD.join(" "));
    assert!(readme.contains(&format!("`{command}`")), "{command}");

    make_lib();
    let release = target_dir().join("release");
    let library = release.join("libnotification_hubs.so");
    let dir = scratch("one_library");
    let (size, names) = seen(&library, &dir);

    let output = run(cargo()
        .args(BUILD)
        .args(["--message-format", "json-render-diagnostics"]));
    let (other_size, other_names) = seen(&library, &dir);
    assert_eq!(size, other_size, "{command}: bytes stripped");
    let differ: Vec<_> = names.symmetric_difference(&other_names).collect();
    assert!(differ.is_empty(), "{command}: {differ:?}");

    let text = String::from_utf8(output.stdout).unwrap();
    let built: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|message: &Value| {
            let files = message["filenames"].as_array();
            files.is_some_and(|files| files.iter().any(|file| is(file, &library)))
        })
        .collect();
    let [built] = &built[..] else {
        panic!("{command} does not make {}: {text}", library.display());
    };
    let archive = release.join("libnotification_hubs.a");
    let files = built["filenames"].as_array().unwrap();
    assert!(files.iter().any(|file| is(file, &archive)), "{built}");
    assert_eq!(built["fresh"], true, "{command} built another library");
    // Cargo warns where two packages write the same file.
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("warning"), "{said}");
    println!("{size} bytes stripped, {} names", names.len());
}

/// Is this file of cargo's list that one?
fn is(file: &Value, path: &Path) -> bool {
    let file = Path::new(file.as_str().unwrap());
    file.file_name() == path.file_name()
        && std::fs::canonicalize(file).unwrap() == std::fs::canonicalize(path).unwrap()
}

/// Beside an `rlib` cargo leaves link-time optimisation out, and every public item
/// stays in the library. What else the package had, the bill of materials would miss.
#[test]
fn the_package_is_the_core_as_two_libraries_and_no_more() {
    let output = run(cargo().args([
        "metadata",
        "--no-deps",
        "--offline",
        "--locked",
        "--format-version",
        "1",
    ]));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = |name: &str| packages.iter().find(|p| p["name"] == name).unwrap();
    let kinds = |package: &Value| {
        let targets = package["targets"].as_array().unwrap();
        let libraries = targets.iter().filter(|t| t["name"] == "notification_hubs");
        libraries.map(|t| t["kind"].clone()).collect::<Vec<_>>()
    };
    let library = package(PACKAGE);
    assert_eq!(kinds(library), [serde_json::json!(["cdylib", "staticlib"])]);
    let needs = library["dependencies"].as_array().unwrap();
    assert_eq!(needs.len(), 1, "{needs:?}");
    assert_eq!(needs[0]["name"], "notification_hubs");
    assert_eq!(needs[0]["features"], serde_json::json!([]));
    assert_eq!(
        kinds(package("notification_hubs")),
        [serde_json::json!(["lib"])]
    );
}
