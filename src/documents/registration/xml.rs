//! The XML of registrations. The service reads elements in one fixed order and
//! silently drops one that comes late, so the order here is its contract.

use serde_json::{Map, Value};

use super::{Device, Registration, Template};
use crate::error::{Error, Status};
use crate::notification::platform::Platform;
use crate::wire::atom::{Malformed, write_entry};
use crate::wire::xml::{Node, XmlWriter};

/// First part of the element's name, and the element of the handle.
const KINDS: [(Platform, &str, &str); 9] = [
    (Platform::Apple, "Apple", "DeviceToken"),
    (Platform::Gcm, "Gcm", "GcmRegistrationId"),
    (Platform::Fcmv1, "FcmV1", "FcmV1RegistrationId"),
    (Platform::Windows, "Windows", "ChannelUri"),
    (Platform::Mpns, "Mpns", "ChannelUri"),
    (Platform::Adm, "Adm", "AdmRegistrationId"),
    (Platform::Baidu, "Baidu", "BaiduChannelId"),
    (Platform::Browser, "Browser", "Endpoint"),
    (Platform::Xiaomi, "Xiaomi", "XiaomiRegistrationId"),
];

/// Elements that hold a template's headers: list, item, and whose they are.
const HEADER_LISTS: [(Platform, &str, &str); 3] = [
    (Platform::Windows, "WnsHeaders", "WnsHeader"),
    (Platform::Mpns, "MpnsHeaders", "MpnsHeader"),
    (Platform::Apple, "ApnsHeaders", "ApnsHeader"),
];

impl Registration {
    /// The entry to send. What only the service writes is left out.
    pub fn to_xml(&self) -> crate::error::Result<String> {
        let Some(platform) = self.device.platform else {
            return Err(Error::argument(
                "registration is of a kind that this version does not know, so it cannot be sent back",
            ));
        };
        if self.template.as_ref().is_some_and(|t| t.body.is_empty()) {
            return Err(Error::new(Status::InvalidPayload, "template has no body"));
        }
        write(self, platform)
    }
}

fn write(registration: &Registration, platform: Platform) -> crate::error::Result<String> {
    let (prefix, handle) = kind(platform);
    let template = match registration.template {
        Some(_) => "Template",
        None => "",
    };
    let name = format!("{prefix}{template}RegistrationDescription");
    write_entry(&name, |xml| {
        if !registration.tags.is_empty() {
            // Without spaces: .NET does not trim.
            xml.element("Tags", &registration.tags.join(","));
        }
        if !registration.push_variables.is_empty() {
            let variables = Value::Object(registration.push_variables.clone());
            xml.element("PushVariables", &variables.to_string());
        }
        let device = &registration.device;
        xml.optional("BaiduUserId", device.baidu_user_id.as_deref());
        xml.element(handle, &device.handle);
        if let Some((p256dh, auth)) = &device.browser_keys {
            xml.element("P256DH", p256dh);
            xml.element("Auth", auth);
        }
        xml.optional("SecondaryTileName", device.secondary_tile.as_deref());
        if let Some(template) = &registration.template {
            write_template(xml, template, platform);
        }
    })
}

fn kind(platform: Platform) -> (&'static str, &'static str) {
    KINDS
        .iter()
        .find(|(known, ..)| *known == platform)
        .map_or(("", ""), |(_, prefix, handle)| (*prefix, *handle))
}

fn write_template(xml: &mut XmlWriter, template: &Template, platform: Platform) {
    xml.cdata("BodyTemplate", &template.body);
    // Windows and Windows Phone: headers before the name; Apple: expiry, name,
    // priority, headers; Baidu: the message type last.
    let is_apple = platform == Platform::Apple;
    if !is_apple {
        write_headers(xml, template, platform);
    }
    xml.optional("Expiry", template.expiry.as_deref());
    xml.optional("TemplateName", template.name.as_deref());
    xml.optional("Priority", template.priority.as_deref());
    if is_apple {
        write_headers(xml, template, platform);
    }
    xml.optional("MessageType", template.message_type.as_deref());
}

