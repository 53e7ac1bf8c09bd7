use crate::support::*;
use serde_json::json;
use tempfile::TempDir;

fn schedule(time: &str) -> Request {
    let mut request = apple().header("ServiceBusNotification-ScheduleTime", time);
    request.path = format!("/demo/schedulednotifications?{VERSION}");
    request
}

fn cancel(id: &str) -> Request {
    Request::new(
        "DELETE",
        &format!("/demo/schedulednotifications/{id}?{VERSION}"),
    )
}

/// The id in the address of the answer.
fn id(answer: &Answer) -> String {
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (201, ""),
        "{answer:?}"
    );
    let location = answer.header("location");
    let (_, id) = location
        .split_once("/demo/schedulednotifications/")
        .unwrap();
    id.strip_suffix("?api-version=2020-06").unwrap().to_owned()
}

fn install(hub: &Hub) {
    hub.install(&json!({
        "installationId": "d", "platform": "apns", "pushChannel": "AA", "tags": ["news"],
    }));
}

const START: &str = r#"{"set":"2030-01-01T00:00:00Z","frozen":true}"#;

#[test]
fn the_clock() {
    let hub = Hub::start(&[]);
    let clock = |body: &str| hub.control("POST", "clock", body);
    let state: serde_json::Value =
        serde_json::from_str(&hub.control("GET", "clock", "").body).unwrap();
    assert_eq!(
        (&state["real"], &state["frozen"]),
        (&json!(true), &json!(false))
    );
    let answer = clock(START);
    assert_eq!(answer.status, 200);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&answer.body).unwrap(),
        json!({"now": "2030-01-01T00:00:00.000Z", "real": false, "frozen": true})
    );
    let answer = clock("{\"advance_ms\":1500}");
    assert!(answer.body.contains("2030-01-01T00:00:01.500Z"));
    let answer = clock("{\"advance_ms\":-86400000,\"frozen\":false}");
    assert!(answer.body.contains("\"frozen\":false") && answer.body.contains("2029-12-31"));
    // Answers tell the hub's time, from which clients learn how wrong their own is.
    let answer = hub.call(&apple());
    assert_eq!(answer.status, 401);
    assert!(answer.error().contains("ExpiredToken"));
    assert!(
        answer
            .header("date")
            .starts_with("Mon, 31 Dec 2029 00:00:0")
    );
    assert!(answer.body.contains("TimeStamp:12/31/2029 12:00:0"));
    assert_eq!(clock("{\"real\":true}").status, 200);
    let answer = hub.call(&apple());
    assert_eq!(answer.status, 201);
    assert!(!answer.header("date").contains("2029"));
    for wrong in [
        "",
        "{}",
        "{\"set\":\"tomorrow\"}",
        "{\"real\":false}",
        "{\"advance_ms\":1,\"real\":true}",
        "{\"advance\":1}",
        "{\"advance_ms\":9000000000000000000}",
        "{\"set\":\"9999-06-01T00:00:00Z\"}",
        // In UTC a year with five digits, and none.
        "{\"set\":\"9999-12-31T23:59:59-01:00\"}",
        "{\"set\":\"0001-01-01T00:00:00+01:00\"}",
        "{\"set\":\"2030-01-01x00:00:00Z\"}",
    ] {
        assert_eq!(clock(wrong).status, 400, "{wrong}");
    }
    assert!(
        hub.control("GET", "clock", "")
            .body
            .contains("\"real\":true")
    );
}

