//! The gem in bindings/ruby: its own tests against the local hub over TLS, its
//! how-to, its header, and that it can be built and installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::LocalHub;
use crate::support::installed::printed;
use crate::support::shipped::{have, have_with, root, run, scratch, shared_object};
use crate::support::soname;

fn gem() -> PathBuf {
    root().join("bindings/ruby")
}

/// Ruby with the gem from its source and a local hub.
fn ruby(hub: &LocalHub) -> Command {
    let mut command = Command::new("ruby");
    command
        .args(["-w", "-I"])
        .arg(gem().join("lib"))
        .env("NH_LIBRARY", shared_object())
        .env("NH_ROOT_CONNECTION_STRING", hub.root_connection_string())
        .envs(&hub.env);
    command
}

/// Where the library is missing, that is said in one line, with what to do.
#[test]
fn a_missing_library_is_named() {
    if !have_with("ruby", "ffi") {
        return;
    }
    let output = Command::new("ruby")
        .args(["-I"])
        .arg(gem().join("lib"))
        .args([
            "-e",
            "begin; require 'notification_hubs'; rescue LoadError => e; puts e.message; end",
        ])
        .env("NH_LIBRARY", scratch("ruby_missing").join("none.so"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("none.so"), "{text}");
    let advice = "(install libnotification_hubs, or set NH_LIBRARY to its path)";
    assert!(text.contains(advice), "{text}");
}

/// Interpreters that the gem is not made for are told so.
#[test]
fn other_rubies_are_told() {
    if !have("ruby") {
        return;
    }
    for engine in ["jruby", "truffleruby"] {
        let program = "$VERBOSE = nil; RUBY_ENGINE = ARGV.first; \
                       begin; require 'notification_hubs'; rescue LoadError => e; puts e.message; end";
        let output = run(Command::new("ruby")
            .arg("-I")
            .arg(gem().join("lib"))
            .args(["-e", program, engine]));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains("needs CRuby"), "{told}");
        assert!(told.trim_end().ends_with(engine), "{told}");
    }
}

fn hub() -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    LocalHub::start_with(&["--devices", devices.to_str().unwrap()])
}

/// Runs a file of bindings/ruby/test, whose tests have run or said what they lack.
fn passes(name: &str) {
    if !(have_with("ruby", "ffi") && have_with("ruby", "minitest")) {
        return;
    }
    let hub = hub();
    let file = gem().join(format!("test/{name}_test.rb"));
    let output = run(ruby(&hub).arg(file));
    let text = String::from_utf8(output.stdout).unwrap();
    let summaries = |line: &&str| line.contains(" runs, ") && line.ends_with(" skips");
    let summary = text.lines().rfind(summaries).unwrap_or_default();
    let skipped = text
        .lines()
        .filter(|line| line.starts_with("SKIPPED "))
        .count();
    assert!(
        summary.ends_with(&format!(" 0 failures, 0 errors, {skipped} skips"))
            && !summary.starts_with("0 runs"),
        "{text}"
    );
    println!("{name}: {summary}");
    let warnings = String::from_utf8(output.stderr).unwrap();
    let own = gem().display().to_string();
    let ours: Vec<_> = warnings
        .lines()
        .filter(|line| line.starts_with(&own) && line.contains("warning:"))
        .collect();
    assert!(ours.is_empty(), "{ours:?}");
}

#[test]
fn functions_come_from_the_header() {
    passes("native");
}

#[test]
fn every_kind_of_send() {
    passes("sending");
}

#[test]
fn what_a_program_has_at_hand() {
    passes("taken");
}

#[test]
fn every_kind_of_error() {
    passes("errors");
}

#[test]
fn installations_and_registrations() {
    passes("devices");
}

#[test]
fn dead_devices() {
    passes("dead_devices");
}

#[test]
fn the_rest_of_the_service() {
    passes("service");
}

#[test]
fn queues() {
    passes("queue");
}

#[test]
fn callbacks() {
    passes("callbacks");
}

#[test]
fn threads() {
    passes("threads");
}

#[test]
fn interrupts() {
    passes("interrupts");
}

#[test]
fn forked_children() {
    passes("fork");
}

#[test]
fn memory() {
    passes("memory");
}

/// `tests/long soak` makes 100,000 calls of each kind.
#[test]
fn memory_stays_flat_in_ruby() {
    if have_with("ruby", "ffi") {
        let hub = hub();
        let output = run(ruby(&hub).arg(gem().join("test/memory.rb")));
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn a_preforking_puma() {
    if have("puma") {
        passes("puma");
    }
}

#[test]
fn signatures() {
    if have_with("ruby", "rbs") {
        passes("signatures");
    }
}

#[test]
fn the_how_to_sends_everything() {
    if !have_with("ruby", "ffi") {
        return;
    }
    let hub = hub();
    let output = run(ruby(&hub).arg(gem().join("examples/howto.rb")));
    let text = String::from_utf8(output.stdout).unwrap();
    let accepted = text.matches(" accepted, tracking id ").count();
    assert_eq!(accepted, hub.sends().len(), "{text}");
    assert_eq!(accepted, 18, "{text}");
}

#[test]
fn the_gem_has_the_librarys_header_and_version() {
    let ours = fs::read(root().join("include/notification_hubs.cdef.h")).unwrap();
    let copy = "bindings/ruby/lib/notification_hubs/notification_hubs.cdef.h";
    assert!(
        fs::read(root().join(copy)).unwrap() == ours,
        "{copy} is out of date: NH_UPDATE_HEADER=1 cargo build"
    );
    let version = fs::read_to_string(gem().join("lib/notification_hubs/version.rb")).unwrap();
    let expected = format!("VERSION = '{}'", env!("CARGO_PKG_VERSION"));
    assert!(version.contains(&expected), "{version}");
}

/// As users get it: built, installed into an empty GEM_HOME, and loaded from
/// there through the soname.
#[test]
fn the_gem_is_built_and_installed() {
    if !(have_with("ruby", "ffi") && have("gem") && have("puma")) {
        return;
    }
    let hub = hub();
    for (name, sends) in [("ruby", 10), ("puma", 10)] {
        let dir = scratch(&format!("ruby_gem_{name}"));
        let library = dir.join("lib");
        fs::create_dir(&library).unwrap();
        let number = soname::number(env!("CARGO_PKG_VERSION"));
        let soname = library.join(format!("libnotification_hubs.so.{number}"));
        std::os::unix::fs::symlink(shared_object(), soname).unwrap();
        let before = hub.sends().len();
        run(
            Command::new(root().join(format!("tests/everywhere/{name}/run")))
                .envs(&hub.env)
                .env("LD_LIBRARY_PATH", &library)
                .env("NH_SOURCE", root())
                .env("NH_WORK", &dir)
                .env("NH_TAG", "all"),
        );
        let gem = concat!("gems/notification_hubs-", env!("CARGO_PKG_VERSION"));
        let found = printed(
            Command::new("find")
                .arg(dir.join("home"))
                .args(["-type", "d"]),
        );
        assert!(found.lines().any(|folder| folder.ends_with(gem)), "{found}");
        assert_eq!(hub.sends().len() - before, sends);
    }
}