fn write_headers(xml: &mut XmlWriter, template: &Template, platform: Platform) {
    let list = HEADER_LISTS.iter().find(|(of, ..)| *of == platform);
    let (Some((_, list, item)), false) = (list, template.headers.is_empty()) else {
        return;
    };
    xml.open(list, &[]);
    for (name, value) in &template.headers {
        xml.open(item, &[]);
        xml.element("Header", name);
        xml.element("Value", value);
        xml.close(item);
    }
    xml.close(list);
}

impl Registration {
    /// Reads a description element, in either form of its name. One of an
    /// unknown kind gives what all kinds have.
    pub(crate) fn read(node: &Node) -> Result<Registration, Malformed> {
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
        let known = KINDS.iter().find(|(_, name, _)| *name == prefix);
        let device = Device {
            platform: known.map(|(platform, ..)| *platform),
            handle: known
                .and_then(|(.., element)| text(element))
                .unwrap_or_default(),
            baidu_user_id: some("BaiduUserId"),
            browser_keys: text("P256DH").zip(text("Auth")),
            secondary_tile: some("SecondaryTileName"),
        };
        Ok(Registration {
            kind: kind.to_owned(),
            id: some("RegistrationId"),
            etag: some("ETag"),
            expiration_time: some("ExpirationTime"),
            tags: text("Tags").map_or_else(Vec::new, |tags| split_tags(&tags)),
            push_variables: some("PushVariables").map_or_else(Map::new, |json| {
                serde_json::from_str(&json).unwrap_or_default()
            }),
            device,
            template: is_template.then(|| read_template(node)),
        })
    }
}

