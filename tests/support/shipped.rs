//! The library as it is shipped, and the compilers that use it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use super::skips;

/// For C programs.
pub const STRICT: [&str; 5] = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"];
/// For C programs that use what POSIX has.
pub const POSIX: &str = "-D_POSIX_C_SOURCE=200809L";

const SANITIZE: [&str; 4] = [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-g",
    "-O1",
];

const VALGRIND: [&str; 5] = [
    "--quiet",
    "--error-exitcode=9",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=definite,indirect",
];

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The directory that holds the shipped library: NH_LIB_DIR, else what
/// `make lib` builds, the same artefact that users get.
pub fn library_dir() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        if let Some(dir) = std::env::var_os("NH_LIB_DIR") {
            return dir.into();
        }
        make_lib();
        target_dir().join("release")
    })
}

/// `make lib`, which builds nothing where it has been built.
pub fn make_lib() {
    run(outside(Command::new("make"))
        .args(["-s", "-C", "examples-c", "lib"])
        .current_dir(root()));
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo, in the repository.
pub fn cargo() -> Command {
    let mut cargo = outside(Command::new(env!("CARGO")));
    cargo.current_dir(root());
    cargo
}

/// Without what cargo tells a test of its package: build scripts of dependencies
/// look at these variables, and with others all would be built anew.
fn outside(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_of_package = ["CARGO_MANIFEST_", "CARGO_PKG_"]
            .iter()
            .any(|start| text.starts_with(start));
        if is_of_package || text == "OUT_DIR" {
            command.env_remove(&name);
        }
    }
    command
}

/// The shared object itself.
pub fn shared_object() -> PathBuf {
    library_dir().join("libnotification_hubs.so")
}

/// A fresh directory that belongs to one test.
pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// Runs a command that must succeed. What it says that it skips is counted.
pub fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    skips::of_program(&output.stdout);
    output
}

/// Is this program installed?
pub fn installed(program: &str) -> bool {
    let check = ["-c", "command -v \"$0\" >/dev/null 2>&1", program];
    succeeds(Command::new("sh").args(check))
}

/// Is this program installed? If not, says aloud what is skipped; with
/// NH_REQUIRE_TOOLS=1 (CI) that is a failure.
pub fn have(program: &str) -> bool {
    or_skipped(program, installed(program))
}

/// The same of an interpreter with one of its extensions, packages or modules, which come apart
/// from it.
pub fn have_with(interpreter: &str, part: &str) -> bool {
    let (language, option, code) = match interpreter {
        "php" => (
            "PHP",
            "-r",
            format!("exit((int)!extension_loaded('{part}'));"),
        ),
        "ruby" => ("Ruby", "-e", format!("require '{part}'")),
        "python3" => ("Python", "-c", format!("import {part}")),
        "perl" => ("Perl", "-e", format!("use {part}")),
        _ => panic!("{interpreter} has no parts"),
    };
    let mut check = Command::new(interpreter);
    check.args([option, &code]).stderr(Stdio::null());
    have(interpreter) && or_skipped(&format!("{language}'s {part}"), succeeds(&mut check))
}

/// The same of a C header.
pub fn have_header(header: &str) -> bool {
    let check = "echo \"#include <$0>\" | cc -E - >/dev/null 2>&1";
    or_skipped(
        header,
        succeeds(Command::new("sh").args(["-c", check, header])),
    )
}

/// The same of a Debian package that is no program.
pub fn have_package(package: &str) -> bool {
    let mut check = Command::new("dpkg");
    check.args(["--status", package]);
    check.stdout(Stdio::null()).stderr(Stdio::null());
    or_skipped(package, installed("dpkg") && succeeds(&mut check))
}

fn succeeds(check: &mut Command) -> bool {
    check.status().unwrap().success()
}

fn or_skipped(what: &str, found: bool) -> bool {
    if !found {
        skips::for_lack_of(what);
    }
    found
}

/// A program for this interpreter, with the bindings as they lie in the checkout.
pub fn interpreter(name: &str, arguments: &[&str], program: &Path) -> Command {
    let mut command = Command::new(name);
    let bindings = root().join("bindings");
    command
        .args(arguments)
        .arg(program)
        .env("NH_LIBRARY", shared_object())
        .env("NH_PHP_AUTOLOAD", bindings.join("php/autoload.php"))
        .env("RUBYLIB", bindings.join("ruby/lib"))
        .env("PYTHONPATH", bindings.join("python/src"));
    command
}

