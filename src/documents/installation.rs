//! Installations: a device with its tags, templates and push variables, as the
//! JSON that the service keeps.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, Result, Status};
use crate::notification::platform::Platform;
use crate::notification::tag_expression::check_tag;
use crate::notification::target::check_handle;

/// Members that this version does not know, kept as they came.
type Others = Map<String, Value>;

/// A device.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// Chosen by the client.
    pub installation_id: String,
    /// Whose device it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The service's word, such as `apns`.
    pub platform: String,
    /// The handle.
    pub push_channel: PushChannel,
    /// Set by the service when the handle is no longer good.
    #[serde(default, skip_serializing)]
    pub push_channel_expired: Option<bool>,
    /// Set by the service.
    #[serde(default, skip_serializing)]
    pub expiration_time: Option<String>,
    /// Its tags.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tags: Vec<String>,
    /// Values that its templates can use.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "Map::is_empty"
    )]
    pub push_variables: Map<String, Value>,
    /// Templates by name.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "IndexMap::is_empty"
    )]
    pub templates: IndexMap<String, InstallationTemplate>,
    /// Secondary tiles by id; Windows only.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "IndexMap::is_empty"
    )]
    pub secondary_tiles: IndexMap<String, SecondaryTile>,
    /// What else came.
    #[serde(flatten)]
    pub others: Others,
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the handle.
        f.debug_struct("Installation")
            .field("installation_id", &self.installation_id)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// The service and .NET write absent members as null.
fn or_null<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A handle, or a browser's subscription.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PushChannel {
    /// Any platform's handle. .NET and Java put a browser's subscription here
    /// too, as JSON in text.
    Handle(String),
    /// A browser's subscription.
    Browser {
        /// Where to push to.
        endpoint: String,
        /// Its public key.
        p256dh: String,
        /// Its secret.
        auth: String,
    },
}

impl Default for PushChannel {
    fn default() -> PushChannel {
        PushChannel::Handle(String::new())
    }
}

impl PushChannel {
    /// The handle, or the browser's endpoint.
    pub fn handle(&self) -> &str {
        match self {
            PushChannel::Handle(handle) => handle,
            PushChannel::Browser { endpoint, .. } => endpoint,
        }
    }

    /// A browser's public key and secret.
    pub fn browser_keys(&self) -> Option<(&str, &str)> {
        match self {
            PushChannel::Handle(_) => None,
            PushChannel::Browser { p256dh, auth, .. } => Some((p256dh, auth)),
        }
    }
}

/// A template of an installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InstallationTemplate {
    /// The platform's payload with expressions in it.
    #[serde(default, deserialize_with = "or_null")]
    pub body: String,
    /// Headers for the push service, such as X-WNS-Type.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "Map::is_empty"
    )]
    pub headers: Map<String, Value>,
    /// Apple only: an expression for the expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// Tags of this template alone.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tags: Vec<String>,
    /// What else came.
    #[serde(flatten)]
    pub others: Others,
}

/// A secondary tile of a Windows device.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecondaryTile {
    /// The tile's own channel.
    #[serde(default, deserialize_with = "or_null")]
    pub push_channel: String,
    /// Set by the service.
    #[serde(default, skip_serializing)]
    pub push_channel_expired: Option<bool>,
    /// Its tags.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tags: Vec<String>,
    /// Its templates.
    #[serde(
        default,
        deserialize_with = "or_null",
        skip_serializing_if = "IndexMap::is_empty"
    )]
    pub templates: IndexMap<String, InstallationTemplate>,
    /// What else came.
    #[serde(flatten)]
    pub others: Others,
}

/// Platform words of installations: not those of sends.
const PLATFORMS: [(Platform, &str); 9] = [
    (Platform::Apple, "apns"),
    (Platform::Fcmv1, "fcmv1"),
    (Platform::Windows, "wns"),
    (Platform::Gcm, "gcm"),
    (Platform::Mpns, "mpns"),
    (Platform::Adm, "adm"),
    (Platform::Baidu, "baidu"),
    (Platform::Browser, "browser"),
    (Platform::Xiaomi, "xiaomi"),
];