#[test]
fn sent_when_the_time_comes() {
    let hub = Hub::start(&[]);
    install(&hub);
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    hub.control("POST", "clock", START);
    let call = |request: Request| hub.call(&request.authorization(&token));
    // In every spelling that a client has.
    let mut ids = Vec::new();
    for time in [
        "2030-01-01T00:01:00",
        "2030-01-01T00:02:00.000Z",
        "2030-01-01'T'00:03:00",
    ] {
        let tagged = schedule(time)
            .header("ServiceBusNotification-Tags", "news")
            .header("TrackingId", "t-1")
            .header("apns-priority", "5");
        ids.push(id(&call(tagged)));
    }
    let parts: Vec<&str> = ids[0].split('_').collect();
    assert!(
        parts.len() == 5 && parts[1] == "20300101000000",
        "{}",
        ids[0]
    );
    assert!(hub.deliveries().is_empty());
    assert_eq!(hub.requests().last().unwrap()["queued"], true);

    hub.control("POST", "clock", "{\"advance_ms\":59999}");
    assert!(hub.deliveries().is_empty());
    hub.control("POST", "clock", "{\"advance_ms\":1}");
    let deliveries = hub.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["notificationId"], ids[0]);
    assert_eq!(deliveries[0]["trackingId"], "t-1");
    assert_eq!(deliveries[0]["tagExpression"], "news");
    assert_eq!(deliveries[0]["headers"], json!({"apns-priority": "5"}));
    assert_eq!(deliveries[0]["time"], "2030-01-01T00:01:00.000Z");

    assert_eq!(call(cancel(&ids[1])).status, 200);
    for gone in [&ids[0], &ids[1], "nothing"] {
        assert_eq!(call(cancel(gone)).status, 404, "{gone}");
    }
    hub.control("POST", "clock", "{\"advance_ms\":600000}");
    let sent: Vec<String> = hub
        .deliveries()
        .iter()
        .map(|delivery| delivery["notificationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sent, [ids[0].clone(), ids[2].clone()]);
}

/// Without anybody touching the clock.
#[test]
fn real_time_passes() {
    let hub = Hub::start(&[]);
    install(&hub);
    let at = |seconds| {
        let time = time::OffsetDateTime::now_utc() + time::Duration::seconds(seconds);
        let (hour, minute, second) = time.time().as_hms();
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", time.date())
    };
    id(&hub.call(&schedule(&at(-100))));
    assert_eq!(hub.deliveries().len(), 1);
    id(&hub.call(&schedule(&at(2))));
    assert_eq!(hub.deliveries().len(), 1);
    let started = std::time::Instant::now();
    while hub.deliveries().len() < 2 {
        assert!(started.elapsed().as_secs() < 20);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn schedules_that_are_refused() {
    let hub = Hub::start(&["--strict"]);
    let mut none = apple();
    none.path = format!("/demo/schedulednotifications?{VERSION}");
    let mut direct = schedule("2025-01-01T00:00:00");
    direct.path += "&direct";
    for (request, message) in [
        (none, "ScheduleTime is missing"),
        (direct, "direct"),
        (schedule("soon"), "soon"),
        (schedule("2999-01-01T00:00:00"), "7 days"),
        (schedule("2025-01-01'T'00:00:00"), "not a date"),
        (
            schedule("2025-01-01T00:00:00").header("ServiceBusNotification-Tags", "a &&"),
            "tag expression",
        ),
        (schedule("2025-01-01T00:00:00").body("{"), "not JSON"),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{message}");
        assert!(answer.error().contains(message), "{}", answer.body);
    }
    assert_eq!(hub.call(&cancel("x").policy(LISTEN)).status, 403);
}

#[test]
fn what_waits_survives_kill_9() {
    let folder = TempDir::new().unwrap();
    let start = |listen: &str| {
        let folder = folder.path().to_str().unwrap();
        Hub::start(&["--state-dir", folder, "--listen", listen])
    };
    let mut hub = start("127.0.0.1:0");
    let listen = hub.authority().replace("localhost", "127.0.0.1");
    install(&hub);
    let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
    hub.control("POST", "clock", START);
    let ids: Vec<String> = [
        "2030-01-01T00:01:00",
        "2030-01-01T00:02:00",
        "2030-01-02T00:00:00",
    ]
    .iter()
    .map(|time| id(&hub.call(&schedule(time).authorization(&token))))
    .collect();
    hub.call(&cancel(&ids[1]).authorization(&token));
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();
    let journal = std::fs::read_to_string(folder.path().join("hub-demo.jsonl")).unwrap();
    assert!(!journal.contains("SharedAccessSignature"), "{journal}");

    let mut hub = start(&listen);
    assert!(hub.deliveries().is_empty());
    hub.control("POST", "clock", START);
    hub.control("POST", "clock", "{\"advance_ms\":300000}");
    let deliveries = hub.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["notificationId"], ids[0]);
    hub.child.kill().unwrap();
    hub.child.wait().unwrap();

    // What was sent is not sent again.
    let hub = start(&listen);
    hub.control("POST", "clock", START);
    hub.control("POST", "clock", "{\"advance_ms\":300000}");
    assert!(hub.deliveries().is_empty());
    hub.control("POST", "clock", "{\"advance_ms\":86400000}");
    assert_eq!(hub.deliveries()[0]["notificationId"], ids[2]);
}
