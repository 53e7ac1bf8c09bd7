//! A panic behind each exported function stays there, and what it left behind
//! works again.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::HubOptions;

use crate::support::c_functions::{Function, functions};
use crate::support::raw_server::{CREATED, RawServer};
use crate::support::shipped::{
    cargo, compile_with, have, root, run, scratch, shared_object, target_dir,
};
use crate::support::{LocalHub, check, send_to};

/// With this variable set, the debug build panics inside of every function.
const VARIABLE: &str = "NH_TEST_PANIC";

const PROLOGUE: &str = r#"#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "notification_hubs.h"

static int failed;

/* Whose panic comes next on standard error. */
static void begin(const char *function)
{
  fprintf(stderr, "\n%s\n", function);
  setenv("NH_TEST_PANIC", "1", 1);
}

static void end(void)
{
  unsetenv("NH_TEST_PANIC");
}

static void expect(const char *function, int expected)
{
  if (!expected) {
    failed++;
    printf("not ok %s\n", function);
  }
}

/* The thread's last error names the function. */
static int is_told(const char *function)
{
  const nh_error *error = nh_last_error();
  size_t length = strlen(function);

  return nh_error_status(error) == NH_STATUS_INTERNAL &&
         !strncmp(nh_error_message(error), function, length) &&
         nh_error_message(error)[length] == ':';
}

int main(void)
{
"#;

/// Getters of what an object says.
fn is_getter(function: &Function) -> bool {
    ["nh_error_status", "nh_outcome_status"].contains(&function.name.as_str())
}

/// One call while the panic is on, and what must come of it. Without a panic its
/// arguments would be refused, with another status.
fn write(function: &Function, out: &mut String) {
    let name = &function.name;
    let call = function.call(|_| true);
    writeln!(out, "  begin(\"{name}\");").unwrap();
    let returns = function.returns.as_str();
    let expected = match returns {
        "void" => {
            writeln!(out, "  {call}; end();").unwrap();
            return;
        }
        "nh_status" if !is_getter(function) => {
            format!("got == NH_STATUS_INTERNAL && is_told(\"{name}\")")
        }
        _ if name == "nh_error_copy" => "got == NULL".to_owned(),
        _ if function.is_constructor() => format!("got == NULL && is_told(\"{name}\")"),
        "const char *" => "got == NULL || strlen(got) < 40".to_owned(),
        _ => "(void)got, 1".to_owned(),
    };
    let space = if returns.ends_with('*') { "" } else { " " };
    writeln!(
        out,
        "  {{ {returns}{space}got = {call}; end(); expect(\"{name}\", ({expected})); }}"
    )
    .unwrap();
}

/// Compiles a program with a library whose functions panic where the variable is set,
/// into a folder of the test's own: that of NH_PANICS_LIB_DIR, where the archive alone may
/// be; else the debug build, of the whole workspace as its tests are, so that nothing is
/// compiled twice.
fn with_panics(dir: &Path, compiler: &str, flags: &[&str], source: PathBuf) -> PathBuf {
    let from = match std::env::var_os("NH_PANICS_LIB_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => {
            run(cargo().args(["build", "--workspace", "--locked", "--quiet"]));
            target_dir().join("debug")
        }
    };
    let shared = from.join("libnotification_hubs.so");
    let mut names = vec!["libnotification_hubs.a".to_owned()];
    if shared.exists() {
        // Under the names that the linker and the loader ask for.
        let soname = run(Command::new(root().join("examples-c/soname.sh")).arg(&shared));
        let soname = String::from_utf8(soname.stdout).unwrap();
        names = vec![
            "libnotification_hubs.so".to_owned(),
            soname.trim().to_owned(),
        ];
    }
    for name in &names {
        let library = from.join(&names[0]);
        std::os::unix::fs::symlink(library, dir.join(name)).unwrap();
    }
    let binary = dir.join("program");
    compile_with(dir, compiler, flags, &[source], &binary);
    binary
}

#[test]
fn a_panic_behind_each_function_is_caught_and_told() {
    let functions = functions();
    let mut program = PROLOGUE.to_owned();
    for function in &functions {
        write(function, &mut program);
    }
    program.push_str("  return failed != 0;\n}\n");
    let dir = scratch("panics");
    let source = dir.join("panics.c");
    std::fs::write(&source, program).unwrap();
    let flags = [
        "-std=c99",
        "-D_POSIX_C_SOURCE=200809L",
        "-Wall",
        "-Wextra",
        "-Werror",
    ];
    let binary = with_panics(&dir, "cc", &flags, source);
    let output = run(Command::new(&binary).env("RUST_BACKTRACE", "0"));
    let text = String::from_utf8(output.stderr).unwrap();
    // Rust's own report of each panic follows the name of its function.
    let mut caught = HashSet::new();
    let mut current = "";
    for line in text.lines() {
        if line.starts_with("nh_") {
            current = line;
        } else if line == "injected" {
            caught.insert(current);
        }
    }
    assert!(functions.len() > 300);
    for function in &functions {
        assert!(
            caught.contains(function.name.as_str()),
            "no panic came inside of {}",
            function.name
        );
    }
    println!(
        "{} functions, {} panics caught",
        functions.len(),
        caught.len()
    );
}

#[test]
fn panics_and_exceptions_pass_each_other() {
    if !have("g++") {
        return;
    }
    let source = root().join("tests/interface/cpp/unwinding.cpp");
    let flags = ["-std=c++17", "-Wall", "-Wextra", "-pedantic", "-Werror"];
    let program = with_panics(&scratch("panics_unwinding"), "g++", &flags, source);
    let hub = LocalHub::start();
    check(Command::new(program).env("RUST_BACKTRACE", "0"), &hub);
}

