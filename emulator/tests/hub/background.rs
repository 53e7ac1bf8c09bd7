//! A hub that `start` leaves behind and `stop` ends.

use crate::support::*;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Ends what a failing test would leave behind.
struct Folder(TempDir);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = self.run("stop", &[]);
    }
}

impl Folder {
    fn new() -> Folder {
        Folder(TempDir::new().unwrap())
    }

    fn env_file(&self) -> PathBuf {
        self.0.path().join("hub.env")
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        let started = Instant::now();
        let output = emulator()
            .arg(command)
            .args(arguments)
            .arg("--env-file")
            .arg(self.env_file())
            .env("TMPDIR", self.0.path())
            .output()
            .unwrap();
        assert!(started.elapsed() < Duration::from_secs(20));
        output
    }

    fn env(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.env_file()).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim_matches(['=', '\'']).to_owned()
    }
}

fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn failed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(stderr.starts_with("nh-emulator: "), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

#[test]
fn a_hub_in_the_background_from_start_to_stop() {
    let folder = Folder::new();
    let said = succeeded(&folder.run("start", &["--demo"]));
    let (url, ca) = (folder.env("NH_URL"), folder.env("NH_CA_FILE"));
    assert!(said.contains(&url), "{said}");
    assert!(said.contains("hub.env.log"), "{said}");
    let agent = agent(Path::new(&ca));
    let devices = agent
        .get(format!("{url}/_emulator/deliveries"))
        .call()
        .unwrap();
    assert_eq!(devices.status(), 200);

    let said = failed(&folder.run("start", &[]));
    assert!(said.contains("is running"), "{said}");
    assert!(said.contains("stop --env-file"), "{said}");

    succeeded(&folder.run("stop", &[]));
    assert!(!folder.env_file().exists());
    assert!(!Path::new(&ca).exists());
    assert!(agent.get(&url).call().is_err());
    let said = failed(&folder.run("stop", &[]));
    assert!(said.contains("is the hub running?"), "{said}");
    // And again, at once.
    succeeded(&folder.run("start", &["--plain"]));
    succeeded(&folder.run("stop", &[]));
}

#[test]
fn a_hub_that_does_not_start_says_why() {
    let folder = Folder::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for (arguments, reason) in [
        (["--listen", &taken], taken.as_str()),
        (["--devices", "no-such-file"], "no-such-file does not exist"),
    ] {
        let said = failed(&folder.run("start", &arguments));
        assert!(said.contains(reason), "{said}");
        assert!(!folder.env_file().exists());
    }
    std::fs::write(folder.env_file(), "SECRET=1\n").unwrap();
    let said = failed(&folder.run("start", &[]));
    assert!(said.contains("was not written by nh-emulator"), "{said}");
    failed(&folder.run("stop", &[]));
    let content = std::fs::read_to_string(folder.env_file()).unwrap();
    assert_eq!(content, "SECRET=1\n");
}

/// Neither a number that another process has got since, nor a copy of the file, ends anything.
#[test]
fn stop_ends_only_the_process_that_wrote_the_file() {
    let mut hub = Hub::start(&[]);
    let folder = Folder::new();
    std::fs::copy(hub.env_file(), folder.env_file()).unwrap();
    let said = failed(&folder.run("stop", &[]));
    assert!(said.contains("no hub is running that wrote"), "{said}");
    assert_eq!(hub.call(&apple()).status, 201);
    assert!(folder.env_file().exists());
    // One that runs in the foreground is ended too.
    let stop = emulator()
        .args(["stop", "--env-file"])
        .arg(hub.env_file())
        .output();
    succeeded(&stop.unwrap());
    assert!(hub.child.wait().unwrap().success());
    assert!(!hub.env_file().exists());
}

/// A rule that keeps every connection out does not keep `stop` from its work.
#[test]
fn stop_needs_no_connection() {
    let folder = Folder::new();
    succeeded(&folder.run("start", &["--plain"]));
    let rules = format!("{}/_emulator/faults", folder.env("NH_URL"));
    let rule = r#"[{"kind":"stall","at":"accept"}]"#;
    let agent = agent(Path::new(""));
    assert_eq!(agent.post(&rules).send(rule).unwrap().status(), 204);
    succeeded(&folder.run("stop", &[]));
}

/// The authority is no secret, and a program of another user needs it; the rest is one.
#[cfg(unix)]
#[test]
fn others_can_read_the_authority_and_nothing_else() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (umask, state) in [("077", ""), ("000", ""), ("077", "state"), ("000", "state")] {
        let folder = Folder::new();
        let state_dir = folder.0.path().join(state);
        let script = r#"umask "$1"; shift; exec "$0" start --demo --env-file "$@""#;
        let mut start = Command::new("sh");
        start
            .args(["-c", script, env!("CARGO_BIN_EXE_nh-emulator"), umask])
            .arg(folder.env_file())
            .env("TMPDIR", folder.0.path());
        if !state.is_empty() {
            start.arg("--state-dir").arg(&state_dir);
        }
        succeeded(&start.output().unwrap());
        let ca = PathBuf::from(folder.env("NH_CA_FILE"));
        let place = ca.parent().unwrap();
        assert_eq!(mode(&ca), 0o644);
        assert_eq!(
            mode(place) & 0o011,
            if umask == "077" && !state.is_empty() {
                0
            } else {
                0o011
            }
        );
        assert_eq!(mode(&folder.env_file()), 0o600);
        assert_eq!(mode(&folder.0.path().join("hub.env.log")), 0o600);
        let agent = agent(&ca);
        let blob = format!("{}/_emulator/blobs/out/secret", folder.env("NH_URL"));
        assert_eq!(agent.put(blob).send("x").unwrap().status(), 201);
        for entry in std::fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            let expected = if path == ca { 0o044 } else { 0 };
            assert_eq!(mode(&path) & 0o077, expected, "{}", path.display());
        }
    }
}

