//! The rules of the push services, in the library and in the local hub. Payloads are made from
//! the table: each rule is broken and kept many times, by a payload and by what a template makes,
//! and both sides must say the same.

use std::collections::BTreeMap;

use fastrand::Rng;
use notification_hubs::documents::installation::Installation;
use notification_hubs::documents::registration::Registration;
use notification_hubs::error::{Error, Status};
use notification_hubs::hub::Hub;
use notification_hubs::notification::Notification;
use notification_hubs::notification::payload_check;
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::rules::{self, Rule};
use notification_hubs::notification::target::Target;
use notification_hubs::notification::template;
use notification_hubs::policy::options::CallOptions;
use serde_json::json;

use crate::payload_cases::{Case, case, templated};
use crate::payload_judge::{Judge, Says, library};

/// How often each rule is broken and kept, in each way.
const TIMES: usize = 52;
const AT_LEAST: usize = 50;
/// How many local hubs judge at once.
const HUBS: usize = 8;

/// How often a rule was broken and kept.
#[derive(Default)]
struct Count {
    broken: [usize; 2],
    kept: [usize; 2],
}

/// `library` and `hub` agree on a case of `rule`; nothing if they do.
fn disagreement(rule: &Rule, broken: bool, library: &Says, hub: &Says) -> Option<String> {
    let same = library.is_good() == hub.is_good() && library.is_good() != broken;
    // What the service itself refuses, or a template that is none, is not told by a rule.
    let names = |says: &Says| says.rule().is_empty() || says.rule() == rule.id;
    let named = !broken || (names(library) && names(hub));
    (!(same && named)).then(|| {
        let wanted = if broken { "broken" } else { "kept" };
        format!(
            "{} {wanted}: library {library:?}, local hub {hub:?}",
            rule.id
        )
    })
}

fn shown(case: &Case) -> String {
    format!(
        "{} {:?} {:.300}",
        case.platform.format(),
        case.headers,
        case.body
    )
}

/// Breaks and keeps these rules, on a local hub of their own. The counts, and the differences.
fn every_case_of<'a>(rules: &[&'a Rule], seed: u64) -> (BTreeMap<&'a str, Count>, Vec<String>) {
    let judge = Judge::start();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wrong = Vec::new();
    for rule in rules {
        let mut random = Rng::with_seed(
            seed ^ rule
                .id
                .bytes()
                .fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)),
        );
        let count = counts.entry(rule.id).or_default();
        for n in 0..TIMES * 2 {
            let broken = n % 2 == 0;
            let case = case(rule.id, broken, &mut random);
            let notification = case.notification();
            let found = library(payload_check::check(&notification));
            let hub = judge.payload(&notification);
            match disagreement(rule, broken, &found, &hub) {
                Some(text) => wrong.push(format!("seed {seed}: {text}: {}", shown(&case))),
                None if broken => count.broken[0] += 1,
                None => count.kept[0] += 1,
            }
            if case.platform == Platform::Template {
                continue;
            }
            let (body, sample) = templated(&case, &mut random);
            let headers: Vec<(&str, &str)> = match case.platform {
                Platform::Apple => Vec::new(),
                _ => case.headers().into_iter().collect(),
            };
            let found = template::check_with_sample(case.platform, &body, &headers, &sample);
            let found = library(found);
            let hub = judge.template(&case, &body, &sample);
            match disagreement(rule, broken, &found, &hub) {
                Some(text) => wrong.push(format!(
                    "seed {seed}: template {body:.300} with {:.200}: {text}",
                    String::from_utf8_lossy(sample.body())
                )),
                None if broken => count.broken[1] += 1,
                None => count.kept[1] += 1,
            }
        }
    }
    (counts, wrong)
}

