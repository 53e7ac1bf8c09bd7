//! The storage in which feedback lies: the local hub writes into Azurite, which nobody here wrote,
//! and Azure's own SDK reads what the local hub keeps.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use notification_hubs::documents::feedback;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::CallOptions;
use serde_json::{Value, json};

use crate::support::azurite::{Azurite, body};
use crate::support::fetched::python_packages;
use crate::support::shipped::{root, run, scratch};
use crate::support::{LocalHub, emulator, send_to};

const MINUTE: Duration = Duration::from_secs(60);
const EXPIRED: &str = "expired-phone";

#[test]
fn azurite_takes_the_addresses_that_tests_give() {
    for azurite in [Azurite::start(), Azurite::start_tls("azurite-tls")] {
        let Some(azurite) = azurite else {
            return;
        };
        let all = azurite.create_container("feedback");
        let name = "a b/1.xml";
        azurite.put("feedback", name, b"0123456789");
        assert_eq!(azurite.names("feedback"), [name]);
        assert_eq!(azurite.get("feedback", name).unwrap(), b"0123456789");
        assert_eq!(azurite.get("feedback", "none"), None);
        let range = ("range", "bytes=2-4");
        let part = azurite.ask(
            "GET",
            &azurite.blob("feedback", name, MINUTE),
            &[range],
            b"",
        );
        assert_eq!(part.status(), 206);
        assert_eq!(body(part), b"234");
        // And refuses those that it should.
        let list = "&restype=container&comp=list";
        for (url, status) in [
            (all, 200),
            (azurite.container("feedback", "l", MINUTE), 200),
            (azurite.container("feedback", "r", MINUTE), 403),
            (azurite.expired_container("feedback", "rl"), 403),
            (azurite.container("feedback", "rl", MINUTE) + "x", 403),
            (azurite.container("none", "rl", MINUTE), 404),
        ] {
            let answer = azurite.ask("GET", &format!("{url}{list}"), &[], b"");
            assert_eq!(answer.status(), status, "{url}");
        }
        azurite.delete("feedback", name);
        assert!(azurite.names("feedback").is_empty());
    }
}

/// A hub whose one device has a handle that is good for nothing any more.
fn hub_with_an_expired_phone(arguments: &[&str]) -> LocalHub {
    let local = LocalHub::start_with(arguments);
    local.put_installation(
        &json!({"installationId": EXPIRED, "platform": "apns", "pushChannel": "AA"}),
    );
    local.set(
        "pns",
        &json!([{"handle": "AA", "outcome": "ExpiredChannel"}]),
    );
    local
}

fn push(local: &LocalHub) {
    let hub = local.open(local.options());
    let outcome = send_to(&hub, &Target::broadcast());
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
}

fn feedback_container(local: &LocalHub) -> String {
    let hub = local.open(local.options());
    hub.feedback_container_uri(&CallOptions::default())
        .value
        .unwrap()
}

/// What the hub has in its own storage.
fn kept_by(local: &LocalHub, below: &str) -> String {
    let url = format!("{}/_emulator/blobs/feedback-demo{below}", local.url());
    let mut got = local.agent().get(&url).call().unwrap();
    assert_eq!(got.status(), 200, "{below}");
    got.body_mut().read_to_string().unwrap()
}

/// The names in a list of blobs.
fn names(list: &str) -> Vec<&str> {
    let names = list.split("<Name>").skip(1);
    names.map(|rest| rest.split('<').next().unwrap()).collect()
}

