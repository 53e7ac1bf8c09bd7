//! What tests fetch from PyPI and npm, once, into the target directory.

use super::skips;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{FlockOperation, flock};

use super::shipped::{have, root};

/// A folder with these Python packages (arguments of `pip install`), for
/// PYTHONPATH; None, said aloud, where they cannot be had.
pub fn python_packages(name: &str, packages: &[&str]) -> Option<PathBuf> {
    fetched(name, "python3", packages, |folder| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-input"])
            .args(["--disable-pip-version-check", "--target"])
            .arg(folder)
            .args(packages);
        pip
    })
}

/// The event loops of others.
pub fn python_loops() -> Option<PathBuf> {
    python_packages(
        "loops",
        &["gevent==26.9.0", "trio==0.35.0", "uvloop==0.23.0"],
    )
}

/// OpenTelemetry, whose in-memory exporter is in the SDK.
pub fn opentelemetry() -> Option<PathBuf> {
    python_packages(
        "opentelemetry",
        &["opentelemetry-api==1.45.2", "opentelemetry-sdk==1.45.2"],
    )
}

/// A folder with `node_modules` of these packages of npm.
pub fn node_packages(name: &str, packages: &[&str]) -> Option<PathBuf> {
    fetched(name, "npm", packages, |folder| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund"])
            .arg("--prefix")
            .arg(folder)
            .args(packages);
        npm
    })
}

/// What Node's example calls the library through.
pub fn koffi() -> Option<PathBuf> {
    node_packages("koffi", &["koffi@2.16.3"])
}

fn fetched(
    name: &str,
    program: &str,
    packages: &[&str],
    install: impl FnOnce(&Path) -> Command,
) -> Option<PathBuf> {
    if !have(program) {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fetched-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let _lock = lock(&folder);
    let checkout = format!("{}/", root().display());
    let (stamp, wanted) = (folder.join("installed"), packages.join(" "));
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Some(folder);
    }
    let output = install(&folder).output().unwrap();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        // Without options, and files by their names.
        let named = packages.iter().filter(|word| !word.starts_with('-'));
        let named: Vec<&str> = named
            .map(|word| word.trim_start_matches(&checkout))
            .collect();
        skips::for_lack_of(&named.join(" "));
        return None;
    }
    std::fs::write(stamp, wanted).unwrap();
    Some(folder)
}

/// Tests run side by side, in processes: as long as one holds this, others wait.
pub fn lock(folder: &Path) -> File {
    let lock = File::create(folder.join("lock")).unwrap();
    flock(&lock, FlockOperation::LockExclusive).unwrap();
    lock
}
