//! Plays faults and judges what the library said.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use notification_hubs::error::Status;
use notification_hubs::notification::target::Target;
use notification_hubs::outcome::{Outcome, Verdict};
use notification_hubs::policy::options::CallOptions;
use notification_hubs::policy::retry::Retry;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::{By, CELLS, Cell, Fault, Lasting};
use crate::judge::{Answered, Seen, judge};
use crate::stage::{Scene, Stage};
use crate::support::{LocalHub, header, send_with};

/// Calls at the same time: most of them wait.
const WORKERS: usize = 32;
/// Far above what a call may take: a minute on its own clock, which stands
/// still, and three back-offs.
const HANGING: Duration = Duration::from_secs(180);

/// What a fault came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub phase: String,
    pub name: String,
    /// The status of a call that makes one attempt.
    pub status: String,
    /// One text for each of [`CELLS`].
    pub cells: Vec<String>,
    pub sums: Sums,
    /// Where the library was wrong.
    pub wrong: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Sums {
    pub calls: usize,
    pub attempts: usize,
    pub accepted: usize,
    pub not_accepted: usize,
    pub unknown: usize,
    pub wrong: usize,
    /// Queued once more under the policy that allows it, and otherwise.
    pub duplicates_allowed: usize,
    pub duplicates: usize,
    /// Queued once more since the service said 503 of what it had queued.
    pub disowned: usize,
}

impl Sums {
    pub fn add(&mut self, other: &Sums) {
        self.calls += other.calls;
        self.attempts += other.attempts;
        self.accepted += other.accepted;
        self.not_accepted += other.not_accepted;
        self.unknown += other.unknown;
        self.wrong += other.wrong;
        self.duplicates_allowed += other.duplicates_allowed;
        self.duplicates += other.duplicates;
        self.disowned += other.disowned;
    }
}

/// Plays all cells of the faults.
pub fn play(stage: &Arc<Stage>, hub: Option<&Arc<LocalHub>>, faults: &Arc<Vec<Fault>>) -> Vec<Row> {
    let jobs: Arc<Vec<(usize, usize)>> = Arc::new(
        faults
            .iter()
            .enumerate()
            .flat_map(|(fault, of)| {
                let cells = CELLS.iter().enumerate();
                cells.filter_map(move |(cell, what)| of.has(what).then_some((fault, cell)))
            })
            .collect(),
    );
    if let Some(hub) = hub {
        hub.script(&rules(faults, &jobs));
    }
    let next = Arc::new(AtomicUsize::new(0));
    let (done, results) = channel();
    for _ in 0..WORKERS {
        let (stage, hub, faults) = (Arc::clone(stage), hub.cloned(), Arc::clone(faults));
        let (jobs, next, done) = (Arc::clone(&jobs), Arc::clone(&next), done.clone());
        std::thread::spawn(move || {
            while let Some(&job) = jobs.get(next.fetch_add(1, Ordering::SeqCst)) {
                let (fault, cell) = (&faults[job.0], &CELLS[job.1]);
                let scene = Scene::new(&stage, fault, cell);
                let outcome = match &fault.by {
                    By::Script(play) => play(&scene),
                    By::Hub(_) => send_to_hub(hub.as_ref().unwrap(), &scene, job),
                };
                let seen = scene.back.ledger.close();
                if done.send((job, outcome, seen)).is_err() {
                    return;
                }
            }
        });
    }
    drop(done);
    let mut played = HashMap::new();
    while played.len() < jobs.len() {
        let Ok((job, outcome, seen)) = results.recv_timeout(HANGING) else {
            let missing = jobs.iter().filter(|job| !played.contains_key(*job));
            let names: Vec<_> = missing
                .map(|job| format!("{} {:?}", faults[job.0].name, CELLS[job.1]))
                .collect();
            panic!("these calls did not return, or panicked: {names:#?}");
        };
        played.insert(job, (outcome, seen));
    }
    let mut logged = hub.map(|hub| from_log(hub, faults)).unwrap_or_default();
    for (job, (_, seen)) in &mut played {
        if let By::Hub(_) = faults[job.0].by {
            *seen = logged.remove(job).unwrap_or_default();
        }
    }
    let rows = faults.iter().enumerate();
    rows.map(|(number, fault)| row(number, fault, &played))
        .collect()
}

