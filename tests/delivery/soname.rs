//! The rule for the soname, wherever it is written down. Those of the bindings are in their
//! own tests.

use std::process::Command;

use crate::support::installed::printed;
use crate::support::shipped::{root, shared_object};
use crate::support::soname;

const NUMBERS: [(&str, &str); 5] = [
    ("0.1.0", "0.1"),
    ("0.12.3", "0.12"),
    ("1.0.0", "1"),
    ("1.4.2", "1"),
    ("12.0.1", "12"),
];

#[test]
fn the_soname_has_the_minor_version_before_1_0_alone() {
    for (version, number) in NUMBERS {
        assert_eq!(soname::number(version), number, "{version}");
    }
    let name = printed(Command::new(root().join("examples-c/soname.sh")).arg(shared_object()));
    let number = soname::number(env!("CARGO_PKG_VERSION"));
    assert_eq!(name.trim(), format!("libnotification_hubs.so.{number}"));
}

#[test]
fn make_has_the_same_rule() {
    for (version, number) in NUMBERS {
        let said = printed(
            Command::new("make")
                .args(["-s", "--eval=soname: ; @echo $(SONAME)", "soname"])
                .arg(format!("VERSION={version}"))
                .current_dir(root()),
        );
        assert_eq!(
            said.trim(),
            format!("libnotification_hubs.so.{number}"),
            "{version}"
        );
    }
}

/// Its own rule is this one, as long as no number of components is set.
#[test]
fn cargo_c_is_left_its_own_rule() {
    let manifest = root().join("packaging/library/Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
    let library = manifest["package"]["metadata"]["capi"]["library"]
        .as_table()
        .unwrap();
    assert_eq!(library["name"].as_str(), Some("notification_hubs"));
    for setting in ["version", "versioning", "version_suffix_components"] {
        assert!(!library.contains_key(setting), "{setting}");
    }
}
