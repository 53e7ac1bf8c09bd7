//! The description of a registration as XML: what clients send, what the hub answers, what lies in
//! journals and in the files of jobs.

use crate::element::Element;
use crate::platform::Platform;
use crate::registration::{self, Registration, TemplateRegistration};
use crate::tag;
use crate::template::Template;
use crate::template_expression;
use crate::wire_time;
use quick_xml::escape::partial_escape;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use time::OffsetDateTime;

pub const SERVICE_BUS: &str = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
pub const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const MAX_TEMPLATE_NAME: usize = 200;
const SUFFIX: &str = "RegistrationDescription";
const BASE: [&str; 5] = [
    "ETag",
    "ExpirationTime",
    "RegistrationId",
    "Tags",
    "PushVariables",
];

/// The members of one platform's descriptions, in the order of the service's data contract.
struct Schema {
    platform: Platform,
    name: &'static str,
    handle: &'static [&'static str],
    tile: bool,
    template: &'static [&'static str],
    /// The list of headers and one entry of it.
    headers: Option<(&'static str, &'static str)>,
}

const SIMPLE: &[&str] = &["BodyTemplate", "TemplateName"];

const fn simple(platform: Platform, name: &'static str, handle: &'static [&'static str]) -> Schema {
    Schema {
        platform,
        name,
        handle,
        tile: false,
        template: SIMPLE,
        headers: None,
    }
}

const SCHEMAS: [Schema; 9] = [
    Schema {
        template: &[
            "BodyTemplate",
            "Expiry",
            "TemplateName",
            "Priority",
            "ApnsHeaders",
        ],
        headers: Some(("ApnsHeaders", "ApnsHeader")),
        ..simple(Platform::Apple, "Apple", &["DeviceToken"])
    },
    simple(Platform::Gcm, "Gcm", &["GcmRegistrationId"]),
    simple(Platform::FcmV1, "FcmV1", &["FcmV1RegistrationId"]),
    Schema {
        tile: true,
        template: &["BodyTemplate", "WnsHeaders", "TemplateName"],
        headers: Some(("WnsHeaders", "WnsHeader")),
        ..simple(Platform::Windows, "Windows", &["ChannelUri"])
    },
    Schema {
        tile: true,
        template: &["BodyTemplate", "MpnsHeaders", "TemplateName"],
        headers: Some(("MpnsHeaders", "MpnsHeader")),
        ..simple(Platform::WindowsPhone, "Mpns", &["ChannelUri"])
    },
    simple(Platform::Adm, "Adm", &["AdmRegistrationId"]),
    Schema {
        template: &["BodyTemplate", "TemplateName", "MessageType"],
        ..simple(Platform::Baidu, "Baidu", &["BaiduUserId", "BaiduChannelId"])
    },
    simple(
        Platform::Browser,
        "Browser",
        &["Endpoint", "P256DH", "Auth"],
    ),
    simple(Platform::Xiaomi, "Xiaomi", &["XiaomiRegistrationId"]),
];

impl Schema {
    /// By the name of a description; the other value is whether it has a template.
    fn find(name: &str) -> Option<(&'static Schema, bool)> {
        let name = name.strip_suffix(SUFFIX)?;
        let (name, template) = match name.strip_suffix("Template") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let schema = SCHEMAS.iter().find(|schema| schema.name == name)?;
        Some((schema, template))
    }

    fn of(platform: Platform) -> &'static Schema {
        let schema = SCHEMAS.iter().find(|schema| schema.platform == platform);
        schema.unwrap_or(&SCHEMAS[0])
    }

    fn members(&self, template: bool) -> Vec<&'static str> {
        let mut members = BASE.to_vec();
        members.extend(self.handle);
        if self.tile {
            members.push("SecondaryTileName");
        }
        if template {
            members.extend(self.template);
        }
        members
    }
}

/// What a document says; the hub decides about id, etag and expiry.
#[derive(Debug)]
pub struct Parsed {
    pub id: Option<String>,
    pub etag: Option<u32>,
    pub expires: Option<OffsetDateTime>,
    body: Registration,
}