#[test]
fn the_library_and_the_local_hub_agree_on_every_rule() {
    let seed: u64 = std::env::var("NH_SEED").map_or(20_261_130, |seed| seed.parse().unwrap());
    let table: Vec<&Rule> = rules::table().collect();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wrong = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = table
            .chunks(table.len().div_ceil(HUBS))
            .map(|rules| scope.spawn(move || every_case_of(rules, seed)))
            .collect();
        for worker in workers {
            let (counted, told) = worker.join().unwrap();
            counts.extend(counted);
            wrong.extend(told);
        }
    });
    println!("{:27} payload: broken kept; template: broken kept", "rule");
    for (id, count) in &counts {
        let Count { broken, kept } = count;
        println!(
            "{id:27} {:6} {:6}      {:6} {:6}",
            broken[0], kept[0], broken[1], kept[1]
        );
    }
    println!(
        "{} rules, {} differences (seed {seed})",
        counts.len(),
        wrong.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of them: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(12)]
    );
    for (id, count) in &counts {
        let Count { broken, kept } = count;
        let enough = |counted: &[usize; 2]| {
            // Properties of a template message are not made by a template.
            counted[0] >= AT_LEAST && (counted[1] >= AT_LEAST || id.starts_with("template-"))
        };
        assert!(enough(broken) && enough(kept), "{id}");
    }
}

/// Values of templates, well-formed and not: what one side takes, the other takes, and what it makes
/// of it is the same. Text with an expression amid it is the one difference: the hub leaves it as it
/// is, as the service does, and the library says that it will.
#[test]
fn the_library_and_the_local_hub_read_one_language() {
    const PARTS: [&str; 26] = [
        "$(a)",
        "$(b, 2)",
        ".(a, 4)",
        "%(a)",
        "#(n)",
        "$(x:{none})",
        "'it''s'",
        "\"q\"",
        "{",
        "}",
        "+",
        " + ",
        " ",
        "text",
        "$",
        "(",
        ")",
        ",",
        "'",
        ":{",
        "\\",
        "#",
        ".",
        "é",
        "$(a b)",
        "$(n)",
    ];
    let judge = Judge::start();
    let mut random = Rng::with_seed(7);
    let mut sample = Notification::template();
    for (name, value) in [("a", "A <b> & \"c\""), ("b", "ünï"), ("n", "42")] {
        sample.set_property(name, value).unwrap();
    }
    let (mut taken, mut refused, mut amid) = (0, 0, 0);
    for n in 0..1200 {
        let mut value: String = (0..random.usize(1..5))
            .map(|_| PARTS[random.usize(0..PARTS.len())])
            .collect();
        if n % 2 == 0 {
            let terms: Vec<&str> = (0..random.usize(1..4))
                .map(|_| PARTS[random.usize(0..8)])
                .collect();
            value = format!("{{{}}}", terms.join(["+", " + "][random.usize(0..2)]));
        }
        let body = json!({"data": {"v": value}}).to_string();
        let case = Case::json(Platform::Gcm, json!({}));
        let found = library(template::check(Platform::Gcm, &body));
        let hub = judge.template(&case, &body, &sample);
        let is_amid = matches!(&found, Says::Bad(text) if text.contains("amid text"));
        // A number where text belongs is a fault of the payload, found on both sides elsewhere.
        assert_eq!(
            found.is_good() || is_amid,
            hub.is_good(),
            "{value}: {found:?} {hub:?}"
        );
        match (is_amid, hub.is_good()) {
            (true, _) => amid += 1,
            (_, true) => taken += 1,
            (_, false) => refused += 1,
        }
    }
    println!(
        "{taken} values taken by both, {refused} refused by both, {amid} with an expression amid text"
    );
    assert!(taken > 300 && refused > 200 && amid > 30);
}

