//! Who would get a notification, by the library and by the local hub; and what the library
//! makes of what it may not ask.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use notification_hubs::error::Status;
use notification_hubs::explain::finding::Kind;
use notification_hubs::explain::report::Explanation;
use notification_hubs::explain::{Question, explain};
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::target::Target;
use notification_hubs::policy::options::CallOptions;
use serde_json::{Value, json};

use crate::many_devices::{open, page, quick};
use crate::support::raw_server::RawServer;
use crate::support::{LocalHub, failure};

const DEVICES: usize = 150;
const TARGETS: usize = 1000;
const TAGS: [&str; 9] = [
    "news", "Sports", "a.b", "x:y", "de", "fr", "beta", "v_1", "rare",
];

/// Random devices: installations with and without templates, of several platforms, some with
/// the same handle, and registrations of their own.
fn scenario(random: &mut Rng) -> Value {
    let mut installations = Vec::new();
    for n in 0..DEVICES {
        let platform = ["apns", "gcm", "fcmv1", "wns"][random.usize(..4)];
        // Some devices share a handle.
        let handle = format!("{:04X}", random.usize(..DEVICES * 3));
        let handle = match platform {
            "wns" => format!("https://db5.notify.windows.com/?token={handle}"),
            _ => handle,
        };
        let mut device = json!({
            "installationId": format!("device-{n}"), "platform": platform,
            "pushChannel": handle, "tags": some_tags(random),
        });
        if random.bool() {
            device["userId"] = json!(format!("user-{}", random.usize(..30)));
        }
        if random.u8(..3) == 0 {
            let body = match platform {
                "wns" => {
                    "<toast><visual><binding template=\"ToastText01\"><text id=\"1\">$(m)</text></binding></visual></toast>"
                }
                "apns" => "{\"aps\":{\"alert\":\"$(m)\"}}",
                "fcmv1" => "{\"message\":{\"data\":{\"m\":\"$(m)\"}}}",
                _ => "{\"data\":{\"m\":\"$(m)\"}}",
            };
            let mut template = json!({"body": body, "tags": some_tags(random)});
            if platform == "wns" {
                template["headers"] = json!({"X-WNS-Type": "wns/toast"});
            }
            device["templates"] = json!({"t": template});
        }
        installations.push(device);
    }
    json!({"hubs": {"demo": {"installations": installations}}})
}

fn some_tags(random: &mut Rng) -> Vec<&'static str> {
    let mut tags: Vec<_> = TAGS[..8]
        .iter()
        .filter(|_| random.u8(..3) == 0)
        .copied()
        .collect();
    if random.u8(..40) == 0 {
        tags.push("RARE");
    }
    tags
}