impl Parsed {
    pub fn into_registration(
        self,
        id: String,
        etag: u32,
        expires: Option<OffsetDateTime>,
    ) -> Registration {
        Registration {
            id,
            etag,
            expires,
            ..self.body
        }
    }
}

/// Takes both forms of the root: its own name, or `RegistrationDescription` with an `i:type`. The
/// service documents an order of the members that not even its own SDKs keep, so only `strict`
/// insists on it, and on what else is documented.
pub fn parse(root: &Element, strict: bool) -> Result<Parsed, String> {
    let name = match (root.name.as_str(), root.attribute("type")) {
        (SUFFIX, Some(kind)) => kind.rsplit(':').next().unwrap_or(kind),
        (name, _) => name,
    };
    let (schema, has_template) =
        Schema::find(name).ok_or_else(|| format!("There is no '{name}'"))?;
    let members = Members::of(root, &schema.members(has_template), strict)?;

    let handle_parts: Vec<String> = schema
        .handle
        .iter()
        .map(|part| Ok(members.required(part)?.to_owned()))
        .collect::<Result<_, String>>()?;
    let (handle, handle_parts) = handle_of(schema.platform, handle_parts, strict)?;
    let tags = tags(members.text("Tags"), members.text("TemplateName"), strict)?;
    let push_variables_text = members.text("PushVariables").map(str::to_owned);
    let push_variables = match &push_variables_text {
        Some(text) => push_variables(text)?,
        None => HashMap::new(),
    };
    let number = |name: &str| members.text(name).map(str::parse);
    let body = Registration {
        id: String::new(),
        etag: 0,
        expires: None,
        platform: schema.platform,
        handle,
        handle_parts,
        tile: members.text("SecondaryTileName").map(str::to_owned),
        installation_id: None,
        tag_keys: registration::tag_keys(&tags),
        tags,
        push_variables: Arc::new(push_variables),
        push_variables_text,
        template: match has_template {
            true => Some(template(schema, &members, strict)?),
            false => None,
        },
    };
    Ok(Parsed {
        id: members.text("RegistrationId").map(str::to_owned),
        etag: number("ETag").and_then(Result::ok),
        expires: members.text("ExpirationTime").and_then(wire_time::parse),
        body,
    })
}

