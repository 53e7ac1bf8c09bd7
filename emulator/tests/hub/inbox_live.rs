//! What the page in a browser is told as it happens.

use crate::events::{Event, Events};
use crate::support::*;
use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn live(hub: &Hub, query: &str, headers: &str) -> Events<TcpStream> {
    Events::open(hub, &format!("/_emulator/inbox/live{query}"), headers)
}

/// The next delivery, whatever else is told before it.
fn delivery(events: &mut Events<TcpStream>) -> Event {
    let delivery = events.until("delivery").pop().unwrap();
    assert_eq!(
        delivery.id.unwrap(),
        delivery.data["number"].as_u64().unwrap() + 1
    );
    delivery
}

fn numbers(events: &mut Events<TcpStream>, count: usize) -> Vec<u64> {
    (0..count)
        .map(|_| delivery(events).id.unwrap() - 1)
        .collect()
}

fn start() -> Hub {
    let hub = Hub::start(&["--plain"]);
    for (id, handle) in [("ann", "AA"), ("bob", "BB")] {
        hub.install(&json!({"installationId": id, "platform": "apns", "pushChannel": handle}));
    }
    hub
}

fn to(id: &str) -> Request {
    apple().header(
        "ServiceBusNotification-Tags",
        &format!("$InstallationId:{{{id}}}"),
    )
}

fn list(hub: &Hub, query: &str) -> Value {
    let answer = hub.call(&Request::new("GET", &format!("/_emulator/inbox{query}")).anonymous());
    serde_json::from_str(&answer.body).unwrap()
}

#[test]
fn deliveries_are_told_as_the_list_has_them() {
    let hub = start();
    hub.call(&apple());
    let mut all = live(&hub, "", "");
    let mut some = live(&hub, "?q=to:bob&hub=demo", "");
    let mut device = live(&hub, "?device=i:bob&from=0", "");
    hub.call(&apple());
    // Without a number the new ones alone.
    for (index, device) in ["i:ann", "i:bob"].into_iter().enumerate() {
        let told = delivery(&mut all).data;
        assert_eq!(told["number"], index + 2);
        assert_eq!(
            (&told["hub"], &told["device"]),
            (&json!("demo"), &json!(device))
        );
        assert_eq!(told["total"], index + 3);
        assert_eq!(told["row"], list(&hub, "")["rows"][index + 2]);
    }
    // What is not wanted has no row, and what is wanted is counted from the first in the log.
    let (not_wanted, wanted) = (delivery(&mut some).data, delivery(&mut some).data);
    assert_eq!(
        (&not_wanted["row"], &not_wanted["total"]),
        (&Value::Null, &json!(1))
    );
    assert_eq!(
        (&not_wanted["number"], &not_wanted["device"]),
        (&json!(2), &json!("i:ann"))
    );
    assert_eq!(wanted["total"], 2);
    assert_eq!(wanted["row"], list(&hub, "?q=to:bob")["rows"][1]);
    let of_device: Vec<Value> = (0..4).map(|_| delivery(&mut device).data).collect();
    let totals: Vec<&Value> = of_device.iter().map(|told| &told["total"]).collect();
    assert_eq!(totals, [0, 1, 1, 2]);
    assert_eq!(of_device[3]["row"], wanted["row"]);
    // Who comes back goes on, and is told that other things may have changed too.
    let mut again = live(&hub, "?from=0", "Last-Event-ID: 3\r\n");
    assert_eq!(again.next().kind, "devices");
    assert_eq!(again.next().kind, "pushes");
    assert_eq!(again.next().id, Some(4));
    // More than goes into one piece, while nobody reads.
    for _ in 0..150 {
        hub.call(&apple());
    }
    let expected: Vec<u64> = (4..304).collect();
    for events in [&mut all, &mut some, &mut device, &mut again] {
        assert_eq!(numbers(events, 300), expected);
    }
    assert_eq!(
        numbers(&mut live(&hub, "?from=302&q=to:ann", ""), 2),
        [302, 303]
    );
    let wrong = Request::new("GET", "/_emulator/inbox/live?q=too:ann").anonymous();
    assert_eq!(hub.call(&wrong).status, 400);
}

