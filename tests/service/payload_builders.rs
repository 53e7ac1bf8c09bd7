//! What the builders make passes the check of the library and of the local hub, whatever fields
//! are set; what a field does not take is refused and changes nothing.

use std::collections::BTreeMap;

use fastrand::Rng;
use notification_hubs::error::Status;
use notification_hubs::notification::draft::field::Field;
use notification_hubs::notification::draft::fields::{FIELDS, FieldRule, Takes};
use notification_hubs::notification::draft::{Form, Given};
use notification_hubs::notification::platform::Platform;
use notification_hubs::notification::{Notification, payload, payload_check};

use crate::payload_judge::Judge;

/// How many random payloads of each form.
const TIMES: usize = 60;
/// Of these the local hub also judges so many.
const JUDGED: usize = 20;

fn begun(form: Form) -> Option<Notification> {
    let made = match form {
        Form::AppleAlert => payload::apple_alert(Some("T"), "B"),
        Form::AppleBackground => payload::apple_background(),
        Form::AppleLiveActivity => payload::apple_live_activity("update", 1_700_000_000, None),
        Form::Fcmv1 => payload::fcmv1_message(None, None),
        Form::Gcm => payload::gcm_message(None, None),
        Form::WindowsToast => payload::windows_toast("a", None, None),
        Form::WindowsTile => payload::windows_tile("a", None),
        Form::MpnsToast => payload::mpns_toast("a", None),
        Form::MpnsTile => payload::mpns_tile(),
        Form::Adm => payload::adm_message(),
        Form::Baidu => payload::baidu_message(None, "d"),
        Form::Browser => payload::browser_message(None, None),
        Form::Xiaomi => payload::xiaomi_message(None, None),
        // Properties alone.
        Form::Template => return None,
    };
    Some(made.unwrap())
}

