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
            ("<pnshandle>", "<"),
        ] {
            if let Some(cleaned) = blank_after(&out, start, stops) {
                out = Cow::Owned(cleaned);
            }
        }
        out.into_owned()
    }
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