impl Installation {
    /// An installation with a handle.
    pub fn new(id: &str, platform: Platform, push_channel: &str) -> Result<Installation> {
        if platform == Platform::Browser {
            return Err(Error::argument(
                "a browser's installation needs endpoint, p256dh and auth; make it with nh_installation_new_browser",
            ));
        }
        check_handle("push_channel", push_channel)?;
        Installation::with_channel(id, platform, PushChannel::Handle(push_channel.to_owned()))
    }

    /// A browser's installation.
    pub fn new_browser(id: &str, endpoint: &str, p256dh: &str, auth: &str) -> Result<Installation> {
        for (argument, text) in [("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)] {
            check_handle(argument, text)?;
        }
        let channel = PushChannel::Browser {
            endpoint: endpoint.to_owned(),
            p256dh: p256dh.to_owned(),
            auth: auth.to_owned(),
        };
        Installation::with_channel(id, Platform::Browser, channel)
    }

    fn with_channel(id: &str, platform: Platform, channel: PushChannel) -> Result<Installation> {
        check_id("installation_id", id)?;
        let (_, word) = PLATFORMS
            .iter()
            .find(|(known, _)| *known == platform)
            .ok_or_else(|| Error::argument("platform: a template is no platform of a device"))?;
        Ok(Installation {
            installation_id: id.to_owned(),
            platform: (*word).to_owned(),
            push_channel: channel,
            ..Installation::default()
        })
    }

    /// Reads the service's JSON. The error says what is wrong without
    /// repeating any of it.
    pub fn from_json(json: &[u8]) -> std::result::Result<Installation, &'static str> {
        let mut installation: Installation = serde_json::from_slice(json).map_err(|error| {
            if error.is_data() {
                "it is not an installation"
            } else {
                "it is not well-formed JSON"
            }
        })?;
        // Some SDKs write a browser's subscription as JSON inside a string.
        if installation.platform() == Some(Platform::Browser)
            && let PushChannel::Handle(text) = &installation.push_channel
            && let Ok(channel @ PushChannel::Browser { .. }) = serde_json::from_str(text)
        {
            installation.push_channel = channel;
        }
        Ok(installation)
    }

    /// The JSON to send.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
            .map_err(|error| Error::new(Status::Internal, format!("installation: {error}")))
    }

    /// The platform, if this version knows it.
    pub fn platform(&self) -> Option<Platform> {
        PLATFORMS
            .iter()
            .find(|(_, word)| self.platform.eq_ignore_ascii_case(word))
            .map(|(platform, _)| *platform)
    }

    /// Sets whose device it is.
    pub fn set_user_id(&mut self, user_id: &str) -> Result<()> {
        check_id("user_id", user_id)?;
        self.user_id = Some(user_id.to_owned());
        Ok(())
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        add_tag(&mut self.tags, tag)
    }

    /// Removes a tag, if it has it.
    pub fn remove_tag(&mut self, tag: &str) {
        self.tags.retain(|known| known != tag);
    }

    /// Sets a push variable.
    pub fn set_push_variable(&mut self, name: &str, value: &str) -> Result<()> {
        if name.is_empty() {
            return Err(Error::argument("name is empty"));
        }
        self.push_variables.insert(name.to_owned(), value.into());
        Ok(())
    }

    /// Sets a template.
    pub fn set_template(&mut self, name: &str, template: InstallationTemplate) -> Result<()> {
        check_template_name(name)?;
        self.templates.insert(name.to_owned(), template);
        Ok(())
    }

    /// Sets a secondary tile.
    pub fn set_secondary_tile(&mut self, id: &str, tile: SecondaryTile) -> Result<()> {
        if id.is_empty() {
            return Err(Error::argument("tile_id is empty"));
        }
        if self.platform() != Some(Platform::Windows) {
            return Err(Error::argument(
                "secondary tiles belong to Windows (wns) installations",
            ));
        }
        self.secondary_tiles.insert(id.to_owned(), tile);
        Ok(())
    }
}