fn row(
    number: usize,
    fault: &Fault,
    played: &HashMap<(usize, usize), (Outcome, Vec<Seen>)>,
) -> Row {
    let mut row = Row {
        phase: fault.phase.name().to_owned(),
        name: fault.name.clone(),
        status: String::new(),
        cells: Vec::new(),
        sums: Sums::default(),
        wrong: Vec::new(),
    };
    for (at, cell) in CELLS.iter().enumerate() {
        let Some((outcome, seen)) = played.get(&(number, at)) else {
            row.cells.push("–".to_owned());
            continue;
        };
        let mut wrong = Vec::new();
        match judge(fault, cell, seen) {
            Ok(expected) => {
                wrong = expected.faults_of(cell, outcome);
                row.sums.count(cell, &expected);
                row.cells.push(format!(
                    "{} {} ({}/{})",
                    words(outcome.verdict),
                    outcome.attempts,
                    expected.whole,
                    expected.taken
                ));
            }
            Err(why) => {
                row.cells.push("?".to_owned());
                wrong.push(why);
            }
        }
        row.sums.calls += 1;
        row.sums.attempts += outcome.attempts as usize;
        match outcome.verdict {
            Verdict::Accepted => row.sums.accepted += 1,
            Verdict::NotAccepted => row.sums.not_accepted += 1,
            Verdict::Unknown => row.sums.unknown += 1,
        }
        if cell.policy == Retry::Never {
            row.status = Status::name(outcome.status()).to_str().unwrap().to_owned();
        }
        row.sums.wrong += usize::from(!wrong.is_empty());
        row.wrong.extend(wrong.into_iter().map(|wrong| {
            format!(
                "{}: {} [{:?}, {:?}]: {wrong}\n    the server saw {seen:?}\n    the library said {:?}",
                row.phase, row.name, cell.policy, cell.lasting, outcome.error
            )
        }));
    }
    row
}

impl Sums {
    fn count(&mut self, cell: &Cell, expected: &crate::judge::Expected) {
        let more = expected.taken.saturating_sub(1);
        let owned = (expected.taken - expected.disowned).saturating_sub(1);
        match cell.policy {
            Retry::Always => self.duplicates_allowed += more,
            _ => {
                self.duplicates += owned;
                self.disowned += more - owned;
            }
        }
    }
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::NotAccepted => "not accepted",
        Verdict::Unknown => "unknown",
    }
}

/// The tracking id by which the hub knows a call.
fn id(job: (usize, usize)) -> String {
    format!("fault-{}-{}", job.0, job.1)
}

fn send_to_hub(hub: &LocalHub, scene: &Scene<'_>, job: (usize, usize)) -> Outcome {
    let mut options = hub.options();
    scene.adapt(&mut options);
    let mut call = CallOptions::default();
    call.set_tracking_id(&id(job)).unwrap();
    send_with(&hub.open(options), &Target::broadcast(), &call)
}

/// The fault script: for each call a rule of its own.
fn rules(faults: &[Fault], jobs: &[(usize, usize)]) -> Value {
    let rules = jobs.iter().filter_map(|&job| {
        let By::Hub(rule) = &faults[job.0].by else {
            return None;
        };
        let mut rule = rule.clone();
        rule["request_headers"] = json!({"TrackingId": id(job)});
        if CELLS[job.1].lasting == Lasting::Once {
            rule["times"] = json!(1);
        }
        Some(rule)
    });
    rules.collect()
}

/// What the hub's log says of each call. What devices got must agree with it.
fn from_log(hub: &LocalHub, faults: &[Fault]) -> HashMap<(usize, usize), Vec<Seen>> {
    let mut log: HashMap<String, Vec<Value>> = HashMap::new();
    for request in hub.sends() {
        let id = header(&request, "TrackingId").unwrap().to_owned();
        log.entry(id).or_default().push(request);
    }
    let mut delivered: HashMap<String, usize> = HashMap::new();
    for delivery in hub.deliveries() {
        let id = delivery["trackingId"].as_str().unwrap().to_owned();
        *delivered.entry(id).or_default() += 1;
    }
    let mut seen = HashMap::new();
    for (number, fault) in faults.iter().enumerate() {
        let By::Hub(rule) = &fault.by else { continue };
        let retry_after = rule.to_string().to_lowercase().contains("retry");
        for at in 0..CELLS.len() {
            let job = (number, at);
            let requests = log.remove(&id(job)).unwrap_or_default();
            let attempts: Vec<Seen> = requests
                .iter()
                .map(|request| Seen {
                    whole: request["bodyComplete"] == true,
                    taken: request["queued"] == true,
                    answer: (request["answerHeadSent"] == true).then(|| Answered {
                        status: u16::try_from(request["status"].as_u64().unwrap()).unwrap(),
                        retry_after: retry_after && !request["fault"].is_null(),
                    }),
                })
                .collect();
            let queued = attempts.iter().filter(|seen| seen.taken).count();
            let got = delivered.remove(&id(job)).unwrap_or_default();
            assert_eq!(got, queued, "{}: devices got another number", fault.name);
            seen.insert(job, attempts);
        }
    }
    assert!(log.is_empty() && delivered.is_empty(), "of no call");
    seen
}
