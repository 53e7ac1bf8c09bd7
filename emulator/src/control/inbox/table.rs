//! `GET /_emulator/inbox/table`: the newest messages and the first devices as a document without script,
//! for text browsers and for whoever switches scripts off.

use crate::app::App;
use crate::control::inbox::{device_list, list, parameters};
use crate::control::page;
use crate::http::answer::Answer;
use crate::http::target::Target;
use crate::push::delivery::Delivery;
use crate::state::device_key::DeviceKey;
use crate::wire::timestamp;
use hyper::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::escape;
use std::fmt::{self, Display, Write};

const ROWS: usize = 100;
/// A row shows no more of a payload, in characters.
const MAX_PAYLOAD: usize = 500;
const STYLE: &str = "
:root{color-scheme:light dark;font-family:system-ui,sans-serif}
body{margin:1rem}
table{border-collapse:collapse;width:100%;margin-bottom:2rem}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-top:1px solid;unicode-bidi:isolate;overflow-wrap:anywhere}
code{white-space:pre-wrap}
";

pub fn table(app: &App, target: &Target) -> Answer {
    let found = list::find(app, target, None, ROWS)
        .and_then(|found| Ok((found, device_list::find(app, target, 0, ROWS)?)));
    let mut status = StatusCode::OK;
    let mut html = String::new();
    let written = match &found {
        Ok((found, (total, devices))) => write_messages(&mut html, found)
            .and_then(|()| write_devices(&mut html, *total, devices)),
        Err(error) => {
            status = error.status;
            write!(html, "<p role=\"alert\">{}</p>", Text(&error.to_string()))
        }
    };
    // Writing into memory does not fail.
    let _ = written;
    let query = parameters::text(target, "q").unwrap_or_default();
    let document = page::document(whole(query, &html), &page::policy_of_style(STYLE));
    Answer { status, ..document }
}

fn whole(query: &str, tables: &str) -> String {
    let query = Text(query);
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local hub</title>
<style>{STYLE}</style>
</head>
<body>
<h1>Local hub</h1>
<form role="search" method="get" action="/_emulator/inbox/table">
<label for="q">Search, such as <kbd>to:ann tag:vip platform:apns text:"hello"</kbd></label>
<input id="q" name="q" type="search" value="{query}"> <button>Search</button>
</form>
{tables}
</body>
</html>
"#
    )
}

fn write_messages(html: &mut String, found: &list::Found) -> fmt::Result {
    let shown = shown(found.deliveries.len(), found.total, "newest");
    let columns = [
        "Time", "Hub", "Phone", "Platform", "Format", "Tags", "Payload", "More",
    ];
    open_table(html, &format!("Messages: {shown}"), &columns)?;
    for (number, delivery) in found.deliveries.iter().rev() {
        write_message(html, *number, delivery)?;
    }
    html.write_str("</tbody></table>")
}

fn write_message(html: &mut String, number: u64, delivery: &Delivery) -> fmt::Result {
    let (notification, registration) = (&delivery.notification, &delivery.registration);
    let phone = phone(
        registration.user_id(),
        &DeviceKey::of(registration).to_string(),
    );
    let template = registration.template.as_ref();
    let template = template.map(|template| template.name.as_deref().unwrap_or("without a name"));
    let format = match template {
        Some(name) => format!("{} {name}", notification.format),
        None => notification.format.to_owned(),
    };
    html.write_str("\n<tr>")?;
    for text in [
        timestamp::rfc3339(notification.time).as_str(),
        &notification.hub,
        &phone,
        registration.platform.format_word(),
        &format,
        notification.tag_expression.as_deref().unwrap_or_default(),
    ] {
        write!(html, "<td>{}</td>", Text(text))?;
    }
    let payload = String::from_utf8_lossy(&delivery.message.payload);
    let (payload, more) = match payload.char_indices().nth(MAX_PAYLOAD) {
        Some((end, _)) => (&payload[..end], "…"),
        None => (&*payload, ""),
    };
    write!(html, "<td><code>{}{more}</code></td>", Text(payload))?;
    let message = format!("/_emulator/inbox/message?number={number}");
    let notification = utf8_percent_encode(&notification.id, NON_ALPHANUMERIC);
    write!(
        html,
        "<td><a href=\"{message}\">Whole</a>, <a href=\"/_emulator/explain?notification={notification}\">who got it</a></td></tr>"
    )
}

fn write_devices(html: &mut String, total: usize, devices: &[device_list::Row]) -> fmt::Result {
    let shown = shown(devices.len(), total, "first");
    let columns = [
        "Hub",
        "Phone",
        "Platform",
        "Handle",
        "Tags",
        "Templates",
        "Messages",
        "Latest",
        "State",
        "More",
    ];
    open_table(html, &format!("Phones: {shown}"), &columns)?;
    for row in devices {
        let record = &row.record;
        let messages = match row.unread {
            0 => row.deliveries.to_string(),
            unread => format!("{}, {unread} not seen", row.deliveries),
        };
        html.write_str("\n<tr>")?;
        for text in [
            record.hub.as_str(),
            &phone(record.user_id.as_deref(), &row.device),
            record.platform,
            &record.device_handle,
            &record.tags.join(", "),
            &record.templates.join(", "),
            &messages,
            row.latest.as_deref().unwrap_or_default(),
            match record.push_channel_expired {
                true => "expired",
                false => "",
            },
        ] {
            write!(html, "<td>{}</td>", Text(text))?;
        }
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let (hub, device) = (encoded(&record.hub), encoded(&row.device));
        let missed = format!("/_emulator/inbox/missed?hub={hub}&amp;device={device}");
        write!(
            html,
            "<td><a href=\"{missed}\">What it missed</a></td></tr>"
        )?;
    }
    html.write_str("</tbody></table>")
}

fn open_table(html: &mut String, caption: &str, columns: &[&str]) -> fmt::Result {
    write!(html, "<table><caption>{caption}</caption>\n<thead><tr>")?;
    for column in columns {
        write!(html, "<th scope=\"col\">{column}</th>")?;
    }
    html.write_str("</tr></thead>\n<tbody>")
}

fn shown(shown: usize, total: usize, which: &str) -> String {
    match shown < total {
        true => format!("the {which} {shown} of {total}"),
        false => total.to_string(),
    }
}

/// Its key says what of it is an id, and what a handle.
fn phone(user: Option<&str>, key: &str) -> String {
    let id = key.strip_prefix("i:").unwrap_or(key);
    match user {
        Some(user) => format!("{user}: {id}"),
        None => id.to_owned(),
    }
}

/// What others sent. It never becomes markup, and what no document may hold is left out.
struct Text<'a>(&'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let is_allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        let allowed: String = self.0.chars().filter(is_allowed).collect();
        f.write_str(&escape(allowed.as_str()))
    }
}
