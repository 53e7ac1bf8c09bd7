//! The local hub as it is packaged: its systemd unit and its container, without
//! a running systemd and without an engine.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::installed::{Installed, make, printed};
use crate::support::shipped::{have, root, run, scratch};
use crate::support::signals;

/// The unit's lines of this name, with the directories of a test for those
/// that systemd makes.
fn unit_lines(installed: &Installed, name: &str, dir: &Path) -> Vec<String> {
    let unit = std::fs::read_to_string(unit(installed)).unwrap();
    let prefix = format!("{name}=");
    unit.lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .map(|line| {
            let dir = dir.to_str().unwrap();
            line.replace("%S", &format!("{dir}/state"))
                .replace("%t", &format!("{dir}/run"))
        })
        .collect()
}

fn unit(installed: &Installed) -> PathBuf {
    installed.path("lib/systemd/system/nh-emulator.service")
}

/// A process that ends with the test.
struct Running(Child);

impl Running {
    /// Runs a command line as a shell does, with more arguments.
    fn start(line: &str, more: &[&str]) -> Running {
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(format!("exec {line} \"$@\""))
            .arg("sh")
            .args(more);
        Running(shell.stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        signals::end(&mut self.0);
    }
}

/// Sends by the installed nh-send to the hub of this file, which trusts `ca`.
fn send(installed: &Installed, env_file: &Path, ca: &Path) -> String {
    printed(
        Command::new(installed.path("bin/nh-send"))
            .arg("--env-file")
            .arg(env_file)
            .arg("--ca-file")
            .arg(ca)
            .args([
                "--platform",
                "apple",
                "--broadcast",
                "--payload",
                "{\"aps\":{}}",
            ]),
    )
}

#[test]
fn the_unit_is_one_that_systemd_takes_and_is_hardened() {
    if !have("systemd-analyze") {
        return;
    }
    let installed = Installed::new("unit");
    let said = run(Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(unit(&installed)));
    // Unknown names are only warned of.
    let own = String::from_utf8(said.stderr).unwrap();
    let own: Vec<&str> = own
        .lines()
        .filter(|line| line.contains("nh-emulator"))
        .collect();
    assert!(own.is_empty(), "{own:?}");
    // At most 2.0 of 10.
    run(Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20"])
        .arg(unit(&installed)));
}

/// What the unit starts, in directories of this test: ready when its second
/// command has ended, its authority readable for all and its keys for nobody.
#[test]
fn the_unit_starts_a_hub_that_answers() {
    let installed = Installed::new("unit_starts");
    let dir = scratch("packaged_unit");
    for part in ["state/nh-emulator", "run/nh-emulator"] {
        std::fs::create_dir_all(dir.join(part)).unwrap();
    }
    let start = unit_lines(&installed, "ExecStart", &dir);
    let start = start[0].replace("$NH_EMULATOR_OPTIONS", "--listen 127.0.0.1:0");
    let hub = Running::start(&start, &[]);
    for after in after_start(&installed, &dir, &hub) {
        run(&mut { after });
    }
    let [env_file, ca] = ["hub.env", "ca.pem"].map(|name| dir.join("run/nh-emulator").join(name));
    let mode = |file: &Path| std::fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&env_file), mode(&ca)), (0o600, 0o644));
    let said = send(&installed, &env_file, &ca);
    assert!(said.starts_with("accepted"), "{said}");
}

/// What the unit does once its process runs; systemd says which that is.
fn after_start(installed: &Installed, dir: &Path, hub: &Running) -> Vec<Command> {
    let command = |line: &String| {
        let mut command = Command::new("sh");
        command.arg("-c").arg(line.replace("$$", "$"));
        command.env("MAINPID", hub.0.id().to_string());
        command
    };
    let lines = unit_lines(installed, "ExecStartPost", dir);
    lines.iter().map(command).collect()
}

/// systemd would otherwise wait for it until its time is over, and start it again.
#[test]
fn a_hub_that_ends_at_once_is_not_waited_for() {
    let installed = Installed::new("unit_fails");
    let dir = scratch("packaged_unit_fails");
    for part in ["state/nh-emulator", "run/nh-emulator"] {
        std::fs::create_dir_all(dir.join(part)).unwrap();
    }
    let start = unit_lines(&installed, "ExecStart", &dir);
    let mut hub = Running::start(&start[0].replace("$NH_EMULATOR_OPTIONS", "--no-such"), &[]);
    assert!(!hub.0.wait().unwrap().success());
    let mut after = after_start(&installed, &dir, &hub);
    assert!(!after[0].status().unwrap().success());
}

