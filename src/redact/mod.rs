//! The one place that takes secrets out of text that people will read.
//!
//! Every rule looks at the text as it came and marks what it finds; what is
//! marked is replaced at the end, all at once. So no rule can remove what
//! another one goes by.

mod spelling;

use std::ops::Range;

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use zeroize::Zeroizing;

use crate::redact::spelling::{Spellings, folded, is_space};

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Shorter texts are not searched for: a one-letter "secret" would blot out
/// every word, and no real key, token or handle is this short.
const MIN_SECRET: usize = 4;

/// What base64 stands for is hidden in hexadecimal digits too if it has so many bytes:
/// those of a key and of a signature.
const MIN_HEX: usize = 16;

/// What secrets follow, in lower case, and what ends them. Those with a blank
/// are headers.
const LABELS: [(&str, &str); 5] = [
    ("sig=", "& \t\r\n\"'<>,;"),
    ("sharedaccesskey=", "; \t\r\n\"'<>"),
    ("devicehandle: ", "\r\n"),
    ("p256dh: ", "\r\n"),
    ("auth: ", "\r\n"),
];

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

/// Is the value of this header a secret?
pub fn is_secret_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name
        .strip_prefix("servicebusnotification-")
        .unwrap_or(&name);
    let mut labels = LABELS
        .iter()
        .filter_map(|(label, _)| label.strip_suffix(": "));
    name == "authorization" || labels.any(|label| label == name)
}

/// Knows the secrets of a call, and takes them out of text even where a server
/// repeats them, in whatever spelling.
#[derive(Default)]
pub struct Redactor {
    secrets: Vec<Hidden>,
}

struct Hidden {
    /// Without white space, and otherwise as it was given.
    flat: Zeroizing<String>,
    /// Without any escape, folded, and without the signs that fill up base64.
    folded: Zeroizing<String>,
}

impl Redactor {
    /// Hides `secret`.
    pub fn hide(&mut self, secret: &str) {
        let spellings = Spellings::of(secret.trim_matches(is_space));
        let unfilled = spellings.plainest().trim_end_matches('=');
        if let Ok(bytes) = BASE64_STANDARD_NO_PAD.decode(unfilled).map(Zeroizing::new)
            && bytes.len() >= MIN_HEX
        {
            self.push(&hex(&bytes), &hex(&bytes));
        }
        if let Some((flat, _)) = spellings.iter().next() {
            self.push(flat, unfilled);
        }
    }

    fn push(&mut self, flat: &str, plain: &str) {
        let folded = folded(plain);
        if flat.len() >= MIN_SECRET {
            let flat = Zeroizing::new(flat.to_owned());
            self.secrets.push(Hidden { flat, folded });
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
        let mut marks = Vec::new();
        self.mark_secrets(text, &mut marks);
        mark_labelled(text, &mut marks);
        mark_elements(text, &mut marks);
        mark_members(text, &mut marks);
        replace(text, marks)
    }

    fn mark_secrets(&self, text: &str, marks: &mut Vec<Range<usize>>) {
        if self.secrets.is_empty() {
            return;
        }
        for (text, original) in Spellings::of(text).iter() {
            let all_folded = folded(text);
            for Hidden { flat, folded } in &self.secrets {
                for (at, _) in text.match_indices(flat.as_str()) {
                    marks.push(original(at)..original(at + flat.len()));
                }
                if folded.len() < MIN_SECRET {
                    continue;
                }
                for (at, _) in all_folded.match_indices(folded.as_str()) {
                    let end = at + folded.len();
                    let fill = text[end..].bytes().take_while(|b| *b == b'=').count();
                    marks.push(original(at)..original(end + fill));
                }
            }
        }
    }
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]));
    text
}

/// Marks what follows each label up to what ends it.
fn mark_labelled(text: &str, marks: &mut Vec<Range<usize>>) {
    // ASCII lower-casing keeps every byte offset.
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    for (label, stops) in LABELS {
        let mut from = 0;
        while let Some(found) = lower[from..].find(label) {
            let value = from + found + label.len();
            let end = text[value..]
                .find(|c| stops.contains(c))
                .map_or(text.len(), |length| value + length);
            marks.push(value..end);
            from = end;
        }
    }
}

/// Marks the content of secret elements, with or without a prefix.
fn mark_elements(text: &str, marks: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        let name_at = from + found + 1;
        let rest = &text[name_at..];
        let name = rest
            .split([' ', '\t', '\r', '\n', '/', '<', '>'])
            .next()
            .unwrap_or(rest);
        from = name_at + name.len();
        let local = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        if !SECRET_ELEMENTS.contains(&local.as_str()) {
            continue;
        }
        // A tag holds no '<': where one comes first, content has begun.
        let Some(end) = text[from..].find(['<', '>']).map(|length| from + length) else {
            break;
        };
        if text[from..end].ends_with('/') {
            continue;
        }
        let start = match text[end..].strip_prefix('>') {
            Some(_) => end + 1,
            None => end,
        };
        // Up to the closing tag: the content may be CDATA with tags in it.
        let closing = format!("</{name}");
        let stop = text[start..]
            .find(&closing)
            .map_or(text.len(), |length| start + length);
        marks.push(start..stop);
        from = stop;
    }
}

