//! The one place that takes secrets out of text that people will read.

use std::borrow::Cow;

/// What stands in place of a secret.
pub const REDACTED: &str = "[redacted]";

/// Shorter texts are not searched for: a one-letter "secret" would blot out
/// every word, and no real key, token or handle is this short.
const MIN_SECRET: usize = 4;

/// `text` without `secrets`, without signatures and keys of any token or
/// connection string, and without device handles in the service's XML.
pub fn redact(text: &str, secrets: &[&str]) -> String {
    let mut out = Cow::Borrowed(text);
    for secret in secrets {
        let secret = secret.trim();
        if secret.len() >= MIN_SECRET && out.contains(secret) {
            out = Cow::Owned(out.replace(secret, REDACTED));
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
        let text = "Authorization: SharedAccessSignature sr=x&sig=aB%2F&se=1&skn=P\n\
                    Endpoint=sb://h/;SharedAccessKey=k3y=;SharedAccessKeyName=P\n\
                    <PnsHandle>62BC\u{e9}</PnsHandle><PnsHandle></PnsHandle> and tok3n twice tok3n";
        assert_eq!(
            redact(text, &["tok3n", "P", ""]),
            "Authorization: SharedAccessSignature sr=x&sig=[redacted]&se=1&skn=P\n\
             Endpoint=sb://h/;SharedAccessKey=[redacted];SharedAccessKeyName=P\n\
             <PnsHandle>[redacted]</PnsHandle><PnsHandle>[redacted]</PnsHandle> and [redacted] twice [redacted]"
        );
        assert_eq!(
            redact("nothing here \u{e9}", &["secret"]),
            "nothing here \u{e9}"
        );
        assert_eq!(redact("sig=", &[]), "sig=[redacted]");
    }
}
