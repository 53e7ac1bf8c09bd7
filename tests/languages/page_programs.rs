//! The programs that the local hub's page shows beside a composed push: each is run as it stands, over
//! TLS and plain, and sends exactly what was composed.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::shipped::{STRICT, compile, have, have_with, interpreter, root, run, scratch};
use crate::support::{LocalHub, header, target};

/// The sends and their programs, as the page's script writes them.
fn sends() -> Vec<Value> {
    let script = root().join("tests/languages/page/programs.mjs");
    let output = run(Command::new("node")
        .arg(script)
        .arg(root().join("emulator/page")));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs each program of a language, and looks at what arrived.
fn arrives(language: &str, is_there: bool, command: impl Fn(&Path) -> Command) {
    if !(have("node") && is_there) {
        return;
    }
    let folder = scratch(&format!("page_programs_{language}"));
    for options in [&["--demo"][..], &["--demo", "--plain"]] {
        let hub = LocalHub::start_with(options);
        for (number, send) in sends().iter().enumerate() {
            let program = folder.join(format!("push{number}.{language}"));
            std::fs::write(&program, send["programs"][language].as_str().unwrap()).unwrap();
            let before = hub.deliveries().len();
            run(command(&program).envs(&hub.env));
            let request = hub.requests().pop().unwrap();
            compare(send, &request);
            let deliveries = hub.deliveries();
            compare_deliveries(send, &deliveries[before..]);
            if options.len() > 1 && number == 1 {
                break;
            }
        }
    }
}

fn compare(send: &Value, request: &Value) {
    let name = send["name"].as_str().unwrap();
    assert_eq!(request["status"], 201, "{name}: {request}");
    assert_eq!(request["body"], send["push"]["payload"], "{name}");
    for (header_name, value) in send["wire"]["headers"].as_object().unwrap() {
        let found = header(request, header_name);
        assert_eq!(found, value.as_str(), "{name}: {header_name}");
    }
    if send["push"]["target"]["kind"] == "all" {
        assert_eq!(
            header(request, "servicebusnotification-tags"),
            None,
            "{name}"
        );
    }
    let asked = target(request);
    let (path, query) = asked.split_once('?').unwrap();
    let wanted = send["wire"]["path"].as_str().unwrap();
    let (wanted_path, flags) = wanted.split_once('?').unwrap_or((wanted, ""));
    assert_eq!(path, format!("/demo/{wanted_path}"), "{name}");
    for flag in ["direct", "test"] {
        let is_asked = query
            .split('&')
            .any(|part| part.split('=').next() == Some(flag));
        assert_eq!(is_asked, flags.contains(flag), "{name}: {asked}");
    }
    let minutes = send["push"]["minutes"].as_i64().unwrap();
    if minutes > 0 {
        let due = header(request, "servicebusnotification-scheduletime").unwrap();
        let sent = request["time"].as_str().unwrap();
        let ahead = (seconds(due) - seconds(sent)).rem_euclid(24 * 60 * 60);
        assert!((ahead - minutes * 60).abs() <= 5, "{name}: {due} at {sent}");
    }
}

/// The second of its day.
fn seconds(time: &str) -> i64 {
    let part = |from: usize| time[from..from + 2].parse::<i64>().unwrap();
    (part(11) * 60 + part(14)) * 60 + part(17)
}

fn compare_deliveries(send: &Value, deliveries: &[Value]) {
    let name = send["name"].as_str().unwrap();
    if send["push"]["minutes"] != 0 {
        assert!(deliveries.is_empty(), "{name}");
        return;
    }
    assert!(!deliveries.is_empty(), "{name} reached nobody");
    for delivery in deliveries {
        if send["push"]["format"] == "template" {
            assert_eq!(delivery["template"], "greeting", "{name}");
        } else {
            assert_eq!(delivery["payload"], send["push"]["payload"], "{name}");
            assert_eq!(delivery["platform"], send["push"]["format"], "{name}");
        }
        assert_eq!(delivery["test"], send["push"]["test"], "{name}");
    }
}

#[test]
fn in_c() {
    arrives("c", have("cc"), |program| {
        let binary = program.with_extension("program");
        compile("cc", &STRICT, &[program.to_owned()], &binary);
        Command::new(binary)
    });
}

#[test]
fn in_php() {
    arrives("php", have_with("php", "FFI"), |program| {
        interpreter("php", &["-d", "ffi.enable=1"], program)
    });
}

#[test]
fn in_python() {
    arrives("python", have_with("python3", "ctypes"), |program| {
        interpreter("python3", &["-B", "-W", "error"], program)
    });
}

#[test]
fn in_ruby() {
    arrives("ruby", have_with("ruby", "ffi"), |program| {
        interpreter("ruby", &["-w"], program)
    });
}

#[test]
fn with_curl() {
    arrives("curl", have("curl") && have("openssl"), |program| {
        let mut command = interpreter("sh", &[], program);
        // The hub is on this machine.
        command.env("NO_PROXY", "*").env("no_proxy", "*");
        command
    });
}
