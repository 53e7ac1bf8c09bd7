//! The PHP package on the command line: its programs against the local hub over
//! TLS, its how-to, and that it is what the header says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::shipped::{
    STRICT, compile, have, have_with, root, run, scratch, shared_object,
};
use crate::support::{LocalHub, c_functions, check, soname};

fn package() -> PathBuf {
    root().join("bindings/php")
}

/// A program of the package.
fn php(file: &str) -> Command {
    let mut command = Command::new("php");
    command
        .arg(package().join(file))
        .env("NH_LIBRARY", shared_object());
    command
}

fn hub(devices: &str) -> LocalHub {
    LocalHub::start_with(&["--devices", root().join(devices).to_str().unwrap()])
}

fn test_hub() -> LocalHub {
    hub("tests/support/devices.json")
}

/// PHP files of the package, and its programs without an extension.
fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains("<?php")) {
            all.push(path);
        }
    }
    all
}

/// Where the library or FFI is missing, that is said, with what to do.
#[test]
fn where_the_library_or_ffi_is_missing_the_remedy_is_named() {
    if !have("php") {
        return;
    }
    let none = scratch("php_missing").join("none.so");
    for (flags, says) in [
        (&["-n"][..], "The PHP extension FFI is missing: install it"),
        (&["-d", "ffi.enable=0"], "set ffi.enable=1 in php.ini"),
        (
            &["-d", "ffi.enable=1"],
            "install libnotification_hubs, or set NH_LIBRARY to its path",
        ),
    ] {
        let code = format!(
            "require '{}/autoload.php'; echo \\NotificationHubs\\Version::text();",
            package().display()
        );
        let output = Command::new("php")
            .args(flags)
            .args(["-d", "display_errors=stderr", "-r", &code])
            .env("NH_LIBRARY", &none)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{flags:?}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(says), "{flags:?}: {text}");
    }
}

#[test]
fn every_file_is_strict_php() {
    if !have("php") {
        return;
    }
    let files = sources(&package());
    assert!(files.len() > 50, "{}", files.len());
    for file in files {
        run(Command::new("php").arg("-l").arg(&file));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("\ndeclare(strict_types=1);\n"), "{file:?}");
        let long = text.lines().find(|line| line.chars().count() > 120);
        assert_eq!(long, None, "{file:?}");
    }
}

/// PHP's common style; without its warnings, which are about programs that
/// define functions.
#[test]
fn it_is_written_as_psr_12_wants() {
    if have("phpcs") {
        run(Command::new("phpcs")
            .args(["-n", "-p", "--standard=PSR12"])
            .args([package(), root().join("tests/everywhere/php")])
            .arg(root().join("tests/everywhere/php-fpm")));
    }
}

#[test]
fn its_enums_and_options_are_those_of_the_header() {
    if have_with("php", "FFI") {
        run(php("bin/generate-enums").arg("--check"));
    }
}

/// The name that the loader is asked for, and what Composer is told.
#[test]
fn its_version_is_the_librarys() {
    let version = env!("CARGO_PKG_VERSION");
    let read = |name: &str| std::fs::read_to_string(package().join(name)).unwrap();
    let number = soname::number(version);
    let soname = format!("SONAME = 'libnotification_hubs.so.{number}'");
    assert!(read("src/Ffi/Library.php").contains(&soname), "{soname}");
    let composer: serde_json::Value = serde_json::from_str(&read("composer.json")).unwrap();
    assert_eq!(composer["version"], version);
}

/// Functions that no PHP program can call: `omit` in coverage.txt.
fn out_of_reach() -> BTreeSet<String> {
    let coverage = std::fs::read_to_string(package().join("coverage.txt")).unwrap();
    coverage
        .lines()
        .filter_map(|line| line.strip_prefix("omit "))
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_function_is_called_from_php() {
    if !have_with("php", "FFI") {
        return;
    }
    let called = scratch("php_binding_called").join("called");
    let programs = [
        "sends",
        "dead_devices",
        "devices",
        "management",
        "errors",
        "queue",
        "taken",
        "callbacks",
        "mistakes",
    ];
    for program in programs {
        let hub = test_hub();
        let mut command = php(&format!("tests/{program}.php"));
        command
            .env("NH_CALLED", &called)
            .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string());
        println!("{program}:");
        check(&mut command, &hub);
    }
    let called = std::fs::read_to_string(called).unwrap();
    // Bytes are asked for behind the back of what notes it down, and always with their length.
    let called: BTreeSet<&str> = called
        .lines()
        .flat_map(|name| [name, name.trim_end_matches("_len")])
        .collect();
    let missing: Vec<String> = c_functions::functions()
        .into_iter()
        .map(|function| function.name)
        .filter(|name| !called.contains(name.as_str()) && !out_of_reach().contains(name))
        .collect();
    assert!(missing.is_empty(), "never called: {missing:?}");
}

/// `tests/long soak` makes 100,000 calls of each kind.
#[test]
fn memory_stays_flat_in_php() {
    if have_with("php", "FFI") {
        print!("{}", check(&mut php("tests/memory.php"), &test_hub()));
    }
}