#[test]
fn what_is_forgotten_is_told() {
    let hub = start();
    hub.call(&apple());
    let mut all = live(&hub, "", "");
    let mut some = live(&hub, "?q=ann", "");
    hub.control("POST", "reset", "");
    for events in [&mut all, &mut some] {
        assert_eq!(events.until("reset").len(), 1);
    }
    hub.call(&to("ann"));
    for events in [&mut all, &mut some] {
        let told = delivery(events).data;
        assert_eq!((&told["number"], &told["total"]), (&json!(2), &json!(1)));
        assert_eq!(told["row"]["index"], 0);
    }
    // One that was away meanwhile is told so too, and one that knows a hub of before.
    for last in [1, 4, u64::MAX] {
        for query in ["", "?q=ann"] {
            let mut again = live(&hub, query, &format!("Last-Event-ID: {last}\r\n"));
            assert_eq!(again.next().kind, "reset", "{last}");
        }
    }
    // One that begins with a number that is gone gets what there is.
    let mut early = live(&hub, "?from=0", "");
    assert_eq!(early.next().id, Some(3));
    let mut late = live(&hub, "?from=99999999999999999999999", "");
    hub.call(&to("bob"));
    assert_eq!(late.until("delivery").pop().unwrap().id, Some(4));
    hub.control("POST", "reset?all", "");
    for events in [&mut all, &mut some] {
        events.until("reset");
    }
}

/// Whether the next event is of this kind.
fn is_told(events: &mut Events<TcpStream>, kind: &str) {
    let event = events.next();
    assert_eq!((event.kind.as_str(), event.id), (kind, None));
    assert_eq!(event.data, json!({}));
}