/// Marks the values of secret members of JSON objects: `"name": "value"`.
fn mark_members(text: &str, marks: &mut Vec<Range<usize>>) {
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    for name in SECRET_MEMBERS {
        let quoted = format!("\"{name}\"");
        let mut marked_to = 0;
        for (at, found) in lower.match_indices(&quoted) {
            let rest = text[at + found.len()..].trim_start();
            let Some(value) = rest.strip_prefix(':').map(str::trim_start) else {
                continue;
            };
            let Some(value) = value.strip_prefix('"') else {
                continue;
            };
            let start = text.len() - value.len();
            if start >= marked_to {
                marked_to = start + string_end(value);
                marks.push(start..marked_to);
            }
        }
    }
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

/// `text` with what is marked replaced, marks that meet by one [`REDACTED`].
fn replace(text: &str, mut marks: Vec<Range<usize>>) -> String {
    marks.sort_unstable_by_key(|mark| mark.start);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let mut marks = marks.into_iter().peekable();
    while let Some(mut mark) = marks.next() {
        while let Some(next) = marks.next_if(|next| next.start <= mark.end) {
            mark.end = mark.end.max(next.end);
        }
        out.push_str(&text[copied..mark.start]);
        out.push_str(REDACTED);
        copied = mark.end;
    }
    out.push_str(&text[copied..]);
    out
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
    fn no_rule_hides_what_another_goes_by() {
        let redactor = Redactor::default();
        for text in [
            "sig=Auth: SECRET",
            "SharedAccessKey=ServiceBusNotification-DeviceHandle: SECRET",
            "DeviceHandle: x <PnsHandle>\nSECRET</PnsHandle>",
            "\"auth\":\"sig=\"SharedAccessKey=SECRET",
            "1 < 2 <PnsHandle>SECRET</PnsHandle>",
            "<Auth <PnsHandle>SECRET",
        ] {
            assert!(!redactor.redact(text).contains("SECRET"), "{text}");
        }
        // Nor do secrets that overlap leave each other's rest.
        let mut redactor = Redactor::default();
        redactor.hide("abcdef");
        redactor.hide("defghi");
        assert_eq!(redactor.redact("(abcdefghi)"), "([redacted])");
    }

    #[test]
    fn knows_a_secret_whose_lines_break_elsewhere() {
        let mut redactor = Redactor::default();
        redactor.hide("two words\r\nand\u{85}more\u{e9}");
        for between in [" ", "\n", "\r\n  ", "\u{85}\u{85}", "\u{3000}\t"] {
            let text = format!("\u{85}\u{e9}  two{between}words and{between}more\u{e9}\n\nend");
            assert_eq!(
                redactor.redact(&text),
                "\u{85}\u{e9}  [redacted]\n\nend",
                "{between:?}"
            );
        }
        redactor.hide("\u{1}\u{1}\u{1}\u{1}\u{1}");
        assert_eq!(redactor.redact("a \u{1} b"), "a \u{1} b");
    }

    #[test]
    fn knows_the_headers_whose_values_are_secret() {
        for name in [
            "Authorization",
            "ServiceBusNotification-DeviceHandle",
            "P256DH",
            "Auth",
        ] {
            assert!(is_secret_header(name), "{name}");
        }
        for name in [
            "",
            "X-Auth",
            "ServiceBusNotification-Tags",
            "TrackingId",
            "sig=",
        ] {
            assert!(!is_secret_header(name), "{name}");
        }
    }

    #[test]
    fn knows_a_signature_in_every_spelling() {
        let signature = "RJq9ug%2BTDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2Fk%3D";
        let mut redactor = Redactor::default();
        redactor.hide(signature);
        for spelled in [
            signature,
            "RJq9ug+TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff/k=",
            "RJq9ug TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff/k=",
            "RJq9ug%2bTDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2fk%3d",
            "RJq9ug%2bTDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%2Fk%3d",
            "RJq9ug%252BTDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff%252Fk%253D",
            "RJq9ug-TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff_k",
            "RJq9ug-TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff_k=",
            "RJq9ug&#43;TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff&#47;k&#61;",
            "RJq9ug&#x2B;TDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff&#x2f;k&#x3D;",
            "RJq9ug\\u002bTDmLLksGqTj5Y3Bg2DeXfrbIv0zDOIbHff\\/k\\u003d",
            "449abdba0f930e62cb92c1aa4e3e58dc18360de5dfadb22fd330ce21b1df7ff9",
            "449ABDBA0F930E62CB92C1AA4E3E58DC18360DE5DFADB22FD330CE21B1DF7FF9",
        ] {
            let shown = redactor.redact(&format!("(%41{spelled}) &amp;"));
            assert_eq!(shown, "(%41[redacted]) &amp;", "{spelled}");
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