/// Whether it is that of a day's feedback.
fn is_of_a_day(name: &str) -> bool {
    name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the script of Azure's SDK got from a container by its address.
fn read_by_sdk(packages: &Path, ca_file: &str, address: &str, expired: &str) -> Value {
    let output = run(Command::new("python3")
        .arg(root().join("tests/service/python/read_container.py"))
        .args([address, expired])
        .env("PYTHONPATH", packages)
        .env("NH_CA_FILE", ca_file));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What it has to get of these blobs, of every storage alike but for the code of a signature that is
/// good for nothing.
fn expected(blobs: &BTreeMap<&str, String>, not_signed: &str) -> Value {
    let names: Vec<&str> = blobs.keys().copied().collect();
    json!({
        "pages": names.chunks(2).collect::<Vec<_>>(),
        "going_on": names[2..],
        "starts_with": [names[0]],
        "blobs": blobs,
        "exists": [true, false],
        "refused": {
            "none": [404, "BlobNotFound"],
            "behind": [416, "InvalidRange"],
            "write": [403, "AuthorizationPermissionMismatch"],
            "expired": [403, not_signed],
            "changed": [403, not_signed],
        }
    })
}

#[test]
fn azures_sdk_reads_the_local_hubs_storage_and_azurite_alike() {
    let pinned = ["azure-storage-blob==12.31.1"];
    let Some(packages) = python_packages("azure-storage-blob", &pinned) else {
        return;
    };
    let mut blobs = BTreeMap::from([
        ("a/b & c", "short".to_owned()),
        ("empty", String::new()),
        ("long", "0123456789".repeat(100)),
        ("\u{e4}%20", "x".repeat(100)),
    ]);
    let local = hub_with_an_expired_phone(&[]);
    for (name, content) in &blobs {
        let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        let url = format!("{}/_emulator/blobs/feedback-demo/{name}", local.url());
        let put = local.agent().put(&url).send(content.as_str()).unwrap();
        assert_eq!(put.status(), 201);
    }
    push(&local);
    let list = kept_by(&local, "");
    let today = names(&list)
        .into_iter()
        .find(|name| is_of_a_day(name))
        .unwrap();
    blobs.insert(today, kept_by(&local, &format!("/{today}")));

    local.set("clock", &json!({"advance_ms": -7_200_000}));
    let expired = feedback_container(&local);
    local.set("clock", &json!({"real": true}));
    let address = feedback_container(&local);
    let read = read_by_sdk(&packages, &local.env["NH_CA_FILE"], &address, &expired);
    assert_eq!(read, expected(&blobs, "AuthenticationFailed"));

    let Some(azurite) = Azurite::start() else {
        return;
    };
    azurite.create_container("feedback");
    for (name, content) in &blobs {
        azurite.put("feedback", name, content.as_bytes());
    }
    let (address, expired) = (
        azurite.container("feedback", "rl", MINUTE),
        azurite.expired_container("feedback", "rl"),
    );
    // Its own word: Azure says AuthenticationFailed.
    let expected = expected(&blobs, "AuthorizationFailure");
    assert_eq!(read_by_sdk(&packages, "", &address, &expired), expected);
}

/// The handles in the feedback of a storage's only blob, as soon as there are so many.
fn handles_in(azurite: &Azurite, container: &str, count: usize) -> Vec<String> {
    let start = Instant::now();
    loop {
        let names = azurite.names(container);
        assert!(names.len() <= 1, "{names:?}");
        if let Some(name) = names.first() {
            assert!(is_of_a_day(name), "{name}");
            let blob = azurite.get(container, name).unwrap();
            let (entries, unreadable) = feedback::parse(&blob).unwrap();
            assert_eq!(unreadable, 0);
            if entries.len() >= count {
                assert_eq!(entries.len(), count);
                let handles = entries.into_iter().map(|entry| entry.pns_handle);
                return handles.map(Option::unwrap).collect();
            }
        }
        assert!(start.elapsed() < MINUTE, "{names:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_local_hub_writes_its_feedback_into_azurite() {
    let Some(azurite) = Azurite::start() else {
        return;
    };
    // Add, create, read, list: no more than it takes.
    let address = azurite.container("feedback", "acrl", MINUTE);
    let local = &mut hub_with_an_expired_phone(&["--feedback-storage", &address]);
    // Nothing is lost while it cannot be written: the container is not there yet.
    push(local);
    push(local);
    std::thread::sleep(Duration::from_millis(200));
    azurite.create_container("feedback");
    push(local);
    assert_eq!(handles_in(&azurite, "feedback", 3), ["AA"; 3]);
    // To what another one has put there it adds.
    push(local);
    assert_eq!(handles_in(&azurite, "feedback", 4), ["AA"; 4]);
    assert_eq!(feedback_container(local), address);
    let own = format!("{}/_emulator/blobs/feedback-demo", local.url());
    assert_eq!(local.agent().get(&own).call().unwrap().status(), 404);
    // What is on its way when it ends arrives.
    push(local);
    local.stop(false);
    assert_eq!(handles_in(&azurite, "feedback", 5), ["AA"; 5]);
}

#[test]
fn the_storages_address_is_a_secret() {
    let Some(azurite) = Azurite::start_tls("feedback-storage") else {
        return;
    };
    let folder = scratch("feedback-storage-hub");
    let address = azurite.container("feedback", "acrl", MINUTE);
    let (place, secret) = address.split_once('?').unwrap();
    let env_file = folder.join("hub.env");
    let env_file = env_file.to_str().unwrap();
    for (option, variable) in [(Some(&address), None), (None, Some(&address))] {
        let mut start = Command::new(emulator());
        start.args(["start", "--plain", "--env-file", env_file]);
        // The system's roots, as far as the hub knows.
        start.env("SSL_CERT_FILE", azurite.ca_file.as_ref().unwrap());
        start.args(option.map(|address| format!("--feedback-storage={address}")));
        start.envs(variable.map(|address| ("NH_FEEDBACK_STORAGE", address)));
        run(&mut start);
        let env = std::fs::read_to_string(env_file).unwrap();
        let value = |name: &str| {
            let line = env
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap();
            line.trim_matches('\'').to_owned()
        };
        // It cannot be written into: there is no such container.
        let hub = notification_hubs::hub::Hub::new(
            &value("NH_CONNECTION_STRING="),
            Some("demo"),
            Default::default(),
        )
        .unwrap();
        let rules = json!([{"handle": "AA", "outcome": "ExpiredChannel"}]).to_string();
        let url = format!("{}/_emulator/pns", value("NH_URL="));
        let set = ureq::post(&url).send(rules).unwrap();
        assert!(set.status().is_success());
        let target = Target::device("AA").unwrap();
        assert!(send_to(&hub, &target).error.is_none());
        assert_eq!(
            hub.feedback_container_uri(&CallOptions::default())
                .value
                .unwrap(),
            address
        );
        for process in processes_with(env_file) {
            assert!(
                !process.contains(secret) && !process.contains("sig="),
                "{process}"
            );
        }
        run(Command::new(emulator()).args(["stop", "--env-file", env_file]));
    }
    let log = std::fs::read_to_string(folder.join("hub.env.log")).unwrap();
    let complaint = format!(
        "cannot write feedback to {place}: it answers 404 ContainerNotFound; it is kept, and written with the next"
    );
    let lost = format!("1 documents of feedback could not be written to {place}, and are lost");
    assert_eq!(log.matches(&complaint).count(), 2, "{log}");
    assert_eq!(log.matches(&lost).count(), 2, "{log}");
    assert!(!log.contains("sig=") && !log.contains("sp=acrl"), "{log}");

    // A program beside the hub does not get it.
    let mut exec = Command::new(emulator());
    exec.args(["exec", "--plain", "--", "env"]);
    let printed = run(exec.env("NH_FEEDBACK_STORAGE", "http://h/c?sig=secret")).stdout;
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.contains("NH_CONNECTION_STRING="));
    assert!(!printed.contains("sig=secret"), "{printed}");

    // A wrong one is refused, and not repeated.
    for (option, variable) in [(true, false), (false, true)] {
        let mut hub = Command::new(emulator());
        hub.arg("--plain");
        hub.args(option.then_some("--feedback-storage=https://h/?sig=secret"));
        hub.envs(variable.then_some(("NH_FEEDBACK_STORAGE", "sig=secret")));
        let output = hub.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        assert!(said.to_lowercase().contains("feedback"), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

/// The command lines of processes that have this word.
fn processes_with(word: &str) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten();
    let lines: Vec<String> = processes
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(word))
        .collect();
    assert!(!cfg!(target_os = "linux") || !lines.is_empty());
    lines
}

#[test]
fn sends_do_not_wait_for_the_storage() {
    // It takes connections, and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/c?sig=x", listener.local_addr().unwrap());
    let local = hub_with_an_expired_phone(&["--feedback-storage", &address]);
    let start = Instant::now();
    for _ in 0..20 {
        push(&local);
    }
    assert!(
        start.elapsed() < Duration::from_secs(15),
        "{:?}",
        start.elapsed()
    );
}
