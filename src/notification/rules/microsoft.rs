//! Microsoft: Windows (WNS) and Windows Phone (MPNS).

use crate::notification::kind::{BADGE_GLYPHS, MpnsType, WnsType, badge_value};
use crate::notification::platform::Platform;
use crate::notification::rules::subject::{Problem, Rule, Subject, at_most, xml};

const WNS: &[Platform] = &[Platform::Windows];
const MPNS: &[Platform] = &[Platform::Mpns];
const HEADERS: &str = "Microsoft, Push notification service request and response headers";
const XML: &str =
    "W3C, Extensible Markup Language (XML) 1.0; Microsoft, Send a WNS native notification";
const PHONE: &str = "Microsoft, Push Notifications Overview for Windows Phone";

const fn rule(
    platforms: &'static [Platform],
    id: &'static str,
    says: &'static str,
    source: &'static str,
    check: fn(&Subject<'_>) -> Option<Problem>,
) -> Rule {
    Rule {
        id,
        platforms,
        says,
        source,
        is_of_shape: false,
        check,
    }
}

pub const RULES: &[Rule] = &[
    rule(
        WNS,
        "wns-size",
        "at most 5000 bytes, raw or not",
        HEADERS,
        |subject| at_most(subject, 5000),
    ),
    rule(
        WNS,
        "wns-xml",
        "well-formed XML, unless raw",
        XML,
        |subject| match subject.header_is("X-WNS-Type", "wns/raw") {
            true => None,
            false => xml(subject),
        },
    ),
    rule(
        WNS,
        "wns-root",
        "the root element is what X-WNS-Type says: toast, tile or badge",
        HEADERS,
        wns_root,
    ),
    rule(
        WNS,
        "wns-badge",
        "the value of a badge is a number or one of Windows's glyphs",
        "Microsoft, badge (badge schema)",
        badge,
    ),
    rule(
        MPNS,
        "mpns-size",
        "at most 3072 bytes; raw has its own limit",
        PHONE,
        |subject| match is_raw(subject) {
            true => None,
            false => at_most(subject, 3072),
        },
    ),
    rule(
        MPNS,
        "mpns-size-raw",
        "at most 1024 bytes if raw",
        "Microsoft, Send an MPNS native notification",
        |subject| match is_raw(subject) {
            true => at_most(subject, 1024),
            false => None,
        },
    ),
    rule(
        MPNS,
        "mpns-xml",
        "well-formed XML, unless raw",
        XML,
        |subject| match is_raw(subject) {
            true => None,
            false => xml(subject),
        },
    ),
    rule(
        MPNS,
        "mpns-root",
        "the root is Notification in the namespace WPNotification, and holds what X-WindowsPhone-Target says: Toast or Tile (token)",
        "Microsoft, Toasts for Windows Phone 8; Tiles for Windows Phone 8",
        mpns_root,
    ),
];

fn wns_root(subject: &Subject<'_>) -> Option<Problem> {
    let header = subject.header("X-WNS-Type")?;
    if header == "wns/raw" {
        return None;
    }
    match WnsType::detect(subject.text()) {
        Ok(found) if found.header() == header => None,
        _ => Some(format!("does not have the root element that its type {header} wants").into()),
    }
}

fn badge(subject: &Subject<'_>) -> Option<Problem> {
    if !subject.header_is("X-WNS-Type", "wns/badge") {
        return None;
    }
    let value = badge_value(subject.text());
    let is_known =
        |value: &String| value.parse::<u32>().is_ok() || BADGE_GLYPHS.contains(&value.as_str());
    match value.filter(is_known) {
        Some(_) => None,
        None => Some("is a badge whose value is neither a number nor one of Windows's glyphs, such as none or alert".into()),
    }
}

fn is_raw(subject: &Subject<'_>) -> bool {
    subject.header("X-WindowsPhone-Target").is_none()
}

fn mpns_root(subject: &Subject<'_>) -> Option<Problem> {
    let target = subject.header("X-WindowsPhone-Target")?;
    let wanted = match target.to_ascii_lowercase().as_str() {
        "toast" => MpnsType::Toast,
        "token" | "tile" => MpnsType::Tile,
        _ => return None,
    };
    match MpnsType::detect(subject.text()) {
        Ok(found) if found == wanted => None,
        _ => Some(format!("is not a Notification (namespace WPNotification) with what its target {target} wants, Toast or Tile").into()),
    }
}
