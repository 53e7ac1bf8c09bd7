//! The one place that takes secrets out of text that people will read.

use std::borrow::Cow;

use zeroize::Zeroizing;

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Shorter texts are not searched for: a one-letter "secret" would blot out
/// every word, and no real key, token or handle is this short.
const MIN_SECRET: usize = 4;

/// Knows the secrets of a call, and takes them out of text even where a server
/// repeats them.
#[derive(Default)]
pub struct Redactor {
    secrets: Vec<Zeroizing<String>>,
}

impl Redactor {
    /// Hides `secret`.
    pub fn hide(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= MIN_SECRET {
            self.secrets.push(Zeroizing::new(secret.to_owned()));
        }
    }

    /// Hides `text` also where it stands inside JSON or XML.
    pub fn hide_quoted(&mut self, text: &str) {
        self.hide(text);
        let json = serde_json::Value::from(text).to_string();
        let xml = quick_xml::escape::escape(text);
        for quoted in [json.trim_matches('"'), &xml] {
            if quoted != text {
                self.hide(quoted);
            }
        }
    }

    /// `text` without the secrets, without signatures and keys of any token or
    /// connection string, and without device handles in the service's XML.
    pub fn redact(&self, text: &str) -> String {
        let mut out = Cow::Borrowed(text);
        for secret in &self.secrets {
            if out.contains(secret.as_str()) {
                out = Cow::Owned(out.replace(secret.as_str(), REDACTED));
            }
        }
        for (start, stops) in [
            ("sig=", "& \t\r\n\"'<>,;"),
            ("sharedaccesskey=", "; \t\r\n\"'<>"),
            ("devicehandle: ", "\r\n"),
            ("p256dh: ", "\r\n"),
            ("auth: ", "\r\n"),
        ] {
            if let Some(cleaned) = blank_after(&out, start, stops) {
                out = Cow::Owned(cleaned);
            }
        }
        let out = blank_elements(&out);
        blank_members(&out).into_owned()
    }
}

/// Elements of the service's documents that hold device handles or keys.
const SECRET_ELEMENTS: [&str; 16] = [
    "pnshandle",
    "newpnshandle",
    "devicetoken",
    "channeluri",
    "gcmregistrationid",
    "fcmv1registrationid",
    "admregistrationid",
    "xiaomiregistrationid",
    "baiduuserid",
    "baiduchannelid",
    "endpoint",
    "p256dh",
    "auth",
    "primarykey",
    "secondarykey",
    // Of the properties of a credential, and of template headers.
    "value",
];

/// Members of installations that hold device handles.
const SECRET_MEMBERS: [&str; 4] = ["pushchannel", "endpoint", "p256dh", "auth"];

/// Blanks the content of secret elements, with or without a prefix.
fn blank_elements(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        let name_at = from + found + 1;
        let Some(end) = text[name_at..].find('>').map(|length| name_at + length) else {
            break;
        };
        from = end + 1;
        let tag = &text[name_at..end];
        let name = tag
            .split([' ', '\t', '\r', '\n', '/'])
            .next()
            .unwrap_or(tag);
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        if tag.ends_with('/') || !SECRET_ELEMENTS.contains(&local.as_str()) {
            continue;
        }
        // Up to the closing tag: the content may be CDATA with tags in it.
        let closing = format!("</{name}");
        let stop = text[from..]
            .find(&closing)
            .map_or(text.len(), |length| from + length);
        out.push_str(&text[copied..from]);
        out.push_str(REDACTED);
        copied = stop;
        from = stop;
    }
    finish(text, out, copied)
}

/// Blanks the values of secret members of JSON objects: `"name": "value"`.
fn blank_members(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let mut places = Vec::new();
    for name in SECRET_MEMBERS {
        let quoted = format!("\"{name}\"");
        places.extend(
            lower
                .match_indices(&quoted)
                .map(|(at, found)| at + found.len()),
        );
    }
    places.sort_unstable();
    let mut out = String::new();
    let mut copied = 0;
    for after_name in places {
        let rest = text[after_name..].trim_start();
        let Some(value) = rest.strip_prefix(':').map(str::trim_start) else {
            continue;
        };
        let Some(value) = value.strip_prefix('"') else {
            continue;
        };
        let start = text.len() - value.len();
        if start < copied {
            continue;
        }
        out.push_str(&text[copied..start]);
        out.push_str(REDACTED);
        copied = start + string_end(value);
    }
    finish(text, out, copied)
}

