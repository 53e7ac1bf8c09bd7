//! The load with faults: a C program sends from 32 threads to a local hub that
//! resets, delays and throttles, and is killed and started again. The hub's log
//! of requests, which outlives it, judges every verdict.
//!
//! NH_LOAD_SENDS is the number of sends (`tests/long load` has the full form).

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::shipped::{c_program, root, scratch};
use crate::support::{LocalHub, header};

const THREADS: usize = 32;
/// How the hub ends, each time.
const RESTARTS: [&str; 3] = ["kill -9", "SIGTERM", "kill -9"];
const BURSTS: usize = 20;
/// Answers of a burst: enough that some sends run out of attempts.
const BURST: usize = 2 * THREADS;
/// Of the sends, in the time between two such events.
const LEFT_ALONE: usize = 4;

/// What the library said of a send.
struct Said {
    verdict: String,
    status: String,
    attempts: u32,
    may_be_duplicate: bool,
}

/// What the hub's log says of a send.
#[derive(Default)]
struct Seen {
    queued: usize,
    resets: usize,
}

#[test]
fn no_send_is_lost_or_doubled_and_every_verdict_is_true() {
    let sends = std::env::var("NH_LOAD_SENDS").map_or(20_000, |text| text.parse().unwrap());
    // Of its own, so that two runs at once do not meet.
    let dir = scratch(&format!("load-{}", std::process::id()));
    let log = dir.join("requests.jsonl");
    let mut hub = start(&dir, &log);
    standing_faults(&hub, 0);

    let mut client = Command::new(c_program("load", "load"))
        .args([THREADS.to_string(), sends.to_string()])
        .envs(&hub.env)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = listen(client.stdout.take().unwrap());
    let mut answers = HashMap::new();
    let mut lines_before_last_start = 0;
    let mut events = events(sends).into_iter().peekable();
    for (id, what) in said {
        assert!(answers.insert(id, what).is_none(), "one line for each send");
        while let Some((_, event)) = events.next_if(|(at, _)| *at <= answers.len()) {
            match event {
                Event::Burst(number) => hub.set("faults", &burst(number)),
                Event::Restart(number) => {
                    hub.stop(RESTARTS[number] == "kill -9");
                    lines_before_last_start = read(&log).len();
                    hub.start_again();
                    standing_faults(&hub, number + 1);
                }
            }
        }
    }
    assert!(client.wait().unwrap().success());
    assert!(events.next().is_none());
    assert_eq!(answers.len(), sends);

    let requests = read(&log);
    // The log is what devices got: as far as there are both.
    let deliveries = hub.deliveries();
    let mut got: Vec<String> = deliveries.iter().map(|d| id_in(&d["payload"])).collect();
    let mut logged: Vec<String> = requests[lines_before_last_start..]
        .iter()
        .filter(|request| request["queued"] == true)
        .map(|request| id_in(&request["body"]))
        .collect();
    got.sort();
    logged.sort();
    assert!(!got.is_empty() && got == logged);
    judge(&answers, &requests);
    drop(hub);
    std::fs::remove_dir_all(&dir).unwrap();
}

/// A hub that is the same after a restart. Its port is not one that the kernel
/// gives to outgoing connections: while it is down, a client's could get it,
/// and would then be connected to itself.
fn start(dir: &Path, log: &Path) -> LocalHub {
    let first = 20_000 + (std::process::id() % 10_000) as u16;
    let listen = (first..)
        .map(|port| format!("127.0.0.1:{port}"))
        .find(|address| TcpListener::bind(address).is_ok())
        .unwrap();
    let state = dir.join("state");
    let devices = root().join("tests/support/devices.json");
    LocalHub::start_with(&[
        "--listen",
        &listen,
        "--state-dir",
        state.to_str().unwrap(),
        "--devices",
        devices.to_str().unwrap(),
        "--request-log",
        log.to_str().unwrap(),
    ])
}

/// Resets for 5 % of the sends, in four places, and delays for 5 %.
fn standing_faults(hub: &LocalHub, seed: usize) {
    let mut rules = Vec::new();
    for (at, perform) in [
        ("before_body", false),
        ("after_body", false),
        ("after_body", true),
        ("answer_head", true),
    ] {
        rules.push(json!({
            "method": "POST", "path": "/*/messages", "kind": "reset", "at": at,
            "perform": perform, "probability": 0.0127, "seed": seed * 10 + rules.len(),
            "name": format!("reset {at}"),
        }));
    }
    rules.push(json!({
        "method": "POST", "path": "/*/messages", "delay_ms": 5, "delay_max_ms": 50,
        "probability": 0.053, "seed": seed, "name": "delay",
    }));
    hub.set("faults", &json!(rules));
}

fn burst(number: usize) -> Value {
    json!([{
        "method": "POST", "path": "/*/messages", "kind": "status", "status": 429,
        "headers": {"retry-after-ms": "50"}, "times": BURST, "name": format!("burst {number}"),
    }])
}

enum Event {
    Burst(usize),
    Restart(usize),
}

/// What happens when so many sends are done: three restarts, and the bursts
/// evenly between them. The last sends are left alone, so that on a busy
/// machine the last burst still finds some.
fn events(sends: usize) -> Vec<(usize, Event)> {
    let slots = BURSTS + RESTARTS.len() + 1;
    let (mut bursts, mut restarts) = (0.., 0..);
    (1..slots)
        .map(|slot| {
            let event = match slot % (slots / (RESTARTS.len() + 1)) {
                0 => Event::Restart(restarts.next().unwrap()),
                _ => Event::Burst(bursts.next().unwrap()),
            };
            (sends * slot / (slots + LEFT_ALONE), event)
        })
        .collect()
}

