//! `exec`: a program beside a hub that ends with it.

use crate::other_clients::have;
use crate::signals::{self, Signal};
use crate::support::*;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

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

/// Whoever runs the tests may ignore some, as nohup does, and a shell's trap cannot undo that.
fn with_usual_signals(program: &OsStr) -> Command {
    let mut command = Command::new("env");
    command
        .args(["--default-signal=HUP,INT,QUIT,TERM"])
        .arg(program);
    command
}

/// As a CI does that cancels. In a group of its own it is in no terminal's foreground.
#[test]
fn signals_of_a_keyboard_are_passed_on_where_none_sends_them() {
    for (signal, name) in [(Signal::INT, "INT"), (Signal::QUIT, "QUIT")] {
        let script = format!("trap 'exit 8' {name}; echo ready; while :; do sleep 0.05; done");
        let mut command = with_usual_signals(emulator().get_program());
        command
            .args(["exec", "--plain", "--", "sh", "-c", &script])
            .process_group(0);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        signals::send(child.id(), signal);
        assert_eq!(child.wait().unwrap().code(), Some(8), "{name}");
    }
}

/// The program has it from the terminal, and would take a second one for "at once".
#[test]
fn what_is_typed_at_a_terminal_comes_once() {
    // Elsewhere it has other options.
    if !cfg!(target_os = "linux") || !have("script") {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let (ready, count) = (folder.path().join("ready"), folder.path().join("count"));
    let program = folder.path().join("program");
    let text = format!(
        "n=0; trap 'n=$((n+1))' INT; echo > {}; until [ $n -gt 0 ]; do :; done\n\
         i=0; while [ $i -lt 10 ]; do i=$((i+1)); sleep 0.05; done; echo $n > {}",
        ready.display(),
        count.display()
    );
    fs::write(&program, text).unwrap();
    let hub = emulator().get_program().to_str().unwrap().to_owned();
    let mut child = with_usual_signals("script".as_ref())
        .arg("-qec")
        .arg(format!(
            "exec {hub} exec --plain -- sh {}",
            program.display()
        ))
        .arg("/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&ready);
    let mut keyboard = child.stdin.take().unwrap();
    keyboard.write_all(b"\x03").unwrap();
    wait_for(&count);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(fs::read_to_string(&count).unwrap(), "1\n");
}

fn wait_for(file: &Path) {
    while !file.exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// With what is told to end, and with what does not hear.
#[test]
#[cfg(target_os = "linux")]
fn the_program_ends_with_a_hub_that_fails() {
    for trap in ["trap 'echo told; exit 0' TERM", "trap '' TERM"] {
        let script = format!("{trap}; echo $NH_URL $$; while :; do sleep 0.05; done");
        let mut command = emulator();
        command
            .args(["exec", "--plain", "--request-log", "/dev/full"])
            .args(["--", "sh", "-c", &script]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let (url, id) = line.trim().split_once(' ').unwrap();
        let address = url.strip_prefix("http://").unwrap();
        let mut client = std::net::TcpStream::connect(address).unwrap();
        let request = format!("GET /demo HTTP/1.1\r\nHost: {address}\r\n\r\n");
        client.write_all(request.as_bytes()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(125), "{trap}");
        assert!(!Path::new("/proc").join(id).exists(), "{trap}");
        let mut more = String::new();
        // It has the other end no more, and what it started has it for a moment only.
        stdout.read_line(&mut more).unwrap();
        assert_eq!(more == "told\n", trap.contains("told"), "{more}");
    }
}