fn words(random: &mut Rng) -> String {
    let word = |random: &mut Rng| random.choice(["a<b>", "\u{e9}t\u{e9}", "x&\"y\"", "1", ""]);
    (0..random.usize(1..4))
        .filter_map(|_| word(random))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Sets the field to something that it takes.
fn set(notification: &mut Notification, rule: &FieldRule, random: &mut Rng) {
    let number = rule.field as i32;
    let text;
    let given = match rule.takes {
        Takes::Text => {
            text = words(random);
            Given::Text(&text)
        }
        Takes::Within(most) => {
            text = "\u{e9}".repeat(random.usize(0..=most));
            Given::Text(&text)
        }
        Takes::OneOf(of) => Given::Text(random.choice(of).unwrap()),
        Takes::Color => Given::Text("#0aF9c3"),
        Takes::Whole(from, to) => Given::Number(random.i64(from..=to.min(1 << 40)) as f64),
        Takes::Real(from, to) => Given::Number(from + random.f64() * (to - from).min(100.0)),
        Takes::Seconds(to) => Given::Number(random.f64() * to as f64),
        Takes::Label => Given::Text("spring-2026"),
        Takes::UnixTime | Takes::Time | Takes::Milliseconds => {
            Given::Number(random.i32(0..).into())
        }
        Takes::Flag | Takes::One => Given::Flag(random.bool()),
        Takes::Object => Given::Json(r#"{"k":"v","n":{"m":[1,2]}}"#),
        Takes::Texts | Takes::TextsInText => {
            text = words(random);
            Given::MoreText(&text)
        }
        Takes::Durations => Given::MoreText(random.choice(["0.5s", "3s"]).unwrap()),
    };
    notification.set_field(number, given).unwrap();
}

/// What no field of this kind takes.
fn refused(takes: Takes) -> Vec<Given<'static>> {
    let mut wrong = vec![Given::Json("[]"), Given::Json("{"), Given::Number(f64::NAN)];
    let (text, more, number, flag) = (
        Given::Text("no such word"),
        Given::MoreText("a"),
        Given::Number(-1.0),
        Given::Flag(true),
    );
    wrong.extend(match takes {
        Takes::Text => vec![more, number, flag],
        Takes::Within(_) => vec![more, number, flag, Given::Text(LONG)],
        Takes::OneOf(_) | Takes::Color | Takes::Label => {
            vec![more, number, flag, text, Given::Text("")]
        }
        Takes::Whole(..) => vec![more, number, flag, text, Given::Number(0.5)],
        Takes::Real(..) | Takes::Seconds(_) => {
            vec![more, number, flag, text, Given::Number(f64::INFINITY)]
        }
        Takes::UnixTime | Takes::Time | Takes::Milliseconds => {
            // In milliseconds.
            vec![more, number, flag, text, Given::Number(1.7e12)]
        }
        Takes::Flag | Takes::One => vec![more, number, text],
        Takes::Texts | Takes::TextsInText => vec![number, flag, text],
        Takes::Durations => vec![number, flag, text, more, Given::MoreText("1")],
        Takes::Object => vec![number, flag, text, more],
    });
    wrong
}

const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123456789\
    0123456789012345678901234567890123456789012345678901234567890123456789";

/// What a field needs beside it.
fn set_what_it_needs(notification: &mut Notification, rule: &FieldRule) {
    let needed = match rule.field {
        Field::WindowsButton => (Field::WindowsButtonArguments, Given::MoreText("a")),
        Field::WindowsButtonArguments => (Field::WindowsButton, Given::MoreText("b")),
        Field::AppleTitleLocArgs => (Field::AppleTitleLocKey, Given::Text("t")),
        Field::AppleLocArgs => (Field::AppleLocKey, Given::Text("t")),
        _ => return,
    };
    notification.set_field(needed.0 as i32, needed.1).unwrap();
}

#[test]
fn what_a_builder_makes_passes_the_check() {
    let judge = Judge::start();
    let mut random = Rng::with_seed(14);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for form in Form::all() {
        let Some(first) = begun(form) else { continue };
        let rules: Vec<_> = FIELDS.iter().filter(|r| r.belongs_to(form)).collect();
        for n in 0..TIMES {
            let mut made = first.clone();
            for rule in &rules {
                if random.bool() {
                    set(&mut made, rule, &mut random);
                    set_what_it_needs(&mut made, rule);
                    *counts.entry(rule.field.name()).or_default() += 1;
                }
            }
            let _ = made.set_property("own", "v");
            if let Err(error) = payload_check::check(&made) {
                wrong.push(format!("{form:?}: {error} {:?}", made.body()));
            }
            if n < JUDGED {
                let says = judge.payload(&made);
                if !says.is_good() {
                    let body = String::from_utf8_lossy(made.body()).into_owned();
                    wrong.push(format!("{form:?}: local hub {says:?} {body}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ: {}", wrong.len(), wrong[0]);
    let rarest = counts.iter().min_by_key(|(_, count)| **count).unwrap();
    println!("{} fields, rarest {rarest:?}", counts.len());
    assert!(*rarest.1 >= TIMES / 4, "{rarest:?}");
}

#[test]
fn what_a_field_does_not_take_is_refused_and_changes_nothing() {
    for form in Form::all() {
        let Some(mut made) = begun(form) else {
            continue;
        };
        let body = made.body().to_vec();
        for rule in FIELDS {
            let number = rule.field as i32;
            let has_it = |r: &FieldRule| r.field == rule.field && r.belongs_to(form);
            if !FIELDS.iter().any(has_it) {
                let error = made.set_field(number, Given::Nothing).unwrap_err();
                assert!(error.message.contains("does not belong to"), "{error}");
                continue;
            }
            if !rule.belongs_to(form) {
                continue;
            }
            for given in refused(rule.takes) {
                let error = made.set_field(number, given).unwrap_err();
                assert_eq!(error.status, Status::InvalidArgument);
                assert!(error.message.contains(&rule.field.name()), "{error}");
            }
        }
        assert_eq!(made.body(), body);
        let error = made.set_field(7, Given::Nothing).unwrap_err();
        assert!(error.message.contains("not an nh_field"), "{error}");
    }
    let mut own = Notification::new(Platform::Apple, b"{\"aps\":{}}").unwrap();
    let error = own.set_field(Field::AppleBadge as i32, Given::Number(1.0));
    assert!(error.unwrap_err().message.contains("payload of its own"));
}
