//! A network namespace of the test's own: it has a loopback, a name server of
//! the test's, a network whose packets vanish, and no route to any other.

use super::skips;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::shipped::{have, run, scratch};
use super::this_program;

/// Set in the process inside, to a file where it may leave what it found.
const INSIDE: &str = "NH_INSIDE_NAMESPACE";

/// Prepares the namespace, in which the process is root.
const PREPARE: &str = r#"
set -e
ip link set lo up
ip route add 192.0.2.0/24 dev lo
for name in resolv.conf nsswitch.conf hosts; do
  mount --bind "$1/$name" "/etc/$name"
done
shift
exec "$@"
"#;

/// That file, in the process inside.
pub fn inside() -> Option<PathBuf> {
    std::env::var_os(INSIDE).map(PathBuf::from)
}

/// Runs `test`, by its whole name, once more inside, and gives the file that it may
/// have written. `None`, and said aloud, where there can be no namespace.
pub fn run_inside(test: &str) -> Option<PathBuf> {
    if !["unshare", "ip", "mount"].into_iter().all(have) {
        return None;
    }
    let etc = scratch(&format!("{}_namespace", test.replace("::", "_")));
    // One try, and long enough that only the library's own deadline ends the
    // wait for a silent name server.
    let resolver = "nameserver 127.0.0.1\noptions attempts:1 timeout:5\n";
    std::fs::write(etc.join("resolv.conf"), resolver).unwrap();
    std::fs::write(etc.join("nsswitch.conf"), "hosts: files dns\n").unwrap();
    std::fs::write(etc.join("hosts"), "127.0.0.1 localhost\n").unwrap();
    let tried = enter(&etc).arg("true").output().unwrap();
    if !tried.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&tried.stderr).trim());
        skips::for_want_of("a network namespace");
        return None;
    }
    let found = etc.join("found");
    let output = run(enter(&etc)
        .arg(this_program())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, &found));
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    assert!(said.contains("1 passed"), "there is no test {test}");
    Some(found)
}

fn enter(etc: &Path) -> Command {
    let mut command = Command::new("unshare");
    command
        .args([
            "--map-root-user",
            "--net",
            "--mount",
            "sh",
            "-c",
            PREPARE,
            "sh",
        ])
        .arg(etc);
    command
}
