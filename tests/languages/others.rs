//! The page on languages without a package here: a few of them, by its commands as they
//! stand. `tests/long languages` has all.

use std::process::{Command, Output};

use crate::support::LocalHub;
use crate::support::fetched::koffi;
use crate::support::pages::{Fence, checkout, fences};
use crate::support::shipped::{have, have_with, root, run, scratch};

/// The commands below a heading of the page.
fn commands(heading: &str) -> String {
    let page = root().join("docs/other-languages.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let is_below = |fence: &Fence| {
        let (_, line) = fence.place.rsplit_once(':').unwrap();
        let before = &lines[..line.parse().unwrap()];
        let last = before.iter().rfind(|line| line.starts_with("## "));
        last.is_some_and(|last| *last == format!("## {heading}"))
    };
    fences(&page)
        .into_iter()
        .filter(|fence| fence.language == "sh" && fence.mark.is_empty() && is_below(fence))
        .map(|fence| fence.code)
        .collect()
}

/// Runs what the page says for a language. One alert reaches one device; with a wrong key
/// nothing does, and the program, which is run by the last command, says why and ends with 1.
fn sends(heading: &str) {
    let setup = commands("Set up");
    let exports = setup.lines().filter(|line| line.starts_with("export "));
    let setup = exports.collect::<Vec<_>>().join("\n");
    let commands = commands(heading);
    // Which a test fetches once, of one version.
    let commands = commands.replace("npm install koffi\n", "");
    let program = commands.lines().last().unwrap();
    let dir = scratch(&format!("others_{heading}"));
    checkout(&dir);
    let bash = |script: &str, hub: &LocalHub| {
        let mut bash = Command::new("bash");
        bash.args(["-euc", &format!("{setup}\n{script}")])
            .current_dir(&dir)
            .envs(&hub.env);
        if heading == "Node" {
            // The folder of a file that need not be there.
            bash.env("NH_NODE_MODULES", koffi().unwrap().join("from.js"));
        }
        bash
    };

    let mut hub = LocalHub::start_with(&["--demo"]);
    run(&mut bash(&commands, &hub));
    assert_eq!(hub.deliveries().len(), 1);
    // Text went through unharmed, in whatever way the language has it.
    assert!(hub.last_send()["body"].as_str().unwrap().contains("Grüße"));

    let (policy, _) = hub
        .connection_string()
        .split_once("SharedAccessKey=")
        .unwrap();
    let wrong = format!("{policy}SharedAccessKey={}=", "0".repeat(43));
    hub.env.insert("NH_CONNECTION_STRING".to_owned(), wrong);
    let Output { status, stderr, .. } = bash(program, &hub).output().unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    let begin = "NH_STATUS_UNAUTHORIZED: the service answered 401: ";
    assert!(said.starts_with(begin), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(hub.deliveries().len(), 1);
}

#[test]
fn perl() {
    if have_with("perl", "FFI::Platypus") {
        sends("Perl");
    }
}

#[test]
fn cobol() {
    if have("cobc") {
        sends("COBOL");
    }
}

#[test]
fn fortran() {
    if have("gfortran") {
        sends("Fortran");
    }
}

#[test]
fn node() {
    if have("node") && koffi().is_some() {
        sends("Node");
    }
}

#[test]
fn luajit() {
    if have("luajit") {
        sends("LuaJIT");
    }
}
