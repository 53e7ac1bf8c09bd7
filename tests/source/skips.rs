//! What could not run is not counted as passed: `tests/count-skipped`, through which `tests/run`
//! shows what the tests print.

use std::io::Write as _;
use std::process::{Command, Stdio};

fn shown(name: &str, skips: &str, printed: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, skips).unwrap();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/count-skipped");
    let mut process = Command::new(program)
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
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

#[test]
fn where_nothing_is_skipped_it_says_so() {
    let text = shown("skips-none", "", "test a ... ok\ntest b ... FAILED\n");
    assert!(
        text.ends_with("== 1 tests passed\n== 0 tests skipped\n"),
        "{text}"
    );
}
