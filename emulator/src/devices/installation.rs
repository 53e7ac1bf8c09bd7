//! An installation: what a device (or the back end on its behalf) says about itself.

use crate::devices::checks::Checks;
use crate::devices::device_token;
use crate::devices::platform::Platform;
use crate::devices::tag;
use crate::devices::template::{MAX_TEMPLATE_NAME, Template};
use crate::devices::template_expression::{self, Term};
use crate::wire::timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::OffsetDateTime;

/// The document as the service gives it back: known members only, in the service's order.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    pub installation_id: String,
    push_channel: Value,
    /// Its push service has said so; the next channel that a client gives is good again.
    pub push_channel_expired: bool,
    /// As the client spelled it.
    platform: String,
    expiration_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    push_variables: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<String, InstallationTemplate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secondary_tiles: Option<Value>,

    /// What the secondary tiles come to.
    #[serde(skip)]
    pub tiles: BTreeMap<String, Tile>,
    #[serde(skip)]
    pub kind: Platform,
    /// What identifies the device to its push service.
    #[serde(skip)]
    pub handle: String,
    /// None for never.
    #[serde(skip)]
    pub expires: Option<OffsetDateTime>,
}

/// A tile of WNS that the user has pinned: with a channel, tags and templates of its own.
#[derive(Debug, Clone)]
pub struct Tile {
    pub handle: String,
    pub tags: Vec<String>,
    pub templates: BTreeMap<String, InstallationTemplate>,
}

#[derive(Debug, Clone, Serialize)]
pub struct InstallationTemplate {
    pub body: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    pub tags: Vec<String>,
    #[serde(skip)]
    pub prepared: Arc<Template>,
    /// A date and time, possibly by expressions. Only Apple has a use for it.
    #[serde(skip)]
    pub prepared_expiry: Option<Vec<Term>>,
}

impl Installation {
    pub fn parse(json: &[u8], checks: Checks) -> Result<Installation, String> {
        let document: Value = serde_json::from_slice(json)
            .map_err(|error| format!("the installation is not JSON: {error}"))?;
        Installation::from_json(&document, checks)
    }

    /// Unknown members are ignored, and a null is as good as nothing: the .NET SDK writes nulls.
    pub fn from_json(document: &Value, checks: Checks) -> Result<Installation, String> {
        let members = JsonMembers::of(document, "the installation")?;
        let installation_id = members.required_text("installationId")?;
        check_id("installationId", &installation_id)?;
        let user_id = members.text("userId")?.filter(|id| !id.is_empty());
        if let Some(user_id) = &user_id {
            check_id("userId", user_id)?;
        }
        let platform = members.required_text("platform")?;
        let kind = Platform::of_installation(&platform)
            .ok_or_else(|| format!("'{platform}' is not a platform"))?;
        let push_channel = members
            .get("pushChannel")
            .ok_or("pushChannel is missing")?
            .clone();
        let handle = handle(kind, &push_channel)?;
        let tags = members.tags(None, checks)?;

        let templates = templates(&members, kind, &tags, checks)?;
        let mut tiles = BTreeMap::new();
        // Only WNS has them; what others say of theirs is kept, and that is all.
        if kind == Platform::Windows {
            for (name, tile) in members.object("secondaryTiles")? {
                let tile = Tile::from_json(tile, checks)
                    .map_err(|fault| format!("tile '{name}': {fault}"))?;
                tiles.insert(name.clone(), tile);
            }
        }
        let expiration_time = members
            .text("expirationTime")?
            .unwrap_or_else(|| timestamp::expiration(None, true, true));
        Ok(Installation {
            installation_id,
            push_channel,
            push_channel_expired: checks.own && is_expired(document),
            platform,
            expires: timestamp::parse(&expiration_time),
            expiration_time,
            user_id,
            tags,
            push_variables: members.texts("pushVariables")?,
            templates,
            secondary_tiles: members.get("secondaryTiles").cloned(),
            tiles,
            kind,
            handle,
        })
    }

