//! A registration: one handle with its tags, native or with one template. Sends go to registrations.
//! Clients write some themselves; an installation becomes one native registration of its platform,
//! and one template registration for each template.

use crate::devices::installation::{Installation, InstallationTemplate};
use crate::devices::platform::Platform;
use crate::devices::tag;
use crate::devices::template::Template;
use crate::devices::template_expression::Term;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Debug)]
pub struct Registration {
    pub id: String,
    /// Counts the writes, from 1.
    pub etag: u32,
    /// None for never.
    pub expires: Option<OffsetDateTime>,
    pub platform: Platform,
    /// What identifies the device to its push service.
    pub handle: String,
    /// Where the handle is made of several parts (Baidu) or comes with keys (browser).
    pub handle_parts: Vec<String>,
    pub tile: Option<String>,
    /// None for one that a client wrote itself.
    pub installation_id: Option<String>,
    /// In the order of the service: the special tags first.
    pub tags: Vec<String>,
    /// The same for comparisons: folded and sorted.
    pub tag_keys: Vec<String>,
    pub push_variables: Arc<HashMap<String, String>>,
    /// The same as a client wrote them.
    pub push_variables_text: Option<String>,
    /// None for a native registration.
    pub template: Option<TemplateRegistration>,
}

#[derive(Debug)]
pub struct TemplateRegistration {
    pub name: Option<String>,
    pub text: String,
    pub body: Arc<Template>,
    pub headers: BTreeMap<String, String>,
    pub expiry_text: Option<String>,
    pub expiry: Option<Vec<Term>>,
    /// Kept and given back; Apple's is in its headers today.
    pub priority: Option<String>,
    /// Baidu's.
    pub message_type: Option<String>,
}

impl Registration {
    /// A device that nobody registered.
    pub fn of_handle(platform: Platform, handle: &str) -> Registration {
        Registration {
            id: String::new(),
            etag: 0,
            expires: None,
            platform,
            handle: handle.to_owned(),
            handle_parts: Vec::new(),
            tile: None,
            installation_id: None,
            tags: Vec::new(),
            tag_keys: Vec::new(),
            push_variables: Arc::default(),
            push_variables_text: None,
            template: None,
        }
    }

    pub fn is_native_of_device(&self) -> bool {
        self.template.is_none() && self.tile.is_none()
    }

    /// Of the installation that it is derived from.
    pub fn user_id(&self) -> Option<&str> {
        self.tags.iter().find_map(|one| tag::user_of(one))
    }

    pub fn has_tag(&self, key: &str) -> bool {
        let found = self
            .tag_keys
            .binary_search_by(|known| known.as_str().cmp(key));
        found.is_ok()
    }
}

pub fn tag_keys(tags: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = tags.iter().map(|tag| tag::fold(tag)).collect();
    keys.sort();
    keys
}

/// What the hub knows of a derived registration beyond its installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedRegistration {
    pub of: InstallationPart,
    pub id: String,
    pub etag: u32,
}

/// Which part of an installation a registration is derived from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InstallationPart {
    /// None for the device itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tile: Option<String>,
    /// None for the native registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl InstallationPart {
    pub fn of_registration(registration: &Registration) -> InstallationPart {
        let template = registration.template.as_ref();
        InstallationPart {
            tile: registration.tile.clone(),
            template: template.and_then(|template| template.name.clone()),
        }
    }

    /// All that there are of an installation.
    pub fn all(installation: &Installation) -> Vec<InstallationPart> {
        let with_templates =
            |tile: Option<&String>, templates: &BTreeMap<_, _>| -> Vec<InstallationPart> {
                let templates = templates.keys().map(|name: &String| Some(name.clone()));
                [None]
                    .into_iter()
                    .chain(templates)
                    .map(|template| InstallationPart {
                        tile: tile.cloned(),
                        template,
                    })
                    .collect()
            };
        let tiles = installation.tiles.iter();
        let tiles = tiles.flat_map(|(name, tile)| with_templates(Some(name), &tile.templates));
        with_templates(None, &installation.templates)
            .into_iter()
            .chain(tiles)
            .collect()
    }
}

/// The registrations of an installation that are in `plan`.
pub fn derive(installation: &Installation, plan: &[DerivedRegistration]) -> Vec<Registration> {
    let mut special = vec![tag::installation(&installation.installation_id)];
    special.extend(installation.user_id.as_deref().map(tag::user));
    let push_variables = Arc::new(installation.folded_push_variables());
    let push_variables_text = installation.push_variables_text();

    let registration = |derived: &DerivedRegistration| {
        // A tile has tags of its own instead of the device's.
        let (handle, handle_parts, tags, templates) = match &derived.of.tile {
            None => (
                installation.handle.clone(),
                installation.handle_parts(),
                &installation.tags,
                &installation.templates,
            ),
            Some(name) => {
                let tile = installation.tiles.get(name)?;
                (tile.handle.clone(), Vec::new(), &tile.tags, &tile.templates)
            }
        };
        let template = match &derived.of.template {
            None => None,
            Some(name) => Some(templates.get(name)?),
        };
        let of_template = template.iter().flat_map(|template| &template.tags);
        let mut all = special.clone();
        for tag in tags.iter().chain(of_template) {
            tag::add(&mut all, tag);
        }
        Some(Registration {
            id: derived.id.clone(),
            etag: derived.etag,
            expires: installation.expires,
            platform: installation.kind,
            handle,
            handle_parts,
            tile: derived.of.tile.clone(),
            installation_id: Some(installation.installation_id.clone()),
            tag_keys: tag_keys(&all),
            tags: all,
            push_variables: Arc::clone(&push_variables),
            push_variables_text: push_variables_text.clone(),
            template: template.map(|template| template_registration(&derived.of, template)),
        })
    };
    plan.iter().filter_map(registration).collect()
}

fn template_registration(
    of: &InstallationPart,
    template: &InstallationTemplate,
) -> TemplateRegistration {
    TemplateRegistration {
        name: of.template.clone(),
        text: template.body.clone(),
        body: Arc::clone(&template.prepared),
        headers: template.headers.clone(),
        expiry_text: template.expiry.clone(),
        expiry: template.prepared_expiry.clone(),
        priority: None,
        message_type: None,
    }
}