/// The system calls of a hub at work are among those that the unit lets it make.
#[test]
fn the_units_filter_lets_the_hub_work() {
    if !have("strace") || !have("systemd-analyze") {
        return;
    }
    let installed = Installed::new("unit_calls");
    let dir = scratch("packaged_calls");
    let [trace, env_file, state] = ["trace", "hub.env", "state"].map(|name| dir.join(name));
    {
        let line = format!(
            "strace -D -f -o {} {} --state-dir {} --env-file {}",
            trace.display(),
            installed.path("bin/nh-emulator").display(),
            state.display(),
            env_file.display()
        );
        let _hub = Running::start(&line, &[]);
        let wait = "until [ -s \"$0\" ]; do sleep 0.1; done";
        run(Command::new("timeout")
            .args(["60", "sh", "-c", wait])
            .arg(&env_file));
        send(&installed, &env_file, &state.join("ca.pem"));
    }
    let trace = std::fs::read_to_string(trace).unwrap();
    let made: BTreeSet<&str> = trace
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(_, call)| call.trim_start().split_once('('))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .collect();
    assert!(
        made.contains("accept4") && made.contains("renameat"),
        "{made:?}"
    );
    let mut allowed = BTreeSet::new();
    for filter in unit_lines(&installed, "SystemCallFilter", &dir) {
        for set in filter.trim_start_matches('~').split(' ') {
            let calls = calls_of(set);
            if filter.starts_with('~') {
                allowed.retain(|call| !calls.contains(call));
            } else {
                allowed.extend(calls);
            }
        }
    }
    let refused: Vec<&&str> = made
        .iter()
        .filter(|&&call| !allowed.contains(call))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

/// The system calls of one of systemd's sets, which name each other.
fn calls_of(set: &str) -> BTreeSet<String> {
    let text = printed(Command::new("systemd-analyze").args(["syscall-filter", set]));
    let mut calls = BTreeSet::new();
    for line in text.lines().skip(1).map(str::trim) {
        if line.starts_with('@') {
            calls.extend(calls_of(line));
        } else if !line.is_empty() && !line.starts_with('#') {
            calls.insert(line.to_owned());
        }
    }
    calls
}

/// What an instruction of the Containerfile says, each time it is there.
fn instructions(name: &str) -> Vec<String> {
    let file = root().join("packaging/container/Containerfile");
    let text = std::fs::read_to_string(file).unwrap();
    let prefix = format!("{name} ");
    let found = text.lines().filter_map(|line| line.strip_prefix(&prefix));
    found.map(str::to_owned).collect()
}

/// The container's steps, one after the other, with a directory for its root.
#[test]
fn the_containers_steps_make_a_hub_that_answers() {
    let image = scratch("packaged_container");
    let in_image = |text: &str| {
        let image = image.to_str().unwrap();
        text.replace("/var/lib/", &format!("{image}/var/lib/"))
            .replace("/usr/bin/", &format!("{image}/usr/bin/"))
            .replace("=/image", &format!("={image}"))
    };
    let steps = instructions("RUN");
    let [install, directory] = &steps[..] else {
        panic!("other steps than this test knows: {steps:?}");
    };
    let build = scratch("packaged_container_build");
    let mut make = make(&build);
    let install = in_image(install);
    let arguments = install.strip_prefix("make ").expect("a call of make");
    run(make.args(arguments.split(' ')));
    // Whose the directory is takes root to say.
    run(Command::new("sh")
        .arg("-c")
        .arg(in_image(directory).replace("-o 65534 -g 65534", "")));

    let entry: Vec<String> = serde_json::from_str(&instructions("ENTRYPOINT")[0]).unwrap();
    let line: Vec<String> = entry.iter().map(|word| in_image(word)).collect();
    let port = format!("0.0.0.0:{}", instructions("EXPOSE")[0]);
    assert!(entry.contains(&port), "{entry:?}");
    // Options after the image's name come after its own, and win.
    let _hub = Running::start(&line.join(" "), &["--listen", "127.0.0.1:0"]);
    let state = image.join(instructions("VOLUME")[0].trim_start_matches('/'));
    let wait = "until [ -s \"$0\" ]; do sleep 0.1; done";
    run(Command::new("timeout")
        .args(["60", "sh", "-c", wait])
        .arg(state.join("hub.env")));
    let installed = Installed {
        prefix: image.join("usr"),
        build,
    };
    let said = send(&installed, &state.join("hub.env"), &state.join("ca.pem"));
    assert!(said.starts_with("accepted"), "{said}");
}
