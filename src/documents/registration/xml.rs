//! The XML of registrations. The service reads elements in one fixed order and
//! silently drops one that comes late, so the order here is its contract.

use serde_json::{Map, Value};

use super::{OtherElement, Others, RegisteredDevice, Registration, RegistrationTemplate};
use crate::error::{Error, Status};
use crate::notification::platform::Platform;
use crate::wire::atom::{Malformed, write_entry};
use crate::wire::json::parse;
use crate::wire::xml::{Node, XmlWriter};

/// First part of the element's name, and the elements of the device.
const KINDS: [(Platform, &str, &[&str]); 9] = [
    (Platform::Apple, "Apple", &["DeviceToken"]),
    (Platform::Gcm, "Gcm", &["GcmRegistrationId"]),
    (Platform::Fcmv1, "FcmV1", &["FcmV1RegistrationId"]),
    (Platform::Windows, "Windows", &["ChannelUri", TILE]),
    (Platform::Mpns, "Mpns", &["ChannelUri", TILE]),
    (Platform::Adm, "Adm", &["AdmRegistrationId"]),
    (Platform::Baidu, "Baidu", &[BAIDU_USER, "BaiduChannelId"]),
    (Platform::Browser, "Browser", &["Endpoint", P256DH, AUTH]),
    (Platform::Xiaomi, "Xiaomi", &["XiaomiRegistrationId"]),
];

const TAGS: &str = "Tags";
const PUSH_VARIABLES: &str = "PushVariables";
const TILE: &str = "SecondaryTileName";
const BAIDU_USER: &str = "BaiduUserId";
const P256DH: &str = "P256DH";
const AUTH: &str = "Auth";
const BODY: &str = "BodyTemplate";
const NAME: &str = "TemplateName";
const EXPIRY: &str = "Expiry";
const PRIORITY: &str = "Priority";
const MESSAGE_TYPE: &str = "MessageType";
const WNS_HEADERS: &str = "WnsHeaders";
const MPNS_HEADERS: &str = "MpnsHeaders";
const APNS_HEADERS: &str = "ApnsHeaders";

/// Elements that the service alone writes. They come before all others.
const OF_THE_SERVICE: [&str; 3] = ["ETag", "ExpirationTime", "RegistrationId"];

/// Elements that hold a template's headers, and those of one header.
const HEADER_LISTS: [(&str, &str); 3] = [
    (WNS_HEADERS, "WnsHeader"),
    (MPNS_HEADERS, "MpnsHeader"),
    (APNS_HEADERS, "ApnsHeader"),
];

/// The elements of a kind in the service's order. One that this version does not
/// know has what all have.
fn elements(platform: Option<Platform>, is_template: bool) -> Vec<&'static str> {
    let of_the_device = known(platform).map_or(&[][..], |(_, elements)| elements);
    let of_a_template: &[&str] = match platform {
        Some(Platform::Windows) => &[BODY, WNS_HEADERS, NAME],
        Some(Platform::Mpns) => &[BODY, MPNS_HEADERS, NAME],
        Some(Platform::Apple) => &[BODY, EXPIRY, NAME, PRIORITY, APNS_HEADERS],
        Some(Platform::Baidu) => &[BODY, NAME, MESSAGE_TYPE],
        _ => &[BODY, NAME],
    };
    let mut all = vec![TAGS, PUSH_VARIABLES];
    all.extend(of_the_device);
    if is_template {
        all.extend(of_a_template);
    }
    all
}

