//! What surrounds a hub: streams that nobody reads, disks that are full, pipes in the place of
//! files, limits and signals.

use crate::signals::{self, Signal};
use crate::skips;
use crate::support::*;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

/// Fails where it does not end by itself.
fn ended(mut child: Child) -> Output {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("it hangs: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().unwrap()
}

/// What it says, in one line.
fn refusal(command: &mut Command) -> String {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = ended(child.spawn().unwrap());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{command:?}: {said}");
    said
}

/// Runs the hub below a command that changes what surrounds it, and gives it with its address.
fn below(wrapper: &[&str], arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(wrapper[0])
        .args(&wrapper[1..])
        .arg(env!("CARGO_BIN_EXE_nh-emulator"))
        .arg("--plain")
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| Some(line.unwrap().strip_prefix("NH_URL='")?.to_owned()));
    (child, url.unwrap().trim_end_matches('\'').to_owned())
}

fn post(url: &str, body: &str) -> Result<u16, ureq::Error> {
    let url = format!("{url}/demo/messages?{VERSION}");
    let answer = agent(Path::new("")).post(url).send(body)?;
    Ok(answer.status().as_u16())
}

#[test]
#[cfg(target_os = "linux")]
fn a_stream_that_takes_nothing_is_an_error_and_no_panic() {
    let status = |command: &mut Command| -> ExitStatus { command.status().unwrap() };
    for argument in ["--help", "--version"] {
        assert_eq!(
            status(emulator().arg(argument).stdout(full())).code(),
            Some(1)
        );
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(
            status(emulator().arg(argument).stdout(writer)).code(),
            Some(1)
        );
    }
    assert_eq!(
        status(emulator().arg("--bogus").stderr(full())).code(),
        Some(2)
    );
    let no_file = ["stop", "--env-file", "no-such-file"];
    assert_eq!(
        status(emulator().args(no_file).stderr(full())).code(),
        Some(1)
    );
}

/// It says 1, and so there is none.
#[test]
#[cfg(target_os = "linux")]
fn a_start_that_cannot_be_told_leaves_no_hub() {
    let folder = TempDir::new().unwrap();
    let env_file = folder.path().join("env");
    let start = |listen: &str| {
        let mut command = emulator();
        command
            .args(["start", "--plain", "--listen", listen, "--env-file"])
            .arg(&env_file);
        command
    };
    let status = start("127.0.0.1:0").stdout(full()).status().unwrap();
    assert_eq!(status.code(), Some(1));
    assert!(!env_file.exists());

    // The log's disk is full; the reason is told all the same.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    fs::remove_file(folder.path().join("env.log")).unwrap();
    symlink("/dev/full", folder.path().join("env.log")).unwrap();
    let said = refusal(&mut start(&taken));
    assert!(said.contains(&taken), "{said}");
}

/// What is not in the log gets no answer.
#[test]
#[cfg(target_os = "linux")]
fn a_request_log_that_cannot_be_written_ends_the_hub() {
    let mut command = emulator();
    command
        .args(["--plain", "--request-log", "/dev/full"])
        .stdout(Stdio::piped())
        .stderr(full());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| Some(line.unwrap().strip_prefix("NH_URL='")?.to_owned()));
    assert!(post(url.unwrap().trim_end_matches('\''), "{}").is_err());
    assert_eq!(ended(child).status.code(), Some(1));
}

/// The limit of a file's size is an error of the write too, as a full disk is.
#[test]
fn no_part_of_a_line_stays_in_the_request_log() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let before = format!("{}\n", "x".repeat(1999));
    fs::write(&log, &before).unwrap();
    // 2 KiB or 4 KiB: shells differ in their unit.
    let limited = ["sh", "-c", r#"ulimit -f 4; exec "$0" "$@""#];
    let (child, url) = below(&limited, &["--request-log", log.to_str().unwrap()]);
    assert!(post(&url, &"y".repeat(3000)).is_err());
    assert_eq!(ended(child).status.code(), Some(1));
    assert!(fs::read_to_string(&log).unwrap() == before);
}

