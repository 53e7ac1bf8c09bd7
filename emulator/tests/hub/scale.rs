use crate::jobs;
use crate::registrations::{all, list, one};
use crate::support::*;
use serde_json::json;
use std::time::{Duration, Instant};

/// Whether it is fast enough is for a benchmark; a debug build only has to get it right.
#[test]
fn ten_thousand_devices() {
    const DEVICES: usize = 10_000;
    let devices: Vec<_> = (0..DEVICES)
        .map(|n| {
            json!({
                "installationId": format!("d{n}"), "platform": "apns", "pushChannel": format!("{n:04}"),
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

/// A page is found where the last one ended: the time of a list grows with its length, not with its
/// square. Generous for a debug build on a busy machine; it takes a few seconds.
#[test]
fn a_hundred_thousand_registrations() {
    const REGISTRATIONS: usize = 100_000;
    const TIME: Duration = Duration::from_secs(90);
    let hub = Hub::start(&[]);
    let rows: String = (0..REGISTRATIONS)
        .map(|n| {
            format!("<AppleRegistrationDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><Tags>t{}</Tags><DeviceToken>{n:08X}</DeviceToken></AppleRegistrationDescription>\n", n % 1000)
        })
        .collect();
    assert_eq!(
        hub.call(&jobs::blob("PUT", "in/rows").body(rows)).status,
        201
    );
    let job = hub.call(&jobs::import("ImportCreateRegistrations", "rows"));
    let ended = jobs::wait(&hub, &one(&job.body, "JobId"));
    assert_eq!(one(&ended, "Status"), "Completed");

    let started = Instant::now();
    let (mut count, mut token) = (0, String::new());
    loop {
        let answer = hub.call(&list(&token));
        let tokens = all(&answer.body, "DeviceToken");
        assert_eq!(tokens.first(), Some(&format!("{count:08X}")));
        count += tokens.len();
        match answer.header("x-ms-continuationtoken") {
            "" => break,
            next => token = format!("&continuationtoken={next}"),
        }
    }
    assert_eq!(count, REGISTRATIONS);
    assert!(started.elapsed() < TIME, "{:?}", started.elapsed());
    let by_channel = hub.call(&list("&$filter=ChannelUri+eq+%270001869F%27"));
    assert_eq!(all(&by_channel.body, "Tags"), ["t999"]);
    let path = format!("/demo/tags/t7/registrations?{VERSION}");
    let by_tag = hub.call(&Request::new("GET", &path));
    assert_eq!(all(&by_tag.body, "RegistrationId").len(), 100);
    assert_eq!(by_tag.header("x-ms-continuationtoken"), "");
    println!(
        "{REGISTRATIONS} registrations listed in {:?}",
        started.elapsed()
    );
}
