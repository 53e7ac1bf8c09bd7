//! A browser's subscription: where to push to, and with which keys.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::notification::handle::check_handle;
use crate::wire::json::parse;

/// The three parts of a subscription.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where to push to.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: String,
    /// Its secret.
    pub auth: String,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscription(…)")
    }
}

impl Subscription {
    /// One of these parts.
    pub fn new(endpoint: &str, p256dh: &str, auth: &str) -> Result<Subscription> {
        for (argument, text) in [("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)] {
            check_handle(argument, text)?;
        }
        Ok(Subscription {
            endpoint: endpoint.to_owned(),
            p256dh: p256dh.to_owned(),
            auth: auth.to_owned(),
        })
    }

    /// Is this a subscription as JSON, and no handle? No handle begins so.
    pub fn is_json(text: &str) -> bool {
        text.trim_start().starts_with('{')
    }

    /// Reads what a browser's `JSON.stringify(subscription)` gives, and the
    /// service's own form.
    pub fn parse(argument: &str, text: &str) -> Result<Subscription> {
        let read = parse(text.as_bytes()).ok();
        let Some(read) = read.as_ref().and_then(Subscription::from_value) else {
            return Err(Error::argument(format!(
                "{argument} is no browser's subscription: it must be JSON with endpoint, keys.p256dh and keys.auth"
            )));
        };
        Subscription::new(&read.endpoint, &read.p256dh, &read.auth)
    }

    /// From JSON: browsers have their keys in an object `keys`, the service
    /// beside the endpoint.
    pub fn from_value(value: &Value) -> Option<Subscription> {
        let keys = value.get("keys").unwrap_or(value);
        let text = |value: Option<&Value>| Some(value?.as_str()?.to_owned());
        Some(Subscription {
            endpoint: text(value.get("endpoint"))?,
            p256dh: text(keys.get("p256dh"))?,
            auth: text(keys.get("auth"))?,
        })
    }

    /// As the service wants it.
    pub fn to_value(&self) -> Value {
        json!({ "endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_the_services_is_written() {
        let parts = Subscription::new("https://e/1", "key", "secret").unwrap();
        for json in [
            r#"{"endpoint":"https://e/1","expirationTime":null,"keys":{"p256dh":"key","auth":"secret"}}"#,
            r#" {"endpoint":"https://e/1","p256dh":"key","auth":"secret"}"#,
        ] {
            assert!(Subscription::is_json(json));
            assert_eq!(Subscription::parse("a", json).unwrap(), parts, "{json}");
        }
        assert_eq!(
            parts.to_value().to_string(),
            r#"{"endpoint":"https://e/1","p256dh":"key","auth":"secret"}"#
        );
        for wrong in [
            "",
            "{",
            "{}",
            r#"{"endpoint":"e"}"#,
            r#"{"endpoint":"e","keys":{"p256dh":"k"}}"#,
            r#"{"endpoint":"e e","p256dh":"k","auth":"a"}"#,
            r#"{"endpoint":"e","p256dh":1,"auth":"a"}"#,
        ] {
            let error = Subscription::parse("a", wrong).unwrap_err();
            assert!(!error.message.is_empty(), "{wrong}");
        }
    }
}
