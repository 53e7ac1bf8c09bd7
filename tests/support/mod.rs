//! What the tests share: the local hub, a scripted server, and the library as
//! it is shipped.
#![allow(dead_code, reason = "each kind of test uses a part")]

pub mod authority;
pub mod azurite;
pub mod c_functions;
pub mod c_types;
pub mod examples;
pub mod fetched;
pub mod installed;
pub mod layers;
pub mod names;
pub mod namespace;
pub mod pages;
pub mod ports;
pub mod prometheus_text;
pub mod queues;
pub mod raw_server;
pub mod shipped;
pub mod signals;
pub mod skips;
#[path = "../../packaging/library/soname.rs"]
pub mod soname;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use notification_hubs::error::Error;
use notification_hubs::hub::Hub;
use notification_hubs::log::{Level, LogSink};
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::Outcome;
use notification_hubs::policy::options::{CallOptions, HubOptions};
use notification_hubs::trace::span::{Span, SpanSink};
use serde_json::Value;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// A running local hub; stopped when dropped.
pub struct LocalHub {
    process: Child,
    arguments: Vec<String>,
    env_file: PathBuf,
    pub env: HashMap<String, String>,
}

impl LocalHub {
    /// Starts the local hub over TLS.
    pub fn start() -> LocalHub {
        LocalHub::start_with(&[])
    }

    /// Starts it with more arguments.
    pub fn start_with(arguments: &[&str]) -> LocalHub {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("hub-{}-{number}.env", std::process::id());
        let env_file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut all = vec![
            "--env-file".to_owned(),
            env_file.to_str().unwrap().to_owned(),
        ];
        all.extend(arguments.iter().map(|&argument| argument.to_owned()));
        let (process, env) = launch(&all);
        LocalHub {
            process,
            arguments: all,
            env_file,
            env,
        }
    }

    /// Ends its process: at once, or as asked by a signal that it obeys.
    pub fn stop(&mut self, kill: bool) {
        if kill {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        } else {
            // Asked to end, it removes its temporary folder.
            signals::end(&mut self.process);
        }
    }

    /// Starts a stopped hub again. It is the same one to its clients where it has `--state-dir`
    /// and `--listen` with a port.
    pub fn start_again(&mut self) {
        let (process, env) = launch(&self.arguments);
        assert_eq!(env, self.env);
        self.process = process;
    }

    pub fn connection_string(&self) -> &str {
        &self.env["NH_CONNECTION_STRING"]
    }

    /// With the namespace's own key, which may manage hubs.
    pub fn root_connection_string(&self) -> String {
        let text = std::fs::read_to_string(&self.env_file).unwrap();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("NH_ROOT_CONNECTION_STRING="));
        line.unwrap().trim_matches('\'').to_owned()
    }

    pub fn url(&self) -> &str {
        &self.env["NH_URL"]
    }

    /// Options that trust the hub.
    pub fn options(&self) -> HubOptions {
        let mut options = HubOptions::default();
        if !self.env["NH_CA_FILE"].is_empty() {
            options.set_ca_file(self.env["NH_CA_FILE"].as_ref());
        }
        options
    }

    /// The library's hub, with these options.
    pub fn open(&self, options: HubOptions) -> Hub {
        Hub::new(self.connection_string(), Some("demo"), options).unwrap()
    }

    /// A client that shares nothing with the library but ureq.
    pub fn agent(&self) -> ureq::Agent {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let ca = &self.env["NH_CA_FILE"];
        if ca.is_empty() {
            return config.build().new_agent();
        }
        let pem = std::fs::read(ca).unwrap();
        let certificates = parse_pem(&pem).map(|item| match item.unwrap() {
            PemItem::Certificate(certificate) => certificate,
            _ => panic!("{ca} holds something else than certificates"),
        });
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(certificates))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        config.tls_config(tls).build().new_agent()
    }

    fn inspect(&self, what: &str) -> Vec<Value> {
        let url = format!("{}/_emulator/{what}", self.url());
        let text = self
            .agent()
            .get(&url)
            .call()
            .unwrap()
            .into_body()
            .into_with_config()
            .limit(1 << 30)
            .read_to_string()
            .unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Sets what the hub has under `/_emulator/`.
    pub fn set(&self, what: &str, value: &Value) {
        let url = format!("{}/_emulator/{what}", self.url());
        let answer = self.agent().post(&url).send(value.to_string()).unwrap();
        assert!(answer.status().is_success(), "{value}: {answer:?}");
    }

    /// What devices got.
    pub fn deliveries(&self) -> Vec<Value> {
        self.inspect("deliveries")
    }

    /// Adds rules to its fault script.
    pub fn script(&self, rules: &Value) {
        let url = format!("{}/_emulator/faults", self.url());
        let answer = self.agent().post(&url).send(rules.to_string()).unwrap();
        assert_eq!(answer.status(), 204, "{rules}");
    }

    /// All requests that arrived.
    pub fn requests(&self) -> Vec<Value> {
        self.inspect("requests")
    }

    /// The sends that arrived.
    pub fn sends(&self) -> Vec<Value> {
        let mut all = self.requests();
        all.retain(|request| request["method"] == "POST" && target(request).contains("/messages"));
        all
    }

    /// The send that arrived last.
    pub fn last_send(&self) -> Value {
        self.sends().pop().expect("a send arrived")
    }

    /// Registers a device.
    pub fn put_installation(&self, installation: &Value) {
        let id = installation["installationId"].as_str().unwrap();
        let url = format!("{}/demo/installations/{id}?api-version=2020-06", self.url());
        let token = Hub::new(
            self.connection_string(),
            Some("demo"),
            HubOptions::default(),
        )
        .unwrap()
        .sas_token(None, std::time::Duration::from_secs(60))
        .unwrap();
        let answer = self
            .agent()
            .put(&url)
            .header("Authorization", token.text.expose())
            .header("Content-Type", "application/json")
            .send(installation.to_string())
            .unwrap();
        assert_eq!(answer.status(), 200);
    }
}

