//! WNS and MPNS: "Push notification service request and response headers", the badge schema, "Push
//! Notifications Overview for Windows Phone".

use crate::devices::platform::Platform;
use crate::push::rules::breach::{Breach, Push, dropped, refused};
use crate::push::rules::sizes::limit;
use crate::wire::xml::{self, Piece};
use quick_xml::escape::unescape;

/// In the badge schema.
const GLYPHS: &str = "none activity alarm alert attention available away busy error newMessage paused playing unavailable";

pub fn judge_windows(push: &Push) -> Result<(), Breach> {
    limit(Platform::Windows, push, "wns-size")?;
    let kind = push.headers.get("x-wns-type").map_or("", String::as_str);
    if kind.eq_ignore_ascii_case("wns/raw") {
        return Ok(());
    }
    let tags = match tags(push) {
        Some(tags) => tags,
        None => return refused("wns-xml"),
    };
    let root = tags.first().map_or("", |tag| local_name(tag));
    if !format!("wns/{root}").eq_ignore_ascii_case(kind) {
        return dropped("wns-root");
    }
    if root.eq_ignore_ascii_case("badge") {
        let value = attribute(tags[0], "value");
        let known = |value: &String| {
            value.parse::<u32>().is_ok() || GLYPHS.split(' ').any(|glyph| glyph == value)
        };
        if value.filter(known).is_none() {
            return dropped("wns-badge");
        }
    }
    Ok(())
}

pub fn judge_phone(push: &Push) -> Result<(), Breach> {
    let size = |rule| limit(Platform::WindowsPhone, push, rule);
    let wanted = match push.headers.get("x-windowsphone-target") {
        None => return size("mpns-size-raw"),
        Some(target) if target.eq_ignore_ascii_case("toast") => "Toast",
        Some(_) => "Tile",
    };
    size("mpns-size")?;
    let Some(tags) = tags(push) else {
        return refused("mpns-xml");
    };
    let [root, child, ..] = tags.as_slice() else {
        return dropped("mpns-root");
    };
    let of_phone = |tag: &str| namespace(&tags, tag).as_deref() == Some("WPNotification");
    let fits = local_name(root) == "Notification"
        && !root.ends_with("/>")
        && local_name(child) == wanted
        && of_phone(root)
        && of_phone(child);
    match fits {
        true => Ok(()),
        false => dropped("mpns-root"),
    }
}

/// The first two start tags of the document, if it is one.
fn tags<'a>(push: &Push<'a>) -> Option<Vec<&'a str>> {
    let text = str::from_utf8(push.payload).ok()?;
    let mut tags = Vec::new();
    xml::walk(text, |piece, raw| {
        if piece == Piece::Tag && tags.len() < 2 {
            tags.push(raw);
        }
    })
    .ok()?;
    Some(tags)
}

fn name(tag: &str) -> &str {
    let name = &tag[1..];
    let end = name.find([' ', '\t', '\r', '\n', '>', '/']);
    &name[..end.unwrap_or(name.len())]
}

fn local_name(tag: &str) -> &str {
    name(tag).rsplit(':').next().unwrap_or_default()
}

/// What the prefix of a tag stands for; declared in it, or in the root.
fn namespace(tags: &[&str], tag: &str) -> Option<String> {
    let declaration = match name(tag).split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    attribute(tag, &declaration).or_else(|| attribute(tags[0], &declaration))
}

/// `tag` is well-formed, so that each quote in it opens or closes a value.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = &tag[1 + name(tag).len()..];
    loop {
        let open = rest.find(['"', '\''])?;
        let (before, value) = rest.split_at(open + 1);
        let (value, after) = value.split_once(rest[open..].chars().next()?)?;
        let found = before[..open].trim().trim_end_matches('=').trim();
        if found == wanted {
            return unescape(value).ok().map(|value| value.into_owned());
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::pns_headers::PnsHeaders;

    fn headers(list: &[(&str, &str)]) -> PnsHeaders {
        let folded = |(name, value): &(&str, &str)| (name.to_lowercase(), (*value).to_owned());
        list.iter().map(folded).collect()
    }

    fn push<'a>(payload: &'a str, headers: &'a PnsHeaders) -> Push<'a> {
        Push {
            payload: payload.as_bytes(),
            headers,
        }
    }

    #[test]
    fn root_and_type() {
        for (kind, payload, expected) in [
            ("wns/toast", "<toast/>", ""),
            (
                "wns/toast",
                "<?xml version='1.0'?><t:toast xmlns:t='t'/>",
                "",
            ),
            ("wns/tile", "<toast/>", "wns-root"),
            ("wns/toast", "<toast/>x", "wns-xml"),
            ("wns/badge", "<badge value = \"7\" />", ""),
            ("wns/badge", "<badge version='1' value='newMessage'/>", ""),
            ("wns/badge", "<badge value='many'/>", "wns-badge"),
            ("wns/badge", "<badge/>", "wns-badge"),
            ("wns/raw", "any & all", ""),
        ] {
            let found = judge_windows(&push(payload, &headers(&[("X-WNS-Type", kind)])));
            let found = found.err().map_or("", |breach| breach.rule);
            assert_eq!(found, expected, "{kind} {payload}");
        }
        let toast = |name: &str, namespace: &str| {
            format!("<w:{name} xmlns:w=\"{namespace}\"><w:Toast/></w:{name}>")
        };
        for (target, payload, expected) in [
            ("toast", toast("Notification", "WPNotification"), ""),
            (
                "token",
                toast("Notification", "WPNotification"),
                "mpns-root",
            ),
            ("toast", toast("Notification", "Other"), "mpns-root"),
            ("toast", toast("Toast", "WPNotification"), "mpns-root"),
            ("toast", "<a".to_owned(), "mpns-xml"),
        ] {
            let found = judge_phone(&push(
                &payload,
                &headers(&[("X-WindowsPhone-Target", target)]),
            ));
            let found = found.err().map_or("", |breach| breach.rule);
            assert_eq!(found, expected, "{target} {payload}");
        }
        let raw = judge_phone(&push(&"x".repeat(1025), &headers(&[])));
        assert_eq!(raw.unwrap_err().rule, "mpns-size-raw");
    }
}