#[test]
fn other_changes_are_told() {
    let hub = Hub::start(&["--plain"]);
    let mut events = live(&hub, "?q=nobody", "");
    let device = json!({"installationId": "a", "platform": "apns", "pushChannel": "AA"});
    hub.install(&device);
    is_told(&mut events, "devices");
    let request = installation_request("DELETE", "a");
    assert_eq!(hub.call(&request).status, 204);
    is_told(&mut events, "devices");
    for method in ["PUT", "DELETE"] {
        let entry = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><NotificationHubDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"/></content></entry>";
        let request = Request::new(method, &format!("/new?{VERSION}")).policy(ROOT);
        let request = match method {
            "PUT" => request.body(entry),
            _ => request,
        };
        let answer = hub.call(&request);
        assert!(answer.status < 300, "{}", answer.body);
        is_told(&mut events, "devices");
    }
    // A send that reached nobody, and one that was refused.
    assert_eq!(hub.call(&apple()).status, 201);
    is_told(&mut events, "pushes");
    assert_eq!(hub.call(&send("apple", "no JSON")).status, 400);
    is_told(&mut events, "pushes");
    // One that waits is sent by the clock, or canceled.
    let clock = |setting: &str| {
        let answer = hub.control("POST", "clock", setting);
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str::<Value>(&answer.body).unwrap()["now"].clone()
    };
    let later = clock(r#"{"advance_ms": 1000000}"#);
    events.until("devices");
    let later = later.as_str().unwrap();
    clock(r#"{"real": true}"#);
    let schedule = || {
        let path = format!("/demo/schedulednotifications?{VERSION}");
        let answer = hub.call(
            &Request::new("POST", &path)
                .header("ServiceBusNotification-Format", "apple")
                .header("ServiceBusNotification-ScheduleTime", later)
                .body(r#"{"aps":{"alert":"hi"}}"#),
        );
        assert_eq!(answer.status, 201, "{}", answer.body);
        let location = answer.header("location");
        let path = location.strip_prefix(hub.env("NH_URL")).unwrap();
        path.to_owned()
    };
    let scheduled = schedule();
    events.until("pushes");
    assert_eq!(hub.call(&Request::new("DELETE", &scheduled)).status, 200);
    events.until("pushes");
    schedule();
    events.until("pushes");
    clock(r#"{"advance_ms": 2000000}"#);
    events.until("pushes");
    clock(r#"{"real": true}"#);
    // A device that expires is gone when the clock says so.
    let expiring = json!({
        "installationId": "e", "platform": "apns", "pushChannel": "EE",
        "expirationTime": "2126-01-01T00:00:00Z",
    });
    hub.install(&expiring);
    events.until("devices");
    clock(r#"{"set": "2126-01-02T00:00:00Z", "frozen": true}"#);
    events.until("devices");
    let devices = hub.call(&Request::new("GET", "/_emulator/inbox/devices").anonymous());
    assert!(
        devices.body.starts_with("{\"total\":0,"),
        "{}",
        devices.body
    );
    clock(r#"{"real": true}"#);
    // Many changes are told a few times.
    let begun = Instant::now();
    for number in 0..50 {
        hub.install(
            &json!({"installationId": number.to_string(), "platform": "apns", "pushChannel": "AA"}),
        );
    }
    std::thread::sleep(Duration::from_millis(300));
    hub.call(&apple());
    let told = events.until("delivery");
    let devices = told.iter().filter(|event| event.kind == "devices").count();
    let most = begun.elapsed().as_millis() / Duration::from_millis(250).as_millis() + 1;
    assert!((1..=most).contains(&(devices as u128)), "{devices} {most}");
}

#[test]
fn what_was_seen_is_read() {
    let hub = start();
    hub.call(&apple());
    hub.call(&to("ann"));
    let unread = |hub: &Hub| -> Vec<Value> {
        let answer = hub.call(&Request::new("GET", "/_emulator/inbox/devices").anonymous());
        let list: Value = serde_json::from_str(&answer.body).unwrap();
        let rows = list["rows"].as_array().unwrap();
        rows.iter().map(|row| row["unread"].clone()).collect()
    };
    let mut events = live(&hub, "", "");
    assert_eq!(unread(&hub), [2, 1]);
    let seen = |body: &str| hub.control("POST", "inbox/seen", body).status;
    assert_eq!(seen(r#"{"hub": "DEMO", "device": "i:ann"}"#), 204);
    is_told(&mut events, "devices");
    assert_eq!(unread(&hub), [0, 1]);
    assert_eq!(list(&hub, "?q=is:unread")["rows"][0]["device"], "i:bob");
    assert_eq!(list(&hub, "?q=-is:unread")["total"], 2);
    hub.call(&apple());
    assert_eq!(unread(&hub), [1, 2]);
    // Nothing that was there, nothing new, nothing that makes sense.
    for (body, status) in [
        (r#"{"hub": "demo", "device": "i:nobody"}"#, 204),
        (r#"{"hub": "nowhere", "device": "i:ann"}"#, 204),
        (r#"{"hub": "demo", "device": "ann"}"#, 400),
        (r#"{"hub": "demo"}"#, 400),
        (r#"{"hub": "demo", "device": "i:ann", "more": 1}"#, 400),
        ("", 400),
        ("{", 400),
    ] {
        assert_eq!(seen(body), status, "{body}");
    }
    assert_eq!(unread(&hub), [1, 2]);
    hub.control("POST", "reset", "");
    assert_eq!(unread(&hub), [0, 0]);
    hub.call(&to("ann"));
    assert_eq!(unread(&hub), [1, 0]);
}

/// The log has room for 100,000: what comes then costs the oldest their place, and counts no more.
#[test]
fn a_log_that_is_full() {
    const DEVICES: u64 = 10_000;
    let devices: Vec<Value> = (0..DEVICES)
        .map(|n| {
            json!({
                "installationId": format!("d{n}"), "platform": "apns", "pushChannel": format!("{n:04}"),
                "tags": [format!("t{}", n % 10)],
            })
        })
        .collect();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("devices.json");
    std::fs::write(&file, json!(devices).to_string()).unwrap();
    let hub = Hub::start(&["--plain", "--devices", file.to_str().unwrap()]);
    for _ in 0..10 {
        assert_eq!(hub.call(&apple()).status, 201);
    }
    let mut all = live(&hub, "", "");
    let mut some = live(&hub, "?q=tag:t3", "");
    let mut late = live(&hub, "?q=tag:t3&from=0", "");
    assert_eq!(late.next().id, Some(1));
    let tagged = apple().header("ServiceBusNotification-Tags", "t3");
    assert_eq!(hub.call(&tagged).status, 201);
    for number in 100_000..101_000 {
        assert_eq!(delivery(&mut all).data["number"], number);
        if number == 100_999 {
            let told = delivery(&mut live(&hub, &format!("?from={number}"), "")).data;
            assert_eq!(told["total"], 100_000);
        }
    }
    // A tenth of those that were forgotten had the tag.
    let told = (0..1000).map(|_| delivery(&mut some).data).last().unwrap();
    assert_eq!(told["total"], 10_000 + 1000 - 100);
    assert_eq!(told["row"]["index"], 10_899);
    let newest = list(&hub, "?limit=1");
    assert_eq!(
        (&newest["total"], &newest["from"]),
        (&json!(100_000), &json!(99_999))
    );
    assert_eq!(newest["rows"][0]["number"], 100_999);
    assert_eq!(list(&hub, "?from=0&limit=1")["rows"][0]["number"], 1000);
    let found = list(&hub, "?q=tag:t3&limit=1");
    assert_eq!(
        (&found["total"], &found["rows"][0]["index"]),
        (&json!(10_900), &json!(10_899))
    );
    // Whoever was that slow has missed some, and is told so.
    for _ in 0..7 {
        assert_eq!(hub.call(&apple()).status, 201);
    }
    let told = late.until("reset");
    let ids: Vec<u64> = told.iter().filter_map(|event| event.id).collect();
    let last = ids.last().unwrap();
    assert_eq!(ids, (2..=*last).collect::<Vec<_>>());
    assert!(delivery(&mut late).id.unwrap() > last + 1);
}
