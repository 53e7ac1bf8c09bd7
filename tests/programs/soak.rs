//! The soak: a C program sends for a long time, among errors, time-outs,
//! cancelled calls, devices and hubs that come and go. Memory and descriptors
//! stay where they were after the warm-up.
//!
//! NH_SOAK_SECONDS makes it go by time (`tests/long soak` has the full form).

use std::process::Command;

use serde_json::json;

use crate::support::LocalHub;
use crate::support::shipped::{c_program, root, run};

const THREADS: u64 = 4;
/// What a connection holds on the heap, buffers and TLS state. There may be
/// more in the pool at one sample than at another, each with a descriptor.
const CONNECTION: u64 = 80 * 1024;
/// What else may come and go there.
const HEAP_SLACK: u64 = 128 * 1024;
/// The allocator's own: fragments, and arenas that threads leave behind.
const RESIDENT_SLACK_KB: u64 = 8 * 1024;

struct Sample {
    operations: u64,
    resident_kb: u64,
    heap: u64,
    descriptors: u64,
}

#[test]
fn memory_and_descriptors_are_flat() {
    let devices = root().join("tests/support/devices.json");
    let hub = LocalHub::start_with(&["--devices", devices.to_str().unwrap()]);
    let rule = |probability: f64, rest: serde_json::Value| {
        let mut rule = json!({"probability": probability, "path": "/demo/*"});
        rule.as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        rule
    };
    hub.set(
        "faults",
        &json!([
            rule(0.01, json!({"kind": "reset"})),
            rule(0.01, json!({"kind": "close", "at": "answer_head"})),
            rule(0.01, json!({"kind": "garbage"})),
            rule(0.01, json!({"kind": "status", "status": 400})),
            rule(0.01, json!({"kind": "status", "status": 500})),
            rule(
                0.02,
                json!({"kind": "status", "status": 429, "headers": {"retry-after-ms": "2"}})
            ),
            rule(0.05, json!({"delay_ms": 2, "delay_max_ms": 20})),
        ]),
    );
    let mut command = Command::new(c_program("soak", "soak"));
    match std::env::var("NH_SOAK_SECONDS") {
        Ok(seconds) => command.args(["seconds", &seconds]),
        Err(_) => command.args(["sends", "30000"]),
    };
    let output = run(command.envs(&hub.env));
    let text = String::from_utf8(output.stdout).unwrap();
    let samples: Vec<Sample> = text.lines().filter_map(sample).collect();
    println!("| operations | resident KB | heap in use, bytes | descriptors |\n|---|---|---|---|");
    for sample in &samples {
        println!(
            "| {} | {} | {} | {} |",
            sample.operations, sample.resident_kb, sample.heap, sample.descriptors
        );
    }
    println!("{}", text.lines().last().unwrap());
    let [warm, .., end] = &samples[..] else {
        panic!("{text}");
    };
    let connections = end.descriptors.saturating_sub(warm.descriptors);
    assert!(end.heap <= warm.heap + connections * CONNECTION + HEAP_SLACK);
    assert!(end.resident_kb <= warm.resident_kb + RESIDENT_SLACK_KB);
    assert!(end.descriptors <= warm.descriptors + THREADS);
}

fn sample(line: &str) -> Option<Sample> {
    let mut figures = line.strip_prefix("sample\t")?.split('\t');
    let mut next = || figures.next().unwrap().parse().unwrap();
    Some(Sample {
        operations: next(),
        resident_kb: next(),
        heap: next(),
        descriptors: next(),
    })
}
