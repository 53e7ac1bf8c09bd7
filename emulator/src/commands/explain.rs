//! The command `explain`: why a notification arrived, or did not.

use crate::basics::{console, faults_told};
use crate::commands::cli::Question;
use crate::commands::env_file::EnvFile;
use crate::commands::http_client::HubClient;
use crate::commands::payload_summary;
use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    summary: String,
    matched: Vec<Reason>,
    unlisted_matched: usize,
    not_matched: Vec<Reason>,
    unlisted_not_matched: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reason {
    installation_id: Option<String>,
    registration_id: Option<String>,
    platform: String,
    device_handle: String,
    template: Option<String>,
    outcome: Option<String>,
    why: String,
}

pub fn show(env_file: &Path, question: &Question, json: bool) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let body = client.request(Method::GET, &path(question))?;
    if json {
        return console::print(&[&body, &b"\n"[..]].concat());
    }
    let shown: Shown = serde_json::from_slice(&body)
        .map_err(|error| format!("the hub's answer: {}", faults_told::in_json(&error)))?;
    console::print(text(&shown).as_bytes())
}

fn path(question: &Question) -> String {
    let named = [
        ("notification", &question.notification),
        ("request", &question.request),
        ("device", &question.device),
    ];
    let query: Vec<String> = named
        .iter()
        .filter_map(|(name, value)| {
            let value = utf8_percent_encode(value.as_deref()?, NON_ALPHANUMERIC);
            Some(format!("{name}={value}"))
        })
        .collect();
    format!("/_emulator/explain?{}", query.join("&"))
}

fn text(shown: &Shown) -> String {
    let rows: Vec<([String; 3], &str)> = shown
        .matched
        .iter()
        .chain(&shown.not_matched)
        .map(row)
        .collect();
    let widest = |column: usize| {
        let cells = rows.iter().map(|(cells, _)| cells[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let [first, second, third] = [0, 1, 2].map(widest);
    let mut text = format!("{}\n", shown.summary);
    for ([device, platform, outcome], why) in &rows {
        text.push_str(&format!(
            "{device:first$}  {platform:second$}  {outcome:third$}  {why}\n"
        ));
    }
    for (count, what) in [
        (shown.unlisted_matched, "match"),
        (shown.unlisted_not_matched, "do not match"),
    ] {
        if count > 0 {
            text.push_str(&format!("and {count} more that {what}\n"));
        }
    }
    text
}

fn row(reason: &Reason) -> ([String; 3], &str) {
    let id = reason.installation_id.as_ref();
    let id = id.or(reason.registration_id.as_ref());
    let device = payload_summary::one_line(id.unwrap_or(&reason.device_handle));
    let platform = match reason.template.as_deref() {
        None => reason.platform.clone(),
        Some("") => format!("{} (template)", reason.platform),
        Some(name) => {
            let name = payload_summary::one_line(name);
            format!("{} (template {name})", reason.platform)
        }
    };
    let outcome = reason.outcome.as_deref().unwrap_or("not for it");
    ([device, platform, outcome.to_owned()], &reason.why)
}