fn template(
    schema: &Schema,
    members: &Members,
    strict: bool,
) -> Result<TemplateRegistration, String> {
    let text = members.verbatim("BodyTemplate");
    let text = text.ok_or("BodyTemplate is missing")?;
    let headers = match schema.headers {
        Some((list, entry)) => headers(members.get(list), entry)?,
        None => BTreeMap::new(),
    };
    let header = |name: &str| {
        let mut headers = headers.iter();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    if schema.platform == Platform::Windows && header("X-WNS-Type").is_none() {
        return Err("A template for WNS needs the header X-WNS-Type".to_owned());
    }
    if strict
        && schema.platform == Platform::WindowsPhone
        && header("X-NotificationClass").is_none()
    {
        return Err("A template for MPNS needs the header X-NotificationClass".to_owned());
    }
    let raw = header("X-WNS-Type").is_some_and(|(_, kind)| kind.eq_ignore_ascii_case("wns/raw"));
    let name = members.text("TemplateName").map(str::to_owned);
    if name
        .as_ref()
        .is_some_and(|name| name.chars().count() > MAX_TEMPLATE_NAME)
    {
        return Err(format!(
            "The name of a template has at most {MAX_TEMPLATE_NAME} characters"
        ));
    }
    let expiry_text = members.text("Expiry").map(str::to_owned);
    Ok(TemplateRegistration {
        name,
        body: Arc::new(Template::prepare(schema.platform, raw, text)?),
        text: text.to_owned(),
        headers,
        expiry: expiry_text
            .as_deref()
            .map(template_expression::parse)
            .transpose()?,
        expiry_text,
        priority: members.text("Priority").map(str::to_owned),
        message_type: members.text("MessageType").map(str::to_owned),
    })
}

fn headers(list: Option<&Element>, entry: &str) -> Result<BTreeMap<String, String>, String> {
    let entries = list.iter().flat_map(|list| &list.children);
    entries
        .map(|header| {
            let part = |name| header.child(name).map(|part| part.trimmed().to_owned());
            match (header.name == entry, part("Header"), part("Value")) {
                (true, Some(name), Some(value)) if !name.is_empty() => Ok((name, value)),
                _ => Err(format!("'{entry}' needs Header and Value")),
            }
        })
        .collect()
}

/// The device's address, and its parts where it has several.
fn handle_of(
    platform: Platform,
    mut parts: Vec<String>,
    strict: bool,
) -> Result<(String, Vec<String>), String> {
    match platform {
        // The user comes first in the handle, as in the .NET SDK.
        Platform::Baidu => Ok((parts.join("-"), parts)),
        Platform::Browser => Ok((parts[0].clone(), parts)),
        Platform::Apple => {
            let token = parts.remove(0);
            let hex = token.bytes().all(|b| b.is_ascii_hexdigit());
            if strict && !(hex && token.len() % 2 == 0) {
                return Err("A DeviceToken is made of pairs of hex digits".to_owned());
            }
            // The service stores tokens in upper case.
            Ok(match hex {
                true => (token.to_uppercase(), Vec::new()),
                false => (token, Vec::new()),
            })
        }
        _ => Ok((parts.remove(0), Vec::new())),
    }
}

/// `also` is a name that passes although it may break the rules for tags: the service itself gives
/// a template of an installation its name as a tag, and what was exported can be imported.
fn tags(text: Option<&str>, also: Option<&str>, strict: bool) -> Result<Vec<String>, String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.iter().flat_map(|text| text.split(',')) {
        if strict && tag.trim() != tag {
            return Err(format!("There is a blank beside the tag '{}'", tag.trim()));
        }
        let tag = tag.trim();
        if also != Some(tag) {
            tag::check(tag)?;
        }
        if !tags.iter().any(|known| tag::fold(known) == tag::fold(tag)) {
            tags.push(tag.to_owned());
        }
    }
    if tags.len() > tag::MAX_TAGS {
        return Err(format!(
            "{} tags are more than the {} of a registration",
            tags.len(),
            tag::MAX_TAGS
        ));
    }
    for special in ["$installationid:", "$userid:"] {
        let count = tags.iter().filter(|t| tag::fold(t).starts_with(special));
        if count.count() > 1 {
            return Err(format!("There is more than one tag {special}"));
        }
    }
    Ok(tags)
}

/// By the names under which a template finds them.
fn push_variables(text: &str) -> Result<HashMap<String, String>, String> {
    let fail = || "PushVariables is not a JSON object of strings".to_owned();
    let Ok(Value::Object(members)) = serde_json::from_str(text) else {
        return Err(fail());
    };
    members
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(value) => Ok((name.to_lowercase(), value)),
            _ => Err(fail()),
        })
        .collect()
}

/// The members of a description that have a value.
struct Members<'a>(Vec<&'a Element>);

