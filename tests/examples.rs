//! The programs in `examples-c/` do what they say, and `nh-send` keeps its
//! contract with operators.

mod support;

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Duration;

use serde_json::json;
use support::LocalHub;
use support::shipped::{STRICT, checked_ways, compile, have, have_header, root, run, scratch};

fn source(name: &str) -> PathBuf {
    root().join("examples-c").join(format!("{name}.c"))
}

/// A folder of this test's own for a program, so that tests can run side by side.
fn folder(name: &str) -> PathBuf {
    let test = std::thread::current().name().unwrap_or("main").to_owned();
    scratch(&format!("examples_{test}_{name}"))
}

fn example(name: &str) -> PathBuf {
    let program = folder(name).join(name);
    compile("cc", &flags(&source(name)), &[source(name)], &program);
    program
}

/// An example plain, under valgrind, and with sanitizers.
fn ways(name: &str) -> Vec<Command> {
    checked_ways("cc", &flags(&source(name)), &source(name), &folder(name))
}

/// For a C compiler: strict ones, and the other library that a program uses.
fn flags(source: &Path) -> Vec<&'static str> {
    let text = std::fs::read_to_string(source).unwrap();
    let mut flags = STRICT.to_vec();
    if text.contains("#include <event2/") {
        // It stands before the source that needs it.
        flags.extend(["-Wl,--no-as-needed", "-levent"]);
    }
    flags
}

fn have_libevent() -> bool {
    have_header("event2/event.h")
}

fn hub(arguments: &[&str]) -> LocalHub {
    let devices = root().join("examples-c/devices.json");
    let devices = ["--devices", devices.to_str().unwrap()];
    LocalHub::start_with(&[&devices, arguments].concat())
}

#[test]
fn every_example_is_clean_under_gcc_and_clang() {
    let dir = root().join("examples-c");
    let mut sources = 0;
    for file in std::fs::read_dir(&dir).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "c") {
            continue;
        }
        sources += 1;
        if path.ends_with("gateway.c") && !have_libevent() {
            continue;
        }
        for compiler in ["gcc", "clang"] {
            for standard in ["-std=c99", "-std=c11"] {
                if have(compiler) {
                    let flags = [&[standard], &flags(&path)[1..]].concat();
                    let out = scratch(&format!("examples_{compiler}_{standard}")).join("program");
                    compile(compiler, &flags, std::slice::from_ref(&path), &out);
                }
            }
        }
    }
    assert!(sources >= 4);
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

/// A hub that takes 20 ms for each send, so that who waited for one would show.
fn slow_hub() -> LocalHub {
    let hub = LocalHub::start_with(&["--plain"]);
    let rule = json!([{ "method": "POST", "path": "/*/messages", "delay_ms": 20 }]);
    hub.script(&rule);
    hub
}

#[test]
fn the_event_loop_sends_beside_its_heartbeat() {
    for mut way in ways("event-loop") {
        let hub = slow_hub();
        let output = run(way.arg("500").envs(&hub.env));
        let shown = String::from_utf8(output.stdout).unwrap();
        println!("{shown}");
        assert!(shown.contains("500 accepted, 0 not accepted, 0 unknown"));
        assert_eq!(shown.matches(" beats, late by ").count(), 2, "{shown}");
        assert_eq!(hub.sends().len(), 500);
    }
}

/// Sends lines to the server, and reads an answer to each.
fn ask(port: u16, client: usize) {
    const LINES: usize = 100;
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let lines = (0..LINES).map(|number| format!("line \"{number}\" of {client}"));
    for line in lines.clone() {
        writeln!(&stream, "{line}").unwrap();
    }
    let answers = BufReader::new(&stream).lines().take(LINES);
    let answers: HashSet<String> = answers.map(Result::unwrap).collect();
    assert_eq!(answers, lines.map(|line| line + ": accepted").collect());
}

/// Starts a program that prints its port first.
fn serve(command: &mut Command) -> (Child, BufReader<ChildStdout>, u16) {
    let mut server = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = BufReader::new(server.stdout.take().unwrap());
    let mut line = String::new();
    shown.read_line(&mut line).unwrap();
    let port = line.trim().trim_start_matches("port ").parse().unwrap();
    (server, shown, port)
}

#[test]
fn the_cxx_server_answers_each_line() {
    if !have("g++") {
        return;
    }
    let flags = [&["-std=c++17"], &STRICT[1..]].concat();
    let source = root().join("examples-c/server.cpp");
    for mut way in checked_ways("g++", &flags, &source, &folder("server")) {
        let hub = slow_hub();
        let (mut server, shown, port) = serve(way.envs(&hub.env));
        std::thread::scope(|scope| {
            for client in 0..4 {
                scope.spawn(move || ask(port, client));
            }
        });
        drop(server.stdin.take());
        let line = rest_of(server, shown);
        println!("{line}");
        assert!(line.contains("400 sends, 400 accepted"), "{line}");
        assert!(line.contains("sending: "), "{line}");
    }
}

/// Posts texts to the gateway, one after the other.
fn post(port: u16, texts: usize) {
    let agent = ureq::Agent::new_with_defaults();
    for number in 0..texts {
        let url = format!("http://127.0.0.1:{port}/news");
        let answer = agent.post(&url).send(format!("text {number}")).unwrap();
        let mut body = answer.into_body();
        assert_eq!(body.read_to_string().unwrap().trim(), "accepted");
    }
}

