//! The programs in `examples-c/` do what they say, and `nh-send` keeps its
//! contract with operators.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::json;

use crate::support::LocalHub;
use crate::support::azurite::Azurite;
use crate::support::examples::{example, flags, have_libevent, sources, ways};
use crate::support::shipped::{compile, have, root, run, scratch};

fn hub(arguments: &[&str]) -> LocalHub {
    let devices = root().join("examples-c/devices.json");
    let devices = ["--devices", devices.to_str().unwrap()];
    LocalHub::start_with(&[&devices, arguments].concat())
}

#[test]
fn every_example_is_clean_under_gcc_and_clang() {
    let dir = root().join("examples-c");
    let mut programs = 0;
    for file in std::fs::read_dir(&dir).unwrap() {
        let path = file.unwrap().path();
        let files = match path.extension() {
            Some(end) if end == "c" => vec![path.clone()],
            None if path.ends_with("nh-send") => sources("nh-send"),
            _ => continue,
        };
        programs += 1;
        if path.ends_with("gateway.c") && !have_libevent() {
            continue;
        }
        for compiler in ["gcc", "clang"] {
            for standard in ["-std=c99", "-std=c11"] {
                if have(compiler) {
                    let flags = [&[standard], &flags(&files[0])[1..]].concat();
                    let out = scratch(&format!("examples_{compiler}_{standard}")).join("program");
                    compile(compiler, &flags, &files, &out);
                }
            }
        }
    }
    assert!(programs >= 4);
}

#[test]
fn the_tutorial_reaches_every_platform() {
    let hub = hub(&[]);
    run(Command::new(example("howto")).envs(&hub.env));
    let mut platforms: Vec<String> = hub
        .deliveries()
        .iter()
        .map(|d| d["platform"].as_str().unwrap().to_owned())
        .collect();
    platforms.sort_unstable();
    platforms.dedup();
    assert_eq!(platforms.len(), 9, "{platforms:?}");
    let payloads: Vec<String> = hub
        .deliveries()
        .iter()
        .filter_map(|d| d["payload"].as_str().map(str::to_owned))
        .collect();
    let all = payloads.join("\n");
    assert!(
        all.contains("Hello, Ann!") && all.contains("Guten Tag, Bernd!"),
        "a greeting in two languages: {all}"
    );
}

#[test]
fn the_small_programs_run_and_leak_nothing() {
    let hub = hub(&["--plain"]);
    for name in ["first", "audit", "howto"] {
        for mut way in ways(name) {
            run(way.envs(&hub.env));
        }
    }
}

/// On a hub with the devices of the tutorial.
#[test]
fn the_other_programs_do_what_they_say() {
    let hub = hub(&["--plain"]);
    let root_connection = hub.root_connection_string();
    for (name, arguments, says) in [
        ("device-backend", &[][..], ""),
        ("breaking-news", &[], ""),
        ("localized-news", &[], ""),
        ("batch", &[], "5000"),
        ("schedule", &["3600"], ""),
        ("telemetry", &[], "Completed"),
        ("export", &[], ""),
        ("hub-setup", &[], ""),
    ] {
        for mut way in ways(name) {
            way.args(arguments).envs(&hub.env);
            way.env("NH_ROOT_CONNECTION_STRING", &root_connection);
            let output = way.output().unwrap();
            let shown = String::from_utf8_lossy(&output.stdout);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {shown}\n{errors}");
            assert!(
                format!("{shown}{errors}").contains(says),
                "{name}: {shown}\n{errors}"
            );
        }
    }
    let to_handles = hub
        .deliveries()
        .iter()
        .filter(|delivery| delivery["registrationId"].is_null())
        .count();
    assert!(to_handles >= 5000, "{to_handles}");
}

fn nh_send(program: &Path, hub: &LocalHub, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .envs(&hub.env)
        .output()
        .unwrap()
}

/// What nh-send says is of its own options, not of the library's functions.
#[test]
fn nh_send_names_its_own_options() {
    let hub = hub(&[]);
    let program = example("nh-send");
    for (platform, unset, says) in [
        ("windows", "", "set it with --wns-type"),
        ("windowsphone", "", "set it with --mpns-type"),
        ("apple", "NH_CA_FILE", "that of a private CA (--ca-file)"),
        ("apple", "NH_HUB", "no --hub is given"),
    ] {
        let output = Command::new(&program)
            .args(["--platform", platform, "--broadcast", "--payload", "x"])
            .envs(&hub.env)
            .env_remove(unset)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{platform} without {unset}");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(says), "{text}");
        assert!(!text.contains("nh_"), "{text}");
    }
}

