//! Every fenced program on every page of docs/ is compiled or run as it stands.
//!
//! A page marks a part of a program that is not one by itself as a fragment:
//! "```c fragment". Those of C are compiled, those of other languages are read
//! by their interpreters. Commands are run where the page says so ("```sh run"),
//! all of a page together, and print what the page says ("```text"); they find
//! programs of the page to which it gives a name ("```c first.c"). Other commands
//! are only read by the shell.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::LocalHub;
use crate::support::fetched::{opentelemetry, python_loops};
use crate::support::pages::{Fence, checkout, fences, manual};
use crate::support::shipped::{
    STRICT, compile, have, have_package, have_with, interpreter, root, run, scratch,
};

/// How programs of a language are run and fragments of one checked.
struct Language {
    name: &'static str,
    /// Is there what its programs need?
    have: fn() -> bool,
    /// The name that a file of it has.
    file: &'static str,
    /// Is this a program by itself?
    is_program: fn(&str) -> bool,
    /// How it is run; compiles it first if it must be.
    program: fn(source: &Path) -> Command,
    /// What reads a fragment without running it.
    check: fn(source: &Path) -> Command,
}

const LANGUAGES: [Language; 5] = [
    Language {
        name: "c",
        have: || have("cc"),
        file: "snippet.c",
        is_program: has_main,
        program: |source| compiled("cc", &STRICT, source),
        check: c_fragment,
    },
    Language {
        name: "cpp",
        have: || have("g++"),
        file: "snippet.cpp",
        is_program: has_main,
        program: cpp_program,
        // It may be a part of anything: only its names are checked, elsewhere.
        check: |_| Command::new("true"),
    },
    Language {
        name: "php",
        have: || have_with("php", "FFI"),
        file: "snippet.php",
        is_program: |code| code.starts_with("<?php"),
        program: |source| interpreter("php", &["-d", "ffi.enable=1"], source),
        check: |source| {
            let code = std::fs::read_to_string(source).unwrap();
            std::fs::write(source, format!("<?php\n{code}")).unwrap();
            interpreter("php", &["-l"], source)
        },
    },
    Language {
        name: "ruby",
        have: || have_with("ruby", "ffi"),
        file: "snippet.rb",
        is_program: |_| true,
        program: |source| {
            let asks = std::fs::read_to_string(source).unwrap();
            if asks.contains("require 'async'") && !have_with("ruby", "async") {
                return Command::new("true");
            }
            interpreter("ruby", &["-w"], source)
        },
        check: |source| interpreter("ruby", &["-c"], source),
    },
    Language {
        name: "python",
        have: || have_with("python3", "ctypes"),
        file: "snippet.py",
        is_program: |_| true,
        program: python_program,
        check: |source| interpreter("python3", &["-m", "py_compile"], source),
    },
];

fn has_main(code: &str) -> bool {
    code.contains("int main(")
}

fn compiled(compiler: &str, flags: &[&str], source: &Path) -> Command {
    let program = source.with_extension("program");
    compile(compiler, flags, &[source.to_owned()], &program);
    Command::new(program)
}

/// In C++17, but for coroutines.
fn cpp_program(source: &Path) -> Command {
    let code = std::fs::read_to_string(source).unwrap();
    let asks = |header: &str| code.contains(&format!("#include <notification_hubs/{header}.hpp>"));
    if asks("asio") && !have_package("libasio-dev") {
        return Command::new("true");
    }
    let has_coroutines = asks("asio") || asks("coroutine");
    let standard = if has_coroutines {
        "-std=c++20"
    } else {
        "-std=c++17"
    };
    compiled("g++", &[&[standard], &STRICT[1..]].concat(), source)
}

/// With the packages of others that it imports.
fn python_program(source: &Path) -> Command {
    let mut command = interpreter("python3", &["-B"], source);
    let code = std::fs::read_to_string(source).unwrap();
    let needed = match () {
        () if code.contains("import gevent") || code.contains("import trio") => {
            Some(python_loops as fn() -> _)
        }
        () if code.contains("from opentelemetry") => Some(opentelemetry as fn() -> _),
        () => None,
    };
    if let Some(packages) = needed {
        let Some(packages) = packages() else {
            return Command::new("true");
        };
        let paths = [root().join("bindings/python/src"), packages];
        command.env("PYTHONPATH", std::env::join_paths(paths).unwrap());
    }
    command
}

/// What a fragment of C may take for granted: an object of each of these types
/// in a variable that is called so.
const GIVEN: [&str; 8] = [
    "nh_hub *hub",
    "nh_options *options",
    "nh_notification *notification",
    "nh_target *target",
    "nh_queue *queue",
    "nh_outcome *outcome",
    "const char *payload",
    "const char *tags",
];

/// Compiles it as the body of a function that has these.
fn c_fragment(source: &Path) -> Command {
    let code = std::fs::read_to_string(source).unwrap();
    let libcurl = ["#include <curl/curl.h>\n", "CURL *curl, "];
    let uses_curl = code.contains("curl_");
    let [include, curl] = if uses_curl { libcurl } else { ["", ""] };
    let whole = format!(
        "{include}#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
         #include <notification_hubs.h>\n\
         void fragment({curl}{});\nvoid fragment({curl}{})\n{{ {{\n{code}\n}} }}\n",
        GIVEN.join(", "),
        GIVEN.join(", "),
    );
    std::fs::write(source, whole).unwrap();
    let mut command = Command::new("cc");
    command
        .args(STRICT)
        .args([
            "-Wno-unused",
            "-Wno-unused-parameter",
            "-fsyntax-only",
            "-I",
        ])
        .arg(root().join("include"))
        .arg(source);
    if uses_curl && !have("curl-config") {
        return Command::new("true");
    }
    command
}