fn read_template(node: &Node) -> Template {
    let some = |name| node.non_empty(name);
    let items = HEADER_LISTS
        .iter()
        .find_map(|(_, list, _)| node.child(list))
        .map_or(&[][..], |list| &list.children);
    let headers = items
        .iter()
        .map(|item| {
            let part = |name| item.value(name).unwrap_or_default().to_owned();
            (part("Header"), part("Value"))
        })
        .collect();
    Template {
        body: some("BodyTemplate").unwrap_or_default(),
        name: some("TemplateName"),
        headers,
        expiry: some("Expiry"),
        priority: some("Priority"),
        message_type: some("MessageType"),
    }
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
mod tests {
    use super::*;
    use crate::wire::atom::entry;

    fn read(xml: &str) -> Registration {
        let entry = entry(xml.as_bytes()).unwrap().unwrap();
        Registration::read(&entry.content.unwrap()).unwrap()
    }

    /// Every kind, native and template, with all that it can have.
    fn all() -> Vec<Registration> {
        let mut all = Vec::new();
        for (platform, ..) in KINDS {
            let native = match platform {
                Platform::Baidu => Registration::new_baidu("user-1", "channel-1").unwrap(),
                Platform::Browser => {
                    Registration::new_browser("https://e/?a=1&b", "k", "s").unwrap()
                }
                Platform::Windows | Platform::Mpns => {
                    let mut windows = Registration::new(platform, "https://c/?a=1&b=2").unwrap();
                    windows.set_secondary_tile("tile").unwrap();
                    windows
                }
                _ => Registration::new(platform, "62BC").unwrap(),
            };
            let mut native = native;
            native.add_tag("a").unwrap();
            native.add_tag("$UserId:{u}").unwrap();
            native.set_push_variable("n", "v\"<").unwrap();
            let mut template = native.clone();
            template
                .set_template("{\"a\":\"]]>$(b)<&\"}", Some("name <1>"))
                .unwrap();
            if platform == Platform::Apple {
                template
                    .set_apple_template_expressions(Some("$(e)"), Some("$(p)"))
                    .unwrap();
            }
            if platform == Platform::Baidu {
                template.set_baidu_message_type(1).unwrap();
            }
            if HEADER_LISTS.iter().any(|(of, ..)| *of == platform) {
                template.set_template_header("X-Type", "a&b").unwrap();
                template.set_template_header("X-Other", "c").unwrap();
            }
            all.extend([native, template]);
        }
        all
    }

    #[test]
    fn what_is_written_is_read_again() {
        for registration in all() {
            let back = read(&registration.to_xml().unwrap());
            let expected = Registration {
                kind: back.kind.clone(),
                ..registration
            };
            assert_eq!(back, expected);
            assert_eq!(back.device.handle, expected.device.handle);
        }
    }

    #[test]
    fn elements_come_in_the_services_order() {
        let order = |registration: &Registration| -> Vec<String> {
            let entry = entry(registration.to_xml().unwrap().as_bytes());
            let content = entry.unwrap().unwrap().content.unwrap();
            content
                .children
                .into_iter()
                .map(|child| child.name)
                .collect()
        };
        let all = all();
        let of = |platform, is_template| {
            let found = all.iter().find(|r| {
                r.device.platform == Some(platform) && r.template.is_some() == is_template
            });
            order(found.unwrap())
        };
        assert_eq!(
            of(Platform::Apple, true),
            [
                "Tags",
                "PushVariables",
                "DeviceToken",
                "BodyTemplate",
                "Expiry",
                "TemplateName",
                "Priority",
                "ApnsHeaders"
            ]
        );
        assert_eq!(
            of(Platform::Windows, true),
            [
                "Tags",
                "PushVariables",
                "ChannelUri",
                "SecondaryTileName",
                "BodyTemplate",
                "WnsHeaders",
                "TemplateName"
            ]
        );
        assert_eq!(
            of(Platform::Mpns, true)[4..],
            ["BodyTemplate", "MpnsHeaders", "TemplateName"]
        );
        assert_eq!(
            of(Platform::Baidu, false)[2..],
            ["BaiduUserId", "BaiduChannelId"]
        );
        assert_eq!(
            of(Platform::Baidu, true)[4..],
            ["BodyTemplate", "TemplateName", "MessageType"]
        );
        assert_eq!(
            of(Platform::Browser, true)[2..],
            ["Endpoint", "P256DH", "Auth", "BodyTemplate", "TemplateName"]
        );
        assert_eq!(of(Platform::Fcmv1, false)[2..], ["FcmV1RegistrationId"]);
    }

    #[test]
    fn reads_the_services_own_forms() {
        let base = |content: &str| {
            format!(
                "<entry xmlns='http://www.w3.org/2005/Atom'><title>t</title><content type='application/xml'>{content}</content></entry>"
            )
        };
        let apple = read(&base(
            "<AppleTemplateRegistrationDescription xmlns='SB' xmlns:i='I'><ETag>3</ETag><ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime><RegistrationId>1-2-3</RegistrationId><Tags>a, b,</Tags>\
             <DeviceToken>AB</DeviceToken><BodyTemplate><![CDATA[{}]]></BodyTemplate><Expiry i:nil='true'/><TemplateName i:nil='true'/><ApnsHeaders/></AppleTemplateRegistrationDescription>",
        ));
        assert_eq!(apple.tags, ["a", "b"]);
        assert_eq!(
            apple.expiration_time.as_deref(),
            Some("9999-12-31T23:59:59.999")
        );
        assert_eq!(
            (apple.id.as_deref(), apple.etag.as_deref()),
            (Some("1-2-3"), Some("3"))
        );
        let template = apple.template.unwrap();
        assert_eq!(
            (template.expiry, template.name, template.headers.len()),
            (None, None, 0)
        );
        let typed = read(&base(
            "<RegistrationDescription i:type='a:GcmRegistrationDescription' xmlns='SB' xmlns:i='I'><GcmRegistrationId>g</GcmRegistrationId></RegistrationDescription>",
        ));
        assert_eq!(typed.device.platform, Some(Platform::Gcm));
        assert_eq!(typed.device.handle, "g");
        let unknown = read(&base(
            "<FutureRegistrationDescription><Tags>x</Tags></FutureRegistrationDescription>",
        ));
        assert_eq!(
            (unknown.kind.as_str(), unknown.device.platform),
            ("FutureRegistrationDescription", None)
        );
        assert!(unknown.to_xml().is_err());
        let other = entry(base("<Other/>").as_bytes()).unwrap().unwrap();
        assert!(Registration::read(&other.content.unwrap()).is_err());
    }
}