    /// For a hub whose registrations expire; a client may have said when itself.
    pub fn expire_by_default(&mut self, at: Option<OffsetDateTime>) {
        if self.expires.is_none() && at.is_some() {
            self.expires = at;
            self.expiration_time = timestamp::expiration(at, true, true);
        }
    }

    /// What the registrations of this installation call their push variables.
    pub fn push_variables_text(&self) -> Option<String> {
        let text = || serde_json::to_string(&self.push_variables).ok();
        (!self.push_variables.is_empty()).then(text).flatten()
    }

    /// The parts of a handle that has several, in the order of a registration's members.
    pub fn handle_parts(&self) -> Vec<String> {
        match self.kind {
            Platform::Baidu => {
                let (user, channel) = self.handle.split_once('-').unwrap_or((&self.handle, ""));
                vec![user.to_owned(), channel.to_owned()]
            }
            Platform::Browser => browser_parts(&self.push_channel).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The push variables by the names under which a template finds them.
    pub fn folded_push_variables(&self) -> HashMap<String, String> {
        self.push_variables
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.clone()))
            .collect()
    }
}

impl InstallationTemplate {
    fn from_json(
        platform: Platform,
        name: &str,
        template: &Value,
        checks: Checks,
    ) -> Result<InstallationTemplate, String> {
        let members = JsonMembers::of(template, "it")?;
        let body = members.required_text("body")?;
        let headers = members.texts("headers")?;
        let wns_type = headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case("X-WNS-Type"))
            .map(|(_, value)| value);
        if platform == Platform::Windows && wns_type.is_none() {
            return Err("a template for wns needs the header X-WNS-Type".to_owned());
        }
        let raw = wns_type.is_some_and(|kind| kind.eq_ignore_ascii_case("wns/raw"));
        let mut tags = members.tags(Some(name), checks)?;
        // The service gives a template without tags its own name as a tag, blanks and all.
        if tags.is_empty() {
            tags.push(name.to_owned());
        }
        let expiry = members.text("expiry")?.filter(|expiry| !expiry.is_empty());
        let prepared_expiry = expiry
            .as_deref()
            .filter(|_| platform == Platform::Apple)
            .map(template_expression::parse)
            .transpose()?;
        Ok(InstallationTemplate {
            prepared: Arc::new(Template::prepare(platform, raw, &body)?),
            prepared_expiry,
            body,
            headers,
            expiry,
            tags,
        })
    }
}

impl Tile {
    fn from_json(tile: &Value, checks: Checks) -> Result<Tile, String> {
        let members = JsonMembers::of(tile, "it")?;
        let tags = members.tags(None, checks)?;
        Ok(Tile {
            handle: members.required_text("pushChannel")?,
            templates: templates(&members, Platform::Windows, &tags, checks)?,
            tags,
        })
    }
}

/// What an installation as the hub wrote it says; what a client says of it is nothing.
pub fn is_expired(document: &Value) -> bool {
    document.get("pushChannelExpired") == Some(&Value::Bool(true))
}

/// Of an installation or a tile that has these tags itself.
fn templates(
    owner: &JsonMembers,
    platform: Platform,
    tags: &[String],
    checks: Checks,
) -> Result<BTreeMap<String, InstallationTemplate>, String> {
    let mut templates = BTreeMap::new();
    for (name, template) in owner.object("templates")? {
        if name.is_empty() || name.chars().count() > MAX_TEMPLATE_NAME {
            return Err(format!(
                "the name of a template has 1 to {MAX_TEMPLATE_NAME} characters"
            ));
        }
        let template = InstallationTemplate::from_json(platform, name, template, checks)
            .map_err(|fault| format!("template '{name}': {fault}"))?;
        // Reported, and yet a recording shows headers of Apple's in a registration's template.
        if checks.strict && !template.headers.is_empty() && !platform.has_template_headers() {
            return Err(format!(
                "Installation validation failed with following error(s): Template '{name}' is invalid: 'Headers' only acceptable for WNS and MPNS"
            ));
        }
        check_tags(tags.iter().chain(&template.tags), checks)?;
        templates.insert(name.clone(), template);
    }
    Ok(templates)
}

