//! docs/faults.md: the grid of phases and kinds, and what each fault came to.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::fault::{Fault, Kind, MEANINGLESS, Phase};
use crate::row::{Row, Sums};
use crate::support::shipped::root;

const BEGIN: &str = "\
# Faults

Written by `tests/fault_matrix` (`NH_UPDATE_FAULTS=1 cargo test --test fault_matrix`), which fails
where this page is not what it finds. Every fault is committed by the local hub's fault scripts or by a
server of the test's own, over real TLS, under each retry policy. What a call must come to is computed
from what the server saw, by code that is no part of the library (`tests/fault_matrix/judge.rs`).
`tests/long mutations` breaks the library in several ways and shows that the matrix notices each.

## Phases and kinds

So many faults of each kind in each phase. Where there is none there can be none.

";

const EXPLANATION: &str = "
## How to read the tables

`unknown 2 (2/1)`: the verdict is unknown, after 2 attempts; the server had 2 whole requests, and
queued 1 notification. The columns are the retry policies; with *once* the fault hits the first attempt
and no other, with *every* it hits each (there are three at most). A dash is where a fault cannot go
away, or cannot stay. The status is what a call without repetitions reports.

A fault that lasts *until the call's time is over* ends with `NH_STATUS_TIMEOUT`, or with the answer
whose head came before; there is no time for another attempt.

After a 503 a send is repeated, since it says that the notification was not taken. A service that says
so of one that it has queued gets it twice; the row is there to show it, and the sum counts it apart.

A call that hangs, or whose outcome is not what the judge says, fails the test before this page is
looked at.
";

/// How many faults are where. Every place has some, or a reason why not.
pub fn grid(faults: &[Fault]) -> String {
    let mut text = String::from("| |");
    for kind in Kind::ALL {
        write!(text, " {} |", kind.name()).unwrap();
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Kind::ALL.len()));
    text.push('\n');
    let mut reasons = String::new();
    for phase in Phase::ALL {
        write!(text, "| **{}** |", phase.name()).unwrap();
        for kind in Kind::ALL {
            let count = faults
                .iter()
                .filter(|fault| (fault.phase, fault.kind) == (phase, kind))
                .count();
            let reason = MEANINGLESS
                .iter()
                .find(|(p, k, _)| (*p, *k) == (phase, kind));
            match (count, reason) {
                (0, Some((_, _, why))) => {
                    text.push_str(" – |");
                    writeln!(reasons, "- {}, {}: {why}.", phase.name(), kind.name()).unwrap();
                }
                (1.., None) => write!(text, " {count} |").unwrap(),
                _ => panic!("{phase:?} {kind:?}: {count} faults, {reason:?}"),
            }
        }
        text.push('\n');
    }
    assert!(faults.len() >= 40, "{} faults", faults.len());
    format!("{text}\n{reasons}")
}

/// Fails where the page is not what was found. Where some rows could not be
/// played here, the page's own stand for them.
pub fn compare(faults: &[Fault], grid: &str, rows: &[Row], is_complete: bool) {
    let path = root().join("docs/faults.md");
    let is_update = std::env::var_os("NH_UPDATE_FAULTS").is_some_and(|value| value == "1");
    assert!(
        is_complete || !is_update,
        "the page cannot be written without the rows that were skipped"
    );
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let (old_rows, old_sum) = parse(&committed);
    let found: HashMap<(&str, &str), &Row> = rows
        .iter()
        .map(|row| ((row.phase.as_str(), row.name.as_str()), row))
        .collect();

    let mut text = format!("{BEGIN}{grid}{EXPLANATION}\n");
    match is_complete {
        true => text.push_str(&sum(faults.len(), rows)),
        false => text.push_str(&old_sum),
    }
    text.push('\n');
    for phase in Phase::ALL {
        write!(
            text,
            "\n## {}\n\n\
             | Fault | Kind | Status | never | not accepted, once | always, once | not accepted, every | always, every |\n\
             |---|---|---|---|---|---|---|---|\n",
            heading(phase)
        )
        .unwrap();
        for fault in faults.iter().filter(|fault| fault.phase == phase) {
            let key = (phase.name(), fault.name.as_str());
            let line = match found.get(&key) {
                Some(row) => line(fault, row),
                None => old_rows
                    .get(&(heading(phase), fault.name.clone()))
                    .cloned()
                    .unwrap_or_default(),
            };
            text.push_str(&line);
            text.push('\n');
        }
    }
    if is_update {
        std::fs::write(&path, text).unwrap();
        return;
    }
    for (number, (is, must)) in committed.lines().zip(text.lines()).enumerate() {
        assert_eq!(is, must, "docs/faults.md, line {}; {STALE}", number + 1);
    }
    assert_eq!(committed, text, "{STALE}");
}

const STALE: &str = "NH_UPDATE_FAULTS=1 cargo test --test fault_matrix writes it anew";

fn heading(phase: Phase) -> String {
    let name = phase.name();
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn line(fault: &Fault, row: &Row) -> String {
    format!(
        "| {} | {} | `{}` | {} |",
        fault.name,
        fault.kind.name(),
        row.status,
        row.cells.join(" | ")
    )
}

fn sum(faults: usize, rows: &[Row]) -> String {
    let mut sums = Sums::default();
    for row in rows {
        sums.add(&row.sums);
    }
    format!(
        "Sum: {faults} faults, {} calls with {} attempts: {} accepted, {} not accepted, {} unknown. \
         Wrong verdicts: {}. Duplicates: {} outside the policy that allows them; {} under it; \
         {} of a 503 after queueing.\n",
        sums.calls,
        sums.attempts,
        sums.accepted,
        sums.not_accepted,
        sums.unknown,
        sums.wrong,
        sums.duplicates,
        sums.duplicates_allowed,
        sums.disowned,
    )
}

/// The page's rows by heading and name, and its sum.
fn parse(page: &str) -> (HashMap<(String, String), String>, String) {
    let mut rows = HashMap::new();
    let mut sum = String::new();
    let mut heading = "";
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title;
        } else if line.starts_with("Sum: ") {
            sum = format!("{line}\n");
        } else if let Some((name, _)) = line.strip_prefix("| ").and_then(|l| l.split_once(" | ")) {
            rows.insert((heading.to_owned(), name.to_owned()), line.to_owned());
        }
    }
    (rows, sum)
}