impl InstallationTemplate {
    /// A template with this body.
    pub fn new(body: &str) -> Result<InstallationTemplate> {
        if body.is_empty() {
            return Err(Error::argument("body is empty"));
        }
        Ok(InstallationTemplate {
            body: body.to_owned(),
            ..InstallationTemplate::default()
        })
    }

    /// Sets a header for the push service.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<()> {
        let mut checked = crate::notification::header::Headers::default();
        checked.set(name, value)?;
        self.headers.insert(name.to_owned(), value.into());
        Ok(())
    }

    /// Adds a tag of this template alone.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        add_tag(&mut self.tags, tag)
    }
}

impl SecondaryTile {
    /// A tile with its own channel.
    pub fn new(push_channel: &str) -> Result<SecondaryTile> {
        check_handle("push_channel", push_channel)?;
        Ok(SecondaryTile {
            push_channel: push_channel.to_owned(),
            ..SecondaryTile::default()
        })
    }

    /// Adds a tag.
    pub fn add_tag(&mut self, tag: &str) -> Result<()> {
        add_tag(&mut self.tags, tag)
    }

    /// Sets a template.
    pub fn set_template(&mut self, name: &str, template: InstallationTemplate) -> Result<()> {
        check_template_name(name)?;
        self.templates.insert(name.to_owned(), template);
        Ok(())
    }
}

/// Most tags of one device.
pub const MAX_TAGS: usize = 60;

/// Adds a checked tag to a device's tags.
pub fn add_tag(tags: &mut Vec<String>, tag: &str) -> Result<()> {
    check_tag(tag)?;
    if tags.iter().any(|known| known == tag) {
        return Ok(());
    }
    if tags.len() == MAX_TAGS {
        return Err(Error::new(
            Status::InvalidTag,
            format!("tags: there are {MAX_TAGS} already, the most that the service keeps"),
        ));
    }
    tags.push(tag.to_owned());
    Ok(())
}

/// Checks the id of an installation or a user: letters, digits and
/// `-_@#.:=`, of which the special tags are made.
pub fn check_id(argument: &str, id: &str) -> Result<()> {
    if id.is_empty() {
        return Err(Error::argument(format!("{argument} is empty")));
    }
    let valid = |c: char| c.is_ascii_alphanumeric() || "-_@#.:=".contains(c);
    if id.len() > 256 || !id.chars().all(valid) || id == "." || id == ".." {
        return Err(Error::argument(format!(
            "{argument} must have at most 256 letters, digits and -_@#.:="
        )));
    }
    Ok(())
}