impl<'a> Members<'a> {
    fn of(root: &'a Element, known: &[&str], strict: bool) -> Result<Members<'a>, String> {
        let mut members: Vec<&Element> = Vec::new();
        let mut last = 0;
        for child in &root.children {
            let Some(position) = known.iter().position(|name| *name == child.name) else {
                match strict {
                    true => return Err(format!("'{}' is not a member of it", child.name)),
                    false => continue,
                }
            };
            if strict && position < last {
                return Err(format!("'{}' comes after its place", child.name));
            }
            last = position;
            if members.iter().any(|known| known.name == child.name) {
                return Err(format!("'{}' is there twice", child.name));
            }
            if child.is_nil() {
                continue;
            }
            // An empty list is what the service itself answers; an empty text it does not take.
            let list = child.name.ends_with("Headers");
            if !list && child.trimmed().is_empty() {
                return Err(format!("'{}' is empty", child.name));
            }
            members.push(child);
        }
        Ok(Members(members))
    }

    fn get(&self, name: &str) -> Option<&'a Element> {
        self.0.iter().find(|member| member.name == name).copied()
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name).map(Element::trimmed)
    }

    fn verbatim(&self, name: &str) -> Option<&'a str> {
        self.get(name).map(|member| member.text.as_str())
    }

    fn required(&self, name: &str) -> Result<&'a str, String> {
        self.text(name).ok_or_else(|| format!("{name} is missing"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the answer to a write the service names no time zone.
    Written,
    Read,
    /// As [`Form::Read`], without a line break in it.
    Line,
}

pub fn write(registration: &Registration, form: Form) -> String {
    let mut xml = String::with_capacity(640);
    write_into(&mut xml, registration, form);
    xml
}

pub fn write_into(xml: &mut String, registration: &Registration, form: Form) {
    let schema = Schema::of(registration.platform);
    let template = registration.template.as_ref();
    let kind = template.map_or("", |_| "Template");
    let root = format!("{}{kind}{SUFFIX}", schema.name);
    let derived = registration.installation_id.is_some();
    let _ = write!(
        xml,
        "<{root} xmlns=\"{SERVICE_BUS}\" xmlns:i=\"{INSTANCE}\"><ETag>{}</ETag>",
        registration.etag
    );
    let expires = wire_time::expiration(
        registration.expires,
        derived,
        derived || form != Form::Written,
    );
    member(xml, "ExpirationTime", Some(&expires));
    member(xml, "RegistrationId", Some(&registration.id));
    if !registration.tags.is_empty() {
        member(xml, "Tags", Some(&registration.tags.join(",")));
    }
    member(
        xml,
        "PushVariables",
        registration.push_variables_text.as_deref(),
    );
    match registration.handle_parts.as_slice() {
        [] => member(xml, schema.handle[0], Some(&registration.handle)),
        parts => {
            for (name, part) in schema.handle.iter().zip(parts) {
                member(xml, name, Some(part));
            }
        }
    }
    member(xml, "SecondaryTileName", registration.tile.as_deref());
    for name in schema.template.iter().filter(|_| template.is_some()) {
        if let Some(template) = template {
            template_member(xml, schema, template, name, form);
        }
    }
    let _ = write!(xml, "</{root}>");
}

fn template_member(
    xml: &mut String,
    schema: &Schema,
    template: &TemplateRegistration,
    name: &str,
    form: Form,
) {
    match (name, schema.headers) {
        ("BodyTemplate", _) => {
            let mut body = template.text.replace("]]>", "]]]]><![CDATA[>");
            if form == Form::Line {
                body = body.replace('\n', "]]>&#10;<![CDATA[");
            }
            // A parser turns this one into a line feed if it stands there itself.
            let body = body.replace('\r', "]]>&#13;<![CDATA[");
            let _ = write!(xml, "<BodyTemplate><![CDATA[{body}]]></BodyTemplate>");
        }
        // These two the service names also where they are not set.
        ("Expiry", _) => nillable(xml, name, template.expiry_text.as_deref()),
        ("TemplateName", _) => nillable(xml, name, template.name.as_deref()),
        ("Priority", _) => member(xml, name, template.priority.as_deref()),
        ("MessageType", _) => member(xml, name, template.message_type.as_deref()),
        (_, Some((list, _))) if template.headers.is_empty() => {
            let _ = write!(xml, "<{list}/>");
        }
        (_, Some((list, entry))) => {
            let _ = write!(xml, "<{list}>");
            for (header, value) in &template.headers {
                let _ = write!(xml, "<{entry}>");
                member(xml, "Header", Some(header));
                member(xml, "Value", Some(value));
                let _ = write!(xml, "</{entry}>");
            }
            let _ = write!(xml, "</{list}>");
        }
        (_, None) => {}
    }
}

/// Nothing for what is not set.
fn member(xml: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let value = partial_escape(value);
        let value = value.replace('\n', "&#10;").replace('\r', "&#13;");
        let _ = write!(xml, "<{name}>{value}</{name}>");
    }
}