#[test]
fn nh_send_reads_what_the_hub_writes_and_needs_no_reader_itself() {
    let hub = hub(&[]);
    let folder = scratch("nh_send_isn't_read");
    let ca = folder.join("ca.pem");
    std::fs::copy(&hub.env["NH_CA_FILE"], &ca).unwrap();
    let quoted = |value: &str| value.replace('\'', "'\\''");
    let lines: Vec<String> = [
        (
            "NH_CONNECTION_STRING",
            hub.env["NH_CONNECTION_STRING"].as_str(),
        ),
        ("NH_HUB", &hub.env["NH_HUB"]),
        ("NH_CA_FILE", ca.to_str().unwrap()),
    ]
    .map(|(name, value)| format!("{name}='{}'\n", quoted(value)))
    .into();
    let env_file = folder.join("env");
    std::fs::write(&env_file, lines.concat()).unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = Command::new(example("nh-send"))
        .args([
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            "{}",
            "--env-file",
        ])
        .arg(&env_file)
        .stdout(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(hub.sends().len(), 1);
}

#[test]
fn nh_send_sends_and_its_exit_status_says_what_became_of_it() {
    let plain = hub(&["--plain"]);
    for mut way in ways("nh-send") {
        let arguments = [
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            "{}",
            "--dump",
        ];
        run(way.args(arguments).envs(&plain.env));
    }
    let hub = hub(&[]);
    let program = example("nh-send");
    let status = |arguments: &[&str]| nh_send(&program, &hub, arguments).status.code().unwrap();
    let payload = r#"{"aps":{"alert":"by hand"}}"#;
    assert_eq!(status(&["--help"]), 0);
    assert_eq!(status(&["--version"]), 0);
    assert_eq!(
        status(&["--platform", "apple", "--broadcast", "--payload", payload]),
        0
    );
    assert_eq!(hub.sends().len(), 1);
    // Usage: nothing leaves.
    for wrong in [
        &[][..],
        &["--platform", "apple", "--payload", payload],
        &[
            "--platform",
            "apple",
            "--broadcast",
            "--tag",
            "a",
            "--payload",
            payload,
        ],
        &["--platform", "apple", "--tag", "", "--payload", payload],
        &[
            "--platform",
            "apple",
            "--expression",
            "a ||",
            "--payload",
            payload,
        ],
        &["--platform", "pear", "--broadcast", "--payload", payload],
        &["--platform", "apple", "--broadcast"],
        &["--platform", "apple", "--broadcast", "--payload", ""],
        &[
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            "@/nonexistent",
        ],
        &[
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            payload,
            "--timeout",
            "0",
        ],
        &[
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            payload,
            "--no-such-option",
        ],
    ] {
        let output = nh_send(&program, &hub, wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?} is explained");
    }
    assert_eq!(hub.sends().len(), 1);
    // The service says no.
    let listen = hub.env["NH_LISTEN_CONNECTION_STRING"].clone();
    let refused = Command::new(&program)
        .args(["--platform", "apple", "--broadcast", "--payload", payload])
        .envs(&hub.env)
        .env("NH_CONNECTION_STRING", listen)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    // A test send tells what became of it, without handles.
    let test = nh_send(
        &program,
        &hub,
        &[
            "--platform",
            "apple",
            "--broadcast",
            "--payload",
            payload,
            "--test",
            "--dump",
        ],
    );
    assert!(test.status.success(), "{test:?}");
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&test.stdout),
        String::from_utf8_lossy(&test.stderr)
    );
    assert!(text.contains("successfully sent"), "{text}");
    assert!(text.contains("--- REQUEST ---"), "{text}");
    for delivery in hub.deliveries() {
        let handle = delivery["deviceHandle"].as_str().unwrap();
        assert!(!text.contains(handle), "{text}");
    }
    assert!(
        !text.contains("by hand"),
        "payloads only on request: {text}"
    );
}