/// Set for the process that [`starts_a_hub`] is in.
#[cfg(unix)]
const ENV_FILE_TO_START: &str = "NH_TEST_ENV_FILE_TO_START";

/// A program with many things open that its children get too; started again by the test below.
#[cfg(unix)]
#[test]
fn starts_a_hub() {
    let Some(env_file) = std::env::var_os(ENV_FILE_TO_START) else {
        return;
    };
    let copies: Vec<_> = (0..20)
        .map(|_| rustix::io::dup(std::io::stdout()).unwrap())
        .collect();
    let mut start = emulator();
    start.args(["start", "--plain", "--env-file"]).arg(env_file);
    let status = start.stdout(Stdio::null()).status().unwrap();
    assert!(status.success() && copies.len() == 20);
}

/// Whoever waits for the end of a pipe, or for a lock, does not wait for the hub.
#[cfg(unix)]
#[test]
fn nothing_of_the_caller_stays_open() {
    let folder = Folder::new();
    let mut caller = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "background::starts_a_hub", "--nocapture"])
        .env(ENV_FILE_TO_START, folder.env_file())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = caller.stdout.take().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _ = sender.send(std::io::copy(&mut pipe, &mut std::io::sink()));
    });
    let end = receiver.recv_timeout(Duration::from_secs(20));
    assert!(end.expect("the hub holds the pipe").is_ok());
    assert!(caller.wait().unwrap().success());
    assert!(folder.env_file().exists());
}

/// Set for the process that [`locks_a_file`] is in.
const FILE_TO_LOCK: &str = "NH_TEST_FILE_TO_LOCK";
const HOW_TO_LOCK: &str = "NH_TEST_HOW_TO_LOCK";

/// A program that has a lock and is no hub; started again by the test below.
#[test]
fn locks_a_file() {
    use rustix::fs::{FlockOperation, fcntl_lock};
    let Some(file) = std::env::var_os(FILE_TO_LOCK) else {
        return;
    };
    let options = std::fs::OpenOptions::new().read(true).write(true).clone();
    let file = options.open(file).unwrap();
    let how = match std::env::var(HOW_TO_LOCK).as_deref() {
        Ok("shared") => FlockOperation::NonBlockingLockShared,
        _ => FlockOperation::NonBlockingLockExclusive,
    };
    fcntl_lock(&file, how).unwrap();
    println!("locked");
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// Neither a reader of a file that a killed hub has left, nor the editor of one that no hub wrote.
#[test]
fn stop_ends_no_other_program_that_locks_the_file() {
    let mut hub = Hub::start(&[]);
    let own = std::fs::read_to_string(hub.env_file()).unwrap();
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();
    for (content, how, reason) in [
        (
            "my own words\n",
            "exclusive",
            "was not written by nh-emulator",
        ),
        (
            "NH_URL='http://localhost:1'\n",
            "exclusive",
            "was not written by nh-emulator",
        ),
        (&own, "shared", "is locked by a program that is no hub"),
        #[cfg(target_os = "linux")]
        (&own, "exclusive", "which is no hub"),
    ] {
        let folder = Folder::new();
        std::fs::write(folder.env_file(), content).unwrap();
        let mut holder = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "background::locks_a_file", "--nocapture"])
            .env(FILE_TO_LOCK, folder.env_file())
            .env(HOW_TO_LOCK, how)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("locked")));
        let said = failed(&folder.run("stop", &[]));
        assert!(said.contains(reason), "{said}");
        // It lives, and ends well when it may.
        drop(holder.stdin.take());
        lines.for_each(drop);
        assert!(holder.wait().unwrap().success(), "{content}, {how}");
        assert!(folder.env_file().exists());
    }
}
