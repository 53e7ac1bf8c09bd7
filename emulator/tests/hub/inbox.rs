//! What the page in a browser asks for: deliveries and devices in pieces, and what a search finds.

use crate::support::*;
use serde_json::{Value, json};

fn ask(hub: &Hub, path: &str) -> Answer {
    hub.call(&Request::new("GET", &format!("/_emulator/inbox{path}")).anonymous())
}

fn get(hub: &Hub, path: &str) -> Value {
    let answer = ask(hub, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn found(hub: &Hub, query: &str) -> Value {
    let query = percent_encoding::utf8_percent_encode(query, percent_encoding::NON_ALPHANUMERIC);
    get(hub, &format!("?q={query}"))
}

/// Their numbers, oldest first.
fn numbers(list: &Value) -> Vec<u64> {
    let rows = list["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| row["number"].as_u64().unwrap())
        .collect()
}

fn ids(list: &Value) -> Vec<&str> {
    let rows = list["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| row["device"].as_str().unwrap())
        .collect()
}

/// Ann has a phone of Apple and one of Google, Bob one of Apple.
fn start() -> Hub {
    let hub = Hub::start(&["--plain", "--hub", "demo", "--hub", "other"]);
    for (id, user, platform, handle, tags) in [
        ("ann-1", "ann", "apns", "AA", vec!["vip", "en"]),
        ("ann-2", "ann", "fcmV1", "f-2", vec!["en"]),
        ("bob", "bob", "apns", "BB", vec!["VIP"]),
    ] {
        hub.install(&json!({
            "installationId": id, "userId": user, "platform": platform,
            "pushChannel": handle, "tags": tags,
        }));
    }
    hub
}

fn fcm(text: &str) -> Request {
    send(
        "fcmv1",
        json!({"message": {"notification": {"title": text}}}).to_string(),
    )
}

#[test]
fn deliveries_come_in_pieces() {
    let hub = start();
    let empty = get(&hub, "");
    assert_eq!(empty, json!({"total": 0, "from": 0, "next": 0, "rows": []}));
    for _ in 0..30 {
        hub.call(&apple());
    }
    let list = get(&hub, "?limit=4");
    assert_eq!((&list["total"], &list["from"]), (&json!(60), &json!(56)));
    assert_eq!(numbers(&list), [56, 57, 58, 59]);
    assert_eq!(numbers(&get(&hub, "")).len(), 50);
    let shown = &list["rows"][3];
    // A delivery as it is everywhere, and what the page needs beside.
    let delivery = hub.deliveries().pop().unwrap();
    for (name, value) in delivery.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    for (name, value) in [
        ("number", json!(59)),
        ("index", json!(59)),
        ("device", json!("i:bob")),
        ("userId", json!("bob")),
        ("size", json!(22)),
        ("sizeLimit", json!(4096)),
        ("finding", Value::Null),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    assert!(shown.get("payloadCut").is_none());
    // A place does not move when something arrives, in a search neither.
    let before = get(&hub, "?from=10&limit=5&q=to:bob&hub=DEMO");
    let device = get(&hub, "?from=10&limit=5&device=i:bob");
    assert_eq!(
        (&before["total"], &before["from"]),
        (&json!(30), &json!(10))
    );
    assert_eq!(numbers(&before), [21, 23, 25, 27, 29]);
    assert_eq!(before["rows"][4]["index"], 14);
    assert_eq!(before, device);
    hub.call(&apple());
    let after = get(&hub, "?from=10&limit=5&q=to:bob&hub=DEMO");
    assert_eq!(after["rows"], before["rows"]);
    assert_eq!((&after["total"], &after["next"]), (&json!(31), &json!(62)));
    assert_eq!(numbers(&get(&hub, "?from=0&limit=2")), [0, 1]);
    // Without a place the newest.
    assert_eq!(numbers(&get(&hub, "?q=to:bob&limit=2")), [59, 61]);
    for (path, from, count) in [
        ("?from=61", 61, 1),
        ("?from=62", 62, 0),
        ("?from=99999999999999999999999", 62, 0),
        (
            "?from=18446744073709551615&limit=18446744073709551615",
            62,
            0,
        ),
        ("?from=1&limit=0", 1, 1),
        ("?from=0&limit=99999999999999999999999", 0, 62),
        ("?from=&limit=&q=&hub=&device=", 12, 50),
        ("?q=to:bob&from=99999999999999999999999", 31, 0),
        ("?hub=other", 0, 0),
        ("?hub=nowhere", 0, 0),
    ] {
        let list = get(&hub, path);
        assert_eq!(list["from"], from, "{path}");
        assert_eq!(numbers(&list).len(), count, "{path}");
    }
    hub.control("POST", "reset", "");
    let list = get(&hub, "");
    assert_eq!((&list["total"], &list["next"]), (&json!(0), &json!(62)));
    hub.call(&apple());
    let list = get(&hub, "?from=0");
    assert_eq!(numbers(&list), [62, 63]);
    assert_eq!(list["rows"][0]["index"], 0);
}

#[test]
fn a_search_finds_by_all_of_its_words() {
    let hub = start();
    hub.call(&apple());
    hub.call(&fcm("Hello World"));
    hub.call(
        &send("apple", r#"{"aps":{"alert":"ΟΔΟΣ"}}"#)
            .header("ServiceBusNotification-Tags", "vip && en"),
    );
    for (query, expected) in [
        ("", vec![0, 1, 2, 3]),
        ("to:ann", vec![0, 2, 3]),
        ("ann", vec![0, 2, 3]),
        ("to:ann-1", vec![0, 3]),
        ("to:f-2", vec![2]),
        ("user:ANN platform:apns", vec![0, 3]),
        ("platform:fcm", vec![2]),
        ("-platform:apple", vec![2]),
        ("format:fcmv1", vec![2]),
        ("tag:vip", vec![0, 1, 3]),
        ("tag:vi", vec![]),
        ("hub:demo -tag:en", vec![1]),
        ("hub:other", vec![]),
        ("text:\"hello world\"", vec![2]),
        ("\"Hello World\"", vec![2]),
        ("text:οδοσ", vec![3]),
        ("hi", vec![0, 1]),
        ("is:test", vec![]),
        ("is:unread", vec![0, 1, 2, 3]),
        ("-is:unread", vec![]),
        ("is:expired", vec![]),
        ("template:news", vec![]),
        ("text:\"hello", vec![2]),
    ] {
        assert_eq!(numbers(&found(&hub, query)), expected, "{query}");
    }
    let list = found(&hub, "platform:apple");
    assert_eq!(list["rows"][2]["index"], 2);
    // What cannot be searched for says what can.
    let wrong = ask(&hub, "?q=too%3Aann");
    assert_eq!(wrong.status, 400);
    let said = "<Detail>'too:' is no key of a search: there are to:, user:, tag:";
    assert!(wrong.body.contains(said), "{}", wrong.body);
    for wrong in [
        "?q=platform:nokia",
        "?q=is:red",
        "?from=-1",
        "?limit=many",
        "?device=ann",
        "?device=h:nokia:a",
        "/devices?offset=1.5",
        "/devices?q=too:ann",
    ] {
        assert_eq!(ask(&hub, wrong).status, 400, "{wrong}");
    }
    // Not UTF-8, quotes without end, words without value.
    for odd in [
        "?q=%ff%fe",
        "?q=%22",
        "?q=text:%22%5C",
        "?q=-%20-to:%20:%00",
        "?q=%F0%9F",
    ] {
        assert_eq!(ask(&hub, odd).status, 200, "{odd}");
    }
    assert_eq!(ask(&hub, &format!("?q={}", "a+".repeat(1000))).status, 400);
    assert_eq!(ask(&hub, "/nothing").status, 404);
}

#[test]
fn of_a_large_payload_a_list_has_the_beginning() {
    let hub = start();
    hub.call(&put(
        &json!({"installationId": "w", "platform": "xiaomi", "pushChannel": "x"}),
    ));
    // Written out: in which order a map's members come depends on who builds it.
    let long = format!(r#"{{"payload":"{}","title":"t"}}"#, "ä".repeat(5000));
    assert_eq!(hub.call(&send("xiaomi", long.as_str())).status, 201);
    let list = get(&hub, "?device=i:w");
    let row = &list["rows"][0];
    let shown = row["payload"].as_str().unwrap();
    assert!(long.starts_with(shown) && (8190..=8192).contains(&shown.len()));
    assert_eq!(
        (&row["payloadCut"], &row["size"]),
        (&json!(true), &json!(long.len()))
    );
    assert_eq!(row["sizeLimit"], Value::Null);
    assert_eq!(numbers(&found(&hub, r#"text:"ää\",\"title""#)), [0]);
}

#[test]
fn devices_with_what_is_in_their_inboxes() {
    let hub = start();
    let registration = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><content type=\"application/xml\"><AppleRegistrationDescription xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\"><Tags>en</Tags><DeviceToken>CC</DeviceToken></AppleRegistrationDescription></content></entry>";
    let path = format!("/demo/registrations?{VERSION}");
    let created = hub.call(
        &Request::new("POST", &path)
            .header("content-type", "application/atom+xml")
            .body(registration),
    );
    assert_eq!(created.status, 200, "{}", created.body);
    hub.install(&json!({"installationId": "alone", "platform": "apns", "pushChannel": "DD"}));
    hub.call(&apple());
    hub.call(&apple().header("ServiceBusNotification-Tags", "$UserId:{ann}"));
    let list = get(&hub, "/devices");
    assert_eq!(
        list["hubs"],
        json!([{"name": "demo", "devices": 5}, {"name": "other", "devices": 0}])
    );
    assert_eq!(list["total"], 5);
    // By their users; those without come last.
    let keys = ids(&list);
    assert_eq!(keys[..4], ["i:ann-1", "i:ann-2", "i:bob", "i:alone"]);
    assert!(keys[4].starts_with("r:"));
    let devices = hub.call(&Request::new("GET", "/_emulator/devices").anonymous());
    let devices: Vec<Value> = serde_json::from_str(&devices.body).unwrap();
    let ann = devices.iter().find(|one| one["installationId"] == "ann-1");
    let shown = &list["rows"][0];
    for (name, value) in ann.unwrap().as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!(
        (&shown["deliveries"], &shown["unread"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(shown["latest"], hub.deliveries().pop().unwrap()["time"]);
    let none = &list["rows"][1];
    assert_eq!(
        (&none["deliveries"], &none["latest"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(list["rows"][4]["deliveries"], 1);
    let second = get(&hub, "/devices?offset=1&limit=2");
    assert_eq!(
        (&second["total"], ids(&second)),
        (&json!(5), vec!["i:ann-2", "i:bob"])
    );
    for (path, expected) in [
        ("?q=ann", vec!["i:ann-1", "i:ann-2"]),
        ("?q=tag:vip", vec!["i:ann-1", "i:bob"]),
        ("?q=platform:apns+-user:ann+to:b", vec!["i:bob"]),
        // What a device by itself has nothing of is passed over.
        ("?q=text:nothing+to:bob", vec!["i:bob"]),
        ("?q=-is:unread", vec!["i:ann-2"]),
        ("?q=is:expired", vec![]),
        ("?hub=other", vec![]),
        ("?device=i:ann-2", vec!["i:ann-2"]),
        ("?device=i:ann", vec![]),
        ("?offset=99999999999999999999999", vec![]),
    ] {
        assert_eq!(
            ids(&get(&hub, &format!("/devices{path}"))),
            expected,
            "{path}"
        );
    }
    assert_eq!(ask(&hub, "/devices?hub=nowhere").status, 404);
    // A handle that nobody registered is no device, and has an inbox.
    let direct = Request::new("POST", &format!("/demo/messages?direct&{VERSION}"))
        .header("ServiceBusNotification-Format", "apple")
        .header("ServiceBusNotification-DeviceHandle", "EE")
        .body(r#"{"aps":{"alert":"hi"}}"#);
    assert_eq!(hub.call(&direct).status, 201);
    let list = get(&hub, "?device=h:apple:EE");
    assert_eq!(list["rows"][0]["device"], "h:apple:EE");
    assert_eq!(list["rows"][0]["userId"], Value::Null);
    assert_eq!(numbers(&found(&hub, "is:direct")).len(), 1);
}
