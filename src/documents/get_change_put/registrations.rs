//! Registrations.

use super::{Counts, DOCUMENTS, Random};
use crate::documents::registration::Registration;
use crate::wire::atom::entry;
use crate::wire::xml::Node;

/// Elements by name, each with its own text.
type Elements = Vec<(String, String)>;

const KINDS: &[(&str, &[&str], &[&str])] = &[
    (
        "Apple",
        &["DeviceToken"],
        &[
            "BodyTemplate",
            "Expiry",
            "TemplateName",
            "Priority",
            "ApnsHeaders",
        ],
    ),
    (
        "Gcm",
        &["GcmRegistrationId"],
        &["BodyTemplate", "TemplateName"],
    ),
    (
        "FcmV1",
        &["FcmV1RegistrationId"],
        &["BodyTemplate", "TemplateName"],
    ),
    (
        "Windows",
        &["ChannelUri", "SecondaryTileName"],
        &["BodyTemplate", "WnsHeaders", "TemplateName"],
    ),
    (
        "Mpns",
        &["ChannelUri", "SecondaryTileName"],
        &["BodyTemplate", "MpnsHeaders", "TemplateName"],
    ),
    (
        "Adm",
        &["AdmRegistrationId"],
        &["BodyTemplate", "TemplateName"],
    ),
    (
        "Baidu",
        &["BaiduUserId", "BaiduChannelId"],
        &["BodyTemplate", "TemplateName", "MessageType"],
    ),
    (
        "Browser",
        &["Endpoint", "P256DH", "Auth"],
        &["BodyTemplate", "TemplateName"],
    ),
    (
        "Xiaomi",
        &["XiaomiRegistrationId"],
        &["BodyTemplate", "TemplateName"],
    ),
];