fn check_id(what: &str, id: &str) -> Result<(), String> {
    match !id.is_empty() && id.chars().all(tag::is_id_char) {
        true => Ok(()),
        false => Err(format!(
            "{what} is made of letters, digits and - _ @ # . : = only"
        )),
    }
}

fn check_tags<'a>(
    tags: impl Iterator<Item = &'a String> + Clone,
    checks: Checks,
) -> Result<(), String> {
    match checks.own {
        true => Ok(()),
        false => tag::check_all(tags, checks.strict),
    }
}

/// A browser's channel is a subscription of three parts, as an object (JavaScript) or as that
/// object written into a string (.NET, Java); its endpoint is the handle.
fn handle(platform: Platform, channel: &Value) -> Result<String, String> {
    let handle = match (platform, channel) {
        (Platform::Browser, channel) => browser_parts(channel)?.remove(0),
        (_, Value::String(handle)) => handle.clone(),
        _ => return Err("pushChannel is not a string".to_owned()),
    };
    if handle.is_empty() {
        return Err("pushChannel is empty".to_owned());
    }
    if platform == Platform::Apple {
        device_token::check(&handle)?;
    }
    Ok(handle)
}

/// Endpoint, key and secret.
fn browser_parts(channel: &Value) -> Result<Vec<String>, String> {
    let parsed;
    let channel = match channel {
        Value::String(text) => {
            parsed = serde_json::from_str(text)
                .map_err(|_| "pushChannel of a browser is not a subscription".to_owned())?;
            &parsed
        }
        channel => channel,
    };
    let members = JsonMembers::of(channel, "pushChannel")?;
    ["endpoint", "p256dh", "auth"]
        .iter()
        .map(|key| {
            let part = members.required_text(key);
            part.map_err(|fault| format!("pushChannel: {fault}"))
        })
        .collect()
}

/// The members of a JSON object, found without regard to the case of their names, which differs
/// between the SDKs and the documentation.
struct JsonMembers<'a>(&'a Map<String, Value>);

impl<'a> JsonMembers<'a> {
    fn of(value: &'a Value, what: &str) -> Result<JsonMembers<'a>, String> {
        match value {
            Value::Object(members) => Ok(JsonMembers(members)),
            _ => Err(format!("{what} is not a JSON object")),
        }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("{name} is not a string")),
        }
    }

    fn required_text(&self, name: &str) -> Result<String, String> {
        match self.text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(format!("{name} is missing")),
        }
    }

    fn object(&self, name: &str) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, String> {
        match self.get(name) {
            None => Ok(None.into_iter().flatten()),
            Some(Value::Object(members)) => Ok(Some(members.iter()).into_iter().flatten()),
            Some(_) => Err(format!("{name} is not a JSON object")),
        }
    }

    fn texts(&self, name: &str) -> Result<BTreeMap<String, String>, String> {
        self.object(name)?
            .map(|(key, value)| match value {
                Value::String(text) => Ok((key.clone(), text.clone())),
                _ => Err(format!("'{key}' in {name} is not a string")),
            })
            .collect()
    }

    /// `also` is a name that passes although it may break the rules for tags: clients write back
    /// what they read, and the service itself gives templates their names as tags.
    fn tags(&self, also: Option<&str>, checks: Checks) -> Result<Vec<String>, String> {
        let values = match self.get("tags") {
            None => return Ok(Vec::new()),
            Some(Value::Array(values)) => values,
            Some(_) => return Err("tags is not an array".to_owned()),
        };
        let mut tags: Vec<String> = Vec::with_capacity(values.len());
        for value in values {
            let tag = value.as_str().ok_or("a tag is not a string")?;
            if also != Some(tag) {
                tag::check(tag, checks.own)?;
            }
            tag::add(&mut tags, tag);
        }
        check_tags(tags.iter(), checks)?;
        Ok(tags)
    }
}
