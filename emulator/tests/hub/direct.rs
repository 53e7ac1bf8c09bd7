use crate::support::*;
use serde_json::{Value, json};

fn direct(format: &str, handle: &str, body: &str) -> Request {
    let mut request = send(format, body).header("ServiceBusNotification-DeviceHandle", handle);
    request.path = format!("/demo/messages?{VERSION}&direct");
    request
}

fn batch(flag: &str, content_type: &str, body: &str) -> Request {
    Request::new("POST", &format!("/demo/messages/$batch?{VERSION}{flag}"))
        .header("ServiceBusNotification-Format", "apple")
        .header("Content-Type", content_type)
        .body(body)
}

fn multipart(notification: &str, devices: &str) -> String {
    format!(
        "--nh-batch-multipart-boundary\r\nContent-Type: application/json; charset=utf-8\r\nContent-Disposition: inline; name=notification\r\n\r\n{notification}\r\n--nh-batch-multipart-boundary\r\nContent-Type: application/json; charset=utf-8\r\nContent-Disposition: inline; name=devices\r\n\r\n{devices}\r\n--nh-batch-multipart-boundary--\r\n"
    )
}

const BOUNDARY: &str = "multipart/mixed; boundary=\"nh-batch-multipart-boundary\"";
const ALERT: &str = r#"{"aps":{"alert":"hi"}}"#;

#[test]
fn one_handle() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "a", "platform": "apns", "pushChannel": "AB12"}));
    let answer = hub.call(&direct("apple", "CD34", ALERT).header("apns-priority", "5"));
    assert_eq!((answer.status, answer.body.as_str()), (201, ""));
    let location = answer.header("location");
    assert!(location.starts_with(&format!("{}/demo/messages/", hub.env("NH_URL"))));
    assert!(
        location.ends_with("?api-version=2020-06&direct"),
        "{location}"
    );
    let mut with_value = direct("apple", "ab12", ALERT);
    with_value.path = format!("/demo/messages/?{VERSION}&direct=true");
    let answer = hub.call(&with_value);
    assert_eq!(answer.status, 201);
    assert!(answer.header("location").ends_with("&direct"));

    let deliveries = hub.deliveries();
    assert_eq!(deliveries.len(), 2);
    assert_eq!(deliveries[0]["deviceHandle"], "CD34");
    assert_eq!(deliveries[0]["installationId"], Value::Null);
    assert_eq!(deliveries[0]["registrationId"], Value::Null);
    assert_eq!(deliveries[0]["payload"], ALERT);
    assert_eq!(deliveries[0]["headers"], json!({"apns-priority": "5"}));
    assert!(location.contains(deliveries[0]["notificationId"].as_str().unwrap()));
    // Who is registered under the handle is known.
    assert_eq!(deliveries[1]["installationId"], "a");
    assert_eq!(hub.requests()[1]["queued"], true);
    // A handle of one platform is none of another.
    hub.call(&direct("gcm", "AB12", r#"{"data":{}}"#));
    assert_eq!(hub.deliveries()[2]["installationId"], Value::Null);
    // One whose device is gone.
    hub.call(&installation_request("DELETE", "a"));
    hub.call(&direct("apple", "AB12", ALERT));
    assert_eq!(hub.deliveries()[3]["installationId"], Value::Null);
}

#[test]
fn a_browser_needs_its_keys() {
    let hub = Hub::start(&[]);
    let browser = || direct("browser", "https://push.example/1", r#"{"title":"t"}"#);
    for request in [
        browser(),
        browser().header("Auth", "a"),
        browser().header("P256DH", "k"),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400);
        assert!(answer.error().contains("P256DH"));
    }
    let answer = hub.call(&browser().header("P256DH", "k").header("Auth", "a"));
    assert_eq!(answer.status, 201);
    assert_eq!(
        hub.deliveries()[0]["headers"],
        json!({"auth": "a", "p256dh": "k"})
    );
}

#[test]
fn direct_sends_that_are_refused() {
    let hub = Hub::start(&[]);
    for (request, message) in [
        (direct("apple", " ", ALERT), "DeviceHandle"),
        (direct("template", "x", "{}"), "template"),
        (direct("apple", "x", ""), "empty"),
        (direct("fcmv1", "x", "{}"), "message"),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 400);
        assert!(answer.error().contains(message), "{}", answer.body);
    }
    // As recorded from the service: no body at all.
    let answer = hub.call(&direct("apple", "x", ALERT).policy(LISTEN));
    assert_eq!((answer.status, answer.body.as_str()), (403, ""));
    assert!(!answer.header("trackingid").is_empty());
    assert!(hub.deliveries().is_empty());
    assert!(
        hub.requests()
            .iter()
            .all(|request| request["queued"] == false)
    );
}