impl Drop for LocalHub {
    fn drop(&mut self) {
        self.stop(false);
        let _ = std::fs::remove_file(&self.env_file);
    }
}

/// Starts a hub's process and reads how to reach it.
fn launch(arguments: &[String]) -> (Child, HashMap<String, String>) {
    let mut process = Command::new(emulator())
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the local hub starts");
    let mut env = HashMap::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let (name, value) = line.split_once('=').unwrap();
        env.insert(name.to_owned(), value.trim_matches('\'').to_owned());
        if name == "NH_LISTEN_CONNECTION_STRING" {
            break;
        }
    }
    assert!(env.contains_key("NH_CONNECTION_STRING"), "{env:?}");
    (process, env)
}

/// Path and query of a recorded request.
pub fn target(request: &Value) -> String {
    request["target"].as_str().unwrap().to_owned()
}

/// A header of a recorded request.
pub fn header<'a>(request: &'a Value, name: &str) -> Option<&'a str> {
    let headers = request["headers"].as_object()?;
    let (_, value) = headers
        .iter()
        .find(|(found, _)| found.eq_ignore_ascii_case(name))?;
    value.as_str()
}

/// The local hub's binary: built by `cargo test` beside this test's own.
pub fn emulator() -> PathBuf {
    if let Some(path) = std::env::var_os("NH_EMULATOR") {
        return path.into();
    }
    let this = std::env::current_exe().unwrap();
    let path = this.parent().unwrap().parent().unwrap().join("nh-emulator");
    assert!(
        path.exists(),
        "{} is missing: run `cargo build -p nh-emulator` or the whole workspace's tests",
        path.display()
    );
    path
}

/// Sends an Apple notification.
pub fn send_to(hub: &Hub, target: &Target) -> Outcome {
    send_with(hub, target, &CallOptions::default())
}

/// Sends an Apple notification with options.
pub fn send_with(hub: &Hub, target: &Target, options: &CallOptions) -> Outcome {
    hub.send(&apple(), target, options)
}

/// An Apple notification.
pub fn apple() -> Notification {
    Notification::new(Platform::Apple, br#"{"aps":{"alert":"hello"}}"#).unwrap()
}

/// The error of a failed outcome.
pub fn failure(outcome: &Outcome) -> &Error {
    outcome
        .error
        .as_ref()
        .unwrap_or_else(|| panic!("it was accepted: {outcome:?}"))
}

/// Keeps what is logged, and what spans say.
#[derive(Clone, Debug, Default)]
pub struct Recorded(Arc<Mutex<Vec<String>>>);

impl Recorded {
    /// All of it.
    pub fn text(&self) -> String {
        self.0.lock().unwrap().join("\n")
    }
}

impl LogSink for Recorded {
    fn log(&self, level: Level, text: &str) {
        self.0.lock().unwrap().push(format!("{level:?} {text}"));
    }
}

impl SpanSink for Recorded {
    fn take(&self, span: Span) {
        self.0.lock().unwrap().push(format!("{span:?}"));
    }
}

/// Runs a test program against a local hub; it must say in its last line that
/// checks passed. Gives what it printed.
pub fn check(command: &mut Command, hub: &LocalHub) -> String {
    let output = shipped::run(command.envs(&hub.env));
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap_or_default();
    let passed: usize = last.split(' ').next().unwrap().parse().unwrap_or(0);
    assert!(passed > 0 && last.contains(" 0 failed"), "{text}");
    println!("{last}");
    text
}

/// What starts this program once more: itself, or what NH_TEST_PROGRAM names, where it is
/// run by an emulator or a loader.
pub fn this_program() -> PathBuf {
    std::env::var_os("NH_TEST_PROGRAM")
        .map_or_else(|| std::env::current_exe().unwrap(), PathBuf::from)
}

/// Runs the test `name`, its module before it, once more in a process of its own
/// with these environment variables; true inside that process. The environment
/// belongs to a whole process, so a test must not change that of others.
pub fn in_child_with(name: &str, variables: &[(&str, String)]) -> bool {
    const MARK: &str = "NH_TEST_CHILD";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let mut child = Command::new(this_program());
    child.args(["--exact", name, "--nocapture"]).env(MARK, "1");
    shipped::run(child.envs(variables.iter().map(|(name, value)| (name, value))));
    false
}