/// The fence's text in a file of its own.
fn written(fence: &Fence, language: &Language) -> PathBuf {
    let name = fence.place.replace(['/', ':', '.'], "_");
    let source = scratch(&format!("manual_{name}")).join(language.file);
    std::fs::write(&source, &fence.code).unwrap();
    source
}

#[test]
fn the_manuals_programs_run() {
    let mut programs = 0;
    for fence in manual().iter().flat_map(|page| fences(page)) {
        let Some(language) = LANGUAGES.iter().find(|l| l.name == fence.language) else {
            continue;
        };
        if fence.mark == "fragment" || !(language.have)() {
            continue;
        }
        assert!(
            (language.is_program)(&fence.code),
            "{}: not a program; mark it as \"{} fragment\"",
            fence.place,
            fence.language
        );
        println!("{}", fence.place);
        let mut program = (language.program)(&written(&fence, language));
        // Over plain http too, where NH_CA_FILE is empty.
        for plain in [&[][..], &["--plain"]] {
            let hub = LocalHub::start_with(&[&["--demo"], plain].concat());
            run(program
                .envs(&hub.env)
                .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string()));
        }
        programs += 1;
    }
    assert!(programs >= 12, "{programs} programs were found in docs/");
}

#[test]
fn the_manuals_fragments_are_of_their_language() {
    let mut fragments = 0;
    for fence in manual().iter().flat_map(|page| fences(page)) {
        let Some(language) = LANGUAGES.iter().find(|l| l.name == fence.language) else {
            continue;
        };
        if fence.mark == "fragment" && (language.have)() {
            println!("{}", fence.place);
            run(&mut (language.check)(&written(&fence, language)));
            fragments += 1;
        }
    }
    assert!(fragments >= 2, "{fragments} fragments were found in docs/");
}

#[test]
fn the_manuals_commands_work() {
    if !have("curl") {
        return;
    }
    let mut pages_with_commands = 0;
    for page in manual() {
        let all = fences(&page);
        let commands = all.iter().filter(|fence| fence.language == "sh");
        let (to_run, others): (Vec<_>, Vec<_>) = commands.partition(|fence| fence.mark == "run");
        for fence in others {
            println!("{}", fence.place);
            run(Command::new("bash").args(["-n", "-c", &fence.code]));
        }
        if to_run.is_empty() {
            continue;
        }
        pages_with_commands += 1;
        let name = page.file_stem().unwrap().to_str().unwrap();
        let dir = scratch(&format!("manual_{name}_commands"));
        checkout(&dir);
        for fence in all.iter().filter(|fence| fence.mark.contains('.')) {
            std::fs::write(dir.join(&fence.mark), &fence.code).unwrap();
        }
        let script: String = to_run.iter().map(|fence| fence.code.as_str()).collect();
        println!("{}\n{script}", page.display());
        // A local hub that a failing page leaves behind ends with it.
        let stop = "target/release/nh-emulator stop --env-file hub.env 2>/dev/null || true";
        let script = format!("trap '{stop}' EXIT\n{script}");
        let output = run(Command::new("timeout")
            .args(["120", "bash", "-m", "-eu", "-o", "pipefail", "-c", &script])
            .current_dir(&dir));
        let printed = String::from_utf8(output.stdout).unwrap();
        for fence in all.iter().filter(|fence| fence.language == "text") {
            assert!(printed.contains(&fence.code), "{}:\n{printed}", fence.place);
        }
    }
    assert!(pages_with_commands >= 2);
}

#[test]
fn every_fence_is_of_a_language_that_is_checked() {
    for fence in manual().iter().flat_map(|page| fences(page)) {
        let place = &fence.place;
        match (fence.language.as_str(), fence.mark.as_str()) {
            // What programs print, drawings, files that other tests use.
            ("" | "text" | "cmake" | "ini", "") | ("sh", "" | "run" | "root") => {}
            // What installs a release's file for one of these, of which `tests/long packages`
            // has the files.
            ("sh", "python" | "ruby" | "php" | "tarball" | "unpacked") => {}
            // Projects that fetch the library, and Conan's: `delivery::from_source`.
            ("cmake", "source" | "tarball") | ("sh", "conan" | "project") => {}
            ("json", "") => {
                let value: Result<serde_json::Value, _> = serde_json::from_str(&fence.code);
                assert!(value.is_ok(), "{place}: {value:?}");
            }
            (language, mark) => {
                let known = LANGUAGES.iter().find(|known| known.name == language);
                let known = known.unwrap_or_else(|| panic!("{place}: no test knows {language:?}"));
                let end = Path::new(known.file).extension().unwrap().to_str().unwrap();
                let is_name = mark.ends_with(&format!(".{end}"));
                assert!(
                    ["", "fragment"].contains(&mark) || is_name,
                    "{place}: {mark:?}"
                );
            }
        }
    }
}
