//! A notification: platform, payload and platform headers.

pub mod apns;
pub mod draft;
pub mod handle;
pub mod header;
pub mod kind;
pub mod payload;
pub mod payload_check;
pub mod platform;
pub mod rules;
pub mod subscription;
pub mod tag_expression;
pub mod target;
pub mod template;

use serde_json::Value;

use crate::error::{Error, Result, Status};
use crate::notification::header::{Headers, check_value};
use crate::notification::platform::{OCTETS, Platform, XML};
use crate::wire::json::parse;
use draft::{Draft, Form, Given};
use kind::{MpnsType, WnsType};

/// Largest payload: the service answers 413 above 64 KB.
pub const MAX_PAYLOAD: usize = 64 * 1024;

/// What is sent, whoever it goes to. Not changed by sending, so one value can
/// be sent many times and from many threads.
#[derive(Clone, Debug)]
pub struct Notification {
    platform: Platform,
    body: Vec<u8>,
    /// Where fields and properties can be set one by one.
    draft: Option<Draft>,
    headers: Headers,
    kind: Kind,
    content_type: Option<String>,
}

/// What the service must be told beside the payload. Read from it once, when
/// the notification is made; an explicit setter replaces it.
#[derive(Clone, Debug)]
enum Kind {
    Plain,
    Wns(std::result::Result<WnsType, String>),
    Mpns {
        kind: std::result::Result<MpnsType, String>,
        class: Option<u8>,
    },
}

impl Notification {
    /// Takes a copy of `body`, which is sent byte for byte.
    pub fn new(platform: Platform, body: &[u8]) -> Result<Notification> {
        if body.is_empty() {
            return Err(payload_fault(platform, "is empty"));
        }
        if body.len() > MAX_PAYLOAD {
            return Err(payload_fault(
                platform,
                format!(
                    "has {} bytes; the service takes at most {MAX_PAYLOAD}",
                    body.len()
                ),
            ));
        }
        // Text of C with the NUL at its end. A raw Windows payload may have one.
        if body.ends_with(b"\0") && platform != Platform::Windows {
            return Err(payload_fault(
                platform,
                format!(
                    "ends in a NUL (byte {}), which the length counts: give the length of the text alone, as strlen() does",
                    body.len()
                ),
            ));
        }
        let text = std::str::from_utf8(body);
        let not_utf8 = || "it is not UTF-8".to_owned();
        let kind = match platform {
            Platform::Windows => Kind::Wns(text.map_err(|_| not_utf8()).and_then(WnsType::detect)),
            Platform::Mpns => Kind::Mpns {
                kind: text.map_err(|_| not_utf8()).and_then(MpnsType::detect),
                class: None,
            },
            _ => Kind::Plain,
        };
        // Only a raw Windows notification may be any bytes; whether it is one
        // is known when it is sent.
        if let (Err(error), false) = (text, platform == Platform::Windows) {
            return Err(payload_fault(
                platform,
                format!("is not UTF-8 (byte {})", error.valid_up_to() + 1),
            ));
        }
        Ok(Notification {
            platform,
            body: body.to_vec(),
            draft: None,
            headers: Headers::default(),
            kind,
            content_type: None,
        })
    }

    /// A template notification whose properties are set one by one.
    pub fn template() -> Notification {
        Notification {
            platform: Platform::Template,
            body: b"{}".to_vec(),
            draft: Some(Draft::new(Form::Template)),
            headers: Headers::default(),
            kind: Kind::Plain,
            content_type: None,
        }
    }

    /// A notification whose payload the library writes.
    pub fn from_draft(draft: Draft) -> Result<Notification> {
        let mut notification = Notification::new(draft.form().platform(), &draft.to_body()?)?;
        notification.draft = Some(draft);
        Ok(notification)
    }

    /// Sets a property of a payload that the library writes.
    pub fn set_property(&mut self, name: &str, value: impl Into<Value>) -> Result<()> {
        let value = value.into();
        self.redraft(|draft| draft.set_property(name, value))
    }

