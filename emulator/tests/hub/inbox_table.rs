//! The messages and devices for whoever has no script: a document that others cannot write into.

use crate::support::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use sha2::{Digest, Sha256};

const MARKUP: &str =
    r#"</code></td></table><script>alert(1)</script><img src=x onerror='a("b")'>&amp;"#;

fn table(hub: &Hub, query: &str) -> Answer {
    let query = utf8_percent_encode(query, NON_ALPHANUMERIC);
    hub.control("GET", &format!("inbox/table?q={query}"), "")
}

fn count(html: &str, text: &str) -> usize {
    html.matches(text).count()
}

#[test]
fn messages_and_devices_with_what_a_search_finds() {
    let hub = Hub::start(&[]);
    for (id, user) in [("ann-1", Some("ann")), ("bob-1", None)] {
        hub.install(&json!({
            "installationId": id, "userId": user, "platform": "gcm", "pushChannel": id, "tags": ["vip"],
        }));
    }
    for n in 0..60 {
        let body = json!({"data": {"text": format!("number {n}.")}}).to_string();
        hub.call(&send("gcm", body).header("ServiceBusNotification-Tags", "vip || en"));
    }
    let answer = table(&hub, "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let html = &answer.body;
    let style = html
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let hash = STANDARD.encode(Sha256::digest(style));
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        &format!("style-src 'sha256-{hash}'"),
        "form-action 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(
            policy.split("; ").any(|one| one == part),
            "{part}: {policy}"
        );
    }
    for foreign in ["<script", "src=", "http://", "https://", "style="] {
        assert_eq!(count(html, foreign), 0, "{foreign}");
    }
    assert!(html.contains("Messages: the newest 100 of 120") && html.contains("Phones: 2<"));
    assert_eq!(count(html, "<tr>"), 1 + 100 + 1 + 2);
    let place = |text: &str| html.find(text).unwrap();
    assert!(place("number 59.") < place("number 58."));
    assert_eq!(count(html, "number 9."), 0);
    assert!(html.contains("<td>ann: ann-1</td>") && html.contains("<td>vip || en</td>"));
    assert!(html.contains("/_emulator/inbox/message?number=119"));
    assert!(html.contains("/_emulator/inbox/missed?hub=demo&amp;device=i%3Abob%2D1"));

    let found = table(&hub, "to:ann text:\"number 7.\"").body;
    assert!(
        found.contains("Messages: 1<") && found.contains("Phones: 1<"),
        "{found}"
    );
    assert!(found.contains(r#"value="to:ann text:&quot;number 7.&quot;""#));
    // What is wrong with a search is said where it was asked.
    let wrong = table(&hub, "colour:<b>");
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("<p role=\"alert\">") && wrong.body.contains("colour"));
    assert_eq!(count(&wrong.body, "<b>"), 0);
    // A page from elsewhere gets none of it.
    let foreign = Request::new("GET", "/_emulator/inbox/table").anonymous();
    assert_eq!(hub.call(&foreign.header("Origin", "null")).status, 403);
}

#[test]
fn what_others_sent_is_text() {
    let hub = Hub::start(&["--plain"]);
    hub.install(&json!({
        "installationId": "ann", "userId": "u", "platform": "gcm", "pushChannel": MARKUP,
        "templates": {MARKUP: {"body": json!({"data": {"a": "$(m)", "b": MARKUP}}).to_string()}},
    }));
    let mut direct = send("gcm", json!({"data": {"a": MARKUP}}).to_string())
        .header("ServiceBusNotification-DeviceHandle", MARKUP)
        .header("TrackingId", "<b>");
    direct.path.push_str("&direct");
    assert_eq!(hub.call(&direct).status, 201);
    let template = json!({"m": format!("{MARKUP}\u{202e}")}).to_string();
    assert_eq!(hub.call(&send("template", template)).status, 201);
    // To a handle that nobody registered, with bytes that no document may hold.
    let mut raw = Request::new("POST", &format!("/demo/messages?{VERSION}&direct"))
        .header("ServiceBusNotification-Format", "windows")
        .header(
            "ServiceBusNotification-DeviceHandle",
            "https://a.notify.windows.com/<i>&\"'",
        )
        .header("X-WNS-Type", "wns/raw")
        .header("Content-Type", "application/octet-stream");
    raw = raw.body(b"\x00\x0c\xff<u>".to_vec());
    let answer = hub.call(&raw);
    assert_eq!(answer.status, 201, "{}", answer.body);

    for query in ["", MARKUP, "\"><script>"] {
        let quoted = format!("\"{}\"", query.replace('"', "\\\""));
        let answer = table(&hub, if query.is_empty() { "" } else { &quoted });
        assert_eq!(answer.status, 200, "{}", answer.body);
        let html = &answer.body;
        for markup in [
            "<script",
            "<img",
            "<i>",
            "<u>",
            "<b>",
            "onerror='",
            "\0",
            "\u{c}",
        ] {
            assert_eq!(count(html, markup), 0, "{query}: {markup}");
        }
        // Each tag that is opened is closed, and there are no others than its own.
        for tag in ["table", "thead", "tbody", "tr", "td", "code", "form", "a"] {
            let opened = count(html, &format!("<{tag}>")) + count(html, &format!("<{tag} "));
            assert_eq!(opened, count(html, &format!("</{tag}>")), "{query}: {tag}");
        }
    }
    let html = table(&hub, "").body;
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("Messages: 3<"), "{html}");
}
