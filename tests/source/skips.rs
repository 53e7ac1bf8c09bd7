//! What could not run is not counted as passed: `tests/count-skipped`, through which `tests/run`
//! shows what the tests print.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

fn count_skipped(file: &Path) -> Child {
    Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/count-skipped"))
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn shown(name: &str, skips: &str, printed: &str) -> String {
    let file = scratch(name);
    std::fs::write(&file, skips).unwrap();
    let mut process = count_skipped(&file);
    let mut stdin = process.stdin.take().unwrap();
    stdin.write_all(printed.as_bytes()).unwrap();
    drop(stdin);
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn skipped_tests_are_named_and_left_out_of_the_count() {
    // One that lacks two things is one test.
    let skips =
        "php::send\tphp\nphp::send\tphp\nruby::send\truby\nruby::send\tpuma\nlints\tclippy\n";
    let nextest = "        PASS [   0.1s] (1/3) nh::languages php::send
        PASS [   0.2s] (2/3) nh::languages ruby::send
        PASS [   0.3s] (3/3) nh::languages c::send
";
    let cargo = "test php::send ... ok\ntest ruby::send ... ok\ntest c::send ... ok\n";
    for (printed, skipped) in [(nextest, "SKIP ["), (cargo, "... skipped")] {
        let text = shown("skips-some", skips, printed);
        assert_eq!(text.matches(skipped).count(), 2, "{text}");
        assert!(text.contains("\n== 1 tests passed\n"), "{text}");
        assert!(
            text.contains("skipped for lack of php: php::send\n"),
            "{text}"
        );
        assert!(
            text.contains("skipped for lack of clippy: lints\n"),
            "{text}"
        );
        assert!(text.contains("\n== 3 tests skipped for lack of"), "{text}");
    }
}

/// Suites of the languages have tests of their own inside one of ours.
#[test]
fn parts_of_a_test_are_named_and_counted() {
    let skips = "ruby::memory/test_compaction\tcompaction in this Ruby
php::queue/fork\tpcntl in this PHP
php::queue/signals\tpcntl in this PHP
";
    let printed = "test ruby::memory ... ok\ntest php::queue ... ok\ntest c::send ... ok\n";
    let text = shown("skips-parts", skips, printed);
    assert_eq!(text.matches("... skipped").count(), 2, "{text}");
    assert!(text.contains("\n== 1 tests passed\n"), "{text}");
    for line in [
        "    1 skipped for lack of compaction in this Ruby: ruby::memory/test_compaction\n",
        "    2 skipped for lack of pcntl in this PHP: php::queue/",
        "\n== 3 tests skipped for lack of",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

/// Tests write what they lack while others are shown already.
#[test]
fn what_is_skipped_later_is_seen() {
    let file = scratch("skips-later");
    std::fs::write(&file, "a\tphp\n").unwrap();
    let mut process = count_skipped(&file);
    let mut stdin = process.stdin.take().unwrap();
    let mut shown = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    for name in ["a", "b"] {
        std::fs::write(&file, format!("a\tphp\n{name}\tphp\n")).unwrap();
        writeln!(stdin, "test {name} ... ok").unwrap();
        line.clear();
        shown.read_line(&mut line).unwrap();
        assert_eq!(line, format!("test {name} ... skipped\n"));
    }
    drop(stdin);
    line.clear();
    shown.read_to_string(&mut line).unwrap();
    assert!(line.contains("\n== 2 tests skipped for lack of"), "{line}");
    process.wait().unwrap();
}

/// What a suite prints is passed on as its test's, here by a test that runs as another process.
#[test]
fn what_a_program_skips_is_passed_on() {
    const PRINTED: &str = "ok 1\n..\nSKIPPED test_a for lack of pcntl in this PHP
SKIPPED: something else\nSKIPPED for lack of php\nSKIPPED a b for lack of ruby\n";
    let test = "skips::what_a_program_skips_is_passed_on";
    if std::env::var_os("NH_TEST_CHILD").is_some() {
        assert_eq!(crate::support::skips::of_program(PRINTED.as_bytes()), 2);
        return;
    }
    let file = scratch("skips-passed-on");
    let _ = std::fs::remove_file(&file);
    let child = || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child
            .args(["--exact", test])
            .env("NH_TEST_CHILD", "1")
            .env("NH_SKIPPED", &file)
            .env_remove("NH_REQUIRE_TOOLS");
        child
    };
    assert!(child().output().unwrap().status.success());
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        format!("{test}/test_a\tpcntl in this PHP\n{test}/a-b\truby\n")
    );
    // Where everything has to run it is a failure.
    let required = child().env("NH_REQUIRE_TOOLS", "1").output().unwrap();
    assert!(!required.status.success(), "{required:?}");
}

#[test]
fn where_nothing_is_skipped_it_says_so() {
    let text = shown("skips-none", "", "test a ... ok\ntest b ... FAILED\n");
    assert!(
        text.ends_with("== 1 tests passed\n== 0 tests skipped\n"),
        "{text}"
    );
}
