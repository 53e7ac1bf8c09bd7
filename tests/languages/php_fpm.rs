//! The PHP package under PHP-FPM, behind a real nginx, over TLS to the local hub:
//! preloaded, one hub and one connection for each worker.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::LocalHub;
use crate::support::shipped::{have, have_with, installed, root, run, scratch, shared_object};

/// A web server of a test's own.
struct Server {
    process: Child,
    dir: PathBuf,
}

impl Server {
    /// With the hub's environment and more of `bindings/php/tests/fpm/serve`'s.
    fn start(name: &str, hub: &LocalHub, settings: &[(&str, &str)]) -> Server {
        let dir = scratch(&format!("fpm_{name}"));
        let package = root().join("bindings/php");
        let mut process = Command::new(package.join("tests/fpm/serve"))
            .arg(&dir)
            .arg(&package)
            .arg(package.join("tests/fpm/public"))
            .envs(&hub.env)
            .envs(settings.iter().copied())
            .env("NH_LIBRARY", shared_object())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "the server does not start");
        Server { process, dir }
    }

    /// Status and body of a page.
    fn get(&self, page: &str) -> (u16, String) {
        let mut stream = UnixStream::connect(self.dir.join("web")).unwrap();
        write!(stream, "GET /{page} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// What a send says of itself.
    fn send(&self, text: &str) -> Value {
        let (status, body) = self.get(&format!("send.php?text={text}&tag=apple"));
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Ends it; gives what it has logged.
    fn stop(&mut self) -> String {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
        let log = |name| std::fs::read_to_string(self.dir.join(name)).unwrap_or_default();
        log("fpm.log") + &log("nginx.log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn have_server() -> bool {
    have_with("php", "FFI") && have("nginx") && have_fpm()
}

pub fn have_fpm() -> bool {
    // Debian's has the version in its name.
    let version = "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;";
    let output = run(Command::new("php").args(["-r", version]));
    let versioned = format!("php-fpm{}", String::from_utf8(output.stdout).unwrap());
    installed("php-fpm") || have(&versioned)
}

fn local_hub() -> LocalHub {
    let devices = root().join("tests/support/devices.json");
    LocalHub::start_with(&["--devices", devices.to_str().unwrap()])
}

/// The alerts that devices got, sorted.
fn alerts(hub: &LocalHub) -> Vec<String> {
    let alert = |delivery: &Value| {
        let payload: Value = serde_json::from_str(delivery["payload"].as_str().unwrap()).unwrap();
        payload["aps"]["alert"].as_str().unwrap().to_owned()
    };
    let mut all: Vec<String> = hub.deliveries().iter().map(alert).collect();
    all.sort_unstable();
    all
}

#[test]
fn each_worker_keeps_one_connection() {
    if !have_server() {
        return;
    }
    let hub = local_hub();
    let server = Server::start("keep", &hub, &[("NH_FPM_WORKERS", "2")]);
    let mut calls = HashMap::<u64, u64>::new();
    for number in 0..20 {
        let sent = server.send(&format!("{number:02}"));
        let of_worker = calls.entry(sent["worker"].as_u64().unwrap()).or_default();
        *of_worker += 1;
        // The hub is the one of the requests before, and so is its connection.
        assert_eq!(sent["calls"], *of_worker, "{sent}");
        assert_eq!(sent["connections"], 1, "{sent}");
    }
    println!("20 requests, calls by worker: {calls:?}, one connection each");
    assert!(calls.len() <= 2, "{calls:?}");
    let expected: Vec<String> = (0..20).map(|number| format!("{number:02}")).collect();
    assert_eq!(alerts(&hub), expected);
}

#[test]
fn workers_come_and_go() {
    if !have_server() {
        return;
    }
    let hub = local_hub();
    let settings = [("NH_FPM_WORKERS", "1"), ("NH_FPM_MAX_REQUESTS", "3")];
    let server = Server::start("recycle", &hub, &settings);
    let mut workers = Vec::new();
    for number in 0..9 {
        let sent = server.send(&format!("{number}"));
        assert_eq!(sent["connections"], 1, "{sent}");
        assert_eq!(sent["calls"], number % 3 + 1, "{sent}");
        workers.push(sent["worker"].as_u64().unwrap());
    }
    workers.dedup();
    assert_eq!(workers.len(), 3, "{workers:?}");
    assert_eq!(alerts(&hub).len(), 9);
}

#[test]
fn what_fails_is_a_page_without_secrets() {
    if !have_server() {
        return;
    }
    let hub = local_hub();
    let mut server = Server::start("fail", &hub, &[]);
    let mut pages = String::new();

    let (status, body) = server.get("send.php?text=a-secret-text&tag=a+b");
    assert_eq!(status, 502, "{body}");
    let error: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(error["status"], "NH_STATUS_INVALID_TAG_EXPRESSION");
    pages += &body;

    // The service is out of order; then it is well again, and so is the worker.
    hub.script(&json!([{
        "method": "POST", "path": "/*/messages", "kind": "status", "status": 503, "times": 1,
    }]));
    let (status, body) = server.get("send.php?text=a-secret-text&tag=apple");
    assert_eq!(status, 502, "{body}");
    let error: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(error["status"], "NH_STATUS_SERVICE_UNAVAILABLE");
    assert_eq!(error["mayHaveBeenSent"], false);
    assert!(error["trackingId"].is_string(), "{error}");
    pages += &body;
    server.send("well-again");
    assert_eq!(alerts(&hub), ["well-again"]);

    // What nobody catches, PHP shows with all that it knows.
    for page in ["uncaught.php?device=a+b", "uncaught.php?device=ab"] {
        hub.script(&json!([{
            "method": "POST", "path": "/*/messages*", "kind": "status", "status": 400, "times": 1,
        }]));
        let (status, body) = server.get(page);
        assert_eq!(status, 200, "PHP's own: display_errors is on");
        assert!(body.contains("Uncaught NotificationHubs\\"), "{body}");
        assert!(body.contains("uncaught.php:"), "where it happened: {body}");
        pages += &body;
    }
    pages += &server.stop();
    let (_, key) = hub
        .connection_string()
        .split_once("SharedAccessKey=")
        .unwrap();
    for secret in [key, "a-secret-text", "a-secret-handle", "sig="] {
        assert!(!pages.contains(secret), "{secret}: {pages}");
    }
}

#[test]
fn a_request_brings_its_own_token_and_takes_its_log() {
    if !have_server() {
        return;
    }
    let hub = local_hub();
    let mut server = Server::start("callback", &hub, &[("NH_FPM_WORKERS", "1")]);
    let sends = |text: &str| {
        let (status, body) = server.get(&format!("callback.php?text={text}&tag=apple"));
        assert_eq!(status, 200, "{body}");
        let sent: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(sent["lines"], json!(["Info: accepted, 1 attempt(s)"]));
        sent["worker"].as_u64().unwrap()
    };
    let worker = sends("1");
    let (status, body) = server.get("callback.php?text=2&tag=apple&end=throw");
    assert_eq!(status, 502, "{body}");
    let failed: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(failed["error"]["status"], "NH_STATUS_NO_TOKEN");
    assert_eq!(failed["why"], "no vault");
    // What cannot be caught ends the request, and not its worker.
    let (_, body) = server.get("callback.php?text=3&tag=apple&end=exit");
    assert!(body.starts_with("ended"), "{body}");
    assert!(body.contains("Fatal error"), "{body}");
    assert_eq!(sends("4"), worker);
    server.send("5");
    assert_eq!(alerts(&hub), ["1", "4", "5"]);
    server.stop();
}

#[test]
fn without_preloading_it_says_what_to_set() {
    if !have_server() {
        return;
    }
    let hub = local_hub();
    let server = Server::start("bare", &hub, &[("NH_FPM_PRELOAD", "no")]);
    let (_, body) = server.get("uncaught.php?device=ab");
    assert!(
        body.contains("set ffi.preload and opcache.preload"),
        "{body}"
    );
}
