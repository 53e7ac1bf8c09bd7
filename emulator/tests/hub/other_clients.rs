//! Clients that others wrote, unchanged: the official JavaScript SDK, an older one and the one before
//! it; the Python package that came before this project, and a port of the JavaScript SDK. Each area
//! of a client is one test on a hub of its own.

use crate::skips;
use crate::support::*;
use rustix::fs::{FlockOperation, flock};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn javascript_installations() {
    javascript("installations");
}

#[test]
fn javascript_registrations() {
    javascript("registrations");
}

#[test]
fn javascript_jobs() {
    javascript("jobs");
}

#[test]
fn javascript_sends() {
    javascript("sends");
}

#[test]
fn older_javascript_installations() {
    older_javascript("installations");
}

#[test]
fn older_javascript_registrations() {
    older_javascript("registrations");
}

#[test]
fn older_javascript_jobs() {
    older_javascript("jobs");
}

#[test]
fn older_javascript_sends() {
    older_javascript("sends");
}

#[test]
fn azure_sb() {
    older_javascript("azure-sb");
}

#[test]
fn python_port_of_the_javascript_sdk() {
    let Some(mut python) = python("python-unofficial", "methods.py") else {
        return;
    };
    let hub = Hub::start(&[]);
    python.env("SSL_CERT_FILE", hub.env("NH_CA_FILE"));
    run(with_hub(&mut python, &hub));
}

#[test]
fn python_sends() {
    let Some(mut python) = python("python", "sends.py") else {
        return;
    };
    let hub = Hub::start(&[]);
    for device in ["a", "b"] {
        hub.install(&serde_json::json!({
            "installationId": device, "platform": "apns", "pushChannel": format!("0{device}"), "tags": [device],
            "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
        }));
    }
    python.env("REQUESTS_CA_BUNDLE", hub.env("NH_CA_FILE"));
    run(with_hub(&mut python, &hub));
    // Broadcast, one tag, two tags; template broadcast and by an expression; the test send; one that
    // was scheduled for a moment that is past; to a handle that is nobody's, for two platforms.
    let mut counts = [0; 3];
    for delivery in hub.deliveries() {
        let device = match delivery["installationId"].as_str() {
            Some("a") => 0,
            Some("b") => 1,
            _ => 2,
        };
        counts[device] += 1;
    }
    assert_eq!(counts, [3 + 2 + 1 + 1, 2 + 1 + 1, 2]);
}

/// A program of a folder of `tests`, with the packages that the folder names.
fn python(name: &str, program: &str) -> Option<Command> {
    if !have("python3") {
        return None;
    }
    // Into a folder of its own, beside whatever the machine has.
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--disable-pip-version-check", "--target", "packages", "-r"])
        .arg("requirements.txt");
    let folder = installed(&[name], "requirements.txt", pip)?;
    let mut python = Command::new("python3");
    python
        .arg(program)
        .current_dir(&folder)
        .env("PYTHONPATH", folder.join("packages"));
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        python.env_remove(name);
    }
    Some(python)
}

fn javascript(area: &str) {
    node(&["js"], area);
}

/// The same programs on other packages.
fn older_javascript(area: &str) {
    node(&["js-older", "js"], area);
}

fn node(folders: &[&str], area: &str) {
    if !have("node") || !have("npm") {
        return;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let Some(folder) = installed(folders, "package-lock.json", npm) else {
        return;
    };
    let hub = Hub::start(&[]);
    let mut node = Command::new("node");
    node.args(["run.mjs", area])
        .current_dir(folder)
        .env("NODE_EXTRA_CA_CERTS", hub.env("NH_CA_FILE"));
    run(with_hub(&mut node, &hub));
}

pub fn with_hub<'a>(command: &'a mut Command, hub: &Hub) -> &'a mut Command {
    for name in [FULL, "NH_HUB", "NH_URL"] {
        command.env(name, hub.env(name));
    }
    command
}

/// A copy of a folder of `tests` with what it needs installed into it, and of what other folders
/// have beside it. The copy stays between runs, and is installed anew when the file that pins
/// versions has changed. None, said aloud, where that cannot be had.
fn installed(names: &[&str], pins: &str, mut install: Command) -> Option<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let name = names[0];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("other-clients-{name}"));
    fs::create_dir_all(&folder).unwrap();
    // Tests may run in threads or in processes; all wait for the one that installs.
    let lock = File::create(folder.join("lock")).unwrap();
    flock(&lock, FlockOperation::LockExclusive).unwrap();
    let mut files = BTreeMap::new();
    for entry in names
        .iter()
        .flat_map(|name| fs::read_dir(tests.join(name)).unwrap())
    {
        let entry = entry.unwrap();
        files.entry(entry.file_name()).or_insert(entry.path());
    }
    for (file, source) in files {
        let (content, copy) = (fs::read(source).unwrap(), folder.join(file));
        // One that is already running may be reading it.
        if fs::read(&copy).ok().as_ref() != Some(&content) {
            fs::write(copy, content).unwrap();
        }
    }
    let (wanted, stamp) = (
        fs::read(tests.join(name).join(pins)).unwrap(),
        folder.join("installed"),
    );
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        let output = install.current_dir(&folder).output().unwrap();
        if !output.status.success() {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            skips::for_lack_of(&format!("what emulator/tests/{name}/{pins} names"));
            return None;
        }
        fs::write(stamp, wanted).unwrap();
    }
    Some(folder)
}

pub fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    skips::of_program(&output.stdout);
}

/// Says aloud what is skipped; where the tools have to be there (CI), their absence is a failure.
pub fn have(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        skips::for_lack_of(program);
    }
    found
}
