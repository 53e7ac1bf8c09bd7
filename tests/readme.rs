//! The snippets of README and manual are compiled and run as they stand.

mod support;

use std::path::Path;
use std::process::Command;

use support::LocalHub;
use support::shipped::{compile, library_dir, root, run, scratch};

/// The code blocks of this language in the README.
fn snippets(language: &str) -> Vec<String> {
    snippets_of(&root().join("README.md"), language)
}

fn snippets_of(page: &Path, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
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
    let flags = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"];
    compile("cc", &flags, &[source], &program);
    let devices = root().join("examples-c/devices.json");
    let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
    run(Command::new(&program).envs(&hub.env));
    assert!(!hub.deliveries().is_empty(), "somebody got it");
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
    let link = |name: &str, to: &Path| std::os::unix::fs::symlink(to, dir.join(name)).unwrap();
    for name in [
        "examples-c",
        "include",
        "Cargo.toml",
        "Cargo.lock",
        "emulator",
        "src",
        "build.rs",
        "cbindgen.toml",
    ] {
        link(name, &root().join(name));
    }
    std::fs::create_dir_all(dir.join("target/release")).unwrap();
    for file in std::fs::read_dir(library_dir()).unwrap() {
        let file = file.unwrap();
        if file
            .file_name()
            .to_string_lossy()
            .starts_with("libnotification_hubs.so")
        {
            link(
                &format!("target/release/{}", file.file_name().display()),
                &file.path(),
            );
        }
    }
    link("target/release/nh-emulator", &support::emulator());
    let script: String = steps
        .iter()
        .flat_map(|step| step.lines())
        .filter(|line| !line.starts_with("make ") && !line.starts_with("cargo build"))
        .map(|line| format!("{line}\n"))
        .collect();
    let output = run(Command::new("bash")
        .args(["-m", "-eu", "-c", &script])
        .current_dir(&dir));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("accepted") && text.contains("Hello from C!"),
        "{text}"
    );
}
#[test]
fn the_manuals_programs_run() {
    let devices = root().join("examples-c/devices.json");
    let mut programs = 0;
    for page in std::fs::read_dir(root().join("docs")).unwrap() {
        let page = page.unwrap().path();
        for (number, code) in snippets_of(&page, "c").iter().enumerate() {
            // What has no main is part of a program that is shown elsewhere.
            if !code.contains("int main(") {
                continue;
            }
            programs += 1;
            let name = page.file_stem().unwrap().to_str().unwrap();
            let dir = scratch(&format!("docs_{name}_{number}"));
            let source = dir.join("snippet.c");
            std::fs::write(&source, code).unwrap();
            let program = dir.join("snippet");
            let flags = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"];
            compile("cc", &flags, &[source], &program);
            let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
            let root_key = hub.root_connection_string();
            run(Command::new(&program)
                .envs(&hub.env)
                .env("NH_ROOT_CONNECTION_STRING", root_key));
        }
    }
    assert!(programs >= 8, "{programs} programs were found in docs/");
}

/// Files below `folder` that end so.
fn files(folder: &Path, end: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, end, found);
        } else if path.to_str().unwrap().ends_with(end) {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn what_the_security_page_names_is_there() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let mut sources = Vec::new();
    for folder in ["src", "tests", "fuzz/src"] {
        files(&root().join(folder), ".rs", &mut sources);
    }
    let sources = sources.join("\n");
    let mut tests = 0;
    let rows = page.lines().filter(|line| line.starts_with("| "));
    for name in rows.flat_map(|row| row.split('`').skip(1).step_by(2)) {
        if name.contains('/') || name.ends_with(".toml") {
            assert!(root().join(name).exists(), "{name}");
        } else if name.contains('_') {
            let is_function = sources.contains(&format!("fn {name}("));
            let is_module = root().join(format!("src/{name}.rs")).exists();
            assert!(is_function || is_module, "{name}");
            tests += usize::from(is_function);
        }
    }
    assert!(tests >= 8, "only {tests} tests are named");
}