/// Name of the description, and what is in it.
fn random_registration(random: &mut Random) -> (String, Elements) {
    let (kind, of_device, of_template) = KINDS[random.one_of(KINDS)];
    let is_template = random.one_in(2);
    let mut elements = Elements::new();
    let mut add = |name: &str, xml: &str| elements.push((name.to_owned(), xml.to_owned()));
    let unknown = |random: &mut Random, add: &mut dyn FnMut(&str, &str)| {
        if random.one_in(4) {
            add("Later", "<x:y>1 &lt; 2</x:y><![CDATA[<]]>");
        }
    };
    add("ETag", "1");
    add("ExpirationTime", "9999-12-31T23:59:59.999");
    add("RegistrationId", "1-2-3");
    unknown(random, &mut add);
    let tags = random.tags();
    if !tags.is_empty() {
        add("Tags", &tags.join(","));
    }
    if random.one_in(2) {
        add("PushVariables", r#"{"n":"v","m":"w"}"#);
    }
    unknown(random, &mut add);
    for name in of_device {
        if *name != "SecondaryTileName" || random.one_in(2) {
            add(name, "AB12");
        }
    }
    unknown(random, &mut add);
    for name in of_template.iter().filter(|_| is_template) {
        if name.ends_with("Headers") {
            let item = &name[..name.len() - 1];
            let header = |name: &str| {
                format!("<{item}><Header>{name}</Header><Value>wns/toast</Value></{item}>")
            };
            add(
                name,
                &format!("{}{}", header("X-WNS-Type"), header("X-Other")),
            );
        } else if *name == "BodyTemplate" || random.one_in(2) {
            let is_number = *name == "MessageType";
            let text = if is_number {
                "1".to_owned()
            } else {
                random.text().trim().to_owned()
            };
            add(name, &quick_xml::escape::escape(&text));
        }
    }
    unknown(random, &mut add);
    let template = if is_template { "Template" } else { "" };
    (format!("{kind}{template}RegistrationDescription"), elements)
}

fn document(name: &str, elements: &Elements) -> String {
    let of = |(name, xml): &(String, String)| format!("<{name}>{xml}</{name}>");
    let inside: String = elements.iter().map(of).collect();
    format!(
        "<entry xmlns='http://www.w3.org/2005/Atom'><content type='application/xml'><{name} xmlns='SB' xmlns:i='I' xmlns:x='X'>{inside}</{name}></content></entry>"
    )
}

/// What a document says, whichever way it is written.
fn meaning(xml: &str) -> Node {
    let mut node = Node::parse(xml).unwrap();
    fn plain(node: &mut Node) {
        node.range = 0..0;
        node.namespaces.clear();
        node.children.iter_mut().for_each(plain);
    }
    plain(&mut node);
    node
}

fn set(elements: &mut Elements, name: &str, value: Option<&str>) {
    let at = elements.iter().position(|(known, _)| known == name);
    match (at, value) {
        (Some(at), Some(value)) => value.clone_into(&mut elements[at].1),
        (Some(at), None) => drop(elements.remove(at)),
        _ => {}
    }
}

type Change = (
    &'static str,
    fn(&mut Registration),
    fn(&mut Elements, &mut String),
);

fn has(elements: &Elements, name: &str) -> bool {
    elements.iter().any(|(known, _)| known == name)
}

const CHANGES: &[Change] = &[
    ("nothing", |_| {}, |_, _| {}),
    (
        "tag removed",
        |r| r.remove_tag("My Template"),
        |e, _| {
            let tags = e.iter().find(|(name, _)| name == "Tags");
            let tags = tags.map(|(_, tags)| tags.split(',').filter(|t| *t != "My Template"));
            let tags = tags.map(|tags| tags.collect::<Vec<_>>().join(","));
            set(e, "Tags", tags.as_deref().filter(|tags| !tags.is_empty()));
        },
    ),
    (
        "tags removed",
        |r| {
            for tag in r.tags.clone() {
                r.remove_tag(&tag);
            }
        },
        |e, _| set(e, "Tags", None),
    ),
    (
        "push variable",
        |r| {
            if !r.push_variables.is_empty() {
                r.set_push_variable("n", "new").unwrap();
            }
        },
        |e, _| set(e, "PushVariables", Some(r#"{"n":"new","m":"w"}"#)),
    ),
    (
        "secondary tile removed",
        Registration::remove_secondary_tile,
        |e, _| set(e, "SecondaryTileName", None),
    ),
    (
        "handle",
        |r| {
            if r.device.browser_keys.is_some() {
                r.set_handle(r#"{"endpoint":"e","keys":{"p256dh":"k","auth":"a"}}"#)
                    .unwrap();
            } else {
                r.set_handle("CD34").unwrap();
            }
        },
        |e, _| {
            let is_browser = has(e, "Endpoint");
            for (name, value) in [("Endpoint", "e"), ("P256DH", "k"), ("Auth", "a")] {
                set(e, name, Some(value));
            }
            let others = KINDS.iter().filter(|_| !is_browser);
            for name in others.map(|(_, of_device, _)| of_device) {
                let handle = name.iter().find(|name| {
                    name.ends_with("Id") && **name != "BaiduUserId"
                        || **name == "ChannelUri"
                        || **name == "DeviceToken"
                });
                if let Some(handle) = handle {
                    set(e, handle, Some("CD34"));
                }
            }
        },
    ),
    (
        "template's body",
        |r| {
            if let Some(template) = r.template.clone() {
                r.set_template("{}", template.name.as_deref()).unwrap();
            }
        },
        |e, _| set(e, "BodyTemplate", Some("{}")),
    ),
    (
        "template removed",
        Registration::remove_template,
        |e, name| {
            for of_template in KINDS.iter().flat_map(|(.., of_template)| *of_template) {
                set(e, of_template, None);
            }
            *name = name.replace("Template", "");
        },
    ),
    (
        "template's header removed",
        |r| r.remove_template_header("x-other"),
        |e, _| {
            for (name, xml) in e.iter_mut().filter(|(name, _)| name.ends_with("Headers")) {
                let item = &name[..name.len() - 1];
                *xml = xml
                    .split_inclusive(&format!("</{item}>"))
                    .next()
                    .unwrap()
                    .to_owned();
            }
        },
    ),
];

#[test]
fn a_registration_differs_in_what_was_changed_alone() {
    let mut random = Random::new();
    let mut counts = Counts::default();
    for _ in 0..DOCUMENTS {
        let (mut name, mut elements) = random_registration(&mut random);
        let (change_name, change, by_hand) = CHANGES[random.one_of(CHANGES)];
        let xml = document(&name, &elements);
        let entry = entry(xml.as_bytes()).unwrap().unwrap();
        let mut registration = Registration::read(&entry.content.unwrap(), xml.as_bytes()).unwrap();
        change(&mut registration);
        let before = elements.clone();
        by_hand(&mut elements, &mut name);
        let changes = elements != before || change_name == "nothing";
        for of_the_service in ["ETag", "ExpirationTime", "RegistrationId"] {
            set(&mut elements, of_the_service, None);
        }
        let written = registration.to_xml().unwrap();
        let expected = document(&name, &elements);
        assert_eq!(
            meaning(&written),
            meaning(&expected),
            "{change_name} of {xml}"
        );
        *counts.0.entry(change_name).or_default() += usize::from(changes);
        let unknown = elements.iter().any(|(name, _)| name == "Later");
        *counts.0.entry("with what nobody knows").or_default() += usize::from(unknown);
    }
    counts.are_enough(CHANGES.len() + 1);
}