fn nillable(xml: &mut String, name: &str, value: Option<&str>) {
    match value {
        Some(value) => member(xml, name, Some(value)),
        None => {
            let _ = write!(xml, "<{name} i:nil=\"true\"/>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(xml: &str, strict: bool) -> Result<Registration, String> {
        let parsed = parse(&Element::parse(xml.as_bytes())?, strict)?;
        Ok(parsed.into_registration("1-2-3".to_owned(), 7, None))
    }

    fn described(name: &str, members: &str) -> String {
        format!("<{name} xmlns=\"{SERVICE_BUS}\" xmlns:i=\"{INSTANCE}\">{members}</{name}>")
    }

    const ID: &str = "<ETag>7</ETag><ExpirationTime>9999-12-31T23:59:59.999Z</ExpirationTime><RegistrationId>1-2-3</RegistrationId>";
    const JSON: &str = "<BodyTemplate><![CDATA[{\"a\":\"$(x)\"}]]></BodyTemplate>";
    const TOAST: &str = "<BodyTemplate><![CDATA[<toast>$(x)</toast>]]></BodyTemplate>";

    /// Every type, with all members in the documented order, comes back as it was written.
    #[test]
    fn round_trips() {
        let base = "<Tags>a,b</Tags><PushVariables>{\"v\":\"1\"}</PushVariables>";
        let header = |kind: &str| {
            format!(
                "<{kind}Headers><{kind}Header><Header>X-WNS-Type</Header><Value>wns/toast</Value></{kind}Header></{kind}Headers>"
            )
        };
        let name = "<TemplateName>t</TemplateName>";
        let tile =
            "<ChannelUri>https://x/?a=1&amp;b</ChannelUri><SecondaryTileName>s</SecondaryTileName>";
        let simple = |handle: &str| format!("<{handle}>h&lt;</{handle}>");
        let baidu = "<BaiduUserId>u</BaiduUserId><BaiduChannelId>c</BaiduChannelId>";
        let browser = "<Endpoint>https://e</Endpoint><P256DH>p</P256DH><Auth>a</Auth>";
        for (kind, handle, template) in [
            (
                "Apple",
                "<DeviceToken>AB12</DeviceToken>".to_owned(),
                format!(
                    "{JSON}<Expiry i:nil=\"true\"/><TemplateName i:nil=\"true\"/><ApnsHeaders/>"
                ),
            ),
            (
                "Apple",
                "<DeviceToken>AB12</DeviceToken>".to_owned(),
                format!(
                    "{JSON}<Expiry>2030-01-01T00:00Z</Expiry>{name}<Priority>5</Priority>{}",
                    header("Apns")
                ),
            ),
            ("Gcm", simple("GcmRegistrationId"), format!("{JSON}{name}")),
            (
                "FcmV1",
                simple("FcmV1RegistrationId"),
                format!("{JSON}{name}"),
            ),
            ("Adm", simple("AdmRegistrationId"), format!("{JSON}{name}")),
            (
                "Xiaomi",
                simple("XiaomiRegistrationId"),
                format!("{JSON}{name}"),
            ),
            (
                "Windows",
                tile.to_owned(),
                format!("{TOAST}{}{name}", header("Wns")),
            ),
            (
                "Mpns",
                tile.to_owned(),
                format!("{TOAST}{}{name}", header("Mpns")),
            ),
            (
                "Baidu",
                baidu.to_owned(),
                format!("{JSON}{name}<MessageType>1</MessageType>"),
            ),
            ("Browser", browser.to_owned(), format!("{JSON}{name}")),
        ] {
            let native = described(
                &format!("{kind}RegistrationDescription"),
                &format!("{ID}{base}{handle}"),
            );
            assert_eq!(write(&read(&native, true).unwrap(), Form::Read), native);
            let with_template = described(
                &format!("{kind}TemplateRegistrationDescription"),
                &format!("{ID}{base}{handle}{template}"),
            );
            // A strict hub wants the class that MPNS needs.
            let strict = kind != "Mpns";
            let registration = read(&with_template, strict).unwrap();
            assert_eq!(write(&registration, Form::Read), with_template, "{kind}");
            assert_eq!(registration.push_variables["v"], "1");
            assert!(registration.has_tag("b") && !registration.has_tag("c"));
        }
    }

    #[test]
    fn both_forms_of_the_root_and_nils() {
        let xml = format!(
            "<RegistrationDescription xmlns:i='{INSTANCE}' xmlns='{SERVICE_BUS}' i:type='x:AppleRegistrationDescription'><RegistrationId i:nil='true'/><Tags> a , B</Tags><DeviceToken>ab12</DeviceToken><Unknown/></RegistrationDescription>"
        );
        let registration = read(&xml, false).unwrap();
        assert_eq!(registration.handle, "AB12");
        assert_eq!(registration.tags, ["a", "B"]);
        assert_eq!(registration.tag_keys, ["a", "b"]);
        let written = write(&registration, Form::Written);
        assert!(written.contains("<ExpirationTime>9999-12-31T23:59:59.999</ExpirationTime>"));
    }

    #[test]
    fn a_body_of_several_lines_fits_on_one() {
        let body = "{\"a\":\r\n\"]]>\"}";
        let xml = described(
            "GcmTemplateRegistrationDescription",
            &format!(
                "<GcmRegistrationId>h</GcmRegistrationId><BodyTemplate>{}</BodyTemplate>",
                partial_escape(body).replace('\r', "&#13;")
            ),
        );
        let registration = read(&xml, true).unwrap();
        for form in [Form::Read, Form::Line] {
            let written = write(&registration, form);
            assert_eq!(written.contains('\n'), form == Form::Read);
            let again = read(&written, true).unwrap();
            assert_eq!(again.template.unwrap().text, body);
        }
    }

    #[test]
    fn what_is_refused() {
        let apple = |members: &str| described("AppleRegistrationDescription", members);
        let token = "<DeviceToken>AB</DeviceToken>";
        let many: Vec<String> = (0..61).map(|n| format!("t{n}")).collect();
        let many = format!("<Tags>{}</Tags>{token}", many.join(","));
        for (xml, only_strict) in [
            (described("FcmRegistrationDescription", token), false),
            (described("Entry", token), false),
            (apple(""), false),
            (apple("<DeviceToken/>"), false),
            (apple(&format!("<Tags></Tags>{token}")), false),
            (apple(&format!("{token}{token}")), false),
            (apple(&format!("<Tags>a b</Tags>{token}")), false),
            (apple(&format!("<Tags>a,,b</Tags>{token}")), false),
            (apple(&many), false),
            (
                apple(&format!("<Tags>$UserId:{{a}},$UserId:{{b}}</Tags>{token}")),
                false,
            ),
            (
                apple(&format!("<PushVariables>[]</PushVariables>{token}")),
                false,
            ),
            (
                apple(&format!(
                    "<PushVariables>{{\"a\":1}}</PushVariables>{token}"
                )),
                false,
            ),
            (
                described("AppleTemplateRegistrationDescription", token),
                false,
            ),
            (
                described(
                    "WindowsTemplateRegistrationDescription",
                    &format!("<ChannelUri>c</ChannelUri>{TOAST}"),
                ),
                false,
            ),
            (apple(&format!("{token}<Tags>a</Tags>")), true),
            (apple(&format!("<Tags>a, b</Tags>{token}")), true),
            (apple(&format!("<What>a</What>{token}")), true),
            (apple("<DeviceToken>xyz</DeviceToken>"), true),
            (apple("<DeviceToken>ABC</DeviceToken>"), true),
        ] {
            assert!(read(&xml, true).is_err(), "{xml}");
            assert_eq!(read(&xml, false).is_err(), !only_strict, "{xml}");
        }
    }
}
