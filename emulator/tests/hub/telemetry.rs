//! Telemetry, and what push services refuse: outcomes, error details and feedback; tiers.

use crate::support::*;
use serde_json::{Value, json};

const START: &str = r#"{"set":"2030-01-01T00:00:00Z","frozen":true}"#;

struct Frozen {
    hub: Hub,
    token: String,
}

impl Frozen {
    fn start(arguments: &[&str]) -> Frozen {
        let hub = Hub::start(arguments);
        let token = hub.token(FULL, hub.env("NH_URL"), 4_000_000_000);
        hub.control("POST", "clock", START);
        Frozen { hub, token }
    }

    fn call(&self, request: Request) -> Answer {
        self.hub.call(&request.authorization(&self.token))
    }

    fn install(&self, installation: Value) {
        assert_eq!(self.call(put(&installation)).status, 200);
    }

    fn advance(&self, milliseconds: u32) {
        let body = format!("{{\"advance_ms\":{milliseconds}}}");
        self.hub.control("POST", "clock", &body);
    }

    fn details(&self, id: &str) -> Answer {
        self.call(Request::new(
            "GET",
            &format!("/demo/messages/{id}?{VERSION}"),
        ))
    }

    fn state(&self, id: &str) -> String {
        member(&self.details(id).body, "State").to_owned()
    }
}

fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let location = answer.header("location").split('?').next().unwrap();
    location.rsplit('/').next().unwrap().to_owned()
}

fn member<'a>(xml: &'a str, name: &str) -> &'a str {
    let (_, rest) = xml.split_once(&format!("<{name}>")).unwrap_or(("", ""));
    rest.split_once(&format!("</{name}>"))
        .map_or("", |(text, _)| text)
}

#[test]
fn a_notification_makes_its_way() {
    let hub = Frozen::start(&[]);
    for (id, handle) in [("a", "AA"), ("b", "BB"), ("c", "AA")] {
        hub.install(json!({
            "installationId": id, "platform": "apns", "pushChannel": handle, "tags": ["news"],
        }));
    }
    hub.hub.control(
        "POST",
        "pns",
        r#"[{"handle":"B*","outcome":"ExpiredChannel"}]"#,
    );
    let body = r#"{"aps":{"alert":"a < b & c"}}"#;
    let sent = hub.call(send("apple", body).header("ServiceBusNotification-Tags", "news || x"));
    let id = id(&sent);
    for (advance, state) in [
        (0, "Enqueued"),
        (249, "Enqueued"),
        (1, "Processing"),
        (749, "Processing"),
        (1, "Completed"),
    ] {
        hub.advance(advance);
        assert_eq!(hub.state(&id), state, "{advance}");
    }
    let answer = hub.details(&id);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    let errors = member(&answer.body, "PnsErrorDetailsUri");
    let expected = format!(
        "<NotificationDetails xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><NotificationId>{id}</NotificationId><Location>sb://{}/demo/messages/{id}?api-version=2020-06</Location><State>Completed</State><EnqueueTime>2030-01-01T00:00:00.0000000Z</EnqueueTime><StartTime>2030-01-01T00:00:00.2500000Z</StartTime><EndTime>2030-01-01T00:00:01.0000000Z</EndTime><NotificationBody>{{\"aps\":{{\"alert\":\"a &lt; b &amp; c\"}}}}</NotificationBody><Tags>news || x</Tags><TargetPlatforms>apple</TargetPlatforms><ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>1</Count></Outcome><Outcome><Name>ExpiredChannel</Name><Count>1</Count></Outcome><Outcome><Name>Skipped</Name><Count>1</Count></Outcome></ApnsOutcomeCounts><PnsErrorDetailsUri>{errors}</PnsErrorDetailsUri></NotificationDetails>",
        hub.hub.authority()
    );
    assert_eq!(answer.body, expected);

    // Only the device whose service took it got it.
    let deliveries = hub.hub.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["installationId"], "a");

    // The details are where the address says.
    let errors = errors.replace("&amp;", "&");
    let path = errors.strip_prefix(hub.hub.env("NH_URL")).unwrap();
    let blob = hub.hub.call(&Request::new("GET", path).anonymous());
    assert_eq!(blob.status, 200);
    assert_eq!(
        member(&blob.body, "NotificationSystemError"),
        "ExpiredChannel"
    );
    assert_eq!(member(&blob.body, "InstallationId"), "b");
    assert_eq!(member(&blob.body, "NotificationId"), id);

    // Versions without error details do not have them.
    let old = Request::new("GET", &format!("/demo/messages/{id}?api-version=2015-08"));
    assert!(!hub.call(old).body.contains("PnsErrorDetailsUri"));
    assert_eq!(hub.details("unknown").status, 404);
    let mut listen = Request::new("GET", &format!("/demo/messages/{id}?{VERSION}"));
    hub.hub.control("POST", "clock", "{\"real\":true}");
    listen = listen.policy(LISTEN);
    assert_eq!(hub.hub.call(&listen).status, 403);
}