/// Lists are read by a real parser, and say no handle unless asked.
#[test]
fn nh_send_lists_and_deletes_devices() {
    let hub = hub(&[]);
    let program = example("nh-send");
    let list = |arguments: &[&str]| {
        let output = nh_send(&program, &hub, arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = list(&["devices", "--all", "--json"]);
    let shown = list(&["devices", "--all", "--json", "--show-handles"]);
    assert!(!listed.is_empty());
    for line in shown.lines() {
        let device: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(handle) = device["pushChannel"].as_str() {
            assert!(!listed.contains(handle), "{listed}");
        }
    }
    assert!(list(&["devices", "--user", "ann", "--delete"]).ends_with(" deleted\n"));
    assert_eq!(list(&["devices", "--user", "ann"]), "");
    let summary = list(&["prune", "--json"]);
    let summary: serde_json::Value = serde_json::from_str(summary.trim()).unwrap();
    assert_eq!(summary["summary"]["deleted"], 0);
    for wrong in [
        &["devices"][..],
        &["devices", "--all", "--delete"],
        &["devices", "--all", "--traceparent", "x"],
        &["feedback", "--show-handles"],
        &["prune", "--handles-from", "-", "--error", "WrongToken"],
    ] {
        let output = nh_send(&program, &hub, wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
}

/// From a push to dead handles to the end of their devices, by an operator's commands.
#[test]
fn nh_send_finds_dead_devices_and_explains() {
    let hub = hub(&[]);
    let program = example("nh-send");
    for n in 0..5 {
        let state = if n < 3 { "dead" } else { "alive" };
        hub.put_installation(&json!({
            "installationId": format!("op-{n}"), "platform": "gcm",
            "pushChannel": format!("{state}-handle-{n}"), "tags": ["op"],
        }));
    }
    hub.set(
        "pns",
        &json!([{"handle": "dead-*", "outcome": "ExpiredChannel"}]),
    );
    let run = |arguments: &[&str]| {
        let output = nh_send(&program, &hub, arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("-handle-"), "{arguments:?}: {text}");
        text
    };
    let payload = r#"{"data":{"m":"x"}}"#;
    let sent = run(&["--platform", "gcm", "--tag", "op", "--payload", payload]);
    let id = sent
        .lines()
        .find_map(|line| line.strip_prefix("notification id "));
    let id = id.unwrap();
    // It waits until the hub has sent it.
    assert_eq!(run(&["feedback", "--notification", id]).lines().count(), 3);
    let marker = scratch("nh_send_dead").join("marker");
    let marker = marker.to_str().unwrap();
    let feedback = run(&["feedback", "--marker", marker, "--json"]);
    for line in feedback.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(entry["error"], "ExpiredChannel");
    }
    assert_eq!(feedback.lines().count(), 3);
    assert_eq!(
        run(&["feedback", "--marker", marker]),
        "",
        "it goes on behind that"
    );

    let explained = run(&["explain", "--notification", id]);
    assert!(
        explained.contains("ExpiredChannel for 3 devices (gcm)"),
        "{explained}"
    );
    let report = run(&[
        "explain",
        "--tag",
        "op",
        "--platform",
        "gcm",
        "--payload",
        payload,
        "--json",
    ]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["matches"]["byPlatform"], json!({"gcm": 5}));
    assert_eq!(report["deadHandles"], json!({"ExpiredChannel": 3}));

    let looked = run(&["prune"]);
    assert!(looked.ends_with("3 dead, 0 deleted, 0 registered-again, 0 replaced, 0 not-dead, 0 not-registered, 0 failed\n"), "{looked}");
    assert!(looked.contains("op-0"), "{looked}");
    assert_eq!(run(&["devices", "--tag", "op"]).lines().count(), 5);
    // A blob that is no feedback stops nobody, and is told.
    let url = format!("{}/_emulator/blobs/feedback-demo/01012020", hub.url());
    hub.agent().put(&url).send("<html>").unwrap();
    for command in [&["feedback", "--json"][..], &["prune", "--delete"]] {
        let output = nh_send(&program, &hub, command);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("'01012020' holds no feedback"), "{said}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains("ExpiredChannel"), "{printed}");
        let deletes = command[0] == "prune";
        assert_eq!(printed.contains("0 dead, 3 deleted"), deletes, "{printed}");
    }
    assert_eq!(run(&["devices", "--tag", "op"]).lines().count(), 2);
    for wrong in [
        &["explain"][..],
        &["explain", "--tag", "a", "--broadcast"],
        &["explain", "--tag", "a", "--platform", "gcm"],
        &["explain", "--tag", "a", "--payload", "{}"],
        &["explain", "--tag", "a", "--pages", "0"],
        &["prune", "--notification", "x"],
    ] {
        let output = nh_send(&program, &hub, wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
}

/// The feedback of a storage that nobody here wrote.
#[test]
fn nh_send_reads_feedback_from_azurite() {
    let Some(azurite) = Azurite::start() else {
        return;
    };
    let hub = hub(&[]);
    let program = example("nh-send");
    azurite.create_container("feedback");
    let entry = "<PnsFeedback><NotificationSystemError>BadChannel</NotificationSystemError><Platform>gcm</Platform><PnsHandle>s3cret</PnsHandle><InstallationId>phone</InstallationId></PnsFeedback>";
    azurite.put("feedback", "12012026", entry.repeat(3).as_bytes());
    let file = scratch("nh_send_azurite").join("address");
    let hour = Duration::from_secs(3600);
    std::fs::write(&file, azurite.container("feedback", "rl", hour) + "\n").unwrap();
    let read = ["feedback", "--json", "--uri-from", file.to_str().unwrap()];
    let output = nh_send(&program, &hub, &read);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.matches("\"installationId\":\"phone\"").count(),
        3,
        "{text}"
    );
    assert!(!text.contains("s3cret"), "{text}");
    // Its time is over.
    std::fs::write(&file, azurite.expired_container("feedback", "rl")).unwrap();
    let output = nh_send(&program, &hub, &read);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("signature in its address ended at") && !said.contains("sig="),
        "{said}"
    );
}
