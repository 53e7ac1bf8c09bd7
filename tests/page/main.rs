//! The local hub's page in a real browser: Debian's Chromium, steered by its driver through
//! Selenium. Each program of `browser/` is one test on a hub of its own.

#[path = "../support/mod.rs"]
mod support;

use std::process::Command;

use support::fetched::python_packages;
use support::shipped::{have, root, run, scratch};
use support::{LocalHub, emulator, examples};

/// A program of `browser/`; None, said aloud, where there is no browser.
fn browser(name: &str) -> Option<Command> {
    if !have("chromium") || !have("chromedriver") {
        return None;
    }
    let folder = root().join("tests/page/browser");
    let pins = folder.join("requirements.txt");
    let packages = python_packages("selenium", &["--no-deps", "-r", pins.to_str().unwrap()])?;
    let mut python = Command::new("python3");
    python
        .arg("-B")
        .arg(folder.join(format!("{name}.py")))
        .env("PYTHONPATH", packages)
        .env("NH_EMULATOR", emulator())
        .env("NH_SCRATCH", scratch(&format!("page_{name}")));
    // The browser is told to ask no proxy, and so is who steers it.
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        python.env_remove(name);
    }
    Some(python)
}

fn in_browser(name: &str, arguments: &[&str]) {
    if let Some(mut browser) = browser(name) {
        let hub = LocalHub::start_with(arguments);
        let output = run(browser.envs(&hub.env));
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Two clicks, a send from C, and the card is there; it is found again by search.
#[test]
fn a_push_from_c_appears_without_reload() {
    if let Some(mut browser) = browser("inbox") {
        browser.env("NH_PROGRAM", examples::example("first"));
        let hub = LocalHub::start();
        run(browser.envs(&hub.env));
    }
}

#[test]
fn what_devices_sent_is_text() {
    in_browser("markup", &[]);
}

#[test]
fn why_a_push_did_not_arrive_is_told() {
    in_browser("why", &["--plain"]);
}

#[test]
fn the_clock_and_the_push_services_are_steered() {
    in_browser("conditions", &["--plain"]);
}

#[test]
fn keys_colours_and_narrow_windows() {
    in_browser("access", &["--plain"]);
}

/// 10,000 devices and 100,000 deliveries.
#[test]
fn the_document_stays_small() {
    in_browser("scale", &["--plain"]);
}
