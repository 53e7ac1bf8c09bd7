//! The programs in `examples-c/` with an event loop: what they hand in is sent, and
//! their loops wait for none of it.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::support::LocalHub;
use crate::support::examples::{example, folder, have_libevent, ways};
use crate::support::shipped::{STRICT, checked_ways, compile, have, have_package, root, run};
use crate::support::signals;

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

/// Sends lines to the server, and reads an answer to each, in whatever order.
fn ask(port: u16, client: usize, count: usize) {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let mut answers = BufReader::new(&stream).lines();
    let lines: Vec<String> = (0..count)
        .map(|number| format!("line \"{number}\" of {client}"))
        .collect();
    // Not more at once than fit into its queue, with those of other clients.
    for some in lines.chunks(25) {
        for line in some {
            writeln!(&stream, "{line}").unwrap();
        }
        let answers = answers.by_ref().take(some.len());
        let answers: HashSet<String> = answers.map(Result::unwrap).collect();
        let expected = some.iter().map(|line| format!("{line}: accepted"));
        assert_eq!(answers, expected.collect());
    }
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

fn server() -> PathBuf {
    root().join("examples-c/server.cpp")
}

fn cxx(standard: &'static str) -> Vec<&'static str> {
    [&[standard], &STRICT[1..]].concat()
}

#[test]
fn the_cxx_server_answers_each_line() {
    if !have("g++") {
        return;
    }
    for mut way in checked_ways("g++", &cxx("-std=c++17"), &server(), &folder("server")) {
        let hub = slow_hub();
        let (mut server, shown, port) = serve(way.envs(&hub.env));
        std::thread::scope(|scope| {
            for client in 0..4 {
                scope.spawn(move || ask(port, client, 100));
            }
        });
        drop(server.stdin.take());
        let line = rest_of(server, shown);
        println!("{line}");
        assert!(line.contains("400 sends, 400 accepted"), "{line}");
        assert!(line.contains("sending: "), "{line}");
    }
}

#[test]
fn the_server_of_coroutines_answers_each_line() {
    if !have("g++") || !have_package("libasio-dev") {
        return;
    }
    let source = root().join("examples-c/coroutines.cpp");
    let program = folder("coroutines").join("coroutines");
    compile("g++", &cxx("-std=c++20"), &[source], &program);
    let hub = slow_hub();
    let (mut server, shown, port) = serve(Command::new(&program).envs(&hub.env));
    std::thread::scope(|scope| {
        for client in 0..4 {
            scope.spawn(move || ask(port, client, 50));
        }
    });
    drop(server.stdin.take());
    let line = rest_of(server, shown);
    assert!(line.contains("200 sends, 200 accepted"), "{line}");
    assert_eq!(hub.sends().len(), 200);
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
        signals::send(gateway.id(), signals::Signal::TERM);
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
    // The queue raises and lowers its descriptor, a socket, without waiting.
    let lines = calls.0.lines();
    let waits: Vec<_> = lines
        .filter(|line| !line.contains("MSG_DONTWAIT"))
        .collect();
    assert_eq!(Calls(waits.join("\n")).count(&of_network), 0, "{}", calls.0);
    calls.assert_no_lock_is_slept_for(sends);
}

/// How many send at once to a server that is watched.
const CLIENTS: usize = 32;

/// The loop of a server has sockets of its own, none of which blocks.
fn assert_it_waits_in_epoll_alone(file: &Path, sends: usize) {
    let calls = Calls::read(file);
    assert!(calls.count(&["epoll_wait("]) > 0);
    // Libevent asks for a name server's cache, which is a local socket.
    let connects = |line: &&str| line.starts_with("connect(") && line.contains("AF_INET");
    assert_eq!(calls.0.lines().filter(connects).count(), 0);
    assert_eq!(calls.count(&["sleep(", "poll("]), 0);
    calls.assert_no_lock_is_slept_for(sends);
}

/// Lets clients send so many each, by their numbers.
fn from_clients(client: impl Fn(usize) + Sync) {
    // The control: its heart without sends.
    std::thread::sleep(Duration::from_secs(1));
    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let client = &client;
            scope.spawn(move || client(number));
        }
    });
}

#[test]
fn the_gateway_waits_in_libevent_alone() {
    if !have("strace") || !have_libevent() {
        return;
    }
    let hub = slow_hub();
    let each = loop_sends() / CLIENTS;
    let (mut strace, file) = Calls::traced(&example("gateway"));
    let (strace, shown, port) = serve(strace.envs(&hub.env));
    from_clients(|_| post(port, each));
    // The signal is for the one that strace watches.
    let id = strace.id();
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    signals::send(children.trim().parse().unwrap(), signals::Signal::TERM);
    let rest = rest_of(strace, shown);
    println!("{rest}");
    let sends = each * CLIENTS;
    let all = format!("{sends} sends, {sends} accepted");
    assert!(rest.contains(&all), "{rest}");
    assert_it_waits_in_epoll_alone(&file, sends);
}

#[test]
fn the_cxx_server_waits_in_epoll_alone() {
    if !have("strace") || !have("g++") {
        return;
    }
    let hub = slow_hub();
    let each = loop_sends() / CLIENTS;
    let program = folder("server").join("server");
    compile("g++", &cxx("-std=c++17"), &[server()], &program);
    let (mut strace, file) = Calls::traced(&program);
    let (mut strace, shown, port) = serve(strace.envs(&hub.env));
    from_clients(|number| ask(port, number, each));
    drop(strace.stdin.take());
    let rest = rest_of(strace, shown);
    println!("{rest}");
    let sends = each * CLIENTS;
    let all = format!("{sends} sends, {sends} accepted");
    assert!(rest.contains(&all), "{rest}");
    assert_it_waits_in_epoll_alone(&file, sends);
}