#[test]
fn objects_are_used_and_freed_on_both_sides_of_a_fork() {
    if have_with("php", "FFI") && have_with("php", "pcntl") {
        check(&mut php("tests/fork.php"), &test_hub());
    }
}

/// Callbacks in forked children, and those that end a request.
#[test]
fn callbacks_end_with_their_request_and_go_into_children() {
    if have_with("php", "FFI") {
        check(&mut php("tests/endings.php"), &test_hub());
    }
}

#[test]
fn handlers_that_throw_lose_no_outcome() {
    if !have_with("php", "FFI") || !have_with("php", "pcntl") {
        return;
    }
    let library = scratch("php_binding_raises").join("raises.so");
    let source = root().join("tests/programs/c/raises.c");
    let flags = [&STRICT[..], &["-shared", "-fPIC", "-Wl,--no-as-needed"]].concat();
    compile("cc", &flags, &[source], &library);
    check(
        php("tests/signals.php").env("NH_LIBRARY", library),
        &test_hub(),
    );
}

/// Every kind of object, and constructors that fail. What TLS does with memory
/// that valgrind holds for undefined is not looked at here.
#[test]
fn nothing_is_lost_or_freed_twice() {
    const VALGRIND: [&str; 6] = [
        "--quiet",
        "--error-exitcode=9",
        "--undef-value-errors=no",
        "--leak-check=full",
        "--show-leak-kinds=definite",
        "--errors-for-leak-kinds=definite",
    ];
    if !have_with("php", "FFI") || !have("valgrind") {
        return;
    }
    for program in ["errors", "management", "taken", "callbacks"] {
        let hub = test_hub();
        let mut command = Command::new("valgrind");
        command
            .args(VALGRIND)
            // The code that PCRE makes reads texts in blocks, over their end.
            .args(["php", "-d", "pcre.jit=0"])
            .arg(package().join(format!("tests/{program}.php")))
            .env("USE_ZEND_ALLOC", "0")
            .env("NH_LIBRARY", shared_object())
            .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string());
        check(&mut command, &hub);
    }
}

#[test]
fn the_tutorial_reaches_every_platform() {
    if !have_with("php", "FFI") {
        return;
    }
    let hub = hub("examples-c/devices.json");
    run(php("examples/howto.php").envs(&hub.env));
    let deliveries = hub.deliveries();
    let platforms: BTreeSet<&str> = deliveries
        .iter()
        .map(|delivery| delivery["platform"].as_str().unwrap())
        .collect();
    assert_eq!(platforms.len(), 9, "{platforms:?}");
    let payloads: Vec<&str> = deliveries
        .iter()
        .filter_map(|delivery| delivery["payload"].as_str())
        .collect();
    let all = payloads.join("\n");
    assert!(
        all.contains("Hello, Ann!") && all.contains("Guten Tag, Bernd!"),
        "a greeting in two languages: {all}"
    );
    // Its debug mode shows what goes over the wire, and no key.
    let output = run(php("examples/howto.php").arg("--debug").envs(&hub.env));
    let log = String::from_utf8(output.stderr).unwrap();
    let (_, key) = hub
        .connection_string()
        .split_once("SharedAccessKey=")
        .unwrap();
    assert!(log.contains("POST ") && !log.contains(key), "{log}");
    // A failure is reported, not hidden.
    let mut failing = php("examples/howto.php");
    failing
        .envs(&hub.env)
        .env("NH_CONNECTION_STRING", "nonsense");
    assert_eq!(failing.output().unwrap().status.code(), Some(1));
}

/// Without its header, or without the library, it says what it looked for.
#[test]
fn what_is_missing_is_named() {
    if !have_with("php", "FFI") {
        return;
    }
    let version = "require getenv('NH_PHP_AUTOLOAD'); echo NotificationHubs\\Version::text();";
    let php = |autoload: PathBuf, library: &Path| {
        let mut command = Command::new("php");
        command
            .args(["-d", "display_errors=stderr", "-r", version])
            .env("NH_PHP_AUTOLOAD", autoload)
            .env("NH_LIBRARY", library);
        command
    };
    let output = run(&mut php(package().join("autoload.php"), &shared_object()));
    assert_eq!(output.stdout, env!("CARGO_PKG_VERSION").as_bytes());

    let none = Path::new("/nonexistent/lib/libnotification_hubs.so");
    let output = php(package().join("autoload.php"), none).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("/nonexistent/lib/"), "{error}");

    // A copy of the package alone, as Composer makes one, without a release's header in it.
    let copy = scratch("php_binding_copy").join("php");
    run(Command::new("cp").arg("-r").arg(package()).arg(&copy));
    let output = php(copy.join("autoload.php"), none).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    let named = "notification_hubs.cdef.h is in none of ";
    // It may be there on a machine where the library is installed.
    assert!(
        error.contains(named) || error.contains("/nonexistent/lib/"),
        "{error}"
    );
    // What a release puts in makes it whole.
    let header = root().join("include/notification_hubs.cdef.h");
    std::fs::copy(header, copy.join("notification_hubs.cdef.h")).unwrap();
    run(&mut php(copy.join("autoload.php"), &shared_object()));
}