/// How often each kind of target came.
#[derive(Debug, Default)]
struct Kinds(BTreeMap<&'static str, usize>);

impl Kinds {
    fn count(&mut self, kind: &'static str) {
        *self.0.entry(kind).or_default() += 1;
    }

    fn tag(&mut self, random: &mut Rng) -> String {
        match random.u8(..6) {
            0 => {
                self.count("user");
                format!("$UserId:{{user-{}}}", random.usize(..33))
            }
            1 => {
                self.count("installation");
                format!(
                    "$InstallationId:{{device-{}}}",
                    random.usize(..DEVICES + 10)
                )
            }
            // In another case than devices have it.
            2 => TAGS[random.usize(..9)].to_uppercase(),
            _ => TAGS[random.usize(..9)].to_owned(),
        }
    }

    fn expression(&mut self, random: &mut Rng, tags: usize) -> String {
        if tags == 1 {
            let tag = self.tag(random);
            return match random.u8(..4) {
                0 => {
                    self.count("!");
                    format!("!{tag}")
                }
                _ => tag,
            };
        }
        let left = random.usize(1..tags);
        let operator = ["&&", "||"][random.usize(..2)];
        self.count(operator);
        let left = self.expression(random, left);
        let right = self.expression(random, tags - left_tags(&left));
        match random.u8(..3) {
            0 => {
                self.count("()");
                format!("({left} {operator} {right})")
            }
            1 => {
                self.count("!()");
                format!("!({left} {operator} {right})")
            }
            _ => format!("{left} {operator} {right}"),
        }
    }

    fn target(&mut self, random: &mut Rng) -> Target {
        match random.u8(..10) {
            0 => {
                self.count("broadcast");
                Target::broadcast()
            }
            1 => {
                self.count("user");
                Target::user(&format!("user-{}", random.usize(..33))).unwrap()
            }
            2 => {
                self.count("installation");
                Target::installation(&format!("device-{}", random.usize(..DEVICES))).unwrap()
            }
            3 => {
                self.count("set of tags");
                let mut target = Target::tags();
                for _ in 0..random.usize(1..12) {
                    target.add_tag(TAGS[random.usize(..9)]).unwrap();
                }
                target
            }
            _ => {
                let tags = random.usize(1..=6);
                let text = self.expression(random, tags);
                Target::expression(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
            }
        }
    }
}

fn left_tags(text: &str) -> usize {
    1 + text.matches("&&").count() + text.matches("||").count()
}

fn notification(random: &mut Rng) -> Notification {
    let (platform, body) = [
        (Platform::Apple, r#"{"aps":{"alert":"x"}}"#),
        (Platform::Gcm, r#"{"data":{"m":"x"}}"#),
        (Platform::Fcmv1, r#"{"message":{"data":{"m":"x"}}}"#),
        (Platform::Template, r#"{"m":"x"}"#),
        (
            Platform::Windows,
            r#"<toast><visual><binding template="ToastText01"><text id="1">x</text></binding></visual></toast>"#,
        ),
    ][random.usize(..5)];
    Notification::new(platform, body.as_bytes()).unwrap()
}

/// How many registrations are meant, by platform, as the local hub says.
fn meant_by_the_hub(hub: &LocalHub, id: &str) -> BTreeMap<String, u64> {
    let url = format!("{}/_emulator/explain?notification={id}", hub.url());
    let text = hub.agent().get(&url).call().unwrap().into_body();
    let text = text
        .into_with_config()
        .limit(1 << 30)
        .read_to_string()
        .unwrap();
    let explanation: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(explanation["leftOut"], 0, "{text}");
    let mut meant = BTreeMap::new();
    for device in explanation["devices"].as_array().unwrap() {
        if ["delivered", "refused", "skipped"].contains(&device["result"].as_str().unwrap()) {
            let platform = device["platform"].as_str().unwrap().to_owned();
            *meant.entry(platform).or_default() += 1;
        }
    }
    meant
}

#[test]
fn the_library_and_the_local_hub_agree_on_whom_a_target_means() {
    let seed = 0x5eed_2026_1201;
    let mut random = Rng::with_seed(seed);
    let local = LocalHub::start_with(&["--plain"]);
    local.set("scenario", &scenario(&mut random));
    let hub = local.open(local.options());
    let mut kinds = Kinds::default();
    let mut sent = Vec::new();
    for _ in 0..TARGETS {
        let (notification, target) = (notification(&mut random), kinds.target(&mut random));
        let outcome = hub.send(&notification, &target, &quick());
        let id = outcome.notification_id.expect("it was taken");
        sent.push((notification, target, id));
    }
    let last = &sent.last().unwrap().2;
    hub.wait_notification_details(last, &quick()).value.unwrap();
    let mut matching = 0;
    for (notification, target, id) in &sent {
        let question = Question {
            notification: Some(notification),
            target: Some(target),
            notification_id: None,
            max_pages: 0,
        };
        let got = explain(&hub, question, &quick());
        assert_eq!(got.outcome.status(), Status::Ok, "{:?}", got.outcome.error);
        let explanation = got.value.unwrap();
        let here: BTreeMap<String, u64> = explanation
            .listed
            .meant
            .iter()
            .map(|(platform, number)| ((*platform).to_owned(), *number))
            .collect();
        assert_eq!(
            here,
            meant_by_the_hub(&local, id),
            "seed {seed:x}: {:?} of {:?}",
            target.address(),
            notification.platform()
        );
        matching += usize::from(explanation.listed.total() > 0);
    }
    for kind in [
        "&&",
        "||",
        "!",
        "()",
        "!()",
        "user",
        "installation",
        "broadcast",
        "set of tags",
    ] {
        let count = kinds.0.get(kind).copied().unwrap_or_default();
        assert!(count >= 50, "{kind}: {count}");
    }
    assert!(
        matching * 2 >= TARGETS,
        "{matching} of {TARGETS} reach somebody"
    );
}

fn kinds_of(explanation: &Explanation) -> Vec<Kind> {
    explanation
        .findings
        .iter()
        .map(|finding| finding.kind)
        .collect()
}

fn of_target<'a>(notification: &'a Notification, target: &'a Target) -> Question<'a> {
    Question {
        notification: Some(notification),
        target: Some(target),
        notification_id: None,
        max_pages: 0,
    }
}

fn gcm() -> Notification {
    Notification::new(Platform::Gcm, br#"{"data":{"m":"x"}}"#).unwrap()
}

/// A page of registrations of Google's, without tags.
fn registrations(number: usize) -> String {
    let all: Vec<_> = (0..number).map(|n| (format!("r{n}"), None)).collect();
    page(&all)
}

#[test]
fn what_a_key_may_not_ask_is_told_and_the_rest_is_explained() {
    let (server, _) = RawServer::scripted(|request| {
        let line = request.lines().next().unwrap();
        match line.contains("/registrations?") {
            true => (200, String::new(), registrations(3)),
            false => (403, String::new(), String::new()),
        }
    });
    let (notification, everyone) = (gcm(), Target::broadcast());
    let mut question = of_target(&notification, &everyone);
    question.notification_id = Some("n");
    let got = explain(&open(&server), question, &quick());
    assert_eq!(got.outcome.status(), Status::Ok);
    let explanation = got.value.unwrap();
    assert_eq!(
        kinds_of(&explanation),
        [
            Kind::NotKnown,
            Kind::Matches,
            Kind::NotKnown,
            Kind::NotKnown
        ],
        "{}",
        explanation.words()
    );
    assert!(
        explanation.words().contains("3 gcm"),
        "{}",
        explanation.words()
    );
    let report: Value = serde_json::from_str(&explanation.json()).unwrap();
    assert_eq!(report["matches"]["count"], 3);
    assert_eq!(report["credentials"], Value::Null);
    assert_eq!(report["findings"].as_array().unwrap().len(), 4);
}

#[test]
fn where_nothing_may_be_asked_the_call_fails() {
    let (server, _) = RawServer::scripted(|_| (401, String::new(), String::new()));
    let (notification, everyone) = (gcm(), Target::broadcast());
    let got = explain(
        &open(&server),
        of_target(&notification, &everyone),
        &quick(),
    );
    assert_eq!(failure(&got.outcome).status, Status::Unauthorized);
    let nothing = Question {
        notification: Some(&notification),
        target: None,
        notification_id: None,
        max_pages: 0,
    };
    let got = explain(&open(&server), nothing, &quick());
    assert_eq!(failure(&got.outcome).status, Status::InvalidArgument);
}

#[test]
fn a_list_that_is_cut_or_breaks_off_says_so() {
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let (server, _) = RawServer::scripted(move |request| {
        let line = request.lines().next().unwrap();
        if !line.contains("/registrations?") {
            return (403, String::new(), String::new());
        }
        let mut asked = count.lock().unwrap();
        *asked += 1;
        match *asked {
            5 => (400, String::new(), String::new()),
            n => (
                200,
                format!("x-ms-continuationtoken: t{n}\r\n"),
                registrations(100),
            ),
        }
    });
    let hub = open(&server);
    let (notification, everyone) = (gcm(), Target::broadcast());
    let mut question = of_target(&notification, &everyone);
    question.max_pages = 2;
    let explanation = explain(&hub, question, &quick()).value.unwrap();
    assert_eq!(
        (explanation.listed.looked_at, explanation.listed.is_cut),
        (200, true)
    );
    assert_eq!(kinds_of(&explanation)[..2], [Kind::Cut, Kind::Matches]);
    assert_eq!(*asked.lock().unwrap(), 2, "no page is asked for in vain");
    assert!(
        explanation.words().contains("after 2 pages"),
        "{}",
        explanation.words()
    );
    // From the fourth page on the fifth answer is a refusal.
    *asked.lock().unwrap() = 3;
    question.max_pages = 0;
    let got = explain(&hub, question, &quick());
    let explanation = got.value.unwrap();
    assert_eq!(
        (explanation.listed.looked_at, explanation.listed.is_cut),
        (100, true)
    );
    assert_eq!(kinds_of(&explanation)[..2], [Kind::NotKnown, Kind::Matches]);
}

#[test]
fn what_became_of_a_notification_is_told_with_what_to_do() {
    let details = "<NotificationDetails xmlns='SB'><State>Completed</State><Tags>news</Tags><TargetPlatforms>gcm</TargetPlatforms><GcmOutcomeCounts><Outcome><Name>Success</Name><Count>3</Count></Outcome><Outcome><Name>WrongToken</Name><Count>2</Count></Outcome></GcmOutcomeCounts></NotificationDetails>";
    let description = "<entry xmlns='http://www.w3.org/2005/Atom'><title>demo</title><content type='application/xml'><NotificationHubDescription xmlns='SB'><ApnsCredential><Properties><Property><Name>Endpoint</Name><Value>x</Value></Property></Properties></ApnsCredential></NotificationHubDescription></content></entry>";
    let (server, asked) = RawServer::scripted(move |request| {
        let line = request.lines().next().unwrap();
        let body = match () {
            () if line.contains("/messages/gone?") => return (404, String::new(), String::new()),
            () if line.contains("/messages/") => details.to_owned(),
            () if line.contains("/tags/news/registrations?") => {
                registrations(1).replace("<ETag>", "<Tags>News</Tags><ETag>")
            }
            () if line.starts_with("GET /demo?") => description.to_owned(),
            () => panic!("{line}"),
        };
        (200, String::new(), body)
    });
    let hub = open(&server);
    let question = Question {
        notification: None,
        target: None,
        notification_id: Some("n"),
        max_pages: 0,
    };
    let got = explain(&hub, question, &quick());
    let explanation = got.value.unwrap();
    let words = explanation.words();
    assert_eq!(
        kinds_of(&explanation),
        [
            Kind::Accepted,
            Kind::Refused,
            Kind::Matches,
            Kind::NoCredential
        ],
        "{words}"
    );
    assert!(
        words.contains("WrongToken for 2 devices (gcm): "),
        "{words}"
    );
    assert!(words.contains("another app or environment"), "{words}");
    assert!(words.contains("no credentials for gcm"), "{words}");
    let report: Value = serde_json::from_str(&explanation.json()).unwrap();
    assert_eq!(report["notification"]["state"], "Completed");
    assert_eq!(report["credentials"], json!(["apple"]));
    assert_eq!(report["matches"]["examples"], json!(["r0"]));
    assert_eq!(
        asked.lock().unwrap().len(),
        3,
        "no errors, so no look at them"
    );

    let question = Question {
        notification_id: Some("gone"),
        ..question
    };
    let got = explain(&hub, question, &quick());
    assert_eq!(got.outcome.status(), Status::Ok);
    assert_eq!(kinds_of(&got.value.unwrap()), [Kind::NotFound]);
}

/// A payload that breaks a rule is found without asking anybody.
#[test]
fn a_payload_that_will_not_arrive_is_the_first_finding() {
    let (server, _) = RawServer::scripted(|_| (403, String::new(), String::new()));
    let notification = Notification::new(Platform::Apple, br#"{"alert":"x"}"#).unwrap();
    let everyone = Target::broadcast();
    let got = explain(
        &open(&server),
        of_target(&notification, &everyone),
        &quick(),
    );
    assert_eq!(failure(&got.outcome).status, Status::Forbidden);
    let explanation = got.value.unwrap();
    assert_eq!(explanation.findings[0].kind, Kind::Payload);
    assert!(
        explanation.words().contains("aps"),
        "{}",
        explanation.words()
    );
}

/// The whole way on the local hub: a dead handle, by the details of the errors and by feedback.
#[test]
fn dead_handles_are_found_in_details_and_in_feedback() {
    let local = LocalHub::start();
    // Only a policy of the namespace may read the hub's description.
    let hub = Hub::new(
        &local.root_connection_string(),
        Some("demo"),
        local.options(),
    )
    .unwrap();
    for n in 0..4 {
        local.put_installation(&json!({
            "installationId": format!("i{n}"), "platform": "gcm",
            "pushChannel": format!("handle-{n}"), "tags": ["news"],
        }));
    }
    local.set(
        "pns",
        &json!([{"handle": "handle-3", "outcome": "ExpiredChannel"}]),
    );
    let (notification, news) = (gcm(), Target::tag("news").unwrap());
    let sent = hub.send(&notification, &news, &CallOptions::default());
    let id = sent.notification_id.unwrap();
    hub.wait_notification_details(&id, &quick()).value.unwrap();
    let by_id = Question {
        notification: None,
        target: None,
        notification_id: Some(&id),
        max_pages: 0,
    };
    for question in [by_id, of_target(&notification, &news)] {
        let got = explain(&hub, question, &quick());
        let body = String::from_utf8_lossy(&got.outcome.body);
        assert!(body.is_empty(), "the hub's keys are in it: {body}");
        let explanation = got.value.unwrap();
        let words = explanation.words();
        assert!(
            words.contains("4 registrations match the target now: 4 gcm."),
            "{words}"
        );
        assert!(words.contains("1 ExpiredChannel"), "{words}");
        assert!(!words.contains("handle-"), "{words}");
        assert!(
            !explanation.json().contains("handle-"),
            "{}",
            explanation.json()
        );
        assert!(
            kinds_of(&explanation).contains(&Kind::DeadHandles),
            "{words}"
        );
        // The local hub needs no credentials, and says that it has none.
        assert!(words.contains("Only a local hub"), "{words}");
    }
}

/// The last answer is the hub's description here, in which its keys are.
#[test]
fn no_answer_of_the_service_is_handed_on() {
    let local = LocalHub::start_with(&["--plain"]);
    let root = local.root_connection_string();
    let hub = Hub::new(&root, Some("demo"), local.options()).unwrap();
    let (notification, nobody) = (gcm(), Target::tag("nobody").unwrap());
    let got = explain(&hub, of_target(&notification, &nobody), &quick());
    assert_eq!(got.outcome.status(), Status::Ok);
    let body = String::from_utf8_lossy(&got.outcome.body);
    assert!(body.is_empty(), "{body}");
}
