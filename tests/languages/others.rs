//! The programs for languages without a package here: Node through koffi, and
//! LuaJIT. Both read the header as it is.

use std::process::Command;

use crate::support::LocalHub;
use crate::support::fetched::koffi;
use crate::support::shipped::{have, root, run, shared_object};

/// Runs a program, which tells by its exit status whether all was as it should
/// be; what it was to send has arrived.
fn sends(program: &mut Command, count: usize) {
    let devices = root().join("tests/support/devices.json");
    let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
    run(program
        .env("NH_CDEF", root().join("include/notification_hubs.cdef.h"))
        .env("NH_LIBRARY", shared_object())
        .envs(&hub.env));
    let sends = hub.sends();
    assert_eq!(sends.len(), count);
    for send in sends {
        // Text went through unharmed, in whatever way the language has it.
        assert!(send["body"].as_str().unwrap().contains("Grüße"));
    }
}

#[test]
fn node_sends() {
    if !have("node") {
        return;
    }
    if let Some(packages) = koffi() {
        sends(
            Command::new("node")
                .arg(root().join("bindings/node/example.mjs"))
                // The folder of a file that need not be there.
                .env("NH_NODE_MODULES", packages.join("from.js")),
            10,
        );
    }
}

#[test]
fn luajit_sends() {
    if have("luajit") {
        let example = root().join("bindings/lua/example.lua");
        sends(Command::new("luajit").arg(example), 1);
    }
}