/// A hub whose machine went down may have left one.
#[test]
fn a_torn_line_is_not_glued_to_the_next() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    fs::write(&log, r#"{"half"#).unwrap();
    let hub = Hub::start(&["--plain", "--request-log", log.to_str().unwrap()]);
    assert_eq!(hub.call(&apple()).status, 201);
    let text = fs::read_to_string(&log).unwrap();
    let (torn, next) = text.split_once('\n').unwrap();
    assert_eq!(torn, r#"{"half"#);
    assert!(
        serde_json::from_str::<serde_json::Value>(next).is_ok(),
        "{next}"
    );
}

#[test]
fn a_request_log_is_its_owners_alone() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    fs::write(&log, "").unwrap();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o644)).unwrap();
    let _hub = Hub::start(&["--plain", "--request-log", log.to_str().unwrap()]);
    assert_eq!(log.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    let log = folder.path().join("env.log");
    for pipe in [&pipe, &log] {
        assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    }
    let env_file = folder.path().join("env");
    for (arguments, file) in [
        (&["--request-log"][..], &pipe),
        (&["--devices"], &pipe),
        (&["--env-file"], &pipe),
        (&["stop", "--env-file"], &pipe),
        (&["deliveries", "--env-file"], &pipe),
        (&["reset", "--env-file"], &pipe),
        (&["start", "--env-file"], &env_file),
    ] {
        let said = refusal(emulator().args(arguments).arg(file));
        assert!(said.contains(file.to_str().unwrap()), "{said}");
    }
    // A device is none.
    let _hub = Hub::start(&["--plain", "--request-log", "/dev/null"]);
}

