//! What was built for tests alone is refused where a release is made.

use std::path::Path;
use std::process::Command;

use crate::support::shipped::{have, root, run, scratch};

/// Why a directory may not be published, or nothing.
fn refusal(dir: &Path) -> String {
    let output = Command::new(root().join("packaging/publishable"))
        .arg(dir)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), said.is_empty(), "{said}");
    said
}

/// Makes a file of the directory by a command of the shell, in which it is `$0`.
fn make(dir: &Path, command: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-ec", command]).arg(dir).current_dir(dir);
    run(&mut shell);
}

#[test]
fn a_name_of_a_test_build_is_refused_wherever_it_is() {
    if !have("python3") {
        return;
    }
    // Archives that may be published; a file's content is no name.
    let dir = scratch("publishable");
    make(
        &dir,
        "mkdir in; echo a-test-build > in/good; tar -czf good.tar.gz in; \
         python3 -m zipfile -c good.whl in/good; \
         tar -czf data.tar.gz in; tar -cf good.gem data.tar.gz; rm -r in data.tar.gz",
    );
    assert_eq!(refusal(&dir), "");
    for (good, name) in [
        (
            "good.tar.gz",
            "notification_hubs-0.1.0-x86_64-unknown-linux-musl-test-build.tar.gz",
        ),
        (
            "good.whl",
            "notification_hubs-0.1.0+test.build-py3-none-musllinux_1_2_x86_64.whl",
        ),
        (
            "good.gem",
            "notification_hubs-0.1.0.test.build-x86_64-linux.gem",
        ),
        ("good.gem", "below/TEST_BUILD"),
    ] {
        let bad = dir.join(name);
        std::fs::create_dir_all(bad.parent().unwrap()).unwrap();
        std::fs::copy(dir.join(good), &bad).unwrap();
        assert!(refusal(&dir).contains(name), "{name}");
        std::fs::remove_file(&bad).unwrap();
    }
    // In an archive, and in an archive of an archive.
    for (number, command) in [
        "mkdir a-test-build; tar -czf named.tar.gz a-test-build; rm -r a-test-build",
        "mkdir in; ln -s ../x-test-build/y in/link; tar -czf named.tar.gz in; rm -r in",
        "echo a > 'a+test.build'; python3 -m zipfile -c named.whl 'a+test.build'; rm a*",
        "echo a > a.test.build; tar -czf data.tar.gz a.test.build; tar -cf named.gem data.tar.gz; rm a.* data.*",
    ]
    .iter()
    .enumerate()
    {
        let dir = scratch(&format!("publishable_inside_{number}"));
        make(&dir, command);
        let said = refusal(&dir);
        assert!(said.contains("named."), "{command}: {said}");
    }
}

#[test]
fn a_release_asks_before_it_sums() {
    let script = std::fs::read_to_string(root().join("packaging/release")).unwrap();
    let asked = script.find("packaging/publishable \"$output\"").unwrap();
    assert!(asked < script.find("sha256sum -- *").unwrap());
    // Nor does it build any.
    assert!(!script.contains("--test-build"));
}
