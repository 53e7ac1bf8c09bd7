use crate::support::*;
use serde_json::json;

/// Whether it is fast enough is for a benchmark; a debug build only has to get it right.
#[test]
fn ten_thousand_devices() {
    const DEVICES: usize = 10_000;
    let devices: Vec<_> = (0..DEVICES)
        .map(|n| {
            json!({
                "installationId": format!("d{n}"), "platform": "apns", "pushChannel": format!("h{n}"),
                "tags": [format!("t{}", n % 10)],
                "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
            })
        })
        .collect();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("devices.json");
    std::fs::write(&file, json!(devices).to_string()).unwrap();
    let hub = Hub::start(&["--devices", file.to_str().unwrap()]);
    assert_eq!(hub.call(&apple()).status, 201);
    assert_eq!(hub.deliveries().len(), DEVICES);
    let tagged = send("template", "{\"m\":\"x\"}").header("ServiceBusNotification-Tags", "t3");
    assert_eq!(hub.call(&tagged).status, 201);
    assert_eq!(hub.deliveries().len(), DEVICES + DEVICES / 10);
    // The log keeps the last 100,000 and counts what it drops.
    for _ in 0..9 {
        assert_eq!(hub.call(&apple()).status, 201);
    }
    let answer = hub.call(&Request::new("GET", "/_emulator/deliveries").anonymous());
    assert_eq!(answer.header("x-emulator-dropped"), "1000");
    let deliveries: Vec<serde_json::Value> = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(deliveries.len(), 100_000);
}