#[test]
fn what_is_shipped_cannot_be_told_to_panic() {
    let library = std::fs::read(shared_object()).unwrap();
    let name = VARIABLE.as_bytes();
    assert!(!library.windows(name.len()).any(|part| part == name));
}

/// Guards that know of outcomes and reports, and where they are: they run what they
/// are given as a guard does, and beside that copy and no more.
const OUTCOME_GUARDS: [(&str, &str); 4] = [
    ("outcome.rs", "outcome::call"),
    ("outcome.rs", "outcome::read"),
    ("outcome.rs", "outcome::read_plain"),
    ("batch.rs", "report_of"),
];

/// The names of functions that are nothing but a call of a guard, or of one of
/// those that were found before.
fn guarded(text: &str, known: &HashSet<String>) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((_, name)) = line.split_once("fn ") else {
            continue;
        };
        if line.starts_with([' ', '/']) {
            continue;
        }
        let name = name.split(['(', '<']).next().unwrap();
        let mut header = line;
        while !header.ends_with('{') {
            header = lines.next().unwrap();
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
        // rustfmt puts statements at four blanks: one, and no other.
        let statements: Vec<&str> = body
            .iter()
            .filter(|line| line.starts_with("    ") && !line[4..].starts_with(' '))
            .map(|line| line.trim())
            .filter(|line| !line.starts_with([')', '}']))
            .collect();
        let [statement] = statements[..] else {
            continue;
        };
        let called = statement.split('(').next().unwrap();
        // The last two make an outcome or a report of what `guard::caught` brings.
        let is_guard = called.starts_with("guard::")
            || called.starts_with("outcome::")
            || called == "report_of"
            || known.contains(called);
        if is_guard
            && body
                .last()
                .is_some_and(|line| line.trim_end_matches(';').ends_with(')'))
        {
            found.insert(name.to_owned());
        }
    }
    found
}

/// Of what `text` imports from its neighbours, the names that are guarded there.
fn imported(text: &str, folder: &Path) -> HashSet<String> {
    let mut known = HashSet::new();
    for import in text.split("use crate::ffi::").skip(1) {
        let (import, _) = import.split_once(';').unwrap();
        let Some((module, names)) = import.split_once("::") else {
            continue;
        };
        // What stands below is called by its module's name: `guard::…`.
        if folder.join(module).is_dir() {
            continue;
        }
        let neighbour = std::fs::read_to_string(folder.join(format!("{module}.rs"))).unwrap();
        let guarded = guarded(&neighbour, &HashSet::new());
        let names = names.split(['{', '}', ',']).map(str::trim);
        known.extend(names.filter(|n| guarded.contains(*n)).map(str::to_owned));
    }
    known
}

#[test]
fn every_exported_function_is_a_call_of_a_guard_and_nothing_else() {
    let folder = root().join("src/ffi");
    for (file, _) in OUTCOME_GUARDS {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert_eq!(text.matches("guard::caught(body)").count(), 1, "{file}");
    }
    let mut exported = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // Of what stands below nothing is exported, as the count says.
        if path.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut known = imported(&text, &folder);
        known.extend(OUTCOME_GUARDS.map(|(_, name)| name.to_owned()));
        known.extend(guarded(&text, &known));
        let all = guarded(&text, &known);
        for line in text
            .lines()
            .filter(|line| line.contains("extern \"C\" fn nh_"))
        {
            let (_, name) = line.split_once("fn ").unwrap();
            let name = name.split('(').next().unwrap();
            exported += 1;
            assert!(all.contains(name), "{}: {name}", path.display());
        }
    }
    assert_eq!(exported, functions().len());
}

/// Panics when it is told to, at whatever is logged next.
struct Explosive(Arc<AtomicBool>, Level);

impl LogSink for Explosive {
    fn log(&self, level: Level, text: &str) {
        if level == self.1 && self.0.swap(false, Ordering::SeqCst) {
            panic!("injected at {text}");
        }
    }
}

#[test]
fn a_hub_works_after_a_panic_in_the_middle_of_a_call() {
    let server = RawServer::answering(CREATED);
    for level in [Level::Info, Level::Debug, Level::Dump] {
        let armed = Arc::new(AtomicBool::new(false));
        let mut options = HubOptions::default();
        let sink = Explosive(Arc::clone(&armed), level);
        options.set_log(Level::Dump as i32, Arc::new(sink)).unwrap();
        let hub = server.open(options);
        for _ in 0..3 {
            armed.store(true, Ordering::SeqCst);
            let send = || send_to(&hub, &Target::broadcast());
            assert!(catch_unwind(AssertUnwindSafe(send)).is_err());
            assert!(!armed.load(Ordering::SeqCst));
            assert!(send().error.is_none());
        }
    }
}

/// Undefined names of the shared object: what it asks others for.
fn imports(library: &Path) -> Vec<String> {
    let output = run(Command::new("nm")
        .args(["-D", "--undefined-only"])
        .arg(library));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.split_whitespace().last())
        .map(|name| name.split('@').next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_library_leaves_the_hosts_signals_and_exit_alone() {
    if !have("nm") {
        return;
    }
    let imports = imports(&shared_object());
    assert!(imports.iter().any(|name| name == "pthread_sigmask"));
    // What installs handlers, and what ends the process by a handler's way.
    for name in [
        "signal",
        "sigaction",
        "sigaltstack",
        "atexit",
        "on_exit",
        "exit",
        "pthread_atfork",
    ] {
        assert!(!imports.iter().any(|import| import == name), "{name}");
    }
}