    /// Sets a property that is JSON of any kind.
    pub fn set_property_json(&mut self, name: &str, json: &str) -> Result<()> {
        let value =
            parse(json.as_bytes()).map_err(|why| Error::argument(format!("json: {why}")))?;
        self.set_property(name, value)
    }

    /// Sets a field of a payload that the library writes, by its number.
    pub fn set_field(&mut self, field: i32, given: Given<'_>) -> Result<()> {
        self.redraft(|draft| draft.set(field, given))
    }

    /// Changes what the library writes, or leaves it as it was.
    fn redraft(&mut self, change: impl FnOnce(&mut Draft) -> Result<()>) -> Result<()> {
        let Some(draft) = &self.draft else {
            return Err(Error::argument(
                "notification has a payload of its own; fields and properties belong to one that the library writes, such as nh_notification_new_template or nh_notification_new_apple_alert",
            ));
        };
        let mut changed = draft.clone();
        change(&mut changed)?;
        let body = changed.to_body()?;
        if body.len() > MAX_PAYLOAD {
            return Err(payload_fault(
                self.platform,
                format!(
                    "would have {} bytes with this; the service takes at most {MAX_PAYLOAD}",
                    body.len()
                ),
            ));
        }
        self.draft = Some(changed);
        self.body = body;
        Ok(())
    }

