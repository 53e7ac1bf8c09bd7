use crate::support::*;
use serde_json::{Value, json};

const DIRECT: &str = "/demo/messages?api-version=2020-06&direct";
const BATCH: &str = "/demo/messages/$batch?api-version=2020-06&direct";

fn direct(format: &str, handle: &str, body: &str) -> Request {
    Request::new("POST", DIRECT)
        .header("ServiceBusNotification-Format", format)
        .header("ServiceBusNotification-DeviceHandle", handle)
        .body(body)
}

fn batch_of(format: &str, body: String) -> Request {
    Request::new("POST", BATCH)
        .header("ServiceBusNotification-Format", format)
        .header("Content-Type", "multipart/mixed; boundary = \"b\"")
        .body(body)
}

fn batch(payload: &str, handles: &Value) -> Request {
    let body = format!(
        "--b\r\nContent-Type: application/json;charset=utf-8\r\n\
         Content-Disposition: inline; name=notification\r\n\r\n{payload}\r\n\
         --b\r\nContent-Type: application/json\r\n\
         Content-Disposition: inline; name=devices\r\n\r\n{handles}\r\n--b--\r\n"
    );
    batch_of("apple", body)
}

fn handles(deliveries: &[Value]) -> Vec<&str> {
    deliveries
        .iter()
        .map(|delivery| delivery["deviceHandle"].as_str().unwrap())
        .collect()
}

#[test]
fn a_device_that_the_hub_does_not_know_is_reached() {
    let hub = Hub::start(&[]);
    let request = direct("apple", "abcd", r#"{"aps":{"alert":"hi"}}"#);
    let answer = hub.call(&request.header("apns-priority", "5"));
    assert_eq!((answer.status, answer.body.as_str()), (201, ""));
    let location = answer.header("location");
    assert!(
        location.ends_with("?api-version=2020-06&direct"),
        "{location}"
    );
    let deliveries = hub.deliveries();
    assert_eq!(handles(&deliveries), ["abcd"]);
    let delivery = &deliveries[0];
    assert_eq!(delivery["platform"], "apple");
    assert_eq!(delivery["registrationId"], Value::Null);
    assert_eq!(delivery["installationId"], Value::Null);
    assert_eq!(delivery["headers"], json!({"apns-priority": "5"}));
    assert!(location.contains(delivery["notificationId"].as_str().unwrap()));
}

#[test]
fn a_browser_needs_its_keys() {
    let hub = Hub::start(&[]);
    let browser = || direct("browser", "https://push.example/d", "{}");
    assert!(hub.call(&browser()).error().contains("P256DH"));
    let half = browser().header("P256DH", "key");
    assert!(hub.call(&half).error().contains("Auth"));
    let whole = browser().header("P256DH", "key").header("Auth", "secret");
    assert_eq!(hub.call(&whole).status, 201);
    assert_eq!(handles(&hub.deliveries()), ["https://push.example/d"]);
}

#[test]
fn direct_sends_that_cannot_be() {
    let hub = Hub::start(&[]);
    for (what, request, message) in [
        ("template", direct("template", "h", "{}"), "template"),
        ("blank handle", direct("apple", " ", "{}"), "DeviceHandle"),
        ("no payload", direct("apple", "h", ""), "empty"),
        (
            "bad payload",
            direct("apple", "h", "{"),
            "payload is invalid",
        ),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{what}: {}", answer.body);
        assert!(answer.error().contains(message), "{what}: {}", answer.body);
    }
    let listen = direct("apple", "h", "{}").policy("NH_LISTEN_CONNECTION_STRING");
    assert_eq!(hub.call(&listen).status, 403);
    assert!(hub.deliveries().is_empty());
}

#[test]
fn a_batch_reaches_each_handle_once() {
    let hub = Hub::start(&[]);
    let answer = hub.call(&batch(r#"{"aps":{}}"#, &json!(["a", "b", "a"])));
    assert_eq!(answer.status, 201, "{}", answer.body);
    let location = answer.header("location");
    let id = location
        .strip_prefix(&format!("{}/demo/messages/$batch/", hub.env("NH_URL")))
        .and_then(|rest| rest.strip_suffix("?api-version=2020-06&direct"))
        .unwrap();
    let deliveries = hub.deliveries();
    assert_eq!(handles(&deliveries), ["a", "b"]);
    assert_eq!(deliveries[1]["payload"], r#"{"aps":{}}"#);
    assert_eq!(
        deliveries[1]["contentType"],
        "application/json;charset=utf-8"
    );
    for path in [format!("messages/{id}"), format!("messages/$batch/{id}")] {
        let details = Request::new("GET", &format!("/demo/{path}?{VERSION}"));
        let details = hub.call(&details).body;
        assert!(
            details.contains("<Name>Skipped</Name><Count>1</Count>"),
            "{details}"
        );
        assert!(
            details.contains("<Name>Success</Name><Count>2</Count>"),
            "{details}"
        );
    }
}

#[test]
fn batches_that_cannot_be() {
    let hub = Hub::start(&[]);
    let thousand: Vec<String> = (0..1001).map(|n| n.to_string()).collect();
    let part =
        |name: &str| format!("--b\r\nContent-Disposition: inline; name={name}\r\n\r\n[]\r\n--b--");
    let mut no_flag = batch("{}", &json!(["a"]));
    no_flag.path = format!("/demo/messages/$batch?{VERSION}");
    for (what, request, message) in [
        ("not direct", no_flag, "direct"),
        ("1001", batch("{}", &json!(thousand)), "1001"),
        ("none", batch("{}", &json!([])), "are 0"),
        ("numbers", batch("{}", &json!([1])), "array of strings"),
        ("blank", batch("{}", &json!(["a", ""])), "Handle 1"),
        ("payload", batch("{", &json!(["a"])), "payload is invalid"),
        (
            "no devices",
            batch_of("apple", part("notification")),
            "'devices'",
        ),
        (
            "no message",
            batch_of("apple", part("devices")),
            "'notification'",
        ),
        ("no parts", batch_of("apple", String::new()), "boundary"),
        (
            "template",
            batch_of("template", part("devices")),
            "template",
        ),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400, "{what}: {}", answer.body);
        assert!(answer.error().contains(message), "{what}: {}", answer.body);
    }
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(65_536));
    assert_eq!(hub.call(&batch(&large, &json!(["a"]))).status, 413);
    assert!(hub.deliveries().is_empty());
}