/// In each case a key or a handle stands where something else should.
#[test]
fn no_word_of_a_damaged_file_is_told() {
    let folder = TempDir::new().unwrap();
    let state = folder.path().join("state");
    let state = state.to_str().unwrap();
    drop(Hub::start(&["--plain", "--state-dir", state]));
    let devices = folder.path().join("devices.json");
    let device = r#"{"installationId":"a","platform":"s3cret","pushChannel":"ab"}"#;
    let journal = Path::new(state).join("hub-demo.jsonl");
    let keys = Path::new(state).join("keys.json");
    let kept = fs::read_to_string(&keys).unwrap();
    let pretty = kept.replacen(": [", ": \"s3cret\", \"more\": [", 1);
    for (file, content) in [
        (&keys, r#"{"namespace":"s3cret"}"#.to_owned()),
        (&keys, r#""s3cret""#.to_owned()),
        (&keys, pretty),
        (&journal, "{\"put\":\"s3cret\"}\n".to_owned()),
        (&journal, "{\"s3cret\":{}}\n".to_owned()),
        (
            &journal,
            format!("{{\"put\":{{\"installation\":{device},\"registrations\":[]}}}}\n"),
        ),
        (
            &journal,
            "{\"register\":{\"description\":\"<s3cret/>\"}}\n".to_owned(),
        ),
        (&devices, format!("[{device}]")),
        (&devices, "\"s3cret\"".to_owned()),
        (&devices, "{\"s3cret\":1}".to_owned()),
    ] {
        fs::write(&devices, "[]").unwrap();
        let before = fs::read_to_string(file).unwrap();
        assert_ne!(before, content);
        fs::write(file, &content).unwrap();
        let arguments = ["--plain", "--state-dir", state, "--devices"];
        let said = refusal(emulator().args(arguments).arg(&devices));
        assert!(said.contains(file.to_str().unwrap()), "{said}");
        assert!(!said.contains("s3cret"), "{said}");
        fs::write(file, before).unwrap();
    }
}

/// Whoever started it in such a way that a terminal's end is nothing to it meant so.
#[test]
fn a_hub_under_nohup_outlives_its_terminal() {
    let (mut child, url) = below(&["sh", "-c", r#"trap '' HUP; exec "$0" "$@""#], &[]);
    signals::send(child.id(), Signal::HUP);
    assert_eq!(post(&url, "{}").unwrap(), 401);
    signals::send(child.id(), Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn signals_that_were_blocked_end_it_too() {
    let block = ["env", "--block-signal=TERM"];
    let works = Command::new("env")
        .args(["--block-signal=TERM", "true"])
        .output();
    if !works.is_ok_and(|output| output.status.success()) {
        return skips::for_want_of("an env that blocks signals");
    }
    let (child, _) = below(&block, &[]);
    signals::send(child.id(), Signal::TERM);
    assert_eq!(ended(child).status.code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn too_few_threads_are_told() {
    // The limit does not hold for root.
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("nh-emulator");
    fs::copy(env!("CARGO_BIN_EXE_nh-emulator"), &program).unwrap();
    let user = ["setpriv", "--reuid=65534", "--clear-groups"];
    let run = |wrapper: &[&str]| {
        let mut command = Command::new(wrapper[0]);
        command.args(&wrapper[1..]);
        command
    };
    let user = match run(&user).arg("true").output() {
        Ok(output) if output.status.success() => &user[..],
        _ => &["env"],
    };
    if !run(user)
        .args(["prlimit", "--version"])
        .output()
        .is_ok_and(|o| o.status.success())
    {
        return skips::for_lack_of("prlimit");
    }
    for limit in 1..=3 {
        let limit = format!("--nproc={limit}");
        let mut command = run(user);
        command
            .args(["prlimit", &limit])
            .arg(&program)
            .arg("--plain");
        let said = refusal(command.current_dir("/").env("TMPDIR", "/tmp"));
        assert!(said.contains("cannot start"), "{said}");
    }
}

/// Those that send half a head and no more give way to others, long before they time out. A request
/// that is being answered is no such one, and neither is one whose answer goes on.
#[test]
#[cfg(target_os = "linux")]
fn half_sent_heads_keep_nobody_out() {
    use std::io::{ErrorKind, Read, Write};
    let limited = ["sh", "-c", r#"ulimit -n 100; exec "$0" "$@""#];
    let (mut child, url) = below(&limited, &[]);
    let slow = r#"[{"request_headers": {"x-slow": "*"}, "delay_ms": 8000}]"#;
    let rules = format!("{url}/_emulator/faults");
    let answer = agent(Path::new("")).post(rules).send(slow).unwrap();
    assert_eq!(answer.status(), 204);
    let slow = std::thread::spawn({
        let url = format!("{url}/demo/messages?{VERSION}");
        move || {
            let request = agent(Path::new("")).post(url).header("x-slow", "1");
            request.send("{}").unwrap().status().as_u16()
        }
    });
    // It has to be there before the others come.
    let seen = format!("{url}/_emulator/faults");
    let hit = || {
        let mut rules = agent(Path::new("")).get(&seen).call().unwrap();
        let text = rules.body_mut().read_to_string().unwrap();
        text.contains("\"hits\":1")
    };
    while !hit() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let address = url.strip_prefix("http://").unwrap();
    let mut follower = std::net::TcpStream::connect(address).unwrap();
    let request = format!("GET /_emulator/deliveries?follow HTTP/1.1\r\nHost: {address}\r\n\r\n");
    follower.write_all(request.as_bytes()).unwrap();
    let mut opening = Vec::new();
    while !opening.ends_with(b": deliveries\n\n\r\n") {
        let mut byte = [0];
        follower.read_exact(&mut byte).unwrap();
        opening.push(byte[0]);
    }
    let half: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            let _ = stream.write_all(b"POST /demo/messages HTTP/1.1\r\nX: ");
            stream
        })
        .collect();
    let started = Instant::now();
    assert_eq!(post(&url, "{}").unwrap(), 401);
    assert!(started.elapsed() < Duration::from_secs(60));
    assert_eq!(slow.join().unwrap(), 401);
    follower.set_nonblocking(true).unwrap();
    let end = follower.read(&mut [0]).err().map(|error| error.kind());
    assert_eq!(end, Some(ErrorKind::WouldBlock), "the follower gave way");
    drop(half);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_is_kept_is_its_owners_alone() {
    let folder = TempDir::new().unwrap();
    let state = folder.path().join("state");
    let open_to_all = ["sh", "-c", r#"umask 0; exec "$0" "$@""#];
    let (mut child, _) = below(&open_to_all, &["--state-dir", state.to_str().unwrap()]);
    child.kill().unwrap();
    child.wait().unwrap();
    let entries: Vec<_> = fs::read_dir(&state).unwrap().map(|e| e.unwrap()).collect();
    assert!(entries.len() >= 3, "{entries:?}");
    for entry in entries {
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        // The authority is for everybody to read, and is not there without TLS.
        assert_eq!(mode, 0o600, "{entry:?}");
    }
}
