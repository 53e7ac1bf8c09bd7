//! The fault matrix: every fault that a network, a proxy or a service can
//! commit, under every retry policy. What the call must come to is judged by
//! what the server saw (judge.rs), and docs/faults.md shows it all.
//!
//! With NH_UPDATE_FAULTS=1 that page is written anew.

mod body;
mod connect;
mod fault;
mod head;
mod judge;
mod kept;
mod lookup;
mod proxy;
mod row;
mod stage;
mod statuses;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod tls;
mod wait;
mod wire;
mod write;

use std::sync::Arc;

use fault::Fault;
use row::Row;
use serde_json::json;
use stage::Stage;
use support::{LocalHub, namespace};

fn all(stage: &Stage) -> Vec<Fault> {
    let mut faults = lookup::faults();
    faults.extend(connect::faults());
    faults.extend(proxy::faults());
    faults.extend(tls::faults(stage));
    faults.extend(write::faults());
    faults.extend(wait::faults());
    faults.extend(statuses::faults());
    faults.extend(head::faults());
    faults.extend(body::faults());
    faults
}

fn rows_from_inside(test: &str) -> Option<Vec<Row>> {
    let rows = std::fs::read_to_string(namespace::run_inside(test)?).unwrap();
    Some(serde_json::from_str(&rows).unwrap())
}

#[test]
fn every_fault_comes_to_what_the_server_saw() {
    let name = "every_fault_comes_to_what_the_server_saw";
    if let Some(file) = namespace::inside() {
        let stage = Arc::new(Stage::new("faults_inside"));
        let mut faults = all(&stage);
        faults.retain(|fault| fault.in_namespace);
        let rows = row::play(&stage, None, &Arc::new(faults));
        std::fs::write(file, serde_json::to_string(&rows).unwrap()).unwrap();
        return;
    }
    // Under the test's name, by which it is called skipped where there can be no namespace.
    let inside = std::thread::Builder::new().name(name.to_owned());
    let inside = inside.spawn(move || rows_from_inside(name)).unwrap();
    let stage = Arc::new(Stage::new("faults"));
    let hub = Arc::new(LocalHub::start());
    hub.put_installation(&json!({
        "installationId": "d", "platform": "apns", "pushChannel": "AB"
    }));
    let mut faults = all(&stage);
    let grid = table::grid(&faults);
    faults.retain(|fault| !fault.in_namespace);
    let mut rows = row::play(&stage, Some(&hub), &Arc::new(faults));
    let inside = inside.join().unwrap();
    let is_complete = inside.is_some();
    rows.extend(inside.unwrap_or_default());

    let calls: usize = rows.iter().map(|row| row.sums.calls).sum();
    let count = all(&stage).len();
    println!("played: {} of {count} faults, {calls} calls", rows.len());
    let wrong: Vec<&String> = rows.iter().flat_map(|row| &row.wrong).collect();
    for wrong in &wrong {
        eprintln!("WRONG: {wrong}");
    }
    assert_eq!(wrong.len(), 0, "wrong; each is printed above");
    table::compare(&all(&stage), &grid, &rows, is_complete);
}
