//! The local hub's page in a real browser: Debian's Chromium, steered by its driver through
//! Selenium. Each program of `browser/` is one test on a hub of its own.

#[path = "../support/mod.rs"]
mod support;

use std::process::Command;

use support::shipped::{have, have_with, root, scratch};
use support::{LocalHub, check, emulator, examples};

/// A program of `browser/`; None, said aloud, where there is no browser.
fn browser(name: &str) -> Option<Command> {
    let there = have("chromium") && have("chromedriver") && have_with("python3", "selenium");
    there.then(|| {
        let mut python = Command::new("python3");
        python
            .arg("-B")
            .arg(root().join(format!("tests/page/browser/{name}.py")))
            .env("NH_EMULATOR", emulator())
            .env("NH_SCRATCH", scratch(&format!("page_{name}")));
        python
    })
}

fn in_browser(name: &str, arguments: &[&str]) {
    if let Some(mut browser) = browser(name) {
        print!("{}", check(&mut browser, &LocalHub::start_with(arguments)));
    }
}

/// Two clicks, a send from C, and the card is there; it is found again by search.
#[test]
fn a_push_from_c_appears_without_reload() {
    if let Some(mut browser) = browser("inbox") {
        browser.env("NH_PROGRAM", examples::example("first"));
        check(&mut browser, &LocalHub::start());
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