#[test]
fn every_kind_of_send_has_telemetry() {
    let hub = Frozen::start(&[]);
    hub.install(json!({
        "installationId": "w", "platform": "fcmv1", "pushChannel": "h",
        "templates": {"t": {"body": "{\"message\":{\"data\":{\"k\":\"$(m)\"}}}"}},
    }));
    hub.install(json!({
        "installationId": "a", "platform": "apns", "pushChannel": "AA",
        "templates": {"t": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
    }));
    let template = id(&hub.call(send("template", "{\"m\":\"x\"}")));
    let nobody = id(&hub.call(send("gcm", "{\"data\":{}}")));
    let mut direct = apple().header("ServiceBusNotification-DeviceHandle", "CC");
    direct.path += "&direct";
    let direct = id(&hub.call(direct));
    let batch = Request::new("POST", &format!("/demo/messages/$batch?{VERSION}&direct"))
        .header("ServiceBusNotification-Format", "adm")
        .header("Content-Type", "multipart/mixed; boundary=b")
        .body("--b\r\nContent-Disposition: inline; name=notification\r\n\r\n{\"data\":{}}\r\n--b\r\nContent-Disposition: inline; name=devices\r\n\r\n[\"x\",\"y\",\"x\"]\r\n--b--");
    let batch = id(&hub.call(batch));
    let later = |time: &str| {
        let mut later = apple().header("ServiceBusNotification-ScheduleTime", time);
        later.path = format!("/demo/schedulednotifications?{VERSION}");
        id(&hub.call(later))
    };
    let scheduled = later("2030-01-01T00:00:10");
    let canceled = later("2030-01-02T00:00:10");
    assert_eq!(hub.state(&scheduled), "Scheduled");
    assert!(
        hub.details(&scheduled)
            .body
            .contains("<TargetPlatforms>apple</TargetPlatforms>")
    );
    let cancel = format!("/demo/schedulednotifications/{canceled}?{VERSION}");
    assert_eq!(hub.call(Request::new("DELETE", &cancel)).status, 200);
    assert_eq!(hub.state(&canceled), "Canceled");

    hub.advance(1000);
    let details = hub.details(&template).body;
    assert_eq!(
        member(&details, "TargetPlatforms"),
        "appletemplate,fcmv1template"
    );
    assert!(details.contains("<ApnsOutcomeCounts><Outcome><Name>Success</Name><Count>1"));
    assert!(details.contains("<FcmV1OutcomeCounts><Outcome><Name>Success</Name><Count>1"));
    assert!(!details.contains("Tags>"));
    let details = hub.details(&nobody).body;
    assert_eq!(member(&details, "State"), "NoTargetFound");
    assert_eq!(member(&details, "TargetPlatforms"), "gcm");
    assert!(!details.contains("OutcomeCounts"));
    assert_eq!(hub.state(&direct), "Completed");
    let details = hub.details(&format!("$batch/{batch}")).body;
    assert_eq!(
        member(&details, "AdmOutcomeCounts"),
        "<Outcome><Name>Success</Name><Count>2</Count></Outcome><Outcome><Name>Skipped</Name><Count>1</Count></Outcome>"
    );
    assert_eq!(hub.state(&scheduled), "Scheduled");
    // It is sent when the clock gets there, which is one second too late here.
    hub.advance(10_000);
    assert_eq!(hub.state(&scheduled), "Enqueued");
    hub.advance(1000);
    assert_eq!(hub.state(&scheduled), "Completed");
    let details = hub.details(&scheduled).body;
    assert_eq!(
        member(&details, "EnqueueTime"),
        "2030-01-01T00:00:11.0000000Z"
    );
}

#[test]
fn test_sends_tell_what_the_push_service_said() {
    let hub = Hub::start(&[]);
    hub.install(&json!({"installationId": "a", "platform": "apns", "pushChannel": "AA"}));
    let test = || {
        let mut request = apple();
        request.path += "&test";
        hub.call(&request).body
    };
    for (outcome, text) in [
        (
            "WrongToken",
            "The Token obtained from the Token Provider is wrong",
        ),
        ("InvalidCredentials", "Invalid PNS Credentials"),
        ("PnsUnreachable", "PNS Unreachable"),
        ("ExpiredChannel", "ExpiredChannel"),
    ] {
        let rule = format!("[{{\"platform\":\"apple\",\"outcome\":\"{outcome}\",\"times\":1}}]");
        assert_eq!(hub.control("POST", "pns", &rule).status, 204);
        let body = test();
        assert!(
            body.contains("<Success>0</Success><Failure>1</Failure>"),
            "{body}"
        );
        assert_eq!(member(&body, "Outcome"), text);
    }
    assert!(test().contains("<Success>1</Success>"));
    assert_eq!(hub.deliveries().len(), 1);
    let rules: Value = serde_json::from_str(&hub.control("GET", "pns", "").body).unwrap();
    assert_eq!(rules.as_array().unwrap().len(), 4);
    assert_eq!(
        rules[0],
        json!({"platform": "apple", "outcome": "WrongToken", "times": 0})
    );
    assert_eq!(hub.control("DELETE", "pns", "").status, 204);
    assert_eq!(hub.control("GET", "pns", "").body, "[]");
    let answer = hub.control("POST", "pns", r#"[{"outcome":"Lost"}]"#);
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("Lost"), "{}", answer.body);
}

#[test]
fn feedback() {
    let hub = Frozen::start(&[]);
    for (id, handle) in [("a", "AA"), ("b", "BB"), ("c", "CC")] {
        hub.install(json!({"installationId": id, "platform": "apns", "pushChannel": handle}));
    }
    hub.hub.control(
        "POST",
        "pns",
        r#"[{"handle":"C*","outcome":"PnsUnreachable"},{"handle":"*B","outcome":"ExpiredChannel"}]"#,
    );
    let first = id(&hub.call(apple()));
    hub.call(apple());
    hub.advance(86_400_000);
    hub.call(apple());
    let answer = hub.call(Request::new(
        "GET",
        &format!("/demo/feedbackcontainer?{VERSION}"),
    ));
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/plain"));
    let (container, signature) = answer.body.split_once('?').unwrap();
    assert!(container.starts_with(hub.hub.env("NH_URL")), "{container}");
    assert!(signature.contains("sp=rl"), "{signature}");
    let get = |below: &str| {
        let path = container.strip_prefix(hub.hub.env("NH_URL")).unwrap();
        let path = format!("{path}{below}?{signature}");
        hub.hub.call(&Request::new("GET", &path).anonymous())
    };
    let list = get("").body;
    assert!(list.contains("<Name>01012030</Name>") && list.contains("<Name>01022030</Name>"));
    let blob = get("/01012030").body;
    let documents: Vec<&str> = blob.split_inclusive("</PnsFeedback>").collect();
    assert_eq!(documents.len(), 2);
    let registration = member(documents[0], "RegistrationId");
    assert_eq!(
        documents[0],
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-16\"?><PnsFeedback xmlns=\"http://schemas.microsoft.com/netservices/2010/10/servicebus/connect\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><FeedbackTime>2030-01-01T00:00:00.0000000Z</FeedbackTime><NotificationSystemError>ExpiredChannel</NotificationSystemError><Platform>apple</Platform><PnsHandle>BB</PnsHandle><RegistrationId>{registration}</RegistrationId><InstallationId>b</InstallationId><NotificationId>{first}</NotificationId></PnsFeedback>"
        )
    );
    assert!(!registration.is_empty());
}