#[test]
fn apple_tokens_are_judged_alike() {
    let judge = Judge::start();
    let mut options = judge.hub.options();
    options.set_check_payloads(true);
    options.set_test(true);
    let text = judge.hub.connection_string();
    let hub = Hub::new(text, Some("demo"), options).unwrap();
    let call = CallOptions::default();
    let payload = br#"{"aps":{"alert":"Hello!"}}"#;
    let notification = Notification::new(Platform::Apple, payload).unwrap();
    let format = [(
        "ServiceBusNotification-Format".to_owned(),
        "apple".to_owned(),
    )];
    let json = [("Content-Type".to_owned(), "application/json".to_owned())];
    for (token, good) in [
        ("AB", true),
        ("a1b2", true),
        (
            "00FC13ADFF785122B4AD28809A3420982341241421348097878E577C991DE8F0",
            true,
        ),
        ("ABC", false),
        ("xyz!", false),
        ("<ABCD>", false),
        ("AB-C", false),
        ("0xAB", false),
    ] {
        let mut to = format.to_vec();
        to.push((
            "ServiceBusNotification-DeviceHandle".to_owned(),
            token.to_owned(),
        ));
        let (_, sent) = judge.ask("POST", "messages?direct&test&", &to, payload);
        assert_eq!(sent, if good { 201 } else { 400 }, "{token}");
        let device = json!({"installationId": "d", "platform": "apns", "pushChannel": token});
        let device = device.to_string();
        let (_, put) = judge.ask("PUT", "installations/d?", &json, device.as_bytes());
        assert_eq!(put, if good { 200 } else { 400 }, "{token}");

        let target = Target::device(token).unwrap();
        let status = |error: Option<Error>| error.map(|error| error.status);
        let wanted = (!good).then_some(Status::InvalidArgument);
        let sent = hub.send(&notification, &target, &call);
        assert_eq!(status(sent.error), wanted, "{token}");
        let device = Installation::new("d", Platform::Apple, token).unwrap();
        let put = hub.put_installation(&device, &call);
        assert_eq!(status(put.error), wanted, "{token}");
        let mut handles = std::iter::once(Ok(token.to_owned()));
        let report = hub.send_direct_batch(&notification, &mut handles, &call);
        assert_eq!(status(report.error), wanted, "{token}");
        let registration = Registration::new(Platform::Apple, token);
        assert_eq!(status(registration.err()), wanted, "{token}");
    }
}

#[test]
fn the_page_of_the_manual_is_the_table() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/payload-rules.md");
    let text = std::fs::read_to_string(page).unwrap();
    let (begin, end) = ("<!-- rules -->\n", "<!-- end of rules -->");
    let start = text.find(begin).unwrap() + begin.len();
    let stop = text.find(end).unwrap();
    let mut table = String::new();
    let mut heading = "";
    for rule in rules::table() {
        let name = match rule.platforms[0] {
            Platform::Apple => "Apple (APNs)",
            Platform::Fcmv1 => "FCM v1",
            Platform::Gcm => "GCM, the legacy interface",
            Platform::Windows => "Windows (WNS)",
            Platform::Mpns => "Windows Phone (MPNS)",
            Platform::Adm => "Amazon (ADM)",
            Platform::Baidu => "Baidu",
            Platform::Browser => "Browsers (web push)",
            Platform::Xiaomi => "Xiaomi",
            Platform::Template => "Properties of a template message",
        };
        if name != heading {
            table.push_str(&format!(
                "\n### {name}\n\n| Rule | What | Source |\n|---|---|---|\n"
            ));
            heading = name;
        }
        let shape = if rule.is_of_shape { " *" } else { "" };
        table.push_str(&format!(
            "| `{}`{shape} | {} | {} |\n",
            rule.id, rule.says, rule.source
        ));
    }
    table.push('\n');
    if std::env::var_os("NH_UPDATE_RULES").is_some() {
        let text = format!("{}{table}{}", &text[..start], &text[stop..]);
        std::fs::write(page, text).unwrap();
        return;
    }
    assert_eq!(&text[start..stop], table, "NH_UPDATE_RULES=1 writes it");
}