/// Checks a template's name.
pub fn check_template_name(name: &str) -> Result<()> {
    match name.chars().count() {
        1..=200 if !name.chars().any(char::is_control) => Ok(()),
        _ => Err(Error::argument(
            "template name must have 1 to 200 characters and no control characters",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_the_service_reads() {
        let mut device = Installation::new("dev-1", Platform::Apple, "62BC").unwrap();
        device.set_user_id("u1").unwrap();
        device.add_tag("vip").unwrap();
        device.add_tag("vip").unwrap();
        device.set_push_variable("name", "Ann").unwrap();
        let mut template = InstallationTemplate::new("{\"aps\":{\"alert\":\"$(msg)\"}}").unwrap();
        template.set_header("apns-priority", "5").unwrap();
        template.add_tag("t").unwrap();
        device.set_template("hello", template).unwrap();
        assert_eq!(
            device.to_json().unwrap(),
            r#"{"installationId":"dev-1","userId":"u1","platform":"apns","pushChannel":"62BC","tags":["vip"],"pushVariables":{"name":"Ann"},"templates":{"hello":{"body":"{\"aps\":{\"alert\":\"$(msg)\"}}","headers":{"apns-priority":"5"},"tags":["t"]}}}"#
        );
        let browser = Installation::new_browser("b", "https://e", "k", "a").unwrap();
        assert!(
            browser
                .to_json()
                .unwrap()
                .contains(r#""pushChannel":{"endpoint":"https://e","p256dh":"k","auth":"a"}"#)
        );
    }

    #[test]
    fn reads_nulls_unknown_members_and_both_browser_forms() {
        let device = Installation::from_json(
            br#"{"installationId":"d","pushChannel":"c","pushChannelExpired":null,"platform":"wns","expirationTime":"9999-12-31T23:59:59.9999999Z","userId":null,"tags":null,"pushVariables":null,
            "templates":{"t":{"body":"<toast/>","headers":{"X-WNS-Type":"wns/toast"},"tags":["t"],"new":1}},"secondaryTiles":{"s":{"pushChannel":"u","templates":null}},"lastUpdate":"2025","shiny":{"a":1}}"#,
        )
        .unwrap();
        assert_eq!(device.platform(), Some(Platform::Windows));
        assert_eq!(device.user_id, None);
        assert_eq!(device.others["shiny"]["a"], 1);
        assert_eq!(device.templates[0].others["new"], 1);
        assert_eq!(device.secondary_tiles[0].push_channel, "u");
        // What only the service writes is not sent back; what is unknown is.
        let json = device.to_json().unwrap();
        assert!(
            json.contains("shiny") && !json.contains("expirationTime"),
            "{json}"
        );
        // Numbers keep every digit.
        let numbers = r#""a":6.169062368256605e+174,"b":18446744073709551617,"c":1e+400"#;
        let json =
            format!(r#"{{"installationId":"d","platform":"gcm","pushChannel":"c",{numbers}}}"#);
        let device = Installation::from_json(json.as_bytes()).unwrap();
        assert!(device.to_json().unwrap().contains(numbers));
        for channel in [
            r#"{"endpoint":"e","p256dh":"p","auth":"a"}"#,
            r#""{\"endpoint\":\"e\",\"p256dh\":\"p\",\"auth\":\"a\"}""#,
        ] {
            let json =
                format!(r#"{{"installationId":"d","platform":"browser","pushChannel":{channel}}}"#);
            let device = Installation::from_json(json.as_bytes()).unwrap();
            assert!(
                matches!(device.push_channel, PushChannel::Browser { .. }),
                "{channel}"
            );
        }
        for wrong in [
            &b""[..],
            b"[]",
            b"{}",
            b"{\"installationId\":1}",
            b"{broken",
            b"\xff",
        ] {
            assert!(Installation::from_json(wrong).is_err());
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Installation::from_json(deep.as_bytes()).is_err());
    }

    #[test]
    fn is_read_up_to_127_levels() {
        let deep = |levels: usize| {
            let arrays = format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
            format!(r#"{{"installationId":"d","platform":"apns","pushChannel":"AB","x":{arrays}}}"#)
        };
        assert!(Installation::from_json(deep(127).as_bytes()).is_ok());
        let why = Installation::from_json(deep(128).as_bytes()).unwrap_err();
        assert_eq!(why, "it is not well-formed JSON");
    }

    #[test]
    fn refuses_what_the_service_would() {
        for id in ["", "a b", "a/b", ".", "..", &"x".repeat(257), "\u{e9}"] {
            assert!(Installation::new(id, Platform::Apple, "h").is_err(), "{id}");
        }
        assert!(Installation::new("a", Platform::Template, "h").is_err());
        assert!(Installation::new("a", Platform::Browser, "h").is_err());
        assert!(Installation::new("a", Platform::Apple, "").is_err());
        let mut device = Installation::new("a", Platform::Apple, "h").unwrap();
        for n in 0..60 {
            device.add_tag(&format!("t{n}")).unwrap();
        }
        assert!(device.add_tag("t60").is_err());
        assert!(device.add_tag("a b").is_err());
        let tile = SecondaryTile::new("c").unwrap();
        assert!(device.set_secondary_tile("s", tile).is_err());
        assert!(
            device
                .set_template("", InstallationTemplate::new("b").unwrap())
                .is_err()
        );
        assert!(
            InstallationTemplate::new("b")
                .unwrap()
                .set_header("a b", "c")
                .is_err()
        );
    }
}
