//! The commands that look into a running hub: `deliveries` and `reset`.

use crate::basics::{console, faults_told};
use crate::commands::env_file::EnvFile;
use crate::commands::hub_client::HubClient;
use crate::commands::payload_summary;
use crate::commands::table;
use hyper::Method;
use serde::Deserialize;
use std::path::Path;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownDelivery {
    installation_id: Option<String>,
    device_handle: String,
    platform: String,
    template: Option<String>,
    tags: Vec<String>,
    payload: Option<String>,
    payload_base64: Option<String>,
}

pub struct Wait {
    pub count: usize,
    pub timeout: Duration,
}

pub fn show(env_file: &Path, wait: Option<Wait>, json: bool) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let started = Instant::now();
    let (body, deliveries) = loop {
        let body = client.request(Method::GET, "/_emulator/deliveries")?;
        let deliveries: Vec<ShownDelivery> = serde_json::from_slice(&body)
            .map_err(|error| format!("the hub's answer: {}", faults_told::in_json(&error)))?;
        match &wait {
            Some(wait) if deliveries.len() < wait.count && started.elapsed() < wait.timeout => {
                std::thread::sleep(POLL);
            }
            _ => break (body, deliveries),
        }
    };
    match json {
        true => console::print(&[&body, &b"\n"[..]].concat()),
        false if deliveries.is_empty() => console::print(b"No device got anything.\n"),
        false => console::print(table(&deliveries, table::width()).as_bytes()),
    }?;
    match wait {
        Some(wait) if deliveries.len() < wait.count => Err(format!(
            "{} of {} deliveries after {} seconds",
            deliveries.len(),
            wait.count,
            wait.timeout.as_secs_f64()
        )),
        _ => Ok(()),
    }
}

pub fn reset(env_file: &Path, all: bool) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let path = match all {
        true => "/_emulator/reset?all",
        false => "/_emulator/reset",
    };
    client.request(Method::POST, path).map(|_| ())
}

fn table(deliveries: &[ShownDelivery], width: usize) -> String {
    let header = ["DEVICE", "PLATFORM", "TEMPLATE", "TAGS", "SHOWS"];
    let rows: Vec<_> = deliveries.iter().map(row).collect();
    table::table(header, &["TEMPLATE"], &rows, width)
}

fn row(delivery: &ShownDelivery) -> [String; 5] {
    let template = delivery.template.as_deref().unwrap_or("-");
    let shows = match (&delivery.payload, &delivery.payload_base64) {
        (Some(payload), _) => payload_summary::summary(payload),
        (None, Some(bytes)) => format!("(bytes) {bytes}"),
        (None, None) => String::new(),
    };
    [
        table::device(delivery.installation_id.as_deref(), &delivery.device_handle),
        delivery.platform.clone(),
        payload_summary::one_line(template),
        table::list(&delivery.tags),
        shows,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(id: &str, template: Option<&str>, tags: &[&str], payload: &str) -> ShownDelivery {
        ShownDelivery {
            installation_id: Some(id.to_owned()),
            device_handle: String::new(),
            platform: "apple".to_owned(),
            template: template.map(str::to_owned),
            tags: tags.iter().map(|tag| tag.to_string()).collect(),
            payload: Some(payload.to_owned()),
            payload_base64: None,
        }
    }

    #[test]
    fn columns_are_aligned_and_the_last_is_trimmed() {
        let long = r#"{"aps":{"alert":"A rather long text that does not fit"}}"#;
        let deliveries = [
            delivery("phone-1", None, &["$InstallationId:{phone-1}"], long),
            delivery("p", Some("hello"), &["a", "b"], r#"{"aps":{"alert":"hi"}}"#),
        ];
        assert_eq!(
            table(&deliveries, 60),
            "DEVICE   PLATFORM  TEMPLATE  TAGS  SHOWS\n\
             phone-1  apple     -         -     A rather long text that …\n\
             p        apple     hello     a,b   hi\n"
        );
        assert_eq!(
            table(&deliveries[..1], 200),
            "DEVICE   PLATFORM  TAGS  SHOWS\n\
             phone-1  apple     -     A rather long text that does not fit\n"
        );
    }
}