#[test]
fn tiers() {
    let hub = Hub::start(&["--tier", "Basic"]);
    let tier = |name: &str| {
        let body = json!({"tier": name}).to_string();
        assert_eq!(hub.control("POST", "tier", &body).status, 204);
    };
    let batch = || {
        Request::new("POST", &format!("/demo/messages/$batch?{VERSION}&direct"))
            .header("ServiceBusNotification-Format", "apple")
            .header("Content-Type", "multipart/mixed; boundary=b")
            .body("--b\r\nContent-Disposition: inline; name=notification\r\n\r\n{}\r\n--b\r\nContent-Disposition: inline; name=devices\r\n\r\n[\"AA\"]\r\n--b--")
    };
    let standard = || {
        [
            ("GET", "messages/x"),
            ("POST", "schedulednotifications"),
            ("DELETE", "schedulednotifications/x"),
            ("GET", "feedbackcontainer"),
            ("GET", "jobs"),
        ]
        .map(|(method, path)| Request::new(method, &format!("/demo/{path}?{VERSION}")))
    };
    let state = hub.control("GET", "tier", "").body;
    assert!(state.contains("\"tier\":\"basic\""), "{state}");
    for request in standard() {
        let answer = hub.call(&request);
        assert_eq!(answer.status, 403, "{}", request.path);
        assert!(answer.error().contains("basic tier"), "{}", answer.body);
    }
    for request in [apple(), batch()] {
        let answer = hub.call(&request);
        assert_eq!((answer.status, answer.header("location")), (201, ""));
    }
    tier("free");
    assert_eq!(hub.call(&batch()).status, 403);
    assert_eq!(hub.call(&apple()).status, 201);
    tier("STANDARD");
    assert_ne!(hub.call(&apple()).header("location"), "");
    for request in standard() {
        assert_ne!(hub.call(&request).status, 403, "{}", request.path);
    }
    assert_eq!(hub.control("POST", "tier", "{\"tier\":\"x\"}").status, 400);
}

#[test]
fn the_free_tier_has_room_for_500_devices() {
    let hub = Hub::start(&["--tier", "free"]);
    let install = |n: usize| {
        let device = json!({
            "installationId": format!("d{n}"), "platform": "apns", "pushChannel": format!("{n:04}"),
        });
        hub.call(&put(&device)).status
    };
    for n in 0..500 {
        assert_eq!(install(n), 200);
    }
    assert_eq!(install(500), 403);
    assert_eq!(install(499), 200);
    hub.call(&installation_request("DELETE", "d0"));
    assert_eq!(install(500), 200);
}
