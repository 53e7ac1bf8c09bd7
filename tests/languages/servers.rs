//! Four real servers, by `tests/servers/run`: requests send while the server reloads, and a stop
//! waits for those under way. What is answered with success is delivered, once. `tests/long servers`
//! has all servers, and kills them too.

use std::process::Command;

use crate::support::emulator;
use crate::support::fetched::koffi;
use crate::support::shipped::{have, have_with, root, run, shared_object};

/// The row of `tests/servers/driver/rows.py` that has this name.
fn serves(row: &str, environment: &[(&str, &str)]) {
    let output = run(Command::new("python3")
        .arg(root().join("tests/servers/run"))
        .args(["--short", row])
        .env("NH_LIBRARY", shared_object())
        .env("NH_EMULATOR", emulator())
        .envs(environment.iter().copied()));
    print!("{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn gunicorn_reloads() {
    if have("python3") && have("gunicorn") {
        serves("gunicorn gthread", &[]);
    }
}

#[test]
fn puma_is_preloaded() {
    if have("python3") && have_with("ruby", "ffi") && have("puma") {
        serves("Puma, preload", &[]);
    }
}

#[test]
fn php_fpm_reloads() {
    if have("python3") && have_with("php", "FFI") && crate::php_fpm::have_fpm() {
        serves("PHP-FPM, static", &[]);
    }
}

#[test]
fn a_cluster_of_nodes_reloads() {
    if !(have("python3") && have("node")) {
        return;
    }
    if let Some(packages) = koffi() {
        let packages = packages.to_str().unwrap();
        serves("Node, cluster", &[("NH_SERVERS_NODE", packages)]);
    }
}
