//! Headers that callers add: what HTTP and the service allow.

use crate::error::{Error, Result, Status};

/// Headers that the library or the HTTP layer sets. A caller's own copy could
/// turn a targeted send into a broadcast, or split the request.
const RESERVED: [&str; 18] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "servicebusnotification-devicehandle",
    "servicebusnotification-format",
    "servicebusnotification-scheduletime",
    "servicebusnotification-tags",
    "te",
    "trackingid",
    "trailer",
    "transfer-encoding",
    "upgrade",
    // nh_options_set_user_agent_suffix adds to it.
    "user-agent",
];

/// Headers by name, in the order of first setting.
#[derive(Clone, Debug, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Sets `name` to `value`, replacing an earlier value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        check_name(name)?;
        check_value(name, value)?;
        match self
            .0
            .iter_mut()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
        {
            Some((_, old)) => *old = value.to_owned(),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

fn check_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return fault("header name is empty");
    }
    // RFC 9110 token.
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if !name.bytes().all(token) {
        return fault("header name has a character that HTTP does not allow in names");
    }
    if name.len() > 256 {
        return fault("header name is longer than 256 characters");
    }
    if RESERVED.iter().any(|r| name.eq_ignore_ascii_case(r)) {
        return fault(format!(
            "header {name} is set by the library; use the target, the options or the typed setters instead"
        ));
    }
    Ok(())
}

/// Checks that `value` can stand in a header; `name` is for the message.
pub fn check_value(name: &str, value: &str) -> Result<()> {
    if value.contains(['\r', '\n', '\0']) {
        return fault(format!(
            "value of {name} has a line end or NUL, which would split the request"
        ));
    }
    if !value.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t')) {
        return fault(format!(
            "value of {name} has a character other than printable ASCII"
        ));
    }
    if value.len() > 4096 {
        return fault(format!("value of {name} is longer than 4096 characters"));
    }
    Ok(())
}

fn fault<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::new(Status::InvalidHeader, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_replaces_and_refuses() {
        let mut headers = Headers::default();
        headers.set("apns-priority", "5").unwrap();
        headers.set("APNS-Priority", "10").unwrap();
        assert_eq!(
            headers.iter().collect::<Vec<_>>(),
            [("apns-priority", "10")]
        );
        for (name, value, what) in [
            ("", "v", "empty"),
            ("a b", "v", "does not allow"),
            ("a\r\nb", "v", "does not allow"),
            ("na\u{ef}ve", "v", "does not allow"),
            ("X-A", "v\r\nB: c", "line end"),
            ("X-A", "v\nB", "line end"),
            ("X-A", "v\0", "line end or NUL"),
            ("X-A", "\u{1}", "printable"),
            ("X-A", "caf\u{e9}", "printable"),
            ("authorization", "v", "set by the library"),
            ("ServiceBusNotification-Tags", "v", "set by the library"),
            ("Transfer-Encoding", "chunked", "set by the library"),
        ] {
            let error = headers.set(name, value).unwrap_err();
            assert_eq!(error.status, Status::InvalidHeader);
            assert!(error.message.contains(what), "{name:?} {value:?}: {error}");
        }
        assert!(headers.set("X-Long", &"v".repeat(4097)).is_err());
        assert_eq!(headers.get("apns-PRIORITY"), Some("10"));
    }
}