/// What else a server says that was told to end.
fn rest_of(mut server: Child, mut shown: BufReader<ChildStdout>) -> String {
    let mut rest = String::new();
    shown.read_to_string(&mut rest).unwrap();
    assert!(server.wait().unwrap().success(), "{rest}");
    rest
}

#[test]
fn the_gateway_answers_when_the_outcome_is_known() {
    if !have_libevent() {
        return;
    }
    for mut way in ways("gateway") {
        let hub = slow_hub();
        let (gateway, shown, port) = serve(way.envs(&hub.env));
        // Some have left before their outcome is there.
        for _ in 0..5 {
            let request = "POST /news HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
        }
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || post(port, 50));
            }
        });
        let refused = |path: &str, text: &[u8]| {
            let config = ureq::Agent::config_builder().http_status_as_error(false);
            let url = format!("http://127.0.0.1:{port}{path}");
            let answer = config.build().new_agent().post(&url).send(text).unwrap();
            assert_eq!(answer.status(), 400, "{path}");
        };
        refused("/", b"no tag");
        refused("/no%20tag", b"no tag");
        refused("/news", b"a\0b");
        refused("/news", &[b'x'; 2000]);
        run(Command::new("kill").arg(gateway.id().to_string()));
        let shown = rest_of(gateway, shown);
        assert!(shown.contains("205 sends, 205 accepted"), "{shown}");
        assert_eq!(shown.matches(" beats, late by ").count(), 2, "{shown}");
        assert_eq!(hub.sends().len(), 205);
    }
}

/// How many sends the loops make under strace: NH_LOOP_SENDS, else not many.
fn loop_sends() -> usize {
    std::env::var("NH_LOOP_SENDS").map_or(2000, |text| text.parse().unwrap())
}

/// What the system calls of a program's own thread were: strace does not follow the others.
struct Calls(String);

impl Calls {
    fn traced(program: &Path) -> (Command, PathBuf) {
        let file = program.with_extension("strace");
        let mut strace = Command::new("strace");
        strace.arg("-o").arg(&file).arg(program);
        (strace, file)
    }

    fn read(file: &Path) -> Calls {
        Calls(std::fs::read_to_string(file).unwrap())
    }

    fn count(&self, parts: &[&str]) -> usize {
        let has = |line: &&str| parts.iter().any(|part| line.contains(part));
        self.0.lines().filter(has).count()
    }

    /// The queue's lock is yielded for, unless the thread that holds it gets no
    /// processor for long. (Waits of malloc are FUTEX_WAIT_PRIVATE.)
    fn assert_no_lock_is_slept_for(&self, sends: usize) {
        let slept = self.count(&["FUTEX_WAIT_BITSET"]);
        println!("{slept} waits for a lock in {sends} sends");
        assert!(slept <= sends / 100, "{slept}");
    }
}

#[test]
fn the_event_loop_waits_in_poll_alone() {
    if !have("strace") {
        return;
    }
    let hub = slow_hub();
    let sends = loop_sends();
    let (mut strace, file) = Calls::traced(&example("event-loop"));
    let shown = run(strace.arg(sends.to_string()).envs(&hub.env)).stdout;
    println!("{}", String::from_utf8(shown).unwrap());
    let calls = Calls::read(&file);
    assert!(calls.count(&["poll("]) > 0);
    let of_network = ["socket(", "connect(", "send", "recv", "sleep(", "wait("];
    assert_eq!(calls.count(&of_network), 0, "{}", calls.0);
    calls.assert_no_lock_is_slept_for(sends);
}

/// Its loop has sockets of its own, none of which blocks.
#[test]
fn the_gateway_waits_in_libevent_alone() {
    if !have("strace") || !have_libevent() {
        return;
    }
    const CLIENTS: usize = 32;
    let hub = slow_hub();
    let sends = loop_sends() / CLIENTS * CLIENTS;
    let (mut strace, file) = Calls::traced(&example("gateway"));
    let (strace, shown, port) = serve(strace.envs(&hub.env));
    // The control: its heart without sends.
    std::thread::sleep(Duration::from_secs(1));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(move || post(port, sends / CLIENTS));
        }
    });
    // The signal is for the one that strace watches.
    let id = strace.id();
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    run(Command::new("kill").arg(children.trim()));
    let rest = rest_of(strace, shown);
    println!("{rest}");
    assert!(
        rest.contains(&format!("{sends} sends, {sends} accepted")),
        "{rest}"
    );
    let calls = Calls::read(&file);
    assert!(calls.count(&["epoll_wait("]) > 0);
    // Libevent asks for a name server's cache, which is a local socket.
    let connects = |line: &&str| line.starts_with("connect(") && line.contains("AF_INET");
    assert_eq!(calls.0.lines().filter(connects).count(), 0);
    assert_eq!(calls.count(&["sleep(", "poll("]), 0);
    calls.assert_no_lock_is_slept_for(sends);
}

fn nh_send(program: &Path, hub: &LocalHub, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .envs(&hub.env)
        .output()
        .unwrap()
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