    /// Sets a header by name. The headers that say what kind of WNS or MPNS
    /// notification this is do the same as their typed setters.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        check_value(name, value)?;
        let unknown = || {
            Error::new(
                Status::InvalidHeader,
                format!("value of {name} is not one that the service knows"),
            )
        };
        match (&mut self.kind, name.to_ascii_lowercase().as_str()) {
            (_, "content-type") => {
                if value.trim().is_empty() {
                    return Err(Error::new(
                        Status::InvalidHeader,
                        "value of Content-Type is empty",
                    ));
                }
                self.content_type = Some(value.to_owned());
            }
            (Kind::Wns(kind), "x-wns-type") => {
                *kind = Ok(match value.to_ascii_lowercase().as_str() {
                    "wns/toast" => WnsType::Toast,
                    "wns/tile" => WnsType::Tile,
                    "wns/badge" => WnsType::Badge,
                    "wns/raw" => WnsType::Raw,
                    _ => return Err(unknown()),
                });
            }
            (Kind::Mpns { kind, .. }, "x-windowsphone-target") => {
                *kind = Ok(match value.to_ascii_lowercase().as_str() {
                    "toast" => MpnsType::Toast,
                    "token" | "tile" => MpnsType::Tile,
                    _ => return Err(unknown()),
                });
            }
            (Kind::Mpns { class, .. }, "x-notificationclass") => {
                *class = Some(value.trim().parse().map_err(|_| unknown())?);
            }
            _ => self.headers.set(name, value)?,
        }
        Ok(())
    }

    /// Sets the WNS type instead of what the payload's root element says.
    pub fn set_wns_type(&mut self, number: i32) -> Result<()> {
        match (&mut self.kind, WnsType::from_number(number)) {
            (_, None) => Err(Error::argument(format!(
                "type {number} is not an nh_wns_type"
            ))),
            (Kind::Wns(kind), Some(explicit)) => {
                *kind = Ok(explicit);
                Ok(())
            }
            (_, Some(_)) => Err(self.wrong_platform("the WNS type", "windows")),
        }
    }

    /// Sets the MPNS type; class 0 means the type's own for delivery at once.
    pub fn set_mpns_type(&mut self, number: i32, class: i32) -> Result<()> {
        match (&mut self.kind, MpnsType::from_number(number)) {
            (_, None) => Err(Error::argument(format!(
                "type {number} is not an nh_mpns_type"
            ))),
            (Kind::Mpns { kind, class: slot }, Some(explicit)) => match u8::try_from(class) {
                Ok(0) => {
                    (*kind, *slot) = (Ok(explicit), None);
                    Ok(())
                }
                Ok(class) if explicit.allows_class(class) => {
                    (*kind, *slot) = (Ok(explicit), Some(class));
                    Ok(())
                }
                _ => Err(Error::argument(format!(
                    "notification_class {class} does not go with this MPNS type"
                ))),
            },
            (_, Some(_)) => Err(self.wrong_platform("the MPNS type", "windowsphone")),
        }
    }

    /// Applies one of the `apns` setters. Template notifications may carry
    /// Apple headers too; they reach the Apple devices among the targets.
    pub fn set_apns(&mut self, set: impl FnOnce(&mut Headers) -> Result<()>) -> Result<()> {
        match self.platform {
            Platform::Apple | Platform::Template => set(&mut self.headers),
            _ => Err(self.wrong_platform("an APNs setting", "apple or template")),
        }
    }

    /// Sets the push type by number.
    pub fn set_apns_push_type(&mut self, number: i32) -> Result<()> {
        self.set_apns(|headers| apns::set_push_type(headers, number))
    }

    fn wrong_platform(&self, what: &str, wanted: &str) -> Error {
        Error::argument(format!(
            "{what} belongs to {wanted} notifications; this one is {}",
            self.platform.format()
        ))
    }

    /// The platform.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// The payload.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Calls `add` with each header this notification needs, content type
    /// first. Fails where the kind of a WNS or MPNS notification is neither set
    /// nor to be told from the payload, and where something is missing in a payload
    /// that the library writes.
    pub fn for_each_header(&self, mut add: impl FnMut(&str, &str)) -> Result<()> {
        if let Some(missing) = self.draft.as_ref().and_then(Draft::missing) {
            return Err(payload_fault(self.platform, missing));
        }
        let explicit = self.content_type.as_deref();
        let usual = self.platform.content_type();
        match &self.kind {
            Kind::Plain => add("Content-Type", explicit.unwrap_or(usual)),
            Kind::Wns(kind) => {
                let kind = self.known(kind, "nh_notification_set_wns_type")?;
                if kind != WnsType::Raw && std::str::from_utf8(&self.body).is_err() {
                    return Err(payload_fault(
                        self.platform,
                        "is not UTF-8; only a raw Windows notification may be any bytes",
                    ));
                }
                let usual = if kind == WnsType::Raw { OCTETS } else { XML };
                add("Content-Type", explicit.unwrap_or(usual));
                add("X-WNS-Type", kind.header());
            }
            Kind::Mpns { kind, class } => {
                let kind = match class {
                    // A class from 3 up that no other type has means raw, so
                    // the header alone is enough, as it is for .NET.
                    Some(class) if kind.is_err() && MpnsType::Raw.allows_class(*class) => {
                        MpnsType::Raw
                    }
                    _ => self.known(kind, "nh_notification_set_mpns_type")?,
                };
                let class = class.unwrap_or(kind.default_class());
                if !kind.allows_class(class) {
                    return Err(Error::new(
                        Status::InvalidHeader,
                        "X-NotificationClass does not go with the MPNS type of the payload",
                    ));
                }
                add("Content-Type", explicit.unwrap_or(usual));
                if let Some(target) = kind.target() {
                    add("X-WindowsPhone-Target", target);
                }
                add("X-NotificationClass", &class.to_string());
            }
        }
        for (name, value) in self.headers.iter() {
            add(name, value);
        }
        Ok(())
    }

    /// The value of a header that [`Notification::for_each_header`] would add.
    pub fn header(&self, wanted: &str) -> Option<String> {
        let mut found = None;
        let _ = self.for_each_header(|name, value| {
            if name.eq_ignore_ascii_case(wanted) {
                found = Some(value.to_owned());
            }
        });
        found
    }

    fn known<T: Copy>(&self, kind: &std::result::Result<T, String>, setter: &str) -> Result<T> {
        match kind {
            Ok(kind) => Ok(*kind),
            Err(reason) => Err(payload_fault(
                self.platform,
                format!("does not tell its type ({reason}); set it with {setter}"),
            )),
        }
    }
}

fn payload_fault(platform: Platform, message: impl std::fmt::Display) -> Error {
    Error::new(
        Status::InvalidPayload,
        format!("{} payload {message}", platform.format()),
    )
}

#[cfg(test)]
mod tests;
