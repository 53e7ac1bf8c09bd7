//! `explain`: why devices got something or nothing.

use crate::basics::{console, faults_told};
use crate::commands::env_file::EnvFile;
use crate::commands::hub_client::HubClient;
use crate::commands::{payload_summary, table};
use hyper::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownExplanation {
    summary: String,
    tag_expression: Option<String>,
    devices: Vec<ShownDevice>,
    left_out: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownDevice {
    installation_id: Option<String>,
    device_handle: String,
    platform: String,
    template: Option<String>,
    result: String,
    why: String,
}

pub fn show(
    env_file: &Path,
    id: Option<&str>,
    device: Option<&str>,
    json: bool,
) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let id = utf8_percent_encode(id.unwrap_or_default(), NON_ALPHANUMERIC);
    let ask = |key: String| {
        let key = utf8_percent_encode(&key, NON_ALPHANUMERIC);
        let address = format!("/_emulator/explain?request={id}&device={key}");
        let body = client.request(Method::GET, &address)?;
        let explanation: ShownExplanation = serde_json::from_slice(&body)
            .map_err(|error| format!("the hub's answer: {}", faults_told::in_json(&error)))?;
        Ok::<_, String>((body, explanation))
    };
    let (body, explanation) = match device {
        None => ask(String::new())?,
        Some(device) => match ask(format!("i:{device}"))? {
            (_, found) if found.devices.is_empty() => ask(format!("r:{device}"))?,
            found => found,
        },
    };
    if let Some(device) = device
        && explanation.devices.is_empty()
    {
        return Err(format!(
            "{} It says nothing of '{device}': no installation or registration of this id is there.",
            payload_summary::one_line(&explanation.summary)
        ));
    }
    if json {
        return console::print(&[&body, &b"\n"[..]].concat());
    }
    console::print(text(&explanation, table::width()).as_bytes())
}

fn text(explanation: &ShownExplanation, width: usize) -> String {
    let mut text = format!("{}\n", payload_summary::one_line(&explanation.summary));
    if let Some(expression) = &explanation.tag_expression {
        text += &format!("Tags: {}\n", payload_summary::one_line(expression));
    }
    if !explanation.devices.is_empty() {
        let header = ["DEVICE", "PLATFORM", "TEMPLATE", "RESULT", "WHY"];
        let rows: Vec<_> = explanation.devices.iter().map(row).collect();
        text += &table::table(header, &["TEMPLATE"], &rows, width.max(MIN_WIDTH));
    }
    if explanation.left_out > 0 {
        text += &format!("and {} more\n", explanation.left_out);
    }
    text
}

/// Reasons are not cut off.
const MIN_WIDTH: usize = 160;

fn row(device: &ShownDevice) -> [String; 5] {
    [
        table::device(device.installation_id.as_deref(), &device.device_handle),
        device.platform.clone(),
        table::list(device.template.as_slice()),
        device.result.clone(),
        payload_summary::one_line(&device.why),
    ]
}
