//! Each kind of user, from a clean prefix: `tests/everywhere/run`.

use std::process::Command;

use crate::support;
use crate::support::shipped::{library_dir, root, run};

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The driver, with what is shipped.
fn driver() -> Command {
    let mut driver = Command::new(root().join("tests/everywhere/run"));
    driver
        .env_remove("NH_PREFIX")
        .env("NH_LIB_DIR", library_dir())
        .env("NH_EMULATOR", support::emulator());
    driver
}

#[test]
fn every_kind_of_user_reaches_every_platform() {
    let text = String::from_utf8(run(&mut driver()).stdout).unwrap();
    // What was skipped has to be seen also where all is well.
    eprint!("{text}");
    let lines = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
    let kinds = std::fs::read_dir(root().join("tests/everywhere"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().join("run").exists())
        .count();
    assert_eq!(lines("ok ") + lines("SKIPPED "), kinds, "{text}");
    assert!(lines("ok ") > 0, "{text}");
}

/// What the driver waits for is all that the header has.
#[test]
fn the_driver_knows_every_platform() {
    let header = read("include/notification_hubs.cdef.h");
    let declared = header
        .split("NH_PLATFORM_")
        .skip(1)
        .filter(|rest| rest.split('\n').next().unwrap().contains(" = "))
        .count();
    let driver = read("tests/everywhere/run");
    let (_, list) = driver.split_once("platforms='").unwrap();
    let known = list.split('\'').next().unwrap().split(' ').count();
    assert_eq!(known, declared);
}

/// What arrives too seldom or too often, and what fails, is told from what is
/// well: the driver can say no.
#[test]
fn the_driver_notices_what_did_not_arrive() {
    let said = |driver: &mut Command| {
        driver.env(
            "NH_CONSUMERS",
            root().join("tests/delivery/wrong_consumers"),
        );
        let output = driver.output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let text = said(driver().env_remove("NH_REQUIRE_TOOLS"));
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
    let came = "10 platforms were to arrive once each, and there came";
    let all = "adm adm apple baidu browser fcmv1 gcm template windows windowsphone xiaomi";
    let expected = [
        "FAILED  fails: exit status 3",
        &format!("FAILED  one: {came}: apple"),
        "SKIPPED skips for lack of such a tool",
        &format!("FAILED  twice: {came}: {all}"),
    ];
    assert_eq!(lines, expected);
    assert!(text.contains("\n        | too bad\n"), "{text}");

    // Where tools are required nothing is skipped.
    let text = said(driver().arg("skips").env("NH_REQUIRE_TOOLS", "1"));
    assert!(
        text.starts_with("FAILED  skips: cannot run here for lack of such a tool"),
        "{text}"
    );
}
