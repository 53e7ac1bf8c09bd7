//! `devices` and `export`: what a running hub has.

use crate::basics::{console, faults_told};
use crate::commands::env_file::EnvFile;
use crate::commands::hub_client::HubClient;
use crate::commands::table;
use hyper::Method;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownDevice {
    hub: String,
    installation_id: Option<String>,
    user_id: Option<String>,
    device_handle: String,
    platform: String,
    tags: Vec<String>,
    templates: Vec<String>,
    push_channel_expired: bool,
}

pub fn show(env_file: &Path, json: bool) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let body = client.request(Method::GET, "/_emulator/devices")?;
    if json {
        return console::print(&[&body, &b"\n"[..]].concat());
    }
    let devices: Vec<ShownDevice> = serde_json::from_slice(&body)
        .map_err(|error| format!("the hub's answer: {}", faults_told::in_json(&error)))?;
    match devices.is_empty() {
        true => console::print(b"There is no device.\n"),
        false => console::print(table(&devices, table::width()).as_bytes()),
    }
}

pub fn export(env_file: &Path) -> Result<(), String> {
    let client = HubClient::new(&EnvFile::read(env_file)?)?;
    let body = client.request(Method::GET, "/_emulator/scenario")?;
    console::print(&[&body, &b"\n"[..]].concat())
}

fn table(devices: &[ShownDevice], width: usize) -> String {
    let header = [
        "HUB",
        "DEVICE",
        "PLATFORM",
        "USER",
        "CHANNEL",
        "TEMPLATES",
        "TAGS",
    ];
    let one_hub = devices.iter().all(|device| device.hub == devices[0].hub);
    let rows: Vec<_> = devices.iter().map(|device| row(device, one_hub)).collect();
    let optional = ["HUB", "USER", "CHANNEL", "TEMPLATES"];
    table::table(header, &optional, &rows, width)
}

fn row(device: &ShownDevice, one_hub: bool) -> [String; 7] {
    let or_nothing = |text: Option<&str>| table::list(text.map(str::to_owned).as_slice());
    // A template of a registration may have no name.
    let templates = device.templates.iter().map(|name| match name.as_str() {
        "" => "(unnamed)".to_owned(),
        name => name.to_owned(),
    });
    [
        or_nothing(Some(device.hub.as_str()).filter(|_| !one_hub)),
        table::device(device.installation_id.as_deref(), &device.device_handle),
        device.platform.clone(),
        or_nothing(device.user_id.as_deref()),
        or_nothing(Some("expired").filter(|_| device.push_channel_expired)),
        table::list(&templates.collect::<Vec<_>>()),
        table::list(&device.tags),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_without_anything_are_left_out() {
        let device = |id: &str, hub: &str| ShownDevice {
            hub: hub.to_owned(),
            installation_id: Some(id.to_owned()),
            user_id: None,
            device_handle: "AB".to_owned(),
            platform: "apple".to_owned(),
            tags: vec!["a".to_owned(), "b".to_owned()],
            templates: Vec::new(),
            push_channel_expired: false,
        };
        assert_eq!(
            table(&[device("phone", "demo")], 80),
            "DEVICE  PLATFORM  TAGS\nphone   apple     a,b\n"
        );
        let mut registered = device("", "other");
        registered.installation_id = None;
        registered.templates = vec![String::new()];
        registered.push_channel_expired = true;
        registered.user_id = Some("ann".to_owned());
        assert_eq!(
            table(&[device("phone", "demo"), registered], 80),
            "HUB    DEVICE  PLATFORM  USER  CHANNEL  TEMPLATES  TAGS\n\
             demo   phone   apple     -     -        -          a,b\n\
             other  AB      apple     ann   expired  (unnamed)  a,b\n"
        );
    }
}
