use crate::support::*;
use serde_json::json;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

const NEWS: &str = r#"{"aps":{"alert":"news & more"}}"#;

fn at(seconds: i64) -> String {
    let time = OffsetDateTime::now_utc() + time::Duration::seconds(seconds);
    let (hour, minute, second) = time.time().as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", time.date())
}

fn schedule(time: &str) -> Request {
    Request::new("POST", &format!("/demo/schedulednotifications?{VERSION}"))
        .header("ServiceBusNotification-Format", "apple")
        .header("ServiceBusNotification-Tags", "news")
        .header("ServiceBusNotification-ScheduleTime", time)
        .body(NEWS)
}

fn with_devices() -> Hub {
    let hub = Hub::start(&[]);
    for (id, platform, tag) in [
        ("a", "apns", "news"),
        ("b", "fcmv1", "news"),
        ("c", "apns", "x"),
    ] {
        hub.install(&json!({
            "installationId": id, "platform": platform, "pushChannel": id, "tags": [tag],
        }));
    }
    hub
}

fn id_of(hub: &Hub, answer: &Answer) -> String {
    assert_eq!((answer.status, answer.body.as_str()), (201, ""));
    let start = format!("{}/demo/schedulednotifications/", hub.env("NH_URL"));
    let id = answer.header("location").strip_prefix(&start).unwrap();
    id.strip_suffix("?api-version=2020-06").unwrap().to_owned()
}

fn details(hub: &Hub, id: &str) -> Answer {
    hub.call(&Request::new(
        "GET",
        &format!("/demo/messages/{id}?{VERSION}"),
    ))
}

fn cancel(hub: &Hub, id: &str) -> u16 {
    let path = format!("/demo/schedulednotifications/{id}?{VERSION}");
    hub.call(&Request::new("DELETE", &path)).status
}

/// A minute is far more than it takes.
fn wait_for_delivery(hub: &Hub) {
    let start = Instant::now();
    while hub.deliveries().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_notification_waits_for_its_time() {
    let hub = with_devices();
    let id = id_of(&hub, &hub.call(&schedule(&at(2))));
    assert!(id.contains("_QNHQueue"), "{id}");
    assert!(hub.deliveries().is_empty());
    let before = details(&hub, &id).body;
    assert!(before.contains("<State>Scheduled</State>"), "{before}");
    assert!(!before.contains("StartTime"), "{before}");
    // Whoever has the tag when it is due.
    hub.install(&json!({
        "installationId": "late", "platform": "apns", "pushChannel": "late", "tags": ["news"],
    }));
    wait_for_delivery(&hub);
    assert_eq!(hub.deliveries()[0]["notificationId"], id);
    let mut reached = hub.reached();
    reached.sort();
    assert_eq!(reached, ["a", "late"]);
    let after = details(&hub, &id).body;
    assert!(after.contains("<State>Completed</State>"), "{after}");
    assert_eq!(cancel(&hub, &id), 404, "it is gone");
}

#[test]
fn what_is_past_goes_at_once_and_a_time_without_zone_is_utc() {
    let hub = with_devices();
    id_of(&hub, &hub.call(&schedule("2001-02-03T04:05:06")));
    wait_for_delivery(&hub);
}

#[test]
fn a_cancelled_notification_does_not_come() {
    let hub = with_devices();
    let id = id_of(&hub, &hub.call(&schedule(&at(1))));
    assert_eq!(cancel(&hub, &id), 200);
    assert_eq!(cancel(&hub, &id), 404);
    let second = id_of(&hub, &hub.call(&schedule(&at(2))));
    wait_for_delivery(&hub);
    let deliveries = hub.deliveries();
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery["notificationId"] == second)
    );
    assert!(details(&hub, &id).body.contains("<State>Canceled</State>"));
}

#[test]
fn schedules_that_cannot_be() {
    let hub = with_devices();
    for (what, request, message) in [
        ("eight days", schedule(&at(8 * 86_400)), "seven days"),
        ("no time", schedule(""), "missing or not a time"),
        (
            "the how-to's quotes",
            schedule("2030-01-01'T'00:00:00"),
            "not a time",
        ),
        ("no payload", schedule(&at(9)).body(""), "empty"),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{what}: {}", answer.body);
        assert!(answer.error().contains(message), "{what}: {}", answer.body);
    }
    let mut direct = schedule(&at(1));
    direct.path = format!("/demo/schedulednotifications?{VERSION}&direct");
    assert!(hub.call(&direct).error().contains("direct"));
    let listen = schedule(&at(1)).policy("NH_LISTEN_CONNECTION_STRING");
    assert_eq!(hub.call(&listen).status, 403);
}

#[test]
fn the_details_of_a_send() {
    let hub = with_devices();
    let answer = hub.call(&send("apple", NEWS));
    let location = answer.header("location").to_owned();
    let path = location.strip_prefix(hub.env("NH_URL")).unwrap();
    let answer = hub.call(&Request::new("GET", path));
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    for part in [
        "<State>Completed</State><EnqueueTime>",
        "<NotificationBody>{\"aps\":{\"alert\":\"news &amp; more\"}}</NotificationBody>",
        "<TargetPlatforms>apple</TargetPlatforms>",
        "<ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>2</Count></Outcome></ApnsOutcomeCounts>",
        &location.replacen("https://", "<Location>sb://", 1),
    ] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
    let nobody = hub.call(&apple().header("ServiceBusNotification-Tags", "nobody"));
    let path = nobody.header("location").to_owned();
    let path = path.strip_prefix(hub.env("NH_URL")).unwrap();
    let answer = hub.call(&Request::new("GET", path));
    assert!(
        answer.body.contains("<State>NoTargetFound</State>"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("<Tags>nobody</Tags>"),
        "{}",
        answer.body
    );
    assert_eq!(details(&hub, "unknown").status, 404);
}