/// A program of `tests/languages/php`.
pub fn php(name: &str) -> Command {
    let mut command = Command::new("php");
    command.args(["-d", "ffi.enable=1"]);
    script(command, &format!("tests/languages/php/{name}"))
}

/// A program of `tests/languages/ruby`.
pub fn ruby(name: &str) -> Command {
    script(
        Command::new("ruby"),
        &format!("tests/languages/ruby/{name}"),
    )
}

fn script(mut interpreter: Command, file: &str) -> Command {
    interpreter
        .arg(root().join(file))
        .env("NH_CDEF", root().join("include/notification_hubs.cdef.h"))
        .env("NH_LIB", shared_object());
    interpreter
}

/// Our two programs, and the options that their `--help` names.
pub fn help_of_programs() -> [(&'static str, HashSet<String>); 2] {
    let nh_send = scratch("nh-send-for-help").join("nh-send");
    compile(
        "cc",
        &STRICT,
        &super::examples::sources("nh-send"),
        &nh_send,
    );
    let help = |program: &Path| {
        let output = run(Command::new(program).arg("--help"));
        options(&String::from_utf8(output.stdout).unwrap())
    };
    [
        ("nh-send", help(&nh_send)),
        ("nh-emulator", help(&super::emulator())),
    ]
}

/// The words of a text that begin with two hyphens.
pub fn options(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| word.len() > 2 && word.starts_with("--") && !word.starts_with("---"))
        .map(str::to_owned)
        .collect()
}

/// Compiles a program of `tests/programs/c` for the test `test`, as it is.
pub fn c_program(test: &str, name: &str) -> PathBuf {
    let program = scratch(&format!("{test}_{name}")).join(name);
    let source = root().join(format!("tests/programs/c/{name}.c"));
    let flags = [&STRICT[..], &[POSIX]].concat();
    compile("cc", &flags, &[source], &program);
    program
}

/// Compiles C sources against the shipped library into `output`.
pub fn compile(compiler: &str, flags: &[&str], sources: &[PathBuf], output: &Path) {
    compile_with(library_dir(), compiler, flags, sources, output);
}

/// The same against the library in `dir`.
pub fn compile_with(
    dir: &Path,
    compiler: &str,
    flags: &[&str],
    sources: &[PathBuf],
    output: &Path,
) {
    run(Command::new(compiler)
        .args(flags)
        .arg("-I")
        .arg(root().join("include"))
        .args(sources)
        .arg("-o")
        .arg(output)
        .arg("-L")
        .arg(dir)
        .arg("-lnotification_hubs")
        // Before LD_LIBRARY_PATH, in which cargo has directories of other builds.
        .arg("-Wl,--disable-new-dtags")
        .arg(format!("-Wl,-rpath,{}", dir.display()))
        .arg("-lpthread"));
}

/// A program as it is, under valgrind where there is one, and with ASan and
/// UBSan, all of which look for leaks; compiled into `dir`.
pub fn checked_ways(compiler: &str, flags: &[&str], source: &Path, dir: &Path) -> Vec<Command> {
    checked_ways_of(compiler, flags, &[source.to_owned()], dir)
}

/// The same of a program of several files.
pub fn checked_ways_of(
    compiler: &str,
    flags: &[&str],
    sources: &[PathBuf],
    dir: &Path,
) -> Vec<Command> {
    let plain = dir.join("plain");
    compile(compiler, flags, sources, &plain);
    let mut ways = vec![Command::new(&plain)];
    // Neither knows programs of another machine, or of another C library.
    if std::env::var_os("NH_CROSS_TARGET").is_some() {
        return ways;
    }
    if have("valgrind") {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(VALGRIND).arg(&plain);
        ways.push(valgrind);
    }
    let sanitized = dir.join("sanitized");
    compile(compiler, &[flags, &SANITIZE].concat(), sources, &sanitized);
    ways.push(Command::new(&sanitized));
    ways
}