#[test]
fn a_direct_test_send_tells_its_outcome() {
    let hub = Hub::start(&[]);
    let mut request = direct("apple", "CD34", ALERT);
    request.path += "&test";
    let answer = hub.call(&request);
    assert_eq!(answer.status, 201);
    assert!(answer.body.contains("<Success>1</Success>"));
    assert!(
        answer
            .body
            .contains("<PnsHandle>CD34</PnsHandle><RegistrationId i:nil=\"true\"/>"),
        "{}",
        answer.body
    );
}

#[test]
fn batches() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "a", "platform": "apns", "pushChannel": "AA"}));
    let answer = hub.call(&batch(
        "&direct",
        BOUNDARY,
        &multipart(ALERT, r#"["AA","BB","AA"]"#),
    ));
    assert_eq!((answer.status, answer.body.as_str()), (201, ""));
    let location = answer.header("location");
    let start = format!("{}/demo/messages/$batch/", hub.env("NH_URL"));
    assert!(location.starts_with(&start), "{location}");
    assert!(location.ends_with("?api-version=2020-06&direct"));
    let deliveries = hub.deliveries();
    let reached: Vec<&Value> = deliveries.iter().map(|d| &d["deviceHandle"]).collect();
    assert_eq!(reached, ["AA", "BB"]);
    assert_eq!(deliveries[0]["installationId"], "a");
    assert_eq!(deliveries[1]["installationId"], Value::Null);
    // The type of what devices get is that of the part.
    assert_eq!(
        deliveries[1]["contentType"],
        "application/json; charset=utf-8"
    );
    assert_eq!(deliveries[1]["payload"], ALERT);

    // The JavaScript SDK's way to write it, and the other order of the parts.
    let javascript = "--nh-boundary-1\r\nContent-type: application/json\r\nContent-Disposition: inline; name=devices\r\n\r\n[\"CC\"]\r\n--nh-boundary-1\r\nContent-type: application/json\r\nContent-Disposition: inline; name=notification\r\n\r\n{\"aps\":{}}\r\n--nh-boundary-1--";
    let mut request = batch(
        "",
        "multipart/mixed; boundary = \"nh-boundary-1\"",
        javascript,
    );
    request.path = format!("/demo/messages/%24BATCH/?{VERSION}&direct=true");
    assert_eq!(hub.call(&request).status, 201);
    assert_eq!(hub.deliveries().last().unwrap()["deviceHandle"], "CC");
    assert_eq!(hub.requests().last().unwrap()["queued"], true);
}

#[test]
fn a_thousand_long_handles_and_no_more() {
    let hub = Hub::start(&[]);
    let handles = |count: usize| {
        let handles: Vec<String> = (0..count).map(|n| format!("{n:01020}")).collect();
        json!(handles).to_string()
    };
    let call = |count| {
        hub.call(&batch(
            "&direct",
            BOUNDARY,
            &multipart(ALERT, &handles(count)),
        ))
    };
    assert_eq!(call(1000).status, 201);
    assert_eq!(hub.deliveries().len(), 1000);
    let answer = call(1001);
    assert_eq!(answer.status, 400);
    assert!(answer.error().contains("1000"));
}

#[test]
fn batches_that_are_refused() {
    let hub = Hub::start(&[]);
    let good = multipart(ALERT, r#"["AA"]"#);
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(65_536));
    for (what, request, status, message) in [
        ("not direct", batch("", BOUNDARY, &good), 400, "direct"),
        (
            "no boundary",
            batch("&direct", "multipart/mixed", &good),
            400,
            "boundary",
        ),
        (
            "not multipart",
            batch("&direct", "application/json", &good),
            400,
            "multipart",
        ),
        (
            "no notification",
            batch(
                "&direct",
                BOUNDARY,
                &good.replace("name=notification", "name=other"),
            ),
            400,
            "part 'notification' was not found",
        ),
        (
            "no devices",
            batch(
                "&direct",
                BOUNDARY,
                &good.replace("name=devices", "name=other"),
            ),
            400,
            "part 'devices' was not found",
        ),
        (
            "nobody",
            batch("&direct", BOUNDARY, &multipart(ALERT, "[]")),
            400,
            "1 to 1000",
        ),
        (
            "blank",
            batch("&direct", BOUNDARY, &multipart(ALERT, "[\"\"]")),
            400,
            "empty",
        ),
        (
            "single quotes",
            batch("&direct", BOUNDARY, &multipart(ALERT, "['AA']")),
            400,
            "JSON array",
        ),
        (
            "numbers",
            batch("&direct", BOUNDARY, &multipart(ALERT, "[1]")),
            400,
            "JSON array",
        ),
        (
            "payload",
            batch("&direct", BOUNDARY, &multipart("{", "[\"AA\"]")),
            400,
            "not JSON",
        ),
        (
            "large",
            batch("&direct", BOUNDARY, &multipart(&large, "[\"AA\"]")),
            413,
            "larger",
        ),
        (
            "huge",
            batch("&direct", BOUNDARY, &"x".repeat(3 << 20)),
            413,
            "larger",
        ),
    ] {
        let answer = hub.call(&request);
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert!(answer.error().contains(message), "{what}: {}", answer.body);
    }
    assert!(hub.deliveries().is_empty());
}
