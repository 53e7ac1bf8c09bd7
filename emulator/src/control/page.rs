//! The page for people who would rather look than read: one HTML document, joined from the files of
//! `emulator/page/` when the hub is built. Its policy lets it reach this hub and nothing else, and run
//! no script but its own.

use crate::http::answer::Answer;
use crate::http::headers;
use crate::http::target::Target;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

const FRAME: &str = include_str!("../../page/page.html");
const STYLES: &[&str] = &[
    include_str!("../../page/style.css"),
    include_str!("../../page/cards.css"),
    include_str!("../../page/controls.css"),
];
/// All in one scope. What is used while they load stands first.
const SCRIPTS: &[&str] = &[
    include_str!("../../page/dom.js"),
    include_str!("../../page/words.js"),
    include_str!("../../page/api.js"),
    include_str!("../../page/address.js"),
    include_str!("../../page/views.js"),
    include_str!("../../page/tabs.js"),
    include_str!("../../page/window_list.js"),
    include_str!("../../page/inbox_list.js"),
    include_str!("../../page/phone_list.js"),
    include_str!("../../page/phone.js"),
    include_str!("../../page/push_list.js"),
    include_str!("../../page/xml_reader.js"),
    include_str!("../../page/summary.js"),
    include_str!("../../page/cards_apple.js"),
    include_str!("../../page/cards_google.js"),
    include_str!("../../page/cards_windows.js"),
    include_str!("../../page/cards_other.js"),
    include_str!("../../page/cards.js"),
    include_str!("../../page/pieces.js"),
    include_str!("../../page/message.js"),
    include_str!("../../page/explain.js"),
    include_str!("../../page/controls.js"),
    include_str!("../../page/samples.js"),
    include_str!("../../page/outgoing.js"),
    include_str!("../../page/programs.js"),
    include_str!("../../page/snippets.js"),
    include_str!("../../page/compose.js"),
    include_str!("../../page/add_phone.js"),
    include_str!("../../page/conditions.js"),
    include_str!("../../page/faults.js"),
    include_str!("../../page/scheduled.js"),
    include_str!("../../page/jobs.js"),
    include_str!("../../page/live.js"),
    include_str!("../../page/keyboard.js"),
    include_str!("../../page/main.js"),
];

static PAGE: LazyLock<Page> = LazyLock::new(Page::join);

struct Page {
    html: String,
    policy: String,
}

impl Page {
    fn join() -> Page {
        let join = |sources: &[&str]| -> String { sources.iter().copied().map(packed).collect() };
        // A block, in which a name that stands in two files is an error.
        let script = format!("\"use strict\";{{\n{}}}", join(SCRIPTS));
        let style = without_blanks(join(STYLES));
        let html = FRAME
            .replace("/*STYLE*/", &style)
            .replace("/*SCRIPT*/", &script);
        let policy = format!(
            "script-src {}; require-trusted-types-for 'script'; trusted-types 'none'; \
             connect-src 'self'; img-src data:; {}",
            source(&script),
            policy_of_style(&style)
        );
        Page { html, policy }
    }
}

/// Without indentation, ends of lines that say nothing, and lines that are comments: nobody has to
/// fetch these. Text between backquotes stays as it is, also where it goes over several lines.
fn packed(source: &str) -> String {
    let (mut in_comment, mut in_text) = (false, false);
    let mut packed = String::with_capacity(source.len());
    for line in source.lines() {
        let began_in_text = in_text;
        in_text ^= line.matches('`').count() % 2 == 1;
        let kept = if began_in_text {
            line
        } else {
            line.trim_start()
        };
        let is_comment = in_comment || kept.starts_with("//") || kept.starts_with("/*");
        if !began_in_text {
            in_comment = (in_comment || kept.starts_with("/*")) && !kept.ends_with("*/");
        }
        if began_in_text || !(is_comment || kept.is_empty()) {
            packed.push_str(kept);
            // After these the end of a line says nothing: statements end with a semicolon.
            let is_open = kept.ends_with([',', ';', '(', '[', '{']) || kept == "}";
            if in_text || began_in_text || !is_open {
                packed.push('\n');
            }
        }
    }
    packed
}

/// Beside its punctuation a style has blanks for its authors alone.
fn without_blanks(style: String) -> String {
    let pairs = [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ];
    pairs
        .iter()
        .fold(style, |style, (with, without)| style.replace(with, without))
}

/// Whether a browser wants to look. The service's own list of services has the same address, and
/// whoever asks for that brings a token: some clients accept `text/html` without knowing it.
pub fn is_asked_for(request: &Parts, target: &Target) -> bool {
    let accept = headers::text(&request.headers, ACCEPT).unwrap_or_default();
    let is_html = |part: &str| {
        let kind = part.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/html")
    };
    target.segments.is_empty()
        && request.method == Method::GET
        && accept.split(',').any(is_html)
        && !request.headers.contains_key(AUTHORIZATION)
}

pub fn answer() -> Answer {
    document(PAGE.html.clone(), &PAGE.policy)
}

/// An HTML document that may do what this policy says, and is nobody's frame.
pub fn document(html: String, policy: &str) -> Answer {
    const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    let policy = HeaderValue::from_str(policy);
    let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
    Answer::with_body(StatusCode::OK, HTML, html.into_bytes())
        .header(CONTENT_SECURITY_POLICY, policy)
        .header(REFERRER_POLICY, HeaderValue::from_static("no-referrer"))
        .header(OPENER, HeaderValue::from_static("same-origin"))
}

/// What every document of the hub is held to, with this style.
pub fn policy_of_style(style: &str) -> String {
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        source(style)
    )
}

fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_does_the_same() {
        let source =
            "// why\n  const a = `b\n    // c\n\n  d`;\n\n  /** one\n   * two */\n    f(`g`);\n";
        let packed = packed(source);
        assert_eq!(packed, "const a = `b\n    // c\n\n  d`;\nf(`g`);");
        let style = "a { b: c; }\n.d, e { f: g(h, i); }".to_owned();
        assert_eq!(without_blanks(style), "a{b:c;}\n.d,e{f:g(h,i);}");
    }
}