/// The client's lines as they come.
fn listen(
    output: impl std::io::Read + Send + 'static,
) -> std::sync::mpsc::Receiver<(String, Said)> {
    // A thread of its own: while the hub is down the client must go on.
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines() {
            let line = line.unwrap();
            let words: Vec<&str> = line.split('\t').collect();
            let [id, verdict, status, attempts, may_be_duplicate] = words[..] else {
                panic!("{line}");
            };
            let said = Said {
                verdict: verdict.to_owned(),
                status: status.to_owned(),
                attempts: attempts.parse().unwrap(),
                may_be_duplicate: may_be_duplicate == "1",
            };
            sender.send((id.to_owned(), said)).unwrap();
        }
    });
    receiver
}

/// The sends in the hub's log.
fn read(log: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(log).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The id in a payload.
fn id_in(payload: &Value) -> String {
    let payload: Value = serde_json::from_str(payload.as_str().unwrap()).unwrap();
    payload["aps"]["alert"].as_str().unwrap().to_owned()
}

fn judge(answers: &HashMap<String, Said>, requests: &[Value]) {
    let mut seen: HashMap<String, Seen> = HashMap::new();
    let mut faults: HashMap<String, usize> = HashMap::new();
    for request in requests {
        let fault = request["fault"].as_str();
        if let Some(fault) = fault {
            *faults.entry(fault.to_owned()).or_default() += 1;
        }
        let id = header(request, "TrackingId").unwrap();
        if request["bodyComplete"] == true {
            assert_eq!(id_in(&request["body"]), id);
        }
        let entry = seen.entry(id.to_owned()).or_default();
        entry.queued += usize::from(request["queued"] == true);
        entry.resets += usize::from(fault.is_some_and(|fault| fault.starts_with("reset")));
    }

    let nothing = Seen::default();
    let mut verdicts: HashMap<&str, usize> = HashMap::new();
    let mut statuses: HashMap<&str, usize> = HashMap::new();
    let (mut repeated, mut unknown_queued, mut unexplained) = (0, 0, 0);
    let mut lies = Vec::new();
    for (id, said) in answers {
        let seen = seen.get(id).unwrap_or(&nothing);
        let is_true = match said.verdict.as_str() {
            // A reset answer is none, so it cannot have been accepted or refused.
            "accepted" => seen.queued == 1 && seen.resets == 0,
            "not accepted" => seen.queued == 0 && seen.resets == 0,
            "unknown" => seen.queued <= 1 && seen.resets <= 1,
            other => panic!("{other}"),
        };
        if !is_true || said.may_be_duplicate {
            let (verdict, status) = (&said.verdict, &said.status);
            lies.push(format!("{id}: {verdict}, {status}, queued {}", seen.queued));
        }
        if said.verdict == "unknown" {
            unknown_queued += seen.queued;
            unexplained += usize::from(seen.resets == 0);
        }
        repeated += usize::from(said.attempts > 1);
        *verdicts.entry(&said.verdict).or_default() += 1;
        *statuses.entry(&said.status).or_default() += 1;
    }
    let count = |verdict| verdicts.get(verdict).copied().unwrap_or_default();
    let unknown = count("unknown");
    let resets: usize = faults
        .iter()
        .filter(|(name, _)| name.starts_with("reset"))
        .map(|(_, count)| count)
        .sum();
    let bursts = faults
        .keys()
        .filter(|name| name.starts_with("burst"))
        .count();
    let throttled: usize = faults
        .iter()
        .filter(|(name, _)| name.starts_with("burst"))
        .map(|(_, count)| count)
        .sum();
    println!("| load with faults | |\n|---|---|");
    for (what, figure) in [
        ("threads", THREADS),
        ("sends", answers.len()),
        ("requests that the hub read", requests.len()),
        ("accepted", count("accepted")),
        ("not accepted", count("not accepted")),
        ("unknown", unknown),
        ("unknown, and sent", unknown_queued),
        ("sends with more than one attempt", repeated),
        ("resets", resets),
        ("delays", faults["delay"]),
        ("throttled answers", throttled),
        ("bursts of them", bursts),
        ("restarts", RESTARTS.len()),
        ("wrong verdicts", lies.len()),
    ] {
        println!("| {what} | {figure} |");
    }
    println!("statuses: {statuses:?}");
    assert!(lies.is_empty(), "{lies:#?}");

    // Each unknown is a fault's: a reset, or a request that was under way when
    // the hub went down, at most one of each thread.
    let under_way = THREADS * RESTARTS.len();
    assert!(unknown <= resets + under_way, "{unknown} unknown");
    assert!(
        unexplained <= under_way,
        "{unexplained} unknown without a reset of their own"
    );
    // It was the storm that it should have been.
    let per_cent = |part: usize| part as f64 * 100.0 / requests.len() as f64;
    assert!((4.0..6.0).contains(&per_cent(resets)), "{faults:?}");
    assert!(
        (4.0..6.0).contains(&per_cent(faults["delay"])),
        "{faults:?}"
    );
    assert_eq!(bursts, BURSTS, "{faults:?}");
    assert!(0 < unknown_queued && unknown_queued < unknown);
    assert!(count("not accepted") > 0 && repeated > 0);
}