fn known(platform: Option<Platform>) -> Option<(&'static str, &'static [&'static str])> {
    let (_, prefix, elements) = KINDS.iter().find(|(of, ..)| Some(*of) == platform)?;
    Some((prefix, elements))
}

/// The element of a device's handle.
fn is_handle(element: &str) -> bool {
    ![TILE, BAIDU_USER, P256DH, AUTH].contains(&element)
        && KINDS.iter().any(|(.., all)| all.contains(&element))
}

impl Registration {
    /// The entry to send. What only the service writes is left out; what this
    /// version does not know stands where it stood.
    pub fn to_xml(&self) -> crate::error::Result<String> {
        let platform = self.device.platform;
        let Some((prefix, _)) = known(platform) else {
            return Err(Error::argument(
                "registration is of a kind that this version does not know, so it cannot be sent back",
            ));
        };
        if self.template.as_ref().is_some_and(|t| t.body.is_empty()) {
            return Err(Error::new(Status::InvalidPayload, "template has no body"));
        }
        let elements = elements(platform, self.template.is_some());
        let template = self.template.as_ref().map_or("", |_| "Template");
        let name = format!("{prefix}{template}RegistrationDescription");
        let others = &self.others;
        write_entry(&name, &others.namespaces, |xml| {
            let mut left: Vec<&OtherElement> = others.elements.iter().collect();
            let mut write_after = |xml: &mut XmlWriter, after| {
                left.retain(|other| {
                    let is_here = other.after == after;
                    if is_here {
                        xml.raw(&other.xml);
                    }
                    !is_here
                });
            };
            write_after(xml, None);
            for element in elements {
                write_element(xml, self, element);
                write_after(xml, Some(element));
            }
            // They stood in a template that was removed.
            for other in left {
                xml.raw(&other.xml);
            }
        })
    }
}

fn write_element(xml: &mut XmlWriter, registration: &Registration, element: &'static str) {
    let device = &registration.device;
    let keys = device.browser_keys.as_ref();
    let template = registration.template.as_ref();
    let text = match element {
        // Without spaces: .NET does not trim.
        TAGS if registration.tags.is_empty() => None,
        TAGS => return xml.element(element, &registration.tags.join(",")),
        PUSH_VARIABLES if registration.push_variables.is_empty() => None,
        PUSH_VARIABLES => {
            let variables = Value::Object(registration.push_variables.clone());
            return xml.element(element, &variables.to_string());
        }
        TILE => device.secondary_tile.as_ref(),
        BAIDU_USER => device.baidu_user_id.as_ref(),
        P256DH => keys.map(|(p256dh, _)| p256dh),
        AUTH => keys.map(|(_, auth)| auth),
        BODY => {
            let body = template.map_or("", |template| &template.body);
            return xml.cdata(element, body);
        }
        NAME => template.and_then(|template| template.name.as_ref()),
        EXPIRY => template.and_then(|template| template.expiry.as_ref()),
        PRIORITY => template.and_then(|template| template.priority.as_ref()),
        MESSAGE_TYPE => template.and_then(|template| template.message_type.as_ref()),
        WNS_HEADERS | MPNS_HEADERS | APNS_HEADERS => {
            let headers = template.map_or(&[][..], |template| &template.headers);
            return write_headers(xml, headers, element);
        }
        _ => Some(&device.handle),
    };
    xml.optional(element, text.map(String::as_str));
}

fn write_headers(xml: &mut XmlWriter, headers: &[(String, String)], list: &str) {
    let item = HEADER_LISTS.iter().find(|(of, _)| *of == list);
    let (Some((_, item)), false) = (item, headers.is_empty()) else {
        return;
    };
    xml.open(list, &[]);
    for (name, value) in headers {
        xml.open(item, &[]);
        xml.element("Header", name);
        xml.element("Value", value);
        xml.close(item);
    }
    xml.close(list);
}

impl Registration {
    /// Reads a description element of `document`, in either form of its name. One
    /// of an unknown kind gives what all kinds have.
    pub(crate) fn read(node: &Node, document: &[u8]) -> Result<Registration, Malformed> {
        // .NET writes the general name, and the kind in i:type.
        let kind = match node.name.as_str() {
            "RegistrationDescription" => node.attribute("type").unwrap_or(&node.name),
            name => name,
        };
        let kind = kind.rsplit(':').next().unwrap_or(kind);
        let Some(prefix) = kind.strip_suffix("RegistrationDescription") else {
            return Err("it is not a registration description");
        };
        let text = |name: &str| node.value(name).map(|text| text.trim().to_owned());
        let some = |name| node.trimmed(name);
        let (prefix, is_template) = match prefix.strip_suffix("Template") {
            Some(prefix) => (prefix, true),
            None => (prefix, false),
        };
        let of_kind = KINDS.iter().find(|(_, name, _)| *name == prefix);
        let platform = of_kind.map(|(platform, ..)| *platform);
        let elements = elements(platform, is_template);
        let handle = elements.iter().find(|element| is_handle(element));
        let device = RegisteredDevice {
            platform,
            handle: handle.and_then(|element| text(element)).unwrap_or_default(),
            baidu_user_id: some(BAIDU_USER),
            browser_keys: text(P256DH).zip(text(AUTH)),
            secondary_tile: some(TILE),
        };
        let variables = some(PUSH_VARIABLES).map(|json| parse(json.as_bytes()));
        let (push_variables, unread) = match variables {
            None => (Map::new(), None),
            Some(Ok(Value::Object(variables))) => (variables, None),
            // What cannot be read goes back as it is.
            Some(_) => (Map::new(), Some(PUSH_VARIABLES)),
        };
        Ok(Registration {
            kind: kind.to_owned(),
            id: some("RegistrationId"),
            etag: some("ETag"),
            expiration_time: some("ExpirationTime"),
            tags: text(TAGS).map_or_else(Vec::new, |tags| split_tags(&tags)),
            push_variables,
            device,
            template: is_template.then(|| read_template(node)),
            others: read_others(node, &elements, unread, document),
        })
    }
}

fn read_template(node: &Node) -> RegistrationTemplate {
    let some = |name| node.non_empty(name);
    let items = HEADER_LISTS
        .iter()
        .find_map(|(list, _)| node.child(list))
        .map_or(&[][..], |list| &list.children);
    let headers = items
        .iter()
        .map(|item| {
            let part = |name| item.value(name).unwrap_or_default().to_owned();
            (part("Header"), part("Value"))
        })
        .collect();
    RegistrationTemplate {
        body: some(BODY).unwrap_or_default(),
        name: some(NAME),
        headers,
        expiry: some(EXPIRY),
        priority: some(PRIORITY),
        message_type: some(MESSAGE_TYPE),
    }
}

/// What none of the `elements` is, nor the service's own, and what of them was not
/// understood, as it stands there.
fn read_others(
    node: &Node,
    elements: &[&'static str],
    unread: Option<&str>,
    document: &[u8],
) -> Others {
    let mut others = Others::default();
    let mut after = None;
    for child in &node.children {
        let name = child.name.as_str();
        let known = elements.iter().find(|known| **known == name);
        after = known.copied().or(after);
        let is_read = known.is_some() || OF_THE_SERVICE.contains(&name);
        if !is_read || unread == Some(name) {
            let xml = document.get(child.range.clone()).unwrap_or_default();
            others.elements.push(OtherElement {
                name: name.to_owned(),
                after,
                xml: String::from_utf8_lossy(xml).into_owned(),
            });
        }
    }
    if !others.elements.is_empty() {
        others.namespaces.clone_from(&node.namespaces);
    }
    others
}

/// The documentation shows spaces after commas, the service writes none.
fn split_tags(tags: &str) -> Vec<String> {
    tags.split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
