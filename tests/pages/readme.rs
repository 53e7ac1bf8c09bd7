//! The snippets of the README are compiled and run as they stand.

use std::process::Command;

use crate::support::LocalHub;
use crate::support::pages::{checkout, fences};
use crate::support::shipped::{STRICT, compile, root, run, scratch};

/// The code blocks of this language in the README.
fn snippets(language: &str) -> Vec<String> {
    fences(&root().join("README.md"))
        .into_iter()
        .filter(|fence| fence.language == language)
        .map(|fence| fence.code)
        .collect()
}

#[test]
fn the_c_program_sends() {
    let dir = scratch("readme_c");
    let programs = snippets("c");
    assert_eq!(programs.len(), 1);
    let source = dir.join("snippet.c");
    std::fs::write(&source, &programs[0]).unwrap();
    let program = dir.join("snippet");
    compile("cc", &STRICT, &[source], &program);
    let hub = LocalHub::start_with(&["--demo"]);
    run(Command::new(&program).envs(&hub.env));
    assert!(!hub.deliveries().is_empty(), "somebody got it");
    // Over plain http too, where NH_CA_FILE is empty.
    let plain = LocalHub::start_with(&["--demo", "--plain"]);
    run(Command::new(&program).envs(&plain.env));
    assert!(!plain.deliveries().is_empty(), "somebody got it");
    // And its failure is reported, not hidden.
    let failed = Command::new(&program)
        .envs(&hub.env)
        .env("NH_CONNECTION_STRING", "nonsense")
        .output()
        .unwrap();
    assert!(!failed.status.success());
}

#[test]
fn the_shell_commands_work() {
    let commands = snippets("sh");
    // The two that run everything are run by CI as they are.
    let (whole, steps): (Vec<_>, Vec<_>) = commands
        .iter()
        .partition(|c| c.contains(" demo ") || c.starts_with("tests/run"));
    assert_eq!(whole.len(), 2);
    assert_eq!(steps.len(), 2);
    // In a copy of the tree's shape: what the snippets make must not litter
    // the repository, and what they build is there already.
    let dir = scratch("readme_sh");
    checkout(&dir);
    let steps: String = steps
        .iter()
        .flat_map(|step| step.lines())
        .filter(|line| !line.starts_with("make ") && !line.starts_with("cargo build"))
        .map(|line| format!("{line}\n"))
        .collect();
    // A local hub that a failing step leaves behind ends with it.
    let stop = "target/release/nh-emulator stop --env-file hub.env 2>/dev/null || true";
    let script = format!("trap '{stop}' EXIT\n{steps}");
    let output = run(Command::new("bash")
        .args(["-m", "-eu", "-c", &script])
        .current_dir(&dir));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("accepted") && text.contains("Hello from C!"),
        "{text}"
    );
}
