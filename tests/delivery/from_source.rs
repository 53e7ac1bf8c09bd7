//! Projects that take the library from its source, by CMake's FetchContent and by Conan: what
//! docs/installing.md says, with a library that is built already. `tests/long packages` has
//! cargo build it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::LocalHub;
use crate::support::fetched::python_packages;
use crate::support::installed::Installed;
use crate::support::pages::fences;
use crate::support::shipped::{have, library_dir, root, run, scratch};

/// Builds and runs the page's project; it sends so often.
fn sends(way: &str, file: &Path, path: &[PathBuf], times: usize) {
    let dir = scratch(&format!("from_source_{way}"));
    let hub = LocalHub::start_with(&["--demo"]);
    let old = std::env::var_os("PATH").unwrap();
    let dirs = path.iter().map(|dir| dir.join("bin"));
    let dirs = dirs.chain(std::env::split_paths(&old));
    run(Command::new(root().join("tests/support/from_source.sh"))
        .args([Path::new(way), &dir, file])
        .env("PATH", std::env::join_paths(dirs).unwrap())
        .env("PYTHONPATH", std::env::join_paths(path).unwrap())
        .env("NH_LIB_DIR", library_dir())
        .envs(&hub.env));
    let got = hub.deliveries().len();
    assert!(
        got > 0 && got.is_multiple_of(times),
        "{times} sends: {got} deliveries"
    );
}

/// Is there what every way needs?
fn can_build() -> bool {
    ["cmake", "cc", "git"].into_iter().all(have)
}

#[test]
fn cmake_fetches_the_source() {
    if can_build() {
        sends("source", Path::new(""), &[], 2);
    }
}

/// Ninja asks beforehand where each file will come from, also those that cargo makes.
#[test]
fn ninja_knows_what_cargo_makes() {
    if !can_build() || !have("ninja") {
        return;
    }
    let dir = scratch("from_source_ninja");
    let page = fences(&root().join("docs/installing.md"));
    let project = page.iter().find(|fence| fence.mark == "source").unwrap();
    for kind in ["static", "shared"] {
        let source = dir.join(kind);
        std::fs::create_dir(&source).unwrap();
        let text = project.code.replace("::static", &format!("::{kind}"));
        std::fs::write(source.join("CMakeLists.txt"), text).unwrap();
        std::fs::copy(root().join("examples-c/first.c"), source.join("first.c")).unwrap();
        let build = source.join("build");
        run(Command::new("cmake")
            .args(["-G", "Ninja", "-S"])
            .arg(&source)
            .arg("-B")
            .arg(&build)
            .arg(format!(
                "-DFETCHCONTENT_SOURCE_DIR_NOTIFICATIONHUBS={}",
                root().display()
            ))
            .env_remove("NH_LIB_DIR"));
        run(Command::new("ninja").arg("-n").arg("-C").arg(&build));
    }
}

/// What is installed is what a release's tarball has, but for the programs.
#[test]
fn cmake_fetches_a_tarball() {
    if !can_build() {
        return;
    }
    let installed = Installed::new("fetched");
    let file = installed.build.join("library.tar.gz");
    let parent = installed.prefix.parent().unwrap();
    run(Command::new("tar")
        .arg("-czf")
        .arg(&file)
        .arg("-C")
        .args([parent, Path::new("prefix")]));
    sends("tarball", &file, &[], 2);
}

#[test]
fn conan_packages_it() {
    if !can_build() {
        return;
    }
    let pins = root().join("tests/support/conan.txt");
    let packages = python_packages("conan", &["--no-deps", "-r", pins.to_str().unwrap()]);
    if let Some(packages) = packages {
        sends("conan", Path::new(""), &[packages], 1);
    }
}

/// A project is told what this file is for.
#[test]
fn by_itself_cmake_builds_nothing() {
    if !can_build() {
        return;
    }
    let output = Command::new("cmake")
        .arg("-S")
        .arg(root())
        .arg("-B")
        .arg(scratch("from_source_itself"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("make install"),
        "{said}"
    );
}
