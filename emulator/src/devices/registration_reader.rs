//! Reading the description of a registration: from requests, journals and the files of jobs.

use crate::devices::checks::{Checks, Fault};
use crate::devices::device_token;
use crate::devices::platform::Platform;
use crate::devices::registration::{self, Registration, TemplateRegistration};
use crate::devices::registration_schema::{SUFFIX, Schema};
use crate::devices::tag;
use crate::devices::template::{MAX_TEMPLATE_NAME, Template};
use crate::devices::template_expression;
use crate::wire::element::Element;
use crate::wire::timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::OffsetDateTime;

/// What a document says; the hub decides about id, etag and expiry.
#[derive(Debug)]
pub struct ParsedRegistration {
    pub id: Option<String>,
    pub etag: Option<u32>,
    pub expires: Option<OffsetDateTime>,
    body: Registration,
}

impl ParsedRegistration {
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
/// service documents an order of the members that not even its own SDKs keep, so only a strict
/// reader insists on it, and on what else is documented.
pub fn parse(root: &Element, checks: Checks) -> Result<ParsedRegistration, Fault> {
    let strict = checks.strict;
    let name = match (root.name.as_str(), root.attribute("type")) {
        (SUFFIX, Some(kind)) => kind.rsplit(':').next().unwrap_or(kind),
        (name, _) => name,
    };
    let (schema, has_template) =
        Schema::find(name).ok_or_else(|| format!("There is no '{name}'"))?;
    let members = XmlMembers::of(root, &schema.members(has_template), strict)?;

    let handle_parts: Vec<String> = schema
        .handle
        .iter()
        .map(|part| Ok(members.required(part)?.to_owned()))
        .collect::<Result<_, String>>()?;
    let (handle, handle_parts) = handle_of(schema.platform, handle_parts)?;
    let tags = tags(members.text("Tags"), members.given("TemplateName"), checks)?;
    let push_variables_text = members.given("PushVariables").map(str::to_owned);
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
        tile: members.given("SecondaryTileName").map(str::to_owned),
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
    Ok(ParsedRegistration {
        id: members.given("RegistrationId").map(str::to_owned),
        etag: number("ETag").and_then(Result::ok),
        expires: members.text("ExpirationTime").and_then(timestamp::parse),
        body,
    })
}

fn template(
    schema: &Schema,
    members: &XmlMembers,
    strict: bool,
) -> Result<TemplateRegistration, String> {
    let text = members.verbatim("BodyTemplate");
    let text = text.filter(|text| !text.is_empty());
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
    let expiry_text = members.given("Expiry").map(str::to_owned);
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
        priority: members.given("Priority").map(str::to_owned),
        message_type: members.given("MessageType").map(str::to_owned),
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
fn handle_of(platform: Platform, mut parts: Vec<String>) -> Result<(String, Vec<String>), Fault> {
    match platform {
        // The user comes first in the handle, as in the .NET SDK.
        Platform::Baidu => Ok((parts.join("-"), parts)),
        Platform::Browser => Ok((parts[0].clone(), parts)),
        Platform::Apple => {
            let token = parts.remove(0);
            device_token::check(&token).map_err(|fault| Fault::Service(fault.to_owned()))?;
            // The service stores tokens in upper case.
            Ok((token.to_uppercase(), Vec::new()))
        }
        _ => Ok((parts.remove(0), Vec::new())),
    }
}

/// `also` is a name that passes although it may break the rules for tags: the service itself gives
/// a template of an installation its name as a tag, and what was exported can be imported.
fn tags(text: Option<&str>, also: Option<&str>, checks: Checks) -> Result<Vec<String>, Fault> {
    let mut tags: Vec<String> = Vec::new();
    // None, and an empty list, which has no tag in it.
    let text = text.filter(|text| !text.is_empty());
    for tag in text.iter().flat_map(|text| text.split(',')) {
        if checks.strict && tag.trim() != tag {
            return Err(format!("There is a blank beside the tag '{}'", tag.trim()).into());
        }
        let tag = tag.trim();
        if also != Some(tag) {
            tag::check(tag, checks.own).map_err(Fault::Service)?;
        }
        tag::add(&mut tags, tag);
    }
    if !checks.own {
        tag::check_all(tags.iter(), checks.strict).map_err(Fault::Service)?;
    }
    for special in ["$installationid:", "$userid:"] {
        let count = tags.iter().filter(|t| tag::fold(t).starts_with(special));
        if count.count() > 1 {
            return Err(format!("There is more than one tag {special}").into());
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

/// The members of a description that are not nil.
struct XmlMembers<'a>(Vec<&'a Element>);

impl<'a> XmlMembers<'a> {
    fn of(root: &'a Element, known: &[&str], strict: bool) -> Result<XmlMembers<'a>, String> {
        let mut members: Vec<&Element> = Vec::new();
        for child in root.known_children(known, strict) {
            let child = child?;
            if members.iter().any(|known| known.name == child.name) {
                return Err(format!("'{}' is there twice", child.name));
            }
            if !child.is_nil() {
                members.push(child);
            }
        }
        Ok(XmlMembers(members))
    }

    fn get(&self, name: &str) -> Option<&'a Element> {
        self.0.iter().find(|member| member.name == name).copied()
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name).map(Element::trimmed)
    }

    /// The text where there is one. The service takes an empty element for an empty text.
    fn given(&self, name: &str) -> Option<&'a str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    fn verbatim(&self, name: &str) -> Option<&'a str> {
        self.get(name).map(|member| member.text.as_str())
    }

    fn required(&self, name: &str) -> Result<&'a str, String> {
        self.given(name).ok_or_else(|| format!("{name} is missing"))
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::wire::xml_writer;

    pub fn read(xml: &str, strict: bool) -> Result<Registration, String> {
        let checks = Checks { strict, own: false };
        let root = Element::parse(xml.as_bytes())?;
        let parsed = parse(&root, checks).map_err(|fault| fault.to_string())?;
        Ok(parsed.into_registration("1-2-3".to_owned(), 7, None))
    }

    pub fn described(name: &str, members: &str) -> String {
        format!("{}{members}</{name}>", xml_writer::root(name))
    }

    #[test]
    fn what_is_refused() {
        let apple = |members: &str| described("AppleRegistrationDescription", members);
        let token = "<DeviceToken>AB</DeviceToken>";
        let many: Vec<String> = (0..61).map(|n| format!("t{n}")).collect();
        let many = format!("<Tags>{}</Tags>{token}", many.join(","));
        let long: Vec<String> = (0..100).map(|n| format!("{n:0>80}")).collect();
        let long = format!("<Tags>{}</Tags>{token}", long.join(","));
        for (xml, only_strict) in [
            (described("FcmRegistrationDescription", token), false),
            (described("Entry", token), false),
            (apple(""), false),
            (apple("<DeviceToken/>"), false),
            (apple(&format!("{token}{token}")), false),
            (apple(&format!("<Tags>a b</Tags>{token}")), false),
            (apple(&format!("<Tags>a,,b</Tags>{token}")), false),
            (apple(&many), true),
            (apple(&long), false),
            (apple(&format!("<Tags>$UserId:{{a}}</Tags>{token}")), false),
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
                    "<ChannelUri>c</ChannelUri><BodyTemplate>&lt;toast/&gt;</BodyTemplate>",
                ),
                false,
            ),
            (apple(&format!("{token}<Tags>a</Tags>")), true),
            (apple(&format!("<Tags>a, b</Tags>{token}")), true),
            (apple(&format!("<What>a</What>{token}")), true),
            (apple("<DeviceToken>xyz</DeviceToken>"), false),
            (apple("<DeviceToken>ABC</DeviceToken>"), false),
        ] {
            assert!(read(&xml, true).is_err(), "{xml}");
            assert_eq!(read(&xml, false).is_err(), !only_strict, "{xml}");
        }
    }

    /// Recorded: the service took an empty list of tags and an empty name of a template, and gave
    /// the name back.
    #[test]
    fn empty_elements() {
        let body = "<BodyTemplate>{}</BodyTemplate>";
        let read = |members: &str| {
            let members = format!(
                "{members}<DeviceToken>AB</DeviceToken>{body}<Expiry/><TemplateName/><Priority/><ApnsHeaders/>"
            );
            read(
                &described("AppleTemplateRegistrationDescription", &members),
                false,
            )
        };
        let registration = read("<ETag/><RegistrationId/><Tags></Tags><PushVariables/>").unwrap();
        assert!(registration.tags.is_empty() && registration.push_variables_text.is_none());
        let template = registration.template.unwrap();
        assert_eq!(template.name.as_deref(), Some(""));
        assert!(template.expiry.is_none() && template.priority.is_none());
        // What an empty name is a tag of is not the empty tag.
        assert!(read("<Tags>a,,b</Tags>").is_err());
    }

    /// An export has the tags that the service gave, and can be imported.
    #[test]
    fn tags_of_the_services_own() {
        let read = |tags: &str, own: bool| {
            let members = format!("<Tags>{tags}</Tags><DeviceToken>AB</DeviceToken>");
            let xml = described("AppleRegistrationDescription", &members);
            let root = Element::parse(xml.as_bytes()).unwrap();
            parse(&root, Checks { strict: false, own }).map(|_| ())
        };
        let refused = Fault::Service("Tags can not start with $.".to_owned());
        assert_eq!(read("$UserId:{a}", false), Err(refused));
        assert_eq!(read("$UserId:{a}", true), Ok(()));
        assert!(read("$UserId:{a},$UserId:{b}", true).is_err());
    }
}
