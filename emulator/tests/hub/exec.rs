//! `exec`: a program beside a hub that ends with it.

use crate::signals::{self, Signal};
use crate::support::*;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

/// A shell's script beside a hub with these options.
fn exec(options: &[&str], script: &str) -> Output {
    let mut command = emulator();
    command
        .arg("exec")
        .args(options)
        .args(["--", "sh", "-c", script]);
    command.output().unwrap()
}

fn text(output: &[u8]) -> &str {
    std::str::from_utf8(output).unwrap()
}

#[test]
fn a_program_has_the_hub_in_its_environment() {
    let script = "echo \"$NH_URL $NH_HUB\"; for name in CONNECTION_STRING LISTEN_CONNECTION_STRING SECONDARY_CONNECTION_STRING ROOT_CONNECTION_STRING; do eval \"test -n \\\"\\$NH_$name\\\"\" || echo $name; done; cat \"$NH_CA_FILE\" | head -n 1";
    let output = exec(&["--demo", "--hub", "shop"], script);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    let [told, certificate] = lines[..] else {
        panic!("{lines:?}");
    };
    assert!(
        told.starts_with("https://localhost:") && told.ends_with(" shop"),
        "{told}"
    );
    assert_eq!(certificate, "-----BEGIN CERTIFICATE-----");
    assert_eq!(text(&output.stderr), "");
    let plain = exec(&["--plain"], "echo \"$NH_URL,$NH_CA_FILE\"");
    assert!(text(&plain.stdout).starts_with("http://127.0.0.1:"));
    assert!(text(&plain.stdout).ends_with(",\n"));
}

#[test]
fn its_status_is_the_programs() {
    for (script, status) in [
        ("exit 0", 0),
        ("exit 3", 3),
        ("exit 255", 255),
        ("kill -KILL $$", 128 + 9),
    ] {
        assert_eq!(exec(&[], script).status.code(), Some(status), "{script}");
    }
    let missing = emulator()
        .args(["exec", "--", "/no/such/program"])
        .output()
        .unwrap();
    assert_eq!(missing.status.code(), Some(127));
    assert!(text(&missing.stderr).contains("/no/such/program"));
    let folder = tempfile::TempDir::new().unwrap();
    let barred = emulator()
        .args(["exec", "--"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(barred.status.code(), Some(126));
    // The hub itself fails, and nothing is run.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let failed = exec(&["--listen", &address], "echo run");
    assert_eq!(
        (failed.status.code(), text(&failed.stdout)),
        (Some(125), "")
    );
    assert!(text(&failed.stderr).contains(&address));
    let nothing = emulator().args(["exec", "--plain"]).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn the_hub_ends_with_the_program() {
    let folder = tempfile::TempDir::new().unwrap();
    let env_file = folder.path().join("env");
    let mut command = emulator();
    command
        .args(["exec", "--plain", "--env-file"])
        .arg(&env_file);
    command.args([
        "--",
        "sh",
        "-c",
        "trap 'exit 7' TERM; echo $NH_URL; while :; do sleep 0.05; done",
    ]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("http://").unwrap();
    std::net::TcpStream::connect(address).unwrap();
    assert!(env_file.exists());
    // It is told, and says how it ends.
    signals::send(child.id(), Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(7));
    assert!(std::net::TcpStream::connect(address).is_err());
    assert!(!env_file.exists());
}