/// Where a JSON string ends: its first quote that no backslash escapes.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

fn finish<'a>(text: &'a str, mut out: String, copied: usize) -> Cow<'a, str> {
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// Replaces what follows each `start` (any case) up to one of `stops`.
fn blank_after(text: &str, start: &str, stops: &str) -> Option<String> {
    // ASCII lower-casing keeps every byte offset.
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut copied = 0;
    while let Some(found) = lower[copied..].find(start) {
        let value = copied + found + start.len();
        let end = text[value..]
            .find(|c| stops.contains(c))
            .map_or(text.len(), |length| value + length);
        out.push_str(&text[copied..value]);
        out.push_str(REDACTED);
        copied = end;
    }
    if copied == 0 {
        return None;
    }
    out.push_str(&text[copied..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_known_secrets_and_known_shapes() {
        let mut redactor = Redactor::default();
        for secret in ["tok3n", "P", ""] {
            redactor.hide(secret);
        }
        let text = "Authorization: SharedAccessSignature sr=x&sig=aB%2F&se=1&skn=P\n\
                    Endpoint=sb://h/;SharedAccessKey=k3y=;SharedAccessKeyName=P\n\
                    <PnsHandle>62BC\u{e9}</PnsHandle><PnsHandle></PnsHandle> and tok3n twice tok3n";
        assert_eq!(
            redactor.redact(text),
            "Authorization: SharedAccessSignature sr=x&sig=[redacted]&se=1&skn=P\n\
             Endpoint=sb://h/;SharedAccessKey=[redacted];SharedAccessKeyName=P\n\
             <PnsHandle>[redacted]</PnsHandle><PnsHandle>[redacted]</PnsHandle> and [redacted] twice [redacted]"
        );
        assert_eq!(
            redactor.redact("nothing here \u{e9}"),
            "nothing here \u{e9}"
        );
        assert_eq!(redactor.redact("sig="), "sig=[redacted]");
    }

    #[test]
    fn takes_handles_and_keys_out_of_documents() {
        let redactor = Redactor::default();
        for (text, expected) in [
            (
                "<a:DeviceToken>AB</a:DeviceToken><Tags>t</Tags><ChannelUri x='1'><![CDATA[h<b>]]></ChannelUri>",
                "<a:DeviceToken>[redacted]</a:DeviceToken><Tags>t</Tags><ChannelUri x='1'>[redacted]</ChannelUri>",
            ),
            ("<Endpoint/><Auth>x", "<Endpoint/><Auth>[redacted]"),
            (
                r#"{"pushChannel" : "a\"b","tags":["auth"],"x":{"endpoint":"e","p256dh":"p","AUTH":"q"}}"#,
                r#"{"pushChannel" : "[redacted]","tags":["auth"],"x":{"endpoint":"[redacted]","p256dh":"[redacted]","AUTH":"[redacted]"}}"#,
            ),
            (
                r#"{"auth":1,"endpoint":"cut"#,
                r#"{"auth":1,"endpoint":"[redacted]"#,
            ),
            (
                "ServiceBusNotification-DeviceHandle: h h\nP256DH: k\nAuth: s\nX: y",
                "ServiceBusNotification-DeviceHandle: [redacted]\nP256DH: [redacted]\nAuth: [redacted]\nX: y",
            ),
            ("a < b > c <", "a < b > c <"),
        ] {
            assert_eq!(redactor.redact(text), expected);
        }
    }

    #[test]
    fn takes_out_text_that_was_quoted() {
        let mut redactor = Redactor::default();
        redactor.hide_quoted("{\"a\":\"<b>\"}");
        let text = "plain {\"a\":\"<b>\"} json \"{\\\"a\\\":\\\"<b>\\\"}\" xml {&quot;a&quot;:&quot;&lt;b&gt;&quot;}";
        assert_eq!(
            redactor.redact(text),
            "plain [redacted] json \"[redacted]\" xml [redacted]"
        );
    }
}
